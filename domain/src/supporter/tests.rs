//! The rules of a supporter, each told as given, when, then.

mod laws;
mod rights;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    CheckMeans, Command as C, Event as E, Langue, Rejection as R, Supporter, SupporterKind,
    SupporterSuspension, TrainingModule,
};
use crate::{
    Context, JourneyId, MentorshipId,
    codes::Academie,
    journey::facts::{Identity, Target},
    levels::Niveau,
    policy::Policy,
    testing::{self, Given},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str) -> Context {
    Context::on(day(text))
}

fn today() -> Context {
    on("2026-10-05")
}

fn given(history: impl IntoIterator<Item = E>) -> Given<Supporter> {
    testing::given(history)
}

fn identity() -> Identity {
    Identity {
        first_name: "Grace".into(),
        last_name: "Hopper".into(),
        email: "grace@example.org".into(),
    }
}

fn register(identity: Identity) -> C {
    let territory = Academie::parse("01").unwrap().into();
    C::Register {
        identity,
        kind: SupporterKind::Professionnel,
        territory,
        partner: Some(Uuid::from_u128(8).into()),
    }
}

fn registered() -> E {
    let territory = Academie::parse("01").unwrap().into();
    let identity = identity().into();
    E::SupporterRegistered {
        identity,
        kind: SupporterKind::Professionnel,
        territory,
        partner: Some(Uuid::from_u128(8).into()),
    }
}

fn check(issued_on: &str, valid_until: &str) -> C {
    let (issued_on, valid_until) = (day(issued_on), day(valid_until));
    C::RecordCheck { means: CheckMeans::BulletinB3, issued_on, valid_until }
}

fn checked(issued_on: &str, valid_until: &str) -> E {
    let (issued_on, valid_until) = (day(issued_on), day(valid_until));
    E::HonorabiliteChecked { means: CheckMeans::BulletinB3, issued_on, valid_until }
}

fn pair(number: u128) -> MentorshipId {
    Uuid::from_u128(number).into()
}

fn beneficiary() -> JourneyId {
    Uuid::from_u128(9).into()
}

fn reserve(number: u128, minor: bool) -> C {
    C::ReserveSlot { mentorship: pair(number), journey: beneficiary(), minor }
}

fn reserved(number: u128, minor: bool) -> E {
    E::SlotReserved { mentorship: pair(number), journey: beneficiary(), minor }
}

fn released(number: u128) -> E {
    E::SlotReleased { mentorship: pair(number) }
}

/// Registered, charter signed, room for this many, and then this.
fn ready(max_live: u8, history: impl IntoIterator<Item = E>) -> Given<Supporter> {
    let before = [registered(), E::CharterSigned { version: 1 }, E::CapacityDeclared { max_live }];
    given(before.into_iter().chain(history))
}

#[test]
fn a_supporter_registers_once() {
    given([]).when(register(identity()), &today()).then([registered()]);
    given([registered()]).when(register(identity()), &today()).then_rejected(&R::AlreadyRegistered);
}

#[test]
fn a_supporter_has_a_name_and_an_address() {
    for identity in [
        Identity { first_name: " ".into(), ..identity() },
        Identity { last_name: "x".repeat(101), ..identity() },
        Identity { email: "grace".into(), ..identity() },
    ] {
        given([]).when(register(identity), &today()).then_rejected(&R::InvalidIdentity);
    }
}

#[test]
fn nothing_happens_to_a_supporter_before_the_registration() {
    given([]).when(C::SignCharter { version: 1 }, &today()).then_rejected(&R::NotRegistered);
}

#[test]
fn no_fact_is_recorded_before_it_happens() {
    let tomorrow = Context { today: day("2026-10-04"), ..today() };
    given([]).when(register(identity()), &tomorrow).then_rejected(&R::InTheFuture);
}

#[test]
fn each_version_of_the_charter_is_signed() {
    given([registered(), E::CharterSigned { version: 1 }])
        .when(C::SignCharter { version: 2 }, &today())
        .then([E::CharterSigned { version: 2 }]);
}

