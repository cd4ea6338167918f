//! Registration, guardians, consent.

use super::*;
use crate::journey::facts::{EndReason, ErasureReason};

#[test]
fn a_young_woman_of_the_programmes_ages_registers() {
    given([]).when(register("2010-03-15"), &on("2026-10-05")).then([registered()]);
}

#[test]
fn a_pupil_of_seconde_may_register_at_14_in_the_calendar_year_she_turns_15() {
    given([])
        .when(register("2011-12-31"), &on("2026-01-01"))
        .then([registered_born("2011-12-31", 14)]);
    given([]).when(register("2011-12-31"), &on("2025-12-31")).then_rejected(&R::AgeOutOfRange {
        age: 14,
        min: 15,
        max: 25,
    });
    given([]).when(register("2012-01-01"), &on("2026-09-01")).then_rejected(&R::AgeOutOfRange {
        age: 14,
        min: 15,
        max: 25,
    });
}

#[test]
fn registration_is_open_to_the_eve_of_her_26th_birthday() {
    given([])
        .when(register("2000-10-06"), &on("2026-10-05"))
        .then([registered_born("2000-10-06", 25)]);
    given([]).when(register("2000-10-05"), &on("2026-10-05")).then_rejected(&R::AgeOutOfRange {
        age: 26,
        min: 15,
        max: 25,
    });
}

#[test]
fn her_age_counts_on_the_day_she_registered_not_on_the_day_it_is_recorded() {
    let late = Context { today: day("2026-10-20"), ..on("2026-10-05") };
    given([]).when(register("2000-10-06"), &late).then([registered_born("2000-10-06", 25)]);
}

#[test]
fn nobody_registers_before_she_is_born() {
    given([]).when(register("2031-01-01"), &today()).then_rejected(&R::AgeOutOfRange {
        age: -5,
        min: 15,
        max: 25,
    });
}

#[test]
fn nobody_is_registered_twice() {
    she([]).when(register("2010-03-15"), &today()).then_rejected(&R::AlreadyRegistered);
}

#[test]
fn nothing_happens_on_a_journey_before_the_registration() {
    given([]).when(C::AssessEligibility, &today()).then_rejected(&R::NotRegistered);
}

#[test]
fn no_fact_is_recorded_before_it_happens() {
    let tomorrow = Context { today: day("2026-10-04"), ..on("2026-10-05") };
    given([]).when(register("2010-03-15"), &tomorrow).then_rejected(&R::InTheFuture);
    she([]).when(C::AssessEligibility, &tomorrow).then_rejected(&R::InTheFuture);
}

#[test]
fn both_names_and_an_address_with_one_at_sign_are_required() {
    let long = "a".repeat(101);
    for (first_name, last_name, email) in [
        ("", "Lovelace", "ada@example.org"),
        ("Ada", "  ", "ada@example.org"),
        (long.as_str(), "Lovelace", "ada@example.org"),
        ("Ada", "Lovelace", ""),
        ("Ada", "Lovelace", "ada.example.org"),
        ("Ada", "Lovelace", "@example.org"),
        ("Ada", "Lovelace", "ada@"),
        ("Ada", "Lovelace", "ada@ada@example.org"),
        ("Ada", "Lovelace", "ada lovelace@example.org"),
    ] {
        let identity = Identity {
            first_name: first_name.into(),
            last_name: last_name.into(),
            email: email.into(),
        };
        let command = register_as(identity, "2010-03-15", None);
        given([]).when(command, &today()).then_rejected(&R::InvalidIdentity);
    }
}

#[test]
fn a_campaign_code_is_1_to_40_letters_digits_or_dashes() {
    let long = "a".repeat(41);
    for (code, accepted) in [
        ("Lycee-Curie-2026", true),
        (&long[..40], true),
        ("", false),
        ("école", false),
        ("a b", false),
        (long.as_str(), false),
    ] {
        let outcome = given([]).when(register_as(identity(), "2010-03-15", Some(code)), &today());
        if accepted {
            outcome.then([registered_as(day("2010-03-15").into(), 16, Some(code))]);
        } else {
            outcome.then_rejected(&R::InvalidCampaign);
        }
    }
}

fn guardian() -> Guardian {
    Guardian {
        first_name: "Anne".into(),
        last_name: "Byron".into(),
        email: "anne@example.org".into(),
    }
}

fn authorised(scopes: &[GuardianScope], until: Option<&str>) -> E {
    let authorisation = Authorisation { scopes: scopes.to_vec(), until: until.map(day) };
    E::GuardianAuthorised { guardian: guardian().into(), authorisation }
}

