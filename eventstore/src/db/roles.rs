//! A role of PostgreSQL that may append to the log and nothing else.

use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, Postgres, Transaction};

use super::{Db, Tx};
use crate::log_tables;

/// What a role may do with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The table.
    pub table: String,
    /// As in SQL.
    pub privileges: &'static str,
}

impl Grant {
    /// Rows may be read and added.
    pub const APPEND: &'static str = "select, insert";
    /// Rows may be read, added, changed and removed: of what can be made again.
    pub const WRITE: &'static str = "select, insert, update, delete";

    /// These privileges on a table.
    pub fn on(table: impl Into<String>, privileges: &'static str) -> Self {
        Self { table: table.into(), privileges }
    }
}

/// What whoever appends needs on the tables of the log: they are added to, but for the head, which
/// moves, and keeps its name.
pub fn log_grants() -> impl Iterator<Item = Grant> {
    const HEAD: &str = "select, update (position, recorded_at, tree, epoch, incarnation)";
    let log = log_tables().map(|table| match table {
        "log_head" => Grant::on(table, HEAD),
        _ => Grant::on(table, Grant::APPEND),
    });
    let others = [("checkpoints", Grant::WRITE), ("_sqlx_migrations", "select")];
    log.chain(others.map(|(table, privileges)| Grant::on(table, privileges)))
}

/// Why a role was not given its privileges.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// A file has no roles.
    #[error("there are no roles in SQLite")]
    NotPostgres,
    /// Nothing is granted to nobody.
    #[error("there is no role {role}: create it first, as in `create role {role} login`")]
    Unknown {
        /// Its name.
        role: String,
    },
    /// It could undo what protects the log.
    #[error(
        "{role} owns tables of the log, or can become who does: let another role own the database \
         and run `parcours migrate`"
    )]
    Owner {
        /// Its name.
        role: String,
    },
    /// What it creates could be taken for something else by the owner.
    #[error(
        "{role} may create in the schema {schema}: `revoke create on schema {schema} from public`, \
         or from the role it has it by"
    )]
    Creates {
        /// Its name.
        role: String,
        /// Where the tables are.
        schema: String,
    },
    /// It has more from somewhere else.
    #[error(
        "{role} may also {privilege} on {table}, by a grant to everybody or by another role it is \
         a member of: revoke it there"
    )]
    Exceeds {
        /// Its name.
        role: String,
        /// The table.
        table: String,
        /// What it may do.
        privilege: String,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl Db {
    /// Makes these the privileges of a role in this schema, and no others; refuses a role that has
    /// more from somewhere else. Only the owner of the tables can.
    ///
    /// # Errors
    /// [`RoleError`]; then nothing has changed.
    pub async fn grant(&self, role: &str, grants: &[Grant]) -> Result<(), RoleError> {
        let Self::Postgres(pool) = self else { return Err(RoleError::NotPostgres) };
        let mut tx = pool.begin().await?;
        let (exists, schema): (bool, String) = sqlx::query_as(
            "select exists (select from pg_roles where rolname = $1), \
             cast(current_schema() as text)",
        )
        .bind(role)
        .fetch_one(&mut *tx)
        .await?;
        if !exists {
            return Err(RoleError::Unknown { role: role.to_owned() });
        }
        refuse_owner(&mut tx, role, schema.clone()).await?;
        let (to, within) = (quoted(role), quoted(&schema));
        let mut sql = format!(
            "revoke all on all tables in schema {within} from {to};
             grant usage on schema {within} to {to};
             grant execute on function {within}.swap_read_model(text) to {to};"
        );
        for Grant { table, privileges } in grants {
            // To a string it does not fail.
            let _ = write!(sql, "grant {privileges} on {within}.{} to {to};", quoted(table));
        }
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await?;
        refuse_more(&mut tx, role, grants).await?;
        Ok(tx.commit().await?)
    }
}

impl Db {
    /// Lets a role use the key store that is in this schema: no row of it is ever deleted.
    pub(crate) async fn grant_keys(&self, role: &str) -> sqlx::Result<()> {
        let Self::Postgres(pool) = self else { return Ok(()) };
        let schema: String =
            sqlx::query_scalar("select cast(current_schema() as text)").fetch_one(pool).await?;
        let (to, within) = (quoted(role), quoted(&schema));
        let sql = format!(
            "grant usage on schema {within} to {to};
             grant select on all tables in schema {within} to {to};
             grant insert on {within}.key_store to {to};
             grant insert, update on {within}.subject_keys, {within}.secrets to {to};
             grant insert, update on {within}.claims_read to {to};
             grant insert, update, delete on {within}.claims to {to};"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.map(drop)
    }
}

impl Tx {
    /// Lets `<table>_next` and a table change names.
    ///
    /// # Errors
    /// When one of them is missing, or the database fails.
    pub async fn swap_with_next(&mut self, table: &'static str) -> sqlx::Result<()> {
        match self {
            Self::Postgres(tx) => {
                let sql = "select swap_read_model($1)";
                sqlx::query(sql).bind(table).execute(&mut **tx).await?;
            }
            Self::Sqlite(tx) => {
                for (from, to) in [("", "_old"), ("_next", ""), ("_old", "_next")] {
                    let sql = format!("alter table {table}{from} rename to {table}{to}");
                    sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await?;
                }
            }
        }
        Ok(())
    }
}

async fn refuse_owner(
    tx: &mut Transaction<'_, Postgres>,
    role: &str,
    schema: String,
) -> Result<(), RoleError> {
    let sql = "select
        exists (select from pg_class where relnamespace = n.oid and relkind = 'r'
            and pg_has_role($1, relowner, 'member')) or pg_has_role($1, n.nspowner, 'member'),
        has_schema_privilege($1, n.oid, 'create')
        from pg_namespace n where nspname = $2";
    let query = sqlx::query_as(sql).bind(role).bind(&schema);
    let (owns, creates): (bool, bool) = query.fetch_one(&mut **tx).await?;
    let role = role.to_owned();
    match (owns, creates) {
        (true, _) => Err(RoleError::Owner { role }),
        (false, true) => Err(RoleError::Creates { role, schema }),
        (false, false) => Ok(()),
    }
}

/// What counts is what it may do in the end, by whatever way.
async fn refuse_more(
    tx: &mut Transaction<'_, Postgres>,
    role: &str,
    grants: &[Grant],
) -> Result<(), RoleError> {
    let sql = "select cast(c.relname as text), p.name, has_table_privilege($1, c.oid, p.name)
        from pg_class c cross join (values ('insert', true), ('update', true), ('delete', false),
            ('truncate', false), ('references', true), ('trigger', false)) p (name, by_column)
        where relnamespace = (select oid from pg_namespace where nspname = current_schema())
            and relkind in ('r', 'p', 'v', 'm', 'f')
            and case when by_column then has_any_column_privilege($1, c.oid, p.name)
                else has_table_privilege($1, c.oid, p.name) end
        order by 1, 2";
    let query = sqlx::query_as(sql).bind(role);
    let has: Vec<(String, String, bool)> = query.fetch_all(&mut **tx).await?;
    for (table, privilege, whole) in has {
        let mut granted = grants.iter().filter(|grant| grant.table == table);
        let of_columns = format!("{privilege} (");
        let is_granted = granted.any(|grant| {
            let mut parts = grant.privileges.split(", ");
            parts.any(|part| part == privilege || (!whole && part.starts_with(&of_columns)))
        });
        if !is_granted {
            return Err(RoleError::Exceeds { role: role.to_owned(), table, privilege });
        }
    }
    Ok(())
}

/// As PostgreSQL quotes identifiers.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
