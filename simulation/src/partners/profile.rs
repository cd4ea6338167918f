//! Invented organisations: names put together at random, numbers that nobody has. Establishments
//! are places of the reference data.

use domain::{
    codes::{Academie, CodeError, Rna, Siren, Siret},
    partner::{LegalId, PartnerKind, Profile},
};

use crate::{
    atlas::{Atlas, Offer},
    calibration::partners::NATIONAL,
    dice::Dice,
    names,
};

/// Who a partner is.
pub(super) struct Drawn {
    pub(super) profile: Profile,
    /// Where its actions are held.
    pub(super) home: Academie,
    pub(super) siren: Option<Siren>,
}

/// One of a kind; `None` where the reference data hold no such establishment.
pub(super) fn draw(
    dice: &mut Dice,
    atlas: &Atlas,
    homes: &[Academie],
    kind: PartnerKind,
) -> Option<Drawn> {
    use PartnerKind as K;
    let home = dice.pick(homes).copied()?;
    let siren = siren(dice).ok()?;
    let school = match kind {
        K::EtablissementScolaire => atlas.lycee(dice, home, false, None),
        K::Universite | K::Ecole => {
            let offer =
                if kind == K::Universite { Offer::LicenceInformatique } else { Offer::Ingenieur };
            let formation = atlas.formation(dice, offer, home);
            formation.and_then(|formation| atlas.school(formation))
        }
        _ => None,
    };
    let uai = school.as_ref().and_then(|school| school.uai.known().copied());
    let associated = matches!(
        kind,
        K::AssociationEtudiante
            | K::FeminisationNumerique
            | K::InclusionNumerique
            | K::CultureScientifique
            | K::AssociationMentorat
            | K::AssociationOrientation
    );
    let legal_id = match uai {
        Some(uai) => LegalId::Uai(uai),
        None if associated => LegalId::Rna(rna(dice).ok()?),
        None => LegalId::Siren(siren),
    };
    let home = school.map_or(home, |school| school.territory.academie);
    let national = uai.is_none() && dice.chance(NATIONAL);
    let territory = (!national).then(|| home.into());
    let name = name(dice, kind, home);
    let profile = Profile { name, kind, legal_id, territory };
    Some(Drawn { profile, home, siren: (kind == K::Entreprise).then_some(siren) })
}

fn name(dice: &mut Dice, kind: PartnerKind, home: Academie) -> String {
    use PartnerKind as K;
    let (family, place) = (names::family(dice), home.name());
    match kind {
        K::EtablissementScolaire => format!("Lycée {family}"),
        K::Universite => format!("Université {family} ({place})"),
        K::Ecole => format!("École d'ingénieurs {family}"),
        K::OrganismeFormation => format!("Centre de formation {family}"),
        K::OrganismeOrientation => format!("Centre d'orientation {family}"),
        K::OrganismeFinancement => format!("Fonds {family}"),
        K::CommunauteEducative => format!("Collectif des enseignantes et enseignants {family}"),
        K::Etat => format!("Délégation régionale ({place})"),
        K::Region => format!("Région ({place})"),
        K::Collectivite => format!("Ville de Saint-{family}"),
        K::AssociationEtudiante => format!("Bureau des étudiantes {family}"),
        K::FeminisationNumerique => format!("Numérique pour toutes {family}"),
        K::InclusionNumerique => format!("Numérique solidaire {family}"),
        K::CultureScientifique => format!("Maison des sciences {family}"),
        K::AssociationMentorat => format!("Mentorat {family}"),
        K::AssociationOrientation => format!("Horizons {family}"),
        K::Entreprise => format!("{family} Numérique"),
        K::OrganisationProfessionnelle => format!("Syndicat du numérique {family}"),
        K::FondationInria
        | K::Inria
        | K::FemmesNumerique
        | K::FranceUniversites
        | K::Cdefi
        | K::Cge => format!("Organisme animateur {family}"),
    }
}

/// A number of the form of a SIREN, below all that were ever given.
fn siren(dice: &mut Dice) -> Result<Siren, CodeError> {
    Siren::parse(&checked(&format!("00{:06}", dice.below(500_000))))
}

/// An establishment of a company.
pub(crate) fn siret(dice: &mut Dice, siren: &Siren) -> Result<Siret, CodeError> {
    Siret::parse(&checked(&format!("{}000{}", siren.as_str(), dice.between(1, 4))))
}

/// A number of the form of an RNA, of a département that does not exist.
fn rna(dice: &mut Dice) -> Result<Rna, CodeError> {
    Rna::parse(&format!("W00{:07}", dice.below(10_000_000)))
}

/// Digits followed by the one that makes their Luhn sum a multiple of ten.
fn checked(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| match (place % 2, u32::from(byte - b'0')) {
            (0, digit @ 5..) => digit * 2 - 9,
            (0, digit) => digit * 2,
            (_, digit) => digit,
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn invented_numbers_have_the_right_form() {
        let mut dice = Dice::new(1, 1, 1, NaiveDate::default(), "");
        for _ in 0..1_000 {
            let siren = siren(&mut dice).unwrap();
            assert!(siret(&mut dice, &siren).is_ok() && rna(&mut dice).is_ok());
        }
    }
}
