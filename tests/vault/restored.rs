//! Older copies of the log or of its keys do not bring anybody back.

use commands::Commands;
use domain::{
    Pii,
    correction::Entry,
    journey::{Event, Journey, facts::ErasureReason},
    supporter::Supporter,
};
use eventstore::{Db, KeyStore, on};
use projections::{EngineOptions, Reader, Scope, journeys::DataRights};
use server::app::Service;
use sqlx::AssertSqlSafe;
use tests::{
    OnBoth as _,
    app::TestApp,
    db::{EmptyDb, rows},
    on_both,
};
use uuid::Uuid;

use super::people::{beneficiary, request, supporter};

async fn erase(commands: &Commands, one: Uuid, two: Uuid) {
    commands.erase::<Journey>(&request(), one, ErasureReason::RetentionOver).await.unwrap();
    commands.erase::<Supporter>(&request(), two, ErasureReason::Objection).await.unwrap();
}

async fn identity(commands: &Commands, id: Uuid) -> Pii<domain::journey::facts::Identity> {
    let history = commands.history::<Journey>(id).await.unwrap();
    let (_, Entry::Event(Event::BeneficiaryRegistered { identity, .. })) =
        history.into_iter().next().unwrap()
    else {
        panic!("registered first")
    };
    identity
}

async fn execute(db: &Db, sql: String) {
    let mut tx = db.begin().await.unwrap();
    on!(Tx, &mut tx, tx => { sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await.unwrap(); });
    tx.commit().await.unwrap();
}

on_both! {
    async fn an_older_copy_of_the_keys_is_corrected_at_the_start(app: TestApp) {
        let (one, two) = (beneficiary(&app, 1).await, supporter(&app, 1).await);
        let stays = beneficiary(&app, 2).await;
        let (old, commands) = (app.service.commands.clone(), &app.service.commands);
        let store = KeyStore::open(&app.keys.url).await.unwrap();
        execute(store.db(), "create table backup as select * from subject_keys".into()).await;
        erase(commands, one.uuid(), two.uuid()).await;
        let destroyed = rows(store.db(), "subject_keys").await;

        execute(store.db(), "delete from subject_keys".into()).await;
        execute(store.db(), "insert into subject_keys select * from backup".into()).await;
        execute(store.db(), "drop table backup".into()).await;
        let back = rows(store.db(), "subject_keys").await;
        assert_ne!(back, destroyed, "the keys are back");

        let service = Service::start(old.log().db(), &app.keys, false).await.unwrap();
        assert_eq!(identity(&service.commands, one.uuid()).await, Pii::Erased);
        assert!(matches!(identity(&service.commands, stays.uuid()).await, Pii::Known(_)));
        let gone = service.commands.vault().destroyed().await.unwrap();
        assert_eq!(gone.len(), 2);
        let sql = "select count(*) from subject_keys where wrapped is not null";
        let left: i64 =
            on!(Db, store.db(), pool => sqlx::query_scalar(sql).fetch_one(pool).await).unwrap();
        assert_eq!(left, 1, "hers who stays");
        store.close().await;
    }

    async fn an_older_copy_of_the_log_is_told_who_is_erased(app: TestApp) {
        let (one, two) = (beneficiary(&app, 1).await, supporter(&app, 1).await);
        let stays = beneficiary(&app, 2).await;
        app.started(&one.id, &two.id).await;
        let older = match app.log().db() {
            Db::Sqlite(_) => EmptyDb::sqlite().await,
            Db::Postgres(_) => EmptyDb::postgres().await,
        };
        older.db.migrate().await.unwrap();
        eventstore::copy(app.log().db(), &older.db, |_| {}).await.unwrap();
        // Known to somebody later than the copy was made.
        let later = beneficiary(&app, 3).await;
        erase(&app.service.commands, one.uuid(), two.uuid()).await;
        erase_journey(&app.service.commands, later.uuid()).await;

        server::app::migrate(&older.db).await.unwrap();
        let service = Service::start(&older.db, &app.keys, false).await.unwrap();
        assert_eq!(identity(&service.commands, one.uuid()).await, Pii::Erased);
        let certificate =
            service.commands.erase::<Journey>(&request(), one.uuid(), ErasureReason::Request).await;
        assert_eq!(certificate.unwrap().reason, ErasureReason::RetentionOver, "as it was then");
        projections::catch_up(service.commands.log(), &EngineOptions::default()).await.unwrap();
        let reader = Reader::new(older.db.clone());
        let row = async |id: Uuid| reader.journey(&Scope::All, id.into()).await.unwrap();
        let erased = row(one.uuid()).await.unwrap();
        assert_eq!((erased.identity, erased.rights), (Pii::Erased, DataRights::Erased));
        assert_eq!(row(stays.uuid()).await.unwrap().rights, DataRights::Open);
        assert_eq!(row(later.uuid()).await, None, "nothing is made up of who is not in this log");
        // Once done, it is not done again.
        let again = server::app::reapply_erasures(&service.commands).await.unwrap();
        assert_eq!(again, commands::Reapplied::default());
        service.stop().await;
    }

    async fn an_erasure_that_was_interrupted_after_the_key_is_completed(app: TestApp) {
        let one = beneficiary(&app, 1).await;
        let commands = &app.service.commands;
        for command in [
            domain::journey::Command::RestrictProcessing,
            domain::journey::Command::RequestErasure { reason: ErasureReason::Objection },
        ] {
            commands.run::<Journey>(&request(), one.uuid(), command).await.unwrap();
        }
        let stream = commands::stream_id::<Journey>(one.uuid());
        let now = eventstore::clock::now();
        let key = commands.vault().destroy(&stream, "objection", now).await.unwrap();
        let done = server::app::reapply_erasures(commands).await.unwrap();
        assert_eq!((done.keys, done.recorded), (0, 1));
        let (_, last) = commands.history::<Journey>(one.uuid()).await.unwrap().pop().unwrap();
        let erased = Event::SubjectErased { reason: ErasureReason::Objection, key };
        assert_eq!(last, Entry::Event(erased));
    }
}

async fn erase_journey(commands: &Commands, id: Uuid) {
    commands.erase::<Journey>(&request(), id, ErasureReason::Request).await.unwrap();
}
