/// A name made comparable: no accents, no case, every run of anything else one space.
///
/// Official files write `Île-de-France`, `ILE-DE-FRANCE` and `Ile de France` for one région.
///
/// ```
/// use domain::codes::normalised_name;
/// assert_eq!(normalised_name("Provence-Alpes-Côte d’Azur"), "provence alpes cote d azur");
/// ```
#[must_use]
pub fn normalised_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => "a",
            'ç' => "c",
            'è' | 'é' | 'ê' | 'ë' => "e",
            'ì' | 'í' | 'î' | 'ï' => "i",
            'ñ' => "n",
            'ò' | 'ó' | 'ô' | 'ö' | 'õ' => "o",
            'ù' | 'ú' | 'û' | 'ü' => "u",
            'ý' | 'ÿ' => "y",
            'œ' => "oe",
            'æ' => "ae",
            // A combining accent belongs to the letter before it.
            '\u{300}'..='\u{36f}' => continue,
            other if other.is_alphanumeric() => {
                out.push(other);
                continue;
            }
            _ => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
        };
        out.push_str(plain);
    }
    out.truncate(out.trim_end().len());
    out
}
