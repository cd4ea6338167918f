//! Invented people: common names put together at random, addresses that lead nowhere.

use domain::{
    codes::normalised_name,
    journey::facts::{Guardian, Identity},
};

use crate::dice::Dice;

#[rustfmt::skip]
const GIRLS: [&str; 64] = [
    "Adèle", "Aïcha", "Alice", "Alicia", "Amina", "Anaïs", "Anna", "Assia", "Camille", "Capucine",
    "Charlotte", "Chloé", "Clara", "Coline", "Diane", "Élise", "Éloïse", "Emma", "Estelle", "Eva",
    "Farah", "Fatou", "Gabrielle", "Hana", "Héloïse", "Inès", "Iris", "Jade", "Jeanne", "Julie",
    "Juliette", "Kenza", "Léa", "Léonie", "Lila", "Lina", "Lise", "Lou", "Louise", "Lucie", "Maëlle",
    "Maëva", "Manon", "Margaux", "Marie", "Mathilde", "Maya", "Mélissa", "Nadia", "Naïma", "Nina",
    "Noémie", "Nour", "Océane", "Pauline", "Rose", "Salomé", "Sarah", "Sofia", "Suzanne", "Thaïs",
    "Valentine", "Yasmine", "Zoé",
];

#[rustfmt::skip]
const ADULTS: [&str; 48] = [
    "Agnès", "Alain", "Amadou", "Antoine", "Aurélie", "Bruno", "Caroline", "Cécile", "Céline",
    "Christophe", "Claire", "Corinne", "David", "Delphine", "Élodie", "Emmanuel", "Fabrice",
    "Fatima", "Florence", "Frédéric", "Guillaume", "Hélène", "Isabelle", "Jérôme", "Karim", "Khadija",
    "Laurent", "Linda", "Magali", "Marc", "Mehdi", "Mickaël", "Nathalie", "Nicolas", "Olivier",
    "Pascale", "Patricia", "Rachid", "Sabrina", "Samia", "Sandrine", "Sébastien", "Sophie",
    "Stéphanie", "Sylvie", "Thierry", "Valérie", "Virginie",
];

#[rustfmt::skip]
const FAMILIES: [&str; 96] = [
    "Abdallah", "Adam", "Aubert", "Bailly", "Barbier", "Baron", "Benali", "Benoit", "Bernard",
    "Bertrand", "Besson", "Blanc", "Bonnet", "Boucher", "Bouchet", "Boyer", "Brun", "Camara",
    "Caron", "Carpentier", "Charles", "Chevalier", "Clément", "Colin", "Collet", "Cordier",
    "Coulibaly", "Da Silva", "David", "Delmas", "Denis", "Diallo", "Diop", "Dubois", "Dufour",
    "Dumas", "Dupont", "Dupuis", "Durand", "Fabre", "Faure", "Fernandez", "Ferrand", "Fleury",
    "Fontaine", "Fournier", "Garnier", "Gauthier", "Gérard", "Gilbert", "Girard", "Gomes",
    "Guérin", "Guillot", "Haddad", "Hamidi", "Henry", "Hoarau", "Hubert", "Jacquet", "Joly",
    "Lambert", "Lacroix", "Laurent", "Le Gall", "Lefèvre", "Leroux", "Lopes", "Mallet", "Marchal",
    "Marie-Louise", "Martinez", "Mercier", "Meunier", "Meyer", "Moreau", "Nguyen", "Noël",
    "Payet", "Pereira", "Perrin", "Petit", "Philippe", "Picard", "Poirier", "Renard", "Rivière",
    "Robin", "Roussel", "Roy", "Schmitt", "Traoré", "Tessier", "Tran", "Vidal", "Weber",
];

/// A young woman.
pub(crate) fn beneficiary(dice: &mut Dice) -> Identity {
    person(dice, &GIRLS, None)
}

/// A tutor, who is a student, or a mentor.
pub(crate) fn supporter(dice: &mut Dice, student: bool) -> Identity {
    person(dice, if student { &GIRLS } else { &ADULTS }, None)
}

/// A holder of parental authority, most often of the same family name.
pub(crate) fn guardian(dice: &mut Dice, of: &Identity) -> Guardian {
    let same = dice.chance(0.7).then_some(of.last_name.as_str());
    let Identity { first_name, last_name, email } = person(dice, &ADULTS, same);
    Guardian { first_name, last_name, email }
}

/// The family name that an organisation is called by.
pub(crate) fn family(dice: &mut Dice) -> &'static str {
    dice.pick(&FAMILIES).copied().unwrap_or("Petit")
}

fn person(dice: &mut Dice, first: &[&str], family: Option<&str>) -> Identity {
    let first_name = dice.pick(first).copied().unwrap_or("Ada").to_owned();
    let drawn = dice.pick(&FAMILIES).copied().unwrap_or("Petit");
    let last_name = family.unwrap_or(drawn).to_owned();
    let local = |name: &str| normalised_name(name).replace(' ', "-");
    // example.org is reserved for examples (RFC 2606): no mail ever arrives.
    let email =
        format!("{}.{}{}@example.org", local(&first_name), local(&last_name), dice.below(10_000));
    Identity { first_name, last_name, email }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn everybody_is_somebody_with_an_address_that_leads_nowhere() {
        let mut dice = Dice::new(1, 1, 1, NaiveDate::default(), "");
        for _ in 0..2_000 {
            let she = beneficiary(&mut dice);
            assert!(she.is_valid() && she.email.is_ascii() && she.email.ends_with("@example.org"));
            assert!(guardian(&mut dice, &she).is_valid());
            assert!(supporter(&mut dice, false).is_valid());
        }
    }
}
