//! A temporary folder that goes away whatever happens to us, and with it the server running in it.
//!
//! A small shell, the keeper, waits for the end of its input, which comes when we close it and also
//! when we are killed; it then stops the server named to it and deletes the folder. That covers
//! Ctrl-C, SIGTERM and SIGKILL without a signal handler of our own.

use std::{
    env, fs,
    io::{self, Write},
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
};

use anyhow::{Result, bail};

use crate::user::{self, Account};

/// Reads process ids, the last one counts. SIGQUIT is `PostgreSQL`'s immediate shutdown: nothing in
/// the folder is worth a checkpoint. It is over when the server's own status file is gone: an orphan
/// that nobody reaps looks alive for ever. Deleting is tried again while a dying process still writes.
const KEEPER: &str = r#"
trap '' HUP INT TERM
folder=$1 server=
while read -r line; do server=$line; done
cd /
tries=0
if [ -n "$server" ] && kill -QUIT "$server" 2>/dev/null; then
    while [ -e "$folder/data/postmaster.pid" ] && [ "$tries" -lt 100 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
fi
until rm -rf "$folder" 2>/dev/null || [ "$tries" -gt 200 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
"#;

/// The folder and its keeper.
pub struct Scratch {
    folder: PathBuf,
    account: Option<Account>,
    keeper: Child,
}

impl Scratch {
    /// Makes the folder, owned by an unprivileged account when we are root.
    ///
    /// # Errors
    /// When no place for it can be found.
    pub fn create() -> Result<Self> {
        let mut refusals = Vec::new();
        for parent in [env::temp_dir(), "/tmp".into(), "/var/tmp".into()] {
            match Self::create_in(&parent) {
                Ok(scratch) => return Ok(scratch),
                Err(error) => refusals.push(format!("{}: {error:#}", parent.display())),
            }
        }
        bail!("no place for a temporary folder that PostgreSQL can use: {}", refusals.join("; "))
    }

    fn create_in(parent: &Path) -> Result<Self> {
        let folder = new_folder(parent)?;
        let started = owner(&folder).and_then(|account| {
            let script = ["-c", KEEPER, "keeper"];
            let mut command = as_account(account.as_ref(), "sh".as_ref(), &folder);
            command.args(script).arg(&folder).stdin(Stdio::piped());
            Ok((account, command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
        });
        match started {
            Ok((account, keeper)) => Ok(Self { folder, account, keeper }),
            Err(error) => {
                fs::remove_dir_all(&folder)?;
                Err(error)
            }
        }
    }

    /// A path in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A program that runs in the folder, as its owner, out of reach of the terminal's Ctrl-C.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        as_account(self.account.as_ref(), program, &self.folder)
    }

    /// Gives a folder to the account that programs run as.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn hand_over(&self, folder: &Path) -> io::Result<()> {
        match &self.account {
            Some(account) => {
                fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
                chown(folder, Some(account.uid), Some(account.gid))
            }
            None => Ok(()),
        }
    }

    /// From now on the keeper stops this process before it deletes the folder.
    ///
    /// # Errors
    /// When the keeper is gone.
    pub fn stops(&mut self, server: u32) -> io::Result<()> {
        match &mut self.keeper.stdin {
            Some(stdin) => writeln!(stdin, "{server}"),
            None => Ok(()),
        }
    }

    /// Tells the keeper to stop the server and delete the folder, without waiting for it.
    pub fn release(&mut self) {
        drop(self.keeper.stdin.take());
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.release();
        let ended = self.keeper.wait();
        if ended.is_err() || self.folder.exists() {
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

fn new_folder(parent: &Path) -> Result<PathBuf> {
    for attempt in 0..100 {
        let folder = parent.join(format!("parcours-{}-{attempt}", process::id()));
        // A socket's path in it must fit into 103 bytes, the least of all systems.
        if folder.as_os_str().len() > 80 {
            bail!("the path is too long for a socket");
        }
        match fs::DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    bail!("too many folders `parcours-*` are left there: delete them")
}

/// Hands a folder that root made to an unprivileged account; anyone else's stays as it is.
fn owner(folder: &Path) -> Result<Option<Account>> {
    if fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let account = user::unprivileged()?;
    chown(folder, Some(account.uid), Some(account.gid))?;
    Ok(Some(account))
}

fn as_account(account: Option<&Account>, program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    // The locale is fixed so that a machine's own, perhaps not installed, is in nobody's way.
    command.current_dir(folder).env("LC_ALL", "C").process_group(0);
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid).env("HOME", folder);
    }
    command
}
