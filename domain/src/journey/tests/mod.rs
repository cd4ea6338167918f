//! The rules of a journey, each told as given, when, then.

mod admission;
mod applications;
mod diplomas;
mod laws;
mod milestones;
mod plan;
mod proposals;
mod registration;
mod rights;
mod studies;
mod support;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Command as C, Event as E, Journey, Rejection as R, WishStatus,
    facts::{
        Answer, Authorisation, Enrolment, EntryStage, FormationFacts, GivenBy, Guardian,
        GuardianScope, Identity, Phase, Platform, Purpose, Specialite, Statut, YearStart,
    },
};
use crate::{
    Context, MentorshipId, Pii, SchoolYear, SupporterId, WishId,
    levels::Niveau,
    mentorship::RelationKind,
    policy::{Assessed, Criterion, Finding, Verdict},
    reference::{Filiere, FormationId, Numerique, Recognition},
    testing::{self, Given},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Something that happens and is recorded on this day.
fn on(text: &str) -> Context {
    Context::on(day(text))
}

/// The day of a test whose date does not matter.
fn today() -> Context {
    on("2026-10-05")
}

fn identity() -> Identity {
    Identity {
        first_name: "Ada".into(),
        last_name: "Lovelace".into(),
        email: "ada@example.org".into(),
    }
}

fn register_as(identity: Identity, birth_date: &str, campaign: Option<&str>) -> C {
    let campaign = campaign.map(Into::into);
    let (birth_date, sourced_by) = (day(birth_date), Some(Uuid::from_u128(6).into()));
    C::Register {
        identity,
        birth_date,
        entry_stage: EntryStage::Lycee,
        campaign,
        sourced_by,
        homonym: false,
    }
}

fn register(birth_date: &str) -> C {
    register_as(identity(), birth_date, None)
}

fn registered_as(birth_date: Pii<NaiveDate>, age_years: u8, campaign: Option<&str>) -> E {
    E::BeneficiaryRegistered {
        identity: identity().into(),
        birth_date,
        age_years,
        entry_stage: EntryStage::Lycee,
        campaign: campaign.map(Into::into),
        sourced_by: Some(Uuid::from_u128(6).into()),
        homonym: false,
    }
}

fn registered_born(birth_date: &str, age_years: u8) -> E {
    registered_as(day(birth_date).into(), age_years, None)
}

/// Sixteen years old at the rentrée of 2026.
fn registered() -> E {
    registered_born("2010-03-15", 16)
}

fn consented() -> E {
    E::ConsentRecorded {
        purpose: Purpose::Account,
        text_version: "2026-1".into(),
        given_by: GivenBy::Herself,
    }
}

fn assessed(policy_version: u32, verdict: Verdict) -> E {
    E::EligibilityAssessed { policy_version, criteria: Vec::new(), verdict }
}

fn admitted() -> [E; 4] {
    let admitted =
        E::AdmittedToProgramme { cohort: SchoolYear(2026), phase: Phase::PreIntegration };
    [registered(), consented(), assessed(1, Verdict::Eligible), admitted]
}

fn given(history: impl IntoIterator<Item = E>) -> Given<Journey> {
    testing::given(history)
}

/// A registered beneficiary to whom this happened.
fn she(history: impl IntoIterator<Item = E>) -> Given<Journey> {
    given([registered()].into_iter().chain(history))
}

/// An admitted one.
fn laureate(history: impl IntoIterator<Item = E>) -> Given<Journey> {
    given(admitted().into_iter().chain(history))
}

/// A selective, digital, recognised BUT.
fn formation() -> FormationFacts {
    FormationFacts {
        id: FormationId::parse("psup-0912409z-1f0c22ab").unwrap().into(),
        filiere: Filiere::But,
        numerique: Numerique::Digital,
        selective: true,
        apprenticeship: false,
        recognition: Some(Recognition::Universite),
    }
}

/// A year as it ordinarily starts at this level.
fn year(niveau: Niveau) -> YearStart {
    use Specialite as S;
    let specialites = match niveau {
        Niveau::PremiereGenerale => vec![S::Nsi, S::Maths, S::PhysiqueChimie],
        Niveau::TerminaleGenerale => vec![S::Nsi, S::Maths],
        _ => Vec::new(),
    };
    let lycee = niveau.is_lycee();
    YearStart {
        niveau,
        specialites,
        school: None,
        formation: (!lycee && niveau != Niveau::Cesure).then(formation),
        statut: if lycee { Statut::Scolaire } else { Statut::Etudiant },
        enrolment: Enrolment::Main,
        atypical: None,
    }
}

const REFERENCE: &str = "2026-09-01.3f2a91bc04de";

fn start(school_year: i32, year: YearStart) -> C {
    let school_year = SchoolYear(school_year);
    C::StartSchoolYear { school_year, year, reference_version: REFERENCE.into() }
}

fn started_as(school_year: i32, year: YearStart) -> E {
    let school_year = SchoolYear(school_year);
    E::SchoolYearStarted { school_year, year, reference_version: REFERENCE.into() }
}

fn started(school_year: i32, niveau: Niveau) -> E {
    started_as(school_year, year(niveau))
}

fn wish(number: u128) -> WishId {
    Uuid::from_u128(number).into()
}

fn submitted(wish: WishId, formation: FormationFacts) -> E {
    E::WishSubmitted { wish, platform: Platform::Parcoursup, session: 2026, formation }
}

/// A wish that is submitted and confirmed.
fn confirmed(number: u128, formation: FormationFacts) -> [E; 2] {
    [submitted(wish(number), formation), E::WishConfirmed { wish: wish(number) }]
}

fn answered(number: u128, answer: Answer, rank: Option<u32>) -> E {
    E::WishAnswered { wish: wish(number), answer, rank }
}

/// A wish with a proposal.
fn proposed(number: u128) -> Vec<E> {
    let [submitted, confirmed] = confirmed(number, formation());
    vec![submitted, confirmed, answered(number, Answer::Proposed, None)]
}

fn accepted(number: u128, firm: bool) -> E {
    E::ProposalAccepted { wish: wish(number), firm, released: None, keeps: None }
}

fn accept(number: u128, firm: bool) -> C {
    C::AcceptProposal { wish: wish(number), firm, keeps: None }
}

fn pair(number: u128) -> MentorshipId {
    Uuid::from_u128(number).into()
}

fn supporter() -> SupporterId {
    Uuid::from_u128(7).into()
}

fn reserved(mentorship: MentorshipId, kind: RelationKind) -> E {
    E::SupportReserved { mentorship, supporter: supporter(), kind }
}
