use std::io::Write;

use reference::{ImportError, Outcome, Severity, datasets, import, import_folder};

use crate::support::{at, data, import_text, on_both, rows};

const HEADER: &str = "rentree,niveau,uai,academie,region_academique,secteur,effectif,filles,\
                      garcons,nsi_filles,nsi_garcons,maths_filles,maths_garcons";

#[tokio::test]
async fn the_same_file_again_changes_nothing_even_compressed() {
    on_both(async |db| {
        let plain = data("nsi_lycees.csv");
        let first = import(db, &plain, at(1), &mut |_, _| {}).await.unwrap();
        assert_eq!((first.taken, first.flagged, first.refused), (128, 0, 0));
        assert_eq!((first.dataset.as_str(), first.millesime.as_str()), ("nsi_lycees", "2021-2022"));
        let before = datasets(db).await.unwrap();

        let folder = tempfile::tempdir().unwrap();
        let packed = folder.path().join("another name.gz");
        let mut gzip = flate2::write::GzEncoder::new(
            std::fs::File::create(&packed).unwrap(),
            flate2::Compression::default(),
        );
        gzip.write_all(&std::fs::read(&plain).unwrap()).unwrap();
        gzip.finish().unwrap();
        for path in [plain, packed] {
            let again = import(db, &path, at(2), &mut |_, _| {}).await.unwrap();
            assert_eq!((again.taken, again.unchanged), (0, 128));
            assert_eq!(again.sha256, first.sha256);
        }
        assert_eq!(datasets(db).await.unwrap(), before);
        assert_eq!(rows(db, "reference_nsi_lycees").await, 128);
    })
    .await;
}

