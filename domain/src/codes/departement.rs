use crate::codes::{Academie, CodeError, Region, Zone, normalised_name, shown_code};

/// A département, or an overseas collectivité that stands in for one: its Insee code.
///
/// The table is the code officiel géographique of Insee, 2026, with the ministry's académies:
/// 101 départements and 6 collectivités. The Terres australes et antarctiques and Clipperton are
/// left out: nobody goes to school there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Departement(u8);

shown_code!(
    Departement,
    "^(?:[0-9]{2}|2[AB]|9[78][0-9])$",
    "Insee code of a département or overseas collectivité."
);

struct Row {
    code: &'static str,
    name: &'static str,
    region: Region,
    academie: Academie,
}

const fn row(code: &'static str, name: &'static str, region: &str, academie: &str) -> Row {
    Row { code, name, region: Region::of(region), academie: Academie::of(academie) }
}

/// In the order of the codes, so that codes are found by halving and sort as they are written.
#[rustfmt::skip]
const TABLE: [Row; 107] = [
    row("01", "Ain", "84", "10"),
    row("02", "Aisne", "32", "20"),
    row("03", "Allier", "84", "06"),
    row("04", "Alpes-de-Haute-Provence", "93", "02"),
    row("05", "Hautes-Alpes", "93", "02"),
    row("06", "Alpes-Maritimes", "93", "23"),
    row("07", "Ardèche", "84", "08"),
    row("08", "Ardennes", "44", "19"),
    row("09", "Ariège", "76", "16"),
    row("10", "Aube", "44", "19"),
    row("11", "Aude", "76", "11"),
    row("12", "Aveyron", "76", "16"),
    row("13", "Bouches-du-Rhône", "93", "02"),
    row("14", "Calvados", "28", "70"),
    row("15", "Cantal", "84", "06"),
    row("16", "Charente", "75", "13"),
    row("17", "Charente-Maritime", "75", "13"),
    row("18", "Cher", "24", "18"),
    row("19", "Corrèze", "75", "22"),
    row("21", "Côte-d'Or", "27", "07"),
    row("22", "Côtes-d'Armor", "53", "14"),
    row("23", "Creuse", "75", "22"),
    row("24", "Dordogne", "75", "04"),
    row("25", "Doubs", "27", "03"),
    row("26", "Drôme", "84", "08"),
    row("27", "Eure", "28", "70"),
    row("28", "Eure-et-Loir", "24", "18"),
    row("29", "Finistère", "53", "14"),
    row("2A", "Corse-du-Sud", "94", "27"),
    row("2B", "Haute-Corse", "94", "27"),
    row("30", "Gard", "76", "11"),
    row("31", "Haute-Garonne", "76", "16"),
    row("32", "Gers", "76", "16"),
    row("33", "Gironde", "75", "04"),
    row("34", "Hérault", "76", "11"),
    row("35", "Ille-et-Vilaine", "53", "14"),
    row("36", "Indre", "24", "18"),
    row("37", "Indre-et-Loire", "24", "18"),
    row("38", "Isère", "84", "08"),
    row("39", "Jura", "27", "03"),
    row("40", "Landes", "75", "04"),
    row("41", "Loir-et-Cher", "24", "18"),
    row("42", "Loire", "84", "10"),
    row("43", "Haute-Loire", "84", "06"),
    row("44", "Loire-Atlantique", "52", "17"),
    row("45", "Loiret", "24", "18"),
    row("46", "Lot", "76", "16"),
    row("47", "Lot-et-Garonne", "75", "04"),
    row("48", "Lozère", "76", "11"),
    row("49", "Maine-et-Loire", "52", "17"),
    row("50", "Manche", "28", "70"),
    row("51", "Marne", "44", "19"),
    row("52", "Haute-Marne", "44", "19"),
    row("53", "Mayenne", "52", "17"),
    row("54", "Meurthe-et-Moselle", "44", "12"),
    row("55", "Meuse", "44", "12"),
    row("56", "Morbihan", "53", "14"),
    row("57", "Moselle", "44", "12"),
    row("58", "Nièvre", "27", "07"),
    row("59", "Nord", "32", "09"),
    row("60", "Oise", "32", "20"),
    row("61", "Orne", "28", "70"),
    row("62", "Pas-de-Calais", "32", "09"),
    row("63", "Puy-de-Dôme", "84", "06"),
    row("64", "Pyrénées-Atlantiques", "75", "04"),
    row("65", "Hautes-Pyrénées", "76", "16"),
    row("66", "Pyrénées-Orientales", "76", "11"),
    row("67", "Bas-Rhin", "44", "15"),
    row("68", "Haut-Rhin", "44", "15"),
    row("69", "Rhône", "84", "10"),
    row("70", "Haute-Saône", "27", "03"),
    row("71", "Saône-et-Loire", "27", "07"),
    row("72", "Sarthe", "52", "17"),
    row("73", "Savoie", "84", "08"),
    row("74", "Haute-Savoie", "84", "08"),
    row("75", "Paris", "11", "01"),
    row("76", "Seine-Maritime", "28", "70"),
    row("77", "Seine-et-Marne", "11", "24"),
    row("78", "Yvelines", "11", "25"),
    row("79", "Deux-Sèvres", "75", "13"),
    row("80", "Somme", "32", "20"),
    row("81", "Tarn", "76", "16"),
    row("82", "Tarn-et-Garonne", "76", "16"),
    row("83", "Var", "93", "23"),
    row("84", "Vaucluse", "93", "02"),
    row("85", "Vendée", "52", "17"),
    row("86", "Vienne", "75", "13"),
    row("87", "Haute-Vienne", "75", "22"),
    row("88", "Vosges", "44", "12"),
    row("89", "Yonne", "27", "07"),
    row("90", "Territoire de Belfort", "27", "03"),
    row("91", "Essonne", "11", "25"),
    row("92", "Hauts-de-Seine", "11", "25"),
    row("93", "Seine-Saint-Denis", "11", "24"),
    row("94", "Val-de-Marne", "11", "24"),
    row("95", "Val-d'Oise", "11", "25"),
    row("971", "Guadeloupe", "01", "32"),
    row("972", "Martinique", "02", "31"),
    row("973", "Guyane", "03", "33"),
    row("974", "La Réunion", "04", "28"),
    row("975", "Saint-Pierre-et-Miquelon", "975", "44"),
    row("976", "Mayotte", "06", "43"),
    row("977", "Saint-Barthélemy", "977", "32"),
    row("978", "Saint-Martin", "978", "32"),
    row("986", "Wallis et Futuna", "986", "42"),
    row("987", "Polynésie française", "987", "41"),
    row("988", "Nouvelle-Calédonie", "988", "40"),
];

