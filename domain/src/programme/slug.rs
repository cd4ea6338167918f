//! Short names chosen by those who run the programme: of steps, options, budget lines, reports.

use crate::{
    codes::{CodeError, shown_code},
    reference::token,
};

macro_rules! slugs {
    ($( #[doc = $doc:literal] $name:ident; )*) => { $(
        #[doc = $doc]
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        shown_code!($name, "^[0-9a-z-]{1,64}$", $doc);

        impl $name {
            /// Reads a name; surrounding spaces are forgiven.
            ///
            /// # Errors
            /// `SlugShape`: not 1 to 64 lower-case letters, digits and hyphens.
            pub fn parse(text: &str) -> Result<Self, CodeError> {
                token(text, |b| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'-')
                    .map(Self)
                    .ok_or(CodeError::SlugShape)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        #[cfg(test)]
        impl proptest::arbitrary::Arbitrary for $name {
            type Parameters = ();
            type Strategy = proptest::strategy::Map<std::ops::Range<u8>, fn(u8) -> Self>;

            /// Few, so that random commands meet each other.
            fn arbitrary_with((): ()) -> Self::Strategy {
                proptest::strategy::Strategy::prop_map(0..4, |n| Self(format!("nom-{n}")))
            }
        }
    )* };
}

slugs! {
    /// A step of the parcours socle, such as `diagnostic`.
    StepCode;
    /// An option of the catalogue, such as `remediation-maths`.
    OptionCode;
    /// A line of the budget, such as `materiel-2027`.
    BudgetLine;
    /// A dataset of the reference data, such as `formations`.
    Dataset;
    /// A report, such as `impact-2027`.
    ReportCode;
}

/// A SHA-256 digest, in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256(String);

shown_code!(Sha256, "^[0-9a-f]{64}$", "A SHA-256 digest: 64 lower-case hexadecimal digits.");

impl Sha256 {
    /// Reads a digest, in either case; surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `Sha256Shape`: not 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(text.to_ascii_lowercase())).ok_or(CodeError::Sha256Shape)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
impl proptest::arbitrary::Arbitrary for Sha256 {
    type Parameters = ();
    type Strategy = proptest::strategy::Map<std::ops::Range<u8>, fn(u8) -> Self>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        proptest::strategy::Strategy::prop_map(0..4, |n| Self(format!("{n:064x}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_lower_case_letters_digits_and_hyphens() {
        assert_eq!(BudgetLine::parse(" materiel-2027 ").unwrap().as_str(), "materiel-2027");
        for text in ["", "Materiel", "matériel", "a b", &"a".repeat(65)] {
            assert_eq!(BudgetLine::parse(text), Err(CodeError::SlugShape), "{text}");
        }
    }

    #[test]
    fn a_digest_is_64_hexadecimal_digits() {
        assert_eq!(Sha256::parse(&"AB".repeat(32)).unwrap().as_str(), "ab".repeat(32));
        for text in ["", "g", &"a".repeat(63), &"g".repeat(64)] {
            assert_eq!(Sha256::parse(text), Err(CodeError::Sha256Shape), "{text}");
        }
    }
}
