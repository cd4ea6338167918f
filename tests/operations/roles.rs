//! On PostgreSQL one role owns the tables, and another one, that of the service, can only add to
//! the log.

use std::time::Duration;

use eventstore::log_tables;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};
use tests::{
    app::TestApp,
    cluster::OwnServer,
    db::{in_time, rows},
};
use xtask::cluster::Options;

use super::{refused, run};

/// A database with both roles.
pub(super) struct Roles {
    pub server: OwnServer,
    pub superuser: String,
    pub owner: String,
    pub service: String,
}

impl Roles {
    /// Migrated.
    pub async fn create() -> Self {
        Self::create_on(Options::default()).await
    }

    /// Migrated, on a server with options.
    pub async fn create_on(options: Options) -> Self {
        let roles = Self::without_tables(options).await;
        let said = roles.migrate("parcours_service").await;
        assert!(said.contains("parcours_service may append"), "{said}");
        roles
    }

    async fn without_tables(options: Options) -> Self {
        let server = OwnServer::start_with(options).await;
        let superuser = server.cluster().url();
        let pool = PgPool::connect(&superuser).await.unwrap();
        for sql in [
            "create role parcours_owner login",
            "create role parcours_service login",
            "create database parcours owner parcours_owner",
        ] {
            sqlx::query(sql).execute(&pool).await.unwrap();
        }
        pool.close().await;
        let address = superuser.strip_prefix("postgres://postgres@").unwrap();
        let address = address.strip_suffix("postgres").unwrap();
        let url = |user| format!("postgres://{user}@{address}parcours");
        let (owner, service) = (url("parcours_owner"), url("parcours_service"));
        Self { server, superuser: url("postgres"), owner, service }
    }

    async fn migrate(&self, role: &str) -> String {
        run(&["--database-url", &self.owner, "migrate", "--service-role", role]).await
    }
}

/// Runs statements in one session and undoes them; gives the code of the error of the last one.
async fn code_of(url: &str, statements: &[&str]) -> Option<String> {
    let pool = PgPool::connect(url).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    let (last, before) = statements.split_last().unwrap();
    for statement in before {
        sqlx::raw_sql(AssertSqlSafe(*statement)).execute(&mut *tx).await.unwrap();
    }
    let done = sqlx::raw_sql(AssertSqlSafe(*last)).execute(&mut *tx).await;
    let code = done.err().map(|error| error.into_database_error().unwrap());
    let code = code.map(|error| error.code().unwrap().into_owned());
    tx.rollback().await.unwrap();
    pool.close().await;
    code
}

