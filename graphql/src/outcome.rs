//! What a mutation answers: the entity, the position and, when it is refused, why.

use async_graphql::{InputObject, SimpleObject};
use chrono::NaiveDate;
use domain::{Reason, codes::CodeError, journey::facts::Evidence};
use uuid::Uuid;

use crate::code::Code;

/// What comes with every command. All of it has sensible defaults.
#[derive(InputObject, Clone, Debug, Default)]
pub struct Envelope {
    /// Names this command. Send the same again after a lost answer: it has no second effect and
    /// gets the first answer. By default a new one.
    pub command_id: Option<Uuid>,
    /// When it was true, Europe/Paris. By default today.
    pub occurred_on: Option<NaiveDate>,
    /// Refuse if the entity's `revision` is no longer this one.
    pub expected_revision: Option<i64>,
    /// What it rests on. By default `DECLARED`.
    pub evidence: Option<Code<Evidence>>,
}

/// Why a command is refused. Nothing was written.
#[derive(SimpleObject, Clone, Debug)]
pub struct Rejection {
    /// Stable code, for programs.
    pub code: String,
    /// What is wrong and what would be right.
    pub message: String,
    /// The input field concerned, if it is one.
    pub field: Option<String>,
}

impl<R: Reason> From<&R> for Rejection {
    fn from(reason: &R) -> Self {
        Self {
            code: reason.code().to_owned(),
            message: reason.to_string(),
            field: reason.field().map(str::to_owned),
        }
    }
}

/// Input that is refused before it becomes a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EdgeRejection {
    /// Not an identifier of that kind of thing.
    #[error("this is not the identifier of a {category}: they look like {category}-<uuid>")]
    InvalidId { field: &'static str, category: &'static str },
    /// A code with a wrong shape or check letter.
    #[error("{source}")]
    InvalidCode { field: &'static str, source: CodeError },
    /// Well-formed, and in no reference data.
    #[error(
        "{uai} is the identifier of no school in the reference data; check it, or import a newer file"
    )]
    UnknownUai { uai: String },
    /// In no reference data.
    #[error("no formation of the reference data has this identifier")]
    UnknownFormation,
    /// Decided on an older state.
    #[error("{0}")]
    Stale(String),
    /// The command id was used for another command.
    #[error("this command id was used before for another command; take a new one")]
    CommandIdReused,
}

impl Reason for EdgeRejection {
    fn code(&self) -> &'static str {
        match self {
            Self::InvalidId { .. } => "invalid_id",
            Self::InvalidCode { source, .. } => source.code(),
            Self::UnknownUai { .. } => "unknown_uai",
            Self::UnknownFormation => "unknown_formation",
            Self::Stale(_) => "stale_revision",
            Self::CommandIdReused => "command_id_reused",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::InvalidId { field, .. } | Self::InvalidCode { field, .. } => Some(field),
            Self::UnknownUai { .. } => Some("uai"),
            Self::UnknownFormation => Some("formation"),
            Self::Stale(_) => Some("expectedRevision"),
            Self::CommandIdReused => Some("commandId"),
        }
    }
}
