use crate::codes::{Academie, CodeError, Departement, ascii::Ascii, shown_code};

/// The identifier of a school or establishment: 7 digits and a check letter, upper case.
///
/// The letter is number `n mod 23` of the alphabet without I, O and Q, where `n` is the 7 digits
/// (the rule of the national directory of establishments, checked on 16,000 codes of its files).
/// The first three digits tell the département in which the school was opened: a UAI never moves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uai(Ascii<8>);

shown_code!(
    Uai,
    "^[0-9]{7}[ABCDEFGHJKLMNPRSTUVWXYZ]$",
    "UAI of a school or establishment: 7 digits and a check letter."
);

/// 23 letters: I, O and Q look too much like digits.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

impl Uai {
    /// Reads a UAI; lower case and surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `UaiShape`, or `UaiCheckLetter` with the letter that would match.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let upper = text.trim().to_ascii_uppercase();
        let code = Ascii::<8>::new(&upper).ok_or(CodeError::UaiShape)?;
        let (digits, letter) = upper.split_at(7);
        let expected = Self::check_letter(digits).ok_or(CodeError::UaiShape)?;
        match letter.chars().next() {
            Some(letter) if letter == expected => Ok(Self(code)),
            Some(letter) if letter.is_ascii_uppercase() => {
                Err(CodeError::UaiCheckLetter { expected })
            }
            _ => Err(CodeError::UaiShape),
        }
    }

    /// The letter that goes with these digits; `None` unless they are exactly 7 digits.
    #[must_use]
    pub fn check_letter(digits: &str) -> Option<char> {
        if digits.len() != 7 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let n: usize = digits.parse().ok()?;
        Some(char::from(LETTERS[n % 23]))
    }

    /// The code, such as `0750652B`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The département of its first three digits; `None` for schools abroad and numbers that
    /// belong to no département.
    ///
    /// The exceptions to "three digits are the Insee code": 620 and 720 are Corse-du-Sud and
    /// Haute-Corse, 983 Nouvelle-Calédonie (Insee 988), 984 Polynésie française (Insee 987).
    #[must_use]
    pub fn departement(&self) -> Option<Departement> {
        let code = match &self.as_str()[..3] {
            "620" => "2A",
            "720" => "2B",
            "983" => "988",
            "984" => "987",
            overseas if overseas.starts_with("97") || overseas == "986" => overseas,
            metropole if metropole.starts_with('0') => &metropole[1..],
            _ => return None,
        };
        Departement::parse(code).ok()
    }

    /// The académie of that département.
    #[must_use]
    pub fn academie(&self) -> Option<Academie> {
        self.departement().map(|departement| departement.academie())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Reason as _;

    #[test]
    fn real_uais_of_every_kind_are_read() {
        for (uai, departement, academie) in [
            ("0010006B", "01", "10"),
            ("0912409Z", "91", "25"),
            ("0062205P", "06", "23"),
            ("0141408E", "14", "70"),
        ] {
            let uai = Uai::parse(uai).unwrap();
            assert_eq!(uai.departement().unwrap().code(), departement);
            assert_eq!(uai.academie().unwrap().code(), academie);
        }
    }

    #[test]
    fn corse_and_the_pacific_have_prefixes_of_their_own() {
        for (prefix, departement) in [
            ("620", Some("2A")),
            ("720", Some("2B")),
            ("983", Some("988")),
            ("984", Some("987")),
            ("986", Some("986")),
            ("971", Some("971")),
            ("976", Some("976")),
            ("975", Some("975")),
            ("000", None),
            ("020", None),
            ("096", None),
            ("099", None),
            ("979", None),
            ("985", None),
            ("988", None),
        ] {
            let digits = format!("{prefix}0001");
            let uai = Uai::parse(&format!("{digits}{}", Uai::check_letter(&digits).unwrap()));
            let found = uai.unwrap().departement();
            assert_eq!(found.as_ref().map(Departement::code), departement, "{prefix}");
        }
    }

    #[test]
    fn a_wrong_letter_is_told_the_right_one() {
        let refused = Uai::parse("0751150E").unwrap_err();
        let expected = Uai::check_letter("0751150").unwrap();
        assert_eq!(refused, CodeError::UaiCheckLetter { expected });
        assert_eq!(refused.code(), "uai_check_letter");
        assert!(refused.to_string().contains(expected), "{refused}");
    }

    #[test]
    fn other_shapes_are_refused_without_panicking() {
        for text in
            ["", "T171435T", "020B10", "075065", "07506520", "é750652D", "0750652é", "0750652BX"]
        {
            assert_eq!(Uai::parse(text), Err(CodeError::UaiShape), "{text}");
        }
    }

    #[test]
    fn it_is_stored_as_text_and_checked_when_read_back() {
        let uai = Uai::parse(" 0010006b ").unwrap();
        assert_eq!(serde_json::to_string(&uai).unwrap(), "\"0010006B\"");
        assert_eq!(serde_json::from_str::<Uai>("\"0010006B\"").unwrap(), uai);
        assert!(serde_json::from_str::<Uai>("\"0010006C\"").is_err());
        assert_eq!(format!("{uai} {uai:?}"), "0010006B Uai(0010006B)");
    }

    proptest! {
        #[test]
        fn seven_digits_take_exactly_one_letter(n in 0u32..10_000_000) {
            let digits = format!("{n:07}");
            let accepted: Vec<char> = ('A'..='Z')
                .filter(|letter| Uai::parse(&format!("{digits}{letter}")).is_ok())
                .collect();
            prop_assert_eq!(accepted, vec![Uai::check_letter(&digits).unwrap()]);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,12}") {
            if let Ok(uai) = Uai::parse(&text) {
                prop_assert_eq!(Uai::parse(uai.as_str()), Ok(uai));
            }
        }
    }
}
