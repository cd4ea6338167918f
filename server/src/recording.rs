//! What is imported as reference data is recorded on the programme's stream: whoever reads a figure
//! later can tell which file it came from.

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use commands::{Actor, Commands, Failure, Request};
use domain::{
    Reason as _,
    programme::{Command, Dataset, Programme, Rejection, Sha256},
};
use eventstore::Db;
use reference::ImportReport;
use uuid::Uuid;

/// Records those of these imports that are in use and not recorded yet; gives how many. The command
/// id names the import and its content: run again after a crash, or with the same files, it records
/// what is missing and nothing else.
///
/// # Errors
/// When the database fails, or a name is none that can be recorded.
pub async fn record_imports(
    commands: &Commands,
    db: &Db,
    imports: &[ImportReport],
    today: NaiveDate,
) -> anyhow::Result<usize> {
    let log_id = commands.log().head().await?.log_id;
    let mut recorded = 0;
    for file in reference::datasets(db).await? {
        let imported = imports.iter().any(|import| {
            let of_file = (&file.dataset, &file.millesime, &file.sha256);
            (&import.dataset, &import.millesime, &import.sha256) == of_file
        });
        if !imported {
            continue;
        }
        let named = || format!("recording {} {}", file.dataset, file.millesime);
        let command = Command::RecordReferenceImport {
            dataset: Dataset::parse(&file.dataset.replace('_', "-")).with_context(named)?,
            millesime: file.millesime.clone(),
            sha256: Sha256::parse(&file.sha256).with_context(named)?,
            rows: file.taken.try_into().with_context(named)?,
        };
        let id = format!("reference import {} {} {}", file.id, file.dataset, file.sha256);
        let id = Uuid::new_v5(&log_id.0, id.as_bytes());
        let request = Request::new(Actor::service("reference"), id, today);
        match commands.run::<Programme>(&request, Uuid::nil(), command).await {
            Ok(done) => recorded += usize::from(!done.replayed),
            Err(Failure::CommandIdReused(_) | Failure::Rejected(Rejection::AlreadyImported)) => {}
            Err(Failure::Rejected(reason)) => bail!("{}: {}: {reason}", named(), reason.code()),
            Err(failure) => return Err(failure).with_context(named),
        }
    }
    Ok(recorded)
}
