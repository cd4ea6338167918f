//! Versions: of the policy, the catalogues, the calendars, the protection of small groups.

use super::*;
use crate::testing::replay;

#[test]
fn the_founding_policy_is_version_1() {
    programme([])
        .when(C::PublishPolicy { policy: Policy::FOUNDING }, &today())
        .then([E::PolicyPublished { policy: Policy::FOUNDING }]);
}

#[test]
fn each_policy_is_the_next_version() {
    let policy = Policy { version: 3, parcoursup_max_wishes: 12, ..Policy::FOUNDING };
    programme([published(1), published(2)])
        .when(C::PublishPolicy { policy }, &today())
        .then([E::PolicyPublished { policy }]);
    for version in [0, 1, 2, 4] {
        let policy = Policy { version, ..Policy::FOUNDING };
        programme([published(1), published(2)])
            .when(C::PublishPolicy { policy }, &today())
            .then_rejected(&R::VersionMustGrow { next: 3 });
    }
}

#[test]
fn a_policy_that_admits_nobody_or_has_no_human_ages_is_refused() {
    for policy in [
        Policy { age_min: 26, ..Policy::FOUNDING },
        Policy { age_min: -1, ..Policy::FOUNDING },
        Policy { age_max_inclusive: 121, ..Policy::FOUNDING },
        Policy { consent_age: 121, ..Policy::FOUNDING },
        Policy { majority: -1, ..Policy::FOUNDING },
    ] {
        programme([]).when(C::PublishPolicy { policy }, &today()).then_rejected(&R::InvalidAges);
    }
}

#[test]
fn a_check_of_honorabilite_is_valid_for_1_to_36_months() {
    for check_months in [0, 37] {
        let policy = Policy { check_months, ..Policy::FOUNDING };
        let publish = C::PublishPolicy { policy };
        programme([]).when(publish, &today()).then_rejected(&R::InvalidCheckMonths);
    }
}

#[test]
fn a_proposal_waits_from_1_to_365_days() {
    for proposal_days in [0, 366] {
        let policy = Policy { proposal_days, ..Policy::FOUNDING };
        programme([]).when(C::PublishPolicy { policy }, &today()).then_rejected(&R::InvalidDelay);
    }
}

fn socle(version: u32) -> Socle {
    Socle { version, ..Socle::founding().unwrap() }
}

fn options(version: u32) -> OptionCatalogue {
    OptionCatalogue { version, ..OptionCatalogue::founding().unwrap() }
}

fn protection(version: u32) -> DisclosurePolicy {
    DisclosurePolicy { version, ..DisclosurePolicy::FOUNDING }
}

/// Each kind of version, as command and event.
fn publications(version: u32) -> [(C, E); 4] {
    let policy = Policy { version, ..Policy::FOUNDING };
    [
        (C::PublishPolicy { policy }, published(version)),
        (C::PublishSocle { socle: socle(version) }, E::SoclePublished { socle: socle(version) }),
        (
            C::PublishOptions { catalogue: options(version) },
            E::OptionCataloguePublished { catalogue: options(version) },
        ),
        (
            C::PublishDisclosurePolicy { policy: protection(version) },
            E::DisclosurePolicyPublished { policy: protection(version) },
        ),
    ]
}

#[test]
fn versions_of_every_kind_grow_by_one_and_the_last_one_is_in_force() {
    for (first, (second, third)) in
        publications(1).into_iter().zip(publications(2).into_iter().zip(publications(3)))
    {
        programme([]).when(first.0.clone(), &today()).then([first.1.clone()]);
        programme([first.1.clone()]).when(second.0.clone(), &today()).then([second.1.clone()]);
        for (wrong, next) in [(second.0, 1), (third.0.clone(), 1)] {
            programme([]).when(wrong, &today()).then_rejected(&R::VersionMustGrow { next });
        }
        for wrong in [first.0, third.0] {
            programme([first.1.clone()])
                .when(wrong, &today())
                .then_rejected(&R::VersionMustGrow { next: 2 });
        }
    }
    let all: Vec<_> = publications(1).into_iter().chain(publications(2)).map(|(_, e)| e).collect();
    let state: State = replay::<Programme>(&all);
    assert_eq!(state.policy.map(|policy| policy.version), Some(2));
    assert_eq!(state.rules.socle, Some(socle(2)));
    assert_eq!(state.rules.options, Some(options(2)));
    assert_eq!(state.rules.disclosure, Some(protection(2)));
}

