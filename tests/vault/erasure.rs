//! What is erased is found nowhere, and what is counted stays.

use std::collections::BTreeSet;

use commands::Role;
use domain::{
    Pii,
    correction::Entry,
    journey::{self, Journey, facts::ErasureReason},
    supporter::Supporter,
};
use eventstore::{
    Position, Recorded,
    tree::{self, Against, LogKey, Proof, Start},
};
use projections::{Reader, statistics::CohortFilter};
use serde_json::{Value, json};
use server::cli::{Person, access_export};
use tests::{
    app::{TestApp, actor, administrator, oneself},
    on_both,
};

use super::{
    everywhere::{self, Needles},
    lines,
    people::{Planted, beneficiary, request, supporter, today},
};

const EVERYTHING: &str = "{
    journeys(first: 40) { edges { node { id firstName lastName dataRights standing
        timeline(first: 20) { edges { node { summary kind } } } } } }
    mentoringBoard { supporters(first: 40) { edges { node { id firstName lastName dataRights free } } } }
}";

const ERASE: &str = "mutation($input: EraseSubject!) { eraseSubject(input: $input) {
    position rejection { code message field }
    certificate { subject reason keyId sealedEvents erasedAt logId position leafHash checkpoint text }
} }";

async fn erase(app: &TestApp, id: &str) -> Value {
    let input = json!({ "subjectId": id, "reason": "REQUEST" });
    let answer = app.graphql(ERASE, json!({ "input": input })).await;
    answer["eraseSubject"].clone()
}

/// What is counted of the whole country.
async fn totals(app: &TestApp) -> (String, String) {
    let reader = Reader::new(app.log().db().clone());
    let impact = reader.impact(today()).await.unwrap();
    let mut cohorts: Vec<String> = Vec::new();
    for row in reader.cohort(&CohortFilter::default()).await.unwrap() {
        cohorts.push(format!("{row:?}"));
    }
    cohorts.sort();
    (format!("{impact:?}"), cohorts.join("\n"))
}

fn leaves(events: &[Recorded]) -> Vec<[u8; 32]> {
    assert!(events.iter().all(Recorded::is_intact));
    events.iter().map(|event| event.leaf_hash).collect()
}

