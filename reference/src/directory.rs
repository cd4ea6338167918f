//! Schools and formations in memory: what commands and queries look up without a database.

use std::collections::BTreeMap;

use domain::codes::{Academie, Uai};
use domain::reference::{Formation, FormationId, ReferenceVersion, School};
use eventstore::Db;

use crate::dataset::{datasets, version};
use crate::error::ReferenceError;

mod formations;
mod schools;

/// An immutable snapshot of the schools and formations of the imported files.
///
/// Left out, because nothing can refer to them: lines whose UAI is wrong (they stay in their
/// table, flagged), and schools outside the Republic.
#[derive(Clone, Debug)]
pub struct Directory {
    version: ReferenceVersion,
    schools: BTreeMap<Uai, School>,
    formations: BTreeMap<FormationId, Formation>,
}

impl Directory {
    /// Reads it.
    ///
    /// Schools come from the lycées, then the establishments of higher education, then those that
    /// only Parcoursup or the masters name; where two files know the same UAI, the first says what
    /// it is. Formations are those of the latest Parcoursup session and of the masters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &Db) -> Result<Self, ReferenceError> {
        let datasets = datasets(db).await?;
        let mut schools = schools::load(db, &datasets).await?;
        let formations = formations::load(db, &datasets, &mut schools).await?;
        Ok(Self { version: version(&datasets)?, schools, formations })
    }

    /// The school of this UAI.
    #[must_use]
    pub fn school(&self, uai: &Uai) -> Option<&School> {
        self.schools.get(uai)
    }

    /// The formation of this identifier.
    #[must_use]
    pub fn formation(&self, id: &FormationId) -> Option<&Formation> {
        self.formations.get(id)
    }

    /// All schools, in the order of their UAI.
    #[must_use]
    pub fn schools(&self) -> impl ExactSizeIterator<Item = &School> {
        self.schools.values()
    }

    /// All formations, in the order of their identifiers.
    #[must_use]
    pub fn formations(&self) -> impl ExactSizeIterator<Item = &Formation> {
        self.formations.values()
    }

    /// The schools of an académie, in the order of their UAI.
    pub fn schools_in(&self, academie: Academie) -> impl Iterator<Item = &School> {
        self.schools.values().filter(move |school| school.academie == academie)
    }

    /// The formations a school gives, in the order of their identifiers.
    pub fn formations_of(&self, uai: &Uai) -> impl Iterator<Item = &Formation> {
        let uai = *uai;
        self.formations.values().filter(move |formation| formation.uai == uai)
    }

    /// Names the data it was read from.
    #[must_use]
    pub fn version(&self) -> &ReferenceVersion {
        &self.version
    }
}
