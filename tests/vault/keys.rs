//! Keys: whose they are, what opens them, rotation.

use eventstore::{
    Append, Direction, ExpectedRevision, KeyStore, Log, LogOptions, MasterKeys, Recorded, Revision,
    StreamId, StreamWrite, Vault, VaultError,
};
use futures::future::join_all;
use server::keys::Keys;
use tests::{
    OnBoth as _, TestDb,
    db::{EmptyDb, append, event, keys, stream, write},
    on_both,
};
use tokio::sync::mpsc;

const DATA: &str = r#"{"who":{"$pii":{"name":"Éloïse"}},"list":[{"$pii":"x"}],"clear":1}"#;

fn personal(stream: &StreamId) -> Vec<StreamWrite> {
    vec![write(stream, ExpectedRevision::NoStream, vec![event("test.v1.Happened", DATA)])]
}

async fn sealed(vault: &Vault, log: &Log, stream: &StreamId) -> Vec<Recorded> {
    let mut writes = personal(stream);
    vault.seal(&mut writes).await.unwrap();
    log.append(Append { ..append(writes) }).await.unwrap();
    log.read_stream(stream, Revision::START, Direction::Forward, 10).await.unwrap()
}

async fn opened(vault: &Vault, events: &[Recorded]) -> String {
    vault.open_events(events).await.unwrap()[0].to_string()
}

async fn open(test: &TestDb, masters: &MasterKeys) -> Result<Vault, VaultError> {
    let Keys { url, .. } = keys(&test.db, &test.url).await;
    let log_id = test.log.head().await.unwrap().log_id;
    Vault::open(KeyStore::open(&url).await.unwrap(), masters.clone(), log_id).await
}

