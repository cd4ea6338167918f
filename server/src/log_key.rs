//! The file that holds the key of the log.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    path::Path,
};

use anyhow::{Context as _, bail};
use eventstore::{Db, tree::LogKey};

/// Reads the key; `None` when there is no file.
///
/// # Errors
/// When the file can not be read or holds something else.
pub fn read(path: &Path) -> anyhow::Result<Option<LogKey>> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let key = LogKey::parse(&text);
            Ok(Some(key.with_context(|| format!("reading {}", path.display()))?))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

/// Makes a key for the log of a database, in a file that only its owner reads.
///
/// # Errors
/// When there is a file already, or it can not be written.
pub async fn create(path: &Path, db: &Db) -> anyhow::Result<LogKey> {
    let (key, secret) = LogKey::generate(eventstore::log_id(db).await?)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("creating {}", folder.display()))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{} exists already: a log keeps its key", path.display())
        }
        Err(error) => return Err(error).with_context(|| format!("creating {}", path.display())),
    };
    file.write_all(secret.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    Ok(key)
}
