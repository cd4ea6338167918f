//! Backups of PostgreSQL as docs/operations.md has them, with PostgreSQL's own programs.

use std::{fs, path::Path, process::Command, time::Duration};

use sqlx::PgPool;
use tempfile::TempDir;
use tests::{app::TestApp, db::in_time};
use xtask::cluster::{Options, Stop};

use super::{refused, roles::Roles, run};

/// What an auditor keeps outside: the key, and checkpoints.
struct Kept(TempDir);

impl Kept {
    async fn of(roles: &Roles) -> Self {
        let kept = Self(tempfile::tempdir().unwrap());
        let key = kept.file("log.key");
        run(&["--database-url", &roles.service, "--log-key-file", &key, "log", "key", "--init"])
            .await;
        kept
    }

    fn file(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    async fn checkpoint(&self, url: &str, name: &str) -> String {
        let (key, file) = (self.file("log.key"), self.file(name));
        let command = ["--database-url", url, "--log-key-file", &key, "log", "checkpoint"];
        fs::write(&file, run(&command).await).unwrap();
        file
    }

    fn verify<'a>(&self, url: &'a str, checkpoint: &'a str) -> [String; 8] {
        let key = self.file("log.key");
        ["--database-url", url, "--log-key-file", &key, "log", "verify", "--checkpoint", checkpoint]
            .map(str::to_owned)
    }

    /// The log continues the checkpoint.
    async fn sound(&self, url: &str, checkpoint: &str) {
        let arguments = self.verify(url, checkpoint);
        run(&arguments.each_ref().map(String::as_str)).await;
    }

    /// It does not.
    async fn lost(&self, url: &str, checkpoint: &str) {
        let arguments = self.verify(url, checkpoint);
        let said = refused(&arguments.each_ref().map(String::as_str)).await;
        assert!(said.contains("the log is not what it was"), "{said}");
    }
}

