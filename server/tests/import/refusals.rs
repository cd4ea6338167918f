//! What is not taken, and where it goes.

use std::fs;

use server::import::{Format, HeaderError, ImportError, MAX_LINE, Options, Verdict};

use crate::support::{COLUMNS, World, example, on_both, options};

#[tokio::test]
async fn refused_lines_are_kept_apart_for_their_owner_and_can_be_imported_once_corrected() {
    on_both(async |world| {
        for (name, rejects) in [
            ("journeys.csv", "journeys.rejects.csv"),
            ("journeys.ndjson", "journeys.rejects.ndjson"),
        ] {
            let said = world.import(name, example(name)).await;
            let path = said.imported.rejects.unwrap();
            assert_eq!(path, world.folder.path().join(rejects));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            }
            let refused = fs::read_to_string(&path).unwrap();
            for original in example(name).lines().filter(|line| line.contains("Chloé")) {
                assert!(refused.contains(original.trim_end_matches('}')), "as it stands");
            }
            assert!(refused.contains("unknown_uai"), "{refused}");

            let same = world.import(&format!("again.{name}"), &refused).await;
            assert_eq!(
                same.imported.summary.to_string(),
                "0 taken, 0 flagged, 0 unchanged, 2 refused"
            );
        }
        let refused = fs::read_to_string(world.folder.path().join("journeys.rejects.csv")).unwrap();
        let corrected = refused.replace("0750652B", "0750655E").replace("1998-04-17", "2004-04-17");
        let said = world.import("corrected.csv", corrected).await;
        assert_eq!(said.verdicts(), "2 taken, 3 taken", "{}", said.text());
        let text = example("journeys.csv").replace("0750652B", "0750655E");
        let whole = world.import("journeys.csv", text.replace("1998-04-17", "2004-04-17")).await;
        assert_eq!(whole.imported.summary.count(Verdict::Unchanged), 9);
        assert_eq!(whole.imported.rejects, None);
    })
    .await;
}

