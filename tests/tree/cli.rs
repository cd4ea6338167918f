//! As an auditor has it: the command line, files, and no database.

use std::path::PathBuf;

use eventstore::on;
use tests::{TestDb, on_both};

use super::{drop_triggers, grow, run as sql};
use crate::operations::{refused, run};

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, content: &str) -> String {
        std::fs::write(self.at(name), content).unwrap();
        self.at(name)
    }
}

/// What is said between these two, in an answer that may have a progress bar before it.
fn note(said: &str) -> String {
    said[said.find("parcours.log/").unwrap()..].to_owned()
}

on_both! {
    async fn an_auditor_verifies_the_database_an_export_and_proofs(test: TestDb) {
        let (files, db) = (Files::new(), ["--database-url", test.url.as_str()]);
        let key_file = files.at("keys/log.key");
        let with = |more: &[&str]| -> Vec<String> {
            let all = [&["log"], more, &db, &["--log-key-file", &key_file]].concat();
            all.into_iter().map(str::to_owned).collect()
        };
        let log = async |more: &[&str]| {
            run(&with(more).iter().map(String::as_str).collect::<Vec<_>>()).await
        };
        let log_refused = async |more: &[&str]| {
            refused(&with(more).iter().map(String::as_str).collect::<Vec<_>>()).await
        };
        assert!(log_refused(&["checkpoint"]).await.contains("log key --init"));
        let key = log(&["key", "--init"]).await.trim().to_owned();
        assert_eq!(log(&["key"]).await.trim(), key);
        assert!(log_refused(&["key", "--init"]).await.contains("exists already"));
        grow(&test.log, 40).await;
        assert!(log_refused(&["verify"]).await.contains("no checkpoint covers any of it"));
        let old = files.write("old", &note(&log(&["checkpoint"]).await));
        grow(&test.log, 30).await;
        log(&["checkpoint"]).await;
        grow(&test.log, 5).await;
        // On SQLite, the first command has founded the programme too.
        let events = test.log.head().await.unwrap().position.get();
        let signed = format!("up to position {} as in", events - 5);
        let said = log(&["verify", "--checkpoint", &old]).await;
        assert!(said.contains(&format!("{events} events")) && said.contains(&signed), "{said}");

        // Files alone, with a database that is not there.
        let nowhere = format!("sqlite://{}", files.at("nowhere.db"));
        let offline = async |more: &[&str]| {
            let all = [&["log", "verify", "--key", &key, "--database-url", &nowhere], more];
            run(&all.concat()).await
        };
        let export = files.at("log.ndjson");
        assert!(log(&["export", &export]).await.contains(&format!("{events} events added")));
        assert!(log(&["export", &export]).await.contains(": 0 events added"));
        let said = offline(&["--export", &export, "--checkpoint", &old]).await;
        assert!(said.contains(&signed), "{said}");
        let id: uuid::Uuid = {
            let sql = "select event_id from events where position = 12";
            on!(Db, &test.db, pool => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap())
        };
        for wanted in [
            vec!["prove", "12"],
            vec!["prove", &id.to_string()],
            vec!["prove", "12", "--checkpoint", &old],
            vec!["prove", "--since", &old],
        ] {
            let said = log(&wanted).await;
            let proof = files.write("proof", &said[said.find('{').unwrap()..]);
            assert!(offline(&["--proof", &proof]).await.contains("the proof holds"));
        }
        assert!(log_refused(&["prove", "60", "--checkpoint", &old]).await.contains("not within"));

        // Somebody alters an event, and makes an export of that.
        drop_triggers(&test.db).await;
        sql(&test.db, &["update events set type = 'test.v1.Other' where position = 33"]).await;
        let said = log_refused(&["verify", "--checkpoint", &old]).await;
        assert!(said.contains("from position 33 on"), "{said}");
        let forged = files.at("forged.ndjson");
        log(&["export", &forged]).await;
        let arguments = ["log", "verify", "--key", &key, "--export", &forged];
        assert!(refused(&arguments).await.contains("from position 33 on"));
        assert!(!PathBuf::from(files.at("nowhere.db")).exists());
    }

    async fn verifying_changes_nothing_and_makes_nothing(test: TestDb) {
        let _ = test;
        let files = Files::new();
        let missing = format!("sqlite://{}", files.at("data/missing.db"));
        let said = refused(&["log", "verify", "--database-url", &missing]).await;
        assert!(said.contains("unable to open") || said.contains("no such"), "{said}");
        assert!(!PathBuf::from(files.at("data")).exists(), "{said}");
    }
}
