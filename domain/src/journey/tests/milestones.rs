//! What the calendar brings: ages, a rentrée without news, surveys.

use super::*;
use crate::journey::facts::EndReason;

const AGE: fn(u8) -> C = |age| C::ReachAge { age };

#[test]
fn reaching_15_or_18_is_recorded_once_she_has() {
    let young = || given([registered_born("2011-12-03", 14)]);
    young().when(AGE(15), &on("2026-12-02")).then_rejected(&R::AgeNotReached);
    young().when(AGE(15), &on("2026-12-03")).then([E::AgeReached { age: 15 }]);
    young().when(AGE(18), &on("2029-12-03")).then([E::AgeReached { age: 18 }]);
    young().when(AGE(16), &on("2029-12-03")).then_rejected(&R::AgeNotWatched);
    given([registered_born("2011-12-03", 14), E::AgeReached { age: 15 }])
        .when(AGE(15), &on("2026-12-04"))
        .then_rejected(&R::AgeAlreadyKnown);
    // She was 16 when she registered.
    she([]).when(AGE(15), &today()).then_rejected(&R::AgeAlreadyKnown);
}

#[test]
fn without_her_birth_date_nobody_says_how_old_she_is() {
    given([registered_as(Pii::Erased, 14, None)])
        .when(AGE(15), &on("2030-01-01"))
        .then_rejected(&R::AgeNotReached);
}

fn mark(school_year: i32) -> C {
    C::MarkToContact { school_year: SchoolYear(school_year) }
}

#[test]
fn a_school_year_without_news_is_noted_from_16_november_on() {
    let marked = E::MarkedToContact { school_year: SchoolYear(2026) };
    laureate([]).when(mark(2026), &on("2026-11-16")).then([marked.clone()]);
    for (year, day) in [(2026, "2026-11-15"), (2026, "2027-11-16"), (2027, "2026-11-16")] {
        laureate([]).when(mark(year), &on(day)).then_rejected(&R::RolloverTooEarly);
    }
    laureate([marked]).when(mark(2026), &on("2026-11-20")).then_rejected(&R::AlreadyToContact);
    laureate([started(2026, Niveau::PremiereGenerale)])
        .when(mark(2026), &on("2026-11-16"))
        .then_rejected(&R::RentreeKnown);
    she([]).when(mark(2026), &on("2026-11-16")).then_rejected(&R::NotAdmitted);
}

fn call(months_after: u16) -> C {
    C::CallForSurvey { months_after }
}

#[test]
fn she_is_asked_what_has_become_of_her_after_6_12_18_24_and_30_months() {
    let left = || E::SupportEnded { reason: EndReason::Withdrew };
    for months_after in [6, 12, 18, 24, 30] {
        laureate([left()])
            .when(call(months_after), &today())
            .then([E::OutcomeSurveyDue { months_after }]);
        laureate([left(), E::OutcomeSurveyDue { months_after }])
            .when(call(months_after), &today())
            .then_rejected(&R::SurveyAlreadyDue);
    }
    laureate([left()]).when(call(7), &today()).then_rejected(&R::NoSurvey);
    laureate([]).when(call(6), &today()).then_rejected(&R::NoSurvey);
}

#[test]
fn nobody_asks_after_the_dead() {
    laureate([E::SupportEnded { reason: EndReason::Deceased }])
        .when(call(6), &today())
        .then_rejected(&R::NoSurvey);
}
