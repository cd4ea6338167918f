//! The command line. Each command is a file.
#![expect(clippy::doc_markdown, reason = "doc comments are the help texts, shown without Markdown")]

pub mod access_export;
mod backup;
mod erase;
pub mod journeys;
mod keys;
mod log;
mod migrate;
mod projections;
pub mod reference;
mod serve;
mod simulate;
mod token;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use eventstore::{Db, DbOptions};

use uuid::Uuid;

use crate::{app, clock, exit, keys::KeyArgs, telemetry::LogFormat};

/// The system of record of a programme that accompanies young women into digital studies.
///
/// Every journey is an append-only log of events; read models are folded from it. Data lives in
/// SQLite (./data/parcours.db) unless DATABASE_URL names a PostgreSQL database.
///
/// To look around: `parcours serve --demo`.
#[derive(Debug, Parser)]
#[command(
    name = "parcours",
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 done · 1 failed · 2 the database cannot be reached or is not ready \
                  · 3 done, some lines refused"
)]
pub struct Cli {
    /// Where the data lives: sqlite://path or postgres://user@host/name.
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        default_value = "sqlite://data/parcours.db",
        hide_env_values = true
    )]
    pub database_url: String,

    /// Database connections at most.
    #[arg(long, global = true, env = "PARCOURS_DATABASE_CONNECTIONS", default_value_t = 16)]
    pub database_connections: u32,

    /// Key that signs tokens; made on first use. At least 32 bytes.
    #[arg(long, global = true, env = "PARCOURS_TOKEN_KEY_FILE", default_value = "data/token.key")]
    pub token_key_file: PathBuf,

    /// Where the keys of personal data are.
    #[command(flatten)]
    pub keys: KeyArgs,

    /// Key that signs checkpoints of the log; `parcours log key --init` makes it.
    #[arg(long, global = true, env = "PARCOURS_LOG_KEY_FILE", default_value = "data/log.key")]
    pub log_key_file: PathBuf,

    /// How log lines look.
    #[arg(long, global = true, env = "PARCOURS_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,

    /// Which log lines: a level, or target=level parts, as in info,sqlx=warn.
    /// [default: info,sqlx=warn to serve, warn otherwise]
    #[arg(long, global = true, env = "PARCOURS_LOG")]
    pub log: Option<String>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the GraphQL API.
    Serve(serve::Args),
    /// Create or update the tables, the founding policy and the starter reference data.
    Migrate(migrate::Args),
    /// Fill the log with plausible journeys, through the real commands.
    Simulate(simulate::Args),
    /// Import and list official open data: schools, formations, territories, figures.
    Reference(reference::ReferenceArgs),
    /// Import registrations and school years.
    #[command(subcommand)]
    Journeys(JourneysCommand),
    /// Make and rotate the master key that personal data is sealed under.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Erase a beneficiary for ever, and certify it.
    Erase(erase::Args),
    /// Give a beneficiary all that is held on her, and record that it was done.
    AccessExport(access_export::Args),
    /// Look at and rebuild the read models.
    #[command(subcommand)]
    Projections(projections::Command),
    /// Sign, export, prove, verify, copy the log as a whole.
    #[command(subcommand)]
    Log(log::LogCommand),
    /// Write the SQLite database of this moment to a file, while the service goes on.
    Backup(backup::BackupArgs),
    /// Check a backup and put it in the place of the SQLite database.
    Restore(backup::RestoreArgs),
    /// Print the GraphQL schema, or the JSON schema of the events.
    Schema {
        /// Print the JSON schema of the events instead.
        #[arg(long)]
        events: bool,
    },
    /// Make an access token, for development and services.
    Token(token::Args),
}

/// On journeys.
#[derive(Debug, Subcommand)]
pub enum JourneysCommand {
    /// Import registrations and school years from CSV or NDJSON; docs/import.md has the format.
    Import(journeys::Args),
}

