use std::collections::BTreeSet;

use domain::codes::{Academie, Uai, Zone};
use domain::reference::{Filiere, Numerique, Recognition, SchoolKind, Sector};
use reference::{Directory, datasets, seed};

use crate::support::{at, import_text, on_both};

#[tokio::test]
async fn the_starter_set_has_schools_and_digital_formations_in_every_academie() {
    on_both(async |db| {
        let reports = seed(db, at(1)).await.unwrap();
        assert_eq!(reports.len(), 12);
        assert_eq!(reports.iter().map(|report| report.refused).sum::<u64>(), 0);

        let directory = Directory::load(db).await.unwrap();
        for academie in Academie::ALL.iter().filter(|academie| academie.zone() != Zone::Com) {
            let lycees = directory.schools_in(*academie).filter(|school| {
                matches!(
                    school.kind,
                    SchoolKind::LyceeGeneralTechnologique | SchoolKind::LyceePolyvalent
                )
            });
            assert!(lycees.count() >= 2, "{academie}");
            let formations = directory.formations().filter(|formation| {
                formation.academie == Some(*academie) && formation.numerique == Numerique::Digital
            });
            assert!(formations.count() >= 1, "{academie}");
        }
        let families: BTreeSet<_> =
            directory.formations().filter_map(|formation| formation.famille.as_deref()).collect();
        assert_eq!(families.len(), 11);
        let masters = directory.formations().filter(|f| f.filiere == Filiere::Master);
        assert!(masters.count() >= 30);
        for kind in
            [SchoolKind::LyceeProfessionnel, SchoolKind::Universite, SchoolKind::GrandEtablissement]
        {
            assert!(directory.schools().any(|school| school.kind == kind), "{kind:?}");
        }
        for recognition in [Recognition::Universite, Recognition::Cdefi, Recognition::LyceeSts] {
            assert!(directory.formations().any(|f| f.recognition == Some(recognition)));
        }
    })
    .await;
}

#[tokio::test]
async fn seeding_twice_changes_nothing_and_keeps_what_was_imported() {
    on_both(async |db| {
        let text = "code,nom,zone,chef_lieu\n11,Île-de-France,metro,75056\n";
        import_text(db, "regions.csv", text).await.unwrap();
        let reports = seed(db, at(2)).await.unwrap();
        assert_eq!(reports.len(), 11);
        assert!(reports.iter().all(|report| report.dataset != "regions"));
        let before =
            (datasets(db).await.unwrap(), Directory::load(db).await.unwrap().version().clone());

        assert!(seed(db, at(3)).await.unwrap().is_empty());
        let after =
            (datasets(db).await.unwrap(), Directory::load(db).await.unwrap().version().clone());
        assert_eq!(before, after);
    })
    .await;
}

#[tokio::test]
async fn the_version_names_the_data_and_changes_with_them() {
    on_both(async |db| {
        let empty = Directory::load(db).await.unwrap();
        assert!(empty.version().as_str().starts_with("none."));
        assert_eq!(empty.schools().len(), 0);
        seed(db, at(1)).await.unwrap();
        let seeded = Directory::load(db).await.unwrap();
        assert!(seeded.version().as_str().starts_with("2026-11-01."), "{:?}", seeded.version());
        assert_eq!(Directory::load(db).await.unwrap().version(), seeded.version());
        let text = "code,nom,zone,chef_lieu\n11,Île-de-France,metro,75056\n";
        import_text(db, "regions.csv", text).await.unwrap();
        assert_ne!(Directory::load(db).await.unwrap().version(), seeded.version());
    })
    .await;
}

const PARCOURSUP: &str = "session,uai,etablissement,statut,filiere,filiere_tres_agregee,\
                          selectivite,academie,region,gps,capacite,candidats,admis,admises,\
                          part_admises_pct,part_boursiers_candidats_pct,part_boursiers_admis_pct,\
                          taux_acces_pct,part_admis_bac_general_pct,part_admis_bac_techno_pct,\
                          part_admis_bac_pro_pct,famille_numerique";

fn entry(
    session: u16,
    uai: &str,
    school: &str,
    label: &str,
    aggregate: &str,
    family: &str,
) -> String {
    format!(
        "{session},{uai},{school},Public,{label},{aggregate},formation sélective,Lyon,\
         Auvergne-Rhône-Alpes,,30,100,20,5,25,,,,,,,{family}"
    )
}