#[test]
fn a_guardian_authorises_what_the_authorisation_names() {
    let authorisation =
        Authorisation { scopes: vec![GuardianScope::Account, GuardianScope::Trip], until: None };
    she([])
        .when(C::AuthoriseAsGuardian { guardian: guardian(), authorisation }, &today())
        .then([authorised(&[GuardianScope::Account, GuardianScope::Trip], None)]);
}

#[test]
fn a_guardian_authorises_something_and_has_a_name() {
    let nothing = Authorisation { scopes: Vec::new(), until: None };
    she([])
        .when(C::AuthoriseAsGuardian { guardian: guardian(), authorisation: nothing }, &today())
        .then_rejected(&R::EmptyList);
    let nobody = Guardian { last_name: String::new(), ..guardian() };
    let authorisation = Authorisation { scopes: vec![GuardianScope::Account], until: None };
    she([])
        .when(C::AuthoriseAsGuardian { guardian: nobody, authorisation }, &today())
        .then_rejected(&R::InvalidIdentity);
}

fn consent(given_by: GivenBy) -> C {
    C::Consent { purpose: Purpose::Account, text_version: "2026-1".into(), given_by }
}

fn consent_of(given_by: GivenBy) -> E {
    E::ConsentRecorded { purpose: Purpose::Account, text_version: "2026-1".into(), given_by }
}

/// Fourteen until 23 November 2026.
fn fourteen() -> E {
    registered_born("2011-11-24", 14)
}

#[test]
fn from_15_she_consents_alone() {
    given([fourteen()])
        .when(consent(GivenBy::Herself), &on("2026-11-24"))
        .then([consent_of(GivenBy::Herself)]);
}

#[test]
fn below_15_consent_is_given_jointly_with_a_holder_of_parental_authority() {
    given([fourteen()])
        .when(consent(GivenBy::Herself), &on("2026-11-23"))
        .then_rejected(&R::JointConsentRequired { age: 15 });
    given([fourteen(), authorised(&[GuardianScope::Account], None)])
        .when(consent(GivenBy::HerselfAndGuardian), &on("2026-11-23"))
        .then([consent_of(GivenBy::HerselfAndGuardian)]);
}

#[test]
fn below_15_the_guardians_authorisation_alone_is_not_her_consent() {
    given([fourteen(), authorised(&[GuardianScope::Account], None)])
        .when(consent(GivenBy::Herself), &on("2026-11-23"))
        .then_rejected(&R::JointConsentRequired { age: 15 });
}

#[test]
fn joint_consent_needs_an_authorisation_for_the_account_that_still_holds() {
    let joint = || consent(GivenBy::HerselfAndGuardian);
    given([fourteen()]).when(joint(), &on("2026-11-23")).then_rejected(&R::GuardianRequired);
    given([fourteen(), authorised(&[GuardianScope::Trip], None)])
        .when(joint(), &on("2026-11-23"))
        .then_rejected(&R::GuardianRequired);
    let until = authorised(&[GuardianScope::Account], Some("2026-11-10"));
    given([fourteen(), until.clone()])
        .when(joint(), &on("2026-11-10"))
        .then([consent_of(GivenBy::HerselfAndGuardian)]);
    given([fourteen(), until]).when(joint(), &on("2026-11-11")).then_rejected(&R::GuardianRequired);
}

#[test]
fn an_erased_birth_date_cannot_show_that_she_is_15() {
    given([registered_as(Pii::Erased, 16, None)])
        .when(consent(GivenBy::Herself), &today())
        .then_rejected(&R::JointConsentRequired { age: 15 });
}

/// Below majority, whatever she may consent to alone from 15 on.
#[test]
fn the_image_of_a_minor_is_used_with_the_consent_of_a_holder_of_parental_authority_too() {
    let (purpose, text_version) = (Purpose::Image, "2026-1");
    let consent = |given_by| C::Consent { purpose, text_version: text_version.into(), given_by };
    let consented =
        |given_by| E::ConsentRecorded { purpose, text_version: text_version.into(), given_by };
    let (alone, joint) = (GivenBy::Herself, GivenBy::HerselfAndGuardian);
    let seventeen = || registered_born("2008-11-24", 17);
    given([seventeen()])
        .when(consent(alone), &on("2026-11-23"))
        .then_rejected(&R::JointConsentRequired { age: 18 });
    given([seventeen(), authorised(&[GuardianScope::Account], None)])
        .when(consent(joint), &on("2026-11-23"))
        .then_rejected(&R::GuardianRequired);
    given([seventeen(), authorised(&[GuardianScope::Image], None)])
        .when(consent(joint), &on("2026-11-23"))
        .then([consented(joint)]);
    given([seventeen()]).when(consent(alone), &on("2026-11-24")).then([consented(alone)]);
}

