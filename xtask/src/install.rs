//! Installs `PostgreSQL` where that can be done without asking, and says what to install elsewhere.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    binaries::{self, Binaries, OLDEST},
    workspace::show,
};

/// While the file stands, Debian's package makes and starts no cluster of its own: a test run must
/// leave no new service on the machine. It is taken away again, so that what the machine's owner
/// installs later behaves as usual.
const DEBIAN_INSTALL: &str = "\
set -eu
export DEBIAN_FRONTEND=noninteractive
setting=/etc/postgresql-common/createcluster.d/parcours-tests.conf
mkdir -p \"${setting%/*}\"
echo 'create_main_cluster = false' > \"$setting\"
trap 'rm -f \"$setting\"' EXIT
apt-get update || echo 'trying with the package lists as they are'
apt-get -o DPkg::Lock::Timeout=120 install --yes --no-install-recommends postgresql
";

/// The newest server of this machine, installed first if there is none.
///
/// # Errors
/// When there is none and it can not be installed; the message says what to do.
pub fn find_or_install() -> Result<Binaries> {
    if let Some(binaries) = binaries::find()? {
        return Ok(binaries);
    }
    if !Path::new("/etc/debian_version").exists() || !is_program("apt-get") {
        bail!("the tests need PostgreSQL {OLDEST} or later, and none is here: {}", advice());
    }
    let Some(mut shell) = root_shell() else {
        bail!(
            "the tests need PostgreSQL {OLDEST} or later, and installing it needs root or a sudo \
             without password: run `sudo apt-get install postgresql`, then this again"
        );
    };
    eprintln!("xtask: no PostgreSQL {OLDEST} or later here: installing Debian's `postgresql`");
    shell.args(["sh", "-c", DEBIAN_INSTALL]).stdin(Stdio::null());
    let status = shell.status().with_context(|| format!("cannot run `{}`", show(&shell)))?;
    match (status.success(), binaries::find()?) {
        (true, Some(binaries)) => Ok(binaries),
        (true, None) => bail!(
            "the `postgresql` of this distribution is older than {OLDEST}: install a newer one from \
             https://www.postgresql.org/download/linux/"
        ),
        (false, _) => bail!("`apt-get install postgresql` failed ({status}); its output is above"),
    }
}

const DEBIAN_STRACE: &str = "\
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update || echo 'trying with the package lists as they are'
apt-get -o DPkg::Lock::Timeout=120 install --yes --no-install-recommends strace
";

/// Sees to it that `strace` is there, which some tests watch programs with on Linux.
///
/// # Errors
/// When it is not there and can not be installed; the message says what to do.
pub fn strace() -> Result<()> {
    if !cfg!(target_os = "linux") || is_program("strace") {
        return Ok(());
    }
    let shell = is_program("apt-get").then(root_shell).flatten();
    let Some(mut shell) = shell else {
        bail!("some tests watch programs with `strace`: install it, then run this again");
    };
    eprintln!("xtask: no `strace` here: installing it");
    shell.args(["sh", "-c", DEBIAN_STRACE]).stdin(Stdio::null());
    let status = shell.status().with_context(|| format!("cannot run `{}`", show(&shell)))?;
    if !status.success() {
        bail!("`apt-get install strace` failed ({status}); its output is above");
    }
    Ok(())
}

/// A command line that runs what follows as root, if that needs no password.
fn root_shell() -> Option<Command> {
    let root = succeeds(Command::new("sh").args(["-c", "test \"$(id -u)\" = 0"]));
    if root {
        return Some(Command::new("env"));
    }
    let mut sudo = Command::new("sudo");
    sudo.arg("-n");
    succeeds(Command::new("sudo").args(["-n", "true"])).then_some(sudo)
}

fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn advice() -> &'static str {
    if cfg!(target_os = "macos") {
        "run `brew install postgresql@17`, then this again"
    } else if is_program("dnf") {
        "run `sudo dnf install postgresql-server`, then this again"
    } else if is_program("pacman") {
        "run `sudo pacman -S postgresql`, then this again"
    } else if is_program("apk") {
        "run `apk add postgresql`, then this again"
    } else if is_program("zypper") {
        "run `sudo zypper install postgresql-server`, then this again"
    } else {
        "install its server programs (`initdb` and `postgres`) and put them on the PATH, or name \
         their folder in PARCOURS_TEST_POSTGRES_BIN, then run this again"
    }
}

fn is_program(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
