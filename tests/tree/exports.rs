use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Seek as _, Write as _},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use eventstore::{
    Position,
    tree::{Against, Start, TreeError, What, checkpoint, export, resume, verify_export},
};
use tests::{
    TestDb,
    db::{append, event, stream, write},
    on_both,
};

use super::{grow, independent::leaf_hash, key, signed_log};

async fn exported(test: &TestDb) -> String {
    let mut file = Vec::new();
    export(&test.db, Start::After(Position::START), None, &mut file, |_, _| {}).await.unwrap();
    String::from_utf8(file).unwrap()
}

fn start(file: &mut File) -> Start {
    resume(file).unwrap().map_or(Start::After(Position::START), Start::Resumed)
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
            let start = start(&mut file);
            export(&test.db, start, None, &mut file, |_, _| {}).await.unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), whole, "cut at {cut}");
        }
        grow(&test.log, 25).await;
        checkpoint(&test.db, &key).await.unwrap();
        let mut file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
        let start = start(&mut file);
        assert!(matches!(&start, Start::Resumed(resumed) if resumed.position.get() == 300));
        export(&test.db, start, None, &mut file, |_, _| {}).await.unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), exported(&test).await);
    }

    async fn something_else_is_no_export_and_is_left_alone(test: TestDb) {
        let _ = test;
        let refused = verify_export("hello\n".as_bytes(), Against::default(), |_| {});
        assert!(matches!(refused, Err(TreeError::OtherExport { .. })), "{refused:?}");
        for content in [vec![b'a'; 5 << 20], b"notes\n".to_vec(), b"{\"a\":1}".to_vec()] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&content).unwrap();
            let refused = resume(&mut file);
            assert!(matches!(refused, Err(TreeError::OtherExport { .. })), "{refused:?}");
            let mut after = Vec::new();
            file.rewind().unwrap();
            file.read_to_end(&mut after).unwrap();
            assert!(content == after);
        }
    }

    async fn the_export_of_another_log_is_not_gone_on_with(test: TestDb) {
        signed_log(&test).await;
        let file = exported(&test).await;
        let id = test.log.head().await.unwrap().log_id.to_string();
        let other = "00000000-0000-4000-8000-000000000000";
        let cut = file.lines().take(200).collect::<Vec<_>>().join("\n") + "\n";
        let hash_of_last = cut.lines().last().unwrap().split("\"leaf_hash\":\"").nth(1).unwrap();
        for altered in [cut.replace(&id, other), cut.replace(&hash_of_last[..20], &"A".repeat(20))] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(altered.as_bytes()).unwrap();
            let start = start(&mut file);
            let refused = export(&test.db, start, None, &mut file, |_, _| {}).await;
            assert!(matches!(refused, Err(TreeError::OtherExport { .. })), "{refused:?}");
        }
    }

    async fn a_part_of_the_log_is_exported_and_verified_alone(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        let older = &checkpoints[1];
        for (from, to, signed) in [(1, 95, 90), (91, 300, 270), (90, 210, 200), (200, 270, 270)] {
            let mut file = Vec::new();
            let (start, upto) = (Start::After(Position::new(from - 1)), Some(Position::new(to)));
            export(&test.db, start, upto, &mut file, |_, _| {}).await.unwrap();
            let file = String::from_utf8(file).unwrap();
            let report = |file: &str, older| {
                let against = Against { key: Some(key.verifier()), older };
                verify_export(file.as_bytes(), against, |_| {}).unwrap()
            };
            let whole = report(&file, None);
            assert!(whole.is_sound(), "{from} to {to}: {whole:?}");
            assert_eq!((i64::try_from(whole.events).unwrap(), whole.signed), (to - from + 1, signed));
            assert_eq!(report(&file, Some(older)).is_sound(), to >= 200, "{from} to {to}");
            // Another beginning does not lead to what was signed.
            if from > 1 {
                let log: serde_json::Value =
                    serde_json::from_str(file.lines().next().unwrap()).unwrap();
                let tree = log["tree"].as_str().unwrap();
                let mut other = BASE64_STANDARD.decode(tree).unwrap();
                *other.last_mut().unwrap() ^= 1;
                let forged = file.replace(tree, &BASE64_STANDARD.encode(other));
                let report = report(&forged, None);
                let what = &report.first().unwrap().what;
                assert!(matches!(what, What::NotAsSignedUpTo { .. }), "{report:?}");
            }
        }
    }

    async fn white_space_in_data_does_not_break_lines(test: TestDb) {
        let pretty = "{\n  \"a b\": [1,\r\n\t\"c \\\" d\\\\\"],\n  \"e\": {}\n}\n";
        let to = stream("1");
        let write = write(&to, eventstore::ExpectedRevision::Any, vec![event("test.v1.A", pretty)]);
        test.log.append(append(vec![write])).await.unwrap();
        let key = key(&test.log).await;
        checkpoint(&test.db, &key).await.unwrap();
        let file = exported(&test).await;
        assert_eq!(file.lines().count(), 3);
        assert!(file.contains(r#""data":{"a b":[1,"c \" d\\"],"e":{}},"metadata""#), "{file}");
        let against = Against { key: Some(key.verifier()), older: None };
        assert!(verify_export(file.as_bytes(), against, |_| {}).unwrap().is_sound());
        let altered = file.replace("\"e\":{}", "\"f\":{}");
        let report = verify_export(altered.as_bytes(), against, |_| {}).unwrap();
        assert_eq!(report.first().unwrap().what, What::Unreadable);
    }
}

/// An exported line whose canonical bytes and hash are made to fit what it says.
fn made_again(line: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
    let leaf = BASE64_STANDARD.decode(value["leaf"].as_str().unwrap()).unwrap();
    let text = String::from_utf8_lossy(&leaf).into_owned();
    assert!(text.contains("Zoé"));
    let at = leaf.windows(4).position(|bytes| bytes == "Zoé".as_bytes()).unwrap();
    let mut altered = leaf.clone();
    altered[at..at + 4].copy_from_slice("Léa".as_bytes());
    let old = value["leaf"].as_str().unwrap().to_owned();
    let old_hash = value["leaf_hash"].as_str().unwrap().to_owned();
    let hash = BASE64_STANDARD.encode(leaf_hash(&altered));
    value["leaf"] = BASE64_STANDARD.encode(&altered).into();
    line.replace(&old, &BASE64_STANDARD.encode(&altered)).replace(&old_hash, &hash)
}