#[test]
fn the_text_she_was_shown_has_a_version() {
    let (purpose, given_by) = (Purpose::Statistics, GivenBy::Herself);
    let consent = |text_version: &str| {
        let text_version = text_version.to_owned();
        C::Consent { purpose, text_version, given_by }
    };
    for text_version in ["", "2026 1", "v1/2"] {
        she([]).when(consent(text_version), &today()).then_rejected(&R::InvalidTextVersion);
    }
    let text_version = "2026.1-b".to_owned();
    she([]).when(consent(&text_version), &today()).then([E::ConsentRecorded {
        purpose,
        text_version,
        given_by,
    }]);
}

#[test]
fn a_consent_in_force_can_always_be_withdrawn() {
    let withdraw = || C::WithdrawConsent { purpose: Purpose::Account };
    let withdrawn = || E::ConsentWithdrawn { purpose: Purpose::Account };
    let closed = E::RegistrationWithdrawn {};
    let ended = E::SupportEnded { reason: EndReason::Completed, obstacles: Vec::new() };
    she([consented()]).when(withdraw(), &today()).then([withdrawn()]);
    she([consented(), closed]).when(withdraw(), &today()).then([withdrawn()]);
    laureate([ended]).when(withdraw(), &today()).then([withdrawn()]);
}

#[test]
fn a_consent_that_is_not_in_force_is_not_withdrawn() {
    let withdraw = || C::WithdrawConsent { purpose: Purpose::Account };
    let withdrawn = E::ConsentWithdrawn { purpose: Purpose::Account };
    she([]).when(withdraw(), &today()).then_rejected(&R::NoConsent);
    she([consented(), withdrawn]).when(withdraw(), &today()).then_rejected(&R::NoConsent);
}

#[test]
fn that_she_is_a_homonym_is_recorded_as_it_is_said() {
    let said = C::Register {
        identity: identity(),
        birth_date: day("2010-03-15"),
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: true,
    };
    let recorded = E::BeneficiaryRegistered {
        identity: identity().into(),
        birth_date: day("2010-03-15").into(),
        age_years: 16,
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: true,
    };
    given([]).when(said, &on("2026-10-05")).then([recorded]);
}

#[test]
fn a_journey_is_hers_until_it_is_closed_or_about_to_be_erased() {
    let is_hers = |history: Vec<E>| {
        testing::replay::<Journey>(&history).record().is_some_and(crate::journey::Record::is_hers)
    };
    let candidate = |more: E| vec![registered(), more];
    let laureate = |more: E| admitted().into_iter().chain([more]).collect();
    assert!(is_hers(vec![registered()]));
    assert!(is_hers(admitted().into()));
    assert!(is_hers(candidate(E::ProcessingRestricted {})));
    // She comes back on the same journey, to the same cohort.
    for reason in [EndReason::Completed, EndReason::Withdrew] {
        assert!(is_hers(laureate(E::SupportEnded { reason, obstacles: Vec::new() })));
    }
    assert!(!is_hers(candidate(E::RegistrationWithdrawn {})));
    assert!(!is_hers(candidate(E::AdmissionRefused { reasons: Vec::new() })));
    assert!(!is_hers(candidate(E::ErasureRequested { reason: ErasureReason::Request })));
    assert!(!is_hers(vec![]));
}

#[test]
fn who_she_is_follows_what_is_corrected_about_her() {
    let person = |history: &[E]| {
        let state = testing::replay::<Journey>(history);
        state.record().and_then(crate::journey::Record::person)
    };
    let corrected = |last: Option<&str>, born: Option<&str>| E::RectificationApplied {
        identity: last.map(|last| Identity { last_name: last.into(), ..identity() }.into()),
        birth_date: born.map(|born| day(born).into()),
        homonym: false,
    };
    let she = person(&[registered()]);
    assert!(she.is_some());
    let renamed = person(&[registered(), corrected(Some("Byron"), None)]);
    let reborn = person(&[registered(), corrected(None, Some("2010-03-16"))]);
    assert!(renamed != she && reborn != she && renamed != reborn);
    let back = [registered(), corrected(Some("Byron"), None), corrected(Some("LOVELACE"), None)];
    assert_eq!(person(&back), she);
    // Nobody knows any more.
    assert_eq!(person(&[registered_as(Pii::Erased, 16, None)]), None);
}
