//! One live journey per person, whoever registers her, and nothing of it in the log.

use chrono::TimeDelta;
use commands::{Actor, Commands, CommandsOptions, Failure, Role, stream_id};
use domain::journey::{
    Command, FoldedName, Journey, OtherJourney, Person, Rejection,
    facts::{EntryStage, ErasureReason, Identity},
};
use eventstore::{
    ClaimDigest, Claimed, Direction, Filter, KeyStore, NewClaim, Position, clock, on,
};
use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tests::{
    TestDb,
    app::{TestApp, actor, coordinator, oneself},
    db::rows,
    on_both,
    story::{identity, registration},
};
use uuid::Uuid;

use super::{
    everywhere::{self, Needles},
    people::{new_id, request, today},
};

const CODE: &str = "person_already_registered";

fn named(first: &str, last: &str) -> Value {
    let mut she = registration("2010-03-14", "2026-09-10");
    she["identity"] = identity(first, last);
    she
}

fn who(first: &str, last: &str) -> Identity {
    let email = "somebody@plante.test".to_owned();
    Identity { first_name: first.to_owned(), last_name: last.to_owned(), email }
}

fn register(first: &str, last: &str) -> Command {
    Command::Register {
        identity: who(first, last),
        birth_date: "2010-03-14".parse().unwrap(),
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    }
}

fn become_(first: &str, last: &str) -> Command {
    Command::ApplyRectification {
        identity: Some(who(first, last)),
        birth_date: None,
        homonym: false,
    }
}

async fn hers(app: &TestApp, input: Value) -> String {
    let payload = app.accept("registerBeneficiary", input).await;
    payload["journey"]["id"].as_str().unwrap().to_owned()
}

/// Two services on one database, each with caches of its own.
async fn two(test: &TestDb) -> (Commands, Commands) {
    let options = CommandsOptions::default();
    let one = Commands::new(test.log.clone(), test.vault().await, options);
    one.found(today()).await.unwrap();
    let other = Commands::new(test.another_process().await, test.vault().await, options);
    (one, other)
}

fn digest_of(commands: &Commands, first: &str, last: &str) -> ClaimDigest {
    let person = Person::new(FoldedName::of(&who(first, last)), "2010-03-14".parse().unwrap());
    let of = stream_id::<Journey>(Uuid::nil());
    commands.vault().claim_digest(&of, &person.to_bytes()).unwrap()
}

fn is_taken(failure: &Failure<Rejection>) -> bool {
    matches!(failure, Failure::Rejected(Rejection::PersonAlreadyRegistered { .. }))
}

async fn execute(store: &KeyStore, sql: &str) {
    let mut tx = store.db().begin().await.unwrap();
    on!(Tx, &mut tx, tx => {
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut **tx).await.unwrap();
    });
    tx.commit().await.unwrap();
}