#[test]
fn a_check_is_issued_by_the_day_it_is_recorded_and_valid_until_a_later_one() {
    given([registered()])
        .when(check("2026-10-05", "2026-10-06"), &today())
        .then([checked("2026-10-05", "2026-10-06")]);
    for (issued_on, valid_until) in
        [("2026-10-06", "2027-10-05"), ("2026-10-01", "2026-10-01"), ("2026-10-01", "2026-09-30")]
    {
        given([registered()])
            .when(check(issued_on, valid_until), &today())
            .then_rejected(&R::InvalidCheckDates);
    }
    let late = Context { today: day("2026-10-20"), ..today() };
    given([registered()])
        .when(check("2026-10-06", "2027-10-05"), &late)
        .then_rejected(&R::InvalidCheckDates);
}

#[test]
fn a_check_is_valid_for_as_long_as_the_policy_lets_it() {
    given([registered()])
        .when(check("2026-10-05", "2027-10-05"), &today())
        .then([checked("2026-10-05", "2027-10-05")]);
    given([registered()])
        .when(check("2026-10-05", "2027-10-06"), &today())
        .then_rejected(&R::CheckTooLong { months: 12 });
    let policy = Policy { check_months: 6, ..Policy::FOUNDING };
    given([registered()])
        .when(check("2026-10-05", "2027-04-06"), &Context { policy, ..today() })
        .then_rejected(&R::CheckTooLong { months: 6 });
}

#[test]
fn capacity_goes_from_0_to_20() {
    for max_live in [0, 20] {
        given([registered()])
            .when(C::DeclareCapacity { max_live }, &today())
            .then([E::CapacityDeclared { max_live }]);
    }
    given([registered()])
        .when(C::DeclareCapacity { max_live: 21 }, &today())
        .then_rejected(&R::CapacityOutOfRange);
}

#[test]
fn capacity_is_not_lowered_below_the_slots_taken() {
    let two = || [reserved(1, false), reserved(2, false)];
    ready(3, two())
        .when(C::DeclareCapacity { max_live: 2 }, &today())
        .then([E::CapacityDeclared { max_live: 2 }]);
    ready(3, two())
        .when(C::DeclareCapacity { max_live: 1 }, &today())
        .then_rejected(&R::CapacityBelowLive { live: 2 });
}

#[test]
fn a_slot_is_taken_up_to_the_capacity() {
    ready(2, [reserved(1, false)]).when(reserve(2, false), &today()).then([reserved(2, false)]);
    ready(2, [reserved(1, false), reserved(2, false)])
        .when(reserve(3, false), &today())
        .then_rejected(&R::NoFreeSlot { max: 2 });
    given([registered(), E::CharterSigned { version: 1 }])
        .when(reserve(1, false), &today())
        .then_rejected(&R::NoFreeSlot { max: 0 });
}

#[test]
fn a_released_slot_can_be_taken_again() {
    ready(1, [reserved(1, false)])
        .when(C::ReleaseSlot { mentorship: pair(1) }, &today())
        .then([released(1)]);
    ready(1, [reserved(1, false), released(1)])
        .when(reserve(2, false), &today())
        .then([reserved(2, false)]);
}

#[test]
fn a_pair_holds_one_slot_and_releases_it_once() {
    ready(2, [reserved(1, false)])
        .when(reserve(1, false), &today())
        .then_rejected(&R::SlotAlreadyReserved);
    ready(2, [reserved(1, false), released(1)])
        .when(C::ReleaseSlot { mentorship: pair(1) }, &today())
        .then_rejected(&R::SlotNotReserved);
}

#[test]
fn nobody_is_supported_before_the_charter_is_signed() {
    given([registered(), E::CapacityDeclared { max_live: 1 }])
        .when(reserve(1, false), &today())
        .then_rejected(&R::CharterNotSigned);
}

#[test]
fn a_minor_is_supported_only_with_a_check_valid_on_that_day() {
    let check = || checked("2026-01-10", "2026-07-09");
    ready(1, []).when(reserve(1, true), &today()).then_rejected(&R::NoValidCheck);
    for (date, accepted) in
        [("2026-01-09", false), ("2026-01-10", true), ("2026-07-09", true), ("2026-07-10", false)]
    {
        let outcome = ready(1, [check()]).when(reserve(1, true), &on(date));
        if accepted {
            outcome.then([reserved(1, true)]);
        } else {
            outcome.then_rejected(&R::NoValidCheck);
        }
    }
}

