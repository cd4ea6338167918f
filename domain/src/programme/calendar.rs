//! The calendar of a platform's session: data, published each year, never code. Dates move.
//!
//! A phase closes at 23:59, Paris time: whatever happens on its last civil day in Europe/Paris is
//! in time, wherever she lives. Overseas, that moment is another hour of the day.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{journey::facts::Platform, vocabulary};

vocabulary! {
    /// A phase of a session.
    pub enum PhaseKind {
        /// Wishes or applications are entered.
        Wishes => "wishes", "Formulation des vœux, dépôt des candidatures";
        /// Wishes that are not confirmed disappear at its end.
        Confirmation => "confirmation", "Finalisation et confirmation";
        /// Formations answer, proposals are accepted.
        Admission => "admission", "Phase principale d'admission";
        /// New wishes where places are left.
        Complementary => "complementary", "Phase complémentaire";
    }
}

vocabulary! {
    /// What the calendar of a platform allows or not on a day.
    pub enum PlatformStep {
        Submit => "submit", "Formuler un vœu";
        Confirm => "confirm", "Confirmer un vœu";
        Answer => "answer", "Recevoir ou accepter une réponse";
    }
}

/// One phase. Both days belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct CalendarPhase {
    /// Which.
    pub kind: PhaseKind,
    /// First day.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
    pub opens: NaiveDate,
    /// Last day, until 23:59 Paris time.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
    pub closes: NaiveDate,
}

/// The calendar of one session of one platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Calendar {
    /// Parcoursup or Mon Master.
    pub platform: Platform,
    /// Calendar year of the rentrée the session prepares.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::year()"))]
    pub session: i32,
    /// Each kind at most once; wishes and admission always.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::some()"))]
    pub phases: Vec<CalendarPhase>,
}

impl CalendarPhase {
    /// Is it open on this civil day in Paris?
    #[must_use]
    pub fn is_open(&self, day: NaiveDate) -> bool {
        (self.opens..=self.closes).contains(&day)
    }
}

impl Calendar {
    /// The phase of a kind, if the session has one.
    #[must_use]
    pub fn phase(&self, kind: PhaseKind) -> Option<&CalendarPhase> {
        self.phases.iter().find(|phase| phase.kind == kind)
    }

    /// Does the platform take this step on this day?
    #[must_use]
    pub fn allows(&self, step: PlatformStep, day: NaiveDate) -> bool {
        let open = |kind| self.phase(kind).is_some_and(|phase| phase.is_open(day));
        let complementary = open(PhaseKind::Complementary);
        match step {
            PlatformStep::Submit => open(PhaseKind::Wishes) || complementary,
            PlatformStep::Confirm => {
                open(PhaseKind::Wishes) || open(PhaseKind::Confirmation) || complementary
            }
            PlatformStep::Answer => open(PhaseKind::Admission) || complementary,
        }
    }

    /// The last day on which a proposal of the session can be accepted.
    #[must_use]
    pub fn last_answer(&self) -> Option<NaiveDate> {
        let phases = self.phases.iter();
        let answering =
            phases.filter(|p| matches!(p.kind, PhaseKind::Admission | PhaseKind::Complementary));
        answering.map(|phase| phase.closes).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn phase(kind: PhaseKind, opens: &str, closes: &str) -> CalendarPhase {
        CalendarPhase { kind, opens: day(opens), closes: day(closes) }
    }

    /// As published for the session of 2025 (parcoursup.fr).
    fn parcoursup() -> Calendar {
        let phases = vec![
            phase(PhaseKind::Wishes, "2025-01-15", "2025-03-13"),
            phase(PhaseKind::Confirmation, "2025-03-14", "2025-04-02"),
            phase(PhaseKind::Admission, "2025-06-02", "2025-07-10"),
            phase(PhaseKind::Complementary, "2025-06-11", "2025-09-11"),
        ];
        Calendar { platform: Platform::Parcoursup, session: 2025, phases }
    }

    #[test]
    fn the_last_day_of_a_phase_belongs_to_it_until_midnight_in_paris() {
        let calendar = parcoursup();
        assert!(calendar.allows(PlatformStep::Submit, day("2025-03-13")));
        assert!(!calendar.allows(PlatformStep::Submit, day("2025-03-14")));
        assert!(calendar.allows(PlatformStep::Confirm, day("2025-04-02")));
        assert!(!calendar.allows(PlatformStep::Confirm, day("2025-04-03")));
    }

    #[test]
    fn the_complementary_phase_takes_new_wishes_and_answers() {
        let calendar = parcoursup();
        for step in <PlatformStep as crate::Vocabulary>::ALL {
            assert!(calendar.allows(*step, day("2025-09-11")));
            assert!(!calendar.allows(*step, day("2025-09-12")));
        }
        assert_eq!(calendar.last_answer(), Some(day("2025-09-11")));
    }

    #[test]
    fn nobody_answers_before_the_admission_phase() {
        assert!(!parcoursup().allows(PlatformStep::Answer, day("2025-06-01")));
        assert!(parcoursup().allows(PlatformStep::Answer, day("2025-06-02")));
    }
}
