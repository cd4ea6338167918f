//! One dated command of a plan, before it is sent.

use chrono::NaiveDate;
use domain::{
    ActivityId, AidId, JourneyId, MentorshipId, PartnerId, PlacementId, SupporterId, activity, aid,
    booking, granting, journey, mentorship, pairing, partner, placement,
    supporter::{self, SupporterSuspension},
};
use serde_json::Value;
use uuid::Uuid;

/// A command on its day.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The simulated day it is sent.
    pub(crate) day: NaiveDate,
    /// The day it is about; earlier than `day` for what is declared late.
    pub(crate) occurred_on: NaiveDate,
    /// Given when the block is complete.
    pub(crate) command_id: Uuid,
    /// What is asked.
    pub(crate) action: Action,
}

impl Step {
    pub(crate) fn on(day: NaiveDate, action: Action) -> Self {
        Self { day, occurred_on: day, command_id: Uuid::nil(), action }
    }
}

/// What is asked, of whom.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Of a beneficiary's journey.
    Journey(JourneyId, journey::Command),
    /// Of a tutor or mentor.
    Supporter(SupporterId, supporter::Command),
    /// Of a relation.
    Mentorship(MentorshipId, mentorship::Command),
    /// Of both sides of a pair.
    Pair(MentorshipId, pairing::Command),
    /// Of a supporter, to support nobody for now; these relations pause with it.
    Suspend(SupporterId, SupporterSuspension, Vec<MentorshipId>),
    /// Of an activity.
    Activity(ActivityId, activity::Command),
    /// Of an activity, for somebody whose journey must allow it.
    Seat(ActivityId, booking::Command),
    /// Of an aid.
    Aid(AidId, aid::Command),
    /// Of an aid, for somebody whose journey must allow it.
    Help(AidId, granting::AidCommand),
    /// Of an aid and the budget; does the budget change?
    Grant(AidId, granting::BudgetCommand, bool),
    /// Of a placement; the journey that changes with it, if one does.
    Placement(PlacementId, placement::Command, Option<JourneyId>),
    /// Of a partner.
    Partner(PartnerId, partner::Command),
}

impl Action {
    /// The name of the command, such as `journey.Admit`, for messages: commands hold personal data
    /// and are never printed.
    pub(crate) fn name(&self) -> String {
        let (category, command) = match self {
            Self::Journey(_, command) => ("journey", serde_json::to_value(command)),
            Self::Supporter(_, command) => ("supporter", serde_json::to_value(command)),
            Self::Mentorship(_, command) => ("mentorship", serde_json::to_value(command)),
            Self::Pair(_, command) => ("pairing", serde_json::to_value(command)),
            Self::Suspend(..) => return "supporter.Suspend".to_owned(),
            Self::Activity(_, command) => ("activity", serde_json::to_value(command)),
            Self::Seat(_, command) => ("activity", serde_json::to_value(command)),
            Self::Aid(_, command) => ("aid", serde_json::to_value(command)),
            Self::Help(_, command) => ("aid", serde_json::to_value(command)),
            Self::Grant(_, command, _) => ("aid", serde_json::to_value(command)),
            Self::Placement(_, command, _) => ("placement", serde_json::to_value(command)),
            Self::Partner(_, command) => ("partner", serde_json::to_value(command)),
        };
        // An enum is written as its variant's name, or as an object with that name as its one key.
        let name = match command.unwrap_or_default() {
            Value::String(name) => name,
            Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
            _ => String::new(),
        };
        format!("{category}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_named_without_what_it_holds() {
        let id = JourneyId(Uuid::nil());
        let withdraw = Action::Journey(id, journey::Command::WithdrawRegistration);
        assert_eq!(withdraw.name(), "journey.WithdrawRegistration");
        let wish = domain::WishId(Uuid::nil());
        let confirm = Action::Journey(id, journey::Command::ConfirmWish { wish });
        assert_eq!(confirm.name(), "journey.ConfirmWish");
        let start = Action::Pair(MentorshipId(Uuid::nil()), pairing::Command::Start);
        assert_eq!(start.name(), "pairing.Start");
        let seat = booking::Command::Book { journey: id };
        assert_eq!(Action::Seat(ActivityId(Uuid::nil()), seat).name(), "activity.Book");
    }
}
