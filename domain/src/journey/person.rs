//! Who she is, made comparable: what finds that the same person registers twice.

use std::fmt;

use chrono::NaiveDate;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::facts::Identity;

/// Both names as they are compared: without case, accents, hyphens, spaces and apostrophes. Never
/// printed.
#[derive(Clone, PartialEq, Eq)]
pub struct FoldedName {
    first: String,
    last: String,
}

/// Who somebody is: names and birth date. Homonyms born on one day are equal. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    name: FoldedName,
    birth_date: NaiveDate,
}

impl FoldedName {
    /// Of these names.
    #[must_use]
    pub fn of(identity: &Identity) -> Self {
        Self { first: folded(&identity.first_name), last: folded(&identity.last_name) }
    }
}

impl Person {
    /// Of this name, born on this day.
    #[must_use]
    pub fn new(name: FoldedName, birth_date: NaiveDate) -> Self {
        Self { name, birth_date }
    }

    /// The same bytes for the same person, and for nobody else. Digests of them are kept: another
    /// form needs another index.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { name: FoldedName { first, last }, birth_date } = self;
        // How long the first name is says where the last one begins.
        format!("{birth_date} {} {first}{last}", first.len()).into_bytes()
    }
}

/// Letters and digits alone: decomposed (Unicode NFKD, UAX 15), without marks, in lower case. The
/// ligatures and barred letters of names are none to Unicode, and are written out.
fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    // The apostrophes among the letters, as in `NʼDiaye`, are none either (Unicode block Spacing
    // Modifier Letters).
    let mark = |letter: char| is_combining_mark(letter) || ('ʰ'..='˿').contains(&letter);
    let letters = name.nfkd().filter(|letter| !mark(*letter));
    // By way of capitals: `ı` and `i` have one only.
    for letter in letters.flat_map(char::to_uppercase).flat_map(char::to_lowercase) {
        match letter {
            'ß' => out.push_str("ss"),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ø' => out.push('o'),
            'đ' => out.push('d'),
            'ł' => out.push('l'),
            other if other.is_alphanumeric() => out.push(other),
            _ => {}
        }
    }
    // A name without any letter is still a name.
    if out.is_empty() { name.trim().to_owned() } else { out }
}

/// Says nothing of whom.
impl fmt::Debug for FoldedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FoldedName")
    }
}

/// Says nothing of whom.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(first: &str, last: &str, born: &str) -> Person {
        let email = "somebody@example.org".to_owned();
        let identity = Identity { first_name: first.into(), last_name: last.into(), email };
        Person::new(FoldedName::of(&identity), born.parse().unwrap())
    }

    #[test]
    fn a_person_is_the_same_however_her_name_is_written() {
        for (one, other) in [
            (("Éloïse", "Le Gall"), ("ELOISE", "Legall")),
            (("Marie-Ange", "N’Diaye"), ("marie ange", "N'DIAYE")),
            // One letter, or a letter and its accent.
            (("Zoe\u{308}", "Lefe\u{300}vre"), ("Zoë", "Lefèvre")),
            (("Anne\u{a0}Lise", " d'Œuvre "), ("Anne-Lise", "Doeuvre")),
            (("Ingrid", "Groß"), ("Ingrid", "GROSS")),
            (("Ingrid", "GROẞ"), ("ıngrid", "gross")),
            (("Aïssatou", "NʼDiaye"), ("Aissatou", "Ndiaye")),
            (("Łucja", "Sørensen"), ("Lucja", "Sorensen")),
            // Full-width letters, as some keyboards write them.
            (("Ｌéa", "Martin"), ("Léa", "Martin")),
        ] {
            let one = person(one.0, one.1, "2010-03-15");
            assert_eq!(one.to_bytes(), person(other.0, other.1, "2010-03-15").to_bytes());
        }
    }

    #[test]
    fn another_name_or_another_birth_date_is_another_person() {
        let she = person("Léa", "Martin", "2010-03-15");
        for other in [
            person("Léa", "Martin", "2010-03-16"),
            person("Lia", "Martin", "2010-03-15"),
            person("Léa", "Martine", "2010-03-15"),
            person("Martin", "Léa", "2010-03-15"),
            // The same letters in a row.
            person("Léam", "Artin", "2010-03-15"),
        ] {
            assert_ne!(she.to_bytes(), other.to_bytes());
        }
        let born = "2010-03-15";
        assert_ne!(person("李", "王", born).to_bytes(), person("张", "王", born).to_bytes());
        assert_ne!(person("…", "!", born).to_bytes(), person("-", "!", born).to_bytes());
    }

    #[test]
    fn a_person_is_never_printed() {
        let printed = format!("{:?}", person("Léa", "Martin", "2010-03-15"));
        assert_eq!(printed, "Person");
    }

    proptest! {
        #[test]
        fn what_is_folded_stays_as_it_is(name in ".*") {
            let once = folded(&name);
            prop_assert_eq!(folded(&once), once.clone());
            prop_assert_eq!(folded(&format!(" {name}-")).is_empty(), false);
        }
    }
}
