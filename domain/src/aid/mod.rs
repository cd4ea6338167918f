//! One request for material or money: assessed, awarded within a budget, delivered, returned.
//!
//! What is awarded is reserved on a line of the programme's budget in the same append, see
//! [`granting`](crate::granting): no aid is ever beyond its budget.

mod command;
mod correctable;
mod event;
mod facts;
mod rejection;
mod state;
#[cfg(test)]
mod tests;

pub use command::Command;
pub use event::Event;
pub use facts::{
    AidCancellation, AidItem, AidKind, AidRefusal, AidRequest, For, ItemCondition, NeedLevel,
};
pub use rejection::Rejection;
pub use state::{Award, State};

use chrono::NaiveDate;

use crate::{Cents, Context, Decider, correction::Correctable};

/// The most one aid can be worth: 50,000 euros.
pub const MOST: Cents = Cents(5_000_000);
/// The latest review of a refusal, in days.
const REVIEW_DAYS: i64 = 731;

/// The aggregate.
pub struct Aid;

impl Decider for Aid {
    const CATEGORY: &'static str = "aid";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        use {Command as C, Event as E, Rejection as R, State as S};
        let on = context.occurred_on;
        if on > context.today {
            return Err(R::InTheFuture);
        }
        let whose = match (state.request(), &command) {
            (None, C::Request { request }) => return requested(*request),
            (None, _) => return Err(R::Unknown),
            (Some(_), C::Request { .. }) => return Err(R::AlreadyRequested),
            (Some(request), _) => request.whose(),
        };
        match (command, state) {
            (C::Request { .. }, _) => Err(R::AlreadyRequested),
            (_, S::Unknown) => Err(R::Unknown),

            (C::Assess { need, evidence }, S::Requested { .. }) => {
                Ok(vec![E::AidAssessed { whose, need, evidence }])
            }
            (C::Award { amount_cents, .. } | C::Deliver { amount_cents }, _)
                if !is_plausible(amount_cents) =>
            {
                Err(R::InvalidAmount)
            }
            (C::Award { .. }, S::Requested { need: None, .. }) => Err(R::NotAssessed),
            (C::Award { .. }, S::Requested { need: Some(NeedLevel::None), .. }) => Err(R::NoNeed),
            (C::Award { amount_cents, budget_line }, S::Requested { .. }) => {
                Ok(vec![E::AidAwarded { whose, amount_cents, budget_line }])
            }
            (C::Refuse { review_on, .. }, S::Requested { .. }) if !is_later(review_on, on) => {
                Err(R::ReviewInThePast)
            }
            (C::Refuse { reason, review_on }, S::Requested { .. }) => {
                Ok(vec![E::AidRefused { whose, reason, review_on }])
            }
            (
                C::Assess { .. } | C::Award { .. } | C::Refuse { .. },
                S::Awarded(_) | S::Over { .. },
            ) => Err(R::AlreadyDecided),

            (C::Deliver { amount_cents }, S::Awarded(award)) if amount_cents > award.left() => {
                Err(R::BeyondAward { left: award.left() })
            }
            (C::Deliver { amount_cents }, S::Awarded(_)) => {
                Ok(vec![E::AidDelivered { whose, on, amount_cents }])
            }
            (C::Deliver { .. }, S::Requested { .. } | S::Over { .. }) => Err(R::NotAwarded),

            (C::Return { .. }, _) if whose.kind != AidKind::Materiel => Err(R::NotMaterial),
            (C::Return { condition }, S::Awarded(award) | S::Over { award: Some(award), .. }) => {
                if award.delivered == Cents::ZERO {
                    Err(R::NotDelivered)
                } else if award.returned {
                    Err(R::AlreadyReturned)
                } else {
                    Ok(vec![E::AidReturned { whose, condition }])
                }
            }
            (C::Return { .. }, S::Requested { .. } | S::Over { award: None, .. }) => {
                Err(R::NotDelivered)
            }

            (C::Cancel { reason }, S::Requested { .. }) => {
                Ok(vec![E::AidCancelled { whose, reason, freed_cents: Cents::ZERO }])
            }
            (C::Cancel { .. }, S::Awarded(award)) if award.left() == Cents::ZERO => {
                Err(R::NothingToCancel)
            }
            (C::Cancel { reason }, S::Awarded(award)) => {
                Ok(vec![E::AidCancelled { whose, reason, freed_cents: award.left() }])
            }
            (C::Cancel { .. }, S::Over { .. }) => Err(R::AlreadyDecided),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        state::evolve(state, event)
    }

    fn correctable(event: &Event) -> Correctable<Command> {
        correctable::correctable(event)
    }
}

fn requested(request: AidRequest) -> Result<Vec<Event>, Rejection> {
    let named = request.item.is_some_and(AidItem::is_thing);
    if request.kind == AidKind::Materiel && !named {
        Err(Rejection::ItemRequired)
    } else if request.amount_cents.is_some_and(|amount| !is_plausible(amount)) {
        Err(Rejection::InvalidAmount)
    } else {
        Ok(vec![Event::AidRequested { request }])
    }
}

fn is_plausible(amount: Cents) -> bool {
    amount > Cents::ZERO && amount <= MOST
}

fn is_later(review_on: NaiveDate, on: NaiveDate) -> bool {
    review_on > on && (review_on - on).num_days() <= REVIEW_DAYS
}
