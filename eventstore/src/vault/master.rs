//! Master keys: they wrap the keys of the subjects, and lie in no database.

use std::{fmt::Write as _, io::Write as _, path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret as _, SecretBox, zeroize::Zeroizing};
use sha2::{Digest as _, Sha256};

use super::{MasterKeyError, cipher::Key};

/// The master keys of an installation: the current one, and older ones that only unwrap until
/// everything is wrapped anew.
#[derive(Clone)]
pub struct MasterKeys {
    current: Arc<MasterKey>,
    older: Vec<Arc<MasterKey>>,
}

/// A master key; never printed.
pub(super) struct MasterKey {
    id: String,
    pub(super) key: Key,
}

impl MasterKey {
    fn new(key: Key) -> Self {
        let digest = Sha256::digest(key.expose_secret());
        Self { id: hex::encode(&digest[..4]), key }
    }

    /// The first 8 hex digits of its SHA-256.
    pub(super) fn id(&self) -> &str {
        &self.id
    }
}

impl MasterKeys {
    /// Reads keys, one a line, the current one first: 32 bytes in base64, or `id:base64`. Empty
    /// lines and lines that begin with `#` are left out.
    ///
    /// # Errors
    /// When there is no key, or a line is none.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let mut keys = Vec::new();
        for (line, text) in lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#')) {
            let (named, text) = match text.split_once(':') {
                Some((id, key)) => (Some(id.trim()), key.trim()),
                None => (None, text),
            };
            let key = MasterKey::new(decode(text).ok_or(MasterKeyError::Line { line })?);
            if let Some(named) = named.filter(|named| *named != key.id) {
                let named = named.to_owned();
                return Err(MasterKeyError::Id { line, named, id: key.id });
            }
            keys.push(Arc::new(key));
        }
        let mut keys = keys.into_iter();
        let current = keys.next().ok_or(MasterKeyError::Empty)?;
        Ok(Self { current, older: keys.collect() })
    }

    /// Reads the keys of a file.
    ///
    /// # Errors
    /// When it can not be read, or holds no key.
    pub fn from_file(path: &Path) -> Result<Self, MasterKeyError> {
        let file = |source| MasterKeyError::File { path: path.to_owned(), source };
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(file)?);
        warn_if_others_read(path);
        Self::parse(&text)
    }

    /// Makes a new key and writes it to a new file that its owner alone can read.
    ///
    /// # Errors
    /// When the file exists or can not be made.
    pub fn create_file(path: &Path) -> Result<Self, MasterKeyError> {
        let file = |source| MasterKeyError::File { path: path.to_owned(), source };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(file)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(path).map_err(file)?;
        let keys = Self::generate()?;
        out.write_all(keys.line().as_bytes()).and_then(|()| out.sync_all()).map_err(file)?;
        Ok(keys)
    }

    /// A new key that is written nowhere.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn generate() -> Result<Self, MasterKeyError> {
        let key = super::cipher::new_key().map_err(MasterKeyError::Random)?;
        Ok(Self { current: Arc::new(MasterKey::new(key)), older: Vec::new() })
    }

    /// These keys with another current one before them.
    #[must_use]
    pub fn behind(self, newer: &Self) -> Self {
        let older = newer.older.iter().cloned().chain([self.current]).chain(self.older);
        Self { current: Arc::clone(&newer.current), older: older.collect() }
    }

    /// The id of the current one: the first 8 hex digits of its SHA-256.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.current.id
    }

    pub(super) fn current(&self) -> &MasterKey {
        &self.current
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&MasterKey> {
        let all = std::iter::once(&self.current).chain(&self.older);
        all.map(|key| &**key).find(|key| key.id == id)
    }

    /// The current one as a line of a file.
    fn line(&self) -> Zeroizing<String> {
        let mut line = Zeroizing::new(String::with_capacity(64));
        let key = Zeroizing::new(STANDARD.encode(self.current.key.expose_secret()));
        // Writing to a string does not fail.
        let _ = writeln!(line, "{}:{}", self.current.id, *key);
        line
    }
}

/// Says which keys there are, and nothing of them.
impl std::fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let older: Vec<&str> = self.older.iter().map(|key| key.id()).collect();
        f.debug_struct("MasterKeys")
            .field("current", &self.current.id)
            .field("older", &older)
            .finish()
    }
}

fn decode(text: &str) -> Option<Key> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(bytes.as_slice().try_into().ok()?);
    Some(SecretBox::init_with_mut(|key: &mut [u8; 32]| key.copy_from_slice(&*bytes)))
}

#[cfg(unix)]
fn warn_if_others_read(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map(|file| file.permissions().mode()).unwrap_or_default();
    if mode & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others than its owner can read the master key file");
    }
}

#[cfg(not(unix))]
fn warn_if_others_read(_: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    /// 32 bytes of 1, and the SHA-256 of them, made by another program.
    const ONES: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    const ONES_ID: &str = "72cd6e84";

    #[test]
    fn the_first_line_is_current_and_the_others_unwrap() {
        let twos = STANDARD.encode([2; 32]);
        let keys =
            MasterKeys::parse(&format!("# made in May\n\n{ONES_ID}:{ONES}\n{twos}\n")).unwrap();
        assert_eq!(keys.id(), ONES_ID);
        assert_eq!(keys.older.len(), 1);
        assert!(keys.by_id(keys.older[0].id()).is_some());
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_quoted() {
        for text in ["secret", "AQEB", "1234:secret"] {
            let error = MasterKeys::parse(text).unwrap_err();
            assert!(matches!(error, MasterKeyError::Line { line: 1 }), "{error}");
            assert!(!error.to_string().contains("secret"));
        }
        assert!(matches!(MasterKeys::parse("# none\n"), Err(MasterKeyError::Empty)));
        let other = MasterKeys::parse(&format!("00000000:{ONES}")).unwrap_err();
        assert!(matches!(other, MasterKeyError::Id { line: 1, .. }), "{other}");
    }

    #[test]
    fn a_key_that_is_made_is_read_again_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/master.key");
        let made = MasterKeys::create_file(&path).unwrap();
        assert_eq!(MasterKeys::from_file(&path).unwrap().id(), made.id());
        assert!(matches!(MasterKeys::create_file(&path), Err(MasterKeyError::File { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let permissions = std::fs::metadata(&path).unwrap().permissions();
            assert_eq!(permissions.mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let keys = MasterKeys::parse(ONES).unwrap();
        assert_eq!(
            format!("{keys:?}"),
            format!("MasterKeys {{ current: \"{ONES_ID}\", older: [] }}")
        );
    }
}
