use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ArgGroup;
use commands::{Actor, Certificate, Commands, Reapplied, Request};
use domain::{
    Vocabulary as _,
    journey::{Journey, facts::ErasureReason},
    supporter::Supporter,
};
use eventstore::tree;
use projections::EngineOptions;

use super::{Cli, Person, new_id, person};
use crate::{app, clock, log_key, private::write_private};

/// Whom, and why.
#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("whom").required(true).args(["beneficiary", "reapply"])))]
pub struct Args {
    /// Who: journey-UUID, or supporter-UUID for a tutor or mentor.
    #[arg(value_parser = person, requires = "reason")]
    beneficiary: Option<Person>,

    /// request, `consent_withdrawn`, objection, `retention_over` or unlawful.
    #[arg(long, value_parser = reason)]
    reason: Option<ErasureReason>,

    /// Where the certificate goes, as JSON and as text.
    #[arg(long, value_name = "DIR", default_value = "data/certificates")]
    out: PathBuf,

    /// Do again what erasures an older copy of the log or of its keys has undone. `serve` does so
    /// when it starts.
    #[arg(long)]
    reapply: bool,
}

fn reason(text: &str) -> Result<ErasureReason, String> {
    let codes: Vec<_> = ErasureReason::ALL.iter().map(|reason| reason.code()).collect();
    ErasureReason::from_code(text).ok_or_else(|| format!("a reason is one of {}", codes.join(", ")))
}

impl Args {
    /// Erases.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        let db = cli.migrated().await?;
        let keys = cli.keys.keys(&db, &cli.database_url).await?;
        let commands = app::open_commands(&db, &keys).await?;
        let done = match (self.beneficiary, self.reason) {
            (Some(person), Some(reason)) => self.erase(cli, &commands, person, reason).await,
            _ => reapply(&commands).await,
        };
        commands.log().clone().close().await;
        done
    }

    async fn erase(
        &self,
        cli: &Cli,
        commands: &Commands,
        person: Person,
        reason: ErasureReason,
    ) -> anyhow::Result<()> {
        let request = Request::new(Actor::service("cli"), new_id(), clock::today());
        let erased = match person {
            Person::Beneficiary(id) => {
                commands.erase::<Journey>(&request, id, reason).await.map_err(anyhow::Error::from)
            }
            Person::Supporter(id) => {
                commands.erase::<Supporter>(&request, id, reason).await.map_err(anyhow::Error::from)
            }
        };
        let mut certificate = erased
            .context("erasing; what is done is done, and running it again completes the rest")?;
        // Whoever serves folds it too; if nobody does, nothing of them is shown all the same.
        let folded = projections::catch_up(commands.log(), &EngineOptions::default()).await;
        if let Err(error) = folded {
            tracing::warn!(%error, "the read models will follow when the service runs");
        }
        if certificate.checkpoint.is_none()
            && let Some(key) = log_key::read(&cli.log_key_file)?
        {
            let signed = tree::checkpoint(commands.log().db(), &key).await;
            certificate.checkpoint = Some(signed.context("signing the log")?.note);
        }
        let file = write(&certificate, &self.out)?;
        println!("{certificate}\n{}", file.display());
        Ok(())
    }
}

async fn reapply(commands: &Commands) -> anyhow::Result<()> {
    let Reapplied { keys, recorded } = app::reapply_erasures(commands).await?;
    println!("{keys} keys destroyed again, {recorded} erasures recorded again");
    Ok(())
}

/// Writes both forms; gives the JSON file.
fn write(certificate: &Certificate, folder: &Path) -> anyhow::Result<PathBuf> {
    let name = format!("erasure-{}", certificate.subject);
    let json = folder.join(format!("{name}.json"));
    let text = folder.join(format!("{name}.txt"));
    for (path, content) in
        [(&json, serde_json::to_string_pretty(certificate)?), (&text, certificate.to_string())]
    {
        write_private(path, &content).with_context(|| {
            format!("erased; writing the certificate {}: run it again", path.display())
        })?;
    }
    Ok(json)
}