async fn begin_epoch(url: &str) {
    let said = run(&["--database-url", url, "log", "begin-epoch"]).await;
    assert!(said.contains("epoch 2"), "{said}");
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_made_while_the_service_runs_is_restored_into_a_new_database() {
    let test = async {
        let roles = Roles::create().await;
        let kept = Kept::of(&roles).await;
        let app = TestApp::at_migrated_url(&roles.service).await;
        let id = app.admitted().await;
        let before = kept.checkpoint(&roles.service, "before").await;
        let head = app.head().await;

        let dump = roles.server.cluster().path("parcours.dump");
        let mut dumping = roles.server.cluster().program("pg_dump");
        dumping.args(["--format=custom", "--exclude-schema=parcours_keys", "--dbname"]);
        dumping.arg(&roles.owner).arg("--file").arg(&dump);
        let dumping = tokio::task::spawn_blocking(move || succeed(&mut dumping));
        while !dumping.is_finished() {
            app.register("2010-03-15", "2026-09-10").await;
        }
        dumping.await.unwrap();
        app.register("2010-03-15", "2026-09-10").await;
        let (after, last) = (kept.checkpoint(&roles.service, "after").await, app.head().await);
        app.close().await;
        let keys = roles.server.cluster().path("keys.dump");
        let mut dumping = roles.server.cluster().program("pg_dump");
        dumping.args(["--format=custom", "--schema=parcours_keys", "--dbname", &roles.owner]);
        succeed(dumping.arg("--file").arg(&keys));

        let pool = PgPool::connect(&roles.superuser).await.unwrap();
        let create = "create database restored owner parcours_owner";
        sqlx::query(create).execute(&pool).await.unwrap();
        pool.close().await;
        let restored = |url: &str| url.strip_suffix("parcours").unwrap().to_owned() + "restored";
        let (owner, service) = (restored(&roles.owner), restored(&roles.service));
        for dump in [&dump, &keys] {
            let mut restoring = roles.server.cluster().program("pg_restore");
            restoring.args(["--exit-on-error", "--single-transaction", "--dbname", &owner]);
            succeed(restoring.arg(dump));
        }

        kept.sound(&service, &before).await;
        kept.lost(&service, &after).await;
        begin_epoch(&service).await;
        run(&["--database-url", &owner, "migrate", "--service-role", "parcours_service"]).await;
        let app = TestApp::at_migrated_url(&service).await;
        assert!((head..last).contains(&app.head().await));
        goes_on(&app, &id).await;
        kept.sound(&service, &before).await;
        let pool = PgPool::connect(&service).await.unwrap();
        let always = "select bool_and(tgenabled = 'A') from pg_trigger where not tgisinternal";
        assert!(sqlx::query_scalar::<_, bool>(always).fetch_one(&pool).await.unwrap());
        app.close().await;
    };
    Box::pin(in_time(test)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_base_backup_and_the_archived_wal_give_the_log_of_any_moment_since() {
    let test = async {
        let archive = "mkdir -p ../archive && (cmp -s %p ../archive/%f || \
                       (test ! -f ../archive/%f && cp %p ../archive/%f))";
        let settings = vec!["archive_mode=on".to_owned(), format!("archive_command={archive}")];
        let mut roles = Roles::create_on(Options { settings, ..Options::default() }).await;
        let kept = Kept::of(&roles).await;
        let app = TestApp::at_migrated_url(&roles.service).await;
        let early = app.admitted().await;
        let first = kept.checkpoint(&roles.service, "first").await;
        let base = roles.server.cluster().path("base");
        let mut backup = roles.server.cluster().program("pg_basebackup");
        backup.args(["--dbname", &roles.superuser, "--checkpoint=fast", "--pgdata"]).arg(&base);
        succeed(&mut backup);
        succeed(roles.server.cluster().program("pg_verifybackup").arg(&base));

        let late = app.admitted().await;
        let second = kept.checkpoint(&roles.service, "second").await;
        let head = app.head().await;
        let pool = PgPool::connect(&roles.superuser).await.unwrap();
        let point = "select cast(pg_create_restore_point('good') as text)";
        sqlx::query(point).execute(&pool).await.unwrap();
        app.register("2010-03-15", "2026-09-10").await;
        let third = kept.checkpoint(&roles.service, "third").await;
        until_archived(&pool).await;
        pool.close().await;
        app.close().await;

        // The machine is gone: what is left is the base backup and the archive.
        roles.server.stop(Stop::Immediate).await;
        let data = roles.server.cluster().path("data");
        fs::rename(&data, roles.server.cluster().path("lost")).unwrap();
        fs::rename(&base, &data).unwrap();
        recover_to(&data, "good");
        roles.server.start_again().await;

        for checkpoint in [&first, &second] {
            kept.sound(&roles.service, checkpoint).await;
        }
        kept.lost(&roles.service, &third).await;
        begin_epoch(&roles.service).await;
        let app = TestApp::at_migrated_url(&roles.service).await;
        assert_eq!(app.head().await, head);
        goes_on(&app, &early).await;
        goes_on(&app, &late).await;
        kept.sound(&roles.service, &second).await;
        app.close().await;
    };
    Box::pin(in_time(test)).await;
}

/// Everything written so far is in the archive.
async fn until_archived(pool: &PgPool) {
    let switch = "select pg_walfile_name(pg_switch_wal())";
    let last: String = sqlx::query_scalar(switch).fetch_one(pool).await.unwrap();
    let archived = "select coalesce(last_archived_wal >= $1, false) from pg_stat_archiver";
    while !sqlx::query_scalar::<_, bool>(archived).bind(&last).fetch_one(pool).await.unwrap() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn recover_to(data: &Path, point: &str) {
    let settings = format!(
        "restore_command = 'cp ../archive/%f %p'\nrecovery_target_name = '{point}'\n\
         recovery_target_action = 'promote'\n"
    );
    let file = data.join("postgresql.auto.conf");
    let before = fs::read_to_string(&file).unwrap();
    fs::write(&file, before + &settings).unwrap();
    fs::write(data.join("recovery.signal"), "").unwrap();
}

/// Who was there is there, and others can come.
async fn goes_on(app: &TestApp, id: &str) {
    let query = "query($id: ID!) { journey(id: $id) { standing firstName } }";
    let found = app.graphql(query, serde_json::json!({ "id": id })).await;
    assert_eq!(found["journey"]["standing"], "ADMITTED");
    assert!(found["journey"]["firstName"].is_string(), "what was sealed can be opened: {found}");
    app.admitted().await;
}
