use eventstore::{Db, Log, LogOptions};

/// Begins another epoch and says which.
pub(super) async fn run(db: &Db) -> anyhow::Result<()> {
    let log = Log::open(db.clone(), LogOptions::default()).await?;
    let begun = log.begin_epoch().await;
    log.close().await;
    let head = begun?;
    println!("log {} is at position {}, epoch {}", head.log_id, head.position, head.epoch);
    Ok(())
}
