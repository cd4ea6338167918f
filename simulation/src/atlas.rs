//! The schools and formations of the reference data, sorted for drawing.

use std::collections::BTreeMap;

use domain::{
    codes::{Academie, Region, Uai, Zone},
    journey::facts::{FormationFacts, SchoolFacts},
    reference::{Filiere, Formation, Numerique, SchoolKind},
};
use reference::Directory;

use crate::{
    SimulationError,
    calibration::{
        applications::{STAYS_IN_ACADEMIE, STAYS_IN_REGION},
        persons::ACADEMIES,
    },
    dice::Dice,
};

/// A kind of formation to apply for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Offer {
    BtsSio,
    BtsCiel,
    ButInformatique,
    ButReseaux,
    ButDonnees,
    ButMmi,
    LicenceInformatique,
    LicenceMiashs,
    LicenceAutre,
    Mp2i,
    AutreInformatique,
    /// Digital engineering schools, for those who join after two or three years.
    Ingenieur,
    /// Digital licences professionnelles.
    LicencePro,
    /// Digital masters.
    Master,
    /// Something else after the baccalauréat.
    Elsewhere,
}

impl Offer {
    /// What a formation counts as; one may count twice.
    fn of(formation: &Formation) -> impl Iterator<Item = Self> {
        let entered_after_bac =
            matches!(
                formation.filiere,
                Filiere::Bts | Filiere::But | Filiere::Licence | Filiere::Cpge
            ) || matches!(formation.filiere, Filiere::Ingenieur | Filiere::Bachelor);
        let digital = formation.numerique == Numerique::Digital;
        let first = match formation.famille.as_deref() {
            _ if !entered_after_bac => None,
            _ if !digital => Some(Self::Elsewhere),
            Some("BTS SIO") => Some(Self::BtsSio),
            Some("BTS CIEL") => Some(Self::BtsCiel),
            Some("BUT Informatique") => Some(Self::ButInformatique),
            Some("BUT Réseaux et télécommunications") => Some(Self::ButReseaux),
            Some("BUT Science des données") => Some(Self::ButDonnees),
            Some("BUT MMI") => Some(Self::ButMmi),
            Some("Licence Informatique") => Some(Self::LicenceInformatique),
            Some("Licence MIASHS") => Some(Self::LicenceMiashs),
            Some("CPGE MP2I") => Some(Self::Mp2i),
            Some("Autre licence ou double cursus avec informatique") => Some(Self::LicenceAutre),
            Some(_) => Some(Self::AutreInformatique),
            None => None,
        };
        let later = match formation.filiere {
            Filiere::Ingenieur if digital => Some(Self::Ingenieur),
            Filiere::LicencePro if digital => Some(Self::LicencePro),
            Filiere::Master if digital && formation.recognition.is_some() => Some(Self::Master),
            _ => None,
        };
        first.into_iter().chain(later)
    }
}

/// Formations of one kind, by place.
#[derive(Debug, Default)]
struct Places {
    all: Vec<usize>,
    regions: BTreeMap<Region, Vec<usize>>,
    academies: BTreeMap<Academie, Vec<usize>>,
}

/// What journeys are made of: real schools and formations.
#[derive(Debug)]
pub(crate) struct Atlas {
    /// Names the reference data.
    pub(crate) version: String,
    /// Académies with a lycée, by the girls who go to school there.
    pub(crate) academies: Vec<(Academie, f64)>,
    general: BTreeMap<Academie, Vec<Uai>>,
    professional: BTreeMap<Academie, Vec<Uai>>,
    home: BTreeMap<Uai, Academie>,
    formations: Vec<Formation>,
    offers: BTreeMap<Offer, Places>,
}

