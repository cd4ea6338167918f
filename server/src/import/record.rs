//! A line once it is checked in itself: the person, and what she studied.

use chrono::{DateTime, Datelike as _, NaiveDate};
use chrono_tz::Europe::Paris;
use domain::{
    Vocabulary as _,
    journey::{
        FoldedName, Person,
        facts::{Enrolment, Guardian, Identity},
    },
};
use uuid::Uuid;

use super::{
    codes::codes,
    column::{Column, Form, Row},
    reason::{About, LineReason as L, Reason},
};

/// In characters; the domain's limit.
const MAX_NAME: usize = 100;
/// In bytes; the domain's limit.
const MAX_EMAIL: usize = 254;

codes! {
    /// A level as the platform knows it.
    pub enum Level {
        /// Last year of collège.
        Troisieme => "troisieme";
        /// Seconde.
        Seconde => "seconde";
        /// Première.
        Premiere => "premiere";
        /// Terminale.
        Terminale => "terminale";
        /// First year after the baccalauréat.
        Bac1 => "bac_1";
        /// Second year.
        Bac2 => "bac_2";
        /// Third year.
        Bac3 => "bac_3";
        /// Fourth year.
        Bac4 => "bac_4";
        /// Fifth year.
        Bac5 => "bac_5";
        /// Later.
        Bac5Plus => "bac_5_plus";
    }
}

impl Level {
    /// Years after the baccalauréat, for bac+1 to bac+5.
    pub(super) fn years_after_bac(self) -> Option<u8> {
        match self {
            Self::Bac1 => Some(1),
            Self::Bac2 => Some(2),
            Self::Bac3 => Some(3),
            Self::Bac4 => Some(4),
            Self::Bac5 => Some(5),
            Self::Troisieme | Self::Seconde | Self::Premiere | Self::Terminale => None,
            Self::Bac5Plus => None,
        }
    }

    /// At collège or lycée.
    pub(super) fn is_before_bac(self) -> bool {
        matches!(self, Self::Troisieme | Self::Seconde | Self::Premiere | Self::Terminale)
    }
}

/// The person of a line. Personal data: no `Debug`.
pub(super) struct Beneficiary {
    /// Her key in the platform.
    pub(super) external_id: String,
    pub(super) identity: Identity,
    pub(super) birth_date: NaiveDate,
    /// When she registered there, if the file says so.
    pub(super) joined: Option<NaiveDate>,
    pub(super) guardian: Option<Guardian>,
}

impl Beneficiary {
    /// Who she is, as people are compared.
    pub(super) fn person(&self) -> Person {
        Person::new(FoldedName::of(&self.identity), self.birth_date)
    }
}

/// One training experience.
pub(super) struct Experience {
    /// Where it stands in its line.
    pub(super) form: Form,
    pub(super) level: Level,
    pub(super) school_uai: Option<String>,
    pub(super) school_name: Option<String>,
    pub(super) formation_id: Option<String>,
    pub(super) formation_name: Option<String>,
    pub(super) start: NaiveDate,
    pub(super) end: Option<NaiveDate>,
    pub(super) enrolment: Enrolment,
}

impl Experience {
    /// Where the formation is stated, if it is.
    pub(super) fn formation_column(&self) -> Option<Column> {
        match (&self.formation_id, &self.formation_name) {
            (Some(_), _) => Some(Column::FormationId),
            (None, Some(_)) => Some(Column::FormationName),
            (None, None) => None,
        }
    }
}

/// A checked line.
pub(super) struct Record {
    pub(super) beneficiary: Beneficiary,
    pub(super) experiences: Vec<Experience>,
}

/// What is wrong with a line: all of it, not only the first thing.
pub(super) type Problems = Vec<About<Reason>>;

/// Reads the values of a row and keeps what is wrong with them.
struct Values<'a> {
    row: &'a Row,
    problems: &'a mut Problems,
}

impl<'a> Values<'a> {
    fn problem(&mut self, column: Column, reason: impl Into<Reason>) {
        self.problems.push(About::at(self.row.place(column), reason));
    }

    fn text(&mut self, column: Column) -> Option<&'a str> {
        let text = self.row.get(column)?;
        if text.contains(char::is_control) {
            self.problem(column, L::ControlCharacter);
            return None;
        }
        Some(text)
    }

    fn owned(&mut self, column: Column) -> Option<String> {
        self.text(column).map(str::to_owned)
    }

    fn required(&mut self, column: Column) -> Option<&'a str> {
        if self.row.get(column).is_none() {
            self.problem(column, L::Missing);
        }
        self.text(column)
    }

    fn name(&mut self, column: Column) -> Option<String> {
        let name = self.required(column)?;
        if name.chars().count() > MAX_NAME {
            self.problem(column, L::NameTooLong);
            return None;
        }
        Some(name.to_owned())
    }

    fn email(&mut self, column: Column) -> Option<String> {
        let email = self.required(column)?;
        let fits = email.len() <= MAX_EMAIL
            && !email.contains(char::is_whitespace)
            && email.split_once('@').is_some_and(|(local, host)| {
                !local.is_empty() && !host.is_empty() && !host.contains('@')
            });
        if !fits {
            self.problem(column, L::EmailShape);
            return None;
        }
        Some(email.to_owned())
    }

    fn date(&mut self, column: Column) -> Option<NaiveDate> {
        let date = read_date(self.text(column)?);
        if date.is_none() {
            self.problem(column, L::DateShape);
        }
        date
    }

    fn required_date(&mut self, column: Column) -> Option<NaiveDate> {
        self.required(column)?;
        self.date(column)
    }

    fn code<T>(&mut self, column: Column, read: impl Fn(&str) -> Option<T>, wrong: L) -> Option<T> {
        let value = read(self.text(column)?);
        if value.is_none() {
            self.problem(column, wrong);
        }
        value
    }
}

