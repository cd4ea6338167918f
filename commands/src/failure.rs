use domain::{Reason, codec::CodecError};
use eventstore::{AppendError, CommandId, Revision, StreamId, VaultError};

/// Why a command had no effect.
#[derive(Debug, thiserror::Error)]
pub enum Failure<R: Reason> {
    /// A rule of the domain is broken: an answer for the person who asked.
    #[error(transparent)]
    Rejected(R),
    /// The actor may not do this.
    #[error("this role may not run this command here")]
    Forbidden,
    /// The caller decided on an older state than the present one.
    #[error("the stream is at revision {}, not {}", shown(*actual), expected.get())]
    Stale {
        /// What the caller had seen.
        expected: Revision,
        /// What is there; `None` when there is nothing.
        actual: Option<Revision>,
    },
    /// The command id was used before for another command.
    #[error("command id {0} was used before for another command; take a new one")]
    CommandIdReused(CommandId),
    /// Others changed the same streams again and again: nothing was written, try again.
    #[error("the streams concerned keep changing; nothing was written, try again")]
    Contended,
    /// The log has more to do than it can take: nothing was written, try again later.
    #[error("too many commands are waiting; nothing was written, try again later")]
    Overloaded,
    /// The programme has no policy yet.
    #[error("no policy is published yet; `parcours migrate` publishes the founding one")]
    NoPolicy,
    /// The history cannot be read: a retired event type without upcast.
    #[error("the history of {stream} cannot be read")]
    Unreadable {
        /// The stream.
        stream: StreamId,
        /// Why.
        #[source]
        source: CodecError,
    },
    /// The command or its events have no JSON form.
    #[error("the command cannot be written as JSON")]
    Unwritable(#[source] CodecError),
    /// The log failed; if it had already committed, the same command id gives the same answer.
    #[error("the log failed")]
    Log(#[source] eventstore::Error),
    /// Personal data could not be sealed or opened, or a key not be destroyed.
    #[error("the vault failed: {0}")]
    Vault(#[source] VaultError),
    /// The append failed, for another reason than the ones above.
    #[error("the log failed")]
    Append(#[source] AppendError),
}

fn shown(revision: Option<Revision>) -> String {
    revision.map_or_else(|| "none".to_owned(), |revision| revision.get().to_string())
}

impl<R: Reason> Failure<R> {
    /// Can the same command, with the same command id, succeed later?
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Contended | Self::Overloaded | Self::Log(_) => true,
            Self::Append(error) => error.is_retryable(),
            Self::Vault(error) => error.is_retryable(),
            _ => false,
        }
    }

    /// The same with another kind of rejection.
    pub(crate) fn map<S: Reason>(self, rejection: impl FnOnce(R) -> S) -> Failure<S> {
        use Failure as F;
        match self {
            Self::Rejected(reason) => F::Rejected(rejection(reason)),
            Self::Forbidden => F::Forbidden,
            Self::Stale { expected, actual } => F::Stale { expected, actual },
            Self::CommandIdReused(id) => F::CommandIdReused(id),
            Self::Contended => F::Contended,
            Self::Overloaded => F::Overloaded,
            Self::NoPolicy => F::NoPolicy,
            Self::Unreadable { stream, source } => F::Unreadable { stream, source },
            Self::Unwritable(source) => F::Unwritable(source),
            Self::Log(error) => F::Log(error),
            Self::Vault(error) => F::Vault(error),
            Self::Append(error) => F::Append(error),
        }
    }
}

impl<R: Reason> From<VaultError> for Failure<R> {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl<R: Reason> From<eventstore::Error> for Failure<R> {
    fn from(error: eventstore::Error) -> Self {
        Self::Log(error)
    }
}