impl Cli {
    /// Which log lines are written.
    #[must_use]
    pub fn log_filter(&self) -> &str {
        let default = match self.command {
            Command::Serve(_) => "info,sqlx=warn",
            _ => "warn",
        };
        self.log.as_deref().unwrap_or(default)
    }

    /// Runs the command.
    ///
    /// # Errors
    /// What failed, with its causes; [`exit::code_of`] gives the exit code.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match &self.command {
            Command::Serve(args) => args.run(&self).await?,
            Command::Migrate(args) => {
                let db = self.connect().await?;
                args.run(&db, &self.keys.url(&db, &self.database_url).await?).await?;
            }
            Command::Simulate(args) => args.run(&self).await?,
            Command::Keys(command) => command.run(&self).await?,
            Command::Erase(args) => args.run(&self).await?,
            Command::AccessExport(args) => args.run(&self).await?,
            Command::Reference(args) => {
                let db = self.migrated().await?;
                reference::run(args, &db).await?;
            }
            Command::Journeys(JourneysCommand::Import(args)) => {
                let db = self.migrated().await?;
                let keys = self.keys.keys(&db, &self.database_url).await?;
                let commands = app::open_commands(&db, &keys).await?;
                let directory = ::reference::Directory::load(&db).await?;
                let refused = journeys::run(args, &commands, &directory, clock::today()).await?;
                commands.log().clone().close().await;
                return Ok(if refused { exit::REFUSED } else { exit::OK }.into());
            }
            Command::Projections(command) => command.run(&self.migrated().await?).await?,
            Command::Log(command) => command.run(&self).await?,
            Command::Backup(args) => args.run(&self.connect().await?).await?,
            Command::Restore(args) => args.run(&self).await?,
            Command::Schema { events: false } => print!("{}", graphql::sdl()),
            Command::Schema { events: true } => {
                println!("{}", serde_json::to_string_pretty(&domain::codec::schema())?);
            }
            Command::Token(args) => args.run(&self.token_key_file)?,
        }
        Ok(exit::OK.into())
    }

    async fn connect(&self) -> anyhow::Result<Db> {
        let options = DbOptions { max_connections: self.database_connections };
        Db::connect(&self.database_url, options).await.context("connecting to the database")
    }

    /// To look at it and change nothing.
    async fn connect_to_read(&self) -> anyhow::Result<Db> {
        let options = DbOptions { max_connections: self.database_connections };
        let db = Db::connect_to_read(&self.database_url, options).await;
        db.context("connecting to the database")
    }

    /// A database with its tables in place, and those of its keys. SQLite's are made on the way;
    /// PostgreSQL's are left to `parcours migrate`, which may need another role.
    async fn migrated(&self) -> anyhow::Result<Db> {
        let db = self.connect().await?;
        if matches!(db, Db::Sqlite(_)) {
            self.migrate(&db).await?;
        }
        Ok(db)
    }

    async fn migrate(&self, db: &Db) -> anyhow::Result<()> {
        app::migrate(db).await?;
        crate::keys::migrate(&self.keys.url(db, &self.database_url).await?).await?;
        Ok(())
    }
}

/// Whose data it is.
#[derive(Clone, Copy, Debug)]
pub enum Person {
    /// A beneficiary, by her journey.
    Beneficiary(Uuid),
    /// A tutor or mentor.
    Supporter(Uuid),
}

/// As their stream is named; a bare UUID is a journey.
fn person(text: &str) -> Result<Person, String> {
    let named = match text.strip_prefix("supporter-") {
        Some(id) => id.parse().map(Person::Supporter),
        None => text.strip_prefix("journey-").unwrap_or(text).parse().map(Person::Beneficiary),
    };
    named.map_err(|_| "somebody is named journey-<uuid> or supporter-<uuid>".to_owned())
}

/// Names what is run from here.
#[expect(clippy::disallowed_methods, reason = "identifiers are made at the edge")]
fn new_id() -> Uuid {
    Uuid::now_v7()
}
