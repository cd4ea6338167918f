//! The loads with the real domain: commands through `Commands::run` (W4), read models (W6).

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use chrono::{Datelike as _, NaiveDate};
use commands::{Actor, Commands, CommandsOptions, Request, stream_id};
use domain::{
    Pii, SchoolYear, Vocabulary as _, WishId, codec,
    codes::Academie,
    journey::{
        Command, Event, Journey,
        facts::{
            Answer, Bourse, Declared, Enrolment, EntryStage, Evidence, FormationFacts, GivenBy,
            Identity, Phase, Platform, Purpose, SchoolFacts, Situation, Statut, Target, YearResult,
            YearStart,
        },
    },
    levels::Niveau,
    reference::{Filiere, Numerique},
};
use eventstore::{
    Append, CommandId, ExpectedRevision, Fingerprint, Log, NewEvent, StreamWrite, Vault,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use uuid::Uuid;

use crate::{
    dice::{Dice, new_id},
    measure::{Client, Run, closed_loop, once},
    place::Fresh,
};

const METADATA: &str = r#"{"actor":{"kind":"service","id":"load"},"evidence":"declared"}"#;
/// Journeys per append while a log is filled.
const JOURNEYS: usize = 10;
const FILLERS: usize = 4;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn today() -> NaiveDate {
    day(2026, 11, 24)
}

/// The journey with this number.
fn journey(number: usize) -> Uuid {
    Dice(number as u64).uuid()
}

/// Publishes the policy that commands are decided under.
pub async fn found(log: &Log) -> Result<()> {
    Ok(Commands::new(log.clone(), Vault::closed(), CommandsOptions::default())
        .found(today())
        .await?)
}

/// Appends journeys, each with the events that `history` tells, sealed.
pub async fn fill(
    Fresh { log, vault, .. }: &Fresh,
    numbers: std::ops::Range<usize>,
    history: impl Fn(usize) -> Vec<(NaiveDate, Event)> + Copy,
) -> Result<()> {
    let end = numbers.end;
    let appends = numbers.step_by(JOURNEYS).map(|start| async move {
        let writes = (start..(start + JOURNEYS).min(end)).map(|number| {
            let events = history(number).into_iter().map(|(occurred_on, event)| {
                let (kind, data) = codec::encode(&event)?;
                Ok(NewEvent { kind, data, occurred_on })
            });
            Ok(StreamWrite {
                stream: stream_id::<Journey>(journey(number)),
                expected: ExpectedRevision::NoStream,
                events: events.collect::<Result<_>>()?,
            })
        });
        let mut writes = writes.collect::<Result<Vec<_>>>()?;
        vault.seal(&mut writes).await?;
        let append = Append {
            command_id: CommandId(new_id()),
            fingerprint: Fingerprint::of(&[b"fill"]),
            metadata: METADATA.to_owned(),
            writes,
        };
        log.append(append).await?;
        anyhow::Ok(())
    });
    stream::iter(appends).buffer_unordered(FILLERS).try_collect().await
}

/// A registration and 199 projects: a stream of 200 events.
pub fn long(number: usize) -> Vec<(NaiveDate, Event)> {
    let projects = (1..200).map(|version| Event::OrientationProjectStated {
        version,
        targets: Target::ALL.to_vec(),
        confidence: 3,
    });
    std::iter::once(registered(number)).chain(projects).map(|event| (today(), event)).collect()
}

fn registered(number: usize) -> Event {
    Event::BeneficiaryRegistered {
        identity: Pii::Known(Identity {
            first_name: format!("Ada {number}"),
            last_name: "Dupont".to_owned(),
            email: format!("somebody-{number}@example.org"),
        }),
        birth_date: Pii::Known(day(2009, 5, 1)),
        age_years: 17,
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    }
}

/// From registration to the first year of higher education.
pub fn ordinary(number: usize) -> Vec<(NaiveDate, Event)> {
    let mut dice = Dice(!(number as u64));
    let academie = Academie::ALL[dice.below(Academie::ALL.len())];
    let mut events = vec![
        registered(number),
        Event::ConsentRecorded {
            purpose: Purpose::Account,
            text_version: "2026-1".to_owned(),
            given_by: GivenBy::Herself,
        },
        started(2026, Niveau::PremiereGenerale, academie),
        Event::SituationDeclared {
            school_year: SchoolYear(2026),
            situation: Situation {
                bourse: Bourse::ALL[dice.below(3)],
                qpv: Declared::Unknown,
                qpv_list: None,
                rural: Declared::Yes,
                evidence: Evidence::Declared,
            },
        },
        Event::AdmittedToProgramme { cohort: SchoolYear(2026), phase: Phase::PreIntegration },
        project(1),
        Event::SchoolYearConcluded { school_year: SchoolYear(2026), result: YearResult::Promoted },
        started(2027, Niveau::TerminaleGenerale, academie),
        project(2),
    ];
    for _ in 0..4 {
        let wish = WishId(dice.uuid());
        events.push(Event::WishSubmitted {
            wish,
            platform: Platform::Parcoursup,
            session: 2028,
            formation: formation(),
        });
        events.push(Event::WishConfirmed { wish });
        events.push(Event::WishAnswered { wish, answer: Answer::Proposed, rank: None });
    }
    events.push(started(2028, Niveau::But1, academie));
    let mut on = day(2026, 9, 1);
    let mut dated = Vec::with_capacity(events.len());
    for event in events {
        if let Event::SchoolYearStarted { school_year, .. } = &event {
            on = on.with_year(school_year.0).unwrap_or(on);
        }
        dated.push((on, event));
    }
    dated
}

fn project(version: u32) -> Event {
    Event::OrientationProjectStated { version, targets: vec![Target::Donnees], confidence: 3 }
}

fn started(school_year: i32, niveau: Niveau, academie: Academie) -> Event {
    let school = SchoolFacts { uai: Pii::Erased, territory: academie.into() };
    Event::SchoolYearStarted {
        school_year: SchoolYear(school_year),
        year: YearStart {
            niveau,
            specialites: Vec::new(),
            school: Some(school),
            formation: (!niveau.is_lycee()).then(formation),
            statut: Statut::Scolaire,
            enrolment: Enrolment::Main,
            atypical: None,
        },
        reference_version: "2026".to_owned(),
    }
}

fn formation() -> FormationFacts {
    FormationFacts {
        id: Pii::Erased,
        filiere: Filiere::But,
        numerique: Numerique::Digital,
        selective: true,
        apprenticeship: false,
        recognition: None,
    }
}

/// Clients that run one command after the other, each on a journey taken at random (W4).
pub struct Runner {
    commands: Commands,
    numbers: std::ops::Range<usize>,
    dice: Dice,
}

impl Client for Runner {
    async fn step(&mut self) -> Result<u64> {
        let number = self.numbers.start + self.dice.below(self.numbers.len());
        let request = Request::new(Actor::service("load"), new_id(), today());
        let command = Command::StateProject { targets: Target::ALL.to_vec(), confidence: 3 };
        self.commands.run::<Journey>(&request, journey(number), command).await?;
        Ok(1)
    }
}

/// So many clients over these journeys. `commands` keeps its states from run to run.
pub async fn run(
    commands: &Commands,
    numbers: std::ops::Range<usize>,
    clients: usize,
    during: Duration,
) -> Result<Run> {
    let runners = (0..clients).map(|_| Runner {
        commands: commands.clone(),
        numbers: numbers.clone(),
        dice: Dice(new_id().as_u64_pair().1),
    });
    closed_loop(runners.collect::<Vec<_>>(), during).await
}

/// Runs one command on each journey, so that its state is known.
pub async fn warm(commands: &Commands, numbers: std::ops::Range<usize>) -> Result<()> {
    let runs = numbers.map(|number| async move {
        let numbers = number..number + 1;
        Runner { commands: commands.clone(), numbers, dice: Dice(0) }.step().await
    });
    stream::iter(runs).buffer_unordered(64).try_for_each(|_| async { Ok(()) }).await
}

/// Makes read models again from the log, all of them or those named (W6).
pub async fn rebuild(log: &Log, names: &[&str]) -> Result<Run> {
    let head = log.head().await?.position.get().unsigned_abs();
    let run = once(async {
        Ok(projections::rebuild(log, names, |_, _| {}).await.context("the rebuild")?.events)
    })
    .await?;
    ensure!(run.done == head, "{} events of {head} were folded", run.done);
    Ok(run)
}
