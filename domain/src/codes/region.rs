use crate::codes::{CodeError, Zone, ascii::same, normalised_name, shown_code};

/// A région, or an overseas collectivité that stands in for one: its Insee code.
///
/// The table is the code officiel géographique of Insee, 2026: 18 régions and 6 collectivités.
/// The Terres australes et antarctiques and Clipperton are left out: nobody goes to school there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(u8);

shown_code!(Region, "^[0-9]{2,3}$", "Insee code of a région or overseas collectivité.");

struct Row {
    code: &'static str,
    name: &'static str,
    zone: Zone,
}

const fn row(code: &'static str, name: &'static str, zone: Zone) -> Row {
    Row { code, name, zone }
}

/// In the order of the codes, so that codes are found by halving and sort as they are written.
#[rustfmt::skip]
const TABLE: [Row; 24] = [
    row("01", "Guadeloupe", Zone::Drom),
    row("02", "Martinique", Zone::Drom),
    row("03", "Guyane", Zone::Drom),
    row("04", "La Réunion", Zone::Drom),
    row("06", "Mayotte", Zone::Drom),
    row("11", "Île-de-France", Zone::Metropole),
    row("24", "Centre-Val de Loire", Zone::Metropole),
    row("27", "Bourgogne-Franche-Comté", Zone::Metropole),
    row("28", "Normandie", Zone::Metropole),
    row("32", "Hauts-de-France", Zone::Metropole),
    row("44", "Grand Est", Zone::Metropole),
    row("52", "Pays de la Loire", Zone::Metropole),
    row("53", "Bretagne", Zone::Metropole),
    row("75", "Nouvelle-Aquitaine", Zone::Metropole),
    row("76", "Occitanie", Zone::Metropole),
    row("84", "Auvergne-Rhône-Alpes", Zone::Metropole),
    row("93", "Provence-Alpes-Côte d'Azur", Zone::Metropole),
    row("94", "Corse", Zone::Metropole),
    row("975", "Saint-Pierre-et-Miquelon", Zone::Com),
    row("977", "Saint-Barthélemy", Zone::Com),
    row("978", "Saint-Martin", Zone::Com),
    row("986", "Wallis et Futuna", Zone::Com),
    row("987", "Polynésie française", Zone::Com),
    row("988", "Nouvelle-Calédonie", Zone::Com),
];

impl Region {
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

    /// Reads an Insee code; surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `RegionUnknown`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let index = TABLE.binary_search_by(|row| row.code.cmp(text.trim()));
        index.map(|i| Self::ALL[i]).map_err(|_| CodeError::RegionUnknown)
    }

    /// Looks a name up, forgiving case, accents and punctuation.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let wanted = match normalised_name(name).as_str() {
            "centre" => "centre val de loire".to_owned(),
            "reunion" => "la reunion".to_owned(),
            other => other.to_owned(),
        };
        Self::ALL.into_iter().find(|region| normalised_name(region.name()) == wanted)
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
        panic!("a table names a région that does not exist")
    }

    const fn row(self) -> &'static Row {
        const ROWS: &[Row] = &TABLE;
        &ROWS[self.0 as usize]
    }

    /// The Insee code, such as `84`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.row().code
    }

    /// The same as `code`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.code()
    }

    /// The name, such as `Auvergne-Rhône-Alpes`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.row().name
    }

    /// Mainland, overseas département, or collectivité.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.row().zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_code_is_found() {
        assert!(TABLE.is_sorted_by(|a, b| a.code < b.code));
        for region in Region::ALL {
            assert_eq!(Region::parse(region.code()), Ok(region));
            assert_eq!(Region::by_name(region.name()), Some(region));
        }
        assert_eq!(Region::ALL.iter().filter(|region| region.zone() != Zone::Com).count(), 18);
    }

    #[test]
    fn names_are_found_as_files_write_them() {
        let found = |name| Region::by_name(name).map(|region| region.code());
        assert_eq!(found("ILE DE FRANCE"), Some("11"));
        assert_eq!(found("Provence Alpes Côte d’Azur"), Some("93"));
        assert_eq!(found("Centre"), Some("24"));
        assert_eq!(found("Réunion"), Some("04"));
        assert_eq!(found("Atlantide"), None);
    }

    #[test]
    fn an_unknown_code_is_refused() {
        for text in ["", "1", "99", "8 4", "Lyon"] {
            assert_eq!(Region::parse(text), Err(CodeError::RegionUnknown), "{text}");
        }
    }
}
