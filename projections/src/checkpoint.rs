//! How far each projection has come: the table `checkpoints`. Whoever moves a checkpoint first takes
//! its row and holds it to the commit, so that two processes never fold the same events twice.

use eventstore::{Db, Position, Tx, on};
use sqlx::AssertSqlSafe;

/// A row of `checkpoints`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    /// The projection's name; that of a rebuild ends in [`SHADOW`](crate::rows::SHADOW).
    pub name: String,
    /// Of the fold that made the rows.
    pub version: i64,
    /// The last event folded.
    pub position: Position,
    /// Of a projection: [`STOPPED`] or [`FAILING`], or nothing. Of a rebuild: who runs it.
    pub status: Option<String>,
    /// What happened to it.
    pub error: Option<String>,
}

/// Stopped at an event it can not fold.
pub(crate) const STOPPED: &str = "stopped";
/// The database refuses what it writes; it goes on trying.
pub(crate) const FAILING: &str = "failing";

type Stored = (String, i64, i64, Option<String>, Option<String>);

impl From<Stored> for Checkpoint {
    fn from((name, version, position, status, error): Stored) -> Self {
        Self { name, version, position: Position::new(position), status, error }
    }
}

/// All of them, by name.
pub(crate) async fn all(db: &Db) -> sqlx::Result<Vec<Checkpoint>> {
    let sql = "select projection, version, position, status, error from checkpoints
               order by projection";
    let rows: Vec<Stored> = on!(Db, db, pool => sqlx::query_as(sql).fetch_all(pool).await?);
    Ok(rows.into_iter().map(Checkpoint::from).collect())
}

/// Makes sure that a projection has one.
pub(crate) async fn create(tx: &mut Tx, name: &str, version: i64) -> sqlx::Result<()> {
    let sql = "insert into checkpoints (projection, version, position) values ($1, $2, 0)
               on conflict (projection) do nothing";
    on!(Tx, tx, tx => sqlx::query(sql).bind(name).bind(version).execute(&mut **tx).await.map(drop)?);
    Ok(())
}

/// Takes one, and holds it until the transaction ends; waits for whoever holds it.
pub(crate) async fn lock(tx: &mut Tx, name: &str) -> sqlx::Result<Option<Checkpoint>> {
    let sql = "update checkpoints set position = position where projection = $1
               returning projection, version, position, status, error";
    let row: Option<Stored> =
        on!(Tx, tx, tx => sqlx::query_as(sql).bind(name).fetch_optional(&mut **tx).await?);
    Ok(row.map(Checkpoint::from))
}

/// Moves those that are held; they are well.
pub(crate) async fn advance(tx: &mut Tx, names: &[&str], to: Position) -> sqlx::Result<()> {
    let mut sql =
        "update checkpoints set position = $1, status = null, error = null where projection in ("
            .to_owned();
    for n in 0..names.len() {
        sql.push_str(if n == 0 { "$" } else { ", $" });
        sql.push_str(&(n + 2).to_string());
    }
    sql.push(')');
    on!(Tx, tx, tx => {
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(to.get());
        for name in names {
            query = query.bind(*name);
        }
        query.execute(&mut **tx).await.map(drop)?;
    });
    Ok(())
}

/// Says what is wrong with a projection that stands at this position, unless it has moved.
pub(crate) async fn report(
    db: &Db,
    name: &str,
    at: Position,
    status: &str,
    error: &str,
) -> sqlx::Result<()> {
    let sql = "update checkpoints set status = $3, error = $4
               where projection = $1 and position = $2";
    let mut tx = db.begin().await?;
    on!(Tx, &mut tx, tx => {
        let query = sqlx::query(sql).bind(name).bind(at.get()).bind(status).bind(error);
        query.execute(&mut **tx).await.map(drop)?;
    });
    tx.commit().await
}

/// Sets one that is held to what a rebuild has made.
pub(crate) async fn set(tx: &mut Tx, name: &str, version: i64, to: Position) -> sqlx::Result<()> {
    let sql = "update checkpoints set version = $2, position = $3, status = null, error = null
               where projection = $1";
    on!(Tx, tx, tx => {
        let query = sqlx::query(sql).bind(name).bind(version).bind(to.get());
        query.execute(&mut **tx).await.map(drop)?;
    });
    Ok(())
}
