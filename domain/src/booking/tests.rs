//! Who may come, each rule told as given, when, then.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Booking, Command as C, Rejection};
use crate::{
    Both, Context, Joint, JourneyId, Pii, Reason as _, SchoolYear,
    activity::{
        self, Activity, ActivityKind, ActivityMode, ActivityPlan, ActivityTheme, Attendee,
        Component, Event as A, SeatSource,
    },
    journey::{
        self, Event as J, Journey,
        facts::{
            Authorisation, EndReason, EntryStage, ErasureReason, GuardianScope, Identity, Phase,
            SuspensionReason,
        },
    },
    testing::replay,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> Context {
    Context::on(day("2026-11-02"))
}

fn her() -> JourneyId {
    Uuid::from_u128(1).into()
}

/// On 20 November 2026, with one seat.
fn planned(kind: ActivityKind) -> A {
    let plan = ActivityPlan {
        kind,
        mode: ActivityMode::InPerson,
        territory: None,
        starts: day("2026-11-20"),
        minutes: 480,
        seats: 1,
        host_partner: None,
        component: Component::Option,
        theme: ActivityTheme::Environnement,
    };
    A::ActivityPlanned { plan }
}

/// Born on a day, registered, and then this.
fn born(date: &str, then: impl IntoIterator<Item = J>) -> Vec<J> {
    let (first_name, last_name) = ("Ada".into(), "Lovelace".into());
    let identity = Identity { first_name, last_name, email: "ada@example.org".into() };
    let registered = J::BeneficiaryRegistered {
        identity: identity.into(),
        birth_date: day(date).into(),
        age_years: 16,
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    };
    [registered].into_iter().chain(then).collect()
}

fn admitted() -> J {
    J::AdmittedToProgramme { cohort: SchoolYear(2026), phase: Phase::PreIntegration }
}

fn authorised(scope: GuardianScope, until: Option<&str>) -> J {
    let authorisation = Authorisation { scopes: vec![scope], until: until.map(day) };
    J::GuardianAuthorised { guardian: Pii::Erased, authorisation }
}

fn when(kind: ActivityKind, journey: &[J], command: C) -> Result<Vec<A>, Rejection> {
    let states =
        Both { main: &replay::<Activity>(&[planned(kind)]), other: &replay::<Journey>(journey) };
    let decision = Booking::decide(Uuid::nil(), states, command, &today())?;
    assert_eq!(decision.other, [], "her journey does not change");
    Ok(decision.main)
}

fn book() -> C {
    C::Book { journey: her() }
}

fn booked(kind: ActivityKind, minor: bool) -> Vec<A> {
    let (attendee, from) = (Attendee { journey: her(), kind }, SeatSource::Free);
    vec![A::SeatBooked { attendee, from, minor }]
}

const ADULT: &str = "2006-03-15";
/// Turns 18 on the day after the activity.
const MINOR: &str = "2008-11-21";
use ActivityKind as K;

#[test]
fn a_laureate_may_come_to_everything() {
    for kind in [K::Atelier, K::Conference, K::LearningExpedition, K::Information] {
        assert_eq!(when(kind, &born(ADULT, [admitted()]), book()), Ok(booked(kind, false)));
    }
}

#[test]
fn a_candidate_may_come_to_what_informs_and_inspires() {
    for kind in [K::Information, K::RencontreInspirante] {
        assert_eq!(when(kind, &born(ADULT, []), book()), Ok(booked(kind, false)));
    }
    let refused = Err(journey::Rejection::NotAdmitted.into());
    for kind in [K::Atelier, K::LearningExpedition, K::Remediation, K::AppuiCreation] {
        assert_eq!(when(kind, &born(ADULT, []), book()), refused);
        assert_eq!(when(kind, &born(ADULT, []), C::Join { journey: her() }), refused);
    }
}

#[test]
fn nobody_books_who_is_unknown_or_gone_or_whose_data_may_not_be_used() {
    use journey::Rejection as R;
    let ended = J::SupportEnded { reason: EndReason::Completed, obstacles: Vec::new() };
    let suspended = J::SupportSuspended { reason: SuspensionReason::Sante };
    let reason = ErasureReason::Request;
    let erased = J::SubjectErased { reason, key: Uuid::nil() };
    for (journey, rejection) in [
        (vec![], R::NotRegistered),
        (born(ADULT, [J::RegistrationWithdrawn {}]), R::RegistrationClosed),
        (born(ADULT, [admitted(), suspended]), R::SupportIsSuspended),
        (born(ADULT, [admitted(), ended]), R::SupportIsOver),
        (born(ADULT, [admitted(), J::ProcessingRestricted {}]), R::ProcessingRestricted),
        (born(ADULT, [admitted(), J::ErasureRequested { reason }]), R::ErasureUnderWay),
        (born(ADULT, [admitted(), erased]), R::Erased),
    ] {
        assert_eq!(when(K::Information, &journey, book()), Err(rejection.into()));
    }
}

#[test]
fn a_minor_goes_on_a_learning_expedition_only_with_an_authorisation_that_holds_on_that_day() {
    let refused = Err(activity::Rejection::TripNotAuthorised.into());
    let minor = |then: Option<J>| born(MINOR, [admitted()].into_iter().chain(then));
    let kind = K::LearningExpedition;
    assert_eq!(when(kind, &minor(None), book()), refused);
    let account = authorised(GuardianScope::Account, None);
    assert_eq!(when(kind, &minor(Some(account)), book()), refused);
    for (until, accepted) in [(None, true), (Some("2026-11-20"), true), (Some("2026-11-19"), false)]
    {
        let authorised = authorised(GuardianScope::Trip, until);
        let expected = if accepted { Ok(booked(kind, true)) } else { refused.clone() };
        assert_eq!(when(kind, &minor(Some(authorised)), book()), expected, "{until:?}");
    }
}

#[test]
fn a_minor_needs_no_authorisation_to_come_to_an_atelier() {
    assert_eq!(when(K::Atelier, &born(MINOR, [admitted()]), book()), Ok(booked(K::Atelier, true)));
}

#[test]
fn whoever_is_18_on_the_day_it_starts_needs_no_authorisation() {
    let kind = K::LearningExpedition;
    assert_eq!(when(kind, &born("2008-11-20", [admitted()]), book()), Ok(booked(kind, false)));
}

#[test]
fn nobody_of_unknown_age_is_given_a_seat() {
    let mut journey = born(ADULT, [admitted()]);
    if let J::BeneficiaryRegistered { birth_date, .. } = &mut journey[0] {
        *birth_date = Pii::Erased;
    }
    let refused = Err(activity::Rejection::AgeUnknown.into());
    assert_eq!(when(K::Atelier, &journey, book()), refused);
}

#[test]
fn the_activity_keeps_its_own_rules() {
    let states = Both {
        main: &replay::<Activity>(&[]),
        other: &replay::<Journey>(&born(ADULT, [admitted()])),
    };
    let refused = Booking::decide(Uuid::nil(), states, book(), &today()).err();
    assert_eq!(refused, Some(activity::Rejection::Unknown.into()));
    let seats_left = Err(activity::Rejection::SeatsLeft.into());
    let journey = born(ADULT, [admitted()]);
    assert_eq!(when(K::Atelier, &journey, C::Join { journey: her() }), seats_left);
}

#[test]
fn a_refusal_is_the_one_of_the_side_that_refuses() {
    for (rejection, code, field) in [
        (Rejection::from(journey::Rejection::NotAdmitted), "not_admitted", None),
        (activity::Rejection::SeatsLeft.into(), "seats_left", Some("activityId")),
    ] {
        assert_eq!((rejection.code(), rejection.field()), (code, field));
    }
}
