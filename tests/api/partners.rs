//! Partners: joining, contributions, sourcing, and what establishments change.

use commands::Role;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor, coordinator, oneself},
    on_both,
    story::{LYCEE, registration},
};

const SCOREBOARD: &str = "query($id: ID!) { partner(id: $id) {
    name family status place { academie } legalId { scheme code }
    contributions { kind unit pledged delivered left deliveredCents }
    contributionsByKind { kind label unit pledged delivered }
    sourcing { actions audience minutes registrations { ...n } laureates { ...n }
        campaigns { code actions audience registrations { ...n } } }
    measures { measure implemented }
    reception { instrumentVersion scores { dimension score } } } }
    fragment n on Figure { ... on FigureValue { n } ... on FigureSuppressed { reason } }";

const WRITE: &str = "mutation($input: CampaignStep!) { openCampaign(input: $input) { position } }";

/// A partner of this kind that acts in Lyon, with a convention; gives its identifier.
async fn partner(app: &TestApp, kind: &str) -> String {
    let payload = app.accept("registerPartner", application(kind)).await;
    let id = payload["partner"]["id"].as_str().expect("an id").to_owned();
    app.accept(
        "signConvention",
        json!({
            "partnerId": id, "from": "2026-09-01", "to": "2027-08-31", "clauses": ["CONTRIBUTIONS"],
        }),
    )
    .await;
    id
}

fn application(kind: &str) -> Value {
    json!({ "name": "Exemple", "kind": kind, "academie": "10",
            "legalId": { "siret": "130 025 661 00013" }, "occurredOn": "2026-09-01" })
}

fn pledge(partner: &str, contribution: u8, kind: &str, unit: &str, quantity: u64) -> Value {
    json!({ "partnerId": partner, "kind": kind, "unit": unit, "quantity": quantity,
            "contributionId": format!("0192f000-0000-7000-8000-0000000000{contribution:02}") })
}

fn deliver(partner: &str, contribution: u8, quantity: u64) -> Value {
    json!({ "partnerId": partner, "quantity": quantity,
            "contributionId": format!("0192f000-0000-7000-8000-0000000000{contribution:02}") })
}

async fn scoreboard(app: &TestApp, id: &str) -> Value {
    app.graphql(SCOREBOARD, json!({ "id": id })).await["partner"].clone()
}

fn n(number: i64) -> Value {
    json!({ "n": number })
}

