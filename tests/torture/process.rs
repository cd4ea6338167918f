//! The process that is killed: the service, and clients that keep it busy.

use std::{
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use commands::Commands;
use eventstore::{Db, DbOptions, Direction, Revision};
use server::app::{self, Service};
use tokio::task::JoinSet;

use super::{
    journal::Line,
    order::{KINDS, Order},
};

/// Nobody waits longer for the read side to see one command.
const PATIENCE: Duration = Duration::from_secs(30);

/// A service that has answered a command and shown its effect.
pub(super) struct Serving {
    pub db: Db,
    pub service: Service,
    pub took: Duration,
}

impl Serving {
    /// Starts the service as `parcours serve` does, and has it run one command.
    pub(super) async fn start(url: &str, first: Order) -> anyhow::Result<Self> {
        let started = Instant::now();
        let options = DbOptions { max_connections: 8 };
        let db = Db::connect(url, options).await.context("connecting")?;
        app::migrate(&db).await?;
        let service = Service::start(&db, &crate::db::keys(&db, url).await, false).await?;
        first.send(&service.commands, None).await?;
        let head = service.commands.log().head().await?.position;
        service.engine.wait_for(head, PATIENCE).await.context("waiting for the read models")?;
        Ok(Self { db, service, took: started.elapsed() })
    }

    pub(super) fn commands(&self) -> &Commands {
        &self.service.commands
    }

    pub(super) async fn stop(self) {
        self.service.stop().await;
        self.db.close().await;
    }
}

/// Runs until it is killed, or until whoever started it goes away.
///
/// # Errors
/// When the service does not start, or an order fails for good.
pub async fn work(url: &str, round: u32, clients: Range<u32>) -> anyhow::Result<()> {
    end_with_parent();
    let first = Order { round, client: clients.end * KINDS + 1, number: 0 };
    let serving = Serving::start(url, first).await?;
    let millis = u64::try_from(serving.took.as_millis()).unwrap_or(u64::MAX);
    Line::Ready { millis }.tell()?;
    let commands = Arc::new(serving.commands().clone());
    let mut working = JoinSet::new();
    for client in clients {
        working.spawn(client_loop(Arc::clone(&commands), round, client));
    }
    match working.join_next().await {
        Some(ended) => ended?,
        None => Ok(()),
    }
}

/// Appends to the log, without a service around it, until it is killed.
///
/// # Errors
/// When the log does not open, or an order fails for good.
pub async fn append(url: &str, clients: u32) -> anyhow::Result<()> {
    end_with_parent();
    let db = Db::connect(url, DbOptions { max_connections: 8 }).await.context("connecting")?;
    db.migrate().await?;
    let keys = crate::db::keys(&db, url).await;
    let commands = Arc::new(app::open_commands(&db, &keys).await?);
    let mut working = JoinSet::new();
    for client in 0..clients {
        working.spawn(client_loop(Arc::clone(&commands), 0, client * KINDS));
    }
    match working.join_next().await {
        Some(ended) => ended?,
        None => Ok(()),
    }
}

async fn client_loop(commands: Arc<Commands>, round: u32, client: u32) -> anyhow::Result<()> {
    let mut expected = None;
    if let Some(own) = Order::own_stream(client)? {
        let log = commands.log();
        let last = log.read_stream(&own, Revision::END, Direction::Backward, 1).await?;
        expected = last.first().map(|event| event.revision.get());
    }
    for number in 0.. {
        let order = Order { round, client, number };
        Line::Sent { order, expected }.tell()?;
        let (answer, revision) = order.send(&commands, expected).await?;
        Line::Answered { order, answer }.tell()?;
        expected = revision;
    }
    Ok(())
}

/// A process whose parent was killed must not go on for ever.
fn end_with_parent() {
    std::thread::spawn(|| {
        // Its standard input ends when the parent does.
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        std::process::exit(1);
    });
}
