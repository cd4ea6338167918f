//! The rules in force, as data: published as versions in the Programme stream, never edited.

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{time::age_on, vocabulary};

/// One version of the rules. Version 1 holds the programme's founding decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Policy {
    /// Grows by one with each publication.
    pub version: u32,
    /// Eligible from the calendar year in which she turns this age (15): on-time pupils of Seconde
    /// born from September to December are 14 at the rentrée.
    pub age_min: i32,
    /// Eligible at registration until the eve of the next birthday (25: the eve of the 26th).
    /// Support itself may go on past it.
    pub age_max_inclusive: i32,
    /// Below this age consent is given by the child and a holder of parental authority, jointly
    /// (15; loi Informatique et Libertés art. 45, RGPD art. 8).
    pub consent_age: i32,
    /// Majority (18): below it a supporter needs a valid check of honorabilité.
    pub majority: i32,
    /// Wishes a candidate may have on Parcoursup in one session (10), and as many for
    /// apprenticeships.
    pub parcoursup_max_wishes: u32,
    /// Days without news after which support may end for lost contact (365).
    pub lost_contact_days: u32,
    /// A beneficiary of a lycée must state an orientation project before admission.
    pub lycee_needs_project: bool,
    /// Days a proposed pair waits for its answers before it expires (14).
    #[serde(default = "founding_proposal_days", skip_serializing_if = "is_founding_proposal_days")]
    pub proposal_days: u32,
    /// Months a check of honorabilité is valid at most, from the day it was issued (12). Sources
    /// differ, from six months to a year: hence a value of the policy.
    #[serde(default = "founding_check_months", skip_serializing_if = "is_founding_check_months")]
    pub check_months: u32,
}

/// What policies of before a value could be set mean; it is not written, so that they still read
/// and write the same.
const FOUNDING_PROPOSAL_DAYS: u32 = 14;
const FOUNDING_CHECK_MONTHS: u32 = 12;

fn founding_proposal_days() -> u32 {
    FOUNDING_PROPOSAL_DAYS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_founding_proposal_days(days: &u32) -> bool {
    *days == FOUNDING_PROPOSAL_DAYS
}

fn founding_check_months() -> u32 {
    FOUNDING_CHECK_MONTHS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_founding_check_months(months: &u32) -> bool {
    *months == FOUNDING_CHECK_MONTHS
}

impl Policy {
    /// Version 1, the founding policy.
    pub const FOUNDING: Self = Self {
        version: 1,
        age_min: 15,
        age_max_inclusive: 25,
        consent_age: 15,
        majority: 18,
        parcoursup_max_wishes: 10,
        lost_contact_days: 365,
        lycee_needs_project: false,
        proposal_days: FOUNDING_PROPOSAL_DAYS,
        check_months: FOUNDING_CHECK_MONTHS,
    };

    /// Is somebody born on `birth` of an age to register on `day`?
    #[must_use]
    pub fn may_register(&self, birth: NaiveDate, day: NaiveDate) -> bool {
        day.year() - birth.year() >= self.age_min && age_on(birth, day) <= self.age_max_inclusive
    }

    /// Must consent be given jointly with a holder of parental authority?
    #[must_use]
    pub fn needs_joint_consent(&self, birth: NaiveDate, day: NaiveDate) -> bool {
        age_on(birth, day) < self.consent_age
    }

    /// Is she a minor on this day?
    #[must_use]
    pub fn is_minor(&self, birth: NaiveDate, day: NaiveDate) -> bool {
        age_on(birth, day) < self.majority
    }
}

vocabulary! {
    /// A criterion of eligibility.
    pub enum Criterion {
        Age => "age", "Âge à l'inscription";
        Consent => "consent", "Consentement en vigueur";
        Enrolled => "enrolled", "Scolarité en cours connue";
        Digital => "digital", "Formation initiale, diplômante, technique du numérique";
        Recognised => "recognised", "Formation reconnue (université, CGE, Cdefi/CTI, lycée-STS)";
        Project => "project", "Projet d'orientation exprimé";
    }
}

vocabulary! {
    /// What is known of a criterion. Unknown is not no.
    pub enum Finding {
        Met => "met", "Rempli";
        NotMet => "not_met", "Non rempli";
        Unknown => "unknown", "Inconnu";
    }
}

vocabulary! {
    /// The outcome of an assessment of eligibility.
    pub enum Verdict {
        Eligible => "eligible", "Éligible";
        NotEligible => "not_eligible", "Non éligible";
        Pending => "pending", "Pièces ou faits manquants";
    }
}

/// One criterion and what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Assessed {
    /// The criterion.
    pub criterion: Criterion,
    /// What was found.
    pub finding: Finding,
}

/// The verdict that follows from the findings: one criterion not met refuses, one unknown waits.
#[must_use]
pub fn verdict(findings: &[Assessed]) -> Verdict {
    let any = |finding| findings.iter().any(|assessed| assessed.finding == finding);
    if any(Finding::NotMet) {
        Verdict::NotEligible
    } else if any(Finding::Unknown) {
        Verdict::Pending
    } else {
        Verdict::Eligible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn an_on_time_pupil_of_seconde_aged_14_on_the_first_of_september_may_register() {
        let born = day(2011, 12, 3);
        assert_eq!(age_on(born, day(2026, 9, 1)), 14);
        assert!(Policy::FOUNDING.may_register(born, day(2026, 9, 1)));
        assert!(!Policy::FOUNDING.may_register(day(2012, 1, 1), day(2026, 9, 1)));
    }

    #[test]
    fn registration_closes_on_the_26th_birthday() {
        let born = day(2000, 11, 24);
        assert!(Policy::FOUNDING.may_register(born, day(2026, 11, 23)));
        assert!(!Policy::FOUNDING.may_register(born, day(2026, 11, 24)));
    }

    #[test]
    fn below_15_consent_is_joint() {
        let born = day(2011, 12, 3);
        assert!(Policy::FOUNDING.needs_joint_consent(born, day(2026, 12, 2)));
        assert!(!Policy::FOUNDING.needs_joint_consent(born, day(2026, 12, 3)));
    }

    #[test]
    fn one_unmet_criterion_refuses_and_one_unknown_waits() {
        let with = |finding| {
            verdict(&[
                Assessed { criterion: Criterion::Age, finding: Finding::Met },
                Assessed { criterion: Criterion::Consent, finding },
            ])
        };
        assert_eq!(with(Finding::Met), Verdict::Eligible);
        assert_eq!(with(Finding::NotMet), Verdict::NotEligible);
        assert_eq!(with(Finding::Unknown), Verdict::Pending);
    }
}
