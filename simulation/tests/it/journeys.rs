use std::sync::Mutex;

use chrono::NaiveDate;
use commands::{Commands, CommandsOptions};
use eventstore::{Db, DbOptions, Log, LogOptions, Vault};
use reference::Directory;
use simulation::{Options, Progress, Report, SimulationError, simulate};

use crate::support::{Programme, on_both};

fn until() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_journeys_run_without_a_refusal() {
    on_both(async |programme| {
        let told = Mutex::new(Vec::new());
        let (commands, directory) = (&programme.commands, &programme.directory);
        let report = simulate(commands, directory, &Options::new(200, 7, until()), |progress| {
            told.lock().unwrap().push(progress);
        })
        .await
        .unwrap();
        assert_eq!(report.journeys, 200);
        assert!(report.supporters > 20 && report.mentorships > 150, "{report:?}");
        assert_eq!(report.replayed, 0);
        assert_eq!(report.events, programme.events().await);
        assert!((50..=100).contains(&(report.events / 200)), "{report:?}");

        let told = told.into_inner().unwrap();
        assert!(told.is_sorted_by_key(|progress: &Progress| progress.commands));
        let Report { journeys, commands, events, .. } = report;
        assert_eq!(told.last(), Some(&Progress { journeys_done: journeys, commands, events }));

        let streams = programme.streams().await;
        for (category, expected) in [
            ("journey-", u64::from(report.journeys)),
            ("supporter-", report.supporters),
            ("mentorship-", report.mentorships),
            ("activity-", report.activities),
            ("aid-", report.aids),
            ("placement-", report.placements),
            ("partner-", report.partners),
        ] {
            let found = streams.keys().filter(|stream| stream.starts_with(category)).count();
            assert_eq!(found as u64, expected, "{category}");
            assert!(found > 0, "{category}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seed_gives_the_same_streams_whatever_the_database_and_the_concurrency() {
    let (sqlite, postgres) = (Programme::on_sqlite().await, Programme::on_postgres().await);
    let options = Options::new(120, 42, until());
    sqlite.simulate(&options).await.unwrap();
    postgres.simulate(&Options { concurrency: 1, ..options }).await.unwrap();
    let told = async |programme: &Programme| {
        let mut streams = programme.streams().await;
        // Blocks meet on the budget alone: who is awarded first depends on who runs first.
        streams.get_mut("programme").unwrap().sort();
        streams
    };
    assert!(told(&sqlite).await == told(&postgres).await);

    let before = sqlite.events().await;
    let other = sqlite.simulate(&Options { seed: 43, ..options }).await.unwrap();
    assert_eq!((other.replayed, before + other.events), (0, sqlite.events().await));
    sqlite.close().await;
    postgres.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn run_again_it_appends_nothing_and_taken_up_again_it_adds_what_is_missing() {
    on_both(async |programme| {
        let options = Options::new(50, 3, until());
        let first = programme.simulate(&options).await.unwrap();
        let streams = programme.streams().await;

        let again = programme.simulate(&options).await.unwrap();
        assert_eq!(again.events, 0);
        assert_eq!((again.replayed, again.commands), (first.commands, first.commands));
        assert!(streams == programme.streams().await);

        let more = programme.simulate(&Options { journeys: 100, ..options }).await.unwrap();
        assert_eq!(more.journeys, 100);
        assert_eq!(first.events + more.events, programme.events().await);
        let grown = programme.streams().await;
        assert!(streams.iter().all(|(stream, told)| grown[stream].starts_with(told)));
        assert_eq!(grown.keys().filter(|stream| stream.starts_with("journey-")).count(), 100);
    })
    .await;
}

#[tokio::test]
async fn a_last_day_before_the_opening_is_refused() {
    let programme = Programme::on_sqlite().await;
    let until = NaiveDate::from_ymd_opt(2023, 8, 31).unwrap();
    let refused = programme.simulate(&Options::new(1, 1, until)).await;
    assert!(matches!(refused, Err(SimulationError::TooEarly { .. })), "{refused:?}");
    let nobody = programme.simulate(&Options::new(0, 1, until.succ_opt().unwrap())).await.unwrap();
    assert_eq!((nobody.journeys, nobody.commands), (0, 0));
    programme.close().await;
}

#[tokio::test]
async fn without_reference_data_or_policy_it_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let db = Db::connect(&url, DbOptions::default()).await.unwrap();
    db.migrate().await.unwrap();
    let log = Log::open(db.clone(), LogOptions::default()).await.unwrap();
    let commands = Commands::new(log, Vault::closed(), CommandsOptions::default());
    let options = Options::new(1, 1, until());

    let empty = Directory::load(&db).await.unwrap();
    let refused = simulate(&commands, &empty, &options, |_| {}).await;
    assert!(matches!(refused, Err(SimulationError::NoSchools)), "{refused:?}");

    reference::seed(&db, "2026-11-01T08:00:00Z".parse().unwrap()).await.unwrap();
    let seeded = Directory::load(&db).await.unwrap();
    let refused = simulate(&commands, &seeded, &options, |_| {}).await.unwrap_err().to_string();
    assert!(refused.contains("no policy is published yet"), "{refused}");
}
