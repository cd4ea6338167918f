//! What the database itself can compare.

use super::{Findings, What};
use crate::{Db, Position, on};

/// How far each table reaches; read before the head, it reaches no further.
pub(super) struct Beside {
    /// Of the events; 1 when there is none.
    pub lowest: i64,
    /// Of the events; 0 when there is none.
    pub highest: i64,
    commands: i64,
    nodes: i64,
    copies: i64,
    checkpoints: i64,
}

impl Beside {
    pub async fn read(db: &Db) -> sqlx::Result<Self> {
        Ok(Self {
            lowest: number(db, "select coalesce(min(position), 1) from events").await?,
            highest: number(db, "select coalesce(max(position), 0) from events").await?,
            commands: number(db, "select coalesce(max(last_position), 0) from commands").await?,
            nodes: number(db, "select coalesce(max(position), 0) from tree_nodes").await?,
            copies: number(db, "select coalesce(max(last_position), 0) from tree_leaves").await?,
            checkpoints: number(db, "select coalesce(max(size), 0) from log_checkpoints").await?,
        })
    }

    /// There is nothing at all.
    pub fn is_empty(&self) -> bool {
        let Self { lowest: _, highest, commands, nodes, copies, checkpoints } = *self;
        [highest, commands, nodes, copies, checkpoints].iter().all(|last| *last == 0)
    }

    /// Nothing reaches beyond the head.
    pub fn compare(&self, upto: i64, findings: &mut Findings) {
        if self.lowest < 1 {
            findings.add(self.lowest, What::Added);
        }
        if self.highest > upto {
            findings.add(upto + 1, What::Added);
        } else if self.copies.max(self.checkpoints) > upto {
            // They were made of events.
            findings.add(upto + 1, What::Removed);
        }
        if self.commands > upto {
            findings.add(upto + 1, What::Command);
        }
        if self.nodes > upto {
            findings.add(upto + 1, What::Node);
        }
    }
}

/// What can not be read as a number is larger than any.
async fn number(db: &Db, sql: &'static str) -> sqlx::Result<i64> {
    let number = on!(Db, db, pool => sqlx::query_scalar(sql).fetch_one(pool).await);
    match number {
        Err(sqlx::Error::ColumnDecode { .. }) => Ok(i64::MAX),
        number => number,
    }
}

/// Revisions follow each other, commands have their events, copies lie end to end.
pub(super) async fn tables(db: &Db, upto: i64, findings: &mut Findings) -> sqlx::Result<()> {
    let revisions = "select min(position) from (
            select position, revision,
                row_number() over (partition by stream order by position) - 1 as n
            from events where position <= $1
        ) numbered where revision <> n";
    let commands = "select min(e.position) from events e
        left join commands c on c.command_id = e.command_id
        where e.position <= $1 and (c.command_id is null
            or e.position < c.first_position or e.position > c.last_position)";
    let ends = "select min(c.last_position) from commands c
        where c.last_position <= $1 and (c.first_position > c.last_position
            or length(c.fingerprint) <> 32
            or not exists (select 1 from events e
                where e.position = c.first_position and e.command_id = c.command_id)
            or not exists (select 1 from events e
                where e.position = c.last_position and e.command_id = c.command_id))";
    let copies = "select min(p.first_position) from tree_leaves p
        where p.first_position <> 1 and p.first_position <= $1
            and not exists (select 1 from tree_leaves q
                where q.last_position = p.first_position - 1)";
    for (sql, what) in [
        (revisions, What::Revision),
        (commands, What::Command),
        (ends, What::Command),
        (copies, What::Copy),
    ] {
        let position: Option<i64> =
            on!(Db, db, pool => sqlx::query_scalar(sql).bind(upto).fetch_one(pool).await?);
        if let Some(position) = position {
            findings.add(position, what);
        }
    }
    if number(db, "select count(*) from commands where first_position < 1").await? > 0 {
        findings.add(Position::START.get(), What::Command);
    }
    Ok(())
}
