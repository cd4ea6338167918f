//! What a mutation answers: the entity, the position and, when it is refused, why.

use async_graphql::{InputObject, SimpleObject};
use chrono::NaiveDate;
use domain::{Reason, codes::CodeError, journey::facts::Evidence, rejections};
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
    /// The same in French.
    pub message_fr: String,
    /// The input field concerned, if it is one.
    pub field: Option<String>,
}

impl<R: Reason> From<&R> for Rejection {
    fn from(reason: &R) -> Self {
        Self {
            code: reason.code().to_owned(),
            message: reason.to_string(),
            message_fr: reason.french(),
            field: reason.field().map(str::to_owned),
        }
    }
}

rejections! {
    /// Input that is refused before it becomes a command, or a command refused for what came with it.
    pub enum InputRejection {
        /// Not an identifier of that kind of thing.
        InvalidId {
            /// The input field.
            field: &'static str,
            /// The kind of thing.
            category: &'static str,
        } => "invalid_id", Some(*field),
            "this is not the identifier of a {category}: they look like {category}-<uuid>",
            "ce n'est pas un identifiant de {category} : il ressemble à {category}-<uuid>";
        /// Well-formed, and in no reference data.
        UnknownUai {
            /// The code.
            uai: String,
        } => "unknown_uai", Some("uai"),
            "{uai} is the identifier of no school in the reference data; check it, or import a newer file",
            "aucun établissement du référentiel n'a l'UAI {uai} ; vérifiez-la, ou importez un fichier plus récent";
        /// In no reference data.
        UnknownFormation => "unknown_formation", Some("formation"),
            "no formation of the reference data has this identifier",
            "aucune formation du référentiel n'a cet identifiant";
        /// Decided on an older state.
        Stale {
            /// What the caller had seen.
            expected: i64,
            /// Where the stream is; nothing is written yet at -1.
            actual: i64,
        } => "stale_revision", Some("expectedRevision"),
            "the stream is at revision {actual}, not {expected}",
            "le flux en est à la révision {actual}, et non {expected}";
        /// The command id was used for another command.
        CommandIdReused => "command_id_reused", Some("commandId"),
            "this command id was used before for another command; take a new one",
            "cet identifiant de commande a déjà servi pour une autre commande ; prenez-en un nouveau";
    }
}

/// Input that is refused at the edge.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EdgeRejection {
    /// Not what it should be.
    #[error(transparent)]
    Input(#[from] InputRejection),
    /// A code with a wrong shape or check letter.
    #[error("{source}")]
    Code { field: &'static str, source: CodeError },
}

impl Reason for EdgeRejection {
    fn code(&self) -> &'static str {
        match self {
            Self::Input(reason) => reason.code(),
            Self::Code { source, .. } => source.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Input(reason) => reason.field(),
            Self::Code { field, .. } => Some(field),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Input(reason) => reason.french(),
            Self::Code { source, .. } => source.french(),
        }
    }
}