on_both! {
    async fn a_hundred_values_of_the_erased_are_found_nowhere(app: TestApp) {
        lines::keep();
        let mut erased: Vec<Planted> = Vec::new();
        for n in 0..10 {
            erased.push(beneficiary(&app, n).await);
        }
        for n in 0..4 {
            erased.push(supporter(&app, n).await);
        }
        let (stays, mentor) = (beneficiary(&app, 20).await, supporter(&app, 20).await);
        // Pairs of the erased: with each other, and with those who stay.
        app.started(&erased[0].id, &erased[10].id).await;
        app.started(&erased[1].id, &mentor.id).await;
        app.proposed(&stays.id, &erased[11].id).await;
        let values: Vec<String> = erased.iter().flat_map(|one| one.values.clone()).collect();
        assert_eq!(values.iter().collect::<BTreeSet<_>>().len(), 102);
        let (needles, kept) = (Needles::of(&values), Needles::of(&stays.values));

        // Before: shown to those entitled, exported, and nowhere at rest.
        let shown = app.graphql(EVERYTHING, Value::Null).await.to_string();
        assert_eq!(needles.found_in(shown.as_bytes()).len(), 28, "two names of each");
        let folder = tempfile::tempdir().unwrap();
        let commands = &app.service.commands;
        for one in &erased {
            let person = match one.id.strip_prefix("supporter-") {
                Some(_) => Person::Supporter(one.uuid()),
                None => Person::Beneficiary(one.uuid()),
            };
            for file in access_export::export(commands, person, folder.path()).await.unwrap() {
                let text = std::fs::read(file).unwrap();
                let all: BTreeSet<String> = one.values.iter().cloned().collect();
                assert_eq!(needles.found_in(&text), all);
            }
        }
        drop(folder);
        assert_eq!(needles.found_in(&everywhere::bytes(&app).await), BTreeSet::new());
        let clear = Needles::of(&["journey.v1.BeneficiaryRegistered".to_owned()]);
        assert!(!clear.found_in(&everywhere::bytes(&app).await).is_empty(), "it looks there");
        let wrapped = wrapped_keys(&app, &erased).await;
        assert_eq!(wrapped.found_in(&everywhere::bytes(&app).await).len(), erased.len());
        let (events, counted) = (app.events().await, totals(&app).await);
        let db = app.log().db();
        let (key, _) = LogKey::generate(app.log().head().await.unwrap().log_id).unwrap();
        let signed = tree::checkpoint(db, &key).await.unwrap();
        let proof = tree::prove_inclusion(db, events[10].position, None).await.unwrap();

        let mut certificates = String::new();
        for one in &erased {
            let payload = erase(&app, &one.id).await;
            assert_eq!(payload["rejection"], Value::Null);
            let certificate = &payload["certificate"];
            assert_eq!(certificate["subject"], one.id.as_str());
            let sealed = if one.id.starts_with("journey") { 3 } else { 1 };
            assert_eq!(certificate["sealedEvents"], sealed);
            certificates += &payload.to_string();
            // Again, the same certificate.
            assert_eq!(erase(&app, &one.id).await["certificate"], *certificate);
        }

        // Signed again, the certificate says by what it is covered.
        let after = tree::checkpoint(db, &key).await.unwrap();
        let certificate = erase(&app, &erased[3].id).await["certificate"].clone();
        assert_eq!(certificate["checkpoint"], after.note.as_str());
        certificates += &certificate.to_string();

        // Nowhere: certificates, answers, tables, indexes, files, lines.
        assert_eq!(needles.found_in(certificates.as_bytes()), BTreeSet::new());
        let shown = app.graphql(EVERYTHING, Value::Null).await;
        assert_eq!(needles.found_in(shown.to_string().as_bytes()), BTreeSet::new());
        assert_eq!(shown.to_string().matches("\"ERASED\"").count(), erased.len());
        assert_eq!(needles.found_in(&everywhere::bytes(&app).await), BTreeSet::new());
        assert_eq!(wrapped.found_in(&everywhere::bytes(&app).await), BTreeSet::new());
        let logged = lines::kept();
        assert!(!Needles::of(&["personal data read".to_owned()]).found_in(&logged).is_empty());
        assert_eq!(needles.found_in(&logged), BTreeSet::new());

        let mut exported = Vec::new();
        let all = Start::After(Position::START);
        tree::export(db, all, None, &mut exported, |_, _| {}).await.unwrap();
        assert!(!exported.is_empty());
        assert_eq!(needles.found_in(&exported), BTreeSet::new());

        // Caches hold nothing, exports of her data give nothing.
        for one in &erased[..10] {
            let history = commands.history::<Journey>(one.uuid()).await.unwrap();
            let Entry::Event(journey::Event::BeneficiaryRegistered { identity, birth_date, .. }) = &history[0].1
            else { panic!("registered first") };
            assert_eq!((identity, birth_date), (&Pii::Erased, &Pii::Erased));
            let folder = tempfile::tempdir().unwrap();
            let refused =
                access_export::export(commands, Person::Beneficiary(one.uuid()), folder.path()).await;
            assert!(format!("{:#}", refused.unwrap_err()).contains("was erased for ever"));
            assert_eq!(folder.path().read_dir().unwrap().count(), 0, "no file is left");
        }

        // Others are untouched, and free again.
        let hers = app.graphql(
            "query($id: ID!) { journey(id: $id) { firstName lastName } }", json!({ "id": stays.id }),
        ).await;
        assert_eq!(kept.found_in(hers.to_string().as_bytes()).len(), 2);
        app.started(&stays.id, &mentor.id).await;

        // Whoever kept a checkpoint or a proof finds them true.
        Proof::Inclusion(proof).check(Some(key.verifier())).unwrap();
        let growth = tree::prove_consistency(db, &signed, None).await.unwrap();
        Proof::Consistency(growth).check(Some(key.verifier())).unwrap();
        let against = Against { older: Some(&signed), key: Some(key.verifier()) };
        assert!(tree::verify(db, against, |_, _| {}).await.unwrap().is_sound());

        // What happened is as it was, and counts as before, now and after a rebuild.
        assert_eq!(leaves(&app.events().await)[..events.len()], leaves(&events));
        assert_eq!(totals(&app).await, counted);
        projections::rebuild(app.log(), &[], |_, _| {}).await.unwrap();
        assert_eq!(totals(&app).await, counted);
        assert_eq!(needles.found_in(&everywhere::bytes(&app).await), BTreeSet::new());
    }

    async fn nobody_but_those_who_run_the_programme_erases(app: TestApp) {
        let hers = app.admitted().await;
        let input = json!({ "input": { "subjectId": hers, "reason": "REQUEST" } });
        for who in [oneself(Role::Beneficiary, &hers), actor(Role::Coordinator), actor(Role::Auditor)] {
            let answer = app.graphql_as(&who, ERASE, input.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
        let asked = json!({ "journeyId": hers, "reason": "REQUEST" });
        let payload = app.mutate_as(&oneself(Role::Beneficiary, &hers), "requestErasure", asked).await;
        assert_eq!(payload["rejection"], Value::Null, "she may ask for it");
        let answer = app.graphql_as(&administrator(), ERASE, input).await;
        assert_eq!(answer["data"]["eraseSubject"]["rejection"], Value::Null);
        let registered = erase(&app, "journey-00000000-0000-0000-0000-000000000001").await;
        assert_eq!(registered["rejection"]["code"], "not_registered");
        assert_eq!(erase(&app, "journey-nobody").await["rejection"]["code"], "invalid_id");
    }

    async fn nothing_is_recorded_of_somebody_erased(app: TestApp) {
        let (hers, theirs) = (app.admitted().await, app.mentor(1, false).await);
        erase(&app, &hers).await;
        erase(&app, &theirs).await;
        app.refuse("admit", json!({ "journeyId": hers }), "erased").await;
        let charter = json!({ "supporterId": theirs, "version": 2 });
        app.refuse("signCharter", charter, "supporter_erased").await;
        app.refuse("proposeMatch", tests::story::proposal(&hers, &theirs), "erased").await;
    }

    async fn another_process_forgets_who_is_erased(app: TestApp) {
        let (one, two) = (beneficiary(&app, 1).await, supporter(&app, 1).await);
        let db = eventstore::Db::connect(&app.url, eventstore::DbOptions::default()).await.unwrap();
        let other = server::app::open_commands(&db, &app.keys).await.unwrap();
        let forgetting = other.forget_the_erased();
        // Both keys are unwrapped there.
        let known = other.history::<Journey>(one.uuid()).await.unwrap();
        assert!(matches!(&known[0].1, Entry::Event(journey::Event::BeneficiaryRegistered { identity: Pii::Known(_), .. })));
        other.history::<Supporter>(two.uuid()).await.unwrap();

        let commands = &app.service.commands;
        commands.erase::<Journey>(&request(), one.uuid(), ErasureReason::Objection).await.unwrap();
        commands.erase::<Supporter>(&request(), two.uuid(), ErasureReason::Objection).await.unwrap();
        loop {
            let history = other.history::<Journey>(one.uuid()).await.unwrap();
            let supported = other.history::<Supporter>(two.uuid()).await.unwrap();
            let erased = matches!(&history[0].1, Entry::Event(journey::Event::BeneficiaryRegistered { identity: Pii::Erased, .. }));
            let both = matches!(&supported[0].1, Entry::Event(domain::supporter::Event::SupporterRegistered { identity: Pii::Erased, .. }));
            if erased && both {
                break;
            }
            tokio::task::yield_now().await;
        }
        forgetting.abort();
    }
}

/// The wrapped keys of these people, as the key store holds them now.
async fn wrapped_keys(app: &TestApp, people: &[Planted]) -> Needles {
    let store = app.service.commands.vault().store().unwrap().db().clone();
    let sql = "select subject, wrapped from subject_keys";
    let rows: Vec<(String, Vec<u8>)> =
        eventstore::on!(Db, &store, pool => sqlx::query_as(sql).fetch_all(pool).await).unwrap();
    let of = |(subject, _): &(String, Vec<u8>)| people.iter().any(|one| one.id == *subject);
    let rows: Vec<_> = rows.into_iter().filter(of).collect();
    assert_eq!(rows.len(), people.len());
    Needles::bytes(&rows)
}
