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

/// Names before one of the two family names of a double name comes again.
const ROUND: usize = GIRLS.len() * FAMILIES.len();

/// The `nth` young woman of a seed, from 0: no other one of the first 500,000 has her name, however
/// it is written. Whoever lives later has a double name.
pub(crate) fn beneficiary(dice: &mut Dice, seed: u64, nth: u32) -> Identity {
    // The dice go on as they always have: a seed stands for the same journeys for ever.
    let _ = (dice.pick(&GIRLS), dice.pick(&FAMILIES));
    let (nth, seed) = (nth as usize, usize::try_from(seed % ROUND as u64).unwrap_or(0));
    // Odd, and no multiple of 3: every name of a round once, neighbours unlike each other.
    let (name, round) = ((nth * 2_477 + seed * 1_237) % ROUND, nth / ROUND);
    let (first, family) = (name % GIRLS.len(), name / GIRLS.len());
    let mut last_name = FAMILIES[family].to_owned();
    if round > 0 {
        let others = FAMILIES.len() - 1;
        let second = (family + 1 + (first + round) % others) % FAMILIES.len();
        last_name = format!("{last_name}-{}", FAMILIES[second]);
    }
    named(dice, GIRLS[first].to_owned(), last_name)
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
    named(dice, first_name, family.unwrap_or(drawn).to_owned())
}

fn named(dice: &mut Dice, first_name: String, last_name: String) -> Identity {
    let local = |name: &str| normalised_name(name).replace(' ', "-");
    // example.org is reserved for examples (RFC 2606): no mail ever arrives.
    let email =
        format!("{}.{}{}@example.org", local(&first_name), local(&last_name), dice.below(10_000));
    Identity { first_name, last_name, email }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::NaiveDate;
    use domain::journey::{FoldedName, Person};

    use super::*;

    #[test]
    fn everybody_is_somebody_with_an_address_that_leads_nowhere() {
        let mut dice = Dice::new(1, 1, 1, NaiveDate::default(), "");
        for nth in 0..2_000 {
            let she = beneficiary(&mut dice, 1, nth);
            assert!(she.is_valid() && she.email.is_ascii() && she.email.ends_with("@example.org"));
            assert!(guardian(&mut dice, &she).is_valid());
            assert!(supporter(&mut dice, false).is_valid());
        }
    }

    #[test]
    fn no_two_of_a_simulation_are_taken_for_one_person() {
        let mut dice = Dice::new(7, 1, 1, NaiveDate::default(), "");
        let mut known = HashSet::new();
        for nth in (0..40_000).chain(500_000..501_000) {
            let name = FoldedName::of(&beneficiary(&mut dice, 7, nth));
            let person = Person::new(name, NaiveDate::default());
            assert!(known.insert(person.to_bytes()), "{nth}");
        }
    }
}
