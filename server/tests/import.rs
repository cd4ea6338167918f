//! The import of journeys on real databases: verdicts, repetition, interruption, refusal.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use chrono::NaiveDate;
use commands::{Commands, CommandsOptions, Request, stream_id};
use domain::journey::{self, Journey};
use eventstore::{Db, DbOptions, Direction, Filter, Log, LogOptions, Position, Recorded, Revision};
use proptest::prelude::*;
use reference::Directory;
use server::import::{
    Format, HeaderError, ImportError, Imported, LineReport, Listener, MAX_LINE, Options, Verdict,
    import,
};
use sqlx::AssertSqlSafe;

const COLUMNS: &str = "id,email,first_name,last_name,birth_date,date_joined,level,school_uai,school_name,\
     formation_name,start_date,end_date,enrolment";

/// A service without its server, and a folder for files.
struct World {
    db: Db,
    commands: Commands,
    directory: Directory,
    folder: tempfile::TempDir,
}

/// What an import said.
struct Said {
    imported: Imported,
    lines: Vec<LineReport>,
}

impl Said {
    fn verdicts(&self) -> String {
        let verdict = |report: &LineReport| format!("{} {}", report.line, report.verdict.code());
        self.lines.iter().map(verdict).collect::<Vec<_>>().join(", ")
    }

    fn codes(&self) -> Vec<&'static str> {
        self.imported.summary.codes.keys().copied().collect()
    }

    fn text(&self) -> String {
        self.lines.iter().map(|report| format!("{report}\n")).collect()
    }
}

#[derive(Default)]
struct Lines(Vec<LineReport>);

impl Listener for Lines {
    fn line(&mut self, report: &LineReport) {
        self.0.push(report.clone());
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

fn example(name: &str) -> String {
    fs::read_to_string(docs().join("examples").join(name)).unwrap()
}

impl World {
    async fn new(url: &str) -> Self {
        let db = Db::connect(url, DbOptions { max_connections: 4 }).await.unwrap();
        db.migrate().await.unwrap();
        reference::seed(&db, "2026-11-24T08:00:00Z".parse().unwrap()).await.unwrap();
        let log = Log::open(db.clone(), LogOptions::default()).await.unwrap();
        let commands = Commands::new(log, CommandsOptions::default());
        commands.found(day("2026-09-01")).await.unwrap();
        let directory = Directory::load(&db).await.unwrap();
        Self { db, commands, directory, folder: tempfile::tempdir().unwrap() }
    }

    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self { folder, ..Self::new(&url).await }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn options(&self, file: PathBuf) -> Options {
        Options {
            file,
            format: Format::Auto,
            source: "platform".to_owned(),
            dry_run: false,
            rejects: None,
            today: day("2026-11-24"),
        }
    }

    async fn run(&self, options: &Options) -> Result<Said, ImportError> {
        let mut lines = Lines::default();
        let imported = import(&self.commands, &self.directory, options, &mut lines).await?;
        Ok(Said { imported, lines: lines.0 })
    }

    async fn import(&self, name: &str, content: impl AsRef<[u8]>) -> Said {
        self.run(&self.options(self.file(name, content))).await.unwrap()
    }

    async fn check(&self, name: &str, content: impl AsRef<[u8]>) -> Said {
        let options = Options { dry_run: true, ..self.options(self.file(name, content)) };
        self.run(&options).await.unwrap()
    }

    async fn error(&self, name: &str, content: impl AsRef<[u8]>) -> ImportError {
        self.run(&self.options(self.file(name, content))).await.err().expect("an error")
    }

    async fn head(&self) -> Position {
        self.commands.log().head().await.unwrap().position
    }

    async fn events(&self) -> Vec<Recorded> {
        let log = self.commands.log();
        log.read_all(
            Position::START,
            Direction::Forward,
            100_000,
            &Filter::Category("journey".into()),
        )
        .await
        .unwrap()
    }

    /// What is recorded, whatever the order of the journeys and the time.
    async fn facts(&self) -> BTreeMap<(String, i64), String> {
        let fact = |event: Recorded| {
            let Recorded {
                stream, revision, kind, data, occurred_on, command_id, metadata, ..
            } = event;
            let text = format!("{kind} {data} {occurred_on} {} {metadata}", command_id.0);
            ((stream.to_string(), revision.get()), text)
        };
        self.events().await.into_iter().map(fact).collect()
    }
}

/// Runs the same test on SQLite and on PostgreSQL, each time on a database of its own.
async fn on_both(test: impl AsyncFn(&World)) {
    let world = World::sqlite().await;
    test(&world).await;
    world.db.close().await;

    let url = std::env::var("PARCOURS_TEST_POSTGRES_URL")
        .expect("set PARCOURS_TEST_POSTGRES_URL to a PostgreSQL where tests may create schemas");
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
    let schema = format!("import_{}_{number}", std::process::id());
    let admin = sqlx::PgPool::connect(&url).await.unwrap();
    let run = async |sql: String| {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&admin).await.unwrap();
    };
    run(format!("drop schema if exists {schema} cascade")).await;
    run(format!("create schema {schema}")).await;
    let separator = if url.contains('?') { '&' } else { '?' };
    let world = World::new(&format!("{url}{separator}options=-csearch_path%3D{schema}")).await;
    test(&world).await;
    world.commands.log().clone().close().await;
    world.db.close().await;
    run(format!("drop schema {schema} cascade")).await;
}

/// The verdicts of the table of `docs/import.md` about a file, as `line N: verdict: code, code`.
fn documented(file: &str) -> Vec<String> {
    let text = fs::read_to_string(docs().join("import.md")).unwrap();
    let heading = format!("| `{file}` | Verdict | Codes |");
    let rows = text.lines().skip_while(|line| *line != heading).skip(2);
    let rows: Vec<String> = rows
        .take_while(|line| line.starts_with('|'))
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            format!("{}: {}: {}", cells[1], cells[2], cells[3].replace('`', ""))
        })
        .collect();
    assert!(!rows.is_empty(), "docs/import.md has a table for {file}");
    rows
}

