use anyhow::Context as _;
use eventstore::Db;

use crate::{app, keys};

/// For whom.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// On PostgreSQL: the role the service connects as. It is given what it needs and nothing
    /// else: it can append to the log, not change it. It must exist, and own nothing here.
    #[arg(long, env = "PARCOURS_SERVICE_ROLE", value_name = "NAME")]
    service_role: Option<String>,
}

impl Args {
    /// Brings everything up to date and says what was done.
    pub(super) async fn run(&self, db: &Db, keys_url: &str) -> anyhow::Result<()> {
        let mut applied = app::migrate(db).await?;
        let of_keys = keys::migrate(keys_url).await?;
        applied.extend(of_keys.into_iter().map(|migration| format!("{migration} (key store)")));
        if applied.is_empty() {
            println!("{} is up to date", db.name());
        }
        for migration in applied {
            println!("applied {migration}");
        }
        if let Some(role) = &self.service_role {
            let granted = db.grant(role, &app::grants()).await;
            granted.with_context(|| format!("granting to {role} what the service needs"))?;
            keys::grant(keys_url, role).await?;
            println!("{role} may append to the log, and keep read models and reference data");
        }
        Ok(())
    }
}
