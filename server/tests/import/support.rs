//! A service without its server, on a database of its own.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use chrono::NaiveDate;
use commands::{Commands, CommandsOptions};
use eventstore::{
    Db, DbOptions, Direction, Filter, Log, LogOptions, MasterKeys, Position, Recorded,
};
use reference::Directory;
use server::{
    import::{Format, ImportError, Imported, LineReport, Listener, Options, import},
    keys::Keys,
};
use sqlx::AssertSqlSafe;

pub const COLUMNS: &str = "id,email,first_name,last_name,birth_date,date_joined,level,school_uai,school_name,\
     formation_name,start_date,end_date,enrolment";

/// A service without its server, and a folder for files.
pub struct World {
    pub db: Db,
    pub commands: Commands,
    pub directory: Directory,
    pub folder: tempfile::TempDir,
}

/// What an import said.
pub struct Said {
    pub imported: Imported,
    pub lines: Vec<LineReport>,
}

impl Said {
    pub fn verdicts(&self) -> String {
        let verdict = |report: &LineReport| format!("{} {}", report.line, report.verdict.code());
        self.lines.iter().map(verdict).collect::<Vec<_>>().join(", ")
    }

    pub fn codes(&self) -> Vec<&'static str> {
        self.imported.summary.codes.keys().copied().collect()
    }

    pub fn text(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(ToString::to_string).collect();
        lines.join("\n") + "\n"
    }
}

#[derive(Default)]
struct Lines(Vec<LineReport>);

impl Listener for Lines {
    fn line(&mut self, report: &LineReport) {
        self.0.push(report.clone());
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

pub fn example(name: &str) -> String {
    fs::read_to_string(docs().join("examples").join(name)).unwrap()
}

/// To import a file of 24 November 2026.
pub fn options(file: PathBuf) -> Options {
    Options {
        file,
        format: Format::Auto,
        source: "platform".to_owned(),
        dry_run: false,
        rejects: None,
        today: day("2026-11-24"),
        homonyms: BTreeSet::new(),
    }
}

impl World {
    pub async fn new(url: &str) -> Self {
        let db = Db::connect(url, DbOptions { max_connections: 4 }).await.unwrap();
        db.migrate().await.unwrap();
        reference::seed(&db, "2026-11-24T08:00:00Z".parse().unwrap()).await.unwrap();
        let log = Log::open(db.clone(), LogOptions::default()).await.unwrap();
        let keys = db.keys_url(url).await.unwrap();
        server::keys::migrate(&keys).await.unwrap();
        let keys = Keys { url: keys, masters: MasterKeys::generate().unwrap() };
        let vault = keys.open(&log).await.unwrap();
        let commands = Commands::new(log, vault, CommandsOptions::default());
        commands.found(day("2026-09-01")).await.unwrap();
        let directory = Directory::load(&db).await.unwrap();
        Self { db, commands, directory, folder: tempfile::tempdir().unwrap() }
    }

    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self { folder, ..Self::new(&url).await }
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub async fn run(&self, options: &Options) -> Result<Said, ImportError> {
        let mut lines = Lines::default();
        let imported = import(&self.commands, &self.directory, options, &mut lines).await?;
        Ok(Said { imported, lines: lines.0 })
    }

    pub async fn import(&self, name: &str, content: impl AsRef<[u8]>) -> Said {
        self.run(&options(self.file(name, content))).await.unwrap()
    }

    pub async fn check(&self, name: &str, content: impl AsRef<[u8]>) -> Said {
        let options = Options { dry_run: true, ..options(self.file(name, content)) };
        self.run(&options).await.unwrap()
    }

    pub async fn error(&self, name: &str, content: impl AsRef<[u8]>) -> ImportError {
        self.run(&options(self.file(name, content))).await.err().expect("an error")
    }

    pub async fn head(&self) -> Position {
        self.commands.log().head().await.unwrap().position
    }

    /// What is recorded of journeys, opened.
    pub async fn events(&self) -> Vec<Recorded> {
        let log = self.commands.log();
        let filter = Filter::Category("journey".into());
        let events = log.read_all(Position::START, Direction::Forward, 100_000, &filter).await;
        let events = events.unwrap();
        let opened = self.commands.vault().open_events(&events).await.unwrap();
        let opened = opened.into_iter().map(Cow::into_owned).collect::<Vec<_>>();
        let with = |(event, data)| Recorded { data, ..event };
        events.into_iter().zip(opened).map(with).collect()
    }

    /// What is recorded, opened, whatever the order of the journeys and the time.
    pub async fn facts(&self) -> BTreeMap<(String, i64), String> {
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
pub async fn on_both(test: impl AsyncFn(&World)) {
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let world = World::sqlite().await;
    test(&world).await;
    world.db.close().await;

    let url = std::env::var("PARCOURS_TEST_POSTGRES_URL")
        .expect("set PARCOURS_TEST_POSTGRES_URL to a PostgreSQL where tests may create schemas");
    let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
    let schema = format!("import_{}_{number}", std::process::id());
    let admin = sqlx::PgPool::connect(&url).await.unwrap();
    let run = async |sql: String| {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&admin).await.unwrap();
    };
    run(format!("drop schema if exists {schema}, {schema}_keys cascade")).await;
    run(format!("create schema {schema}")).await;
    let separator = if url.contains('?') { '&' } else { '?' };
    let world = World::new(&format!("{url}{separator}options=-csearch_path%3D{schema}")).await;
    test(&world).await;
    world.commands.log().clone().close().await;
    world.db.close().await;
    run(format!("drop schema {schema}, {schema}_keys cascade")).await;
}
