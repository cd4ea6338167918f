//! Claims in the database of the keys.

use chrono::{DateTime, Utc};

use super::{
    claims::{Claim, ClaimDigest, Claimed, NewClaim},
    keys::KeyStore,
};
use crate::{Tx, on};

/// Nothing is added for a subject whose key is destroyed: what locks the key keeps it from being
/// destroyed at the same moment.
const LOCK: &str =
    "update subject_keys set subject = subject where subject = $1 and destroyed_at is null";
const IS_DESTROYED: &str = "select exists (select 1 from subject_keys
     where subject = $1 and destroyed_at is not null)";
const MAKE: &str = "insert into claims (digest, subject, shared, claimed_at)
     values ($1, $2, $3, $4) on conflict do nothing";

impl KeyStore {
    /// Makes a claim; `None` when the key of its subject is destroyed.
    pub(super) async fn claim(
        &self,
        claim: NewClaim<'_>,
        instead_of: &[Claim],
    ) -> sqlx::Result<Option<Claimed>> {
        let NewClaim { digest, subject, shared, at } = claim;
        let (digest, subject) = (digest.0.as_slice(), subject.as_str());
        let evict = "delete from claims where digest = $1 and subject = $2 and claimed_at = $3";
        let again = "update claims set claimed_at = $3 where digest = $1 and subject = $2";
        let others = "select exists (select 1 from claims where digest = $1 and subject <> $2)";
        let mut tx = self.db().begin().await?;
        if !may_claim(&mut tx, subject).await? {
            tx.rollback().await?;
            return Ok(None);
        }
        let made = on!(Tx, &mut tx, tx => {
            for Claim { subject, claimed_at } in instead_of {
                let query = sqlx::query(evict).bind(digest).bind(subject.as_str());
                query.bind(*claimed_at).execute(&mut **tx).await?;
            }
            let query = sqlx::query(again).bind(digest).bind(subject).bind(at);
            let mut made = query.execute(&mut **tx).await?.rows_affected();
            if made == 0 {
                let query = sqlx::query_scalar(others).bind(digest).bind(subject);
                let taken: bool = query.fetch_one(&mut **tx).await?;
                if shared || !taken {
                    let query = sqlx::query(MAKE).bind(digest).bind(subject).bind(shared).bind(at);
                    made = query.execute(&mut **tx).await?.rows_affected();
                }
            }
            made
        });
        tx.commit().await?;
        Ok(Some(if made == 1 { Claimed::Held } else { Claimed::Taken }))
    }

    pub(super) async fn claims(
        &self,
        digest: &ClaimDigest,
    ) -> sqlx::Result<Vec<(String, DateTime<Utc>)>> {
        let sql = "select subject, claimed_at from claims where digest = $1 order by subject";
        on!(Db, self.db(), pool => {
            sqlx::query_as(sql).bind(digest.0.as_slice()).fetch_all(pool).await
        })
    }

    pub(super) async fn release(
        &self,
        subject: &str,
        digest: &ClaimDigest,
        before: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        let sql = "delete from claims where digest = $1 and subject = $2 and claimed_at < $3";
        let mut tx = self.db().begin().await?;
        on!(Tx, &mut tx, tx => {
            let query = sqlx::query(sql).bind(digest.0.as_slice()).bind(subject).bind(before);
            query.execute(&mut **tx).await?;
        });
        tx.commit().await
    }

    pub(super) async fn claims_read(&self) -> sqlx::Result<Option<String>> {
        let sql = "select cursor from claims_read where id = 1";
        on!(Db, self.db(), pool => sqlx::query_scalar(sql).fetch_optional(pool).await)
    }

    /// Gives how many were missing.
    pub(super) async fn fill_claims(
        &self,
        missing: &[(ClaimDigest, Claim)],
        read: &str,
    ) -> sqlx::Result<u64> {
        let mut made = 0;
        let mut tx = self.db().begin().await?;
        for (digest, Claim { subject, claimed_at }) in missing {
            if !may_claim(&mut tx, subject.as_str()).await? {
                continue;
            }
            on!(Tx, &mut tx, tx => {
                for shared in [false, true] {
                    let query = sqlx::query(MAKE).bind(digest.0.as_slice());
                    let query = query.bind(subject.as_str()).bind(shared).bind(*claimed_at);
                    // Alone if it can be; there already, neither adds anything.
                    made += query.execute(&mut **tx).await?.rows_affected();
                }
            });
        }
        let sql = "insert into claims_read (id, cursor) values (1, $1)
                   on conflict (id) do update set cursor = excluded.cursor";
        on!(Tx, &mut tx, tx => {
            sqlx::query(sql).bind(read).execute(&mut **tx).await?;
        });
        tx.commit().await?;
        Ok(made)
    }
}

async fn may_claim(tx: &mut Tx, subject: &str) -> sqlx::Result<bool> {
    Ok(on!(Tx, tx, tx => {
        sqlx::query(LOCK).bind(subject).execute(&mut **tx).await?.rows_affected() == 1 || {
            let query = sqlx::query_scalar(IS_DESTROYED).bind(subject);
            let destroyed: bool = query.fetch_one(&mut **tx).await?;
            !destroyed
        }
    }))
}
