//! How a field is read: strict where a wrong value would falsify a figure, tolerant with a flag
//! where the official files are known to err.

use chrono::NaiveDate;
use domain::codes::{
    Academie, CodeError, Commune, Departement, Region, Siren, Siret, Uai, normalised_name,
};

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Free text.
    Text,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A year, 1900 to 2100.
    Year,
    /// A school year, such as `2024-2025`.
    SchoolYear,
    /// A whole number, not negative; `583.0` is read as 583.
    Count,
    /// A whole number of either sign.
    Signed,
    /// A number that is not negative.
    Amount,
    /// A number of either sign.
    Decimal,
    /// A number from 0 to 100.
    Percent,
    /// `1`, `0`, `True` or `False`.
    Bool,
    /// `2026-01-19`.
    Date,
    /// A UAI. Official files hold pseudo-codes, wrong check letters and two codes in one field:
    /// taken as they are, and flagged.
    Uai,
    /// A SIRET, tolerated as a UAI is.
    Siret,
    /// A SIREN, tolerated as a UAI is.
    Siren,
    /// The code of a commune; another shape is flagged.
    Commune,
    /// The code of a département; an unknown code of the right length (abroad) is flagged.
    Departement,
    /// The Insee code of a région; an unknown code of the right length (abroad) is flagged.
    Region,
    /// The code of an académie; `00` (abroad) is flagged, an unknown code refused.
    Academie,
    /// The name of an académie, stored as its code; abroad is flagged, an unknown name refused.
    AcademieName,
    /// The name of a région, stored as its code; an unknown name is refused.
    RegionName,
}

/// A value as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Real(Option<f64>),
    Bool(Option<bool>),
    Date(Option<NaiveDate>),
}

/// What became of a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    Good(Value),
    /// Taken, and the line is flagged.
    Odd(Value, String),
    /// The line is refused.
    Bad(String),
}

use Reading::{Bad, Good, Odd};

impl Kind {
    /// The stored form of an empty field.
    pub(crate) const fn empty(self) -> Value {
        match self {
            Self::Year | Self::Count | Self::Signed => Value::Int(None),
            Self::Amount | Self::Decimal | Self::Percent => Value::Real(None),
            Self::Bool => Value::Bool(None),
            Self::Date => Value::Date(None),
            _ => Value::Text(None),
        }
    }

    /// Reads a field that is not empty and has no spaces around it.
    pub(crate) fn read(self, text: &str) -> Reading {
        if text.contains('\0') {
            return Bad("a NUL character does not belong in text".into());
        }
        match self {
            Self::Text => Good(kept(text)),
            Self::OneOf(words) if words.contains(&text) => Good(kept(text)),
            Self::OneOf(words) => Bad(format!("expected one of: {}", words.join(", "))),
            Self::Year => match text.parse() {
                Ok(year @ 1900..=2100) => Good(Value::Int(Some(year))),
                _ => Bad("expected a year of four digits, such as 2026".into()),
            },
            Self::SchoolYear => {
                if is_school_year(text) {
                    Good(kept(text))
                } else {
                    Bad("expected a school year, such as 2024-2025".into())
                }
            }
            Self::Count => match whole(text) {
                Some(count) if count >= 0 => Good(Value::Int(Some(count))),
                Some(_) => Bad("a count can not be negative".into()),
                None => Bad("expected a whole number".into()),
            },
            Self::Signed => match whole(text) {
                Some(number) => Good(Value::Int(Some(number))),
                None => Bad("expected a whole number".into()),
            },
            Self::Decimal => match finite(text) {
                Some(number) => Good(Value::Real(Some(number))),
                None => Bad("expected a number with a decimal point".into()),
            },
            Self::Amount => match finite(text) {
                Some(number) if number >= 0.0 => Good(Value::Real(Some(number))),
                Some(_) => Bad("an amount can not be negative".into()),
                None => Bad("expected a number with a decimal point".into()),
            },
            Self::Percent => match finite(text) {
                Some(number) if (0.0..=100.0).contains(&number) => Good(Value::Real(Some(number))),
                _ => Bad("expected a percentage from 0 to 100".into()),
            },
            Self::Bool => match text {
                "1" | "True" | "true" => Good(Value::Bool(Some(true))),
                "0" | "False" | "false" => Good(Value::Bool(Some(false))),
                _ => Bad("expected 1 or 0, True or False".into()),
            },
            Self::Date => match text.parse::<NaiveDate>() {
                Ok(date) => Good(Value::Date(Some(date))),
                Err(_) => Bad("expected a date, such as 2026-01-19".into()),
            },
            Self::Uai => code(text, |text| Uai::parse(text).map(|_| ())),
            Self::Siret => code(text, |text| Siret::parse(text).map(|_| ())),
            Self::Siren => code(text, |text| Siren::parse(text).map(|_| ())),
            Self::Commune => code(text, |text| Commune::parse(text).map(|_| ())),
            Self::Departement => place(text, |text| Departement::parse(text).map(|_| ())),
            Self::Region => place(text, |text| Region::parse(text).map(|_| ())),
            Self::Academie => match Academie::parse(text) {
                Ok(_) => Good(kept(text)),
                Err(_) if text == "00" => Odd(Value::Text(None), "in no académie".into()),
                Err(error) => Bad(error.to_string()),
            },
            Self::AcademieName => match Academie::by_name(text) {
                Some(academie) => Good(kept(academie.code())),
                None if normalised_name(text) == "etranger" => {
                    Odd(Value::Text(None), "in no académie".into())
                }
                None => Bad("no académie has this name".into()),
            },
            Self::RegionName => match Region::by_name(text) {
                Some(region) => Good(kept(region.code())),
                None => Bad("no région has this name".into()),
            },
        }
    }
}

