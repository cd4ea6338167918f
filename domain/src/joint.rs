use serde::Serialize;
use uuid::Uuid;

use crate::{Context, Decider, Reason};

/// A decision about one aggregate that holds only while another one stays as it is: both are read,
/// and the events are appended only if neither has changed since.
///
/// Where both sides must know of each other for a while, as the two sides of a pair do, see
/// [`pairing`](crate::pairing).
pub trait Joint: 'static {
    /// The aggregate the command is about.
    type Main: Decider;
    /// The one the decision also depends on.
    type Other: Decider;
    /// What someone wants.
    type Command: Clone + Serialize + Send + Sync;
    /// Why a command is refused, by whichever side refuses.
    type Rejection: Reason;

    /// The identifier of the other aggregate.
    ///
    /// # Errors
    /// When there is nothing to act on.
    fn other(
        main: &<Self::Main as Decider>::State,
        command: &Self::Command,
    ) -> Result<Uuid, Self::Rejection>;

    /// Decides for both together.
    ///
    /// # Errors
    /// The rule that is broken, on whichever side.
    fn decide(
        id: Uuid,
        states: Both<'_, Self>,
        command: Self::Command,
        context: &Context,
    ) -> Result<JointDecision<Self>, Self::Rejection>;
}

/// The two states a joint decision looks at.
pub struct Both<'a, J: Joint + ?Sized> {
    /// Of the aggregate the command is about.
    pub main: &'a <J::Main as Decider>::State,
    /// Of the other one.
    pub other: &'a <J::Other as Decider>::State,
}

/// What happens on each of the two streams; on the other one possibly nothing.
pub struct JointDecision<J: Joint + ?Sized> {
    /// On the stream of the aggregate the command is about.
    pub main: Vec<<J::Main as Decider>::Event>,
    /// On the other one.
    pub other: Vec<<J::Other as Decider>::Event>,
}
