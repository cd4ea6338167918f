//! Many rows per statement, in the form each database is fastest with: one array per column on
//! PostgreSQL, where the cost is per round trip and parameter; statements of a few fixed sizes,
//! which stay prepared, on SQLite, where the cost is per statement.

use std::{fmt::Write as _, sync::Arc};

use eventstore::Tx;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, postgres::PgArguments, query::Query};

use crate::{
    Counter, Field, Row, Value,
    bind::bound,
    column::{Column as _, Kind},
};

/// Rows or keys per statement on SQLite, largest first; 64 rows of the widest table are well
/// below its limit of 32,766 parameters.
const SIZES: [usize; 3] = [64, 8, 1];
/// Rows or keys per statement on PostgreSQL.
const ROWS: usize = 4_096;

/// One statement in both forms.
struct Statement {
    postgres: Arc<str>,
    sqlite: [Arc<str>; 3],
}

/// What is said to a table of rows.
pub(crate) struct RowTable {
    load: Statement,
    insert: Statement,
    upsert: Statement,
    delete: Statement,
}

/// What is said to a table of counts.
pub(crate) struct CountTable {
    fields: Vec<Field>,
    add: Statement,
    tidy: Arc<str>,
}

impl RowTable {
    /// For the rows of `R`, kept in this table.
    pub(crate) fn new<R: Row>(table: &str) -> Self {
        let key = R::COLUMNS[0];
        let updates: Vec<String> =
            R::COLUMNS[1..].iter().map(|c| format!("{0} = excluded.{0}", c.name)).collect();
        let conflict = format!("on conflict ({}) do update set {}", key.name, updates.join(", "));
        Self {
            load: by_keys(&format!("select {} from {table}", R::select("")), key),
            insert: write(table, R::COLUMNS, ""),
            upsert: write(table, R::COLUMNS, &conflict),
            delete: by_keys(&format!("delete from {table}"), key),
        }
    }

    /// The rows with these keys that exist.
    pub(crate) async fn load<R: Row>(&self, tx: &mut Tx, keys: &[R::Key]) -> sqlx::Result<Vec<R>> {
        let mut rows = Vec::with_capacity(keys.len());
        let keys: Vec<Value<'_>> = keys.iter().map(|key| key.value()).collect();
        let key = &R::COLUMNS[..1];
        match tx {
            Tx::Postgres(tx) => {
                for keys in keys.chunks(ROWS) {
                    let query = self.load.arrays(key, keys);
                    for row in query.fetch_all(&mut **tx).await? {
                        rows.push(R::read(&row, 0)?);
                    }
                }
            }
            Tx::Sqlite(tx) => {
                for (sql, keys) in self.load.sized(&keys, 1) {
                    let query = bound::<Sqlite>(sql, keys)?;
                    for row in query.fetch_all(&mut **tx).await? {
                        rows.push(R::read(&row, 0)?);
                    }
                }
            }
        }
        Ok(rows)
    }

    /// Inserts rows that are new.
    pub(crate) async fn insert<R: Row>(&self, tx: &mut Tx, rows: &[R]) -> sqlx::Result<()> {
        for rows in rows.chunks(ROWS) {
            self.insert.execute(tx, R::COLUMNS, &flat(rows)).await?;
        }
        Ok(())
    }

    /// Inserts or replaces rows.
    pub(crate) async fn upsert<R: Row>(&self, tx: &mut Tx, rows: &[&R]) -> sqlx::Result<()> {
        for rows in rows.chunks(ROWS) {
            self.upsert.execute(tx, R::COLUMNS, &flat(rows.iter().copied())).await?;
        }
        Ok(())
    }

    /// Deletes the rows with these keys.
    pub(crate) async fn delete<R: Row>(&self, tx: &mut Tx, keys: &[&R::Key]) -> sqlx::Result<()> {
        let keys: Vec<Value<'_>> = keys.iter().map(|key| key.value()).collect();
        for keys in keys.chunks(ROWS) {
            self.delete.execute(tx, &R::COLUMNS[..1], keys).await?;
        }
        Ok(())
    }
}

impl CountTable {
    /// For these counts, kept in this table.
    pub(crate) fn new(counter: &Counter, table: &str) -> Self {
        let keys: Vec<&str> = counter.key.iter().map(|field| field.name).collect();
        let mut fields = counter.key.to_vec();
        fields.push(Field { name: "count", kind: Kind::Int });
        let conflict = format!(
            "on conflict ({}) do update set count = {table}.count + excluded.count",
            keys.join(", ")
        );
        Self {
            add: write(table, &fields, &conflict),
            tidy: format!("delete from {table} where count = 0").into(),
            fields,
        }
    }

