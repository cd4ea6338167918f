use eventstore::Db;

use crate::app;

/// Brings everything up to date and says what was done.
pub(super) async fn run(db: &Db) -> anyhow::Result<()> {
    let applied = app::migrate(db).await?;
    if applied.is_empty() {
        println!("{} is up to date", db.name());
    }
    for migration in applied {
        println!("applied {migration}");
    }
    Ok(())
}
