//! Fresh databases, events into the log, and everything the read models hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use chrono::NaiveDate;
use domain::{
    Decider, Event, activity, aid, codec, journey, mentorship, partner, placement, programme,
    supporter,
};
use eventstore::{
    Append, CommandId, Db, DbOptions, Direction, ExpectedRevision, Filter, Fingerprint, Log,
    LogOptions, NewEvent, Position, Recorded, StreamId, StreamWrite, on,
};
use projections::{
    Cell, KeyOf, Row,
    activities::{Activities, ActivityRow},
    aids::{AidRow, Aids},
    applications::{ApplicationRow, Applications},
    campaigns::{CampaignRow, Campaigns},
    contributions::{ContributionRow, Contributions},
    journeys::{JourneyRow, Journeys},
    pairs::{PairRow, Pairs},
    partners::{PartnerRow, Partners},
    placements::{PlacementRow, Placements},
    recount,
    seats::{SeatRow, Seats},
    statistics::{CohortCell, FactsRow, ImpactCell, Statistics},
    supporters::{SupporterRow, Supporters},
    targets::{TargetRow, Targets},
    timeline::{Timeline, TimelineRow},
};
use sqlx::{AssertSqlSafe, PgPool};
use tempfile::TempDir;
use uuid::Uuid;

use crate::effective;

/// Long enough for a slow machine; nobody waits that long when all is well.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A migrated, empty database, and its log.
pub struct Test {
    pub log: Log,
    pub db: Db,
    url: String,
    _folder: Option<TempDir>,
}

/// Runs each test on both databases.
#[macro_export]
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* async fn $name:ident($test:ident: Test) $body:block)*) => { $(
        mod $name {
            use super::*;

            $(#[doc = $doc])*
            async fn test($test: $crate::support::Test) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test($crate::support::Test::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                test($crate::support::Test::postgres().await).await;
            }
        }
    )* };
}

