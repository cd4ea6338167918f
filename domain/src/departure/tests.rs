//! The table of the module, line by line.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Left, left, of_aid, of_placement, of_seat};
use crate::{
    AidId, Both, Cents, Context, Decider as _, Joint as _, JourneyId, SchoolYear,
    activity::{
        Activity, ActivityKind, ActivityMode, ActivityPlan, ActivityTheme, Attendee,
        Command as OnSeat, Component, Event as A, Presence, ReleaseReason, SeatSource,
    },
    aid::{Aid, AidCancellation, AidItem, AidKind, AidRefusal, AidRequest, Event as D},
    codes::{Academie, Siret},
    granting::{BudgetCommand, Granting},
    journey::{
        Event as J, Journey,
        facts::{
            EndReason, EntryStage, ErasureReason, Identity, Phase, RefusalReason, SuspensionReason,
        },
    },
    placement::{
        ApplicationAnswer, Event as E, Offer, Placement, PlacementInterruption, PlacementKind,
        RemoteWork, Withdrawal,
    },
    programme::{BudgetLine, Event as P, Programme},
    testing::replay,
};

const SHE: JourneyId = JourneyId(Uuid::from_u128(1));
const OTHER: JourneyId = JourneyId(Uuid::from_u128(2));
const WITHDREW: Left = Left::Support(EndReason::Withdrew);
const COMPLETED: Left = Left::Support(EndReason::Completed);
const DIED: Left = Left::Support(EndReason::Deceased);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn journey(then: impl IntoIterator<Item = J>) -> Option<Left> {
    let identity =
        Identity { first_name: "Ada".into(), last_name: "L".into(), email: "a@b".into() };
    let registered = J::BeneficiaryRegistered {
        identity: identity.into(),
        birth_date: day("2008-03-14").into(),
        age_years: 18,
        entry_stage: EntryStage::Superieur,
        campaign: None,
        sourced_by: None,
        homonym: false,
    };
    let history: Vec<_> = [registered].into_iter().chain(then).collect();
    left(&replay::<Journey>(&history))
}

fn admitted() -> J {
    J::AdmittedToProgramme { cohort: SchoolYear(2026), phase: Phase::Accompagnement }
}

fn ended(reason: EndReason) -> J {
    J::SupportEnded { reason, obstacles: vec![] }
}

#[test]
fn whoever_is_refused_ends_or_is_erased_has_left_and_whoever_comes_back_has_not() {
    assert_eq!(left(&crate::journey::State::default()), None);
    assert_eq!(journey([]), None);
    assert_eq!(journey([J::RegistrationWithdrawn {}]), Some(Left::Registration));
    let refused = J::AdmissionRefused { reasons: vec![RefusalReason::NotEligible] };
    assert_eq!(journey([refused]), Some(Left::Registration));
    assert_eq!(journey([admitted()]), None);
    let paused = J::SupportSuspended { reason: SuspensionReason::Sante };
    assert_eq!(journey([admitted(), paused]), None, "a pause is no departure");
    assert_eq!(journey([admitted(), ended(EndReason::Withdrew)]), Some(WITHDREW));
    let back = J::SupportResumed { on: day("2026-10-05"), phase: Phase::Accompagnement };
    assert_eq!(journey([admitted(), ended(EndReason::Withdrew), back]), None);
    assert_eq!(journey([admitted(), J::ProcessingRestricted {}]), None);
    let reason = ErasureReason::Request;
    let requested = J::ErasureRequested { reason };
    assert_eq!(journey([admitted(), requested]), Some(Left::Erasure));
    let erased = J::SubjectErased { reason, key: Uuid::from_u128(9) };
    assert_eq!(journey([admitted(), erased]), Some(Left::Erasure));
}

fn asked() -> D {
    let item = Some(AidItem::Ordinateur);
    let kind = AidKind::Materiel;
    let request = AidRequest { journey: SHE, kind, item, amount_cents: None, territory: None };
    D::AidRequested { request }
}