fn said(said: &Said) -> Vec<String> {
    use domain::Reason as _;
    said.lines
        .iter()
        .map(|report| {
            let problems = report.problems.iter().map(|problem| problem.what.code());
            let codes: Vec<_> =
                problems.chain(report.remarks.iter().map(|remark| remark.what.code())).collect();
            format!("line {}: {}: {}", report.line, report.verdict.code(), codes.join(", "))
        })
        .collect()
}

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
async fn the_example_files_give_the_documented_verdicts() {
    on_both(async |world| {
        let csv = world.import("journeys.csv", example("journeys.csv")).await;
        assert_eq!(said(&csv), documented("journeys.csv"));
        assert_eq!(csv.imported.summary.to_string(), "4 taken, 3 flagged, 0 unchanged, 2 refused");
        let before = world.head().await;
        let ndjson = world.import("journeys.ndjson", example("journeys.ndjson")).await;
        assert_eq!(
            ndjson.verdicts(),
            "1 unchanged, 2 unchanged, 3 unchanged, 4 unchanged, 5 refused, 6 refused, 7 unchanged",
            "the same people"
        );
        assert_eq!(world.head().await, before);
    })
    .await;
    let world = World::sqlite().await;
    let ndjson = world.import("journeys.ndjson", example("journeys.ndjson")).await;
    assert_eq!(said(&ndjson), documented("journeys.ndjson"));
}

