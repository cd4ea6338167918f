//! Commands seal what they append, and are told apart without telling what they held.

use commands::{Commands, CommandsOptions, Failure, Request};
use domain::{
    codec,
    correction::Entry,
    journey::{
        Command, Event, Journey,
        facts::{EntryStage, Identity},
    },
};
use eventstore::{Direction, Filter, Fingerprint, Position, Vault, VaultError, on};
use tests::{TestDb, on_both};
use uuid::Uuid;

use super::people::{new_id, request, today};

fn register(first_name: &str) -> Command {
    Command::Register {
        identity: Identity {
            first_name: first_name.to_owned(),
            last_name: "Nomsecret".to_owned(),
            email: "secret@plante.test".to_owned(),
        },
        birth_date: "2009-05-17".parse().unwrap(),
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
    }
}

async fn founded(test: &TestDb, vault: Vault) -> Commands {
    let commands = Commands::new(test.log.clone(), vault, CommandsOptions::default());
    commands.found(today()).await.unwrap();
    commands
}

on_both! {
    async fn what_is_personal_lies_sealed_in_the_log_and_opens(test: TestDb) {
        let commands = founded(&test, test.vault().await).await;
        let id = new_id();
        commands.run::<Journey>(&request(), id, register("Éloïse")).await.unwrap();
        let events = test.log.read_all(Position::START, Direction::Forward, 100, &Filter::All);
        let stored = events.await.unwrap().pop().unwrap();
        for secret in ["loïse", "Nomsecret", "plante", "2009-05-17", "$pii"] {
            assert!(!stored.data.contains(secret), "{}", stored.data);
        }
        assert!(stored.data.contains(r#""entry_stage":"lycee""#), "coarse facts stay clear");
        // Whoever does not open it reads it all the same.
        let sealed: Event = codec::decode(&stored.kind, &stored.data).unwrap();
        assert!(matches!(sealed, Event::BeneficiaryRegistered { age_years: 17, .. }));
        let (_, opened) = commands.history::<Journey>(id).await.unwrap().pop().unwrap();
        let Entry::Event(Event::BeneficiaryRegistered { identity, birth_date, .. }) = opened else { panic!() };
        assert_eq!(identity.known().unwrap().first_name, "Éloïse");
        assert_eq!(birth_date.known().unwrap().to_string(), "2009-05-17");
    }

    async fn a_retry_is_known_again_by_a_process_that_has_just_started(test: TestDb) {
        let commands = founded(&test, test.vault().await).await;
        let (id, request) = (new_id(), request());
        let first = commands.run::<Journey>(&request, id, register("Éloïse")).await.unwrap();
        let started = founded(&test, test.vault().await).await;
        let again = started.run::<Journey>(&request, id, register("Éloïse")).await.unwrap();
        assert_eq!((again.position, again.revision, again.replayed), (first.position, first.revision, true));
        let other = started.run::<Journey>(&request, id, register("Élodie")).await;
        assert!(matches!(other, Err(Failure::CommandIdReused(_))));
    }

    async fn nobody_can_try_out_what_a_command_held(test: TestDb) {
        let commands = founded(&test, test.vault().await).await;
        let (id, request) = (new_id(), request());
        commands.run::<Journey>(&request, id, register("Éloïse")).await.unwrap();
        let sql = "select fingerprint from commands where command_id = $1";
        let stored: Vec<u8> = on!(Db, &test.db, pool => {
            sqlx::query_scalar(sql).bind(request.command_id.0).fetch_one(pool).await
        }).unwrap();
        let Request { occurred_on, .. } = request;
        let (target, day) = (format!("journey-{id}"), occurred_on.to_string());
        let command = serde_json::to_string(&register("Éloïse")).unwrap();
        let parts: [&[u8]; 3] = [target.as_bytes(), day.as_bytes(), command.as_bytes()];
        assert_eq!(stored, test.vault().await.fingerprint(&parts).as_bytes());
        assert_ne!(stored, Fingerprint::of(&parts).as_bytes(), "keyed");
    }

    async fn without_keys_nothing_personal_is_written(test: TestDb) {
        let commands = founded(&test, Vault::closed()).await;
        let head = test.log.head().await.unwrap();
        let refused = commands.run::<Journey>(&request(), Uuid::nil(), register("Éloïse")).await;
        assert!(matches!(refused, Err(Failure::Vault(VaultError::Closed { .. }))));
        assert_eq!(test.log.head().await.unwrap(), head);
    }
}
