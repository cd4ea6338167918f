use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Reason, correction::Correctable, policy::Policy, programme::Rules};

/// What a decision may look at besides the state: two dates and the rules in force. They come in
/// as arguments: deciding reads no clock and no other stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// When it was true (civil date, Europe/Paris).
    pub occurred_on: NaiveDate,
    /// The day of the decision (civil date, Europe/Paris).
    pub today: NaiveDate,
    /// The policy in force on the day of the decision.
    pub policy: Policy,
    /// What else is in force on that day: socle, options, calendars.
    pub rules: Arc<Rules>,
}

impl Context {
    /// Something that happens and is recorded on the same day, under the founding policy and
    /// before anything else is published.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        Self { occurred_on: day, today: day, policy: Policy::FOUNDING, rules: Arc::default() }
    }
}

/// An aggregate: a starting state, what may happen, and what it changes. All pure.
pub trait Decider: 'static {
    /// First segment of the event types and of the stream name.
    const CATEGORY: &'static str;
    /// What deciding must remember; [`Default`] is "nothing happened yet".
    type State: Default + Clone + Send + Sync + 'static;
    /// What someone wants. Serialised only to recognise a retry of the same command.
    type Command: Clone + Serialize + Send + Sync;
    /// What happened.
    type Event: Clone
        + PartialEq
        + Serialize
        + DeserializeOwned
        + JsonSchema
        + Send
        + Sync
        + 'static;
    /// Why a command is refused.
    type Rejection: Reason;

    /// Checks the rules and says which events follow, all dated `context.occurred_on`.
    ///
    /// # Errors
    /// The rule that is broken.
    fn decide(
        state: &Self::State,
        command: Self::Command,
        context: &Context,
    ) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Applies one event. Checks nothing and cannot fail: the event already happened.
    fn evolve(state: Self::State, event: &Self::Event) -> Self::State;

    /// How such an event can be corrected, and which command records it.
    fn correctable(event: &Self::Event) -> Correctable<Self::Command>;

    /// Whether anything can be corrected as things stand: people's rights come first.
    ///
    /// # Errors
    /// What stands in its way.
    fn may_correct(_state: &Self::State) -> Result<(), Self::Rejection> {
        Ok(())
    }
}
