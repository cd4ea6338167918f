//! Events to fold: single ones, and random histories in which the same few people meet often.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use domain::{
    Cents, Event, JourneyId, Pii, SchoolYear, SupporterId, Vocabulary, WishId,
    activity::{
        ActivityKind, ActivityMode, ActivityPlan, ActivityTheme, Attendee, Component, Event as A,
    },
    aid::{AidRequest, Event as D, For},
    codes::Academie,
    journey::{
        Event as J,
        facts::{
            Bourse, Declared, Enrolment, EntryStage, Evidence, FormationFacts, Identity, Phase,
            SchoolFacts, Situation, Statut, YearStart,
        },
    },
    levels::Niveau,
    mentorship::{Event as M, Pair, Party, RelationKind},
    partner::{CampaignCode, Event as O, LegalId, PartnerKind, Profile, Score},
    placement::{Event as F, Offer, PlacementKind},
    programme::{BudgetLine, Event as P, Metric},
    supporter::{Event as S, SupporterKind},
};
use eventstore::StreamId;
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::{
    day, on_activity, on_aid, on_journey, on_pair, on_partner, on_placement, on_programme,
    on_supporter,
};

type Happened = (StreamId, Event);

pub fn registered(name: &str) -> J {
    J::BeneficiaryRegistered {
        identity: Pii::Known(Identity {
            first_name: name.to_owned(),
            last_name: "Dupont".to_owned(),
            email: "someone@example.org".to_owned(),
        }),
        birth_date: Pii::Known(day(2009, 5, 1)),
        age_years: 17,
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    }
}

pub fn admitted(cohort: i32) -> J {
    J::AdmittedToProgramme { cohort: SchoolYear(cohort), phase: Phase::PreIntegration }
}

pub fn started(school_year: i32, niveau: Niveau, academie: Option<Academie>) -> J {
    let formation = (!niveau.is_lycee()).then(formation);
    J::SchoolYearStarted {
        school_year: SchoolYear(school_year),
        year: YearStart {
            niveau,
            specialites: Vec::new(),
            school: academie
                .map(|academie| SchoolFacts { uai: Pii::Erased, territory: academie.into() }),
            formation,
            statut: Statut::Scolaire,
            enrolment: Enrolment::Main,
            atypical: None,
        },
        reference_version: "test".to_owned(),
    }
}

pub fn declared(school_year: i32, bourse: Bourse) -> J {
    let (qpv, rural) = (Declared::Unknown, Declared::Yes);
    let situation = Situation { bourse, qpv, qpv_list: None, rural, evidence: Evidence::Declared };
    J::SituationDeclared { school_year: SchoolYear(school_year), situation }
}

fn formation() -> FormationFacts {
    FormationFacts {
        id: Pii::Erased,
        filiere: domain::reference::Filiere::But,
        numerique: domain::reference::Numerique::Digital,
        selective: true,
        apprenticeship: false,
        recognition: None,
    }
}

pub fn offered(kind: SupporterKind, academie: Academie) -> S {
    let identity = Identity {
        first_name: "Grace".to_owned(),
        last_name: "Martin".to_owned(),
        email: "grace@example.org".to_owned(),
    };
    S::SupporterRegistered {
        identity: Pii::Known(identity),
        kind,
        territory: academie.into(),
        partner: None,
    }
}

/// The académie with this code.
pub fn academie(code: &str) -> Academie {
    Academie::parse(code).unwrap()
}

