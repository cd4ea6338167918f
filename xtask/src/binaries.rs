//! Finds the `PostgreSQL` server programs of this machine: the newest of those new enough.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

/// The oldest major version the service supports.
pub const OLDEST: u32 = 13;

/// Names the folder of the server programs, for the tests that start servers of their own. When it
/// is set already, only that folder is looked at.
pub const FOLDER_VARIABLE: &str = "PARCOURS_TEST_POSTGRES_BIN";

/// Where packagers put the programs: the folder above, how the version's folder begins, and what
/// comes below it.
const PLACES: [(&str, &str, &str); 12] = [
    ("/usr/lib/postgresql", "", "bin"),         // Debian, Ubuntu
    ("/usr", "pgsql-", "bin"),                  // PostgreSQL's own RPMs
    ("/usr/lib", "postgresql", "bin"),          // openSUSE
    ("/usr/lib64", "postgresql-", "bin"),       // Gentoo
    ("/usr/lib64/pgsql", "postgresql-", "bin"), // Fedora, previous version
    ("/usr/libexec", "postgresql", ""),         // Alpine
    ("/opt/homebrew/opt", "postgresql", "bin"), // Homebrew, Apple silicon
    ("/usr/local/opt", "postgresql", "bin"),    // Homebrew, Intel
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"), // Homebrew, Linux
    ("/opt/local/lib", "postgresql", "bin"),    // MacPorts
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ("/usr/local", "pgsql", "bin"), // built from source
];

/// The programs of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    /// Where they lie.
    pub folder: PathBuf,
    /// Of the server.
    pub version: Version,
}

/// A server's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// As in 15.
    pub major: u32,
    /// The rest of a release, 0 for one to come.
    pub minor: u32,
}

impl Binaries {
    /// The path of a program, as `initdb`.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// The newest server of this machine, or `None` if there is none of at least [`OLDEST`].
///
/// # Errors
/// If [`FOLDER_VARIABLE`] is set and names a folder without such a server.
pub fn find() -> Result<Option<Binaries>> {
    if let Some(folder) = env::var_os(FOLDER_VARIABLE).map(PathBuf::from) {
        match newest(inspect(folder.clone())) {
            Some(binaries) => return Ok(Some(binaries)),
            None => bail!(
                "{FOLDER_VARIABLE} is {}, which has no `initdb` and `postgres` of version {OLDEST} \
                 or later: unset it to let them be found",
                folder.display()
            ),
        }
    }
    Ok(newest(candidates().into_iter().filter_map(inspect)))
}

fn newest(found: impl IntoIterator<Item = Binaries>) -> Option<Binaries> {
    // The first of equals wins: what is on the PATH comes before what is not.
    found
        .into_iter()
        .filter(|binaries| binaries.version.major >= OLDEST)
        .reduce(|best, next| if next.version > best.version { next } else { best })
}

fn candidates() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    folders.extend(output("pg_config", "--bindir").map(PathBuf::from));
    for (parent, prefix, below) in PLACES {
        let Ok(entries) = fs::read_dir(parent) else { continue };
        let versions = entries.flatten().filter(|entry| {
            entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix))
        });
        folders.extend(versions.map(|entry| entry.path().join(below)));
    }
    folders
}

fn inspect(folder: PathBuf) -> Option<Binaries> {
    if !folder.join("initdb").is_file() {
        return None;
    }
    let version = parse_version(&output(folder.join("postgres"), "--version")?)?;
    Some(Binaries { folder: behind_links(folder), version })
}

/// Some machines link a few of the programs into the PATH: the folder they lie in has all of them.
fn behind_links(folder: PathBuf) -> PathBuf {
    let real = folder.join("postgres").canonicalize().ok();
    let parent = real.as_deref().and_then(Path::parent).filter(|p| p.join("initdb").is_file());
    parent.map_or(folder, Path::to_path_buf)
}

fn output(program: impl AsRef<Path>, argument: &str) -> Option<String> {
    let output = Command::new(program.as_ref()).arg(argument).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Reads `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`, `… 18beta1`, `… 19devel`.
fn parse_version(text: &str) -> Option<Version> {
    let number = text.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?;
    let (major, rest) = leading_number(number)?;
    let minor = rest.strip_prefix('.').and_then(leading_number).map_or(0, |(minor, _)| minor);
    Some(Version { major, minor })
}

fn leading_number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::{Binaries, Version, newest, parse_version};

    fn server(folder: &str, major: u32, minor: u32) -> Binaries {
        Binaries { folder: folder.into(), version: Version { major, minor } }
    }

    #[test]
    fn a_version_is_read_as_the_packagers_write_it() {
        for (text, major, minor) in [
            ("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)", 15, 13),
            ("postgres (PostgreSQL) 17.5 (Homebrew)", 17, 5),
            ("postgres (PostgreSQL) 18beta1", 18, 0),
            ("postgres (PostgreSQL) 19devel", 19, 0),
            ("postgres (PostgreSQL) 9.6.24", 9, 6),
        ] {
            assert_eq!(parse_version(text), Some(Version { major, minor }), "{text}");
        }
        assert_eq!(parse_version("mysqld  Ver 8.0.36"), None);
        assert_eq!(parse_version("postgres (PostgreSQL) unknown"), None);
    }

    #[test]
    fn the_newest_server_wins_by_number_and_not_by_spelling() {
        let found =
            [server("a", 13, 9), server("b", 15, 2), server("c", 15, 13), server("d", 9, 6)];
        assert_eq!(newest(found), Some(server("c", 15, 13)));
    }

    #[test]
    fn of_two_equal_servers_the_first_found_is_used() {
        let found = [server("on the path", 16, 1), server("elsewhere", 16, 1)];
        assert_eq!(newest(found), Some(server("on the path", 16, 1)));
    }

    #[test]
    fn a_server_older_than_the_oldest_supported_is_as_good_as_none() {
        assert_eq!(newest([server("a", 12, 22), server("b", 9, 6)]), None);
    }
}
