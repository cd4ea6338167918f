//! Identifiers of our own things: `UUIDv7`, made at the edge, one type each.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($( $(#[$doc:meta])* $name:ident; )*) => { $(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            Serialize, Deserialize, JsonSchema,
        )]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )* };
}

ids! {
    /// A beneficiary and her whole journey.
    JourneyId;
    /// A tutor or mentor.
    SupporterId;
    /// One pair: a beneficiary and a supporter.
    MentorshipId;
    /// One wish on an admission platform.
    WishId;
    /// One request for material or money.
    AidId;
    /// An organisation of the ecosystem.
    PartnerId;
    /// Something a partner pledged.
    ContributionId;
    /// One place: a stage, an apprenticeship or a first job.
    PlacementId;
}
