//! The parts of a running service, put together.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use commands::{Commands, CommandsOptions, Processes, Reapplied};
use eventstore::{Db, Grant, Log, LogOptions, Vault, log_grants};
use projections::{Engine, Reader};
use reference::Directory;
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    clock::{self, SystemClock},
    keys::Keys,
};

/// How often the reference data is looked up for a newer version.
const REFERENCE_POLL: Duration = Duration::from_secs(10);
/// How long a mutation waits for the read side.
const WAIT: Duration = Duration::from_secs(5);

/// A running service.
pub struct Service {
    /// The write side.
    pub commands: Commands,
    /// Keeps the read side up to date.
    pub engine: Arc<Engine>,
    /// The API.
    pub schema: graphql::Schema,
    /// The schools and formations in force.
    pub directory: watch::Receiver<Arc<Directory>>,
    reloading: JoinHandle<()>,
    forgetting: JoinHandle<()>,
}

/// Brings the tables, the founding policy and the starter reference data up to date. Needs no key:
/// none of it is personal.
///
/// # Errors
/// When the database refuses.
pub async fn migrate(db: &Db) -> anyhow::Result<Vec<String>> {
    let report = db.migrate().await.context("migrating the database")?;
    reference::seed(db, clock::now()).await.context("importing the starter reference data")?;
    let commands = open_without_key(db).await?;
    let founded = commands.found(clock::today()).await.context("publishing the founding policy");
    commands.log().clone().close().await;
    founded?;
    Ok(report.applied)
}

/// What the service needs to do in the database, when another role owns it.
#[must_use]
pub fn grants() -> Vec<Grant> {
    let twins = projections::tables().into_iter().map(|table| format!("{table}_next"));
    let read_models = projections::tables().into_iter().map(str::to_owned).chain(twins);
    let noted = commands::processes::TABLES.map(str::to_owned);
    let others = read_models.chain(reference::tables().map(str::to_owned)).chain(noted);
    log_grants().chain(others.map(|table| Grant::on(table, Grant::WRITE))).collect()
}

/// The write side alone, for what holds nothing personal.
///
/// # Errors
/// When the database is not migrated or fails.
pub async fn open_without_key(db: &Db) -> anyhow::Result<Commands> {
    let log = Log::open(db.clone(), LogOptions::default()).await.context("opening the log")?;
    Ok(Commands::new(log, Vault::closed(), CommandsOptions::default()))
}

/// The write side alone, for commands of the command line.
///
/// # Errors
/// When the database is not migrated or fails.
pub async fn open_commands(db: &Db, keys: &Keys) -> anyhow::Result<Commands> {
    let log = Log::open(db.clone(), LogOptions::default()).await.context("opening the log")?;
    let vault = keys.open(&log).await?;
    let commands = Commands::new(log, vault, CommandsOptions::default());
    let filled = commands.fill_claims().await.context("looking who is registered already")?;
    if filled > 0 {
        tracing::info!(
            filled,
            "the key store did not know of some who are registered: now it does"
        );
    }
    Ok(commands)
}

/// Does again what erasures an older copy of the log or of its keys has undone.
///
/// # Errors
/// When the log or the key store fails.
pub async fn reapply_erasures(commands: &Commands) -> anyhow::Result<Reapplied> {
    let again = commands.reapply_erasures(clock::today()).await;
    again.context("doing again what erasures an older copy has undone")
}

impl Service {
    /// Starts on a migrated database.
    ///
    /// # Errors
    /// When the database is not migrated or fails.
    pub async fn start(db: &Db, keys: &Keys, introspection: bool) -> anyhow::Result<Self> {
        Self::start_with(db, keys, introspection, Arc::new(SystemClock)).await
    }

    /// The same with another clock.
    ///
    /// # Errors
    /// As [`Service::start`].
    pub async fn start_with(
        db: &Db,
        keys: &Keys,
        introspection: bool,
        clock: Arc<dyn graphql::Clock>,
    ) -> anyhow::Result<Self> {
        let commands = open_commands(db, keys).await?;
        // An older copy of the log or of its keys may have come back: what was erased stays so.
        let again = reapply_erasures(&commands).await?;
        if again != Reapplied::default() {
            let Reapplied { keys, recorded } = again;
            tracing::warn!(
                keys,
                recorded,
                "an older copy had undone erasures: they are done again"
            );
        }
        let forgetting = commands.forget_the_erased();
        let engine = Arc::new(Engine::start(commands.log().clone()));
        let directory = Directory::load(db).await.context("loading the reference data")?;
        let (send, directory) = watch::channel(Arc::new(directory));
        let reloading = tokio::spawn(reload(db.clone(), send));
        let reader = Reader::new(db.clone());
        let app = graphql::App {
            commands: commands.clone(),
            reader,
            engine: Arc::clone(&engine),
            directory: directory.clone(),
            clock,
            wait: WAIT,
        };
        let mut schema = graphql::schema().data(app);
        if !introspection {
            schema = schema.disable_introspection();
        }
        let schema = schema.finish();
        Ok(Self { commands, engine, schema, directory, reloading, forgetting })
    }

    /// The process managers, for this service's log; not at work yet.
    #[must_use]
    pub fn processes(&self) -> Processes {
        Processes::new(self.commands.clone())
    }

    /// Lets what is under way finish, then stops.
    pub async fn stop(self) {
        self.reloading.abort();
        self.forgetting.abort();
        self.engine.stop().await;
        self.commands.log().clone().close().await;
    }
}

/// Takes a newer reference over when an import has brought one, in this process or another.
async fn reload(db: Db, directory: watch::Sender<Arc<Directory>>) {
    let mut every = tokio::time::interval(REFERENCE_POLL);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        match reference::version_in_use(&db).await {
            Ok(version) if version == *directory.borrow().version() => {}
            Ok(version) => match Directory::load(&db).await {
                Ok(newer) => {
                    tracing::info!(%version, "reference data reloaded");
                    directory.send_replace(Arc::new(newer));
                }
                Err(error) => tracing::warn!(%error, "the reference data cannot be reloaded"),
            },
            Err(error) => tracing::warn!(%error, "the reference data cannot be looked up"),
        }
    }
}
