//! Partners: who joins, what they bring, whom they tell, what establishments change. All
//! assumptions: the founding text lists families of partners and what each can bring (S30–S33), and
//! says nothing of how many and how much.

use domain::partner::{
    ContributionKind as C, ContributionUnit as U, ConventionClause, PartnerDeparture,
    PartnerFamily, PartnerKind as K, PartnershipRefusal, ReceptionDimension, ReceptionMeasure as M,
    SourcingChannel as S, WriteOffReason,
};

/// Companies in a block of 25 beneficiaries: they offer places. Over 20,000 journeys, about 1,200.
pub(crate) const COMPANIES: [(u16, f64); 2] = [(1, 0.5), (2, 0.5)];

/// Other partners, each with the share of blocks that have one: about 1,300 over 20,000 journeys.
pub(crate) const OTHERS: [(K, f64); 22] = [
    (K::EtablissementScolaire, 0.45),
    (K::Universite, 0.22),
    (K::Ecole, 0.20),
    (K::FeminisationNumerique, 0.14),
    (K::InclusionNumerique, 0.07),
    (K::CultureScientifique, 0.07),
    (K::AssociationMentorat, 0.08),
    (K::AssociationOrientation, 0.05),
    (K::AssociationEtudiante, 0.06),
    (K::OrganisationProfessionnelle, 0.06),
    (K::Collectivite, 0.05),
    (K::OrganismeOrientation, 0.05),
    (K::OrganismeFormation, 0.04),
    (K::OrganismeFinancement, 0.02),
    (K::CommunauteEducative, 0.03),
    (K::Region, 0.01),
    (K::Etat, 0.01),
    (K::FondationInria, 0.002),
    (K::FemmesNumerique, 0.002),
    (K::FranceUniversites, 0.002),
    (K::Cdefi, 0.002),
    (K::Cge, 0.002),
];
/// A block has an organisation that asks in vain.
pub(crate) const ASKS_IN_VAIN: f64 = 0.08;
/// Why.
pub(crate) const REFUSALS: [(PartnershipRefusal, f64); 4] = [
    (PartnershipRefusal::OutOfScope, 0.45),
    (PartnershipRefusal::Incomplete, 0.30),
    (PartnershipRefusal::Duplicate, 0.15),
    (PartnershipRefusal::Incompatible, 0.10),
];

/// Acts all over France and not in one territory.
pub(crate) const NATIONAL: f64 = 0.2;
/// Asks by itself; others are entered by the programme. A request is answered within so many days.
pub(crate) const ASKS: f64 = 0.55;
/// See [`ASKS`].
pub(crate) const ANSWERED_WITHIN: (u16, u16) = (4, 40);
/// Days after the opening in which most join; the others in the second span.
pub(crate) const JOINS_EARLY: f64 = 0.65;
/// See [`JOINS_EARLY`].
pub(crate) const JOINS_WITHIN: [(u16, u16); 2] = [(1, 60), (60, 800)];

/// Years a convention is for.
pub(crate) const CONVENTION_YEARS: [(u16, f64); 3] = [(1, 0.45), (2, 0.15), (3, 0.40)];
/// It is renewed; who does not renew leaves, or stays without.
pub(crate) const RENEWS: f64 = 0.82;
/// See [`RENEWS`].
pub(crate) const LEAVES: f64 = 0.6;
/// Why, where a convention is over.
pub(crate) const DEPARTURES: [(PartnerDeparture, f64); 4] = [
    (PartnerDeparture::EndOfConvention, 0.55),
    (PartnerDeparture::Priorities, 0.25),
    (PartnerDeparture::Means, 0.15),
    (PartnerDeparture::Dissolved, 0.05),
];
/// What every convention settles, and what some settle besides.
pub(crate) const CLAUSES: [(ConventionClause, f64); 8] = [
    (ConventionClause::Contributions, 1.0),
    (ConventionClause::Gratuite, 1.0),
    (ConventionClause::DonneesPersonnelles, 0.95),
    (ConventionClause::NonDiscrimination, 0.9),
    (ConventionClause::Honorabilite, 0.6),
    (ConventionClause::Communication, 0.7),
    (ConventionClause::Bilan, 0.5),
    (ConventionClause::Propriete, 0.25),
];

