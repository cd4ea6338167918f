//! People's rights over their data (RGPD, articles 15 to 18), the same for everybody whose data is
//! sealed under a key of their own: access, restriction, erasure. They come before every other rule.

use crate::journey::facts::ErasureReason;

/// How far somebody's data may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rights {
    /// As their consents say.
    #[default]
    Open,
    /// It is kept, and used for nothing.
    Restricted,
    /// It is about to be destroyed.
    ErasureRequested {
        /// Why.
        reason: ErasureReason,
    },
}

/// What a command is, as far as these rights are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// What is never refused: to be given what is held, to withdraw, to leave.
    Always,
    /// To restrict the use of the data.
    Restriction,
    /// To end the restriction.
    Lifting,
    /// To have the data corrected (article 16): a restriction does not stand in its way.
    Rectification,
    /// To decide the erasure.
    Erasure,
    /// To record that the key is destroyed.
    Record,
    /// To use the data in any other way.
    Use,
}

/// Why these rights stand in the way of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Recorded before it was decided.
    ErasureNotRequested,
    /// Nothing else happens once it is decided.
    ErasureUnderWay,
    /// Restricted twice.
    AlreadyRestricted,
    /// Nothing to lift.
    NotRestricted,
    /// Kept, and used for nothing.
    Restricted,
}

impl Rights {
    /// May this be done with the data as things stand?
    ///
    /// # Errors
    /// What stands in its way.
    pub fn permit(self, asked: Asked) -> Result<(), Refusal> {
        use {Asked as A, Refusal as R};
        match (asked, self) {
            (A::Always, _) => Ok(()),

            (A::Record, Self::ErasureRequested { .. }) => Ok(()),
            (A::Record, _) => Err(R::ErasureNotRequested),
            (_, Self::ErasureRequested { .. }) => Err(R::ErasureUnderWay),

            (A::Restriction, Self::Restricted) => Err(R::AlreadyRestricted),
            (A::Lifting, Self::Open) => Err(R::NotRestricted),
            (A::Lifting | A::Erasure | A::Rectification, _) => Ok(()),

            (A::Use, Self::Restricted) => Err(R::Restricted),
            (A::Restriction | A::Use, Self::Open) => Ok(()),
        }
    }

    /// Why the erasure was decided, once it is.
    ///
    /// # Errors
    /// Before.
    pub fn erasure(self) -> Result<ErasureReason, Refusal> {
        match self {
            Self::ErasureRequested { reason } => Ok(reason),
            Self::Open | Self::Restricted => Err(Refusal::ErasureNotRequested),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_right_in_each_situation() {
        use {Asked as A, Refusal as R};
        let requested = Rights::ErasureRequested { reason: ErasureReason::Request };
        let not_requested = Err(R::ErasureNotRequested);
        let under_way = Err(R::ErasureUnderWay);
        for (asked, open, restricted, erasing) in [
            (A::Always, Ok(()), Ok(()), Ok(())),
            (A::Use, Ok(()), Err(R::Restricted), under_way),
            (A::Restriction, Ok(()), Err(R::AlreadyRestricted), under_way),
            (A::Lifting, Err(R::NotRestricted), Ok(()), under_way),
            (A::Rectification, Ok(()), Ok(()), under_way),
            (A::Erasure, Ok(()), Ok(()), under_way),
            (A::Record, not_requested, not_requested, Ok(())),
        ] {
            assert_eq!(Rights::Open.permit(asked), open, "{asked:?}");
            assert_eq!(Rights::Restricted.permit(asked), restricted, "{asked:?}");
            assert_eq!(requested.permit(asked), erasing, "{asked:?}");
        }
        assert_eq!(requested.erasure(), Ok(ErasureReason::Request));
        assert_eq!(Rights::Open.erasure(), Err(R::ErasureNotRequested));
    }
}