/// What would change a table of the log, in what no append changes.
fn changes(table: &str) -> [String; 3] {
    let column = match table {
        "events" => "data",
        "commands" => "fingerprint",
        "tree_nodes" => "hash",
        "tree_leaves" => "hashes",
        "log_checkpoints" => "note",
        "log_head" => "log_id",
        other => panic!("{other}: what could be changed there?"),
    };
    [
        format!("update {table} set {column} = {column}"),
        format!("delete from {table}"),
        format!("truncate {table}"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_can_not_change_the_log_nor_take_away_what_protects_it() {
    const DENIED: &str = "42501";
    in_time(async {
        let roles = Roles::create().await;
        for table in log_tables() {
            let mut tries: Vec<String> = changes(table).into();
            tries.extend(
                [
                    "drop table #",
                    "drop table # cascade",
                    "alter table # add column more text",
                    "alter table # disable trigger user",
                    "alter table # disable trigger all",
                    "alter table # rename to other",
                    "alter table # owner to parcours_service",
                    "alter table # enable row level security",
                    "create trigger mine before insert on # for each row
                     execute function suppress_redundant_updates_trigger()",
                    "create rule mine as on insert to # do instead nothing",
                    "create index mine on # ((1))",
                    "lock table # in access exclusive mode",
                ]
                .map(|sql| sql.replace('#', table)),
            );
            for sql in &tries {
                let code = code_of(&roles.service, &[sql]).await;
                assert_eq!(code.as_deref(), Some(DENIED), "{sql}");
            }
        }
        for sql in [
            "set session_replication_role = replica",
            "set role parcours_owner",
            "set session authorization parcours_owner",
            "alter role parcours_service superuser",
            "drop function refuse_change() cascade",
            "alter function refuse_change() rename to other",
            "alter function swap_read_model(text) security invoker",
            "create table mine ()",
            "create function mine() returns int language sql as 'select 1'",
            "drop schema public cascade",
            "alter database parcours set session_replication_role = replica",
            "delete from _sqlx_migrations",
            "drop table journeys",
            // To grant what one has not is a warning, and does nothing.
            "grant all on events to parcours_service; delete from events",
        ] {
            assert_eq!(code_of(&roles.service, &[sql]).await.as_deref(), Some(DENIED), "{sql}");
        }
        // What it may call in the owner's name does what it is for, and to nothing else.
        let twin = "create temporary table events_next (like events)";
        for name in ["events", "log_head", "events_next", "journeys_next", "journeys\"; drop"] {
            let swap = format!("select swap_read_model('{name}')");
            let code = code_of(&roles.service, &[twin, &swap]).await;
            assert_eq!(code.as_deref(), Some("42P01"), "{name}");
        }
        assert_eq!(code_of(&roles.service, &["select swap_read_model('journeys')"]).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_even_the_owner_can_change_the_log_by_mistake() {
    const APPEND_ONLY: &str = "23001";
    in_time(async {
        let roles = Roles::create().await;
        let replica = "set session_replication_role = replica";
        assert_eq!(code_of(&roles.owner, &[replica]).await.as_deref(), Some("42501"));
        for table in log_tables() {
            for sql in changes(table) {
                // The head moves: that the owner may give it another name is no protection lost.
                if sql.starts_with("update log_head") {
                    continue;
                }
                for (url, before) in [
                    (&roles.owner, &["select 1"][..]),
                    (&roles.superuser, &["select 1"]),
                    (&roles.superuser, &[replica]),
                    (&roles.superuser, &[replica, "set role parcours_owner"]),
                ] {
                    let code = code_of(url, &[before, &[&sql]].concat()).await;
                    assert_eq!(code.as_deref(), Some(APPEND_ONLY), "{before:?} {sql}");
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_service_works_as_the_restricted_role() {
    const NSI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/nsi_lycees_terminale_2022.csv.gz");
    in_time(async {
        let roles = Roles::create().await;
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("log.key").display().to_string();
        let parcours = async |arguments: &[&str]| {
            let common = ["--database-url", &roles.service, "--log-key-file", &key];
            run(&[&common, arguments].concat()).await
        };
        let pool = PgPool::connect(&roles.service).await.unwrap();
        let closed: Vec<String> = sqlx::query_scalar(
            "select cast(relname as text) from pg_class where relkind = 'r'
             and relnamespace = cast('public' as regnamespace)
             and not has_table_privilege(oid, 'select')",
        )
        .fetch_all(&pool)
        .await
        .unwrap();
        assert!(closed.is_empty(), "say in server/src/app.rs what the service does in {closed:?}");
        pool.close().await;

        parcours(&["log", "key", "--init"]).await;
        let said = parcours(&["simulate", "--journeys", "5", "--until", "2026-06-30"]).await;
        assert!(said.contains("5 journeys"), "{said}");
        let said = parcours(&["reference", "import", NSI]).await;
        assert!(!said.contains("not imported"), "{said}");
        let app = TestApp::at_migrated_url(&roles.service).await;
        let id = app.register("2010-03-14", "2026-09-10").await;
        let position = app.head().await;
        let query = "query($id: ID!) { journey(id: $id) { id }
            nsiShare(rentree: 2022) { girls pupils } }";
        let found = app.graphql(query, json!({ "id": id })).await;
        assert_eq!(found["journey"]["id"], id.as_str());
        assert_eq!(found["nsiShare"]["girls"], 2612);

        // Rebuilt while it is served.
        let db = app.log().db().clone();
        let before = rows(&db, "journeys").await;
        parcours(&["projections", "rebuild"]).await;
        assert_eq!(rows(&db, "journeys").await, before);
        assert!(rows(&db, "journeys_next").await.is_empty());
        app.register("2010-03-15", "2026-09-10").await;
        assert_eq!(rows(&db, "journeys").await.len(), before.len() + 1);
        let ready = app.client().get(app.at("/readyz")).send().await.unwrap();
        assert_eq!(ready.status(), 200);

        parcours(&["log", "checkpoint"]).await;
        let said = parcours(&["log", "verify"]).await;
        assert!(said.contains("in 1 checkpoints"), "{said}");
        let said = parcours(&["log", "begin-epoch"]).await;
        assert!(said.contains("epoch 2"), "{said}");
        assert!(app.head().await > position);

        let out = folder.path().join("certificates").display().to_string();
        parcours(&["erase", &id, "--reason", "request", "--out", &out]).await;
        let query = "query($id: ID!) { journey(id: $id) { firstName } }";
        while app.graphql(query, json!({ "id": id })).await["journey"]["firstName"] != Value::Null {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        app.close().await;
        // The next version: what it needs is granted again.
        roles.migrate("parcours_service").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_could_do_more_is_refused() {
    in_time(async {
        let roles = Roles::without_tables(Options::default()).await;
        let pool = PgPool::connect(&roles.superuser).await.unwrap();
        let execute = async |sql: &'static str| {
            sqlx::query(sql).execute(&pool).await.unwrap();
        };
        let refuse = async |role: &str, why: &str| {
            let arguments = ["--database-url", &roles.owner, "migrate", "--service-role", role];
            let said = refused(&arguments).await;
            assert!(said.contains(why), "{said}");
        };
        refuse("nobody_knows", "there is no role nobody_knows").await;
        refuse("parcours_owner", "parcours_owner owns tables of the log").await;
        refuse("postgres", "postgres owns tables of the log, or can become who does").await;
        execute("create role member login in role parcours_owner").await;
        refuse("member", "member owns tables of the log, or can become who does").await;
        execute("grant create on schema public to public").await;
        refuse("parcours_service", "may create in the schema public").await;
        execute("revoke create on schema public from public").await;
        execute("grant update, trigger on events to public").await;
        refuse("parcours_service", "may also trigger on events").await;
        execute("revoke trigger on events from public").await;
        refuse("parcours_service", "may also update on events").await;
        execute("revoke update on events from public").await;
        execute("grant update (data) on events to public").await;
        refuse("parcours_service", "may also update on events").await;
        execute("revoke update (data) on events from public").await;
        execute("grant update on log_head to public").await;
        refuse("parcours_service", "may also update on log_head").await;
        execute("revoke update on log_head from public").await;
        execute("create role everything").await;
        execute("grant pg_write_all_data to everything").await;
        execute("grant everything to parcours_service").await;
        refuse("parcours_service", "may also").await;
        execute("revoke everything from parcours_service").await;
        roles.migrate("parcours_service").await;
        // What it was given by hand is taken away.
        execute("grant delete on events to parcours_service").await;
        roles.migrate("parcours_service").await;
        let code = code_of(&roles.service, &["delete from events"]).await;
        assert_eq!(code.as_deref(), Some("42501"));
        pool.close().await;
    })
    .await;

    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("parcours.db").display());
    let said = refused(&["--database-url", &url, "migrate", "--service-role", "somebody"]).await;
    assert!(said.contains("there are no roles in SQLite"), "{said}");
}