/// Something pledged in a school year.
pub(crate) struct Bring {
    pub(crate) kind: C,
    pub(crate) unit: U,
    /// Fewest and most, of the unit times `scale`.
    pub(crate) quantity: (u16, u16),
    pub(crate) scale: u64,
    /// Cents one unit is worth, where it is not money.
    pub(crate) worth: Option<u64>,
    /// Share of partner-years with such a pledge.
    pub(crate) share: f64,
}

const fn bring(kind: C, unit: U, quantity: (u16, u16), worth: u64, share: f64) -> Bring {
    let worth = if worth == 0 { None } else { Some(worth) };
    Bring { kind, unit, quantity, scale: 1, worth, share }
}

/// Whole thousands of euros.
const fn money(thousands: (u16, u16), share: f64) -> Bring {
    let (kind, unit) = (C::Financement, U::Cents);
    Bring { kind, unit, quantity: thousands, scale: 100_000, worth: None, share }
}

/// What a family brings; the kinds are those of S30 to S33.
pub(crate) fn brings(family: PartnerFamily) -> &'static [Bring] {
    const PUBLIC: &[Bring] = &[
        bring(C::Sensibilisation, U::Actions, (1, 6), 0, 0.35),
        bring(C::ProjetOrientation, U::Heures, (4, 40), 4_000, 0.25),
        bring(C::Sourcing, U::Actions, (1, 5), 0, 0.30),
        bring(C::Promotion, U::Actions, (1, 4), 0, 0.30),
        money((2, 30), 0.10),
    ];
    const SUPERIEUR: &[Bring] = &[
        bring(C::Integration, U::Actions, (1, 5), 0, 0.35),
        bring(C::Sensibilisation, U::Actions, (1, 6), 0, 0.30),
        bring(C::Expertise, U::Jours, (1, 8), 45_000, 0.15),
        bring(C::Dispositifs, U::Heures, (6, 60), 5_000, 0.30),
    ];
    const ASSOCIATIONS: &[Bring] = &[
        bring(C::Sourcing, U::Personnes, (10, 120), 0, 0.40),
        bring(C::Mentorat, U::Personnes, (2, 12), 40_000, 0.30),
        bring(C::Dispositifs, U::Heures, (10, 80), 4_500, 0.30),
        bring(C::Promotion, U::Actions, (1, 6), 0, 0.25),
    ];
    const ECONOMIQUE: &[Bring] = &[
        money((3, 40), 0.22),
        bring(C::MecenatCompetences, U::Heures, (8, 120), 6_500, 0.30),
        bring(C::DonEnNature, U::Objets, (2, 20), 38_000, 0.14),
        bring(C::Mentorat, U::Personnes, (1, 8), 40_000, 0.35),
        bring(C::Stage, U::Places, (1, 4), 0, 0.40),
        bring(C::Apprentissage, U::Places, (1, 3), 0, 0.25),
        bring(C::Intervention, U::Actions, (1, 5), 0, 0.30),
        bring(C::CommunicationMetiers, U::Actions, (1, 4), 0, 0.20),
    ];
    match family {
        PartnerFamily::Public => PUBLIC,
        PartnerFamily::Superieur => SUPERIEUR,
        PartnerFamily::Associations => ASSOCIATIONS,
        PartnerFamily::Economique | PartnerFamily::Fondateurs => ECONOMIQUE,
    }
}

/// What becomes of a pledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// All of it comes.
    Full,
    /// More than was promised comes: the pledge is raised by half first.
    Raised,
    /// A part comes, and the rest is given up.
    Partly,
    /// A part has come so far.
    Open,
}

/// See [`Kept`].
pub(crate) const KEPT: [(Kept, f64); 4] =
    [(Kept::Full, 0.66), (Kept::Raised, 0.08), (Kept::Partly, 0.14), (Kept::Open, 0.12)];
/// Days from the pledge to the last delivery.
pub(crate) const DELIVERED_WITHIN: (u16, u16) = (15, 300);
/// In how many parts it comes.
pub(crate) const PARTS: [(u16, f64); 3] = [(1, 0.55), (2, 0.30), (3, 0.15)];
/// Why the rest does not come.
pub(crate) const WRITE_OFFS: [(WriteOffReason, f64); 3] = [
    (WriteOffReason::Abandoned, 0.65),
    (WriteOffReason::NotNeeded, 0.30),
    (WriteOffReason::Mistake, 0.05),
];

