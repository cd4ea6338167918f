//! Figures that must agree with what the ministry publishes.

use domain::codes::{Academie, Zone};
use eventstore::{Db, on};

use crate::dataset::{Dataset, datasets, last_year};
use crate::error::ReferenceError;
use crate::rate::Percent;

/// The class in which NSI is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NsiLevel {
    /// Three spécialités are followed.
    Premiere,
    /// Two are kept.
    Terminale,
}

impl NsiLevel {
    /// As the file writes it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Premiere => "Première",
            Self::Terminale => "Terminale",
        }
    }
}

/// Which lycées are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Perimeter {
    /// The mainland and the five overseas départements, as in what DEPP publishes.
    MetropoleDrom,
    /// All lycées of the file, overseas collectivités included.
    All,
}

impl Perimeter {
    /// In French, for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::MetropoleDrom => "France métropolitaine et DROM",
            Self::All => "Tous les lycées du fichier",
        }
    }

    const fn includes(self, academie: Academie) -> bool {
        match self {
            Self::All => true,
            Self::MetropoleDrom => !matches!(academie.zone(), Zone::Com),
        }
    }
}

/// Girls among the pupils who follow NSI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NsiShare {
    /// Girls who follow it.
    pub girls: i64,
    /// Girls and boys who follow it.
    pub pupils: i64,
    /// Which lycées are counted.
    pub perimeter: Perimeter,
    /// Lycées where at least one pupil follows it.
    pub lycees: i64,
    /// The file it is drawn from.
    pub source: Dataset,
}

impl NsiShare {
    /// `100 × girls ÷ pupils`; `None` when nobody follows it.
    #[must_use]
    pub fn rate(&self) -> Option<Percent> {
        Percent::of(self.girls, self.pupils)
    }
}

/// Girls among the pupils who follow NSI at a rentrée (2022 is the school year 2022-2023), summed
/// over the lycées of the ministry's file; `None` when no imported file counts that rentrée and
/// level.
///
/// Where several files do, the one with the latest millésime is used.
///
/// # Errors
/// When the database fails.
pub async fn nsi_share(
    db: &Db,
    rentree: i32,
    level: NsiLevel,
    perimeter: Perimeter,
) -> Result<Option<NsiShare>, ReferenceError> {
    let by_academie = nsi_share_by_academie(db, rentree, level).await?;
    let counted = by_academie.into_iter().filter(|(academie, _)| {
        academie.map_or(perimeter == Perimeter::All, |academie| perimeter.includes(academie))
    });
    Ok(counted
        .map(|(_, share)| share)
        .reduce(|sum, share| NsiShare {
            girls: sum.girls + share.girls,
            pupils: sum.pupils + share.pupils,
            lycees: sum.lycees + share.lycees,
            perimeter: sum.perimeter,
            source: sum.source,
        })
        .map(|share| NsiShare { perimeter, ..share }))
}

/// The same for each académie, in the order of their codes; `None` for lycées in none.
///
/// # Errors
/// When the database fails.
pub async fn nsi_share_by_academie(
    db: &Db,
    rentree: i32,
    level: NsiLevel,
) -> Result<Vec<(Option<Academie>, NsiShare)>, ReferenceError> {
    let mut files: Vec<Dataset> = datasets(db).await?;
    files.retain(|dataset| dataset.dataset == "nsi_lycees");
    files.sort_by(|a, b| (last_year(&b.millesime), b.id).cmp(&(last_year(&a.millesime), a.id)));
    // Whole sums come as `numeric` from PostgreSQL.
    let sql = "select code_academie, cast(sum(nsi_filles) as bigint), \
               cast(sum(nsi_filles + nsi_garcons) as bigint), \
               count(distinct case when nsi_filles + nsi_garcons > 0 then uai end) \
               from reference_nsi_lycees where dataset_id = $1 and rentree = $2 and niveau = $3 \
               group by code_academie order by code_academie";
    for source in files {
        let rows: Vec<(Option<String>, i64, i64, i64)> = on!(Db, db, pool => {
            sqlx::query_as(sql)
                .bind(source.id)
                .bind(i64::from(rentree))
                .bind(level.label())
                .fetch_all(pool)
                .await?
        });
        if rows.is_empty() {
            continue;
        }
        return rows
            .into_iter()
            .map(|(code, girls, pupils, lycees)| {
                let academie = code.map(|code| Academie::parse(&code)).transpose();
                let academie = academie.map_err(|source| ReferenceError::Code {
                    table: "reference_nsi_lycees",
                    source,
                })?;
                let perimeter = Perimeter::All;
                let source = source.clone();
                Ok((academie, NsiShare { girls, pupils, perimeter, lycees, source }))
            })
            .collect();
    }
    Ok(Vec::new())
}
