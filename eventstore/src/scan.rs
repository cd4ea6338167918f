use std::fmt::Write as _;

use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use sqlx::AssertSqlSafe;
use tokio::sync::mpsc;

use crate::{
    Db, Direction, Error, Filter, Log, Position, Recorded,
    log::head,
    on,
    read::{COLUMNS, page},
};

/// Events handed over at once by a streaming read.
const CHUNK: usize = 512;
/// Events per page where pages are read.
const PAGE: usize = 4_096;
/// Chunks read ahead of the consumer.
const AHEAD: usize = 2;

type Chunks = mpsc::Sender<Result<Vec<Recorded>, Error>>;

impl Log {
    /// The whole log after a position, oldest first, up to the head when the stream is first
    /// polled, the fastest way the database offers and in bounded memory. Reading and decoding run
    /// beside the consumer. On PostgreSQL a scan keeps one connection until it ends or is dropped.
    pub fn scan(
        &self,
        after: Position,
        filter: Filter,
    ) -> impl Stream<Item = Result<Recorded, Error>> + Send + Unpin + 'static {
        let db = self.db().clone();
        let started = async move {
            let (chunks, receiver) = mpsc::channel(AHEAD);
            tokio::spawn(async move {
                if let Err(error) = produce(&db, after, &filter, &chunks).await {
                    // The consumer may be gone already: then nobody asks any more.
                    let _ = chunks.send(Err(error)).await;
                }
            });
            stream::unfold(receiver, |mut receiver| async move {
                receiver.recv().await.map(|chunk| (chunk, receiver))
            })
        };
        stream::once(started)
            .flatten()
            .map_ok(|chunk| stream::iter(chunk.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }
}

async fn produce(db: &Db, after: Position, filter: &Filter, chunks: &Chunks) -> Result<(), Error> {
    if filter.matches_nothing() {
        return Ok(());
    }
    let before = Position::new(head(db).await?.position.get() + 1);
    if db.streams_fast() {
        by_stream(db, (after, before), filter, chunks).await
    } else {
        by_pages(db, (after, before), filter, chunks).await
    }
}

async fn by_stream(
    db: &Db,
    (after, before): (Position, Position),
    filter: &Filter,
    chunks: &Chunks,
) -> Result<(), Error> {
    let sql = stream_sql(filter);
    on!(Db, db, pool => {
        let mut connection = pool.acquire().await?;
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(after.get()).bind(before.get());
        for argument in filter.arguments() {
            query = query.bind(argument);
        }
        let mut rows = query.fetch(&mut *connection).try_chunks(CHUNK);
        while let Some(chunk) = rows.next().await {
            let chunk = chunk.map_err(|error| Error::Db(error.1));
            let failed = chunk.is_err();
            if chunks.send(chunk).await.is_err() || failed {
                drop(rows);
                // Else the pool would read the rest of the log to make it usable again.
                connection.close_on_drop();
                break;
            }
        }
    });
    Ok(())
}

async fn by_pages(
    db: &Db,
    (mut after, before): (Position, Position),
    filter: &Filter,
    chunks: &Chunks,
) -> Result<(), Error> {
    loop {
        let events = page(db, (after, before), Direction::Forward, PAGE, filter).await?;
        let Some(last) = events.last() else { return Ok(()) };
        after = last.position;
        let end = events.len() < PAGE;
        if chunks.send(Ok(events)).await.is_err() || end {
            return Ok(());
        }
    }
}

/// `$1` and `$2` are the positions between which to read, then the filter's.
fn stream_sql(filter: &Filter) -> String {
    let mut sql = format!("select {COLUMNS} from events where position > $1 and position < $2");
    match filter {
        Filter::All => {}
        Filter::Category(_) => sql.push_str(" and category = $3"),
        Filter::Stream(_) => {
            sql.push_str(" and stream = $3 order by revision");
            return sql;
        }
        Filter::Types(types) => {
            sql.push_str(" and type in (");
            for n in 0..types.len() {
                let _ = write!(sql, "{}${}", if n == 0 { "" } else { ", " }, n + 3);
            }
            sql.push(')');
        }
    }
    sql.push_str(" order by position");
    sql
}
