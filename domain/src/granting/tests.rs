//! Aid, journey and budget together, each rule told as given, when, then.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{AidCommand, BudgetCommand, Granting, Helping, Rejection};
use crate::{
    AidId, Both, Cents, Context, Joint, Pii, Reason as _, SchoolYear,
    aid::{self, Aid, AidCancellation, AidItem, AidKind, AidRequest, Event as A, For, NeedLevel},
    journey::{
        self, Event as J, Journey,
        facts::{
            Authorisation, EndReason, EntryStage, Evidence, GuardianScope, Identity, Phase,
            SuspensionReason,
        },
    },
    programme::{self, BudgetLine, Event as P, Programme},
    testing::replay,
};

const AID: Uuid = Uuid::from_u128(7);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> Context {
    Context::on(day("2026-11-02"))
}

fn line() -> BudgetLine {
    BudgetLine::parse("materiel-2026").unwrap()
}

fn request(kind: AidKind) -> AidRequest {
    let item = Some(AidItem::Ordinateur);
    let journey = Uuid::from_u128(1).into();
    AidRequest { journey, kind, item, amount_cents: None, territory: None }
}

fn whose(kind: AidKind) -> For {
    request(kind).whose()
}

/// Born on a day, admitted, and then this.
fn admitted(born: &str, then: impl IntoIterator<Item = J>) -> Vec<J> {
    let admission =
        J::AdmittedToProgramme { cohort: SchoolYear(2026), phase: Phase::Accompagnement };
    registered(born).into_iter().chain([admission]).chain(then).collect()
}

fn registered(born: &str) -> Vec<J> {
    let (first_name, last_name) = ("Ada".into(), "Lovelace".into());
    let identity = Identity { first_name, last_name, email: "ada@example.org".into() };
    vec![J::BeneficiaryRegistered {
        identity: identity.into(),
        birth_date: day(born).into(),
        age_years: 16,
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    }]
}

fn authorised(until: Option<&str>) -> J {
    let scopes = vec![GuardianScope::Equipment];
    let authorisation = Authorisation { scopes, until: until.map(day) };
    J::GuardianAuthorised { guardian: Pii::Erased, authorisation }
}

fn suspended() -> J {
    J::SupportSuspended { reason: SuspensionReason::Sante }
}

fn asked(kind: AidKind) -> A {
    A::AidRequested { request: request(kind) }
}

fn assessed(kind: AidKind) -> A {
    A::AidAssessed { whose: whose(kind), need: NeedLevel::High, evidence: Evidence::Documented }
}

fn awarded(kind: AidKind, cents: u64) -> A {
    A::AidAwarded { whose: whose(kind), amount_cents: Cents(cents), budget_line: line() }
}

fn delivered(kind: AidKind, cents: u64) -> A {
    A::AidDelivered { whose: whose(kind), on: day("2026-11-02"), amount_cents: Cents(cents) }
}

fn help(aid: &[A], journey: &[J], command: AidCommand) -> Result<Vec<A>, Rejection> {
    let states = Both { main: &replay::<Aid>(aid), other: &replay::<Journey>(journey) };
    let decision = Helping::decide(AID, states, command, &today())?;
    assert_eq!(decision.other, [], "her journey does not change");
    Ok(decision.main)
}

fn grant(aid: &[A], budget: &[P], command: BudgetCommand) -> Result<(Vec<A>, Vec<P>), Rejection> {
    let states = Both { main: &replay::<Aid>(aid), other: &replay::<Programme>(budget) };
    let decision = Granting::decide(AID, states, command, &today())?;
    Ok((decision.main, decision.other))
}

const ADULT: &str = "2006-03-15";
const MINOR: &str = "2010-03-15";
use AidKind as K;

#[test]
fn aid_is_asked_for_by_those_in_the_programme() {
    use journey::Rejection as R;
    let command = || AidCommand::Request { request: request(K::Financier) };
    let accepted = help(&[], &admitted(ADULT, []), command());
    assert_eq!(accepted, Ok(vec![asked(K::Financier)]));
    let ended = J::SupportEnded { reason: EndReason::Completed, obstacles: Vec::new() };
    for (journey, rejection) in [
        (vec![], R::NotRegistered),
        (registered(ADULT), R::NotAdmitted),
        (admitted(ADULT, [suspended()]), R::SupportIsSuspended),
        (admitted(ADULT, [ended]), R::SupportIsOver),
        (admitted(ADULT, [J::ProcessingRestricted {}]), R::ProcessingRestricted),
    ] {
        assert_eq!(help(&[], &journey, command()), Err(rejection.into()));
    }
}

