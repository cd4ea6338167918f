//! PostgreSQL's bulk form: arrays.

use chrono::NaiveDate;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Batch, KnownCommand};

pub(super) async fn known_commands(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
) -> sqlx::Result<Vec<KnownCommand>> {
    let sql = "select command_id, fingerprint, first_position, last_position
               from commands where command_id = any($1)";
    sqlx::query_as(sql).bind(ids).fetch_all(executor).await
}

pub(super) async fn revisions(
    executor: impl PgExecutor<'_>,
    streams: &[&str],
) -> sqlx::Result<Vec<Option<i64>>> {
    let sql = "select (select max(revision) from events where stream = s.id)
               from unnest($1) with ordinality s (id, n) order by n";
    sqlx::query_scalar(sql).bind(streams).fetch_all(executor).await
}

/// One statement, hence one round trip under the lock.
pub(super) async fn write(executor: impl PgExecutor<'_>, batch: &Batch<'_>) -> sqlx::Result<bool> {
    let sql = "with
        h as (update log_head set position = $16, recorded_at = $18, tree = $22, epoch = $26,
                incarnation = $27
            where id = 1 and position = $20 and recorded_at = $21 and epoch = $28
                and left(pg_walfile_name(pg_current_wal_lsn()), 8) = right($27, 8)
            returning id),
        e as (insert into events (position, stream, category, revision, event_id,
                type, data, metadata, command_id, occurred_on, leaf_hash, recorded_at)
            select *, $18 from unnest($1::bigint[], $2::text[], $3::text[],
                $4::bigint[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                $9::uuid[], $10::date[], $11::bytea[])
            where exists (select 1 from h)),
        c as (insert into commands
                (command_id, fingerprint, first_position, last_position)
            select * from unnest($12::uuid[], $13::bytea[], $14::bigint[],
                $15::bigint[])
            where exists (select 1 from h)),
        n as (insert into tree_nodes (number, position, hash)
            select * from unnest($23::bigint[], $24::bigint[], $25::bytea[])
            where exists (select 1 from h))
        select pg_notify($17, $19) from h";
    let Batch { rows, commands, nodes, from, to, channel, notice } = batch;
    let query = sqlx::query(sql)
        .bind(rows.iter().map(|r| r.leaf.position.get()).collect::<Vec<i64>>())
        .bind(rows.iter().map(|r| r.leaf.stream).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.category).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.leaf.revision.get()).collect::<Vec<i64>>())
        .bind(rows.iter().map(|r| r.leaf.event_id.0).collect::<Vec<Uuid>>())
        .bind(rows.iter().map(|r| r.leaf.kind).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.leaf.data).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.leaf.metadata).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.leaf.command_id.0).collect::<Vec<Uuid>>())
        .bind(rows.iter().map(|r| r.leaf.occurred_on).collect::<Vec<NaiveDate>>())
        .bind(rows.iter().map(|r| r.leaf_hash.as_slice()).collect::<Vec<&[u8]>>())
        .bind(commands.iter().map(|c| c.id.0).collect::<Vec<Uuid>>())
        .bind(commands.iter().map(|c| &c.fingerprint.as_bytes()[..]).collect::<Vec<&[u8]>>())
        .bind(commands.iter().map(|c| c.first.get()).collect::<Vec<i64>>())
        .bind(commands.iter().map(|c| c.last.get()).collect::<Vec<i64>>())
        .bind(to.position.get())
        .bind(*channel)
        .bind(to.recorded_at)
        .bind(*notice)
        .bind(from.position.get())
        .bind(from.recorded_at)
        .bind(to.tree.to_bytes())
        .bind(nodes.iter().map(|node| node.number).collect::<Vec<i64>>())
        .bind(nodes.iter().map(|node| node.position).collect::<Vec<i64>>())
        .bind(nodes.iter().map(|node| node.hash.as_slice()).collect::<Vec<&[u8]>>())
        .bind(to.epoch)
        .bind(to.incarnation.as_deref())
        .bind(from.epoch);
    // Outside a transaction block the commit comes after the last row: it is over when the server
    // is ready for the next statement, which is what `execute` waits for.
    Ok(query.execute(executor).await?.rows_affected() == 1)
}
