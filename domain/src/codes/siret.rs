use crate::codes::{CodeError, ascii::Ascii, shown_code};

/// The number of a legal unit: 9 digits, the last a Luhn check.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Siren(Ascii<9>);

/// The number of an establishment of a legal unit: its SIREN, 4 digits, and a check digit.
///
/// All 14 digits pass Luhn, except La Poste's (SIREN 356000000), whose digits must add up to a
/// multiple of 5 instead.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Siret(Ascii<14>);

shown_code!(Siren, "^[0-9]{9}$", "SIREN of a legal unit.");
shown_code!(Siret, "^[0-9]{14}$", "SIRET of an establishment.");

/// La Poste has more establishments than Luhn leaves numbers for.
const LA_POSTE: &str = "356000000";

impl Siren {
    /// Reads a SIREN; spaces anywhere are forgiven.
    ///
    /// # Errors
    /// `SirenShape` or `SirenCheckDigit`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let digits = digits(text).ok_or(CodeError::SirenShape)?;
        let code = Ascii::<9>::new(&digits).ok_or(CodeError::SirenShape)?;
        if luhn(&digits) { Ok(Self(code)) } else { Err(CodeError::SirenCheckDigit) }
    }

    /// The 9 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Siret {
    /// Reads a SIRET; spaces anywhere are forgiven.
    ///
    /// # Errors
    /// `SiretShape` or `SiretCheckDigit`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let digits = digits(text).ok_or(CodeError::SiretShape)?;
        let code = Ascii::<14>::new(&digits).ok_or(CodeError::SiretShape)?;
        let sum: u32 = digits.bytes().map(|b| u32::from(b - b'0')).sum();
        let right = luhn(&digits) || (digits.starts_with(LA_POSTE) && sum.is_multiple_of(5));
        if right { Ok(Self(code)) } else { Err(CodeError::SiretCheckDigit) }
    }

    /// The 14 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The legal unit: the first 9 digits.
    ///
    /// # Errors
    /// `SirenCheckDigit`, when those digits alone fail their check.
    pub fn siren(&self) -> Result<Siren, CodeError> {
        Siren::parse(&self.as_str()[..9])
    }
}

/// The text without spaces, if only digits remain.
fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
}

/// ISO/IEC 7812-1, annex B: from the right, every second digit doubled, digits added up.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let digit = u32::from(b - b'0');
            match (i % 2, digit) {
                (1, 5..) => digit * 2 - 9,
                (1, _) => digit * 2,
                _ => digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_siret_holds_its_siren() {
        let siret = Siret::parse("130 025 661 00013").unwrap();
        assert_eq!(siret.as_str(), "13002566100013");
        assert_eq!(siret.siren().unwrap().as_str(), "130025661");
    }

    #[test]
    fn one_mistyped_digit_is_found() {
        assert_eq!(Siret::parse("13002566100014"), Err(CodeError::SiretCheckDigit));
        assert_eq!(Siren::parse("130025662"), Err(CodeError::SirenCheckDigit));
        assert_eq!(Siret::parse("130025661"), Err(CodeError::SiretShape));
        assert_eq!(Siren::parse("13002566A"), Err(CodeError::SirenShape));
        assert_eq!(Siren::parse(""), Err(CodeError::SirenShape));
    }

    #[test]
    fn la_poste_has_a_rule_of_its_own() {
        // The head office passes Luhn; a post office need only add up to a multiple of 5.
        assert!(Siret::parse("35600000000048").is_ok());
        assert!(Siret::parse("35600000000051").is_ok());
        assert_eq!(Siret::parse("35600000000052"), Err(CodeError::SiretCheckDigit));
    }
}