/// The civil date of `YYYY-MM-DD`, or of an instant as Django writes it: in Europe/Paris when it
/// has an offset, as it stands otherwise.
fn read_date(text: &str) -> Option<NaiveDate> {
    let date = if text.len() == 10 {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?
    } else {
        // A space instead of the T of RFC 3339.
        let instant = text.replacen(' ', "T", 1);
        match DateTime::parse_from_rfc3339(&instant) {
            Ok(instant) => instant.with_timezone(&Paris).date_naive(),
            Err(_) => {
                let naive = chrono::NaiveDateTime::parse_from_str(&instant, "%Y-%m-%dT%H:%M:%S%.f");
                naive.ok()?.date()
            }
        }
    };
    (1900..=2100).contains(&date.year()).then_some(date)
}

/// The key in one spelling: a UUID may be written in several.
fn read_id(text: &str) -> Option<String> {
    let fits = (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let uuid = Uuid::try_parse(text).ok().map(|uuid| uuid.to_string());
    fits.then(|| uuid.unwrap_or_else(|| text.to_owned()))
}

fn read_enrolment(text: &str) -> Option<Enrolment> {
    Enrolment::from_code(text)
}

/// The person of a row.
pub(super) fn beneficiary(row: &Row, problems: &mut Problems) -> Option<Beneficiary> {
    let mut values = Values { row, problems };
    let external_id =
        values.required(Column::Id).and_then(|_| values.code(Column::Id, read_id, L::IdShape));
    let first_name = values.name(Column::FirstName);
    let last_name = values.name(Column::LastName);
    let email = values.email(Column::Email);
    let birth_date = values.required_date(Column::BirthDate);
    let joined = values.date(Column::DateJoined);
    let guardian = row.has_any(&Column::GUARDIAN).then(|| {
        let first_name = values.name(Column::GuardianFirstName);
        let last_name = values.name(Column::GuardianLastName);
        let email = values.email(Column::GuardianEmail);
        Some(Guardian { first_name: first_name?, last_name: last_name?, email: email? })
    });
    Some(Beneficiary {
        external_id: external_id?,
        identity: Identity { first_name: first_name?, last_name: last_name?, email: email? },
        birth_date: birth_date?,
        joined,
        guardian: match guardian {
            Some(guardian) => Some(guardian?),
            None => None,
        },
    })
}

/// The training experience of a row that has one.
pub(super) fn experience(row: &Row, problems: &mut Problems) -> Option<Experience> {
    let mut values = Values { row, problems };
    let level = values
        .required(Column::Level)
        .and_then(|_| values.code(Column::Level, Level::from_code, L::UnknownLevel));
    let start = values.required_date(Column::StartDate);
    let end = values.date(Column::EndDate);
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        values.problem(Column::EndDate, L::EndBeforeStart);
    }
    let enrolment = match row.get(Column::Enrolment) {
        None => Some(Enrolment::Main),
        Some(_) => values.code(Column::Enrolment, read_enrolment, L::UnknownEnrolment),
    };
    Some(Experience {
        form: row.form,
        school_uai: values.owned(Column::SchoolUai),
        school_name: values.owned(Column::SchoolName),
        formation_id: values.owned(Column::FormationId),
        formation_name: values.owned(Column::FormationName),
        level: level?,
        start: start?,
        end,
        enrolment: enrolment?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<String> {
        read_date(text).map(|date| date.to_string())
    }

    #[test]
    fn dates_are_civil_dates_or_instants_in_paris() {
        let first = Some("2026-09-01".to_owned());
        assert_eq!(date("2026-09-01"), first);
        assert_eq!(date("2026-08-31T22:30:00Z"), first);
        assert_eq!(date("2026-08-31 22:30:00.123456+00:00"), first);
        assert_eq!(date("2026-09-01 08:12:33"), first);
        for wrong in ["", "01/09/2026", "2026-13-01", "2026-9-1", "0026-09-01", "+12026-09-01"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_identifier_names_nobody_and_has_one_spelling() {
        assert_eq!(read_id("1041"), Some("1041".to_owned()));
        let uuid = "6E2B9C1A-0000-4000-8000-00000000000F";
        assert_eq!(read_id(uuid), Some(uuid.to_ascii_lowercase()));
        assert_eq!(read_id(&uuid.replace('-', "")), Some(uuid.to_ascii_lowercase()));
        for wrong in ["", "ines@example.org", "é", "a b", &"1".repeat(65)] {
            assert_eq!(read_id(wrong), None, "{wrong}");
        }
    }
}