#[test]
fn what_is_not_given_yet_is_cancelled_and_the_budget_is_free_again() {
    let D::AidRequested { request } = asked() else { unreachable!() };
    let (whose, budget_line) = (request.whose(), BudgetLine::parse("materiel").unwrap());
    let awarded =
        D::AidAwarded { whose, amount_cents: Cents(900), budget_line: budget_line.clone() };
    let given =
        |cents| D::AidDelivered { whose, on: day("2026-10-05"), amount_cents: Cents(cents) };
    let refused = D::AidRefused { whose, reason: AidRefusal::NoNeed, review_on: day("2027-01-01") };
    for (history, cancelled) in [
        (vec![], false),
        (vec![asked()], true),
        (vec![asked(), awarded.clone()], true),
        (vec![asked(), awarded.clone(), given(400)], true),
        (vec![asked(), awarded.clone(), given(900)], false),
        (vec![asked(), refused], false),
    ] {
        let found = of_aid(&replay::<Aid>(&history));
        assert_eq!(found.is_some(), cancelled, "{history:?}");
    }
    let aid = replay::<Aid>(&[asked(), awarded, given(400)]);
    let id = AidId(Uuid::from_u128(7));
    let programme = replay::<Programme>(&[
        P::BudgetAllocated { line: budget_line.clone(), cents: Cents(1_000), year: 2026 },
        P::BudgetReserved { line: budget_line.clone(), aid: id, cents: Cents(900) },
    ]);
    let both = Both { main: &aid, other: &programme };
    let context = Context::on(day("2026-11-02"));
    let decision = Granting::decide(id.0, both, of_aid(&aid).unwrap(), &context).unwrap();
    let (reason, freed_cents) = (AidCancellation::Departure, Cents(500));
    assert_eq!(decision.main, [D::AidCancelled { whose, reason, freed_cents }]);
    let freed = P::BudgetReleased { line: budget_line, aid: id, cents: freed_cents };
    assert_eq!(decision.other, [freed]);
    assert!(matches!(of_aid(&aid), Some(BudgetCommand::Cancel { reason: r }) if r == reason));
}

#[test]
fn a_seat_is_released_and_a_place_in_line_given_up_until_she_came() {
    let kind = ActivityKind::Atelier;
    let plan = ActivityPlan {
        kind,
        mode: ActivityMode::Online,
        territory: None,
        starts: day("2026-11-20"),
        minutes: 60,
        seats: 1,
        host_partner: None,
        component: Component::Socle,
        theme: ActivityTheme::Metiers,
    };
    let hers = Attendee { journey: SHE, kind };
    let booked = A::SeatBooked { attendee: hers, from: SeatSource::Free, minor: false };
    let came = A::AttendanceRecorded { attendee: hers, presence: Presence::Present, minutes: 60 };
    let offered = A::SeatOffered { attendee: hers, until: day("2026-11-05") };
    let joined = A::WaitlistJoined { attendee: hers };
    let found = |then: &[A]| {
        let planned = [A::ActivityPlanned { plan }];
        of_seat(&replay::<Activity>(planned.iter().chain(then)), SHE)
    };
    let leaves = |command| {
        matches!(command, Some(OnSeat::Leave { journey: SHE, reason: ReleaseReason::Departure }))
    };
    assert!(matches!(
        found(std::slice::from_ref(&booked)),
        Some(OnSeat::Release { journey: SHE, reason: ReleaseReason::Departure })
    ));
    assert!(leaves(found(std::slice::from_ref(&joined))));
    assert!(leaves(found(&[joined, offered])));
    assert!(found(&[booked, came]).is_none(), "whoever came has come");
    assert!(found(&[]).is_none());
    assert!(of_seat(&replay::<Activity>(&[]), SHE).is_none());
}

