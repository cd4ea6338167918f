//! From what clients write to facts of the reference data.

use domain::{
    codes::{Academie, CodeError, Region, Uai},
    journey::facts::{FormationFacts, SchoolFacts, Territory},
    reference::FormationId,
};
use reference::Directory;

use crate::outcome::EdgeRejection;

/// A school by its UAI.
pub(crate) fn school(directory: &Directory, uai: &str) -> Result<SchoolFacts, EdgeRejection> {
    let uai =
        Uai::parse(uai).map_err(|source| EdgeRejection::InvalidCode { field: "uai", source })?;
    let school =
        directory.school(&uai).ok_or_else(|| EdgeRejection::UnknownUai { uai: uai.to_string() })?;
    let territory = Territory { academie: school.academie, region: school.region };
    Ok(SchoolFacts { uai: uai.into(), territory })
}

/// A formation by its identifier.
pub(crate) fn formation(directory: &Directory, id: &str) -> Result<FormationFacts, EdgeRejection> {
    let known = FormationId::parse(id).ok().and_then(|id| directory.formation(&id).cloned());
    let formation = known.ok_or(EdgeRejection::UnknownFormation)?;
    Ok(FormationFacts {
        id: formation.id.into(),
        filiere: formation.filiere,
        numerique: formation.numerique,
        selective: formation.selective,
        apprenticeship: formation.apprenticeship,
        recognition: formation.recognition,
    })
}

/// An académie by its code.
pub(crate) fn academie(code: &str, field: &'static str) -> Result<Academie, EdgeRejection> {
    code.parse().map_err(|source: CodeError| EdgeRejection::InvalidCode { field, source })
}

/// A région by its Insee code.
pub(crate) fn region(code: &str, field: &'static str) -> Result<Region, EdgeRejection> {
    code.parse().map_err(|source: CodeError| EdgeRejection::InvalidCode { field, source })
}

/// A code of any kind, by its text.
pub(crate) fn code<T: std::str::FromStr<Err = CodeError>>(
    text: &str,
    field: &'static str,
) -> Result<T, EdgeRejection> {
    text.parse().map_err(|source| EdgeRejection::InvalidCode { field, source })
}
