//! An import that is repeated, interrupted, or changed.

use std::{fmt::Write as _, io::Write as _, time::Duration};

use server::import::{ImportError, Options, Verdict};

use crate::support::{COLUMNS, World, day, example, on_both, options};

/// So many beneficiaries with two school years each.
fn many(count: u32) -> String {
    let mut text = format!("{COLUMNS}\n");
    for n in 0..count {
        for (level, year) in [("seconde", 2025), ("premiere", 2026)] {
            let next = year + 1;
            writeln!(
                text,
                "{n},p{n}@example.org,Prénom,Nom {n},2010-03-01,2026-09-15,{level},0750655E,,\
                 générale,{year}-09-01,{next}-06-30,"
            )
            .unwrap();
        }
    }
    text
}

#[tokio::test]
async fn imported_twice_everything_is_unchanged() {
    on_both(async |world| {
        world.import("journeys.csv", example("journeys.csv")).await;
        let before = world.facts().await;
        let again = world.import("journeys.csv", example("journeys.csv")).await;
        assert_eq!(
            again.imported.summary.to_string(),
            "0 taken, 0 flagged, 7 unchanged, 2 refused"
        );
        assert_eq!(world.facts().await, before);
    })
    .await;
}

#[tokio::test]
async fn without_a_date_of_registration_another_day_changes_nothing() {
    let world = World::sqlite().await;
    let header = "id,email,first_name,last_name,birth_date,legal_representative_first_name,\
                  legal_representative_last_name,legal_representative_email";
    let text =
        format!("{header}\n1,a@example.org,Ada,Exemple,2009-01-01,B,Exemple,b@example.org\n");
    world.import("one.csv", &text).await;
    let before = world.facts().await;
    let file = world.file("one.csv", &text);
    let tomorrow = Options { today: day("2026-11-25"), ..options(file) };
    assert_eq!(world.run(&tomorrow).await.unwrap().verdicts(), "2 unchanged");
    assert_eq!(world.facts().await, before);
}

#[tokio::test]
async fn the_first_half_and_then_the_whole_is_the_same_as_at_once() {
    let text = example("journeys.csv");
    let lines: Vec<&str> = text.lines().collect();
    let at_once = World::sqlite().await;
    at_once.import("journeys.csv", &text).await;
    let expected = at_once.facts().await;
    on_both(async |world| {
        let half = lines[..5].join("\n");
        world.import("journeys.csv", &half).await;
        assert!(world.facts().await.len() < expected.len());
        world.import("journeys.csv", &text).await;
        assert_eq!(world.facts().await, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_cut_off_anywhere_is_completed_by_the_next() {
    let text = many(300);
    let at_once = World::sqlite().await;
    at_once.import("many.csv", &text).await;
    let expected = at_once.facts().await;
    assert_eq!(expected.len(), 900);
    on_both(async |world| {
        let chosen = options(world.file("many.csv", &text));
        let mut cut = 0;
        let said = loop {
            // A little more time for each attempt, so that the last one ends.
            let time = Duration::from_millis(20 + 40 * cut * cut);
            match tokio::time::timeout(time, world.run(&chosen)).await {
                Ok(said) => break said.unwrap(),
                Err(_) => cut += 1,
            }
        };
        assert!(cut > 0, "it was cut off at least once");
        assert_eq!(said.imported.summary.count(Verdict::Refused), 0, "{}", said.text());
        assert_eq!(world.facts().await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_compressed_file_that_ends_too_early_is_an_error_and_can_be_completed() {
    let world = World::sqlite().await;
    let text = many(600);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let packed = gzip.finish().unwrap();
    let error = world.error("many.csv.gz", &packed[..packed.len() / 2]).await;
    assert!(matches!(error, ImportError::Read { line: 2.., .. }), "{error}");
    let whole = world.import("many.csv.gz", &packed).await;
    assert_eq!(whole.imported.summary.count(Verdict::Refused), 0);
    assert_eq!(world.events().await.len(), 1_800);
}

#[tokio::test]
async fn a_changed_line_is_a_conflict_and_overwrites_nothing() {
    on_both(async |world| {
        world.import("journeys.csv", example("journeys.csv")).await;
        let before = world.facts().await;
        let changes = [
            ("Inès", "Agnès", "line 2: refused: conflict (first_name)"),
            ("premiere,0750655E", "terminale,0750655E", "line 3: refused: conflict (level)"),
            ("0601470X", "0750655E", "line 4: refused: conflict (school_uai)"),
            (
                "2026-09-20,,,,bac_1",
                "2026-09-21,,,,bac_1",
                "line 5: refused: conflict (date_joined)",
            ),
            (
                ",BTS SIO,",
                ",BTS SIO en apprentissage,",
                "line 5: refused: conflict (formation_name)",
            ),
            (",paul.", ",pol.", "line 7: refused: conflict (legal_representative_email)"),
        ];
        for (from, to, expected) in changes {
            let text = example("journeys.csv");
            assert!(text.contains(from), "{from}");
            let said = world.import("journeys.csv", text.replace(from, to)).await;
            assert!(said.text().contains(expected), "{expected} in {}", said.text());
        }
        assert_eq!(world.facts().await, before);
    })
    .await;
}
