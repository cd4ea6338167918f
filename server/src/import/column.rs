//! The columns of the CSV form, which are the fields of the NDJSON form too.

use std::{collections::BTreeMap, fmt};

use domain::{Vocabulary as _, vocabulary};

vocabulary! {
    /// A column; its code is its name in the header.
    pub enum Column {
        Id => "id", "Identifiant dans la plateforme";
        Email => "email", "Adresse électronique";
        FirstName => "first_name", "Prénom";
        LastName => "last_name", "Nom";
        BirthDate => "birth_date", "Date de naissance";
        DateJoined => "date_joined", "Date d'inscription sur la plateforme";
        GuardianFirstName => "legal_representative_first_name", "Prénom du représentant légal";
        GuardianLastName => "legal_representative_last_name", "Nom du représentant légal";
        GuardianEmail => "legal_representative_email", "Adresse du représentant légal";
        Level => "level", "Niveau";
        SchoolUai => "school_uai", "UAI de l'établissement";
        SchoolName => "school_name", "Nom de l'établissement";
        FormationId => "formation_id", "Identifiant de la formation";
        FormationName => "formation_name", "Nom de la formation";
        StartDate => "start_date", "Début";
        EndDate => "end_date", "Fin";
        Enrolment => "enrolment", "Inscription principale ou secondaire";
        Reason => "reason", "Motif du rejet, ignoré à la lecture";
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