on_both! {
    async fn a_wrong_master_key_is_told_before_anything_is_served(test: TestDb) {
        let right = MasterKeys::generate().unwrap();
        let (vault, a) = (open(&test, &right).await.unwrap(), stream("a"));
        let events = sealed(&vault, &test.log, &a).await;
        let wrong = open(&test, &MasterKeys::generate().unwrap()).await.unwrap_err();
        let expected = format!(
            "a key is wrapped by master key {}, which was not given; give it on a further line",
            right.id()
        );
        assert_eq!(wrong.to_string(), expected);
        let again = open(&test, &right).await.unwrap();
        assert_eq!(opened(&again, &events).await, DATA);
    }

    async fn keys_open_one_log_and_no_other(test: TestDb) {
        let Keys { url, masters } = keys(&test.db, &test.url).await;
        test.vault().await;
        let other = match test.db {
            eventstore::Db::Sqlite(_) => EmptyDb::sqlite().await,
            eventstore::Db::Postgres(_) => EmptyDb::postgres().await,
        };
        other.db.migrate().await.unwrap();
        let log = Log::open(other.db.clone(), LogOptions::default()).await.unwrap();
        let refused = Keys { url, masters }.open(&log).await.unwrap_err();
        assert!(format!("{refused:#}").contains("this key store belongs to the log"), "{refused:#}");
        // And none before its tables are made.
        let url = other.db.keys_url(&other.url).await.unwrap();
        let masters = MasterKeys::generate().unwrap();
        let refused = Keys { url, masters }.open(&log).await.unwrap_err();
        assert!(format!("{refused:#}").contains("lacks migrations: 0001 keys"), "{refused:#}");
    }

    async fn what_was_changed_or_moved_does_not_open(test: TestDb) {
        let vault = test.vault().await;
        let (a, b) = (stream("a"), stream("b"));
        let original = sealed(&vault, &test.log, &a).await.remove(0);
        sealed(&vault, &test.log, &b).await;
        assert_eq!(opened(&vault, std::slice::from_ref(&original)).await, DATA);
        let at = original.data.find("\"$sealed\":\"").unwrap() + 60;
        let mut bytes = original.data.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        let swapped = original.data.replace("\"who\"", "\"whom\"");
        for forged in [
            Recorded { data: changed, ..original.clone() },
            Recorded { data: swapped, ..original.clone() },
            Recorded { revision: Revision::new(1), ..original.clone() },
            Recorded { kind: "test.v2.Happened".to_owned(), ..original.clone() },
            Recorded { stream: b, ..original.clone() },
        ] {
            let refused = vault.open_events(std::slice::from_ref(&forged)).await.unwrap_err();
            let told = matches!(
                refused, VaultError::Tampered { .. } | VaultError::KeyMissing { .. }
            );
            assert!(told, "{refused}");
        }
    }

    async fn many_at_once_make_one_key_for_a_subject(test: TestDb) {
        let (vault, other) = (test.vault().await, test.vault().await);
        let streams: Vec<StreamId> = (0..50).map(|n| stream(&format!("s{}", n % 5))).collect();
        let sealing = streams.iter().enumerate().map(|(n, stream)| {
            let vault = if n % 2 == 0 { &vault } else { &other };
            async move {
                let mut writes = personal(stream);
                vault.seal(&mut writes).await.unwrap();
                writes.remove(0).events.remove(0).data
            }
        });
        let sealed = join_all(sealing).await;
        let status = vault.status().await.unwrap().unwrap();
        assert_eq!(status.by_master.iter().map(|(_, count)| count).sum::<i64>(), 5);
        // Never the same bytes twice.
        assert_eq!(sealed.iter().collect::<std::collections::BTreeSet<_>>().len(), 50);
    }

    async fn an_interrupted_rotation_goes_on_and_the_old_master_key_can_go(test: TestDb) {
        let (old, new) = (MasterKeys::generate().unwrap(), MasterKeys::generate().unwrap());
        let vault = open(&test, &old).await.unwrap();
        let events = sealed(&vault, &test.log, &stream("first")).await;
        let fingerprint = vault.fingerprint(&[b"command"]);
        let digest = vault.claim_digest(&stream("first"), b"somebody").unwrap();
        let subjects: Vec<StreamId> = (0..1_200).map(|n| stream(&format!("s{n}"))).collect();
        join_all(subjects.iter().map(async |subject| {
            vault.seal(&mut personal(subject)).await.unwrap();
        })).await;

        let both = old.clone().behind(&new);
        let rotating = open(&test, &both).await.unwrap();
        let (tell, mut told) = mpsc::unbounded_channel();
        tokio::select! {
            done = rotating.rotate(|done| tell.send(done).unwrap()) => panic!("too fast: {done:?}"),
            done = told.recv() => assert_eq!(done, Some(500)),
        }
        let status = rotating.status().await.unwrap().unwrap();
        assert_eq!(status.by_master.len(), 2, "{status:?}");
        // Half way both are needed, and with both everything works.
        assert!(matches!(open(&test, &new).await, Err(VaultError::UnknownMasterKey { .. })));
        assert_eq!(opened(&open(&test, &both).await.unwrap(), &events).await, DATA);

        let rotated = open(&test, &both).await.unwrap().rotate(|_| {}).await.unwrap();
        assert!((201..=701).contains(&rotated.keys) && rotated.secrets == 2, "{rotated:?}");
        let vault = open(&test, &new).await.unwrap();
        assert_eq!(vault.status().await.unwrap().unwrap().by_master, [(new.id().to_owned(), 1_201)]);
        assert_eq!(opened(&vault, &events).await, DATA);
        assert_eq!(vault.fingerprint(&[b"command"]), fingerprint, "retries are known as before");
        let again = vault.claim_digest(&stream("first"), b"somebody").unwrap();
        assert_eq!(again, digest, "people are known as before");
        assert!(matches!(open(&test, &old).await, Err(VaultError::UnknownMasterKey { .. })));
        assert_eq!(vault.rotate(|_| {}).await.unwrap(), eventstore::Rotated::default());
    }

    async fn the_dead_have_no_key_and_get_none(test: TestDb) {
        let (vault, other, a) = (test.vault().await, test.vault().await, stream("a"));
        let events = sealed(&vault, &test.log, &a).await;
        let now = eventstore::clock::now();
        let key = vault.destroy(&a, "request", now).await.unwrap();
        assert_eq!(other.destroy(&a, "objection", now).await.unwrap(), key, "done once");
        assert_eq!(opened(&vault, &events).await, r#"{"who":"$erased","list":["$erased"],"clear":1}"#);
        let refused = vault.seal(&mut personal(&a)).await.unwrap_err();
        assert!(matches!(refused, VaultError::Erased { .. }), "{refused}");
        // Nor one who never had any.
        vault.destroy(&stream("b"), "request", now).await.unwrap();
        let refused = other.seal(&mut personal(&stream("b"))).await.unwrap_err();
        assert!(matches!(refused, VaultError::Erased { .. }), "{refused}");
        let destroyed = vault.destroyed().await.unwrap();
        assert_eq!(destroyed[0], (a, "request".to_owned()));
        assert_eq!(destroyed.len(), 2);
    }
}