/// So many events or more, most of them about people who registered.
pub fn history(events: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Happened>> {
    let offered = offered(SupporterKind::Etudiant, academie("10"));
    let first = [
        on_journey(1, registered("Ada")),
        on_journey(2, registered("Zoé")),
        on_supporter(21, offered),
        on_pair(
            31,
            M::MatchProposed { pair: pair(1, 21), kind: RelationKind::Tutorat, basis: None },
        ),
        on_activity(41, planned(ActivityKind::Atelier, None, day(2026, 11, 20), 2)),
        on_partner(41, joined("Exemple", PartnerKind::Ecole, None)),
        on_placement(51, offered_by(41, PlacementKind::Stage, "10")),
    ];
    proptest::collection::vec(anything(), events)
        .prop_map(move |later| first.iter().cloned().chain(later).collect())
}

fn anything() -> impl Strategy<Value = Happened> {
    prop_oneof![
        8 => (1u128..5, on_a_journey()).prop_map(|(id, event)| on_journey(id, event)),
        2 => (20u128..23)
            .prop_flat_map(|id| on_a_supporter(id).prop_map(move |event| on_supporter(id, event))),
        3 => (30u128..36)
            .prop_flat_map(|id| between_two(id).prop_map(move |event| on_pair(id, event))),
        2 => (60u128..63, about_an_aid()).prop_map(|(id, event)| on_aid(id, event)),
        4 => (40u128..43, at_an_activity()).prop_map(|(id, event)| on_activity(id, event)),
        3 => (50u128..53, on_a_placement()).prop_map(|(id, event)| on_placement(id, event)),
        3 => (40u128..43, on_a_partner()).prop_map(|(id, event)| on_partner(id, event)),
        1 => (1u32..9, date()).prop_map(|(value, due)| {
            on_programme(P::TargetSet { metric: Metric::Laureates, value, due })
        }),
    ]
}

fn on_a_journey() -> impl Strategy<Value = J> {
    let academie = || proptest::option::of(prop_oneof![Just("01"), Just("10"), Just("70")]);
    let years = || 2024i32..2029;
    let wish = || (50u128..54).prop_map(|id| WishId(Uuid::from_u128(id)));
    let studies = prop_oneof![
        (years(), one::<Niveau>(), academie()).prop_map(|(year, niveau, code)| {
            started(year, niveau, code.map(super::histories::academie))
        }),
        (years(), one::<Bourse>()).prop_map(|(year, bourse)| declared(year, bourse)),
        (one(), years()).prop_map(|(diploma, session)| {
            J::DiplomaObtained { diploma, session, mention: None }
        }),
        one().prop_map(|kind| J::StudyInterrupted { kind }),
        Just(J::StudyResumed {}),
        (years(), one()).prop_map(|(year, result)| {
            J::SchoolYearConcluded { school_year: SchoolYear(year), result }
        }),
    ];
    let applications = prop_oneof![
        (wish(), one(), years()).prop_map(|(wish, platform, session)| {
            J::WishSubmitted { wish, platform, session, formation: formation() }
        }),
        wish().prop_map(|wish| J::WishConfirmed { wish }),
        (wish(), one()).prop_map(|(wish, answer)| J::WishAnswered { wish, answer, rank: None }),
        (wish(), any::<bool>()).prop_map(|(wish, firm)| {
            J::ProposalAccepted { wish, firm, released: None, keeps: None }
        }),
    ];
    let programme = prop_oneof![
        "[A-Z][a-z]{0,8}".prop_map(|name| registered(&name)),
        years().prop_map(admitted),
        one().prop_map(|reason| J::SupportEnded { reason, obstacles: Vec::new() }),
        one().prop_map(|reason| J::SupportSuspended { reason }),
        (date(), one()).prop_map(|(on, phase)| J::SupportResumed { on, phase }),
        one().prop_map(|kind| J::NeedIdentified { kind }),
        one().prop_map(|kind| J::NeedMet { kind }),
        (date(), one()).prop_map(|(on, channel)| J::ContactAttempted { on, channel }),
        one().prop_map(|reason| J::AdmissionRefused { reasons: vec![reason] }),
        (one(), any::<bool>(), 0u16..40).prop_map(|(kind, digital, months_after)| {
            J::OutcomeRecorded { kind, digital, months_after }
        }),
        (30u128..34, 20u128..23, one()).prop_map(|(pair, supporter, kind)| J::SupportReserved {
            mentorship: Uuid::from_u128(pair).into(),
            supporter: Uuid::from_u128(supporter).into(),
            kind,
        }),
        (30u128..34, one()).prop_map(|(pair, kind)| J::SupportReleased {
            mentorship: Uuid::from_u128(pair).into(),
            kind,
        }),
        (50u128..53)
            .prop_map(|id| J::ApprenticeshipReserved { placement: Uuid::from_u128(id).into() }),
        (years(), one())
            .prop_map(|(year, statut)| J::StatutChanged { school_year: SchoolYear(year), statut }),
        (1u32..9, one(), 1u8..6).prop_map(|(version, target, confidence)| {
            J::OrientationProjectStated { version, targets: vec![target], confidence }
        }),
    ];
    prop_oneof![3 => studies, 1 => applications, 2 => programme]
}

/// Of a pair: the one who reserves a slot for it.
fn supporter_of(pair: u128) -> u128 {
    20 + pair % 3
}

fn on_a_supporter(id: u128) -> impl Strategy<Value = S> {
    let own = move || {
        prop::sample::select((30..36).filter(|pair| supporter_of(*pair) == id).collect::<Vec<_>>())
    };
    prop_oneof![
        (one(), any::<bool>())
            .prop_map(|(kind, here)| { offered(kind, academie(if here { "10" } else { "01" })) }),
        (1u32..4).prop_map(|version| S::CharterSigned { version }),
        (0u8..5).prop_map(|max_live| S::CapacityDeclared { max_live }),
        (one(), date(), date()).prop_map(|(means, issued_on, valid_until)| {
            S::HonorabiliteChecked { means, issued_on, valid_until }
        }),
        (own(), 1u128..5, any::<bool>()).prop_map(|(pair, journey, minor)| S::SlotReserved {
            mentorship: Uuid::from_u128(pair).into(),
            journey: Uuid::from_u128(journey).into(),
            minor,
        }),
        own().prop_map(|pair| S::SlotReleased { mentorship: Uuid::from_u128(pair).into() }),
    ]
}

fn between_two(id: u128) -> impl Strategy<Value = M> {
    let pair = move || (1u128..5).prop_map(move |journey| pair(journey, supporter_of(id)));
    prop_oneof![
        (pair(), one()).prop_map(|(pair, kind)| M::MatchProposed { pair, kind, basis: None }),
        pair().prop_map(|pair| M::MatchExpired { pair }),
        (pair(), one()).prop_map(|(pair, reason)| M::MentorshipPaused { pair, reason }),
        (pair(), one()).prop_map(|(pair, theme)| M::GoalSet { pair, theme }),
        (pair(), one::<Party>()).prop_map(|(pair, party)| M::MatchAccepted { pair, party }),
        (pair(), one(), one())
            .prop_map(|(pair, party, reason)| { M::MatchDeclined { pair, party, reason } }),
        (pair(), date()).prop_map(|(pair, on)| M::MentorshipStarted { pair, on }),
        (pair(), date(), 1u16..600, one(), one()).prop_map(|(pair, on, minutes, mode, theme)| {
            let starts_at = NaiveTime::MIN;
            M::SessionHeld { pair, on, starts_at, minutes, mode, themes: vec![theme] }
        }),
        (pair(), one()).prop_map(|(pair, reason)| M::MentorshipEnded { pair, reason }),
    ]
}

/// An activity with so many seats.
pub fn planned(kind: ActivityKind, academie: Option<Academie>, starts: NaiveDate, seats: u16) -> A {
    let plan = ActivityPlan {
        kind,
        mode: ActivityMode::InPerson,
        territory: academie.map(Into::into),
        starts,
        minutes: 90,
        seats,
        host_partner: None,
        component: Component::Socle,
        theme: ActivityTheme::Inclusif,
    };
    A::ActivityPlanned { plan }
}

fn about_an_aid() -> impl Strategy<Value = D> {
    let journey = || (1u128..5).prop_map(|id| JourneyId(Uuid::from_u128(id)));
    let whose = || (journey(), one()).prop_map(|(journey, kind)| For { journey, kind });
    let cents = || (1u64..100_000).prop_map(Cents);
    let line = || "[a-z]{3}-2026".prop_map(|line| BudgetLine::parse(&line).unwrap());
    let amount = || proptest::option::of(cents());
    prop_oneof![
        (journey(), one(), one(), amount()).prop_map(|(journey, kind, item, amount_cents)| {
            let (item, territory) = (Some(item), None);
            D::AidRequested { request: AidRequest { journey, kind, item, amount_cents, territory } }
        }),
        (whose(), one(), one()).prop_map(|(whose, need, evidence)| D::AidAssessed {
            whose,
            need,
            evidence
        }),
        (whose(), cents(), line()).prop_map(|(whose, amount_cents, budget_line)| {
            D::AidAwarded { whose, amount_cents, budget_line }
        }),
        (whose(), date(), cents()).prop_map(|(whose, on, amount_cents)| D::AidDelivered {
            whose,
            on,
            amount_cents
        }),
        (whose(), one()).prop_map(|(whose, condition)| D::AidReturned { whose, condition }),
        (whose(), one(), date()).prop_map(|(whose, reason, review_on)| D::AidRefused {
            whose,
            reason,
            review_on
        }),
        (whose(), one(), cents()).prop_map(|(whose, reason, freed_cents)| D::AidCancelled {
            whose,
            reason,
            freed_cents
        }),
    ]
}

/// Somebody at an atelier.
pub fn attendee(journey: u128) -> Attendee {
    Attendee { journey: JourneyId(Uuid::from_u128(journey)), kind: ActivityKind::Atelier }
}

fn at_an_activity() -> impl Strategy<Value = A> {
    let who = || (1u128..5).prop_map(attendee);
    prop_oneof![
        (one(), date(), 1u16..5).prop_map(|(kind, starts, seats)| {
            planned(kind, Some(academie("10")), starts, seats)
        }),
        (who(), one(), any::<bool>()).prop_map(|(attendee, from, minor)| A::SeatBooked {
            attendee,
            from,
            minor
        }),
        (who(), one()).prop_map(|(attendee, reason)| A::SeatReleased { attendee, reason }),
        who().prop_map(|attendee| A::WaitlistJoined { attendee }),
        (who(), any::<bool>(), one()).prop_map(|(attendee, offered, reason)| A::WaitlistLeft {
            attendee,
            offered,
            reason
        }),
        (who(), date()).prop_map(|(attendee, until)| A::SeatOffered { attendee, until }),
        who().prop_map(|attendee| A::OfferLapsed { attendee }),
        (1u16..600).prop_map(|minutes| A::ActivityHeld { minutes }),
        (who(), one(), 0u16..90).prop_map(|(attendee, presence, minutes)| {
            A::AttendanceRecorded { attendee, presence, minutes }
        }),
        (who(), 1u8..6).prop_map(|(attendee, rating)| A::FeedbackGiven { attendee, rating }),
        one().prop_map(|reason| A::ActivityCancelled { reason }),
    ]
}
/// It joins.
pub fn joined(name: &str, kind: PartnerKind, academie: Option<Academie>) -> O {
    let profile = Profile {
        name: name.to_owned(),
        kind,
        legal_id: LegalId::Siret("13002566100013".parse().unwrap()),
        territory: academie.map(Into::into),
    };
    O::PartnerJoined { profile, on: day(2026, 1, 1) }
}

/// The campaign code.
pub fn campaign(code: &str) -> CampaignCode {
    CampaignCode::parse(code).unwrap()
}

fn on_a_partner() -> impl Strategy<Value = O> {
    let contribution = || (60u128..63).prop_map(|id| Uuid::from_u128(id).into());
    let cents = || proptest::option::of(1u64..1_000);
    let code = || (1u8..4).prop_map(|n| campaign(&format!("C-{n}")));
    let joining = prop_oneof![
        ("[A-Z][a-z]{0,8}", one(), any::<bool>()).prop_map(|(name, kind, here)| joined(
            &name,
            kind,
            here.then(|| academie("10"))
        )),
        one().prop_map(|reason| O::PartnershipDeclined { reason }),
        (date(), date(), one()).prop_map(|(from, to, clause)| O::ConventionSigned {
            from,
            to,
            clauses: vec![clause]
        }),
        one().prop_map(|reason| O::PartnerLeft { reason }),
    ];
    let contributions = prop_oneof![
        (contribution(), one(), 1u64..50, one(), cents()).prop_map(
            |(contribution, kind, quantity, unit, value_cents)| O::ContributionPledged {
                contribution,
                kind,
                quantity,
                unit,
                value_cents,
            }
        ),
        (contribution(), 1u64..50, cents()).prop_map(|(contribution, quantity, value_cents)| {
            O::PledgeRaised { contribution, quantity, value_cents }
        }),
        (contribution(), 1u64..50, cents()).prop_map(|(contribution, quantity, value_cents)| {
            O::ContributionDelivered { contribution, quantity, value_cents }
        }),
        (contribution(), 1u64..50, one()).prop_map(|(contribution, quantity, reason)| {
            O::ContributionWrittenOff { contribution, quantity, reason }
        }),
    ];
    let sourcing = prop_oneof![
        (code(), date()).prop_map(|(code, on)| O::CampaignOpened { code, on }),
        (code(), date()).prop_map(|(code, on)| O::CampaignClosed { code, on }),
        (one(), 1u32..200, 0u16..600, proptest::option::of(code())).prop_map(
            |(channel, audience, minutes, campaign)| O::SourcingActionHeld {
                uai: None,
                channel,
                audience,
                minutes,
                campaign,
            }
        ),
    ];
    let reception = prop_oneof![
        one().prop_map(|measure| O::CommitmentMade { measure }),
        one().prop_map(|measure| O::MeasureImplemented { measure }),
        (one(), 0u8..101).prop_map(|(dimension, score)| O::ReceptionAssessed {
            instrument_version: "1".to_owned(),
            scores: vec![Score { dimension, score }],
        }),
    ];
    prop_oneof![2 => joining, 3 => contributions, 3 => sourcing, 2 => reception]
}

/// A place offered by a partner in an académie, for eight weeks from January 2027.
pub fn offered_by(partner: u128, kind: PlacementKind, code: &str) -> F {
    F::OfferPublished {
        offer: Offer {
            partner: Uuid::from_u128(partner).into(),
            siret: "13002566100013".parse().unwrap(),
            kind,
            from: day(2027, 1, 4),
            weeks: Some(8),
            place: academie(code).into(),
            remote: domain::placement::RemoteWork::OnSite,
        },
    }
}

fn on_a_placement() -> impl Strategy<Value = F> {
    let she = || (1u128..5).prop_map(|id| JourneyId(Uuid::from_u128(id)));
    prop_oneof![
        (40u128..43, one(), any::<bool>()).prop_map(|(partner, kind, here)| {
            offered_by(partner, kind, if here { "10" } else { "01" })
        }),
        she().prop_map(|journey| F::ApplicationSent { journey }),
        (she(), one()).prop_map(|(journey, answer)| F::ApplicationAnswered { journey, answer }),
        (she(), one()).prop_map(|(journey, reason)| F::ApplicationWithdrawn { journey, reason }),
        she().prop_map(|journey| F::PlacementSecured { journey }),
        (she(), one(), date()).prop_map(|(journey, by, on)| F::ConventionSigned {
            journey,
            by,
            on
        }),
        (she(), date()).prop_map(|(journey, on)| F::PlacementStarted { journey, on }),
        (she(), one()).prop_map(|(journey, reason)| F::PlacementInterrupted { journey, reason }),
        (she(), 1u8..6).prop_map(|(journey, rating)| F::PlacementCompleted { journey, rating }),
        Just(F::OfferWithdrawn {}),
    ]
}

pub fn pair(journey: u128, supporter: u128) -> Pair {
    Pair {
        journey: JourneyId(Uuid::from_u128(journey)),
        supporter: SupporterId(Uuid::from_u128(supporter)),
    }
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (0i64..900).prop_map(|days| day(2026, 1, 1) + TimeDelta::days(days))
}

fn one<V: Vocabulary + std::fmt::Debug>() -> impl Strategy<Value = V> {
    proptest::sample::select(V::ALL)
}
