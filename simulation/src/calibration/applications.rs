//! What she applies for, and what she is answered.

use super::studies::Voie;
use crate::atlas::Offer;

/// What the national files tell of a kind of formation.
pub(crate) struct Appeal {
    /// Which.
    pub(crate) offer: Offer,
    /// Women admitted with a bac général, technologique, professionnel.
    admises: [f64; 3],
    /// Probability that a wish ends in a proposal.
    pub(crate) access: f64,
}

impl Appeal {
    /// Its weight among the wishes of a candidate of this voie.
    pub(crate) fn weight(&self, voie: Voie) -> f64 {
        let [generale, techno, pro] = self.admises;
        match voie {
            Voie::Generale => generale,
            Voie::Techno => techno,
            Voie::Pro => pro,
        }
    }
}

const fn appeal(offer: Offer, admises: [f64; 3], access: f64) -> Appeal {
    Appeal { offer, admises, access }
}

/// Parcoursup, session 2025 (`parcoursup_2025_numerique`): women admitted by type of baccalauréat
/// (admises × shares of the formation) and taux d'accès, weighted by candidates. That wishes are
/// spread as admissions are is an assumption: wishes by sex and voie are not published.
pub(crate) const APPEAL: [Appeal; 11] = [
    appeal(Offer::BtsSio, [147.0, 187.0, 246.0], 0.333),
    appeal(Offer::BtsCiel, [81.0, 111.0, 165.0], 0.340),
    appeal(Offer::ButInformatique, [258.0, 183.0, 1.0], 0.309),
    appeal(Offer::ButReseaux, [77.0, 53.0, 2.0], 0.430),
    appeal(Offer::ButDonnees, [138.0, 45.0, 1.0], 0.428),
    appeal(Offer::ButMmi, [368.0, 338.0, 15.0], 0.267),
    appeal(Offer::LicenceInformatique, [466.0, 39.0, 16.0], 0.416),
    appeal(Offer::LicenceMiashs, [808.0, 49.0, 20.0], 0.582),
    appeal(Offer::LicenceAutre, [1_491.0, 83.0, 27.0], 0.412),
    appeal(Offer::Mp2i, [256.0, 0.0, 0.0], 0.331),
    appeal(Offer::AutreInformatique, [427.0, 41.0, 28.0], 0.401),
];

/// A wish for something else than digital studies, and its access. Assumption.
pub(crate) const ELSEWHERE: f64 = 0.13;
/// See [`ELSEWHERE`].
pub(crate) const ELSEWHERE_ACCESS: f64 = 0.45;

/// Wishes of a session, fewest and most: the limit is 10. The spread is an assumption.
pub(crate) const WISHES: (u16, u16) = (6, 10);
/// A wish is confirmed in time; others disappear. Assumption.
pub(crate) const CONFIRMED: f64 = 0.93;
/// A wish that ends in a proposal has it on the first day; others wait. Assumption.
pub(crate) const AT_ONCE: f64 = 0.55;
/// A selective formation that makes no proposal says no; others keep her waiting. Assumption.
pub(crate) const REFUSED: f64 = 0.6;
/// A non-selective formation says "oui, si" instead of yes. Assumption.
pub(crate) const OUI_SI: f64 = 0.08;
/// The contract of an apprenticeship is found. Assumption.
pub(crate) const CONTRACT_FOUND: f64 = 0.5;
/// A proposal is left without answer. Assumption.
pub(crate) const LEFT_TO_EXPIRE: f64 = 0.03;
/// Nothing by the end of the main phase: the complementary one gives a place. Assumption.
pub(crate) const COMPLEMENTARY: f64 = 0.9;

/// Follows a formation of her académie. Women bacheliers of session 2021 did for 66 % in IUT, 77 %
/// in STS, 70 % at university (`poursuite_superieur_academie_genre`).
pub(crate) const STAYS_IN_ACADEMIE: f64 = 0.71;
/// Else follows one of her région; others go anywhere. Assumption.
pub(crate) const STAYS_IN_REGION: f64 = 0.6;

/// Wishes on Mon Master, fewest and most: the limit is 15, and 15 in apprenticeship. Assumption.
pub(crate) const MASTER_WISHES: (u16, u16) = (3, 9);
/// A wish on Mon Master ends in a proposal. Assumption.
pub(crate) const MASTER_ACCESS: f64 = 0.45;
/// Goes to a master of the same university without the platform, as from a double curriculum.
/// Assumption.
pub(crate) const MASTER_DIRECT: f64 = 0.12;
/// Applications sent directly, fewest and most, and their access. Assumptions.
pub(crate) const DIRECT_WISHES: (u16, u16) = (1, 4);
/// See [`DIRECT_WISHES`].
pub(crate) const DIRECT_ACCESS: f64 = 0.55;
/// The first proposal of a master is accepted firmly, which drops all other wishes. Assumption.
pub(crate) const MASTER_FIRM: f64 = 0.6;
