use chrono::{Days, NaiveDate};
use domain::{Context, Event, vocabulary};
use eventstore::Position;
use uuid::Uuid;

use super::{
    ProcessError,
    act::{Act, Outcome},
    ages, departures, eligibility, endings, expiry, honorabilite, proposals, rentree, seats,
    store::{Change, Timer},
    surveys,
};
use crate::Commands;

vocabulary! {
    /// A process manager.
    pub enum Process {
        MatchExpiry => "match_expiry", "Binômes proposés et restés sans réponse";
        HonorabiliteWatch => "honorabilite_watch", "Fin de validité des contrôles d'honorabilité";
        MinorGuard => "minor_guard", "Âges du consentement et de la majorité";
        RentreeRollover => "rentree_rollover", "Rentrées sans nouvelles";
        ProposalExpiry => "proposal_expiry", "Propositions d'admission échues";
        OutcomeSurveys => "outcome_surveys", "Enquêtes de devenir";
        Endings => "endings", "Fin des binômes de qui s'en va";
        Departures => "departures", "Aides, candidatures et places de qui s'en va";
        SeatPromotion => "seat_promotion", "Places proposées et non prises à temps";
        EligibilityRecheck => "eligibility_recheck", "Éligibilité sous de nouvelles règles";
    }
}

/// An event, as a process sees it.
pub(super) struct Happened {
    pub position: Position,
    /// The aggregate.
    pub subject: Uuid,
    pub occurred_on: NaiveDate,
    pub event: Event,
}

/// A void, as a process sees it.
pub(super) struct Voided {
    /// The aggregate.
    pub subject: Uuid,
    pub occurred_on: NaiveDate,
}

/// What follows from an event.
pub(super) enum Reaction {
    /// Something to wait for, or no longer.
    Note(Change),
    /// Something to do at once.
    Act { step: String, on: NaiveDate, act: Act },
}

/// What follows from a day.
pub(super) enum Due {
    Act(Act),
    /// Look again on that day.
    Later(NaiveDate),
    Never,
}

/// The day of what waits for something to happen, and for no day: later than any other.
pub(super) const NEVER: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// How long to wait when her data may not be used for now.
const RESTRICTED: Days = Days::new(7);

impl Process {
    /// The types of the events it reads.
    pub(super) fn types(self) -> &'static [&'static str] {
        match self {
            Self::MatchExpiry => expiry::TYPES,
            Self::HonorabiliteWatch => honorabilite::TYPES,
            Self::MinorGuard => ages::TYPES,
            Self::RentreeRollover => rentree::TYPES,
            Self::ProposalExpiry => proposals::TYPES,
            Self::OutcomeSurveys => surveys::TYPES,
            Self::Endings => endings::TYPES,
            Self::Departures => departures::TYPES,
            Self::SeatPromotion => seats::TYPES,
            Self::EligibilityRecheck => eligibility::TYPES,
        }
    }

    /// What follows from an event. Looks, and changes nothing.
    pub(super) async fn react(
        self,
        commands: &Commands,
        context: &Context,
        happened: &Happened,
    ) -> Result<Vec<Reaction>, ProcessError> {
        Ok(match self {
            Self::MatchExpiry => expiry::react(context, happened),
            Self::HonorabiliteWatch => honorabilite::react(commands, happened).await?,
            Self::MinorGuard => ages::react(context, happened),
            Self::RentreeRollover => rentree::react(happened),
            Self::ProposalExpiry => proposals::react(commands, context, happened).await?,
            Self::OutcomeSurveys => surveys::react(happened),
            Self::Endings => endings::react(commands, happened).await?,
            Self::Departures => departures::react(happened),
            Self::SeatPromotion => seats::react(happened),
            Self::EligibilityRecheck => eligibility::react(commands, happened).await?,
        })
    }

    /// The categories in which it reads of voids too. Elsewhere a void is nothing to react to: what
    /// was started by the event is refused when it is due.
    pub(super) fn voids(self) -> &'static [&'static str] {
        // A pair may rest on the check that was voided.
        if self == Self::HonorabiliteWatch { &["supporter"] } else { &[] }
    }

    /// What follows from a void.
    pub(super) fn voided(self, voided: &Voided) -> Vec<Reaction> {
        if self == Self::HonorabiliteWatch { honorabilite::voided(voided) } else { Vec::new() }
    }

    /// What follows from a day that has come. Looks, and changes nothing.
    pub(super) async fn due(
        self,
        commands: &Commands,
        context: &Context,
        timer: &Timer,
    ) -> Result<Due, ProcessError> {
        Ok(match self {
            Self::MatchExpiry => Due::Act(expiry::due(timer)),
            Self::HonorabiliteWatch => honorabilite::due(timer),
            Self::MinorGuard => ages::due(timer),
            Self::RentreeRollover => Due::Act(rentree::due(timer)),
            Self::ProposalExpiry => proposals::due(commands, context, timer).await?,
            Self::OutcomeSurveys => surveys::due(timer),
            // It waits for no day.
            Self::Endings => Due::Never,
            Self::Departures => departures::due(commands, timer).await?,
            Self::SeatPromotion => Due::Act(seats::due(timer)),
            Self::EligibilityRecheck => eligibility::due(commands, timer).await?,
        })
    }

    /// When to look again after that.
    pub(super) fn after(self, timer: &Timer, outcome: Outcome) -> Option<NaiveDate> {
        let restricted = outcome.is_restricted().then(|| timer.due + RESTRICTED);
        match self {
            Self::MinorGuard => ages::after(timer, outcome),
            Self::RentreeRollover => restricted.or_else(|| rentree::after(timer, outcome)),
            Self::HonorabiliteWatch | Self::ProposalExpiry | Self::OutcomeSurveys => restricted,
            Self::EligibilityRecheck => restricted.or_else(|| eligibility::after(outcome)),
            Self::MatchExpiry | Self::Endings | Self::Departures | Self::SeatPromotion => None,
        }
    }
}

impl Reaction {
    /// Wait for a day.
    pub(super) fn wait(
        happened: &Happened,
        step: impl Into<String>,
        topic: impl Into<String>,
        due: NaiveDate,
    ) -> Self {
        Self::Note(Change::Wait(Timer {
            subject: happened.subject,
            step: step.into(),
            topic: topic.into(),
            due,
            cause: happened.position,
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        Decider, Vocabulary as _, activity::Activity, aid::Aid, codec, journey::Journey,
        mentorship::Mentorship, placement::Placement, programme::Programme, supporter::Supporter,
    };

    use super::*;

    #[test]
    fn every_type_a_process_reads_exists() {
        fn category<D: Decider>() -> &'static str {
            D::CATEGORY
        }
        let schema = codec::schema();
        let categories = [
            category::<Journey>(),
            category::<Mentorship>(),
            category::<Activity>(),
            category::<Aid>(),
            category::<Placement>(),
            category::<Programme>(),
            category::<Supporter>(),
        ];
        let known: BTreeSet<&str> = categories
            .iter()
            .flat_map(|category| schema[category]["oneOf"].as_array().unwrap())
            .map(|variant| variant["properties"]["type"]["const"].as_str().unwrap())
            .collect();
        for process in Process::ALL {
            for kind in process.types() {
                assert!(known.contains(kind), "{}: {kind}", process.code());
            }
        }
    }
}
