//! What the command line needs keys for, and says without them.

use clap::Parser as _;
use eventstore::MasterKeys;
use server::cli::Cli;
use tests::{db::EmptyDb, on_both};

async fn run(url: &str, arguments: &[&str]) -> Result<(), String> {
    let all = [&["parcours", "--database-url", url], arguments].concat();
    let ran = Cli::try_parse_from(all).map_err(|error| error.to_string())?.run().await;
    ran.map(drop).map_err(|error| format!("{error:#}"))
}

on_both! {
    async fn whatever_touches_personal_data_refuses_to_start_without_a_key(empty: EmptyDb) {
        run(&empty.url, &["migrate"]).await.expect("needs no key");
        let nobody = "journey-00000000-0000-0000-0000-000000000001";
        for arguments in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["simulate", "--journeys", "1"],
            &["erase", nobody, "--reason", "request"],
            &["access-export", nobody],
            &["keys", "status"],
            &["keys", "rotate"],
        ] {
            let refused = run(&empty.url, arguments).await.unwrap_err();
            for said in ["no master key", "parcours keys init", "PARCOURS_MASTER_KEY_FILE"] {
                assert!(refused.contains(said), "{arguments:?}: {refused}");
            }
        }
        for arguments in
            [&["reference", "list"][..], &["schema"], &["projections", "status"], &["migrate"]]
        {
            run(&empty.url, arguments).await.unwrap_or_else(|why| panic!("{arguments:?}: {why}"));
        }
    }

    async fn a_key_is_made_used_rotated_and_given_up(empty: EmptyDb) {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old.key"), folder.path().join("new.key"));
        let [old, new] = [old.to_str().unwrap(), new.to_str().unwrap()];
        run(&empty.url, &["migrate"]).await.unwrap();
        run(&empty.url, &["keys", "init", old]).await.unwrap();
        assert!(run(&empty.url, &["keys", "init", old]).await.is_err(), "it is there already");
        let with = async |file: &str, arguments: &[&str]| {
            run(&empty.url, &[&["--master-key-file", file], arguments].concat()).await
        };
        with(old, &["simulate", "--journeys", "3", "--seed", "1"]).await.unwrap();
        run(&empty.url, &["keys", "init", new]).await.unwrap();
        let refused = with(new, &["keys", "status"]).await.unwrap_err();
        assert!(refused.contains("which was not given"), "{refused}");
        // The new one first, the old one behind.
        let both = [new, old].map(|file| std::fs::read_to_string(file).unwrap()).concat();
        let kept = std::fs::read_to_string(new).unwrap();
        std::fs::write(new, both).unwrap();
        with(new, &["keys", "rotate"]).await.unwrap();
        std::fs::write(new, kept).unwrap();
        with(new, &["simulate", "--journeys", "6", "--seed", "1"]).await.unwrap();
        assert!(with(old, &["keys", "status"]).await.unwrap_err().contains("not given"));
        assert_ne!(MasterKeys::from_file(new.as_ref()).unwrap().id(), "");
    }
}
