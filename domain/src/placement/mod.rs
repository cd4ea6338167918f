//! One stage, apprenticeship or first job: offered by a partner, applied to, taken by somebody,
//! signed, started, and come to an end.

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
    ApplicationAnswer, Offer, PlacementInterruption, PlacementKind, RemoteWork, Signatory,
    Withdrawal,
};
pub use rejection::Rejection;
pub use state::{Record, State, Step};

use crate::{Context, Decider, correction::Correctable};

/// The aggregate.
pub struct Placement;

impl Decider for Placement {
    const CATEGORY: &'static str = "placement";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        use {Command as C, Rejection as R};
        let on = context.occurred_on;
        if on > context.today {
            return Err(R::InTheFuture);
        }
        match (command, state) {
            (C::Publish { .. }, State::Offered(_)) => Err(R::OfferExists),
            (C::Publish { offer }, State::Unknown) if !offer.kind.lasts(offer.weeks) => {
                Err(R::InvalidDuration)
            }
            (C::Publish { offer }, State::Unknown) if offer.from < on => {
                Err(R::StartsBeforePublished)
            }
            (C::Publish { offer }, State::Unknown) => Ok(vec![Event::OfferPublished { offer }]),
            (_, State::Unknown) => Err(R::Unknown),
            (command, State::Offered(record)) => decide(record, command, context),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        state::evolve(state, event)
    }

    fn correctable(event: &Event) -> Correctable<Command> {
        correctable::correctable(event)
    }
}

fn decide(record: &Record, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
    use {Command as C, Event as E, Rejection as R};
    let on = context.occurred_on;
    match (command, &record.step) {
        (C::Publish { .. }, _) => Err(R::OfferExists),

        (C::Apply { journey }, Step::Open) if record.applications.contains_key(&journey) => {
            Err(R::AlreadyApplied)
        }
        (C::Apply { journey }, Step::Open) => Ok(vec![E::ApplicationSent { journey }]),
        (C::Answer { journey, answer }, Step::Open) => match record.applications.get(&journey) {
            None => Err(R::NoApplication),
            Some(Some(_)) => Err(R::AlreadyAnswered),
            Some(None) => Ok(vec![E::ApplicationAnswered { journey, answer }]),
        },
        (C::Secure { journey }, Step::Open) => match record.applications.get(&journey) {
            None => Err(R::NoApplication),
            Some(Some(ApplicationAnswer::Accepted)) => Ok(vec![E::PlacementSecured { journey }]),
            Some(_) => Err(R::NotAccepted),
        },
        (C::Apply { .. } | C::Answer { .. } | C::Secure { .. }, _) => Err(R::OfferNotOpen),

        // Until the first day she can change her mind, as the employer can.
        (C::Renounce { journey, reason }, Step::Open | Step::Secured { .. }) => {
            match record.applications.get(&journey) {
                None => Err(R::NoApplication),
                Some(Some(ApplicationAnswer::Refused)) => Err(R::AlreadyAnswered),
                Some(_) => Ok(vec![E::ApplicationWithdrawn { journey, reason }]),
            }
        }
        (C::Renounce { .. }, _) => Err(R::OfferNotOpen),

        (C::Sign { by }, Step::Secured { journey, signed }) => {
            if !record.offer.kind.signatories().contains(&by) {
                Err(R::SignatoryNotConcerned)
            } else if signed.contains_key(&by) {
                Err(R::AlreadySigned)
            } else {
                Ok(vec![E::ConventionSigned { journey: *journey, by, on }])
            }
        }
        (C::Start, Step::Secured { journey, signed }) => {
            let by_then = |who| signed.get(who).is_some_and(|day| *day <= on);
            if record.offer.kind.signatories().iter().all(by_then) {
                Ok(vec![E::PlacementStarted { journey: *journey, on }])
            } else {
                Err(R::ConventionIncomplete)
            }
        }
        (C::Sign { .. } | C::Start, _) => Err(R::NotSecured),

        (C::Interrupt { .. } | C::Complete { .. }, Step::Started { on: first, .. })
            if on < *first =>
        {
            Err(R::BeforeStart)
        }
        (C::Interrupt { reason }, Step::Started { journey, .. }) => {
            Ok(vec![E::PlacementInterrupted { journey: *journey, reason }])
        }
        (C::Complete { rating: 0 | 6.. }, Step::Started { .. }) => Err(R::RatingOutOfRange),
        (C::Complete { rating }, Step::Started { journey, .. }) => {
            Ok(vec![E::PlacementCompleted { journey: *journey, rating }])
        }
        (C::Interrupt { .. } | C::Complete { .. }, _) => Err(R::NotStarted),

        // Until the first day a place can still be lost.
        (C::Withdraw, Step::Open | Step::Secured { .. }) => Ok(vec![E::OfferWithdrawn {}]),
        (C::Withdraw, _) => Err(R::OfferNotOpen),
    }
}