on_both! {
    async fn an_organisation_asks_by_itself_and_staff_accepts(app: TestApp) {
        let id = "partner-0192f000-0000-7000-8000-00000000a001";
        let itself = oneself(Role::Partner, id);
        let payload = app.mutate_as(&itself, "requestToJoin", application("ENTREPRISE")).await;
        assert_eq!(payload["partner"], json!({ "id": id, "status": "REQUESTED" }));

        let accept = json!({ "partnerId": id });
        let query = "mutation($input: PartnerStep!) { acceptPartner(input: $input) { position } }";
        let answer = app.graphql_as(&itself, query, json!({ "input": accept })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "not its own judge");
        app.refuse("openCampaign", json!({ "partnerId": id, "code": "NSI" }), "partner_not_joined").await;
        let payload = app.mutate_as(&coordinator(&["10"]), "acceptPartner", accept).await;
        assert_eq!(payload["partner"]["status"], "JOINED");
        app.refuse("declinePartner", json!({ "partnerId": id, "reason": "DUPLICATE" }), "no_partnership_request").await;
    }

    async fn a_declined_organisation_may_ask_again(app: TestApp) {
        let payload = app.accept("requestToJoin", application("ECOLE")).await;
        let id = payload["partner"]["id"].as_str().unwrap();
        app.accept("declinePartner", json!({ "partnerId": id, "reason": "INCOMPLETE" })).await;
        let mut again = application("ECOLE");
        again["partnerId"] = id.into();
        let payload = app.accept("requestToJoin", again).await;
        assert_eq!(payload["partner"]["status"], "REQUESTED");
    }

    async fn numbers_of_organisations_are_checked(app: TestApp) {
        let with = |kind: &str, number: Value| {
            let mut input = application(kind);
            input["legalId"] = number;
            input
        };
        for (kind, number, code) in [
            ("ENTREPRISE", json!({ "siret": "13002566100014" }), "siret_check_digit"),
            ("ENTREPRISE", json!({ "siren": "13002566" }), "siren_shape"),
            ("ASSOCIATION_MENTORAT", json!({ "rna": "W75100407" }), "rna_shape"),
            ("ENTREPRISE", json!({ "rna": "W751004076" }), "legal_id_does_not_fit"),
            ("ENTREPRISE", json!({ "uai": LYCEE }), "legal_id_does_not_fit"),
        ] {
            let rejection = app.refuse("registerPartner", with(kind, number), code).await;
            assert_eq!(rejection["field"], "legalId");
        }
        app.accept("registerPartner", with("ETABLISSEMENT_SCOLAIRE", json!({ "uai": LYCEE }))).await;
    }

    async fn the_scoreboard_tells_what_is_pledged_and_delivered(app: TestApp) {
        let id = partner(&app, "ENTREPRISE").await;
        app.accept("pledgeContribution", pledge(&id, 1, "FINANCEMENT", "CENTS", 5_000_000)).await;
        app.accept("pledgeContribution", pledge(&id, 2, "STAGE", "PLACES", 4)).await;
        app.accept("deliverContribution", deliver(&id, 1, 2_000_000)).await;
        app.accept("deliverContribution", deliver(&id, 2, 3)).await;
        let rejection = app.refuse("deliverContribution", deliver(&id, 2, 2), "more_than_pledged").await;
        assert_eq!(rejection["field"], "quantity");
        app.accept("raisePledge", deliver(&id, 2, 5)).await;
        app.accept("deliverContribution", deliver(&id, 2, 2)).await;
        let mut rest = json!({ "partnerId": id, "reason": "ABANDONED" });
        rest["contributionId"] = deliver(&id, 1, 0)["contributionId"].clone();
        app.accept("writeOffContribution", rest).await;

        let board = scoreboard(&app, &id).await;
        assert_eq!(board["family"], "ECONOMIQUE");
        assert_eq!(board["legalId"], json!({ "scheme": "siret", "code": "13002566100013" }));
        assert_eq!(board["contributions"], json!([
            { "kind": "FINANCEMENT", "unit": "CENTS", "pledged": 5_000_000, "delivered": 2_000_000,
              "left": 0, "deliveredCents": 2_000_000 },
            { "kind": "STAGE", "unit": "PLACES", "pledged": 5, "delivered": 5, "left": 0, "deliveredCents": 0 },
        ]));
        assert_eq!(board["contributionsByKind"][1], json!({
            "kind": "STAGE", "label": "Stages", "unit": "PLACES", "pledged": 5, "delivered": 5,
        }));
        let query = "{ contributionsByKind(filter: { family: ECONOMIQUE }) { kind delivered }
                       none: contributionsByKind(filter: { family: SUPERIEUR }) { kind } }";
        let all = app.graphql(query, Value::Null).await;
        assert_eq!(all["contributionsByKind"][1], json!({ "kind": "STAGE", "delivered": 5 }));
        assert_eq!(all["none"], json!([]));
    }

    async fn a_pledge_needs_a_convention_in_force(app: TestApp) {
        let payload = app.accept("registerPartner", application("ENTREPRISE")).await;
        let id = payload["partner"]["id"].as_str().unwrap();
        app.refuse("pledgeContribution", pledge(id, 1, "STAGE", "PLACES", 4), "convention_required").await;
        app.accept("pledgeContribution", pledge(id, 1, "PROMOTION", "ACTIONS", 4)).await;
        app.refuse("signConvention", json!({
            "partnerId": id, "from": "2026-09-02", "to": "2026-09-01", "clauses": ["BILAN"],
        }), "invalid_convention_dates").await;
    }

    async fn a_campaign_counts_the_registrations_that_quote_it(app: TestApp) {
        let id = partner(&app, "CULTURE_SCIENTIFIQUE").await;
        app.accept("openCampaign", json!({
            "partnerId": id, "code": "forum-2026", "occurredOn": "2026-09-01",
        })).await;
        app.accept("recordSourcing", json!({
            "partnerId": id, "channel": "CLASSE", "uai": LYCEE, "audience": 31, "minutes": 55,
            "campaign": "FORUM-2026", "occurredOn": "2026-09-08",
        })).await;
        let mut quoting = registration("2010-03-14", "2026-09-10");
        quoting["campaign"] = "Forum-2026".into();
        app.accept("registerBeneficiary", quoting.clone()).await;
        quoting["birthDate"] = "2010-03-15".into();
        let payload = app.accept("registerBeneficiary", quoting).await;
        let hers = payload["journey"]["id"].as_str().unwrap();
        app.consent(hers).await;
        app.year(hers, 2026, "PREMIERE_GENERALE", &["NSI", "MATHS", "PHYSIQUE_CHIMIE"]).await;
        app.admit(hers).await;

        let sourcing = scoreboard(&app, &id).await["sourcing"].clone();
        assert_eq!(sourcing, json!({
            "actions": 1, "audience": 31, "minutes": 55, "registrations": n(2), "laureates": n(1),
            "campaigns": [{ "code": "FORUM-2026", "actions": 1, "audience": 31, "registrations": n(2) }],
        }));
        let itself = oneself(Role::Partner, &id);
        let answer = app.graphql_as(&itself, SCOREBOARD, json!({ "id": id })).await;
        let few = &answer["data"]["partner"]["sourcing"]["registrations"];
        assert_eq!(few, &json!({ "reason": "PRIMARY" }), "two people are too few to tell a partner");

        app.accept("closeCampaign", json!({ "partnerId": id, "code": "FORUM-2026", "occurredOn": "2026-10-01" })).await;
        app.refuse("recordSourcing", json!({
            "partnerId": id, "channel": "FORUM", "audience": 200, "minutes": 300, "campaign": "FORUM-2026",
        }), "campaign_not_open").await;
        app.refuse("openCampaign", json!({ "partnerId": id, "code": "a b" }), "invalid_campaign").await;
    }

    async fn an_establishment_commits_then_acts_and_is_assessed(app: TestApp) {
        let school = partner(&app, "ECOLE").await;
        let measure = |id: &str| json!({ "partnerId": id, "measure": "ECOUTE" });
        app.refuse("implementMeasure", measure(&school), "not_committed").await;
        app.accept("commitToMeasure", measure(&school)).await;
        app.accept("implementMeasure", measure(&school)).await;
        app.refuse("implementMeasure", measure(&school), "already_implemented").await;
        let company = partner(&app, "ENTREPRISE").await;
        app.refuse("commitToMeasure", measure(&company), "receives_no_students").await;

        let assess = |score: u8| json!({
            "partnerId": school, "instrumentVersion": "2026-1",
            "scores": [{ "dimension": "ACCUEIL", "score": score }],
        });
        app.refuse("assessReception", assess(101), "invalid_scores").await;
        app.accept("assessReception", assess(70)).await;
        let board = scoreboard(&app, &school).await;
        assert_eq!(board["measures"], json!([{ "measure": "ECOUTE", "implemented": true }]));
        assert_eq!(board["reception"], json!({
            "instrumentVersion": "2026-1", "scores": [{ "dimension": "ACCUEIL", "score": 70 }],
        }));
    }

    async fn nothing_follows_a_departure_but_what_was_pledged(app: TestApp) {
        let id = partner(&app, "ENTREPRISE").await;
        app.accept("pledgeContribution", pledge(&id, 1, "STAGE", "PLACES", 4)).await;
        app.accept("leaveProgramme", json!({ "partnerId": id, "reason": "PRIORITIES" })).await;
        app.refuse("pledgeContribution", pledge(&id, 2, "STAGE", "PLACES", 4), "partner_has_left").await;
        app.accept("deliverContribution", deliver(&id, 1, 4)).await;
        assert_eq!(scoreboard(&app, &id).await["status"], "LEFT");
    }

    async fn a_partner_sees_and_changes_its_own_only(app: TestApp) {
        let (own, other) = (partner(&app, "ENTREPRISE").await, partner(&app, "ECOLE").await);
        let itself = oneself(Role::Partner, &own);
        let list = "{ partners { edges { node { id } } } }";
        let answer = app.graphql_as(&itself, list, Value::Null).await;
        assert_eq!(answer["data"]["partners"]["edges"], json!([{ "node": { "id": own } }]));
        let answer = app.graphql_as(&itself, SCOREBOARD, json!({ "id": other })).await;
        assert_eq!(answer["data"]["partner"], Value::Null);


        let campaign = |id: &str| json!({ "input": { "partnerId": id, "code": "NSI" } });
        let answer = app.graphql_as(&itself, WRITE, campaign(&other)).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let answer = app.graphql_as(&itself, WRITE, campaign(&own)).await;
        assert_eq!(answer.get("errors"), None);

        // A coordinator of another territory reads and changes neither; those who support, none.
        let paris = coordinator(&["01"]);
        let answer = app.graphql_as(&paris, list, Value::Null).await;
        assert_eq!(answer["data"]["partners"]["edges"], json!([]));
        for who in [paris, actor(Role::Beneficiary), actor(Role::Supporter), actor(Role::Analyst)] {
            let answer = app.graphql_as(&who, WRITE, campaign(&other)).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", who.role);
        }
    }
}
