//! Schools and formations of the reference data, found by code or by name.

use std::collections::HashMap;

use domain::{
    codes::{Uai, normalised_name},
    journey::facts::{FormationFacts, SchoolFacts, Territory},
    reference::{Filiere, Formation, FormationId, School},
};
use reference::{Directory, classify};

use super::{
    column::Column,
    reason::{About, LineReason, Reason, Remark},
    record::Experience,
};

/// The reference data, indexed by what a line may give.
pub(super) struct References<'d> {
    directory: &'d Directory,
    /// By normalised name; `None` when several schools have it.
    by_name: HashMap<String, Option<Uai>>,
    by_school: HashMap<Uai, Vec<&'d Formation>>,
}

/// What an experience refers to.
pub(super) struct Found<'d> {
    pub(super) school: Option<&'d School>,
    pub(super) formation: Option<&'d Formation>,
    /// Of the formation, or of all that fit.
    pub(super) filiere: Option<Filiere>,
    pub(super) remarks: Vec<About<Remark>>,
}

/// Those that fit a name.
enum Fit<'d> {
    One(&'d Formation),
    /// With the kind they share.
    Several(Option<Filiere>),
    None,
}

impl<'d> References<'d> {
    pub(super) fn new(directory: &'d Directory) -> Self {
        let mut by_name: HashMap<String, Option<Uai>> = HashMap::new();
        for school in directory.schools() {
            by_name
                .entry(normalised_name(&school.name))
                .and_modify(|known| *known = None)
                .or_insert(Some(school.uai));
        }
        let mut by_school: HashMap<Uai, Vec<&'d Formation>> = HashMap::new();
        for formation in directory.formations() {
            by_school.entry(formation.uai).or_default().push(formation);
        }
        Self { directory, by_name, by_school }
    }

    pub(super) fn version(&self) -> &str {
        self.directory.version().as_str()
    }

    /// Looks an experience up.
    ///
    /// # Errors
    /// When the UAI is wrong or unknown. A name that is not found is a remark.
    pub(super) fn find(&self, experience: &Experience) -> Result<Found<'d>, About<Reason>> {
        let mut remarks = Vec::new();
        let school = self.school(experience, &mut remarks)?;
        let mut found = Found { school, formation: None, filiere: None, remarks };
        if experience.level.years_after_bac().is_some() {
            self.formation(experience, &mut found);
        }
        Ok(found)
    }

    fn school(
        &self,
        experience: &Experience,
        remarks: &mut Vec<About<Remark>>,
    ) -> Result<Option<&'d School>, About<Reason>> {
        if let Some(text) = &experience.school_uai {
            let place = experience.form.place(Column::SchoolUai);
            let uai = Uai::parse(text).map_err(|error| About::at(place, error))?;
            let school = self.directory.school(&uai);
            let unknown = || About::at(place, LineReason::UnknownUai { uai });
            return school.map(Some).ok_or_else(unknown);
        }
        let Some(name) = &experience.school_name else { return Ok(None) };
        let remark = match self.by_name.get(&normalised_name(name)) {
            Some(Some(uai)) => return Ok(self.directory.school(uai)),
            Some(None) => Remark::SchoolAmbiguous,
            None => Remark::SchoolNotFound,
        };
        remarks.push(About::at(experience.form.place(Column::SchoolName), remark));
        Ok(None)
    }

    fn formation(&self, experience: &Experience, found: &mut Found<'d>) {
        let by_id = experience.formation_id.as_deref().map(|id| self.formation_of_id(id));
        let name = experience.formation_name.as_deref();
        let by_name = || match (name, found.school) {
            (Some(name), Some(school)) => self.formation_of_name(name, school),
            _ => Fit::None,
        };
        let mut remark = |column, remark| {
            found.remarks.push(About::at(experience.form.place(column), remark));
        };
        match by_id.flatten().map_or_else(by_name, Fit::One) {
            Fit::One(formation) => {
                found.formation = Some(formation);
                found.filiere = Some(formation.filiere);
                match found.school {
                    None => found.school = self.directory.school(&formation.uai),
                    Some(school) if school.uai != formation.uai => {
                        remark(Column::FormationId, Remark::FormationElsewhere);
                    }
                    Some(_) => {}
                }
            }
            Fit::Several(filiere) => {
                found.filiere = filiere;
                remark(Column::FormationName, Remark::FormationAmbiguous);
            }
            Fit::None => {
                if let Some(column) = experience.formation_column() {
                    remark(column, Remark::FormationNotFound);
                }
            }
        }
    }

    /// An identifier of the reference data; those of Onisep are in no file of theirs.
    fn formation_of_id(&self, id: &str) -> Option<&'d Formation> {
        let id = FormationId::parse(&id.to_ascii_lowercase()).ok()?;
        self.directory.formation(&id)
    }

    /// The formation of a school with this label; or else of this family, as in `BTS SIO`; or else
    /// whose label has all words of the name.
    fn formation_of_name(&self, name: &str, school: &School) -> Fit<'d> {
        let Some(formations) = self.by_school.get(&school.uai) else { return Fit::None };
        let wanted = normalised_name(name);
        let words: Vec<&str> = wanted.split(' ').collect();
        let label = |formation: &Formation| normalised_name(&formation.label) == wanted;
        let family = |formation: &Formation| {
            formation.famille.as_deref().is_some_and(|family| normalised_name(family) == wanted)
        };
        let has_words = |formation: &Formation| {
            let label = normalised_name(&formation.label);
            words.iter().all(|word| label.split(' ').any(|known| known == *word))
        };
        let tests: [&dyn Fn(&Formation) -> bool; 3] = [&label, &family, &has_words];
        for fits in tests {
            let found: Vec<&Formation> =
                formations.iter().copied().filter(|formation| fits(formation)).collect();
            if !found.is_empty() {
                return narrow(&found, classify::apprenticeship(name));
            }
        }
        Fit::None
    }
}

/// The only one, or the only one that is an apprenticeship as the name says, or is none.
fn narrow<'d>(found: &[&'d Formation], apprenticeship: bool) -> Fit<'d> {
    let same: Vec<_> = found
        .iter()
        .copied()
        .filter(|formation| formation.apprenticeship == apprenticeship)
        .collect();
    match (found, &same[..]) {
        ([one], _) | (_, [one]) => Fit::One(one),
        ([first, others @ ..], _) => {
            let shared = others.iter().all(|other| other.filiere == first.filiere);
            Fit::Several(shared.then_some(first.filiere))
        }
        ([], _) => Fit::None,
    }
}

/// What a journey records of a school.
pub(super) fn school_facts(school: &School) -> SchoolFacts {
    let territory = Territory { academie: school.academie, region: school.region };
    SchoolFacts { uai: school.uai.into(), territory }
}

/// What a journey records of a formation.
pub(super) fn formation_facts(formation: &Formation) -> FormationFacts {
    FormationFacts {
        id: formation.id.clone().into(),
        filiere: formation.filiere,
        numerique: formation.numerique,
        selective: formation.selective,
        apprenticeship: formation.apprenticeship,
        recognition: formation.recognition,
    }
}
