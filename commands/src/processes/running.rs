use std::time::Duration;

use chrono::NaiveDate;
use tokio::task::JoinHandle;

use super::Processes;

/// How long to wait for news before the day is looked at again.
const PATIENCE: Duration = Duration::from_secs(60);
/// News that come together are read together.
const GATHER: Duration = Duration::from_millis(500);
/// Before what failed is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// Processes at work. Dropped, or stopped, they can be cut anywhere: what they were doing is done
/// again, without a second effect, when they next start.
pub struct Running(JoinHandle<()>);

impl Processes {
    /// Works until it is stopped or the log is closed: reacts to what happens, and to each day.
    #[must_use]
    pub fn start(self, today: impl Fn() -> NaiveDate + Send + Sync + 'static) -> Running {
        Running(tokio::spawn(async move {
            let mut head = self.commands.log.watch();
            loop {
                head.borrow_and_update();
                let day = today();
                let followed = self.follow(day).await;
                let turned = self.turn(day).await;
                let failed = followed.is_err() || turned.is_err();
                let wait = if failed { AGAIN } else { PATIENCE };
                match tokio::time::timeout(wait, head.changed()).await {
                    Ok(Ok(())) => tokio::time::sleep(if failed { AGAIN } else { GATHER }).await,
                    Ok(Err(_)) => return,
                    Err(_) => {}
                }
            }
        }))
    }
}

impl Running {
    /// Stops at once.
    pub fn stop(&self) {
        self.0.abort();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}