#[test]
fn an_adult_is_supported_without_a_check() {
    ready(1, []).when(reserve(1, false), &today()).then([reserved(1, false)]);
}

#[test]
fn one_valid_check_among_several_is_enough() {
    let checks = [checked("2026-09-01", "2027-08-31"), checked("2024-01-01", "2024-12-31")];
    ready(1, checks).when(reserve(1, true), &today()).then([reserved(1, true)]);
}

#[test]
fn a_training_module_lasts_from_1_to_100_hours() {
    let module = TrainingModule::Violences;
    for hours in [1, 100] {
        given([registered()])
            .when(C::RecordTraining { module, hours }, &today())
            .then([E::TrainingCompleted { module, hours }]);
    }
    for hours in [0, 101] {
        given([registered()])
            .when(C::RecordTraining { module, hours }, &today())
            .then_rejected(&R::HoursOutOfRange);
    }
}

fn suspended() -> E {
    E::SupporterSuspended { reason: SupporterSuspension::Concern }
}

#[test]
fn a_suspended_supporter_takes_nobody_new_until_reinstated() {
    let suspend = || C::Suspend { reason: SupporterSuspension::Concern };
    ready(2, []).when(suspend(), &today()).then([suspended()]);
    ready(2, [suspended()]).when(suspend(), &today()).then_rejected(&R::Suspended);
    ready(2, [suspended()]).when(reserve(1, false), &today()).then_rejected(&R::Suspended);
    ready(2, [suspended()]).when(C::Reinstate, &today()).then([E::SupporterReinstated {}]);
    ready(2, []).when(C::Reinstate, &today()).then_rejected(&R::NotSuspended);
    ready(2, [suspended(), E::SupporterReinstated {}])
        .when(reserve(1, false), &today())
        .then([reserved(1, false)]);
}

#[test]
fn a_supporter_leaves_once_their_pairs_are_over_and_for_good() {
    ready(2, [reserved(1, false)])
        .when(C::Retire, &today())
        .then_rejected(&R::StillSupports { live: 1 });
    ready(2, []).when(C::Retire, &today()).then([E::SupporterRetired {}]);
    for command in [reserve(1, false), C::Retire, C::DeclareCapacity { max_live: 1 }] {
        ready(2, [E::SupporterRetired {}]).when(command, &today()).then_rejected(&R::Retired);
    }
}

fn expiring(valid_until: &str) -> C {
    C::AnnounceExpiry { valid_until: day(valid_until) }
}

#[test]
fn the_end_of_the_last_check_is_announced_once_from_60_days_before() {
    let history = || [registered(), checked("2026-10-01", "2027-03-31")];
    let announced = E::HonorabiliteExpiring { valid_until: day("2027-03-31") };
    given(history()).when(expiring("2027-03-31"), &on("2027-01-30")).then([announced.clone()]);
    given(history())
        .when(expiring("2027-03-31"), &on("2027-01-29"))
        .then_rejected(&R::ExpiryTooFar);
    given(history().into_iter().chain([announced]))
        .when(expiring("2027-03-31"), &on("2027-02-01"))
        .then_rejected(&R::ExpiryAlreadyAnnounced);
}

#[test]
fn a_check_that_another_one_outlasts_is_not_announced() {
    given([registered(), checked("2026-10-01", "2027-03-31"), checked("2026-12-01", "2028-03-31")])
        .when(expiring("2027-03-31"), &on("2027-02-01"))
        .then_rejected(&R::NotLastCheck);
    given([registered()])
        .when(expiring("2027-03-31"), &on("2027-02-01"))
        .then_rejected(&R::NotLastCheck);
}

#[test]
fn a_profile_names_a_language_and_a_level_for_students_only() {
    let profile =
        |languages, niveau| C::DeclareProfile { fields: vec![Target::Donnees], languages, niveau };
    let languages = || vec![Langue::Francais];
    given([registered()]).when(profile(languages(), None), &today()).then([E::ProfileDeclared {
        fields: vec![Target::Donnees],
        languages: languages(),
        niveau: None,
    }]);
    given([registered()]).when(profile(Vec::new(), None), &today()).then_rejected(&R::NoLanguage);
    given([registered()])
        .when(profile(languages(), Some(Niveau::Licence3)), &today())
        .then_rejected(&R::NoStudent);
}
