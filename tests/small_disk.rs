//! A file system that is soon full.
#![expect(clippy::expect_used, reason = "a test that can not be set up has failed")]

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _, Write as _},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// Unmounts when its input ends, which it does whatever becomes of the test.
const KEEPER: &str = r#"
trap '' HUP INT TERM
mount -t tmpfs -o "size=$2,mode=777" parcours-test "$1" || exit 1
echo mounted
while read -r line; do :; done
umount -l "$1"
"#;

/// A small file system in memory.
pub struct SmallDisk {
    keeper: Child,
    folder: TempDir,
}

impl SmallDisk {
    /// Of so many bytes. None, and a word about it, where this account may not mount anything.
    ///
    /// # Panics
    /// When there is no temporary folder.
    #[must_use]
    pub fn mount(bytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "keeper"]).arg(folder.path()).arg(bytes.to_string());
        keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut keeper = keeper.spawn().expect("a shell");
        let mut said = [0; 7];
        let mut out = keeper.stdout.take().expect("an output");
        if out.read_exact(&mut said).is_err() {
            eprintln!("no file system can be mounted here: a limit takes the place of a full disk");
            drop(keeper.wait());
            return None;
        }
        Some(Self { keeper, folder })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves no byte free.
    ///
    /// # Panics
    /// When something else than space is missing.
    pub fn fill(&self) {
        let mut ballast = File::create(self.ballast()).expect("a file");
        for size in [1 << 16, 1 << 12, 1] {
            let block = vec![0; size];
            loop {
                match ballast.write_all(&block) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    /// Gives the space back.
    ///
    /// # Panics
    /// When it was not filled.
    pub fn free(&self) {
        fs::remove_file(self.ballast()).expect("it was filled");
    }

    fn ballast(&self) -> PathBuf {
        self.folder.path().join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}
