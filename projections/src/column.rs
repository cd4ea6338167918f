//! What a column can hold, in both databases, and how our types become it.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ContributionId, JourneyId, MentorshipId, PartnerId, Pii, PlacementId, SchoolYear, SupporterId,
    Vocabulary as _,
    codes::{Academie, Region, Siret},
    partner::{CampaignCode, LegalId, ReceptionDimension, Score},
    programme::OptionCode,
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row as _, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

/// The SQL type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `uuid`
    Uuid,
    /// `text`
    Text,
    /// `bigint`
    Int,
    /// `boolean`
    Bool,
    /// `date`
    Date,
    /// `timestamptz`
    Time,
}

/// A value of a column; `None` is null.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value<'a> {
    /// `uuid`
    Uuid(Option<Uuid>),
    /// `text`
    Text(Option<Cow<'a, str>>),
    /// `bigint`
    Int(Option<i64>),
    /// `boolean`
    Bool(Option<bool>),
    /// `date`
    Date(Option<NaiveDate>),
    /// `timestamptz`, to the microsecond
    Time(Option<DateTime<Utc>>),
}

impl Kind {
    fn null(self) -> Value<'static> {
        match self {
            Self::Uuid => Value::Uuid(None),
            Self::Text => Value::Text(None),
            Self::Int => Value::Int(None),
            Self::Bool => Value::Bool(None),
            Self::Date => Value::Date(None),
            Self::Time => Value::Time(None),
        }
    }
}

impl Value<'_> {
    /// Without what it borrows.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(text.map(|text| text.into_owned().into())),
            Self::Uuid(value) => Value::Uuid(value),
            Self::Int(value) => Value::Int(value),
            Self::Bool(value) => Value::Bool(value),
            Self::Date(value) => Value::Date(value),
            Self::Time(value) => Value::Time(value),
        }
    }

    fn is_null(&self) -> bool {
        match self {
            Self::Uuid(value) => value.is_none(),
            Self::Text(value) => value.is_none(),
            Self::Int(value) => value.is_none(),
            Self::Bool(value) => value.is_none(),
            Self::Date(value) => value.is_none(),
            Self::Time(value) => value.is_none(),
        }
    }
}

/// A stored value that is not of the type its column has. Never holds the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the column does not hold a {wanted}")]
pub struct Unreadable {
    /// What it should hold.
    pub wanted: &'static str,
}

/// A type that can be a column of a read model.
pub trait Column: Sized {
    /// Its SQL type.
    const KIND: Kind;

    /// As it is stored.
    fn value(&self) -> Value<'_>;

    /// As it was stored.
    ///
    /// # Errors
    /// When the value is null, or no value of this type.
    fn read(value: Value<'_>) -> Result<Self, Unreadable>;
}

macro_rules! plain {
    ($($type:ty => $kind:ident),* $(,)?) => { $(
        impl Column for $type {
            const KIND: Kind = Kind::$kind;
            fn value(&self) -> Value<'_> {
                Value::$kind(Some(*self))
            }
            fn read(value: Value<'_>) -> Result<Self, Unreadable> {
                match value {
                    Value::$kind(Some(value)) => Ok(value),
                    _ => Err(Unreadable { wanted: stringify!($type) }),
                }
            }
        }
    )* };
}
plain!(Uuid => Uuid, i64 => Int, bool => Bool, NaiveDate => Date, DateTime<Utc> => Time);

impl Column for String {
    const KIND: Kind = Kind::Text;

    /// Without U+0000, which JSON can hold and PostgreSQL's `text` can not.
    fn value(&self) -> Value<'_> {
        Value::Text(Some(if self.contains('\0') {
            self.replace('\0', "").into()
        } else {
            self.as_str().into()
        }))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        match value {
            Value::Text(Some(text)) => Ok(text.into_owned()),
            _ => Err(Unreadable { wanted: "text" }),
        }
    }
}

macro_rules! ids {
    ($($type:ident),* $(,)?) => { $(
        impl Column for $type {
            const KIND: Kind = Kind::Uuid;
            fn value(&self) -> Value<'_> {
                Value::Uuid(Some(self.0))
            }
            fn read(value: Value<'_>) -> Result<Self, Unreadable> {
                Uuid::read(value).map($type)
            }
        }
    )* };
}
ids!(JourneyId, SupporterId, MentorshipId, PartnerId, ContributionId, PlacementId);

impl Column for SchoolYear {
    const KIND: Kind = Kind::Int;

    fn value(&self) -> Value<'_> {
        Value::Int(Some(self.0.into()))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        let unreadable = Unreadable { wanted: "school year" };
        let year = i64::read(value).map_err(|_| unreadable)?;
        i32::try_from(year).map(Self).map_err(|_| unreadable)
    }
}

impl<T: Column> Column for Option<T> {
    const KIND: Kind = T::KIND;

