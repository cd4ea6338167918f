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

    /// The same with any kind of rejection, if it is none; otherwise the rejection.
    pub(crate) fn without_rejection<S: Reason>(self) -> Result<Failure<S>, R> {
        use Failure as F;
        match self {
            Self::Rejected(reason) => Err(reason),
            Self::Forbidden => Ok(F::Forbidden),
            Self::Stale { expected, actual } => Ok(F::Stale { expected, actual }),
            Self::CommandIdReused(id) => Ok(F::CommandIdReused(id)),
            Self::Contended => Ok(F::Contended),
            Self::Overloaded => Ok(F::Overloaded),
            Self::NoPolicy => Ok(F::NoPolicy),
            Self::Unreadable { stream, source } => Ok(F::Unreadable { stream, source }),
            Self::Unwritable(source) => Ok(F::Unwritable(source)),
            Self::Log(error) => Ok(F::Log(error)),
            Self::Vault(error) => Ok(F::Vault(error)),
            Self::Append(error) => Ok(F::Append(error)),
        }
    }

    /// The same with another kind of rejection.
    pub(crate) fn map<S: Reason>(self, rejection: impl FnOnce(R) -> S) -> Failure<S> {
        self.without_rejection().unwrap_or_else(|reason| Failure::Rejected(rejection(reason)))
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