#[test]
fn no_version_applies_to_a_day_before_it_was_published() {
    for (command, _) in publications(1) {
        programme([]).when(command, &yesterday()).then_rejected(&R::AppliesBackwards);
    }
}

#[test]
fn a_catalogue_has_entries_each_with_a_name_of_its_own_and_a_title() {
    let refused = |socle: Socle, why: &R| {
        programme([]).when(C::PublishSocle { socle }, &today()).then_rejected(why);
    };
    refused(Socle { version: 1, steps: vec![] }, &R::EmptyCatalogue);
    let twice = vec![socle(1).steps[0].clone(); 2];
    refused(Socle { version: 1, steps: twice }, &R::NamedTwice);
    for title in ["", " ", &"a".repeat(121)] {
        let mut untitled = socle(1);
        title.clone_into(&mut untitled.steps[0].title);
        refused(untitled, &R::InvalidTitle);
    }
    let catalogue = OptionCatalogue { version: 1, options: vec![] };
    programme([]).when(C::PublishOptions { catalogue }, &today()).then_rejected(&R::EmptyCatalogue);
}

#[test]
fn a_protection_that_protects_nobody_is_refused() {
    let founding = DisclosurePolicy::FOUNDING;
    for policy in [
        DisclosurePolicy { k_partner: 1, ..founding },
        DisclosurePolicy { k_public: 4, ..founding },
        DisclosurePolicy { min_denominator: 4, ..founding },
        DisclosurePolicy { rounding: 0, ..founding },
        DisclosurePolicy { rounding: 101, ..founding },
    ] {
        programme([])
            .when(C::PublishDisclosurePolicy { policy }, &today())
            .then_rejected(&R::InvalidDisclosure);
    }
}

fn phase(kind: PhaseKind, opens: &str, closes: &str) -> CalendarPhase {
    CalendarPhase { kind, opens: day(opens), closes: day(closes) }
}

/// Wishes are over on 1 September 2026, admission is not.
fn calendar() -> Calendar {
    let phases = vec![
        phase(PhaseKind::Wishes, "2026-01-19", "2026-03-12"),
        phase(PhaseKind::Admission, "2026-06-02", "2026-09-20"),
    ];
    Calendar { platform: Platform::Parcoursup, session: 2026, phases }
}

#[test]
fn a_calendar_can_be_published_and_moved_as_long_as_its_phases_are_not_over() {
    let mut moved = calendar();
    moved.phases[1].closes = day("2026-09-25");
    programme([])
        .when(C::PublishCalendar { calendar: calendar() }, &today())
        .then([E::CalendarPublished { calendar: calendar() }]);
    programme([E::CalendarPublished { calendar: calendar() }])
        .when(C::PublishCalendar { calendar: moved.clone() }, &today())
        .then([E::CalendarPublished { calendar: moved.clone() }]);
    let history = [calendar(), moved.clone()].map(|calendar| E::CalendarPublished { calendar });
    let state: State = replay::<Programme>(&history);
    assert_eq!(state.rules.calendar(Platform::Parcoursup, 2026), Some(&moved));

    let mut late = calendar();
    late.phases[0].closes = day("2026-03-20");
    programme([E::CalendarPublished { calendar: calendar() }])
        .when(C::PublishCalendar { calendar: late }, &today())
        .then_rejected(&R::PhaseClosed { closed: day("2026-03-12") });
}

#[test]
fn direct_applications_have_no_calendar() {
    let calendar = Calendar { platform: Platform::Direct, ..calendar() };
    programme([]).when(C::PublishCalendar { calendar }, &today()).then_rejected(&R::NoCalendar);
}

#[test]
fn phases_that_make_no_calendar_are_refused() {
    let [wishes, admission] = [calendar().phases[0], calendar().phases[1]];
    let backwards = CalendarPhase { closes: day("2026-01-18"), ..wishes };
    for phases in [
        vec![],
        vec![wishes],
        vec![admission],
        vec![wishes, wishes, admission],
        vec![backwards, admission],
        vec![phase(PhaseKind::Wishes, "2020-01-19", "2020-03-12"), admission],
    ] {
        let calendar = Calendar { phases, ..calendar() };
        programme([])
            .when(C::PublishCalendar { calendar }, &today())
            .then_rejected(&R::InvalidPhases);
    }
}