    fn value(&self) -> Value<'_> {
        self.as_ref().map_or_else(|| T::KIND.null(), T::value)
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }
}

/// As the log holds it, sealed: nothing that is personal is stored in the clear. Erased is null.
impl<T: Serialize + DeserializeOwned> Column for Pii<T> {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        let held = (!matches!(self, Self::Erased)).then(|| serde_json::to_string(self).ok());
        Value::Text(held.flatten().map(Cow::Owned))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        match Option::<String>::read(value)? {
            None => Ok(Self::Erased),
            Some(text) => {
                serde_json::from_str(&text).map_err(|_| Unreadable { wanted: "sealed value" })
            }
        }
    }
}

/// Vocabularies are stored as their code, lists of them as codes with commas.
macro_rules! vocabularies {
    ($($type:ty),* $(,)?) => { $(
        impl Column for $type {
            const KIND: Kind = Kind::Text;
            fn value(&self) -> Value<'_> {
                Value::Text(Some(self.code().into()))
            }
            fn read(value: Value<'_>) -> Result<Self, Unreadable> {
                let unreadable = Unreadable { wanted: <$type as domain::Vocabulary>::NAME };
                match value {
                    Value::Text(Some(code)) => Self::from_code(&code).ok_or(unreadable),
                    _ => Err(unreadable),
                }
            }
        }
        impl Column for Vec<$type> {
            const KIND: Kind = Kind::Text;
            fn value(&self) -> Value<'_> {
                let codes: Vec<&str> = self.iter().map(|value| value.code()).collect();
                Value::Text(Some(codes.join(",").into()))
            }
            fn read(value: Value<'_>) -> Result<Self, Unreadable> {
                let codes = String::read(value)?;
                let codes = codes.split(',').filter(|code| !code.is_empty());
                codes.map(|code| <$type>::read(Value::Text(Some(code.into())))).collect()
            }
        }
    )* };
}
vocabularies!(
    crate::journeys::DataRights,
    crate::journeys::Standing,
    crate::pairs::PairStatus,
    crate::partners::PartnerStatus,
    crate::placements::PlacementStatus,
    crate::supporters::SupporterActivity,
    domain::journey::facts::Declared,
    domain::journey::facts::EndReason,
    domain::journey::facts::EntryStage,
    domain::journey::facts::Interruption,
    domain::journey::facts::NeedKind,
    domain::journey::facts::OutcomeKind,
    domain::journey::facts::Phase,
    domain::journey::facts::Specialite,
    domain::journey::facts::Statut,
    domain::journey::facts::Target,
    domain::levels::Diploma,
    domain::levels::Niveau,
    domain::mentorship::MentorshipEnd,
    domain::mentorship::PauseReason,
    domain::mentorship::RelationKind,
    domain::partner::ContributionKind,
    domain::partner::ContributionUnit,
    domain::partner::PartnerKind,
    domain::partner::ReceptionMeasure,
    domain::placement::ApplicationAnswer,
    domain::placement::PlacementInterruption,
    domain::placement::PlacementKind,
    domain::placement::RemoteWork,
    domain::placement::Signatory,
    domain::policy::Verdict,
    domain::programme::Metric,
    domain::reference::Numerique,
    domain::supporter::Langue,
    domain::supporter::SupporterKind,
);

macro_rules! codes {
    ($($type:ident),* $(,)?) => { $(
        impl Column for $type {
            const KIND: Kind = Kind::Text;
            fn value(&self) -> Value<'_> {
                Value::Text(Some(self.code().into()))
            }
            fn read(value: Value<'_>) -> Result<Self, Unreadable> {
                let unreadable = Unreadable { wanted: stringify!($type) };
                match value {
                    Value::Text(Some(code)) => Self::parse(&code).map_err(|_| unreadable),
                    _ => Err(unreadable),
                }
            }
        }
    )* };
}
codes!(Academie, Region);

/// Options are stored as their codes with commas.
impl Column for Vec<OptionCode> {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        let codes: Vec<&str> = self.iter().map(OptionCode::as_str).collect();
        Value::Text(Some(codes.join(",").into()))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        let codes = String::read(value)?;
        let codes = codes.split(',').filter(|code| !code.is_empty());
        codes
            .map(|code| OptionCode::parse(code).map_err(|_| Unreadable { wanted: "option" }))
            .collect()
    }
}

impl Column for CampaignCode {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        Value::Text(Some(self.as_str().into()))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        let unreadable = Unreadable { wanted: "CampaignCode" };
        Self::parse(&String::read(value)?).map_err(|_| unreadable)
    }
}

impl Column for Siret {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        Value::Text(Some(self.as_str().into()))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        let unreadable = Unreadable { wanted: "Siret" };
        Self::parse(&String::read(value)?).map_err(|_| unreadable)
    }
}

