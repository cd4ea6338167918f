use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use eventstore::Db;
use tokio::{net::TcpListener, sync::Notify};

use super::Cli;
use crate::{app::Service, auth::Tokens, clock, demo, http, log_key, signing};

/// Where, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address to listen on.
    #[arg(long, env = "PARCOURS_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// Let clients ask for the schema.
    #[arg(
        long,
        env = "PARCOURS_INTROSPECTION",
        default_value_t = true,
        action = clap::ArgAction::Set
    )]
    introspection: bool,

    /// Create or update the tables first. SQLite's always are.
    #[arg(long, env = "PARCOURS_MIGRATE")]
    migrate: bool,

    /// Seconds between two signed checkpoints of the log while it is appended to.
    #[arg(long, env = "PARCOURS_CHECKPOINT_SECONDS", default_value_t = 60)]
    checkpoint_seconds: u64,

    /// Fill an empty database with a small simulated programme first, and print tokens and
    /// queries to try.
    #[arg(long)]
    demo: bool,
}

impl Args {
    /// Serves until it is told to stop (Ctrl-C or SIGTERM).
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        let db = cli.connect().await?;
        if self.migrate || self.demo || matches!(db, Db::Sqlite(_)) {
            cli.migrate(&db).await?;
        }
        let keys = if self.demo {
            let (keys, made) = cli.keys.keys_or_new(&db, &cli.database_url).await?;
            if let Some(file) = made {
                let (file, id) = (file.display(), keys.masters.id());
                println!("Made a master key, {id}, in {file}: for this demonstration only");
                tracing::warn!(%file, id, "made a master key, for this demonstration only");
            }
            keys
        } else {
            cli.keys.keys(&db, &cli.database_url).await?
        };
        let tokens = Tokens::from_file(&cli.token_key_file)?;
        let key = match log_key::read(&cli.log_key_file)? {
            None if self.demo => {
                let file = cli.log_key_file.display();
                println!("Made {file}, the key that signs the log's checkpoints.");
                Some(log_key::create(&cli.log_key_file, &db).await?)
            }
            key => key,
        };
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("listening on {}", self.listen))?;
        let service = Arc::new(Service::start(&db, &keys, self.introspection).await?);
        let address = listener.local_addr()?;
        if self.demo {
            demo::fill(&service).await?;
            demo::welcome(&service, &tokens, address).await?;
        }
        let processes = service.processes().start(clock::today);
        let stop_signing = Arc::new(Notify::new());
        let signing = key.map(|key| {
            let every = Duration::from_secs(self.checkpoint_seconds.max(1));
            let log = service.commands.log().clone();
            tokio::spawn(signing::sign(log, key, every, Arc::clone(&stop_signing)))
        });
        if signing.is_none() {
            let file = cli.log_key_file.display();
            tracing::warn!(%file, "checkpoints are not signed: `parcours log key --init` makes a key");
        }
        tracing::info!(%address, database = db.name(), "serving");
        let router = http::router(Arc::clone(&service), tokens);
        axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?;
        tracing::info!("stopping");
        drop(processes);
        if let Some(signing) = signing {
            stop_signing.notify_one();
            signing.await?;
        }
        if let Some(service) = Arc::into_inner(service) {
            service.stop().await;
        }
        db.close().await;
        Ok(())
    }
}

/// Ctrl-C, or SIGTERM from a service manager.
async fn told_to_stop() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "Ctrl-C cannot be listened to");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be listened to");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
