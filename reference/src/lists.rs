//! The short lists that people read: comparators, calendars, scales, levels. Each is the latest
//! file of its dataset, in the order of its lines; empty when none is imported.

use chrono::NaiveDate;
use eventstore::{Db, on};
use sqlx::FromRow;

use crate::dataset::{datasets, latest};
use crate::error::ReferenceError;

/// A published national figure, or a target.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct Comparator {
    /// Which figure, such as `part_filles_nsi_terminale`.
    #[sqlx(rename = "indicateur")]
    pub indicator: String,
    /// Who is counted.
    pub population: String,
    /// When, such as `rentrée 2022`.
    #[sqlx(rename = "periode")]
    pub period: String,
    /// How much.
    #[sqlx(rename = "valeur")]
    pub value: f64,
    /// Of what: `%`, `EUR`, …
    #[sqlx(rename = "unite")]
    pub unit: String,
    /// Published or computed, and by whom.
    #[sqlx(rename = "statut_source")]
    pub source: String,
    /// What to know when comparing.
    pub note: Option<String>,
}

/// A milestone of an admission platform. Dates are civil dates in Paris; a phase that ends on a
/// day ends at 23:59 there.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Milestone {
    /// `Parcoursup` or `Mon Master`.
    #[sqlx(rename = "plateforme")]
    pub platform: String,
    /// The year of the admission.
    pub session: i64,
    /// What happens.
    #[sqlx(rename = "jalon")]
    pub name: String,
    /// From.
    #[sqlx(rename = "date_debut")]
    pub from: Option<NaiveDate>,
    /// To, included.
    #[sqlx(rename = "date_fin")]
    pub to: Option<NaiveDate>,
    /// Where it was published.
    pub source: String,
}

/// A step of a scale of scholarships.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ScholarshipStep {
    /// `lycee` or `superieur`.
    #[sqlx(rename = "dispositif")]
    pub scheme: String,
    /// The school year, such as `2024-2025`.
    #[sqlx(rename = "annee")]
    pub school_year: String,
    /// The step: `0bis`, `1` …
    pub echelon: String,
    /// Euros a year.
    #[sqlx(rename = "montant_annuel_eur")]
    pub annual_euros: i64,
    /// How it is paid, such as `10 mensualités`.
    #[sqlx(rename = "versement")]
    pub payment: String,
    /// Where it was published.
    pub source: String,
}

/// A level of study.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Level {
    /// Its code, such as `TG` or `BUT1`.
    pub code: String,
    /// Its name.
    #[sqlx(rename = "libelle")]
    pub label: String,
    /// `lycee` or `superieur`.
    pub cycle: String,
    /// The path, such as `generale` or `but`.
    #[sqlx(rename = "voie")]
    pub track: String,
    /// Years from the baccalauréat: −3 is Seconde, 1 the first year after it.
    #[sqlx(rename = "rang_bac")]
    pub rank: Option<i64>,
    /// The diploma it ends with, when it ends with one.
    #[sqlx(rename = "diplome_en_sortie")]
    pub diploma: Option<String>,
    /// The level of that diploma in the national framework: 4 is the baccalauréat.
    #[sqlx(rename = "niveau_cncp")]
    pub framework_level: Option<i64>,
    /// ECTS reached at its end.
    #[sqlx(rename = "ects_cumules_cible")]
    pub ects: Option<i64>,
}

/// Reads the rows of the latest file of a dataset.
macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $row:ty, $dataset:literal, $sql:literal) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// When the database fails.
        pub async fn $name(db: &Db) -> Result<Vec<$row>, ReferenceError> {
            const SQL: &str = concat!($sql, " where dataset_id = $1 order by line");
            let datasets = datasets(db).await?;
            let Some(dataset) = latest(&datasets, $dataset) else { return Ok(Vec::new()) };
            Ok(on!(Db, db, pool => sqlx::query_as(SQL).bind(dataset.id).fetch_all(pool).await?))
        }
    };
}

list!(
    /// Published national figures and targets.
    comparators,
    Comparator,
    "comparateurs_publies",
    "select indicateur, population, periode, valeur, unite, statut_source, note \
     from reference_comparateurs"
);
list!(
    /// Milestones of the admission platforms.
    calendars,
    Milestone,
    "calendriers",
    "select plateforme, session, jalon, date_debut, date_fin, source from reference_calendriers"
);
list!(
    /// Scales of scholarships.
    scholarship_scales,
    ScholarshipStep,
    "bourses_echelons",
    "select dispositif, annee, echelon, montant_annuel_eur, versement, source \
     from reference_bourses_echelons"
);
list!(
    /// Levels of study, from Seconde to doctorat.
    levels,
    Level,
    "niveaux",
    "select code, libelle, cycle, voie, rang_bac, diplome_en_sortie, niveau_cncp, \
     ects_cumules_cible from reference_niveaux"
);