/// Holds a sourcing campaign in a school year.
pub(crate) fn sources(family: PartnerFamily) -> f64 {
    match family {
        PartnerFamily::Public | PartnerFamily::Superieur => 0.6,
        PartnerFamily::Associations => 0.7,
        PartnerFamily::Economique => 0.35,
        PartnerFamily::Fondateurs => 0.3,
    }
}
/// Days a campaign is open.
pub(crate) const CAMPAIGN_DAYS: (u16, u16) = (60, 220);
/// Some are never closed.
pub(crate) const CAMPAIGN_CLOSED: f64 = 0.85;
/// Days after its end on which it is still quoted.
pub(crate) const REMEMBERED_DAYS: u64 = 75;
/// Actions of a campaign.
pub(crate) const ACTIONS: (u16, u16) = (1, 4);

/// How an action reaches people: fewest and most of them, minutes.
pub(crate) type Reached = ((u16, u16), (u16, u16));

/// Channels with what they reach and their weight.
pub(crate) const CHANNELS: [((S, Reached), f64); 8] = [
    ((S::Classe, ((18, 36), (45, 120))), 0.36),
    ((S::Forum, ((40, 400), (120, 480))), 0.18),
    ((S::PortesOuvertes, ((20, 200), (120, 420))), 0.10),
    ((S::Visite, ((10, 30), (90, 240))), 0.08),
    ((S::Webinaire, ((15, 150), (45, 90))), 0.10),
    ((S::ReseauxSociaux, ((200, 5_000), (0, 0))), 0.10),
    ((S::Courrier, ((50, 800), (0, 0))), 0.05),
    ((S::Affichage, ((50, 600), (0, 0))), 0.03),
];

/// Measures an establishment commits to, fewest and most; days after it joined.
pub(crate) const MEASURES: (u16, u16) = (2, 6);
/// See [`MEASURES`].
pub(crate) const COMMITS_WITHIN: (u16, u16) = (20, 300);
/// Which.
pub(crate) const MEASURE_WEIGHTS: [(M, f64); 14] = [
    (M::Referente, 0.16),
    (M::Ecoute, 0.14),
    (M::FormationEquipes, 0.10),
    (M::Prevention, 0.08),
    (M::Integration, 0.08),
    (M::Marrainage, 0.09),
    (M::EspaceDedie, 0.05),
    (M::RolesModeles, 0.08),
    (M::Pedagogie, 0.04),
    (M::Groupes, 0.05),
    (M::Recrutement, 0.06),
    (M::Hebergement, 0.02),
    (M::Souplesse, 0.02),
    (M::SuiviChiffre, 0.03),
];
/// Puts a measure in place, after so many days.
pub(crate) const IMPLEMENTS: f64 = 0.62;
/// See [`IMPLEMENTS`].
pub(crate) const IMPLEMENTED_AFTER: (u16, u16) = (40, 600);

/// Reception is assessed in a school year.
pub(crate) const ASSESSED: f64 = 0.45;
/// With this version of the instrument.
pub(crate) const INSTRUMENT: &str = "accueil-1.0";
/// What it looks at, and the score of a first assessment.
pub(crate) const DIMENSIONS: [(ReceptionDimension, (u16, u16)); 7] = [
    (ReceptionDimension::Acces, (30, 75)),
    (ReceptionDimension::Accueil, (40, 85)),
    (ReceptionDimension::Securite, (30, 80)),
    (ReceptionDimension::Pedagogie, (35, 75)),
    (ReceptionDimension::BienEtre, (35, 80)),
    (ReceptionDimension::Reussite, (45, 85)),
    (ReceptionDimension::Gouvernance, (20, 70)),
];
/// Points more or less the next time.
pub(crate) const SCORE_MOVES: (u16, u16) = (0, 12);

/// A mentor works for a partner of the programme, a tutor is sent by one.
pub(crate) const SENDS: [f64; 2] = [0.55, 0.2];
