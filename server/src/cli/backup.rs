//! `parcours backup` and `parcours restore`, on SQLite.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use eventstore::{
    BackupError, Db, DbOptions, Log, LogOptions,
    tree::{Against, verify},
};

use super::{Cli, projections::bar};
use crate::{app, clock};

/// Where to.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// The file to write; it must not exist yet.
    file: PathBuf,
}

/// From where.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The backup.
    file: PathBuf,

    /// Move the database that is there aside. The service must be stopped.
    #[arg(long)]
    force: bool,
}

impl BackupArgs {
    /// Writes the backup while the service may run.
    pub(super) async fn run(&self, db: &Db) -> anyhow::Result<()> {
        db.back_up(&self.file).await.context("backing up")?;
        let bytes = std::fs::metadata(&self.file)?.len();
        println!("{} is written, {bytes} bytes", self.file.display());
        Ok(())
    }
}

impl RestoreArgs {
    /// Checks the backup, puts it in place and begins another epoch of its log.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        if !cli.database_url.starts_with("sqlite://") {
            return Err(BackupError::NotSqlite.into());
        }
        self.check().await.with_context(|| format!("checking {}", self.file.display()))?;
        let aside = clock::now().format(".replaced-%Y%m%dT%H%M%SZ").to_string();
        let aside = self.force.then_some(aside.as_str());
        match Db::restore(&self.file, &cli.database_url, aside).await {
            Ok(Some(old)) => println!("the database that was there is now {}", old.display()),
            Ok(None) => {}
            Err(error @ BackupError::Exists { .. }) => {
                return Err(error).context("not restored; --force moves aside what is there");
            }
            Err(error) => return Err(error).context("not restored"),
        }
        let db = cli.connect().await?;
        db.migrate().await?;
        let log = Log::open(db.clone(), LogOptions::default()).await?;
        // Positions handed out since the backup was made will be handed out again.
        let begun = log.begin_epoch().await;
        log.close().await;
        let head = begun?;
        app::migrate(&db).await?;
        db.close().await;
        println!("restored up to position {}, epoch {}", head.position, head.epoch);
        Ok(())
    }

    /// Reads every event, in a copy: migrating the backup itself would change it.
    async fn check(&self) -> anyhow::Result<()> {
        ensure!(self.file.is_file(), "there is no such file");
        let place = Scratch::beside(&self.file)?;
        let url = format!("sqlite://{}", place.0.join("copy.db").display());
        Db::restore(&self.file, &url, None).await?;
        let db = Db::connect(&url, DbOptions { max_connections: 2 }).await?;
        let checked = check_log(&db).await;
        db.close().await;
        checked
    }
}

/// The whole log, against its tree and what was signed.
async fn check_log(db: &Db) -> anyhow::Result<()> {
    let pending = db.pending_migrations().await?;
    ensure!(!pending.iter().any(|name| name.starts_with("0001 ")), "it holds no log of Parcours");
    db.migrate().await.context("it was made by another program, or a newer one")?;
    // Refuses a head that is not where the events are; grows the tree of an older log.
    Log::open(db.clone(), LogOptions::default()).await?.close().await;
    let bar = bar("events");
    let report = verify(db, Against::default(), |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    let report = report.await?;
    bar.finish_and_clear();
    match report.first() {
        Some(found) => bail!("at position {}: {}", found.position, found.what),
        None => Ok(()),
    }
}

/// A folder for the time of a check.
struct Scratch(PathBuf);

impl Scratch {
    fn beside(file: &Path) -> anyhow::Result<Self> {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".checking-{}", std::process::id()));
        let folder = PathBuf::from(name);
        std::fs::create_dir(&folder).with_context(|| format!("creating {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