    /// Adds to cells; a cell that comes to 0 is no cell.
    pub(crate) async fn add(&self, tx: &mut Tx, cells: &[(&[Value<'_>], i64)]) -> sqlx::Result<()> {
        for cells in cells.chunks(ROWS) {
            let mut values = Vec::with_capacity(cells.len() * self.fields.len());
            for (key, count) in cells {
                values.extend(key.iter().cloned());
                values.push(Value::Int(Some(*count)));
            }
            self.add.execute(tx, &self.fields, &values).await?;
        }
        if cells.iter().any(|(_, count)| *count < 0) {
            let tidy = AssertSqlSafe(Arc::clone(&self.tidy));
            eventstore::on!(Tx, tx, tx => sqlx::query(tidy).execute(&mut **tx).await.map(drop)?);
        }
        Ok(())
    }
}

fn flat<'a, R: Row>(rows: impl IntoIterator<Item = &'a R>) -> Vec<Value<'a>> {
    let mut values = Vec::new();
    for row in rows {
        row.values(&mut values);
    }
    values
}

/// `insert into … <tail>`.
fn write(table: &str, fields: &[Field], tail: &str) -> Statement {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let insert = format!("insert into {table} ({})", names.join(", "));
    let arrays: Vec<String> =
        (1..).zip(fields).map(|(n, field)| format!("${n}::{}[]", sql_type(field.kind))).collect();
    let one = format!("({})", vec!["?"; fields.len()].join(", "));
    Statement {
        postgres: format!("{insert} select * from unnest({}) {tail}", arrays.join(", ")).into(),
        sqlite: SIZES.map(|rows| {
            format!("{insert} values {} {tail}", vec![one.as_str(); rows].join(", ")).into()
        }),
    }
}

/// `<what> where key in …`.
fn by_keys(what: &str, key: Field) -> Statement {
    let name = key.name;
    Statement {
        postgres: format!("{what} where {name} = any($1::{}[])", sql_type(key.kind)).into(),
        sqlite: SIZES.map(|keys| {
            let mut sql = format!("{what} where {name} in (");
            for n in 0..keys {
                let _ = write!(sql, "{}?", if n == 0 { "" } else { ", " });
            }
            sql.push(')');
            sql.into()
        }),
    }
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "uuid",
        Kind::Text => "text",
        Kind::Int => "bigint",
        Kind::Bool => "boolean",
        Kind::Date => "date",
        Kind::Time => "timestamptz",
    }
}

impl Statement {
    /// Executes it for so many rows as there are values; at most [`ROWS`] of them.
    async fn execute(
        &self,
        tx: &mut Tx,
        fields: &[Field],
        values: &[Value<'_>],
    ) -> sqlx::Result<()> {
        match tx {
            Tx::Postgres(tx) => {
                self.arrays(fields, values).execute(&mut **tx).await?;
            }
            Tx::Sqlite(tx) => {
                for (sql, values) in self.sized(values, fields.len()) {
                    bound::<Sqlite>(sql, values)?.execute(&mut **tx).await?;
                }
            }
        }
        Ok(())
    }

    /// One array per column.
    fn arrays(
        &self,
        fields: &[Field],
        values: &[Value<'_>],
    ) -> Query<'static, Postgres, PgArguments> {
        macro_rules! array {
            ($query:expr, $column:expr, $kind:ident) => {{
                let values = $column
                    .map(|value| if let Value::$kind(value) = value { *value } else { None });
                $query.bind(values.collect::<Vec<_>>())
            }};
        }
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&self.postgres)));
        for (n, field) in fields.iter().enumerate() {
            let column = values.iter().skip(n).step_by(fields.len());
            query = match field.kind {
                Kind::Uuid => array!(query, column, Uuid),
                Kind::Int => array!(query, column, Int),
                Kind::Bool => array!(query, column, Bool),
                Kind::Date => array!(query, column, Date),
                Kind::Time => array!(query, column, Time),
                Kind::Text => {
                    let texts = column.map(|value| {
                        if let Value::Text(text) = value { text.as_deref() } else { None }
                    });
                    query.bind(texts.collect::<Vec<Option<&str>>>())
                }
            };
        }
        query
    }

    /// Cuts the values into as few statements as the sizes allow.
    fn sized<'a, 'v>(
        &'a self,
        mut values: &'a [Value<'v>],
        width: usize,
    ) -> impl Iterator<Item = (Arc<str>, &'a [Value<'v>])> {
        std::iter::from_fn(move || {
            let size = SIZES.iter().position(|rows| rows * width <= values.len())?;
            let (now, later) = values.split_at(SIZES[size] * width);
            values = later;
            Some((Arc::clone(&self.sqlite[size]), now))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_into_few_statements_of_fixed_sizes() {
        let fields =
            [Field { name: "id", kind: Kind::Int }, Field { name: "name", kind: Kind::Text }];
        let statement = write("people", &fields, "");
        let values = vec![Value::Int(Some(1)); 2 * 75];
        let cut: Vec<usize> =
            statement.sized(&values, 2).map(|(_, values)| values.len() / 2).collect();
        assert_eq!(cut, [64, 8, 1, 1, 1]);
        assert_eq!(&*statement.sqlite[2], "insert into people (id, name) values (?, ?) ");
        assert_eq!(
            &*statement.postgres,
            "insert into people (id, name) select * from unnest($1::bigint[], $2::text[]) "
        );
    }
}
