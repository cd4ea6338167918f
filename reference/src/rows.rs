//! Rows on their way into their table, many at a time.

use eventstore::{Tx, on};
use sqlx::AssertSqlSafe;

use crate::kind::Value;
use crate::layout::Layout;

/// Values in one statement. SQLite (whose limit is 32,766) looks each of them up among all the
/// others, so that ten times more rows at once take longer; PostgreSQL gains nothing from more.
const BINDS: usize = 1_000;
/// Columns that every table has: dataset, line, flags.
const OWN: usize = 3;

/// One line of a file.
#[derive(Debug)]
pub(crate) struct Row {
    pub line: i64,
    /// The flagged columns, separated by spaces.
    pub flags: Option<String>,
    pub values: Vec<Value>,
}

/// Collects rows and writes them in bulk.
pub(crate) struct Writer {
    layout: &'static Layout,
    dataset_id: i64,
    rows: Vec<Row>,
    capacity: usize,
}

impl Writer {
    pub(crate) fn new(layout: &'static Layout, dataset_id: i64) -> Self {
        let capacity = BINDS / (layout.columns.len() + OWN);
        Self { layout, dataset_id, rows: Vec::with_capacity(capacity), capacity }
    }

    pub(crate) async fn write(&mut self, tx: &mut Tx, row: Row) -> sqlx::Result<()> {
        self.rows.push(row);
        if self.rows.len() >= self.capacity { self.flush(tx).await } else { Ok(()) }
    }

    pub(crate) async fn flush(&mut self, tx: &mut Tx) -> sqlx::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        // Table and column names come from the layouts, values are bound.
        let sql = insert(self.layout, self.rows.len());
        let rows = std::mem::take(&mut self.rows);
        on!(Tx, tx, tx => {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for row in rows {
                query = query.bind(self.dataset_id).bind(row.line).bind(row.flags);
                for value in row.values {
                    query = match value {
                        Value::Text(text) => query.bind(text),
                        Value::Int(number) => query.bind(number),
                        Value::Real(number) => query.bind(number),
                        Value::Bool(truth) => query.bind(truth),
                        Value::Date(date) => query.bind(date),
                    };
                }
            }
            query.execute(&mut **tx).await?;
        });
        Ok(())
    }
}

fn insert(layout: &Layout, rows: usize) -> String {
    let names: Vec<&str> = layout.columns.iter().map(|column| column.sql).collect();
    let width = names.len() + OWN;
    let mut sql = format!(
        "insert into {} (dataset_id, line, flags, {}) values ",
        layout.table,
        names.join(", ")
    );
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=width {
            if column > 1 {
                sql.push_str(", ");
            }
            sql.push('$');
            sql.push_str(&(row * width + column).to_string());
        }
        sql.push(')');
    }
    sql
}

/// Deletes the rows of one import.
pub(crate) async fn delete(tx: &mut Tx, table: &str, dataset_id: i64) -> sqlx::Result<()> {
    // The table's name comes from a layout.
    let sql = format!("delete from {table} where dataset_id = $1");
    on!(Tx, tx, tx => {
        sqlx::query(AssertSqlSafe(sql)).bind(dataset_id).execute(&mut **tx).await?;
    });
    Ok(())
}
