//! The columns of the CSV form, which are the fields of the NDJSON form too.

use std::{collections::BTreeMap, fmt};

use super::codes::codes;

codes! {
    /// A column; its code is its name in the header.
    pub enum Column {
        /// Her key in the platform.
        Id => "id";
        /// Her address.
        Email => "email";
        /// Her first name.
        FirstName => "first_name";
        /// Her last name.
        LastName => "last_name";
        /// Her birth date.
        BirthDate => "birth_date";
        /// When she registered on the platform.
        DateJoined => "date_joined";
        /// First name of the legal representative.
        GuardianFirstName => "legal_representative_first_name";
        /// Last name of the legal representative.
        GuardianLastName => "legal_representative_last_name";
        /// Address of the legal representative.
        GuardianEmail => "legal_representative_email";
        /// A [`Level`](super::Level).
        Level => "level";
        /// The school, by its UAI.
        SchoolUai => "school_uai";
        /// The school, by its name.
        SchoolName => "school_name";
        /// The formation, by its identifier.
        FormationId => "formation_id";
        /// The formation, by its name.
        FormationName => "formation_name";
        /// First day of the experience.
        StartDate => "start_date";
        /// Last day of the experience.
        EndDate => "end_date";
        /// `main` or `secondary`.
        Enrolment => "enrolment";
        /// Why a line was refused: written, and not read.
        Reason => "reason";
    }
}

impl Column {
    /// The header must have these.
    pub const REQUIRED: [Self; 5] =
        [Self::Id, Self::Email, Self::FirstName, Self::LastName, Self::BirthDate];

    /// Those of a training experience.
    pub const EXPERIENCE: [Self; 8] = [
        Self::Level,
        Self::SchoolUai,
        Self::SchoolName,
        Self::FormationId,
        Self::FormationName,
        Self::StartDate,
        Self::EndDate,
        Self::Enrolment,
    ];

    /// Those of a legal representative.
    pub const GUARDIAN: [Self; 3] =
        [Self::GuardianFirstName, Self::GuardianLastName, Self::GuardianEmail];

    /// Its name within a nested object of the NDJSON form.
    #[must_use]
    pub(super) fn key(self) -> &'static str {
        self.code().strip_prefix("legal_representative_").unwrap_or(self.code())
    }
}

/// A column of a line, or a field of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Of a CSV line.
    Column(Column),
    /// Of an NDJSON object; in its training experience of this number, from 0, if it is in one.
    Field(Column, Option<usize>),
    /// The list of training experiences, or one of them.
    Experiences(Option<usize>),
    /// The legal representative.
    Guardian,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => f.write_str(column.code()),
            Self::Field(column, Some(number)) => {
                write!(f, "training_experiences[{number}].{}", column.key())
            }
            Self::Field(column, None) if Column::GUARDIAN.contains(column) => {
                write!(f, "legal_representative.{}", column.key())
            }
            Self::Field(column, None) => f.write_str(column.key()),
            Self::Experiences(None) => f.write_str("training_experiences"),
            Self::Experiences(Some(number)) => write!(f, "training_experiences[{number}]"),
            Self::Guardian => f.write_str("legal_representative"),
        }
    }
}

/// Where the values of a [`Row`] stand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// In the columns of a CSV line.
    Csv,
    /// In an NDJSON object, or in one of its training experiences.
    Json(Option<usize>),
}

impl Form {
    pub(super) fn place(self, column: Column) -> Place {
        match self {
            Self::Csv => Place::Column(column),
            Self::Json(number) => Place::Field(column, number),
        }
    }
}

/// Values by column, trimmed; empty ones are left out. Holds personal data: no `Debug`.
pub(super) struct Row {
    pub(super) form: Form,
    values: BTreeMap<Column, String>,
}

impl Row {
    pub(super) fn new(form: Form) -> Self {
        Self { form, values: BTreeMap::new() }
    }

    pub(super) fn set(&mut self, column: Column, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.values.insert(column, value.to_owned());
        }
    }

    pub(super) fn get(&self, column: Column) -> Option<&str> {
        self.values.get(&column).map(String::as_str)
    }

    pub(super) fn has_any(&self, columns: &[Column]) -> bool {
        columns.iter().any(|column| self.values.contains_key(column))
    }

    pub(super) fn place(&self, column: Column) -> Place {
        self.form.place(column)
    }
}
