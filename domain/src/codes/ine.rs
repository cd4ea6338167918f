use crate::codes::{CodeError, ascii::Ascii, text_code};

/// The national identifier of a pupil, student or apprentice: 11 characters.
///
/// Three shapes are in use: 9 digits and 2 letters (RNIE), 10 digits and a letter (BEA), and
/// 4 digits, `A`, 5 digits and a letter (apprenticeship). No public check algorithm exists: the
/// shape is all that is verified. It is personal data: `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ine(Ascii<11>);

text_code!(
    Ine,
    "^(?:[0-9]{9}[A-Z]{2}|[0-9]{10}[A-Z]|[0-9]{4}A[0-9]{5}[A-Z])$",
    "National identifier of a pupil, student or apprentice (personal data)."
);

impl Ine {
    /// Reads an INE; lower case and surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `IneShape`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let upper = text.trim().to_ascii_uppercase();
        let code = Ascii::<11>::new(&upper).ok_or(CodeError::IneShape)?;
        let shape: String = upper
            .bytes()
            .map(|b| match b {
                b'0'..=b'9' => '9',
                b'A'..=b'Z' => 'A',
                _ => '?',
            })
            .collect();
        let known = match shape.as_str() {
            "999999999AA" | "9999999999A" => true,
            "9999A99999A" => upper.as_bytes()[4] == b'A',
            _ => false,
        };
        if known { Ok(Self(code)) } else { Err(CodeError::IneShape) }
    }

    /// The code. Personal data: never log it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl std::fmt::Debug for Ine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ine(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_shapes_are_read_and_no_other() {
        for text in ["123456789AB", "1234567890a", "1234A12345B"] {
            assert_eq!(Ine::parse(text).unwrap().as_str(), text.to_ascii_uppercase());
        }
        for text in ["", "12345678901", "1234B12345B", "ABCDEFGHIJK", "123456789ABC", "1234567é9A"]
        {
            assert_eq!(Ine::parse(text), Err(CodeError::IneShape), "{text}");
        }
    }

    #[test]
    fn debug_output_hides_it() {
        assert!(!format!("{:?}", Ine::parse("123456789AB").unwrap()).contains("123"));
    }
}