impl Atlas {
    /// Sorts the directory.
    ///
    /// # Errors
    /// `NoSchools` when no general lycée, `NoFormations` when no digital formation is in.
    pub(crate) fn new(directory: &Directory) -> Result<Self, SimulationError> {
        let mut atlas = Self {
            version: directory.version().as_str().to_owned(),
            academies: Vec::new(),
            general: BTreeMap::new(),
            professional: BTreeMap::new(),
            home: BTreeMap::new(),
            formations: directory.formations().cloned().collect(),
            offers: BTreeMap::new(),
        };
        for school in directory.schools() {
            atlas.home.insert(school.uai, school.academie);
            let lists = match school.kind {
                SchoolKind::LyceeGeneralTechnologique => vec![&mut atlas.general],
                SchoolKind::LyceePolyvalent => vec![&mut atlas.general, &mut atlas.professional],
                SchoolKind::LyceeProfessionnel => vec![&mut atlas.professional],
                _ => Vec::new(),
            };
            for list in lists {
                list.entry(school.academie).or_default().push(school.uai);
            }
        }
        atlas.academies = Academie::ALL
            .into_iter()
            .filter(|academie| academie.zone() != Zone::Com && atlas.general.contains_key(academie))
            .map(|academie| (academie, girls(academie)))
            .collect();
        for (index, formation) in atlas.formations.iter().enumerate() {
            for offer in Offer::of(formation) {
                let places = atlas.offers.entry(offer).or_default();
                places.all.push(index);
                let academie = atlas.home.get(&formation.uai).copied().or(formation.academie);
                if let Some(academie) = academie {
                    places.academies.entry(academie).or_default().push(index);
                    places.regions.entry(academie.region()).or_default().push(index);
                }
            }
        }
        if atlas.academies.is_empty() {
            return Err(SimulationError::NoSchools);
        }
        // Every voie and every second chance leads to one of these.
        match [Offer::BtsSio, Offer::LicenceInformatique, Offer::Master].map(|o| atlas.has(o)) {
            [true, true, true] => Ok(atlas),
            _ => Err(SimulationError::NoFormations),
        }
    }

    /// Is there any formation of this kind?
    pub(crate) fn has(&self, offer: Offer) -> bool {
        self.offers.contains_key(&offer)
    }

    /// A lycée of the académie, of one teaching bacs pro when asked for; another one than `not`
    /// where there is a choice.
    pub(crate) fn lycee(
        &self,
        dice: &mut Dice,
        academie: Academie,
        professional: bool,
        not: Option<&Uai>,
    ) -> Option<SchoolFacts> {
        let lists = if professional { &self.professional } else { &self.general };
        let here = lists.get(&academie).or_else(|| self.general.get(&academie))?;
        let others: Vec<Uai> = here.iter().copied().filter(|uai| Some(uai) != not).collect();
        let uai = *dice.pick(if others.is_empty() { here } else { &others })?;
        Some(SchoolFacts { uai: uai.into(), territory: academie.into() })
    }

    /// A formation of this kind, near home more often than not.
    pub(crate) fn formation(
        &self,
        dice: &mut Dice,
        offer: Offer,
        home: Academie,
    ) -> Option<&Formation> {
        let places = self.offers.get(&offer)?;
        let near = dice.chance(STAYS_IN_ACADEMIE);
        let around = near || dice.chance(STAYS_IN_REGION);
        let among = places
            .academies
            .get(&home)
            .filter(|_| near)
            .or_else(|| places.regions.get(&home.region()).filter(|_| around))
            .unwrap_or(&places.all);
        dice.pick(among).map(|index| &self.formations[*index])
    }

    /// The school that gives a formation.
    pub(crate) fn school(&self, formation: &Formation) -> Option<SchoolFacts> {
        let academie = self.home.get(&formation.uai).copied()?;
        Some(SchoolFacts { uai: formation.uai.into(), territory: academie.into() })
    }
}

/// What an event tells of a formation.
pub(crate) fn facts(formation: &Formation) -> FormationFacts {
    FormationFacts {
        id: formation.id.clone().into(),
        filiere: formation.filiere,
        numerique: formation.numerique,
        selective: formation.selective,
        apprenticeship: formation.apprenticeship,
        recognition: formation.recognition,
    }
}

fn girls(academie: Academie) -> f64 {
    let known = ACADEMIES.iter().find(|(code, _)| *code == academie.code());
    known.map_or(0.0, |(_, girls)| *girls)
}
