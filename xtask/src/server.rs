//! The `PostgreSQL` that the tests run against: one given from outside, or a private cluster.

use std::{
    env,
    process::{Command, ExitCode},
};

use anyhow::Result;
use xtask::{
    binaries::{self, Binaries, FOLDER_VARIABLE},
    cluster::Cluster,
    install,
};

const URL_VARIABLE: &str = "PARCOURS_TEST_POSTGRES_URL";

pub struct Server {
    url: String,
    binaries: Option<Binaries>,
    /// Held for its end, which stops the cluster; `None` for a server that is not ours.
    _cluster: Option<Cluster>,
}

impl Server {
    /// The server named in the environment, else a private cluster.
    pub fn provide() -> Result<Self> {
        match env::var(URL_VARIABLE) {
            Ok(url) if !url.is_empty() => {
                eprintln!("xtask: using the PostgreSQL that {URL_VARIABLE} names");
                Ok(Self { url, binaries: binaries::find()?, _cluster: None })
            }
            _ => Self::private(),
        }
    }

    /// A private cluster, whatever the environment says.
    pub fn private() -> Result<Self> {
        let (binaries, cluster) = start()?;
        let url = cluster.url();
        Ok(Self { url, binaries: Some(binaries), _cluster: Some(cluster) })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Tells a command where the server and its programs are.
    pub fn export(&self, command: &mut Command) {
        command.env(URL_VARIABLE, &self.url);
        if let Some(binaries) = &self.binaries {
            command.env(FOLDER_VARIABLE, &binaries.folder);
        }
    }
}

/// `cargo xtask postgres`: a server to run single tests against, until Ctrl-C.
pub fn keep() -> Result<ExitCode> {
    let (binaries, mut cluster) = start()?;
    eprintln!("xtask: it stops, and what is in it goes, with Ctrl-C. In another terminal:");
    println!("export {URL_VARIABLE}={}", cluster.url());
    println!("export {FOLDER_VARIABLE}={}", binaries.folder.display());
    cluster.wait()?;
    Ok(ExitCode::FAILURE)
}

fn start() -> Result<(Binaries, Cluster)> {
    let binaries = install::find_or_install()?;
    let cluster = Cluster::start(&binaries)?;
    let (version, folder) = (binaries.version, binaries.folder.display());
    let (major, minor) = (version.major, version.minor);
    eprintln!("xtask: private PostgreSQL {major}.{minor} ({folder}) at {}", cluster.url());
    Ok((binaries, cluster))
}
