//! Signs the log while it is in use.

use std::{sync::Arc, time::Duration};

use eventstore::{
    Log,
    tree::{LogKey, TreeError, checkpoint},
};
use tokio::sync::Notify;

/// Signs what was appended since the last checkpoint, at once and then at most once per interval
/// while events are appended, and a last time when told to stop. What could not be signed is tried
/// again after the interval.
pub async fn sign(log: Log, key: LogKey, every: Duration, stop: Arc<Notify>) {
    let mut head = log.watch();
    let (mut stopping, mut signed) = (false, 0);
    loop {
        head.mark_unchanged();
        let mut failed = false;
        match checkpoint(log.db(), &key).await {
            Ok(checkpoint) if checkpoint.size > signed => {
                signed = checkpoint.size;
                tracing::info!(size = signed, root = checkpoint.root_base64(), "checkpoint");
            }
            Ok(_) | Err(TreeError::Empty) => {}
            Err(error) => {
                tracing::error!(%error, "no checkpoint was signed");
                failed = true;
            }
        }
        if stopping {
            return;
        }
        tokio::select! {
            changed = head.changed(), if !failed => stopping = changed.is_err(),
            () = std::future::ready(()), if failed => {}
            () = stop.notified() => stopping = true,
        }
        if !stopping {
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                () = stop.notified() => stopping = true,
            }
        }
    }
}
