use std::{sync::Arc, time::Duration};

use eventstore::{
    Log, LogOptions, Position,
    tree::{
        Against, Checkpoint, Frontier, LogKey, Proof, TreeError, VerifierKey, checkpoint,
        checkpoints, prove_consistency, prove_inclusion, verify,
    },
};
use server::signing::sign;
use tests::{TestDb, on_both};
use tokio::sync::Notify;

use super::{drop_triggers, grow, key, run, signed_log};

/// The tree that the log keeps, and the one that its events make.
async fn trees(test: &TestDb) -> (Frontier, Frontier) {
    let sql = "select tree from log_head";
    let kept: Vec<u8> = eventstore::on!(Db, &test.db, pool => {
        sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
    });
    let sql = "select leaf_hash from events order by position";
    let leaves: Vec<Vec<u8>> = eventstore::on!(Db, &test.db, pool => {
        sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
    });
    let mut made = Frontier::default();
    for leaf in leaves {
        made.push(leaf.try_into().unwrap(), &mut Vec::new());
    }
    (Frontier::from_bytes(&kept).unwrap(), made)
}

on_both! {
    async fn the_tree_grows_with_the_log(test: TestDb) {
        let other = test.another_process().await;
        for _ in 0..3 {
            tokio::join!(grow(&test.log, 60), grow(&other, 61), grow(&test.log, 62));
            let (kept, made) = trees(&test).await;
            assert_eq!(kept, made);
        }
        assert_eq!(test.log.head().await.unwrap().position.get(), 3 * (60 + 61 + 62));
        let report = verify(&test.db, Against::default(), |_, _| {}).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    }

    async fn every_event_is_proved_to_be_in_the_log(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        let newest = checkpoints.last().unwrap();
        for position in [1, 2, 63, 64, 90, 128, 200, 256, 257, 269, 270] {
            let proof = prove_inclusion(&test.db, Position::new(position)).await.unwrap();
            assert_eq!(proof.checkpoint, newest.note);
            Proof::Inclusion(proof.clone()).check(Some(key.verifier())).unwrap();
            let mut moved = proof.clone();
            moved.position = position % 270 + 1;
            Proof::Inclusion(moved).check(None).unwrap_err();
            let mut cut = proof.clone();
            cut.path.pop();
            Proof::Inclusion(cut).check(None).unwrap_err();
        }
        for beyond in [0, -1, 271] {
            let refused = prove_inclusion(&test.db, Position::new(beyond)).await;
            assert!(matches!(refused, Err(TreeError::Beyond { .. })), "{refused:?}");
        }
    }

    async fn every_checkpoint_continues_those_before(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        for old in &checkpoints {
            let proof = prove_consistency(&test.db, old).await.unwrap();
            Proof::Consistency(proof.clone()).check(Some(key.verifier())).unwrap();
            let mut forged = proof.clone();
            forged.old_checkpoint = checkpoints[usize::from(old.size == 90)].note.clone();
            if forged.old_checkpoint != proof.old_checkpoint {
                Proof::Consistency(forged).check(None).unwrap_err();
            }
        }
    }

    async fn a_checkpoint_is_signed_by_the_key_of_the_log_alone(test: TestDb) {
        let (key, signed) = signed_log(&test).await;
        let note = &signed[0].note;
        let (stranger, _) = LogKey::generate(test.log.head().await.unwrap().log_id).unwrap();
        Checkpoint::parse(note, Some(key.verifier())).unwrap();
        Checkpoint::parse(note, Some(stranger.verifier())).unwrap_err();
        Checkpoint::parse(&note.replace("\n90\n", "\n91\n"), Some(key.verifier())).unwrap_err();
        VerifierKey::parse(key.verifier().as_str()).unwrap();
        let (other, _) = LogKey::generate(eventstore::LogId(uuid::Uuid::nil())).unwrap();
        let refused = checkpoint(&test.db, &other).await;
        assert!(matches!(refused, Err(TreeError::OtherLog { .. })), "{refused:?}");
    }

    async fn a_log_without_events_has_nothing_to_sign(test: TestDb) {
        let refused = checkpoint(&test.db, &key(&test.log).await).await;
        assert!(matches!(refused, Err(TreeError::Empty)), "{refused:?}");
        assert!(checkpoints(&test.db).await.unwrap().is_empty());
    }

    async fn several_processes_sign_one_history(test: TestDb) {
        let (other, key) = (test.another_process().await, key(&test.log).await);
        for _ in 0..5 {
            let ((), (), one, two) = tokio::join!(
                grow(&test.log, 20),
                grow(&other, 20),
                checkpoint(&test.db, &key),
                checkpoint(other.db(), &key),
            );
            for signed in [one, two] {
                assert!(matches!(signed, Ok(_) | Err(TreeError::Empty)), "{signed:?}");
            }
        }
        let last = checkpoint(&test.db, &key).await.unwrap();
        assert_eq!(last, checkpoint(other.db(), &key).await.unwrap());
        assert_eq!(last.size, 200);
        let against = Against { key: Some(key.verifier()), older: None };
        let report = verify(&test.db, against, |_, _| {}).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
        for signed in checkpoints(&test.db).await.unwrap() {
            let proof = prove_consistency(&test.db, &signed).await.unwrap();
            Proof::Consistency(proof).check(Some(key.verifier())).unwrap();
        }
    }

    async fn what_is_appended_is_signed_soon_after(test: TestDb) {
        let (key, stop) = (key(&test.log).await, Arc::new(Notify::new()));
        let every = Duration::from_millis(50);
        let signing = tokio::spawn(sign(test.log.clone(), key, every, Arc::clone(&stop)));
        for size in [10, 20] {
            grow(&test.log, 10).await;
            while checkpoints(&test.db).await.unwrap().last().is_none_or(|c| c.size < size) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        grow(&test.log, 5).await;
        stop.notify_one();
        signing.await.unwrap();
        assert_eq!(checkpoints(&test.db).await.unwrap().last().unwrap().size, 25);
    }

    async fn a_log_that_grew_without_a_tree_gets_one_when_it_is_opened(test: TestDb) {
        grow(&test.log, 600).await;
        let (before, _) = trees(&test).await;
        test.log.clone().close().await;
        drop_triggers(&test.db).await;
        run(&test.db, &["update log_head set tree = null", "delete from tree_nodes"]).await;
        let log = Log::open(test.db.clone(), LogOptions::default()).await.unwrap();
        let (kept, made) = trees(&test).await;
        assert_eq!((&kept, &made), (&before, &before));
        grow(&log, 10).await;
        let report = verify(&test.db, Against::default(), |_, _| {}).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    }

    async fn a_log_that_was_altered_since_is_not_signed(test: TestDb) {
        let (key, _) = signed_log(&test).await;
        drop_triggers(&test.db).await;
        let sql = "update events set leaf_hash = (select leaf_hash from events where position = 1)
                   where position = 299";
        run(&test.db, &[sql]).await;
        let refused = checkpoint(&test.db, &key).await;
        assert!(matches!(refused, Err(TreeError::Inconsistent { .. })), "{refused:?}");
    }

    async fn another_history_than_the_one_signed_is_not_signed(test: TestDb) {
        let (key, _) = signed_log(&test).await;
        drop_triggers(&test.db).await;
        let sql = "update tree_leaves set tree = (select tree from tree_leaves
                   where first_position = 1) where first_position = 201";
        run(&test.db, &[sql]).await;
        let refused = checkpoint(&test.db, &key).await;
        assert!(matches!(refused, Err(TreeError::Inconsistent { .. })), "{refused:?}");
    }

    async fn a_log_is_verified_while_it_grows(test: TestDb) {
        let (key, _) = signed_log(&test).await;
        let against = Against { key: Some(key.verifier()), older: None };
        for _ in 0..5 {
            let ((), _, report) = tokio::join!(
                grow(&test.log, 300),
                checkpoint(&test.db, &key),
                verify(&test.db, against, |_, _| {}),
            );
            let report = report.unwrap();
            assert!(report.is_sound(), "{report:?}");
        }
    }
}
