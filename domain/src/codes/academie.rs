use crate::codes::{
    CodeError, Departement, Region, Zone, ascii::same, normalised_name, shown_code,
};

/// An académie of the ministry of education: its two-digit code.
///
/// The table holds the 30 académies, the three vice-rectorats and the service of
/// Saint-Pierre-et-Miquelon. Normandie (70) took the place of Caen and Rouen on 1 January 2020.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Academie(u8);

shown_code!(Academie, "^[0-9]{2}$", "Code of an académie or vice-rectorat.");

struct Row {
    code: &'static str,
    name: &'static str,
    region: Region,
}

const fn row(code: &'static str, name: &'static str, region: &str) -> Row {
    Row { code, name, region: Region::of(region) }
}

/// In the order of the codes, so that codes are found by halving and sort as they are written.
#[rustfmt::skip]
const TABLE: [Row; 34] = [
    row("01", "Paris", "11"),
    row("02", "Aix-Marseille", "93"),
    row("03", "Besançon", "27"),
    row("04", "Bordeaux", "75"),
    row("06", "Clermont-Ferrand", "84"),
    row("07", "Dijon", "27"),
    row("08", "Grenoble", "84"),
    row("09", "Lille", "32"),
    row("10", "Lyon", "84"),
    row("11", "Montpellier", "76"),
    row("12", "Nancy-Metz", "44"),
    row("13", "Poitiers", "75"),
    row("14", "Rennes", "53"),
    row("15", "Strasbourg", "44"),
    row("16", "Toulouse", "76"),
    row("17", "Nantes", "52"),
    row("18", "Orléans-Tours", "24"),
    row("19", "Reims", "44"),
    row("20", "Amiens", "32"),
    row("22", "Limoges", "75"),
    row("23", "Nice", "93"),
    row("24", "Créteil", "11"),
    row("25", "Versailles", "11"),
    row("27", "Corse", "94"),
    row("28", "La Réunion", "04"),
    row("31", "Martinique", "02"),
    row("32", "Guadeloupe", "01"),
    row("33", "Guyane", "03"),
    row("40", "Nouvelle-Calédonie", "988"),
    row("41", "Polynésie française", "987"),
    row("42", "Wallis-et-Futuna", "986"),
    row("43", "Mayotte", "06"),
    row("44", "Saint-Pierre-et-Miquelon", "975"),
    row("70", "Normandie", "28"),
];

impl Academie {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; TABLE.len()] = {
        let mut all = [Self(0); TABLE.len()];
        let mut i = 0u8;
        while (i as usize) < TABLE.len() {
            all[i as usize] = Self(i);
            i += 1;
        }
        all
    };

    /// Reads a code; surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `AcademieUnknown`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let index = TABLE.binary_search_by(|row| row.code.cmp(text.trim()));
        index.map(|i| Self::ALL[i]).map_err(|_| CodeError::AcademieUnknown)
    }

    /// Looks a name up, forgiving case, accents and punctuation; Caen and Rouen, which merged,
    /// are Normandie.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let wanted = match normalised_name(name).as_str() {
            "caen" | "rouen" => "normandie".to_owned(),
            "reunion" => "la reunion".to_owned(),
            "st pierre et miquelon" => "saint pierre et miquelon".to_owned(),
            other => other.to_owned(),
        };
        Self::ALL.into_iter().find(|academie| normalised_name(academie.name()) == wanted)
    }

    /// For the tables, at compile time: a code that is missing does not compile.
    pub(super) const fn of(code: &str) -> Self {
        let mut i = 0;
        while i < TABLE.len() {
            if same(TABLE[i].code, code) {
                return Self::ALL[i];
            }
            i += 1;
        }
        panic!("a table names an académie that does not exist")
    }

    const fn row(self) -> &'static Row {
        const ROWS: &[Row] = &TABLE;
        &ROWS[self.0 as usize]
    }

    /// The two-digit code, such as `10`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.row().code
    }

    /// The same as `code`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.code()
    }

    /// The name, such as `Lyon`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.row().name
    }

    /// The région (or collectivité) it lies in: no académie spans two.
    #[must_use]
    pub const fn region(&self) -> Region {
        self.row().region
    }

    /// Mainland, overseas département, or collectivité.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.region().zone()
    }

    /// Its départements, in the order of their codes. Guadeloupe also serves Saint-Barthélemy
    /// and Saint-Martin.
    pub fn departements(self) -> impl Iterator<Item = Departement> {
        Departement::ALL.into_iter().filter(move |departement| departement.academie() == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_code_is_found() {
        assert!(TABLE.is_sorted_by(|a, b| a.code < b.code));
        for academie in Academie::ALL {
            assert_eq!(Academie::parse(academie.code()), Ok(academie));
            assert_eq!(Academie::by_name(academie.name()), Some(academie));
            assert!(academie.departements().next().is_some());
        }
        assert_eq!(Academie::ALL.iter().filter(|a| a.zone() != Zone::Com).count(), 30);
    }

    #[test]
    fn three_academies_share_ile_de_france() {
        let names: Vec<&str> = Academie::ALL
            .iter()
            .filter(|academie| academie.region().code() == "11")
            .map(Academie::name)
            .collect();
        assert_eq!(names, ["Paris", "Créteil", "Versailles"]);
    }

    #[test]
    fn merged_academies_are_found_under_the_new_name() {
        for name in ["Caen", "ROUEN", "Normandie"] {
            assert_eq!(Academie::by_name(name).map(|academie| academie.code()), Some("70"));
        }
        assert_eq!(Academie::by_name("ORLEANS-TOURS").map(|a| a.name()), Some("Orléans-Tours"));
        assert_eq!(Academie::by_name("Atlantide"), None);
    }

    #[test]
    fn a_code_is_text_and_an_unknown_one_is_refused() {
        let paris = Academie::parse("01").unwrap();
        assert_eq!(serde_json::to_string(&paris).unwrap(), "\"01\"");
        assert_eq!(serde_json::from_str::<Academie>("\"01\"").unwrap(), paris);
        for text in ["", "1", "05", "99", "001"] {
            assert_eq!(Academie::parse(text), Err(CodeError::AcademieUnknown), "{text}");
        }
        assert!(serde_json::from_str::<Academie>("1").is_err());
    }
}