#[tokio::test]
async fn formations_are_those_of_the_latest_session_and_name_schools_no_other_file_knows() {
    on_both(async |db| {
        let sio = "BTS - Services informatiques aux organisations";
        let old = [
            PARCOURSUP.to_owned(),
            entry(2024, "0010006B", "Lycée Saint-Exupéry", "BTS - Disparu", "BTS", ""),
        ];
        let new = [
            PARCOURSUP.to_owned(),
            entry(2025, "0010006B", "Lycée Saint-Exupéry", sio, "BTS", "BTS SIO"),
            entry(2025, "0010006B", "Lycée Saint-Exupéry", sio, "BTS", "BTS SIO"),
            entry(2025, "0010006B", "Lycée Saint-Exupéry", "CPGE - MPSI", "CPGE", ""),
            entry(2025, "0010006C", "Lycée à la lettre fausse", sio, "BTS", "BTS SIO"),
        ];
        import_text(db, "new.csv", &new.join("\n")).await.unwrap();
        import_text(db, "old.csv", &old.join("\n")).await.unwrap();

        let directory = Directory::load(db).await.unwrap();
        let found: Vec<_> = directory
            .formations()
            .map(|f| (f.label.as_str(), f.numerique, f.recognition))
            .collect();
        let expected = (sio, Numerique::Digital, Some(Recognition::LyceeSts));
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found.iter().filter(|formation| **formation == expected).count(), 2);
        assert!(found.contains(&("CPGE - MPSI", Numerique::Towards, None)));
        let ids: Vec<_> = directory.formations().map(|f| f.id.as_str()).collect();
        assert!(ids.iter().any(|id| id.ends_with("-2")), "{ids:?}");

        let uai = Uai::parse("0010006B").unwrap();
        let school = directory.school(&uai).unwrap();
        assert_eq!(school.kind, SchoolKind::LyceeGeneralTechnologique);
        assert_eq!((school.sector, school.departement.code()), (Some(Sector::Public), "01"));
        assert_eq!(directory.schools().len(), 1);
        assert_eq!(directory.formations_of(&uai).count(), 3);
    })
    .await;
}

#[tokio::test]
async fn identifiers_are_the_same_in_the_whole_file_and_in_its_digital_subset() {
    on_both(async |db| {
        let sio = "BTS - Services informatiques aux organisations";
        let digital = [
            entry(2025, "0010006B", "Lycée Saint-Exupéry", sio, "BTS", "BTS SIO"),
            entry(2025, "0010006B", "Lycée Saint-Exupéry", sio, "BTS", "BTS SIO"),
        ];
        let other = entry(2025, "0010006B", "Lycée Saint-Exupéry", "BTS - Bois", "BTS", "");
        let subset = format!("{PARCOURSUP}\n{}\n", digital.join("\n"));
        let whole = format!("{PARCOURSUP}\n{}\n{other}\n{}\n", digital[0], digital[1]);

        let report = import_text(db, "subset.csv", &subset).await.unwrap();
        assert_eq!(report.dataset, "parcoursup_numerique");
        let ids = async || {
            let directory = Directory::load(db).await.unwrap();
            directory.formations().map(|f| f.id.clone()).collect::<BTreeSet<_>>()
        };
        let before = ids().await;
        let report = import_text(db, "whole.csv", &whole).await.unwrap();
        assert_eq!(report.dataset, "parcoursup_formations");
        let after = ids().await;
        assert!(before.is_subset(&after));
        assert_eq!((before.len(), after.len()), (2, 3));
    })
    .await;
}

#[tokio::test]
async fn an_establishment_with_two_uais_is_found_under_both() {
    on_both(async |db| {
        let text = "id_paysage,uai,nom,nom_court,sigle,type,typologie,secteur,siret,siren,ror,\
                    wikidata,code_insee,commune,code_departement,departement,code_academie,\
                    academie,code_region,region,coordonnees,inscrits_2018,inscrits_2019,\
                    inscrits_2020,inscrits_2021,inscrits_2022,millesime\n\
                    a,0751724S;0931827F,Université Paris 8,,,Université,,public,,,,,93066,\
                    Saint-Denis,93,,24,Créteil,11,,,,,,,,2025\n\
                    b,1260001S,École française d'Athènes,,,Autre établissement,,public,,,,,,\
                    Athènes,999,,00,Étranger,99,,,,,,,,2025\n";
        let report = import_text(db, "etablissements.csv", text).await.unwrap();
        assert_eq!((report.taken, report.flagged), (2, 2));
        let directory = Directory::load(db).await.unwrap();
        assert_eq!(directory.schools().len(), 2);
        for uai in ["0751724S", "0931827F"] {
            let school = directory.school(&Uai::parse(uai).unwrap()).unwrap();
            assert_eq!(
                (school.name.as_str(), school.academie.code()),
                ("Université Paris 8", "24")
            );
            assert_eq!(school.kind, SchoolKind::Universite);
        }
    })
    .await;
}