#[tokio::test]
async fn a_newer_file_of_the_same_millesime_takes_the_place_of_the_older() {
    on_both(async |db| {
        let header = "rentree,cursus,diplome,femmes,hommes,part_femmes_pct\n";
        let old = format!("{header}2024,L,BUT,1,9,10\n2024,L,Licence,2,8,20\n");
        let new = format!("{header}2024,L,BUT,3,7,30\n");
        let other = format!("{header}2023,L,BUT,1,9,10\n");
        import_text(db, "a.csv", &old).await.unwrap();
        import_text(db, "b.csv", &other).await.unwrap();
        import_text(db, "c.csv", &new).await.unwrap();

        let files = datasets(db).await.unwrap();
        let files: Vec<_> =
            files.iter().map(|d| (d.millesime.as_str(), d.source.as_str(), d.taken)).collect();
        assert_eq!(files, [("2023", "b.csv", 1), ("2024", "c.csv", 1)]);
        assert_eq!(rows(db, "reference_sise_diplomes").await, 2);
        // What was there is remembered, without its rows.
        assert_eq!(rows(db, "reference_datasets").await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_line_that_would_falsify_a_figure_is_refused_with_its_number_field_and_reason() {
    on_both(async |db| {
        let text = format!(
            "{HEADER}\n\
             2022,Terminale,0010006B,LYON,AUVERGNE-RHONE-ALPES,public,110,68,42,1,2,34,32\n\
             2022,Terminale,0010010F,LYON,AUVERGNE-RHONE-ALPES,public,151,88,63,89,0,21,32\n\
             2022,Terminale,0010013J,LYON,AUVERGNE-RHONE-ALPES,public,353,218,135,-1,13,78,67\n\
             2022,Terminale,0010014K,ATLANTIDE,AUVERGNE-RHONE-ALPES,public,10,5,5,1,1,1,1\n\
             2022,Terminale,0010014K,LYON\n\
             2022,Seconde,0010014K,LYON,AUVERGNE-RHONE-ALPES,public,10,5,5,1,1,1,1\n\
             2022,Terminale,0010006B,LYON,AUVERGNE-RHONE-ALPES,public,110,68,42,1,2,34,32\n\
             2022,Terminale,,LYON,AUVERGNE-RHONE-ALPES,public,10,5,5,1,1,1,1\n"
        );
        let report = import_text(db, "nsi.csv", &text).await.unwrap();
        assert_eq!((report.taken, report.flagged, report.refused), (1, 0, 7));
        let found: Vec<_> = report
            .issues
            .iter()
            .map(|issue| (issue.line, issue.field.as_str(), issue.reason.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (3, "nsi_filles", "nsi_filles can not exceed filles"),
                (4, "nsi_filles", "a count can not be negative"),
                (5, "academie", "no académie has this name"),
                (6, "", "4 fields where the header line has 13"),
                (7, "niveau", "expected one of: Première, Terminale"),
                (8, "rentree niveau uai", "a line before this one has the same key"),
                (9, "uai", "a value is required here"),
            ]
        );
        assert!(report.issues.iter().all(|issue| issue.severity == Severity::Refused));
    })
    .await;
}

#[tokio::test]
async fn the_known_errors_of_official_files_are_taken_and_flagged() {
    on_both(async |db| {
        let text = format!(
            "{HEADER}\n\
             2022,Terminale,0010006C,LYON,AUVERGNE-RHONE-ALPES,public,110,68,42,1,2,34,32\n\
             2022,Terminale,020B10,Etranger,ETRANGER,public,110,68,42,1,2,34,32\n\
             2022,Terminale,0010013J,LYON,AUVERGNE-RHONE-ALPES,public,353,218,135,1,13,78,67\n\
             2022,Terminale,0010010F,LYON,AUVERGNE-RHONE-ALPES,public,150,88,63,1,0,21,32\n"
        );
        let report = import_text(db, "nsi.csv", &text).await.unwrap();
        assert_eq!((report.taken, report.flagged, report.refused), (4, 3, 0));
        let reason = &report.issues[0].reason;
        assert!(reason.contains("should be B"), "{reason}");
        assert_eq!(report.issues[0].value.as_deref(), Some("0010006C"));

        let sql = "select flags from reference_nsi_lycees order by line";
        let flags: Vec<Option<String>> = eventstore::on!(Db, db, pool => {
            sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
        });
        let flags: Vec<_> = flags.iter().map(Option::as_deref).collect();
        assert_eq!(flags, [Some("uai"), Some("uai code_academie"), None, Some("effectif")]);
    })
    .await;
}

#[tokio::test]
async fn the_semicolon_of_official_files_and_a_byte_order_mark_are_read() {
    on_both(async |db| {
        let text = "\u{feff}code;nom;zone;chef_lieu\r\n84;Auvergne-Rhône-Alpes;metro;69123\r\n";
        let report = import_text(db, "regions_2027.csv", text).await.unwrap();
        assert_eq!((report.dataset.as_str(), report.millesime.as_str()), ("regions", "2027"));
        assert_eq!(report.taken, 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_of_no_known_dataset_is_refused_and_a_missing_column_named() {
    on_both(async |db| {
        match import_text(db, "x.csv", "nom,prenom\nA,B\n").await {
            Err(ImportError::UnknownLayout { header, .. }) => assert_eq!(header, "nom,prenom"),
            other => panic!("{other:?}"),
        }
        let lacking = HEADER.replace(",nsi_filles", "");
        match import_text(db, "x.csv", &format!("{lacking}\n")).await {
            Err(ImportError::MissingColumns { dataset: "nsi_lycees", columns, .. }) => {
                assert_eq!(columns, ["nsi_filles"]);
            }
            other => panic!("{other:?}"),
        }
        assert!(datasets(db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_file_of_which_nothing_can_be_taken_leaves_what_was_there() {
    on_both(async |db| {
        import(db, &data("nsi_lycees.csv"), at(1), &mut |_, _| {}).await.unwrap();
        let bad = format!(
            "{HEADER}\n2021,Première,0010006B,X,Y,public,1,1,1,1,1,1,1\n\
             2022,Première,0010006B,X,Y,public,1,1,1,1,1,1,1\n"
        );
        match import_text(db, "bad.csv", &bad).await {
            Err(ImportError::NothingTaken { refused: 2, reason, .. }) => {
                assert!(reason.contains("line 2"), "{reason}");
            }
            other => panic!("{other:?}"),
        }
        assert!(import_text(db, "empty.csv", HEADER).await.is_err());
        assert_eq!(rows(db, "reference_nsi_lycees").await, 128);
        assert_eq!(datasets(db).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_broken_archive_is_refused_and_nothing_of_it_stored() {
    on_both(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nsi.csv.gz");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&std::fs::read(data("nsi_lycees.csv")).unwrap()).unwrap();
        let mut bytes = gzip.finish().unwrap();
        bytes.truncate(bytes.len() - 20);
        std::fs::write(&path, bytes).unwrap();
        let result = import(db, &path, at(1), &mut |_, _| {}).await;
        assert!(matches!(result, Err(ImportError::Read { .. })), "{result:?}");
        assert_eq!(rows(db, "reference_nsi_lycees").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_report_lists_a_thousand_issues_and_counts_the_others() {
    on_both(async |db| {
        let mut text =
            "code_insee,nom,type,code_departement,code_region,population,codes_postaux\n\
                        01001,Un,commune,01,84,1,01001\n"
                .to_owned();
        for _ in 0..1_500 {
            text.push_str("01001,Un,commune,01,84,-1,01001\n");
        }
        let mut told = Vec::new();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("communes.csv");
        std::fs::write(&path, text).unwrap();
        let mut progress = |done, total| told.push((done, total));
        let report = import(db, &path, at(1), &mut progress).await.unwrap();
        assert_eq!((report.taken, report.refused), (1, 1_500));
        assert_eq!((report.issues.len(), report.issues_beyond), (1_000, 500));
        assert_eq!(told, [(1_000, Some(1_502)), (1_502, Some(1_502))]);
    })
    .await;
}

#[tokio::test]
async fn a_folder_is_imported_in_order_and_one_bad_file_stops_no_other() {
    on_both(async |db| {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("a.md", "# Sources");
        write("b.csv", "unknown\n1\n");
        write("c.geojson", "{}");
        write("d.csv", "code,nom,zone,chef_lieu\n11,Île-de-France,metro,75056\n");
        let reports = import_folder(db, folder.path(), at(1), &mut |_, _, _| {}).await.unwrap();
        let names: Vec<_> = reports
            .iter()
            .map(|report| {
                let name = report.path.file_name().unwrap().to_str().unwrap();
                let outcome = match &report.outcome {
                    Outcome::Imported(_) => "imported",
                    Outcome::Skipped(_) => "skipped",
                    Outcome::Failed(_) => "failed",
                };
                (name, outcome)
            })
            .collect();
        assert_eq!(
            names,
            [
                ("a.md", "skipped"),
                ("b.csv", "failed"),
                ("c.geojson", "skipped"),
                ("d.csv", "imported")
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn every_dataset_of_the_programme_is_recognised_and_stored() {
    on_both(async |db| {
        let excerpts = data("excerpts");
        let reports = import_folder(db, &excerpts, at(1), &mut |_, _, _| {}).await.unwrap();
        for report in &reports {
            match &report.outcome {
                Outcome::Imported(imported) => {
                    assert_eq!((imported.taken, imported.refused), (3, 0), "{report:?}");
                }
                other => panic!("{}: {other:?}", report.path.display()),
            }
        }
        let files = datasets(db).await.unwrap();
        let names: Vec<_> = files.iter().map(|file| file.dataset.as_str()).collect();
        assert_eq!(
            names,
            [
                "academies",
                "bac_general_doublettes",
                "bourses_echelons",
                "calendriers",
                "communes",
                "comparateurs_publies",
                "departements",
                "etablissements_superieur",
                "lycees",
                "lycees_gt_effectifs_sexe",
                "masters_mentions",
                "niveaux",
                "nsi_lycees",
                "nsi_national",
                "parcoursup_2018_2019",
                "parcoursup_formations",
                "parcoursup_numerique",
                "parcoursup_numerique_part_femmes",
                "poursuite_superieur_academie_genre",
                "regions",
                "sise_informatique_diplome_sexe",
                "sise_informatique_etablissements",
                "sise_secteurs_sexe",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn imports_that_meet_take_turns() {
    on_both(async |db| {
        let header = "rentree,cursus,diplome,femmes,hommes,part_femmes_pct\n";
        let text = |year: u16| format!("{header}{year},L,BUT,1,9,10\n");
        let texts = [text(2021), text(2022), text(2023), text(2021)];
        let [a, b, c, again] = texts.each_ref().map(|text| import_text(db, "a.csv", text));
        let (a, b, c, again) = tokio::join!(a, b, c, again);
        let reports = [a, b, c, again].map(Result::unwrap);
        assert_eq!(reports.iter().map(|report| report.taken).sum::<u64>(), 3);
        assert_eq!(reports.iter().map(|report| report.unchanged).sum::<u64>(), 1);
        assert_eq!(datasets(db).await.unwrap().len(), 3);
    })
    .await;
}
