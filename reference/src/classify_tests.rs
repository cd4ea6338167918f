use super::*;

#[test]
fn the_kind_is_read_from_the_aggregate_and_the_label() {
    for (aggregate, label, expected) in [
        ("BTS", "BTS - Services - Services informatiques aux organisations", Filiere::Bts),
        ("BUT", "BUT - Informatique", Filiere::But),
        ("Licence_Las", "Licence - Informatique -  Accès Santé", Filiere::Licence),
        ("CPGE", "CPGE - MP2I", Filiere::Cpge),
        ("Ecole d'Ingénieur", "Formation d'ingénieur Bac + 5 - Cycle", Filiere::Ingenieur),
        ("Licence_Las", "Formation d'ingénieur Bac + 5 - Santé", Filiere::Ingenieur),
        ("Ecole d'Ingénieur", "Formation Bac + 3 - Bachelor Cybersécurité", Filiere::Bachelor),
        (
            "Ecole de Commerce",
            "Formation des écoles de commerce et de management Bac + 5",
            Filiere::GrandeEcole,
        ),
        (
            "Ecole de Commerce",
            "Formation des écoles de commerce et de management Bac + 4 - Bachelor (BBA) Data",
            Filiere::Bachelor,
        ),
        ("Autre formation", "Licence professionnelle - Métiers du jeu", Filiere::LicencePro),
        ("Autre formation", "C.M.I - Cursus Master en Ingénierie - Informatique", Filiere::Licence),
        ("Autre formation", "Diplôme d'Etablissement - Bachelor IA - Bac +3", Filiere::Bachelor),
        ("Autre formation", "Certificat de Spécialisation - Cybersécurité", Filiere::Autre),
        ("IFSI", "D.E Infirmier", Filiere::Autre),
    ] {
        assert_eq!(filiere(aggregate, label), expected, "{label}");
    }
}

#[test]
fn mp2i_is_digital_and_the_other_scientific_classes_lead_there() {
    let cpge = |label| numerique(None, Filiere::Cpge, label);
    assert_eq!(cpge("CPGE - MP2I"), Numerique::Digital);
    assert_eq!(cpge("CPGE - MPI"), Numerique::Digital);
    for label in ["CPGE - MPSI", "CPGE - PCSI", "CPGE - TSI - (en 3 ans)", "CPGE - PTSI"] {
        assert_eq!(cpge(label), Numerique::Towards, "{label}");
    }
    for label in
        ["CPGE - ECG -  - Mathématiques appliquées + ESH", "CPGE - Lettres", "CPGE - BCPST"]
    {
        assert_eq!(cpge(label), Numerique::Other, "{label}");
    }
    let licence = |label| numerique(None, Filiere::Licence, label);
    assert_eq!(licence("Licence - Mathématiques"), Numerique::Towards);
    assert_eq!(licence("Licence - Droit"), Numerique::Other);
    let school = "Formation d'ingénieur Bac + 5 - Bac général";
    assert_eq!(numerique(None, Filiere::Ingenieur, school), Numerique::Towards);
    assert_eq!(numerique(Some("BUT MMI"), Filiere::But, "BUT"), Numerique::Digital);
    assert_eq!(numerique(Some("Poterie"), Filiere::But, "BUT"), Numerique::Other);
}

#[test]
fn a_mention_about_the_digital_is_not_digital() {
    assert_eq!(mention_numerique("Informatique"), Numerique::Digital);
    assert_eq!(mention_numerique("Bio-informatique"), Numerique::Digital);
    assert_eq!(mention_numerique("Humanités numériques"), Numerique::Other);
    assert_eq!(mention_numerique("Droit du numérique"), Numerique::Other);
    assert_eq!(
        mention_numerique("Électronique, énergie électrique, automatique"),
        Numerique::Towards
    );
}

#[test]
fn recognition_follows_who_gives_the_formation() {
    use SchoolKind as K;
    let legt = K::LyceeGeneralTechnologique;
    let public = Some(Sector::Public);
    let private = Some(Sector::Prive);
    for (filiere, kind, sector, expected) in [
        (Filiere::Bts, legt, private, Some(Recognition::LyceeSts)),
        (Filiere::Bts, K::Autre, private, None),
        (Filiere::But, K::Universite, public, Some(Recognition::Universite)),
        (Filiere::Licence, K::Autre, public, Some(Recognition::Universite)),
        (Filiere::Licence, K::Ecole, private, None),
        (Filiere::Ingenieur, K::Ecole, private, Some(Recognition::Cdefi)),
        (Filiere::GrandeEcole, K::Ecole, private, None),
        (Filiere::Cpge, legt, public, None),
        (Filiere::Master, K::Universite, public, Some(Recognition::Universite)),
    ] {
        assert_eq!(recognition(filiere, kind, sector), expected, "{filiere:?} {kind:?}");
    }
}

#[test]
fn a_name_tells_the_sort_of_school_when_the_type_does_not() {
    use SchoolKind as K;
    for (kind, name, expected) in [
        (Some("LPO"), "LYCEE PROFESSIONNEL", K::LyceePolyvalent),
        (Some("Université"), "Sorbonne", K::Universite),
        (None, "Lycée Pablo Picasso", K::LyceeGeneralTechnologique),
        (None, "LYCÉE PROFESSIONNEL DU BÂTIMENT", K::LyceeProfessionnel),
        (Some(""), "SECTION D'ENSEIGNEMENT PROFESSIONNEL DU LYCÉE", K::LyceeProfessionnel),
        (None, "I.U.T Nice-Côte d'Azur", K::Universite),
        (None, "Ecole 42", K::Ecole),
        (None, "CFA du Lycée Diderot", K::Autre),
        (None, "Ensup", K::Autre),
    ] {
        assert_eq!(school_kind(kind, name), expected, "{name}");
    }
}

#[test]
fn an_identifier_does_not_depend_on_case_accents_or_punctuation() {
    let uai = Uai::parse("0912409Z").unwrap();
    let id = |label, nth| formation_id(uai, label, nth).unwrap().to_string();
    assert_eq!(id("Licence - Portail Mathématiques", 1), id("LICENCE – portail mathematiques ", 1));
    assert_ne!(id("Licence - Informatique", 1), id("Licence - Mathématiques", 1));
    assert_eq!(id("Licence - Informatique", 2), format!("{}-2", id("Licence - Informatique", 1)));
    assert!(id("BUT - Informatique", 1).starts_with("psup-0912409z-"));
    assert_eq!(mention_id(uai, "1800833F").unwrap().as_str(), "master-0912409z-1800833f");
}

#[test]
fn selectivity_and_apprenticeship_are_read_from_the_text() {
    assert!(selective("formation sélective"));
    assert!(!selective("formation non sélective"));
    assert!(apprenticeship("BTS - SIO - en apprentissage"));
    assert!(!apprenticeship("BTS - SIO"));
    assert_eq!(sector("privé sous contrat"), Some(Sector::Prive));
    assert_eq!(sector("Public"), Some(Sector::Public));
    assert_eq!(sector(""), None);
}
