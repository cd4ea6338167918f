//! Somebody who owns the database tries to have something signed, proved or kept that is not so.

use eventstore::{
    Log, LogOptions, Position, on,
    tree::{
        Against, Checkpoint, Frontier, InclusionProof, LogKey, Proof, TreeError, What, checkpoint,
        checkpoints, prove_inclusion, verify,
    },
};
use tests::{TestDb, on_both};

use super::{drop_triggers, grow, key, run, signed_log};

/// The tree over all events, had the one at a position another hash; and the last leaves of it.
async fn forged_tree(test: &TestDb, position: i64, last: usize) -> (Frontier, Vec<u8>) {
    let sql = "select leaf_hash from events order by position";
    let mut leaves: Vec<Vec<u8>> = on!(Db, &test.db, pool => {
        sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
    });
    leaves[usize::try_from(position - 1).unwrap()][0] ^= 1;
    let mut tree = Frontier::default();
    tree.grow(leaves.iter().map(|leaf| leaf[..].try_into().unwrap()));
    (tree, leaves[leaves.len() - last..].concat())
}

on_both! {
    async fn another_history_is_not_signed_though_the_copies_say_so(test: TestDb) {
        let (key, _) = signed_log(&test).await;
        drop_triggers(&test.db).await;
        let (tree, hashes) = forged_tree(&test, 50, 30).await;
        let (head, piece) = ("update log_head set tree = $1", "insert into tree_leaves
            (first_position, last_position, hashes, tree) values (271, 300, $2, $1)");
        let mut tx = test.db.begin().await.unwrap();
        on!(Tx, &mut tx, tx => {
            sqlx::query(head).bind(tree.to_bytes()).execute(&mut **tx).await.unwrap();
            let piece = sqlx::query(piece).bind(tree.to_bytes()).bind(hashes);
            piece.execute(&mut **tx).await.unwrap();
        });
        tx.commit().await.unwrap();
        let refused = checkpoint(&test.db, &key).await;
        assert!(matches!(refused, Err(TreeError::Inconsistent { .. })), "{refused:?}");
        assert_eq!(checkpoints(&test.db).await.unwrap().len(), 3);
    }

    async fn whoever_signs_at_the_same_time_is_no_forger(test: TestDb) {
        let (other, key) = (test.another_process().await, key(&test.log).await);
        grow(&test.log, 1).await;
        for _ in 0..12 {
            let ((), (), one, two, three) = tokio::join!(
                async { for _ in 0..5 { grow(&test.log, 1).await; } },
                async { for _ in 0..5 { grow(&other, 1).await; } },
                checkpoint(&test.db, &key),
                async { checkpoint(other.db(), &key).await?; checkpoint(other.db(), &key).await },
                async { checkpoint(&test.db, &key).await?; checkpoint(&test.db, &key).await },
            );
            for signed in [one, two, three] {
                assert!(signed.is_ok(), "{signed:?}");
            }
        }
    }

    async fn a_tree_is_not_grown_over_a_gap(test: TestDb) {
        grow(&test.log, 20).await;
        test.log.clone().close().await;
        drop_triggers(&test.db).await;
        let gap = ["delete from events where position = 7", "update log_head set tree = null"];
        run(&test.db, &gap).await;
        let refused = Log::open(test.db.clone(), LogOptions::default()).await;
        assert!(matches!(refused, Err(eventstore::Error::Gap { .. })), "{refused:?}");
    }

    async fn a_proof_is_not_given_where_it_does_not_hold(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        drop_triggers(&test.db).await;
        let sql = "update tree_nodes set hash = (select leaf_hash from events where position = 9)";
        run(&test.db, &[sql]).await;
        let refused = prove_inclusion(&test.db, Position::new(260), None).await;
        assert!(matches!(refused, Err(TreeError::Inconsistent { .. })), "{refused:?}");
        // Where no altered node is needed, a proof is still given.
        let proof = prove_inclusion(&test.db, Position::new(3), checkpoints.first()).await.unwrap();
        assert_eq!(proof.checkpoint, checkpoints[0].note);
        Proof::Inclusion(proof).check(Some(key.verifier())).unwrap();
    }

    async fn a_checkpoint_that_was_given_out_must_still_be_stored(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        drop_triggers(&test.db).await;
        for older in &checkpoints {
            let sql = format!("delete from log_checkpoints where size = {}", older.size);
            run(&test.db, &[&sql]).await;
            let against = Against { key: Some(key.verifier()), older: Some(older) };
            let report = verify(&test.db, against, |_, _| {}).await.unwrap();
            let first = report.first().unwrap();
            assert!(matches!(first.what, What::Checkpoint { .. }), "{report:?}");
            assert_eq!(first.position.unsigned_abs(), older.size);
        }
    }

    async fn nothing_counts_as_signed_that_is_not(test: TestDb) {
        let key = key(&test.log).await;
        grow(&test.log, 30).await;
        let against = Against { key: Some(key.verifier()), older: None };
        let report = verify(&test.db, against, |_, _| {}).await.unwrap();
        assert_eq!((report.is_sound(), report.signed), (true, 0));
        checkpoint(&test.db, &key).await.unwrap();
        grow(&test.log, 5).await;
        let report = verify(&test.db, against, |_, _| {}).await.unwrap();
        assert_eq!((report.is_sound(), report.signed, report.events), (true, 30, 35));
        let (stranger, _) = LogKey::generate(test.log.head().await.unwrap().log_id).unwrap();
        let against = Against { key: Some(stranger.verifier()), older: None };
        let report = verify(&test.db, against, |_, _| {}).await.unwrap();
        assert_eq!((report.is_sound(), report.signed), (false, 0));
    }
}

#[test]
fn a_proof_of_nonsense_is_refused() {
    let note = |size: u64| {
        let root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        format!("parcours.log/x\n{size}\n{root}\n\n— x AAAAAAAA\n")
    };
    let hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned();
    for position in [i64::MIN, -1, 0, 1, i64::MAX] {
        for size in [0, 1, u64::try_from(i64::MAX).unwrap(), u64::MAX] {
            let (leaf_hash, path) = (hash.clone(), vec![hash.clone(); 3]);
            let checkpoint = note(size);
            let proof = InclusionProof { position, leaf_hash, path, checkpoint };
            let checked = Proof::Inclusion(proof).check(None);
            assert_eq!(checked.is_ok(), (position, size) == (-9, 0), "{position} {size}");
        }
    }
    Checkpoint::parse(&note(5), None).unwrap();
    Checkpoint::parse(&note(u64::MAX), None).unwrap_err();
}