on_both! {
    async fn one_person_has_one_journey_however_her_name_is_written(app: TestApp) {
        hers(&app, named("Éloïse", "Le Gall-N’Diaye")).await;
        app.refuse("registerBeneficiary", named("ELOISE", "Legall N'Diaye"),
                   "person_already_registered").await;
        let mut younger = named("Éloïse", "Le Gall-N’Diaye");
        younger["birthDate"] = "2010-03-15".into();
        hers(&app, younger).await;
    }

    async fn who_may_read_the_other_journey_is_told_which_it_is(app: TestApp) {
        let known = hers(&app, named("Léa", "Martin")).await;
        app.year(&known, 2026, "SECONDE_GT", &[]).await;
        let told = async |who: Actor| {
            let rejection = app.mutate_as(&who, "registerBeneficiary", match who.role {
                Role::Beneficiary => {
                    let mut own = named("Léa", "Martin");
                    own["journeyId"] = format!("journey-{}", who.subject.unwrap()).into();
                    own
                }
                _ => named("Léa", "Martin"),
            }).await["rejection"].clone();
            assert_eq!(rejection["code"], CODE);
            let said = |text: &Value| text.as_str().unwrap().contains(&known);
            assert_eq!(said(&rejection["message"]), said(&rejection["messageFr"]));
            said(&rejection["message"])
        };
        // The lycée of these tests is in Lyon, académie 10.
        assert!(told(actor(Role::Administrator)).await);
        assert!(told(coordinator(&["10"])).await);
        assert!(!told(coordinator(&["01"])).await);
        let other = "journey-0192f000-0000-7000-8000-000000000009";
        assert!(!told(oneself(Role::Beneficiary, other)).await);
    }

    async fn staff_register_a_homonym_and_she_herself_does_not(app: TestApp) {
        let first = hers(&app, named("Léa", "Martin")).await;
        let mut homonym = named("Léa", "Martin");
        homonym["homonym"] = true.into();
        let own = "journey-0192f000-0000-7000-8000-000000000009";
        let mut by_herself = homonym.clone();
        by_herself["journeyId"] = own.into();
        let query = "mutation($input: RegisterBeneficiary!) {
            registerBeneficiary(input: $input) { position } }";
        let answer = app.graphql_as(
            &oneself(Role::Beneficiary, own), query, json!({ "input": by_herself }),
        ).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let payload =
            app.mutate_as(&coordinator(&["10"]), "registerBeneficiary", homonym.clone()).await;
        assert_eq!(payload["rejection"], Value::Null);
        // What is stated is recorded, and nothing says of whom.
        let stored = app.events().await.pop().unwrap();
        assert!(stored.data.contains(r#""homonym":true"#), "{}", stored.data);
        assert!(!stored.data.contains(first.strip_prefix("journey-").unwrap()));
        // Two of them keep a third one out, and so does either alone.
        app.refuse("registerBeneficiary", named("Léa", "Martin"), CODE).await;
        app.accept("withdrawRegistration", json!({ "journeyId": first })).await;
        app.refuse("registerBeneficiary", named("Léa", "Martin"), CODE).await;
        // Her own address is hers to correct.
        let second = payload["journey"]["id"].as_str().unwrap();
        let mut moved = json!({ "journeyId": second, "identity": identity("Léa", "Martin") });
        moved["identity"]["email"] = "lea@example.org".into();
        app.accept("applyRectification", moved).await;
    }

    async fn a_journey_that_is_over_for_good_frees_her_and_one_that_goes_on_does_not(app: TestApp) {
        let withdrawn = hers(&app, named("Léa", "Martin")).await;
        app.accept("withdrawRegistration", json!({ "journeyId": withdrawn })).await;
        let refused = hers(&app, named("Léa", "Martin")).await;
        app.accept("refuseAdmission", json!({ "journeyId": refused, "reasons": ["DUPLICATE"] })).await;
        let erased = hers(&app, named("Léa", "Martin")).await;
        let id = erased.strip_prefix("journey-").unwrap().parse().unwrap();
        let commands = &app.service.commands;
        commands.erase::<Journey>(&request(), id, ErasureReason::Request).await.unwrap();
        let lives = hers(&app, named("Léa", "Martin")).await;
        app.consent(&lives).await;
        app.year(&lives, 2026, "PREMIERE_GENERALE", &["NSI", "MATHS", "PHYSIQUE_CHIMIE"]).await;
        app.admit(&lives).await;
        // She comes back on the same journey, to the same cohort: she counts once.
        let ended = json!({ "journeyId": lives, "reason": "WITHDREW" });
        app.accept("endSupport", ended).await;
        app.refuse("registerBeneficiary", named("Léa", "Martin"), CODE).await;
        app.accept("resumeSupport", json!({ "journeyId": lives })).await;
    }

    async fn a_correction_moves_her_and_takes_nobody_s_place(app: TestApp) {
        let ada = hers(&app, named("Ada", "Lovelace")).await;
        let lea = hers(&app, named("Léa", "Martin")).await;
        let becomes = |journey: &str, first: &str, last: &str| {
            json!({ "journeyId": journey, "identity": identity(first, last) })
        };
        app.refuse("applyRectification", becomes(&lea, "Ada", "Lovelace"), CODE).await;
        app.accept("applyRectification", becomes(&ada, "Ada", "Byron")).await;
        app.refuse("registerBeneficiary", named("Ada", "Byron"), CODE).await;
        app.accept("applyRectification", becomes(&lea, "Ada", "Lovelace")).await;
        // Of what was wrong nothing is kept.
        let store = app.service.commands.vault().store().unwrap().db().clone();
        assert_eq!(rows(&store, "claims").await.len(), 2);
        // The day alone makes her somebody else, or not.
        let mut homonym = named("Ada", "Lovelace");
        homonym["birthDate"] = "2010-03-15".into();
        let third = hers(&app, homonym).await;
        let day = json!({ "journeyId": third, "birthDate": "2010-03-14" });
        app.refuse("applyRectification", day.clone(), CODE).await;
        let stated = [day, json!({ "homonym": true })].iter().flat_map(|part| {
            part.as_object().unwrap().clone()
        }).collect::<serde_json::Map<_, _>>();
        app.accept("applyRectification", stated.into()).await;
    }

    async fn of_many_at_once_exactly_one_is_registered(test: TestDb) {
        let (one, other) = two(&test).await;
        for round in 0..4 {
            let last = format!("Martin {round}");
            let asked = (0..16).map(|n| {
                let commands = if n % 2 == 0 { &one } else { &other };
                let last = &last;
                async move {
                    let request = request();
                    commands.run::<Journey>(&request, new_id(), register("Léa", last)).await
                }
            });
            let answers = join_all(asked).await;
            let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
            assert_eq!(won.len(), 1);
            assert!(lost.into_iter().all(|answer| is_taken(&answer.unwrap_err())));
        }
        let filter = Filter::Category("journey".to_owned());
        let all = test.log.read_all(Position::START, Direction::Forward, 1_000, &filter).await;
        assert_eq!(all.unwrap().len(), 4);
    }

    async fn a_crash_between_claim_and_event_holds_her_up_for_a_moment_only(test: TestDb) {
        let (one, other) = two(&test).await;
        let (crashed, next) = (new_id(), new_id());
        let stream = stream_id::<Journey>(crashed);
        let digest = digest_of(&one, "Léa", "Martin");
        let claim = async |at| {
            let claim = NewClaim { digest: &digest, subject: &stream, shared: false, at };
            assert_eq!(one.vault().claim(claim, &[]).await.unwrap(), Claimed::Held);
        };
        // Just now: its event may be on its way.
        claim(clock::now()).await;
        let waits = other.run::<Journey>(&request(), next, register("Léa", "Martin")).await;
        assert!(waits.unwrap_err().is_retryable());
        // She herself, sent again, goes on at once.
        let again = request();
        one.run::<Journey>(&again, crashed, register("Léa", "Martin")).await.unwrap();
        let refused = other.run::<Journey>(&request(), next, register("Léa", "Martin")).await;
        assert!(is_taken(&refused.unwrap_err()));

        // A minute ago, and nothing came of it.
        let (crashed, digest) = (stream_id::<Journey>(new_id()), digest_of(&one, "Ada", "Byron"));
        let at = clock::now() - TimeDelta::minutes(1);
        let claim = NewClaim { digest: &digest, subject: &crashed, shared: false, at };
        one.vault().claim(claim, &[]).await.unwrap();
        other.run::<Journey>(&request(), new_id(), register("Ada", "Byron")).await.unwrap();
        let held = one.vault().claims(&crashed, &digest).await.unwrap();
        assert!(held.len() == 1 && held[0].subject != crashed, "it has taken its place: {held:?}");
    }

    async fn a_command_sent_again_gets_its_first_answer(test: TestDb) {
        let (one, other) = two(&test).await;
        let (ada, second) = (new_id(), new_id());
        let first = request();
        let done = one.run::<Journey>(&first, ada, register("Ada", "Lovelace")).await.unwrap();
        let again = other.run::<Journey>(&first, ada, register("Ada", "Lovelace")).await.unwrap();
        assert_eq!((again.position, again.replayed), (done.position, true));
        // She was Byron for a while; then somebody else registers who is.
        let byron = request();
        let done = one.run::<Journey>(&byron, ada, become_("Ada", "Byron")).await.unwrap();
        one.run::<Journey>(&request(), ada, become_("Ada", "Lovelace")).await.unwrap();
        one.run::<Journey>(&request(), second, register("Ada", "Byron")).await.unwrap();
        let again = other.run::<Journey>(&byron, ada, become_("Ada", "Byron")).await.unwrap();
        assert_eq!((again.position, again.replayed), (done.position, true));
        for last in ["Byron", "Lovelace"] {
            let third = other.run::<Journey>(&request(), new_id(), register("Ada", last)).await;
            assert!(is_taken(&third.unwrap_err()), "{last}");
        }
    }

    async fn who_she_is_lies_in_the_key_store_alone_and_goes_with_her_key(app: TestApp) {
        let known = hers(&app, named("Léa", "Martin")).await;
        let commands = &app.service.commands;
        let digest = digest_of(commands, "Léa", "Martin");
        let needles = Needles::bytes(&[("digest".to_owned(), digest.as_bytes().to_vec())]);
        assert!(!needles.found_in(&everywhere::bytes(&app).await).is_empty(), "it looks there");
        let mut exported = Vec::new();
        let all = eventstore::tree::Start::After(eventstore::Position::START);
        eventstore::tree::export(app.log().db(), all, None, &mut exported, |_, _| {}).await.unwrap();
        assert!(needles.found_in(&exported).is_empty());
        let tables = tests::db::read_models(app.log().db()).await;
        let shown = format!("{tables:?} {:?}", app.events().await);
        assert!(needles.found_in(shown.as_bytes()).is_empty());
        let id = known.strip_prefix("journey-").unwrap().parse().unwrap();
        let certificate =
            commands.erase::<Journey>(&request(), id, ErasureReason::Request).await.unwrap();
        assert!(certificate.identity_digest);
        assert!(certificate.to_string().contains("Empreinte de l'identité"));
        assert!(needles.found_in(&everywhere::bytes(&app).await).is_empty());
    }

    async fn what_the_key_store_does_not_know_is_filled_in_from_the_log(app: TestApp) {
        let commands = &app.service.commands;
        let run = async |id, command| commands.run::<Journey>(&request(), id, command).await.unwrap();
        let [ada, lea, homonym, gone] = [new_id(), new_id(), new_id(), new_id()];
        run(ada, register("Ada", "Lovelace")).await;
        run(ada, become_("Ada", "Byron")).await;
        run(lea, register("Léa", "Martin")).await;
        let Command::Register { identity, birth_date, entry_stage, campaign, sourced_by, .. } =
            register("Léa", "Martin") else { unreachable!() };
        let same = Command::Register {
            identity, birth_date, entry_stage, campaign, sourced_by, homonym: true,
        };
        run(homonym, same).await;
        run(gone, register("Zoé", "Petit")).await;
        commands.erase::<Journey>(&request(), gone, ErasureReason::Request).await.unwrap();

        // As a key store has it that is older than all of them.
        let store = KeyStore::open(&app.keys.url).await.unwrap();
        execute(&store, "delete from claims").await;
        execute(&store, "delete from claims_read").await;
        let started = server::app::open_commands(app.log().db(), &app.keys).await.unwrap();
        assert_eq!(rows(store.db(), "claims").await.len(), 3);
        let refused = async |first: &str, last: &str| {
            let done = started.run::<Journey>(&request(), new_id(), register(first, last)).await;
            is_taken(&done.unwrap_err())
        };
        assert!(refused("Ada", "Byron").await);
        assert!(refused("Léa", "Martin").await);
        for (first, last) in [("Ada", "Lovelace"), ("Zoé", "Petit")] {
            started.run::<Journey>(&request(), new_id(), register(first, last)).await.unwrap();
        }
        // What was read is not read again.
        execute(&store, "delete from claims").await;
        assert_eq!(started.fill_claims().await.unwrap(), 2, "those since the start");
        assert_eq!(started.fill_claims().await.unwrap(), 0);

        // Whose key is lost, nobody can tell; the service starts all the same.
        execute(&store, &format!("delete from subject_keys where subject = 'journey-{ada}'")).await;
        execute(&store, "delete from claims_read").await;
        execute(&store, "delete from claims").await;
        server::app::open_commands(app.log().db(), &app.keys).await.unwrap();
        assert_eq!(rows(store.db(), "claims").await.len(), 4);
        store.close().await;
    }
}

/// The rule as the domain has it, whoever asks.
#[test]
fn the_refusal_says_what_would_be_right_in_both_languages() {
    use domain::Reason as _;
    let id = Uuid::from_u128(7);
    let told = Rejection::PersonAlreadyRegistered { journey: OtherJourney(Some(id.into())) };
    let untold = Rejection::PersonAlreadyRegistered { journey: OtherJourney(None) };
    assert_eq!((told.code(), untold.code()), (CODE, CODE));
    for said in [told.to_string(), told.french()] {
        assert!(said.contains(&format!("(journey-{id})")) && said.contains("homonym"), "{said}");
    }
    for said in [untold.to_string(), untold.french()] {
        assert!(!said.contains("journey-") && said.contains("homonym"), "{said}");
    }
}