impl Test {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self::at(url, Some(folder)).await
    }

    pub async fn postgres() -> Self {
        static SCHEMAS: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("PARCOURS_TEST_POSTGRES_URL")
            .expect("every test runs on both databases: set PARCOURS_TEST_POSTGRES_URL");
        let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
        #[expect(clippy::disallowed_methods, reason = "names schemas so that old ones can be told")]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let schema = format!("test_{now}_{}_projections_{number}", std::process::id());
        let pool = PgPool::connect(&server).await.unwrap();
        let create = AssertSqlSafe(format!("create schema {schema}"));
        sqlx::query(create).execute(&pool).await.unwrap();
        pool.close().await;
        let more = if server.contains('?') { '&' } else { '?' };
        Self::at(format!("{server}{more}options=-csearch_path%3D{schema}"), None).await
    }

    async fn at(url: String, folder: Option<TempDir>) -> Self {
        let db = connect(&url).await;
        db.migrate().await.unwrap();
        let log = open(&db).await;
        Self { log, db, url, _folder: folder }
    }

    /// The same log, as another process has it.
    pub async fn another_process(&self) -> Log {
        open(&connect(&self.url).await).await
    }

    /// Appends events in their order and gives the last position.
    pub async fn append(&self, events: &[(StreamId, Event)]) -> Position {
        let events: Vec<_> = events
            .iter()
            .map(|(stream, event)| {
                let (kind, data) = codec::encode_any(event).unwrap();
                (stream.clone(), kind, data)
            })
            .collect();
        self.append_raw(&events).await
    }

    /// The same for events as they are stored: stream, type, data.
    pub async fn append_raw(&self, events: &[(StreamId, String, String)]) -> Position {
        let mut appends: Vec<Vec<StreamWrite>> = Vec::new();
        for (n, (stream, kind, data)) in (0..).zip(events) {
            let occurred_on = day(2026, 9, 1) + chrono::TimeDelta::days(n % 300);
            let event = NewEvent { kind: kind.clone(), data: data.clone(), occurred_on };
            let new = |event| StreamWrite {
                stream: stream.clone(),
                expected: ExpectedRevision::Any,
                events: vec![event],
            };
            match appends.last_mut() {
                Some(writes) if writes.last().is_some_and(|write| write.stream == *stream) => {
                    writes.last_mut().unwrap().events.push(event);
                }
                Some(writes) if writes.len() < 50 && !holds(writes, stream) => {
                    writes.push(new(event));
                }
                _ => appends.push(vec![new(event)]),
            }
        }
        let appends = appends.into_iter().map(|writes| {
            self.log.append(Append {
                command_id: CommandId(new_id()),
                fingerprint: Fingerprint::of(&[]),
                metadata: r#"{"actor":{"kind":"service","id":"test"}}"#.to_owned(),
                writes,
            })
        });
        // All wait at once, and are written in their order.
        let appended = futures::future::join_all(appends).await;
        appended.into_iter().map(|appended| appended.unwrap().last).max().unwrap_or_default()
    }

    /// The whole log.
    async fn recorded(&self) -> Vec<Recorded> {
        let all = self.log.read_all(Position::START, Direction::Forward, 1_000_000, &Filter::All);
        all.await.unwrap()
    }

    /// What the read models hold.
    pub async fn held(&self) -> Held {
        let mut cells = BTreeMap::new();
        self.cells::<CohortCell>(0, &mut cells).await;
        self.cells::<ImpactCell>(1, &mut cells).await;
        Held {
            journeys: self.rows().await,
            timeline: self.rows().await,
            pairs: self.rows().await,
            supporters: self.rows().await,
            activities: self.rows().await,
            seats: self.rows().await,
            aids: self.rows().await,
            placements: self.rows().await,
            applications: self.rows().await,
            partners: self.rows().await,
            contributions: self.rows().await,
            campaigns: self.rows().await,
            facts: self.rows().await,
            targets: self.rows().await,
            cells,
        }
    }

    /// What a fold over memory holds after the same events, once they are corrected.
    pub async fn replayed(&self) -> Held {
        use effective::{effective, rows};
        let events = effective(self.recorded().await);
        let facts = rows::<Statistics>(&events);
        Held {
            journeys: rows::<Journeys>(&events),
            timeline: rows::<Timeline>(&events),
            pairs: rows::<Pairs>(&events),
            supporters: rows::<Supporters>(&events),
            activities: rows::<Activities>(&events),
            seats: rows::<Seats>(&events),
            aids: rows::<Aids>(&events),
            placements: rows::<Placements>(&events),
            applications: rows::<Applications>(&events),
            partners: rows::<Partners>(&events),
            contributions: rows::<Contributions>(&events),
            campaigns: rows::<Campaigns>(&events),
            cells: recount::<Statistics>(facts.values()),
            facts,
            targets: rows::<Targets>(&events),
        }
    }

    async fn rows<R: Row>(&self) -> BTreeMap<R::Key, R> {
        let rows = self.table::<R>(R::TABLE).await;
        let count = rows.len();
        let rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.key(), row)).collect();
        assert_eq!(rows.len(), count, "no key is there twice");
        rows
    }

    pub async fn table<R: Row>(&self, table: &str) -> Vec<R> {
        let sql = AssertSqlSafe(format!("select {} from {table}", R::select("")));
        on!(Db, &self.db, pool => {
            let rows = sqlx::query(sql).fetch_all(pool).await.unwrap();
            rows.iter().map(|row| R::read(row, 0).unwrap()).collect()
        })
    }

    async fn cells<R: Row>(&self, counter: usize, into: &mut BTreeMap<Cell, i64>) {
        for row in self.table::<R>(R::TABLE).await {
            let mut key = Vec::new();
            row.values(&mut key);
            let Some(projections::Value::Int(Some(count))) = key.pop() else { panic!("a count") };
            let key = key.into_iter().map(projections::Value::into_owned).collect();
            let twice = into.insert(Cell { counter, key }, count);
            assert_eq!(twice, None, "no cell is there twice");
        }
    }

    /// Executes a statement.
    pub async fn execute(&self, sql: &str) -> u64 {
        let mut tx = self.db.begin().await.unwrap();
        let sql = AssertSqlSafe(sql.to_owned());
        let affected = on!(Tx, &mut tx, tx => {
            sqlx::query(sql).execute(&mut **tx).await.unwrap().rows_affected()
        });
        tx.commit().await.unwrap();
        affected
    }

    /// As if no projection had ever begun.
    pub async fn forget_everything(&self) {
        for table in tables() {
            self.execute(&format!("delete from {table}")).await;
        }
        self.execute("delete from checkpoints").await;
    }

    /// Nothing is left of a rebuild.
    pub async fn shadows_are_empty(&self) -> bool {
        for table in tables() {
            let sql = AssertSqlSafe(format!("select count(*) from {table}_next"));
            let left: i64 = on!(Db, &self.db, pool => {
                sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
            });
            if left > 0 {
                return false;
            }
        }
        true
    }
}

