use std::{sync::Arc, time::Duration};

use eventstore::{
    Log, LogOptions, Position,
    tree::{
        Against, Checkpoint, Frontier, LogKey, Proof, TreeError, VerifierKey, checkpoint,
        checkpoints, prove_consistency, prove_inclusion, verify,
    },
};
use server::signing::sign;
use tests::{TestDb, dice::Dice, on_both};
use tokio::sync::Notify;

use super::{
    drop_triggers, grow,
    independent::{Hash, root},
    key, run, signed_log,
};

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

/// A program that knows no tree has kept no subtrees either.
async fn forget_nodes_after(db: &eventstore::Db, position: i64) {
    let delete = format!("delete from tree_nodes where position > {position}");
    run(db, &[&delete]).await;
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
            let proof = prove_inclusion(&test.db, Position::new(position), None).await.unwrap();
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
            let refused = prove_inclusion(&test.db, Position::new(beyond), None).await;
            assert!(matches!(refused, Err(TreeError::Beyond { .. })), "{refused:?}");
        }
    }

    async fn every_checkpoint_continues_those_before(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        for old in &checkpoints {
            let proof = prove_consistency(&test.db, old, None).await.unwrap();
            Proof::Consistency(proof.clone()).check(Some(key.verifier())).unwrap();
            let mut forged = proof.clone();
            forged.old_checkpoint = checkpoints[usize::from(old.size == 90)].note.clone();
            if forged.old_checkpoint != proof.old_checkpoint {
                Proof::Consistency(forged).check(None).unwrap_err();
            }
        }
    }

    async fn random_batches_make_one_history_that_any_two_checkpoints_tell(test: TestDb) {
        let (other, key) = (test.another_process().await, key(&test.log).await);
        let (mut dice, mut signed) = (Dice(5), Vec::<Checkpoint>::new());
        for _ in 0..10 {
            let mut some = || usize::try_from(dice.below(60) + 1).unwrap();
            tokio::join!(grow(&test.log, some()), grow(&other, some()), grow(&test.log, some()));
            signed.push(checkpoint(&test.db, &key).await.unwrap());
        }
        let sql = "select leaf_hash from events order by position";
        let leaves: Vec<Vec<u8>> = eventstore::on!(Db, &test.db, pool => {
            sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
        });
        let leaves: Vec<Hash> = leaves.into_iter().map(|leaf| leaf.try_into().unwrap()).collect();
        for (n, new) in signed.iter().enumerate() {
            assert_eq!(new.root, root(&leaves[..usize::try_from(new.size).unwrap()]));
            for old in &signed[..=n] {
                let proof = prove_consistency(&test.db, old, Some(new)).await.unwrap();
                Proof::Consistency(proof.clone()).check(Some(key.verifier())).unwrap();
                let mut other = proof;
                for place in 0..other.path.len() {
                    let right = std::mem::replace(&mut other.path[place], old.root_base64());
                    let wrong = right != other.path[place];
                    assert_eq!(Proof::Consistency(other.clone()).check(None).is_err(), wrong);
                    other.path[place] = right;
                }
                let refused = prove_consistency(&test.db, new, Some(old)).await;
                assert_eq!(refused.is_err(), old.size < new.size);
            }
            let asked = 1 + dice.below(i64::try_from(new.size).unwrap());
            let proof = prove_inclusion(&test.db, Position::new(asked), Some(new)).await.unwrap();
            Proof::Inclusion(proof).check(Some(key.verifier())).unwrap();
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
            let proof = prove_consistency(&test.db, &signed, None).await.unwrap();
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

    async fn a_program_that_knows_no_tree_may_append_beside(test: TestDb) {
        let key = key(&test.log).await;
        drop_triggers(&test.db).await;
        for _ in 0..3 {
            grow(&test.log, 10).await;
            let before_position = test.log.head().await.unwrap().position.get();
            let sql = "select tree from log_head";
            let before: Vec<u8> = eventstore::on!(Db, &test.db, pool => {
                sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
            });
            grow(&test.another_process().await, 300).await;
            // It moved the head and left the tree as it was.
            let sql = "update log_head set tree = $1";
            let mut tx = test.db.begin().await.unwrap();
            eventstore::on!(Tx, &mut tx, tx => {
                sqlx::query(sql).bind(before).execute(&mut **tx).await.unwrap();
            });
            tx.commit().await.unwrap();
            forget_nodes_after(&test.db, before_position).await;
            let refused = checkpoint(&test.db, &key).await;
            assert!(matches!(refused, Err(TreeError::Size { .. })), "{refused:?}");
            grow(&test.log, 10).await;
            let (kept, made) = trees(&test).await;
            assert_eq!(kept, made);
            checkpoint(&test.db, &key).await.unwrap();
        }
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
