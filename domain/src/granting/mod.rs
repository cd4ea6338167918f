//! What an aid depends on besides itself: she who asks must be in the programme, a guardian must
//! have agreed before equipment is handed to a minor, and the budget must hold the money.
//!
//! Her journey is looked at and stays as it is; the budget changes with the aid, in one append.

#[cfg(test)]
mod tests;

use serde::Serialize;
use uuid::Uuid;

use crate::{
    AidId, Both, Cents, Context, Decider, Joint, JointDecision, Reason,
    aid::{self, Aid, AidCancellation, AidKind, AidRequest},
    journey::{self, Journey, facts::GuardianScope},
    programme::{self, BudgetLine, Programme},
};

/// Why it is refused, by whichever side refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The aid.
    #[error(transparent)]
    Aid(#[from] aid::Rejection),
    /// Her journey.
    #[error(transparent)]
    Journey(#[from] journey::Rejection),
    /// The budget.
    #[error(transparent)]
    Programme(#[from] programme::Rejection),
}

impl Reason for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::Aid(reason) => reason.code(),
            Self::Journey(reason) => reason.code(),
            Self::Programme(reason) => reason.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Aid(reason) => reason.field(),
            Self::Journey(reason) => reason.field(),
            Self::Programme(reason) => reason.field(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Aid(reason) => reason.french(),
            Self::Journey(reason) => reason.french(),
            Self::Programme(reason) => reason.french(),
        }
    }
}

/// What depends on her journey.
#[derive(Clone, Debug, Serialize)]
pub enum AidCommand {
    /// Ask for aid.
    Request {
        /// What.
        request: AidRequest,
    },
    /// Record that she received it, or a part.
    Deliver {
        /// How much.
        amount_cents: Cents,
    },
}

/// The decision on an aid and a journey.
pub struct Helping;

impl Joint for Helping {
    type Main = Aid;
    type Other = Journey;
    type Command = AidCommand;
    type Rejection = Rejection;

    fn other(aid: &aid::State, command: &AidCommand) -> Result<Uuid, Rejection> {
        match command {
            AidCommand::Request { request } => Ok(request.journey.0),
            AidCommand::Deliver { .. } => Ok(aid.journey().ok_or(aid::Rejection::Unknown)?.0),
        }
    }

    fn decide(
        _: Uuid,
        states: Both<'_, Self>,
        command: AidCommand,
        context: &Context,
    ) -> Result<JointDecision<Self>, Rejection> {
        let record = states.other.usable()?;
        let command = match command {
            AidCommand::Request { request } => {
                record.standing.going_on()?;
                let mut years = record.years.values().rev();
                let school = years.find_map(|year| year.start.school.as_ref());
                let territory = school.map(|school| school.territory);
                aid::Command::Request { request: AidRequest { territory, ..request } }
            }
            AidCommand::Deliver { amount_cents } => {
                let kind = states.main.request().map(|request| request.kind);
                if kind == Some(AidKind::Materiel) {
                    may_receive(record, context)?;
                }
                aid::Command::Deliver { amount_cents }
            }
        };
        let main = Aid::decide(states.main, command, context)?;
        Ok(JointDecision { main, other: Vec::new() })
    }
}

/// Equipment is handed to a minor only when a guardian has agreed.
fn may_receive(record: &journey::Record, context: &Context) -> Result<(), Rejection> {
    let birth = record.birth_date.known().ok_or(aid::Rejection::AgeUnknown)?;
    let on = context.occurred_on;
    let holds = record.is_authorised(GuardianScope::Equipment, on);
    if context.policy.is_minor(*birth, on) && !holds {
        return Err(aid::Rejection::EquipmentNotAuthorised.into());
    }
    Ok(())
}

/// What changes the budget too.
#[derive(Clone, Debug, Serialize)]
pub enum BudgetCommand {
    /// Grant it, and reserve the money.
    Award {
        /// How much.
        amount_cents: Cents,
        /// Who pays.
        budget_line: BudgetLine,
    },
    /// Give it up, and release what was not delivered.
    Cancel {
        /// Why.
        reason: AidCancellation,
    },
}

/// The decision on an aid and the programme's budget.
pub struct Granting;

impl Joint for Granting {
    type Main = Aid;
    type Other = Programme;
    type Command = BudgetCommand;
    type Rejection = Rejection;

    fn other(_: &aid::State, _: &BudgetCommand) -> Result<Uuid, Rejection> {
        // There is one programme.
        Ok(Uuid::nil())
    }

    fn decide(
        id: Uuid,
        states: Both<'_, Self>,
        command: BudgetCommand,
        context: &Context,
    ) -> Result<JointDecision<Self>, Rejection> {
        let aid = AidId(id);
        let (command, on_budget) = match command {
            BudgetCommand::Award { amount_cents, budget_line } => {
                let line = budget_line.clone();
                let reserve = programme::Command::ReserveBudget { line, aid, cents: amount_cents };
                (aid::Command::Award { amount_cents, budget_line }, Some(reserve))
            }
            BudgetCommand::Cancel { reason } => {
                let release = match states.main {
                    aid::State::Awarded(award) if award.left() > Cents::ZERO => {
                        let (line, cents) = (award.line.clone(), award.left());
                        Some(programme::Command::ReleaseBudget { line, aid, cents })
                    }
                    _ => None,
                };
                (aid::Command::Cancel { reason }, release)
            }
        };
        let main = Aid::decide(states.main, command, context)?;
        let other = match on_budget {
            Some(command) => Programme::decide(states.other, command, context)?,
            None => Vec::new(),
        };
        Ok(JointDecision { main, other })
    }
}
