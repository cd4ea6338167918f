use std::sync::Arc;

use sqlx::{
    Arguments as _, AssertSqlSafe, Database, Executor, IntoArguments, Pool, Postgres, Sqlite,
    error::BoxDynError, query::Query,
};

use crate::Value;

/// A database whose statements take our values.
pub(crate) trait Binds: Database {
    /// Adds a value to the arguments of a statement.
    fn bind(arguments: &mut Self::Arguments, value: &Value<'_>) -> Result<(), BoxDynError>;
}

macro_rules! binds {
    ($($database:ty),*) => { $(
        impl Binds for $database {
            fn bind(arguments: &mut Self::Arguments, value: &Value<'_>) -> Result<(), BoxDynError> {
                match value {
                    Value::Uuid(value) => arguments.add(*value),
                    Value::Text(value) => arguments.add(value.as_deref()),
                    Value::Int(value) => arguments.add(*value),
                    Value::Bool(value) => arguments.add(*value),
                    Value::Date(value) => arguments.add(*value),
                    Value::Time(value) => arguments.add(*value),
                }
            }
        }
    )* };
}
binds!(Postgres, Sqlite);

/// A statement with its arguments.
///
/// # Errors
/// When a value is too large to be sent.
pub(crate) fn bound<DB: Binds>(
    sql: Arc<str>,
    values: &[Value<'_>],
) -> sqlx::Result<Query<'static, DB, DB::Arguments>>
where
    DB::Arguments: IntoArguments<DB>,
{
    let mut arguments = DB::Arguments::default();
    for value in values {
        DB::bind(&mut arguments, value).map_err(sqlx::Error::Encode)?;
    }
    Ok(sqlx::query_with(AssertSqlSafe(sql), arguments))
}

/// The rows a query gives.
pub(crate) async fn fetch<DB: Binds>(
    pool: &Pool<DB>,
    sql: String,
    values: &[Value<'_>],
) -> sqlx::Result<Vec<DB::Row>>
where
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    bound::<DB>(sql.into(), values)?.fetch_all(pool).await
}
