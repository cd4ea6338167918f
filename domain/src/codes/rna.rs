use crate::codes::{CodeError, ascii::Ascii, shown_code};

/// The number of an association in the *Répertoire national des associations*: W and 9 characters.
///
/// The first three name the office it was declared at: digits, but for a letter in second place in
/// Corse (`W2A1…`) and overseas (`W9R1…`); six digits follow. There is no check digit. Associations of
/// Alsace-Moselle have none: they give their SIREN.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rna(Ascii<10>);

shown_code!(Rna, "^W[0-9][0-9A-Z][0-9]{7}$", "RNA number of an association: W and 9 characters.");

impl Rna {
    /// Reads an RNA number; lower case and spaces anywhere are forgiven.
    ///
    /// # Errors
    /// `RnaShape`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let upper: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let upper = upper.to_ascii_uppercase();
        let code = Ascii::<10>::new(&upper).ok_or(CodeError::RnaShape)?;
        let shape = upper.bytes().enumerate().all(|(at, byte)| match at {
            0 => byte == b'W',
            2 => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            _ => byte.is_ascii_digit(),
        });
        if shape { Ok(Self(code)) } else { Err(CodeError::RnaShape) }
    }

    /// The 10 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_every_kind_of_office_are_read() {
        for text in ["W751004076", "w 751 004 076", "W2A1000123", "W9R1000123"] {
            assert!(Rna::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Rna::parse(" w751004076 ").unwrap().as_str(), "W751004076");
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in
            ["", "751004076", "W75100407", "W7510040761", "WA51004076", "W75A004076", "W75100407é"]
        {
            assert_eq!(Rna::parse(text), Err(CodeError::RnaShape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,12}") {
            if let Ok(rna) = Rna::parse(&text) {
                prop_assert_eq!(Rna::parse(rna.as_str()), Ok(rna));
            }
        }
    }
}
