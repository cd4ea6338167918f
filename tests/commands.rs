//! The command path under concurrency.

use std::collections::BTreeMap;

use ::commands::{Actor, Commands, CommandsOptions, Failure, Request};
use chrono::NaiveDate;
use domain::{
    codec,
    journey::{
        Command, Event, Journey,
        facts::{EntryStage, GivenBy, Identity, Purpose, Target},
    },
    testing::replay,
};
use eventstore::{Direction, Filter, Position};
use proptest::prelude::*;
use tests::{OnBoth, TestDb, db::in_time};
use uuid::Uuid;

fn today() -> NaiveDate {
    tests::app::TODAY.parse().unwrap()
}

/// Something a client may ask of one of two journeys.
#[derive(Clone, Debug)]
struct Asked {
    journey: u128,
    /// Few, so that some commands are sent twice.
    command_id: u128,
    command: Command,
}

fn asked() -> impl Strategy<Value = Asked> {
    let command = prop_oneof![
        2 => prop_oneof![Just("Ada"), Just("ADA"), Just("Grace")].prop_map(|first| Command::Register {
            identity: Identity {
                first_name: first.into(), last_name: "Lovelace".into(), email: "ada@example.org".into(),
            },
            birth_date: NaiveDate::from_ymd_opt(2009, 5, 5).unwrap(),
            entry_stage: EntryStage::Lycee,
            campaign: None,
            sourced_by: None,
            homonym: false,
        }),
        3 => (1u8..7).prop_map(|confidence| Command::StateProject {
            targets: vec![Target::Donnees], confidence,
        }),
        1 => Just(Command::Consent {
            purpose: Purpose::Account, text_version: "1".into(), given_by: GivenBy::Herself,
        }),
        1 => Just(Command::WithdrawConsent { purpose: Purpose::Account }),
        1 => Just(Command::AssessEligibility),
    ];
    (1u128..3, 1u128..60, command).prop_map(|(journey, command_id, command)| Asked {
        journey,
        command_id,
        command,
    })
}

async fn ask(commands: &Commands, asked: Asked) {
    let Asked { journey, command_id, command } = asked;
    let request = Request::new(Actor::service("client"), Uuid::from_u128(command_id), today());
    let done = commands.run::<Journey>(&request, Uuid::from_u128(journey), command).await;
    match done {
        Ok(_) | Err(Failure::Rejected(_) | Failure::CommandIdReused(_) | Failure::Contended) => {}
        Err(failure) => panic!("{failure}"),
    }
}

/// Two clients, each with a cache of its own, send their commands at once.
async fn interleave(test: TestDb, first: Vec<Asked>, second: Vec<Asked>) {
    let log = test.log.clone();
    let other = test.another_process().await;
    let options = CommandsOptions::default();
    let one = Commands::new(log.clone(), test.vault().await, options);
    one.found(today()).await.unwrap();
    let third = Commands::new(log.clone(), test.vault().await, options);
    let clients = [(one, first), (Commands::new(other, test.vault().await, options), second)];
    let clients = clients.into_iter().map(|(commands, list)| {
        tokio::spawn(async move {
            for asked in list {
                ask(&commands, asked).await;
            }
        })
    });
    for client in futures::future::join_all(clients).await {
        client.unwrap();
    }

    let events =
        log.read_all(Position::START, Direction::Forward, 10_000, &Filter::All).await.unwrap();
    let positions: Vec<_> = events.iter().map(|event| event.position.get()).collect();
    let expected: Vec<_> = (1..).take(events.len()).collect();
    assert_eq!(positions, expected, "positions have no gap");
    let mut revisions: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for event in &events {
        revisions.entry(event.stream.clone()).or_default().push(event.revision.get());
    }
    for (stream, revisions) in revisions {
        let expected: Vec<_> = (0..).take(revisions.len()).collect();
        assert_eq!(revisions, expected, "revisions of {stream} have no gap");
    }
    // Each history is one that the rules allow, decided one command after the other: registered
    // once and first, projects numbered 1, 2, 3…
    let mut people = Vec::new();
    for journey in [1, 2] {
        let opened = third.history::<Journey>(Uuid::from_u128(journey)).await.unwrap();
        let state = ::commands::fold::<Journey>(&opened);
        people.extend(state.record().map(|record| record.person().unwrap()));
        let stream = ::commands::stream_id::<Journey>(Uuid::from_u128(journey));
        let of = events.iter().filter(|event| event.stream == stream);
        let history: Vec<Event> =
            of.map(|event| codec::decode(&event.kind, &event.data).unwrap()).collect();
        let registered = |event: &Event| matches!(event, Event::BeneficiaryRegistered { .. });
        assert!(history.iter().skip(1).all(|event| !registered(event)));
        assert!(history.first().is_none_or(registered));
        let projects = history.iter().filter_map(|event| match event {
            Event::OrientationProjectStated { version, .. } => Some(*version),
            _ => None,
        });
        let versions: Vec<_> = projects.collect();
        let expected: Vec<_> = (1..).take(versions.len()).collect();
        assert_eq!(versions, expected, "each project was decided on the one before");
        // The state that a third client would decide on folds without a doubt.
        assert_eq!(replay::<Journey>(&history).record().is_some(), !history.is_empty());
    }
    assert!(people.len() < 2 || people[0] != people[1], "nobody has two journeys");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_of_two_clients_leaves_no_gap(
        first in proptest::collection::vec(asked(), 1..25),
        second in proptest::collection::vec(asked(), 1..25),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(in_time(async {
            interleave(TestDb::sqlite().await, first.clone(), second.clone()).await;
            interleave(TestDb::postgres().await, first, second).await;
        }));
    }
}
