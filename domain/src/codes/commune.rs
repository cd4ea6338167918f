use crate::codes::{CodeError, Departement, ascii::Ascii, shown_code};

/// The Insee code of a commune (or of a municipal arrondissement of Paris, Lyon or Marseille):
/// 5 characters, the département first. It is not the postal code.
///
/// Only the shape and the département are verified: communes merge every year, and an old code
/// stays right for its time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Commune(Ascii<5>);

shown_code!(Commune, "^(?:[0-9]{5}|2[AB][0-9]{3})$", "Insee code of a commune.");

impl Commune {
    /// Reads a commune code; lower case and surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `CommuneShape`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let upper = text.trim().to_ascii_uppercase();
        let code = Ascii::<5>::new(&upper).ok_or(CodeError::CommuneShape)?;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let corse = matches!(&upper[..2], "2A" | "2B");
        if (corse || digits(&upper[..2])) && digits(&upper[2..]) {
            Ok(Self(code))
        } else {
            Err(CodeError::CommuneShape)
        }
    }

    /// The code, such as `69123`, `2A004` or `97105`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The département of its first characters: 3 overseas, 2 elsewhere.
    #[must_use]
    pub fn departement(&self) -> Option<Departement> {
        let code = self.as_str();
        let length = if matches!(&code[..2], "97" | "98") { 3 } else { 2 };
        Departement::parse(&code[..length]).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_departement_is_read_from_the_front() {
        for (commune, departement) in [
            ("01004", Some("01")),
            ("2a004", Some("2A")),
            ("97105", Some("971")),
            ("98818", Some("988")),
            ("20004", None),
        ] {
            let found = Commune::parse(commune).unwrap().departement();
            assert_eq!(found.as_ref().map(Departement::code), departement);
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in ["", "2C004", "2A0B4", "6912", "691234", "A9123", "6é23", "69 23"] {
            assert_eq!(Commune::parse(text), Err(CodeError::CommuneShape), "{text}");
        }
    }
}
