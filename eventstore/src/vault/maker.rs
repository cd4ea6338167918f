//! Makes keys for new subjects. A key is durable before anything is sealed with it; as in the log
//! itself, all who wait while one transaction is in flight share the next.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

/// Subjects without a key, and who waits for them.
#[derive(Default)]
pub(super) struct Maker {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

struct Waiting {
    subject: String,
    made: oneshot::Sender<()>,
}

impl Maker {
    /// Has `make` called with this subject, among others, and waits until that is done. When it
    /// fails, the one who called it is told why, and the others try again.
    pub(super) async fn made<E, Made: Future<Output = Result<(), E>>>(
        &self,
        subject: &str,
        make: impl Fn(Vec<String>) -> Made,
    ) -> Result<(), E> {
        loop {
            let (tell, told) = oneshot::channel();
            let waiting = Waiting { subject: subject.to_owned(), made: tell };
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(waiting);
            let turn = self.turn.lock().await;
            let batch =
                std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            if !batch.is_empty() {
                let mut subjects: Vec<String> =
                    batch.iter().map(|waiting| waiting.subject.clone()).collect();
                subjects.sort_unstable();
                subjects.dedup();
                make(subjects).await?;
                for waiting in batch {
                    // Who no longer waits has a key all the same.
                    let _ = waiting.made.send(());
                }
            }
            drop(turn);
            // Not told when whoever had the turn failed or went away.
            if told.await.is_ok() {
                return Ok(());
            }
        }
    }
}