#[tokio::test]
async fn nothing_that_is_said_holds_personal_data() {
    let world = World::sqlite().await;
    let soup = "x,sophie@example.org,Sophie,Secret,2010-99-99,Sophie,Sophie,Sophie,Sophie,Sophie,Sophie,Sophie,Sophie\n\
                Sophie Secret,sophie,Sophie\n\
                2,sophie@example.org,Sophie,Secret,1999-05-17,2026-09-15,,,,,,,\n\
                3,sophie@example.org,\"Sophie,Secret\n";
    let mut text = world.import("soup.csv", format!("{COLUMNS}\n{soup}")).await.text();
    let objects = "{\"id\":\"Sophie Secret\",\"Sophie\":\"Secret\",\"first_name\":{\"Sophie\":1}}\n{\"Sophie\n[\"Sophie\"]\n";
    text += &world.import("soup.ndjson", objects).await.text();
    let error = world.error("none.csv", "1,sophie@example.org,Sophie,Secret,1999-05-17\n").await;
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    text += &[error.to_string(), cause.unwrap_or_default()].concat();
    assert_eq!(text.matches("refused").count(), text.lines().count() - 1, "{text}");
    for secret in ["sophie", "Sophie", "Secret", "1999", "27"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn files_in_another_format_are_refused_before_anything_is_written() {
    let world = World::sqlite().await;
    let before = world.head().await;
    let missing = Options { format: Format::Csv, ..options("/nowhere/a.csv".into()) };
    assert!(matches!(world.run(&missing).await, Err(ImportError::Open { .. })));
    assert!(matches!(world.error("a.csv", "").await, ImportError::Empty { .. }));
    assert!(matches!(world.error("a.ndjson", "").await, ImportError::Empty { .. }));
    let header = async |text: &[u8]| match world.error("a.csv", text).await {
        ImportError::Header { source, .. } => source,
        other => panic!("{other}"),
    };
    assert!(matches!(header(b"id,email\n1,a@example.org\n").await, HeaderError::Missing(_)));
    assert_eq!(header(b"id;e-mail\n").await, HeaderError::Unknown { number: 2 });
    assert_eq!(header(b"\xff\xfei\0d\0\n").await, HeaderError::NotUtf8);
    assert!(matches!(header(&[b'x'; 70]).await, HeaderError::Unknown { number: 1 }));
    assert!(matches!(
        world.error("a.csv.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 99]).await,
        ImportError::Open { .. } | ImportError::Read { .. }
    ));

    let file = world.file("b.csv", example("journeys.csv"));
    let same = Options { rejects: Some(file.clone()), ..options(file.clone()) };
    assert!(matches!(world.run(&same).await, Err(ImportError::RejectsIsInput { .. })));
    let name = Options { source: "the platform".to_owned(), ..options(file) };
    assert!(matches!(world.run(&name).await, Err(ImportError::Source)));
    assert_eq!(world.head().await, before);
}

#[tokio::test]
async fn the_format_is_told_by_the_name_or_the_first_byte() {
    let world = World::sqlite().await;
    for (name, example_name, first) in [
        ("a.jsonl", "journeys.ndjson", 1),
        ("export", "journeys.ndjson", 1),
        ("export", "journeys.csv", 2),
        ("a.txt", "journeys.csv", 2),
    ] {
        let said = world.check(name, example(example_name)).await;
        assert_eq!(said.lines[0].line, first, "{name}");
        assert_eq!(said.imported.summary.count(Verdict::Refused), 2, "{name}");
    }
    let semicolons = example("journeys.csv").replace(',', ";").replace('\n', "\r\n");
    let said = world.check("a.csv", format!("\u{feff}{semicolons};;;;;;\r\n\r\n")).await;
    assert_eq!(said.lines.len(), 9, "{}", said.text());
    assert_eq!(said.imported.summary.count(Verdict::Refused), 2);
}

#[tokio::test]
async fn a_line_that_is_too_long_is_refused_and_the_others_go_on() {
    let world = World::sqlite().await;
    let person = "a@example.org,Ada,Exemple,2009-01-01,2026-09-15,,,,,,,";
    let long = "x".repeat(MAX_LINE + 1);
    let other = person.replace("Ada", "Eve");
    let text = format!("{COLUMNS}\n1,{person}\n{long}\n2,{other}\n");
    let said = world.import("long.csv", text).await;
    assert_eq!(said.verdicts(), "2 flagged, 3 refused, 4 flagged");
    assert_eq!(said.imported.rejects, None, "it is not kept");
}

#[tokio::test]
async fn somebody_who_is_registered_is_refused_in_a_dry_run_too_unless_she_is_a_homonym() {
    on_both(async |world| {
        let line = |id: &str, first: &str| {
            format!("{id},lea@example.org,{first},Le Gall,2010-03-15,2026-09-15,,,,,,,\n")
        };
        let file = format!("{COLUMNS}\n{}{}", line("1", "Léa"), line("2", "LEA"));
        let checked = world.check("people.csv", &file).await;
        assert!(checked.codes().contains(&"person_already_registered"), "{}", checked.text());
        let said = world.import("people.csv", &file).await;
        assert_eq!(said.verdicts(), "2 flagged, 3 refused", "{}", said.text());
        assert_eq!(said.verdicts(), checked.verdicts());
        assert!(said.text().contains("(journey-"), "an import may know which: {}", said.text());
        // Known from before, in a dry run as in an import; nobody is refused for herself.
        let third = format!("{COLUMNS}\n{}", line("3", "Lea"));
        for said in
            [world.check("third.csv", &third).await, world.import("third.csv", &third).await]
        {
            assert_eq!(said.verdicts(), "2 refused");
        }
        let homonyms = ["2".to_owned()].into();
        let options = Options { homonyms, ..options(world.file("people.csv", &file)) };
        let said = world.run(&options).await.unwrap();
        assert_eq!(said.verdicts(), "2 unchanged, 3 flagged", "{}", said.text());
        let again = world.import("people.csv", &file).await;
        assert_eq!(again.imported.summary.count(Verdict::Unchanged), 2, "{}", again.text());
    })
    .await;
}