fn holds(writes: &[StreamWrite], stream: &StreamId) -> bool {
    writes.iter().map(|write| &write.stream).collect::<BTreeSet<_>>().contains(stream)
}

fn tables() -> [&'static str; 16] {
    [
        JourneyRow::TABLE,
        TimelineRow::TABLE,
        PairRow::TABLE,
        SupporterRow::TABLE,
        ActivityRow::TABLE,
        SeatRow::TABLE,
        AidRow::TABLE,
        PlacementRow::TABLE,
        ApplicationRow::TABLE,
        PartnerRow::TABLE,
        ContributionRow::TABLE,
        CampaignRow::TABLE,
        FactsRow::TABLE,
        TargetRow::TABLE,
        CohortCell::TABLE,
        ImpactCell::TABLE,
    ]
}

/// Everything the read models hold.
#[derive(Debug, PartialEq)]
pub struct Held {
    pub journeys: BTreeMap<KeyOf<Journeys>, JourneyRow>,
    pub timeline: BTreeMap<KeyOf<Timeline>, TimelineRow>,
    pub pairs: BTreeMap<KeyOf<Pairs>, PairRow>,
    pub supporters: BTreeMap<KeyOf<Supporters>, SupporterRow>,
    pub activities: BTreeMap<KeyOf<Activities>, ActivityRow>,
    pub seats: BTreeMap<KeyOf<Seats>, SeatRow>,
    pub aids: BTreeMap<KeyOf<Aids>, AidRow>,
    pub placements: BTreeMap<KeyOf<Placements>, PlacementRow>,
    pub applications: BTreeMap<KeyOf<Applications>, ApplicationRow>,
    pub partners: BTreeMap<KeyOf<Partners>, PartnerRow>,
    pub contributions: BTreeMap<KeyOf<Contributions>, ContributionRow>,
    pub campaigns: BTreeMap<KeyOf<Campaigns>, CampaignRow>,
    pub facts: BTreeMap<KeyOf<Statistics>, FactsRow>,
    pub targets: BTreeMap<KeyOf<Targets>, TargetRow>,
    pub cells: BTreeMap<Cell, i64>,
}

async fn connect(url: &str) -> Db {
    Db::connect(url, DbOptions { max_connections: 8 }).await.unwrap()
}

async fn open(db: &Db) -> Log {
    let options = LogOptions { poll_interval: Duration::from_millis(50), ..LogOptions::default() };
    Log::open(db.clone(), options).await.unwrap()
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn new_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "tests are an edge")]
    Uuid::now_v7()
}

fn stream<D: Decider>(id: Uuid) -> StreamId {
    StreamId::new(D::CATEGORY, id).unwrap()
}

/// An event of a journey, with its stream.
pub fn on_journey(id: u128, event: journey::Event) -> (StreamId, Event) {
    (stream::<journey::Journey>(Uuid::from_u128(id)), Event::Journey(event))
}

/// An event of a supporter, with its stream.
pub fn on_supporter(id: u128, event: supporter::Event) -> (StreamId, Event) {
    (stream::<supporter::Supporter>(Uuid::from_u128(id)), Event::Supporter(event))
}

/// An event of a pair, with its stream.
pub fn on_pair(id: u128, event: mentorship::Event) -> (StreamId, Event) {
    (stream::<mentorship::Mentorship>(Uuid::from_u128(id)), Event::Mentorship(event))
}

/// An event of an activity, with its stream.
pub fn on_activity(id: u128, event: activity::Event) -> (StreamId, Event) {
    (stream::<activity::Activity>(Uuid::from_u128(id)), Event::Activity(event))
}

/// An event of an aid, with its stream.
pub fn on_aid(id: u128, event: aid::Event) -> (StreamId, Event) {
    (stream::<aid::Aid>(Uuid::from_u128(id)), Event::Aid(event))
}

/// An event of a placement, with its stream.
pub fn on_placement(id: u128, event: placement::Event) -> (StreamId, Event) {
    (stream::<placement::Placement>(Uuid::from_u128(id)), Event::Placement(event))
}

/// An event of a partner, with its stream.
pub fn on_partner(id: u128, event: partner::Event) -> (StreamId, Event) {
    (stream::<partner::Partner>(Uuid::from_u128(id)), Event::Partner(event))
}

/// An event of the programme, with its stream.
pub fn on_programme(event: programme::Event) -> (StreamId, Event) {
    (StreamId::new(programme::Programme::CATEGORY, "").unwrap(), Event::Programme(event))
}