/// As in events: a JSON object that says which number it is.
impl Column for LegalId {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        // A name and a code: writing them can not fail.
        Value::Text(Some(serde_json::to_string(self).unwrap_or_default().into()))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        let json = String::read(value)?;
        serde_json::from_str(&json).map_err(|_| Unreadable { wanted: "LegalId" })
    }
}

/// `accueil=60,securite=40`.
impl Column for Vec<Score> {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        let scores: Vec<String> =
            self.iter().map(|one| format!("{}={}", one.dimension.code(), one.score)).collect();
        Value::Text(Some(scores.join(",").into()))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        let text = String::read(value)?;
        let scores = text.split(',').filter(|score| !score.is_empty()).map(|score| {
            let (dimension, score) = score.split_once('=')?;
            let dimension = ReceptionDimension::from_code(dimension)?;
            Some(Score { dimension, score: score.parse().ok()? })
        });
        scores.collect::<Option<_>>().ok_or(Unreadable { wanted: "list of scores" })
    }
}

/// Something by school year, stored as a JSON object.
impl<T: Serialize + DeserializeOwned> Column for BTreeMap<SchoolYear, T> {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        // Years to plain facts: writing them can not fail.
        Value::Text(Some(serde_json::to_string(self).unwrap_or_default().into()))
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        let unreadable = Unreadable { wanted: "JSON object by school year" };
        match value {
            Value::Text(Some(json)) => serde_json::from_str(&json).map_err(|_| unreadable),
            _ => Err(unreadable),
        }
    }
}

/// A row of either database.
pub trait Stored {
    /// The value at an index.
    ///
    /// # Errors
    /// When there is no such column, or it is of another type.
    fn value(&self, index: usize, kind: Kind) -> sqlx::Result<Value<'_>>;

    /// The column at an index.
    ///
    /// # Errors
    /// As [`Stored::value`], and when the value is none of this type.
    fn column<C: Column>(&self, index: usize) -> sqlx::Result<C> {
        C::read(self.value(index, C::KIND)?).map_err(|source| sqlx::Error::ColumnDecode {
            index: index.to_string(),
            source: source.into(),
        })
    }
}

macro_rules! stored {
    ($($row:ty),*) => { $(
        impl Stored for $row {
            fn value(&self, index: usize, kind: Kind) -> sqlx::Result<Value<'_>> {
                Ok(match kind {
                    Kind::Uuid => Value::Uuid(self.try_get(index)?),
                    Kind::Text => Value::Text(self.try_get::<Option<&str>, _>(index)?.map(Cow::from)),
                    Kind::Int => Value::Int(self.try_get(index)?),
                    Kind::Bool => Value::Bool(self.try_get(index)?),
                    Kind::Date => Value::Date(self.try_get(index)?),
                    Kind::Time => Value::Time(self.try_get(index)?),
                })
            }
        }
    )* };
}
stored!(PgRow, SqliteRow);

#[cfg(test)]
mod tests {
    use domain::{journey::facts::Specialite, levels::Niveau};

    use super::*;

    #[test]
    fn what_is_stored_is_read_back() {
        #[expect(clippy::needless_pass_by_value, reason = "a list of values reads better")]
        fn same<C: Column + PartialEq + std::fmt::Debug>(value: C) {
            assert_eq!(C::read(value.value()).as_ref(), Ok(&value));
        }
        same(Uuid::from_u128(7));
        same(Some(-3i64));
        same(None::<NaiveDate>);
        same(String::from("Zoé"));
        same(Pii::Known(String::from("Ada")));
        same(Pii::<String>::Sealed("AQ".to_owned()));
        same(Pii::<String>::Erased);
        same(Niveau::Bts2);
        same(vec![Specialite::Nsi, Specialite::Maths]);
        same(Vec::<Specialite>::new());
        same(Academie::ALL[3]);
        same(Siret::parse("13002566100013").unwrap());
        same(CampaignCode::parse("NSI-2026").unwrap());
        same(LegalId::Rna("W751004076".parse().unwrap()));
        let score = |dimension, score| Score { dimension, score };
        same(vec![score(ReceptionDimension::Accueil, 0), score(ReceptionDimension::Acces, 100)]);
        same(Vec::<Score>::new());
        same(SchoolYear(2026));
        same(BTreeMap::from([
            (SchoolYear(2025), Niveau::SecondeGt),
            (SchoolYear(2026), Niveau::Cesure),
        ]));
    }

    #[test]
    fn a_code_that_is_in_no_list_is_an_error_that_does_not_repeat_it() {
        let error = Niveau::read(Value::Text(Some("Ada".into()))).unwrap_err();
        assert_eq!(error.to_string(), "the column does not hold a Niveau");
        assert!(Niveau::read(Value::Text(None)).is_err());
    }

    #[test]
    fn a_nul_character_does_not_reach_the_database() {
        assert_eq!(String::from("A\0da").value(), Value::Text(Some("Ada".into())));
    }
}
