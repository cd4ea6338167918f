//! `given(events).when(command, context).then(events)`: how every rule is tested.

use std::fmt::Debug;

use crate::{Context, Decider};

/// A history to decide on.
pub struct Given<D: Decider>(D::State);

/// The outcome to compare.
#[must_use = "nothing is checked until `then` or `then_rejected`"]
pub struct Outcome<D: Decider>(Result<Vec<D::Event>, D::Rejection>);

/// Folds a history into a state.
#[must_use]
pub fn replay<'a, D: Decider>(history: impl IntoIterator<Item = &'a D::Event>) -> D::State {
    history.into_iter().fold(D::State::default(), D::evolve)
}

/// Starts a test from what already happened.
#[must_use]
pub fn given<D: Decider>(history: impl IntoIterator<Item = D::Event>) -> Given<D> {
    let history: Vec<_> = history.into_iter().collect();
    Given(replay::<D>(&history))
}

impl<D: Decider> Given<D> {
    /// Decides one command.
    pub fn when(self, command: D::Command, context: &Context) -> Outcome<D> {
        Outcome(D::decide(&self.0, command, context))
    }
}

impl<D: Decider> Outcome<D>
where
    D::Event: Debug + PartialEq,
{
    /// Exactly these events follow.
    ///
    /// # Panics
    /// When they do not.
    #[track_caller]
    pub fn then(self, expected: impl Into<Vec<D::Event>>) {
        assert_eq!(self.0, Ok(expected.into()));
    }

    /// The command breaks this rule.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn then_rejected(self, expected: &D::Rejection) {
        assert_eq!(self.0.as_ref().err(), Some(expected), "the events: {:?}", self.0.as_ref().ok());
    }
}
