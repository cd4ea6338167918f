//! PostgreSQL servers that a test may stop, start and break, because nobody else uses them.
#![expect(clippy::expect_used, reason = "a test that can not be set up has failed")]

use xtask::{
    binaries,
    cluster::{Cluster, Options, Stop},
};

/// A server of one test; calls that wait do so on a thread of their own.
pub struct OwnServer(Option<Cluster>);

impl OwnServer {
    /// A running server.
    ///
    /// # Panics
    /// When none can be started.
    pub async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    /// The same with options.
    ///
    /// # Panics
    /// When none can be started.
    pub async fn start_with(options: Options) -> Self {
        let start = move || {
            let binaries = binaries::find()?;
            let binaries =
                binaries.ok_or_else(|| anyhow::anyhow!("PostgreSQL is not installed"))?;
            Cluster::start_with(&binaries, options)
        };
        let started = tokio::task::spawn_blocking(start).await.expect("no panic");
        Self(Some(started.expect("PostgreSQL starts")))
    }

    /// The server.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        self.0.as_ref().expect("it is there between two calls")
    }

    /// Stops it.
    ///
    /// # Panics
    /// When it does not stop.
    pub async fn stop(&mut self, how: Stop) {
        self.with(move |cluster| cluster.stop(how)).await.expect("PostgreSQL stops");
    }

    /// Starts it again.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_again(&mut self) {
        self.with(Cluster::start_again).await.expect("PostgreSQL starts again");
    }

    /// Does something that waits with the server.
    ///
    /// # Panics
    /// When that panics.
    pub async fn with<T: Send + 'static>(
        &mut self,
        act: impl FnOnce(&mut Cluster) -> T + Send + 'static,
    ) -> T {
        let mut cluster = self.0.take().expect("it is there between two calls");
        let acted = tokio::task::spawn_blocking(move || (act(&mut cluster), cluster)).await;
        let (answer, cluster) = acted.expect("no panic");
        self.0 = Some(cluster);
        answer
    }
}
