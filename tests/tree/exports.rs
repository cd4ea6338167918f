use std::{fs::OpenOptions, io::Write as _};

use eventstore::{
    Position,
    tree::{Against, TreeError, What, export, resume, verify_export},
};
use tests::{TestDb, on_both};

use super::{grow, signed_log, tampering::made_again};

async fn exported(test: &TestDb) -> String {
    let mut file = Vec::new();
    export(&test.db, Position::START, &mut file, |_, _| {}).await.unwrap();
    String::from_utf8(file).unwrap()
}

on_both! {
    async fn an_export_is_verified_without_the_database(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        let file = exported(&test).await;
        for older in checkpoints.iter().map(Some).chain([None]) {
            let against = Against { key: Some(key.verifier()), older };
            let report = verify_export(file.as_bytes(), against, |_| {}).unwrap();
            assert!(report.is_sound(), "{report:?}");
            assert_eq!((report.events, report.checkpoints >= 3), (300, true));
        }
    }

    async fn an_altered_export_says_where(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        let against = Against { key: Some(key.verifier()), older: checkpoints.last() };
        let file = exported(&test).await;
        let lines: Vec<&str> = file.lines().collect();
        let line = |position: i64| {
            let is = format!("{{\"position\":{position},");
            lines.iter().position(|line| line.starts_with(&is)).unwrap()
        };
        let report = |lines: &[String]| {
            verify_export(lines.join("\n").as_bytes(), against, |_| {}).unwrap()
        };
        let owned = || lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        for position in [1, 77, 150, 290] {
            let mut altered = owned();
            altered[line(position)] = altered[line(position)].replace("Zoé", "Léa");
            assert_eq!(report(&altered).first().unwrap().position, position);
            let mut removed = owned();
            removed.remove(line(position));
            let first = report(&removed).first().unwrap().clone();
            assert_eq!((first.position, first.what), (position, What::Removed));
            let mut moved = owned();
            moved.swap(line(position), line(position + 1));
            assert_eq!(report(&moved).first().unwrap().position, position);
        }
        let mut cut = owned();
        cut.truncate(line(250));
        assert_eq!(report(&cut).first().unwrap().position, 250);
        // Everything made again, but for the signature.
        let mut forged = owned();
        let (there, other) = (line(100), lines[line(100)].replace("Zoé", "Léa"));
        let made = made_again(&other);
        forged[there] = made;
        let first = report(&forged).first().unwrap().clone();
        assert_eq!((first.position, first.what), (91, What::NotAsSignedUpTo { upto: 200 }));
    }

    async fn an_interrupted_export_goes_on(test: TestDb) {
        let (key, _) = signed_log(&test).await;
        let whole = exported(&test).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.ndjson");
        for cut in [0, 10, 500, whole.len() / 3, whole.len() / 2, whole.len() - 1, whole.len()] {
            std::fs::write(&path, &whole.as_bytes()[..cut]).unwrap();
            let mut options = OpenOptions::new();
            let mut file = options.read(true).write(true).open(&path).unwrap();
            let after = resume(&mut file).unwrap();
            export(&test.db, after, &mut file, |_, _| {}).await.unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), whole, "cut at {cut}");
        }
        grow(&test.log, 25).await;
        eventstore::tree::checkpoint(&test.db, &key).await.unwrap();
        let mut file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
        let after = resume(&mut file).unwrap();
        assert_eq!(after.get(), 300);
        export(&test.db, after, &mut file, |_, _| {}).await.unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), exported(&test).await);
    }

    async fn something_else_is_no_export(test: TestDb) {
        let _ = test;
        let refused = verify_export("hello\n".as_bytes(), Against::default(), |_| {});
        assert!(matches!(refused, Err(TreeError::File(_))), "{refused:?}");
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&vec![b'a'; 5 << 20]).unwrap();
        resume(&mut file).unwrap_err();
    }
}