fn place(kind: PlacementKind, then: &[E]) -> crate::placement::State {
    let offer = Offer {
        partner: Uuid::from_u128(41).into(),
        siret: Siret::parse("13002566100013").unwrap(),
        kind,
        from: day("2026-10-05"),
        weeks: Some(26),
        place: Academie::parse("10").unwrap().into(),
        remote: RemoteWork::OnSite,
    };
    replay::<Placement>([E::OfferPublished { offer }].iter().chain(then))
}

/// What becomes of it: nothing, given up, interrupted.
#[derive(Debug, PartialEq)]
enum Fate {
    Stays,
    GivenUp,
    Interrupted,
}

fn fate(state: &crate::placement::State, left: Left) -> Fate {
    let context = Context::on(day("2026-11-02"));
    let Some(command) = of_placement(state, SHE, left) else { return Fate::Stays };
    match Placement::decide(state, command.clone(), &context).unwrap().as_slice() {
        [E::ApplicationWithdrawn { journey: SHE, reason: Withdrawal::Departure }] => Fate::GivenUp,
        [E::PlacementInterrupted { journey: SHE, reason: PlacementInterruption::Departure }] => {
            Fate::Interrupted
        }
        other => panic!("{command:?}: {other:?}"),
    }
}

#[test]
fn an_application_is_given_up_a_place_too_and_what_is_under_way_only_when_nobody_is_there() {
    use PlacementKind as K;
    let sent = E::ApplicationSent { journey: SHE };
    let answered = |answer| E::ApplicationAnswered { journey: SHE, answer };
    let (accepted, refused) =
        (answered(ApplicationAnswer::Accepted), answered(ApplicationAnswer::Refused));
    let taken = E::PlacementSecured { journey: SHE };
    let started = E::PlacementStarted { journey: SHE, on: day("2026-10-05") };
    let over = E::PlacementCompleted { journey: SHE, rating: 4 };
    let to = [sent, accepted, taken, started, over];
    for kind in [K::Stage, K::Apprentissage, K::Emploi] {
        let at = |steps: usize| place(kind, &to[..steps]);
        for left in [Left::Registration, WITHDREW, COMPLETED, DIED, Left::Erasure] {
            let case = format!("{kind:?} {left:?}");
            assert_eq!(fate(&at(0), left), Fate::Stays, "{case}");
            assert_eq!(fate(&at(1), left), Fate::GivenUp, "{case}");
            assert_eq!(fate(&at(2), left), Fate::GivenUp, "{case}");
            let job_kept = kind == K::Emploi && left == COMPLETED;
            let expected = if job_kept { Fate::Stays } else { Fate::GivenUp };
            assert_eq!(fate(&at(3), left), expected, "{case}");
            let gone = left == DIED || left == Left::Erasure;
            let expected = if gone { Fate::Interrupted } else { Fate::Stays };
            assert_eq!(fate(&at(4), left), expected, "{case}");
            assert_eq!(fate(&at(5), left), Fate::Stays, "{case}");
            let answered = place(kind, &[to[0].clone(), refused.clone()]);
            assert_eq!(fate(&answered, left), Fate::Stays, "{case}: refused");
        }
    }
}

#[test]
fn what_is_another_s_stays() {
    let to = [
        E::ApplicationSent { journey: OTHER },
        E::ApplicationAnswered { journey: OTHER, answer: ApplicationAnswer::Accepted },
        E::PlacementSecured { journey: OTHER },
        E::PlacementStarted { journey: OTHER, on: day("2026-10-05") },
        E::ApplicationSent { journey: SHE },
    ];
    assert_eq!(fate(&place(PlacementKind::Stage, &to[..4]), Left::Erasure), Fate::Stays);
    let behind = [&to[4..], &to[..3]].concat();
    assert_eq!(fate(&place(PlacementKind::Emploi, &behind), COMPLETED), Fate::GivenUp);
    let late = [&to[4..], &to[..4]].concat();
    assert_eq!(fate(&place(PlacementKind::Stage, &late), Left::Erasure), Fate::Stays);
}
