use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where in the Republic: published national figures count one, two or all three.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// The mainland and Corse.
    Metropole,
    /// The five overseas départements et régions.
    Drom,
    /// The overseas collectivités, Nouvelle-Calédonie included.
    Com,
}

impl Zone {
    /// In French, for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Metropole => "France métropolitaine",
            Self::Drom => "Départements et régions d'outre-mer",
            Self::Com => "Collectivités d'outre-mer",
        }
    }
}