impl Departement {
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

    /// Reads an Insee code; lower case and surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `DepartementUnknown`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let upper = text.trim().to_ascii_uppercase();
        let index = TABLE.binary_search_by(|row| row.code.cmp(&upper));
        index.map(|i| Self::ALL[i]).map_err(|_| CodeError::DepartementUnknown)
    }

    /// Looks a name up, forgiving case, accents and punctuation.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let wanted = normalised_name(name);
        Self::ALL.into_iter().find(|found| normalised_name(found.name()) == wanted)
    }

    const fn row(self) -> &'static Row {
        const ROWS: &[Row] = &TABLE;
        &ROWS[self.0 as usize]
    }

    /// The Insee code, such as `01`, `2A` or `971`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.row().code
    }

    /// The same as `code`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.code()
    }

    /// The name, such as `Ain`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.row().name
    }

    /// The académie that runs its schools.
    #[must_use]
    pub const fn academie(&self) -> Academie {
        self.row().academie
    }

    /// The région it belongs to; a collectivité is its own.
    #[must_use]
    pub const fn region(&self) -> Region {
        self.row().region
    }

    /// Mainland, overseas département, or collectivité.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.region().zone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_code_is_found() {
        assert!(TABLE.is_sorted_by(|a, b| a.code < b.code));
        for departement in Departement::ALL {
            assert_eq!(Departement::parse(departement.code()), Ok(departement));
            assert_eq!(Departement::by_name(departement.name()), Some(departement));
        }
        let count = |zone| Departement::ALL.iter().filter(|found| found.zone() == zone).count();
        assert_eq!((count(Zone::Metropole), count(Zone::Drom)), (96, 5));
    }

    #[test]
    fn an_unknown_code_is_refused() {
        for text in ["", "1", "20", "96", "2C", "620", "Ain"] {
            assert_eq!(Departement::parse(text), Err(CodeError::DepartementUnknown), "{text}");
        }
    }

    #[test]
    fn an_academie_lies_in_the_region_of_its_departements() {
        for departement in Departement::ALL {
            // Saint-Barthélemy and Saint-Martin have no académie of their own.
            if !matches!(departement.code(), "977" | "978") {
                assert_eq!(departement.region(), departement.academie().region());
            }
        }
    }

    #[test]
    fn corse_has_letters_and_the_number_20_is_gone() {
        assert_eq!(Departement::parse("2a").unwrap().name(), "Corse-du-Sud");
        for text in ["", "20", "1", "001", "96", "984", "2C"] {
            assert_eq!(Departement::parse(text), Err(CodeError::DepartementUnknown), "{text}");
        }
    }
}