#[tokio::test]
async fn what_is_recorded_is_what_the_line_says() {
    let world = World::sqlite().await;
    world.import("journeys.csv", example("journeys.csv")).await;
    let events = world.events().await;
    let of = |first: &str| {
        let stream = &events.iter().find(|event| event.data.contains(first)).unwrap().stream;
        let of = events.iter().filter(|event| event.stream == *stream);
        of.map(|event| {
            let kind = event.kind.rsplit('.').next().unwrap().to_owned();
            let data: serde_json::Value = serde_json::from_str(&event.data).unwrap();
            let at = |path: &str| data.pointer(path).map(ToString::to_string).unwrap_or_default();
            let parts = [
                kind,
                event.occurred_on.to_string(),
                at("/entry_stage"),
                at("/year/niveau"),
                at("/year/formation/filiere"),
            ];
            parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        })
        .collect::<Vec<String>>()
    };
    assert_eq!(
        of("Maëlle"),
        [
            "BeneficiaryRegistered 2026-09-20 \"superieur\"",
            "SchoolYearStarted 2025-09-01 \"TPRO\"",
            "SchoolYearStarted 2026-09-01 \"BTS1\" \"bts\"",
        ]
    );
    assert_eq!(
        of("Inès"),
        [
            "BeneficiaryRegistered 2026-09-15 \"lycee\"",
            "GuardianAuthorised 2026-09-15",
            "SchoolYearStarted 2025-09-01 \"2GT\"",
            "SchoolYearStarted 2026-09-01 \"1G\"",
        ]
    );
    assert_eq!(of("Lina").len(), 2, "no school year in Troisième");
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
    let tomorrow = Options { today: day("2026-11-25"), ..world.options(file) };
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
        let options = world.options(world.file("many.csv", &text));
        let mut cut = 0;
        let said = loop {
            // A little more time for each attempt, so that the last one ends.
            let time = Duration::from_millis(20 + 40 * cut * cut);
            match tokio::time::timeout(time, world.run(&options)).await {
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

#[tokio::test]
async fn a_second_enrolment_of_a_year_says_so() {
    let world = World::sqlite().await;
    let person = "1,a@example.org,Ada,Exemple,2007-01-01,2026-09-15";
    let cpge = format!("{person},bac_1,0250007X,,CPGE MP2I,2026-09-01,2027-06-30,");
    let licence = format!("{person},bac_1,,,Licence Informatique,2026-09-01,2027-06-30,");
    let said = world.import("two.csv", format!("{COLUMNS}\n{cpge}\n{licence}\n")).await;
    assert_eq!(said.verdicts(), "2 taken, 3 refused");
    assert!(said.text().contains("says secondary"), "{}", said.text());
    let text = format!("{COLUMNS}\n{cpge}\n{licence}secondary\n");
    assert_eq!(world.import("two.csv", &text).await.verdicts(), "2 unchanged, 3 flagged");
    assert_eq!(world.import("two.csv", &text).await.verdicts(), "2 unchanged, 3 unchanged");
}

#[tokio::test]
async fn a_dry_run_gives_the_same_verdicts_and_writes_nothing() {
    let hard = format!(
        "{COLUMNS}\n\
         1,a@example.org,Ada,Exemple,2009-01-01,2026-09-15,seconde,,,générale,2024-09-01,2025-06-30,\n\
         2,b@example.org,Bea,Exemple,2012-01-01,2026-09-15,,,,,,,\n\
         1,a@example.org,Ada,Exemple,2009-01-01,2026-09-15,bac_1,,,BTS,2025-09-01,2026-06-30,\n\
         1,a@example.org,Ada,Exemple,2009-01-01,2026-09-15,seconde,,,générale,2025-09-01,2026-06-30,\n\
         1,a@example.org,Ana,Exemple,2009-01-01,2026-09-15,premiere,,,générale,2026-09-01,,\n\
         3,c@example.org,Cléo,Exemple,2009-01-01,2026-12-15,,,,,,,\n\
         1,a@example.org,Ada,Exemple,2009-01-01,2026-09-15,premiere,,,générale,2026-09-01,,\n"
    );
    on_both(async |world| {
        for (name, text) in [("journeys.csv", example("journeys.csv")), ("hard.csv", hard.clone())]
        {
            for round in 1..=2 {
                let before = world.head().await;
                let dry = world.check(name, &text).await;
                assert_eq!(world.head().await, before);
                assert_eq!(dry.imported.rejects, None);
                let files = fs::read_dir(world.folder.path()).unwrap().count();
                let real = world.import(name, &text).await;
                assert_eq!(dry.lines, real.lines, "round {round}");
                assert_eq!(dry.codes(), codes[round - 1]);
                assert_eq!(dry.imported.summary, real.imported.summary);
                assert!(fs::read_dir(world.folder.path()).unwrap().count() >= files);
            }
        }
    })
    .await;
}

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
    text += &format!("{error} {:?}", std::error::Error::source(&error).map(ToString::to_string));
    assert_eq!(text.matches("refused").count(), text.lines().count() - 1, "{text}");
    for secret in ["sophie", "Sophie", "Secret", "1999", "27"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn files_in_another_format_are_refused_before_anything_is_written() {
    let world = World::sqlite().await;
    let before = world.head().await;
    let missing = Options { format: Format::Csv, ..world.options("/nowhere/a.csv".into()) };
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
    let same = Options { rejects: Some(file.clone()), ..world.options(file.clone()) };
    assert!(matches!(world.run(&same).await, Err(ImportError::RejectsIsInput { .. })));
    let name = Options { source: "the platform".to_owned(), ..world.options(file) };
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
    let text = format!("{COLUMNS}\n1,{person}\n{long}\n2,{person}\n");
    let said = world.import("long.csv", text).await;
    assert_eq!(said.verdicts(), "2 flagged, 3 refused, 4 flagged");
    assert_eq!(said.imported.rejects, None, "it is not kept");
}

#[tokio::test]
async fn another_source_has_other_journeys() {
    let world = World::sqlite().await;
    world.import("journeys.csv", example("journeys.csv")).await;
    let once = world.events().await.len();
    let file = world.file("journeys.csv", example("journeys.csv"));
    let other = Options { source: "pilot".to_owned(), ..world.options(file) };
    assert_eq!(world.run(&other).await.unwrap().imported.summary.count(Verdict::Unchanged), 0);
    assert_eq!(world.events().await.len(), 2 * once);
}

#[tokio::test]
async fn a_journey_that_is_closed_takes_nothing_more() {
    let world = World::sqlite().await;
    world.import("journeys.csv", example("journeys.csv")).await;
    let stream =
        world.events().await.into_iter().find(|event| event.data.contains("Léa")).unwrap().stream;
    let id: uuid::Uuid = stream.as_str().strip_prefix("journey-").unwrap().parse().unwrap();
    let request =
        Request::new(commands::Actor::service("test"), uuid::Uuid::nil(), day("2026-11-24"));
    let withdraw = journey::Command::WithdrawRegistration;
    world.commands.run::<Journey>(&request, id, withdraw).await.unwrap();
    let line = "9f3c2a1e-5b7d-4e60-8a41-0c2d9e8f7b65,lea.essai@example.org,Léa,Essai,2008-03-09,\
                2026-11-02,bac_1,,,BTS,2026-09-01,,";
    let said = world.import("more.csv", format!("{COLUMNS}\n{line}\n")).await;
    assert!(said.text().contains("registration_closed"), "{}", said.text());
    let events = world.commands.log();
    let stream = stream_id::<Journey>(id);
    let read = events.read_stream(&stream, Revision::START, Direction::Forward, 10).await.unwrap();
    assert_eq!(read.len(), 2);
}

/// Bytes that look a little like a file.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let csv = example("journeys.csv").into_bytes();
    let ndjson = example("journeys.ndjson").into_bytes();
    let mutated = |file: Vec<u8>| {
        let length = file.len();
        proptest::collection::vec((0..length, any::<u8>(), 0usize..12), 1..40).prop_map(
            move |edits| {
                let mut file = file.clone();
                for (at, byte, cut) in edits {
                    let at = at.min(file.len() - 1);
                    file[at] = byte;
                    let end = (at + cut).min(file.len() - 1);
                    file.drain(at..end);
                }
                file
            },
        )
    };
    let header = COLUMNS.as_bytes().to_vec();
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        mutated(csv),
        mutated(ndjson),
        proptest::collection::vec(any::<u8>(), 0..400).prop_map(move |tail| [
            &header[..],
            b"\n",
            &tail[..]
        ]
        .concat()),
        "[,;\"\\n{}:\\[\\]a-z0-9-]{0,300}".prop_map(String::into_bytes),
    ]
}

#[test]
fn no_bytes_make_it_panic_and_every_line_gets_one_verdict() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::sqlite());
    let formats = vec![Format::Csv, Format::Ndjson, Format::Auto];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let strategy = (soup(), proptest::sample::select(formats), any::<bool>());
    runner
        .run(&strategy, |(bytes, format, dry_run)| {
            let file = world.file("soup", &bytes);
            let options = Options { format, dry_run, ..world.options(file) };
            if let Ok(said) = runtime.block_on(world.run(&options)) {
                let summary = &said.imported.summary;
                let all: u64 = Verdict::ALL.iter().map(|verdict| summary.count(*verdict)).sum();
                prop_assert_eq!(all, said.lines.len() as u64);
                prop_assert!(said.lines.is_sorted_by(|one, next| one.line < next.line));
                let again = runtime.block_on(world.run(&options)).unwrap();
                if !dry_run {
                    prop_assert_eq!(again.imported.summary.written, 0);
                }
            }
            Ok(())
        })
        .unwrap();
}