fn kept(text: &str) -> Value {
    Value::Text(Some(text.to_owned()))
}

/// A code that is taken whatever it is, and flagged when it is wrong or when there are several.
fn code(text: &str, check: fn(&str) -> Result<(), CodeError>) -> Reading {
    let several = text.contains([';', ',']);
    let wrong = text.split([';', ',']).find_map(|part| check(part.trim()).err());
    match wrong {
        Some(error) => Odd(kept(text), error.to_string()),
        None if several => Odd(kept(text), "several codes in one field".into()),
        None => Good(kept(&text.to_ascii_uppercase())),
    }
}

/// A place: pseudo-codes for abroad and for uninhabited lands have the right length.
fn place(text: &str, check: fn(&str) -> Result<(), CodeError>) -> Reading {
    match check(text) {
        Ok(()) => Good(kept(&text.to_ascii_uppercase())),
        Err(error) if matches!(text.len(), 2 | 3) && text.bytes().all(|b| b.is_ascii_digit()) => {
            Odd(kept(text), error.to_string())
        }
        Err(error) => Bad(error.to_string()),
    }
}

fn is_school_year(text: &str) -> bool {
    let Some((from, to)) = text.split_once('-') else { return false };
    match (from.parse::<u16>(), to.parse::<u16>()) {
        (Ok(from @ 1900..=2100), Ok(to)) => to == from + 1,
        _ => false,
    }
}

/// A whole number, also when a spreadsheet wrote `583.0`.
fn whole(text: &str) -> Option<i64> {
    let digits = match text.split_once('.') {
        Some((digits, zeros)) if zeros.bytes().all(|b| b == b'0') => digits,
        Some(_) => return None,
        None => text,
    };
    digits.parse().ok()
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_odd(reading: &Reading) -> bool {
        matches!(reading, Odd(..))
    }

    fn is_bad(reading: &Reading) -> bool {
        matches!(reading, Bad(_))
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        assert_eq!(Kind::Count.read("583.0"), Good(Value::Int(Some(583))));
        assert_eq!(Kind::Count.read("0"), Good(Value::Int(Some(0))));
        for text in ["-1", "5.5", "x", "1e3", "1 000", "99999999999999999999"] {
            assert!(is_bad(&Kind::Count.read(text)), "{text}");
        }
    }

    #[test]
    fn a_percentage_lies_between_0_and_100_and_no_number_is_infinite() {
        assert_eq!(Kind::Percent.read("14.65"), Good(Value::Real(Some(14.65))));
        for text in ["-0.1", "100.1", "NaN", "inf"] {
            assert!(is_bad(&Kind::Percent.read(text)), "{text}");
            assert!(is_bad(&Kind::Percent.read(text)), "{text}");
        }
        assert!(is_bad(&Kind::Decimal.read("NaN")));
        assert!(is_bad(&Kind::Amount.read("-1")));
    }

    #[test]
    fn official_errors_in_codes_are_taken_and_flagged() {
        let kept = |text: &str| Value::Text(Some(text.to_owned()));
        for text in ["0751150E", "T171435T", "020B10", "0333415H;0022134J", "identifiant obsolète"]
        {
            let reading = Kind::Uai.read(text);
            assert!(matches!(&reading, Odd(value, _) if *value == kept(text)), "{reading:?}");
        }
        assert_eq!(Kind::Uai.read("0010006b"), Good(kept("0010006B")));
        assert!(is_odd(&Kind::Siret.read("43994642700044,43994642700036")));
        assert!(is_odd(&Kind::Commune.read("99999999")));
    }

    #[test]
    fn a_place_abroad_is_flagged_and_a_place_that_is_none_refused() {
        for text in ["999", "00", "130", "984"] {
            assert!(is_odd(&Kind::Departement.read(text)), "{text}");
        }
        assert_eq!(Kind::Departement.read("2a"), Good(Value::Text(Some("2A".to_owned()))));
        assert!(is_bad(&Kind::Departement.read("Ain")));
        assert!(is_bad(&Kind::Region.read("1")));
        assert!(is_odd(&Kind::Academie.read("00")));
        assert!(is_bad(&Kind::Academie.read("05")));
    }

    #[test]
    fn names_of_academies_and_regions_become_codes() {
        assert_eq!(Kind::AcademieName.read("BESANCON"), Good(Value::Text(Some("03".into()))));
        assert_eq!(Kind::RegionName.read("Grand-Est"), Good(Value::Text(Some("44".into()))));
        assert!(is_odd(&Kind::AcademieName.read("Etranger")));
        assert!(is_bad(&Kind::AcademieName.read("Atlantide")));
        assert!(is_bad(&Kind::RegionName.read("Atlantide")));
    }

    #[test]
    fn years_dates_and_words_are_strict() {
        assert!(is_bad(&Kind::Year.read("25")));
        assert!(is_bad(&Kind::SchoolYear.read("2024-2026")));
        assert!(matches!(Kind::SchoolYear.read("2024-2025"), Good(_)));
        assert!(is_bad(&Kind::Date.read("2025-02-29")));
        assert!(is_bad(&Kind::Date.read("30/05/2024")));
        assert!(is_bad(&Kind::OneOf(&["F", "M"]).read("f")));
        assert!(is_bad(&Kind::Text.read("a\0b")));
    }
}
