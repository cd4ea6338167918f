use std::{net::SocketAddr, sync::Arc};

use anyhow::Context as _;
use eventstore::Db;
use tokio::net::TcpListener;

use super::Cli;
use crate::{app::Service, auth::Tokens, demo, http};

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
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("listening on {}", self.listen))?;
        let service = Arc::new(Service::start(&db, &keys, self.introspection).await?);
        let address = listener.local_addr()?;
        if self.demo {
            demo::fill(&service).await?;
            demo::welcome(&service, &tokens, address).await?;
        }
        tracing::info!(%address, database = db.name(), "serving");
        let router = http::router(Arc::clone(&service), tokens);
        axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?;
        tracing::info!("stopping");
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
