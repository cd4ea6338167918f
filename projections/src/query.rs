//! What queries share: who may see what, pages, and a `select` that grows by conditions.

use std::fmt::Write as _;

use domain::{JourneyId, PartnerId, SupporterId, codes::Academie};
use eventstore::{Db, on};

use crate::{Row, Stored as _, Value, bind, column::Column};

/// Queries on the read models.
#[derive(Clone, Debug)]
pub struct Reader(pub(crate) Db);

impl Reader {
    /// Reads from this database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }
}

/// Whose rows may be seen. It always becomes a `where`: what is out of reach is never read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everyone's.
    All,
    /// One beneficiary's own, and the supporters of her pairs.
    Journey(JourneyId),
    /// One supporter's own, their pairs, and the beneficiaries of those not declined or ended.
    Supporter(SupporterId),
    /// Those in these académies, and those whose académie is not known yet (any coordinator may
    /// take them on, as for commands). A pair is in the académies of both its sides.
    Academies(Vec<Academie>),
    /// One partner's own; nobody's journey.
    Partner(PartnerId),
    /// Nobody's.
    Nothing,
}

/// Some rows of a longer list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Are there more after these?
    pub has_next: bool,
}

/// A `select` under construction: text with `$n`, and what they stand for.
pub(crate) struct Select {
    sql: String,
    values: Vec<Value<'static>>,
}

impl Select {
    /// `select <what>`, up to and with a first condition: `… where 1 = 1`.
    pub(crate) fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Vec::new() }
    }

    /// Appends text; each `?` becomes the next parameter.
    pub(crate) fn push(
        &mut self,
        text: &str,
        values: impl IntoIterator<Item = Value<'static>>,
    ) -> &mut Self {
        let mut parts = text.split('?');
        self.sql.push_str(parts.next().unwrap_or_default());
        for (part, value) in parts.zip(values) {
            self.values.push(value);
            let _ = write!(self.sql, "${}{part}", self.values.len());
        }
        self
    }

    /// Appends ` and <column> = value`, when there is a value.
    pub(crate) fn and<C: Column>(&mut self, column: &str, value: Option<C>) -> &mut Self {
        if let Some(value) = value {
            self.push(&format!(" and {column} = ?"), [owned(value)]);
        }
        self
    }

    /// Appends `<column> in (…)`; never true without values.
    pub(crate) fn one_of(
        &mut self,
        column: &str,
        values: impl IntoIterator<Item = Value<'static>>,
    ) -> &mut Self {
        let values: Vec<_> = values.into_iter().collect();
        if values.is_empty() {
            return self.push("1 = 0", []);
        }
        let list = vec!["?"; values.len()].join(", ");
        self.push(&format!("{column} in ({list})"), values)
    }

    /// Appends that a row whose académie stands in this column is in one of these, or in none.
    pub(crate) fn in_academies(&mut self, column: &str, academies: &[Academie]) -> &mut Self {
        self.push(&format!("({column} is null or "), []);
        self.one_of(column, academies.iter().map(|academie| owned(*academie)));
        self.push(")", [])
    }

    /// The rows.
    pub(crate) async fn rows<R: Row>(self, db: &Db) -> sqlx::Result<Vec<R>> {
        on!(Db, db, pool => {
            let rows = bind::fetch(pool, self.sql, &self.values).await?;
            rows.iter().map(|row| R::read(row, 0)).collect()
        })
    }

    /// So many rows, and whether there are more.
    pub(crate) async fn page<R: Row>(mut self, db: &Db, first: i64) -> sqlx::Result<Page<R>> {
        let first = first.clamp(0, MOST);
        self.push(" limit ?", [owned(first + 1)]);
        let mut rows = self.rows::<R>(db).await?;
        let first = usize::try_from(first).unwrap_or_default();
        let has_next = rows.len() > first;
        rows.truncate(first);
        Ok(Page { rows, has_next })
    }

    /// The only number.
    pub(crate) async fn number(self, db: &Db) -> sqlx::Result<i64> {
        on!(Db, db, pool => {
            let rows = bind::fetch(pool, self.sql, &self.values).await?;
            rows.first().map_or(Ok(0), |row| row.column(0))
        })
    }
}

/// The most rows of a page.
const MOST: i64 = 1_000;

/// A value that outlives what it was made of.
#[expect(clippy::needless_pass_by_value, reason = "what it is made of is mostly made for it")]
pub(crate) fn owned<C: Column>(value: C) -> Value<'static> {
    value.value().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_number_their_parameters() {
        let mut select = Select::new("select id from journeys where 1 = 1");
        select
            .and("cohort", Some(2026i64))
            .and("niveau", None::<String>)
            .push(" and (occurred_on, position) > (?, ?)", [owned(1i64), owned(2i64)]);
        assert_eq!(
            select.sql,
            "select id from journeys where 1 = 1 and cohort = $1 \
             and (occurred_on, position) > ($2, $3)"
        );
        assert_eq!(select.values.len(), 3);
    }

    #[test]
    fn no_academie_at_all_reaches_only_what_has_none() {
        let mut select = Select::new("");
        select.in_academies("academie", &[]);
        assert_eq!(select.sql, "(academie is null or 1 = 0)");
    }
}
