//! A copy of a SQLite database while it is in use, and a copy put in its place.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    ConnectOptions as _, Connection as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use super::{Db, create_folder_of};

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Only a SQLite file can be backed up by copying it.
    #[error("only SQLite is backed up this way; for PostgreSQL see docs/operations.md")]
    NotSqlite,
    /// Nothing is overwritten.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// What should be a SQLite database is none, or a damaged one.
    #[error("{} is not a sound SQLite database: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says of it.
        why: String,
    },
    /// Another process uses the database that would be replaced.
    #[error("{} is in use: stop the service first", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// A file can not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl Db {
    /// Writes the state of this moment to a new file, complete and durable once this returns.
    /// Readers and writers go on meanwhile.
    ///
    /// # Errors
    /// [`BackupError`]; then there is no file.
    pub async fn back_up(&self, path: &Path) -> Result<(), BackupError> {
        let Self::Sqlite(sqlite) = self else { return Err(BackupError::NotSqlite) };
        if path.exists() {
            return Err(BackupError::Exists { path: path.to_owned() });
        }
        // Under another name until it is complete: a file with the right name is a backup.
        let partial = with_suffix(path, ".partial");
        remove(&partial)?;
        let options = sqlite.writer.connect_options().as_ref().clone();
        let mut connection = options.create_if_missing(false).connect().await?;
        let vacuum = sqlx::query("vacuum into $1").bind(partial.display().to_string());
        let written = vacuum.execute(&mut connection).await;
        connection.close().await?;
        if let Err(error) = written {
            remove(&partial)?;
            return Err(error.into());
        }
        make_durable(&partial)?;
        put_in_place(&partial, path)
    }

    /// Puts a backup where the database of this `sqlite://` URL is or should be. With an `aside`
    /// suffix, a database that is there is moved to its own name with the suffix, which is
    /// returned; nobody may use it.
    ///
    /// # Errors
    /// [`BackupError::Exists`] when there is a database and no suffix, [`BackupError::InUse`] when
    /// somebody uses it, [`BackupError::Damaged`] for a backup that is not sound. Then nothing has
    /// changed.
    pub async fn restore(
        backup: &Path,
        url: &str,
        aside: Option<&str>,
    ) -> Result<Option<PathBuf>, BackupError> {
        if !url.starts_with("sqlite://") {
            return Err(BackupError::NotSqlite);
        }
        let options = SqliteConnectOptions::from_str(url).map_err(|_| BackupError::NotSqlite)?;
        let path = options.get_filename().to_owned();
        if path.exists() && aside.is_none() {
            return Err(BackupError::Exists { path });
        }
        check_sound(backup).await?;
        create_folder_of(&path).map_err(|error| file(&path, io::Error::other(error)))?;
        let new = with_suffix(&path, ".restoring");
        fs::copy(backup, &new).map_err(|source| file(&new, source))?;
        make_durable(&new)?;
        let mut replaced = None;
        if let Some(suffix) = aside.filter(|_| path.exists()) {
            if let Err(error) = fold_up(&path).await {
                remove(&new)?;
                return Err(error);
            }
            let old = with_suffix(&path, suffix);
            fs::rename(&path, &old).map_err(|source| file(&old, source))?;
            replaced = Some(old);
        }
        put_in_place(&new, &path)?;
        Ok(replaced)
    }
}

/// Whether SQLite finds nothing wrong with a file; it is opened to read only.
async fn check_sound(path: &Path) -> Result<(), BackupError> {
    File::open(path).map_err(|source| file(path, source))?;
    let damaged = |why: String| BackupError::Damaged { path: path.to_owned(), why };
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    let mut connection = options.connect().await.map_err(|error| damaged(error.to_string()))?;
    let check = sqlx::query_scalar("pragma integrity_check(3)");
    let found: sqlx::Result<Vec<String>> = check.fetch_all(&mut connection).await;
    connection.close().await?;
    match found {
        Ok(found) if found == ["ok"] => Ok(()),
        Ok(found) => Err(damaged(found.join("; "))),
        Err(error) => Err(damaged(error.to_string())),
    }
}

/// Brings everything into the one file, which SQLite does for the only user of a database.
async fn fold_up(path: &Path) -> Result<(), BackupError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Delete)
        .busy_timeout(Duration::ZERO);
    match options.connect().await {
        Ok(connection) => Ok(connection.close().await?),
        // One that is damaged has no users either: it is moved aside as it is.
        Err(error) if is_busy(&error) => Err(BackupError::InUse { path: path.to_owned() }),
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "the database to replace is damaged");
            Ok(())
        }
    }
}

/// `SQLITE_BUSY` or `SQLITE_LOCKED`, in the low byte of the code.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let code = code.and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file(path, error)),
        _ => Ok(()),
    }
}

fn make_durable(path: &Path) -> Result<(), BackupError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|source| file(path, source))
}

/// Gives a complete file its name, for good.
fn put_in_place(complete: &Path, path: &Path) -> Result<(), BackupError> {
    fs::rename(complete, path).map_err(|source| file(path, source))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    make_durable(folder.unwrap_or(Path::new(".")))
}

fn file(path: &Path, source: io::Error) -> BackupError {
    BackupError::File { path: path.to_owned(), source }
}