#[test]
fn equipment_is_handed_to_a_minor_once_a_guardian_has_agreed() {
    let deliver = || AidCommand::Deliver { amount_cents: Cents(10_000) };
    let material = [asked(K::Materiel), assessed(K::Materiel), awarded(K::Materiel, 10_000)];
    let refused = Err(aid::Rejection::EquipmentNotAuthorised.into());
    assert_eq!(help(&material, &admitted(MINOR, []), deliver()), refused);
    let expired = admitted(MINOR, [authorised(Some("2026-11-01"))]);
    assert_eq!(help(&material, &expired, deliver()), refused);
    let done = Ok(vec![delivered(K::Materiel, 10_000)]);
    for until in [None, Some("2026-11-02")] {
        let agreed = admitted(MINOR, [authorised(until)]);
        assert_eq!(help(&material, &agreed, deliver()), done);
    }
    assert_eq!(help(&material, &admitted(ADULT, []), deliver()), done);
    let money = [asked(K::Financier), assessed(K::Financier), awarded(K::Financier, 10_000)];
    let done = Ok(vec![delivered(K::Financier, 10_000)]);
    assert_eq!(help(&money, &admitted(MINOR, []), deliver()), done);
}

#[test]
fn what_was_awarded_is_delivered_while_her_support_is_suspended() {
    let money = [asked(K::Financier), assessed(K::Financier), awarded(K::Financier, 10_000)];
    let deliver = AidCommand::Deliver { amount_cents: Cents(10_000) };
    let done = Ok(vec![delivered(K::Financier, 10_000)]);
    assert_eq!(help(&money, &admitted(ADULT, [suspended()]), deliver), done);
}

#[test]
fn no_equipment_is_handed_to_somebody_of_unknown_age() {
    let material = [asked(K::Materiel), assessed(K::Materiel), awarded(K::Materiel, 10_000)];
    let mut journey = admitted(ADULT, []);
    if let J::BeneficiaryRegistered { birth_date, .. } = &mut journey[0] {
        *birth_date = Pii::Erased;
    }
    let deliver = AidCommand::Deliver { amount_cents: Cents(10_000) };
    let refused = Err(aid::Rejection::AgeUnknown.into());
    assert_eq!(help(&material, &journey, deliver), refused);
}

fn allocated(cents: u64) -> P {
    P::BudgetAllocated { line: line(), cents: Cents(cents), year: 2026 }
}

fn award(cents: u64) -> BudgetCommand {
    BudgetCommand::Award { amount_cents: Cents(cents), budget_line: line() }
}

#[test]
fn an_award_reserves_its_money_and_is_never_beyond_the_budget() {
    let aid = [asked(K::Financier), assessed(K::Financier)];
    let reserved = |cents| P::BudgetReserved { line: line(), aid: AidId(AID), cents: Cents(cents) };
    assert_eq!(
        grant(&aid, &[allocated(10_000)], award(10_000)),
        Ok((vec![awarded(K::Financier, 10_000)], vec![reserved(10_000)]))
    );
    let exceeded = programme::Rejection::BudgetExceeded { free: Cents(10_000) };
    assert_eq!(grant(&aid, &[allocated(10_000)], award(10_001)), Err(exceeded.into()));
    let unknown = programme::Rejection::UnknownLine;
    assert_eq!(grant(&aid, &[], award(1)), Err(unknown.into()));
    let not_assessed = aid::Rejection::NotAssessed;
    let asked = [asked(K::Financier)];
    assert_eq!(grant(&asked, &[allocated(10_000)], award(1)), Err(not_assessed.into()));
}

#[test]
fn what_is_given_up_releases_what_was_not_delivered() {
    let before = [asked(K::Financier), assessed(K::Financier), awarded(K::Financier, 10_000)];
    let reserved = P::BudgetReserved { line: line(), aid: AidId(AID), cents: Cents(10_000) };
    let budget = [allocated(10_000), reserved];
    let cancel = || BudgetCommand::Cancel { reason: AidCancellation::Settled };
    let cancelled = |cents| A::AidCancelled {
        whose: whose(K::Financier),
        reason: AidCancellation::Settled,
        freed_cents: Cents(cents),
    };
    let released = |cents| P::BudgetReleased { line: line(), aid: AidId(AID), cents: Cents(cents) };
    let part = [&before[..], &[delivered(K::Financier, 4_000)]].concat();
    assert_eq!(
        grant(&part, &budget, cancel()),
        Ok((vec![cancelled(6_000)], vec![released(6_000)]))
    );
    assert_eq!(grant(&before[..1], &budget, cancel()), Ok((vec![cancelled(0)], vec![])));
}

#[test]
fn a_refusal_is_the_one_of_the_side_that_refuses() {
    for (rejection, code, field) in [
        (Rejection::from(journey::Rejection::NotAdmitted), "not_admitted", None),
        (aid::Rejection::NotAssessed.into(), "aid_not_assessed", Some("aidId")),
        (programme::Rejection::UnknownLine.into(), "unknown_budget_line", Some("budgetLine")),
    ] {
        assert_eq!((rejection.code(), rejection.field()), (code, field));
    }
}
