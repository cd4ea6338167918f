use eventstore::Db;

use crate::{app, keys};

/// Brings everything up to date and says what was done.
pub(super) async fn run(db: &Db, keys_url: &str) -> anyhow::Result<()> {
    let mut applied = app::migrate(db).await?;
    let of_keys = keys::migrate(keys_url).await?;
    applied.extend(of_keys.into_iter().map(|migration| format!("{migration} (key store)")));
    if applied.is_empty() {
        println!("{} is up to date", db.name());
    }
    for migration in applied {
        println!("applied {migration}");
    }
    Ok(())
}
