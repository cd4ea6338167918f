//! A whole service on a fresh database, asked over HTTP.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a test fails by panicking")]

use std::sync::Arc;

use chrono::NaiveDate;
use commands::{Actor, Role};
use eventstore::{Direction, Filter, Log, LogOptions, Position, Recorded};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use server::{app::Service, auth::Tokens, http, keys::Keys};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use uuid::Uuid;

use crate::{
    OnBoth,
    db::{EmptyDb, connect, keys},
};

/// The day the tests live in.
pub const TODAY: &str = "2026-11-24";

/// A service with a client.
pub struct TestApp {
    /// The service, for what no client can see.
    pub service: Arc<Service>,
    /// Where the data is.
    pub url: String,
    /// What opens its vault.
    pub keys: Keys,
    address: String,
    tokens: Tokens,
    client: reqwest::Client,
    serving: JoinHandle<()>,
    folder: Option<TempDir>,
}

/// A clock that stands still.
struct FixedClock;

impl graphql::Clock for FixedClock {
    fn today(&self) -> NaiveDate {
        TODAY.parse().expect("a date")
    }

    #[expect(clippy::disallowed_methods, reason = "a test is an edge")]
    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

impl OnBoth for TestApp {
    async fn sqlite() -> Self {
        Self::on(EmptyDb::sqlite().await).await
    }

    async fn postgres() -> Self {
        Self::on(EmptyDb::postgres().await).await
    }
}

impl TestApp {
    async fn on(empty: EmptyDb) -> Self {
        server::app::migrate(&empty.db).await.expect("the database is migrated");
        Self::on_migrated(empty).await
    }

    async fn on_migrated(EmptyDb { db, url, folder }: EmptyDb) -> Self {
        let keys = keys(&db, &url).await;
        let service = Service::start_with(&db, &keys, true, Arc::new(FixedClock)).await;
        let service = Arc::new(service.expect("the service starts"));
        let tokens = Tokens::new(&[1; 32]).expect("a key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let router = http::router(Arc::clone(&service), tokens.clone());
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serving");
        });
        let client = reqwest::Client::new();
        Self { service, url, keys, address, tokens, client, serving, folder }
    }

    /// On the database of this URL.
    pub async fn at_url(url: &str) -> Self {
        Self::on(EmptyDb::at(url).await).await
    }

    /// On the database of this URL, which somebody else has migrated.
    pub async fn at_migrated_url(url: &str) -> Self {
        Self::on_migrated(EmptyDb::at(url).await).await
    }

    /// Stops it; gives where the data is, and what keeps it there.
    pub async fn close(mut self) -> (String, Option<TempDir>) {
        self.serving.abort();
        self.service.engine.stop().await;
        self.log().clone().close().await;
        self.log().db().close().await;
        (std::mem::take(&mut self.url), self.folder.take())
    }

    /// The log as another process has it.
    pub async fn another_log(&self) -> Log {
        let log = Log::open(connect(&self.url).await, LogOptions::default()).await;
        log.expect("the log opens again")
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &Log {
        self.service.commands.log()
    }

    /// The position of the last event.
    pub async fn head(&self) -> i64 {
        self.log().head().await.expect("the head").position.get()
    }

    /// Every event, oldest first.
    pub async fn events(&self) -> Vec<Recorded> {
        let all = self.log().read_all(Position::START, Direction::Forward, 100_000, &Filter::All);
        all.await.expect("the log can be read")
    }

    /// The path as a URL.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// The HTTP client.
    #[must_use]
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// A token for somebody.
    #[must_use]
    pub fn token(&self, actor: &Actor) -> String {
        let now = server::clock::now().timestamp();
        self.tokens.issue(actor, now, 600).expect("a token")
    }

    /// Asks as the administrator; there must be no errors.
    pub async fn graphql(&self, query: &str, variables: Value) -> Value {
        let answer = self.graphql_as(&administrator(), query, variables).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].clone()
    }

    /// Asks as somebody, and gives the whole answer.
    pub async fn graphql_as(&self, actor: &Actor, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables });
        let answer = self.post(actor, body.to_string()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.expect("JSON")
    }

    /// Posts a body as somebody.
    pub async fn post(&self, actor: &Actor, body: String) -> Response {
        self.client
            .post(self.at("/graphql"))
            .bearer_auth(self.token(actor))
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .expect("an answer")
    }

    /// Runs a mutation as the administrator: `name` takes one `input`. Gives its payload.
    pub async fn mutate(&self, name: &str, input: Value) -> Value {
        self.mutate_as(&administrator(), name, input).await
    }

    /// The same as somebody.
    pub async fn mutate_as(&self, actor: &Actor, name: &str, input: Value) -> Value {
        let kind = input_type(name);
        let entity = match name {
            "registerSupporter" | "declareProfile" | "signCharter" | "recordHonorabilite"
            | "declareCapacity" | "recordTraining" | "suspendSupporter" | "reinstateSupporter"
            | "retireSupporter" => "supporter { id activity free }",
            "proposeMatch" | "acceptMatch" | "declineMatch" | "startMentorship"
            | "recordSession" | "endMentorship" | "expireMatch" | "missSession" | "setGoal"
            | "reviewGoal" | "rateRelation" | "raiseConcern" | "pauseMentorship"
            | "resumeMentorship" | "replaceMentor" => "mentorship { id status paused }",
            "planActivity" | "lapseOffers" | "holdActivity" | "recordAttendance"
            | "cancelActivity" | "bookSeat" | "releaseSeat" | "joinWaitlist" | "leaveWaitlist"
            | "giveFeedback" => "activity { id status }",
            "requestAid" | "assessAid" | "awardAid" | "deliverAid" | "returnAid" | "refuseAid"
            | "cancelAid" => "aid { id status }",
            "publishOffer"
            | "withdrawOffer"
            | "applyToOffer"
            | "answerApplication"
            | "securePlacement"
            | "withdrawApplication"
            | "signPlacement"
            | "startPlacement"
            | "interruptPlacement"
            | "completePlacement" => "offer { id status } placement { journeyId }",
            "requestToJoin"
            | "registerPartner"
            | "acceptPartner"
            | "declinePartner"
            | "signConvention"
            | "pledgeContribution"
            | "raisePledge"
            | "deliverContribution"
            | "writeOffContribution"
            | "openCampaign"
            | "closeCampaign"
            | "recordSourcing"
            | "commitToMeasure"
            | "implementMeasure"
            | "assessReception"
            | "leaveProgramme" => "partner { id status }",
            "correctEvent"
            | "voidEvent"
            | "publishPolicy"
            | "publishSocle"
            | "publishOptions"
            | "publishCalendar"
            | "publishDisclosurePolicy"
            | "setTarget"
            | "allocateBudget"
            | "recordCost"
            | "recordReferenceImport"
            | "issueReport" => "",
            _ => "journey { id standing niveau }",
        };
        let query = format!(
            "mutation($input: {kind}!) {{ {name}(input: $input) {{ {entity} position revision \
             replayed rejection {{ code message messageFr field }} }} }}"
        );
        let answer = self.graphql_as(actor, &query, json!({ "input": input })).await;
        assert_eq!(answer.get("errors"), None, "{name}");
        answer["data"][name].clone()
    }

    /// Runs a mutation that must be accepted.
    pub async fn accept(&self, name: &str, input: Value) -> Value {
        let payload = self.mutate(name, input).await;
        assert_eq!(payload["rejection"], Value::Null, "{name}");
        payload
    }

    /// Runs a mutation that must be refused with this code, and change nothing.
    pub async fn refuse(&self, name: &str, input: Value, code: &str) -> Value {
        let before = self.head().await;
        let payload = self.mutate(name, input).await;
        assert_eq!(payload["rejection"]["code"], code, "{name}: {payload}");
        assert_eq!(payload["position"], Value::Null);
        assert_eq!(self.head().await, before, "a refused command writes nothing");
        payload["rejection"].clone()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The input object of a mutation.
fn input_type(mutation: &str) -> String {
    match mutation {
        "assessEligibility"
        | "reassessEligibility"
        | "admit"
        | "withdrawRegistration"
        | "startSocle"
        | "resumeSupport"
        | "restrictProcessing"
        | "liftRestriction" => "JourneyStep".to_owned(),
        "identifyNeed" | "meetNeed" => "NeedStep".to_owned(),
        "reinstateSupporter" | "retireSupporter" => "SupporterStep".to_owned(),
        "expireMatch" | "resumeMentorship" => "MentorshipStep".to_owned(),
        "withdrawOffer" | "startPlacement" => "PlacementStep".to_owned(),
        "applyToOffer" | "securePlacement" | "withdrawApplication" => "CandidateStep".to_owned(),
        "acceptPartner" => "PartnerStep".to_owned(),
        "registerPartner" => "RequestToJoin".to_owned(),
        "openCampaign" | "closeCampaign" => "CampaignStep".to_owned(),
        "commitToMeasure" | "implementMeasure" => "MeasureStep".to_owned(),
        "confirmWish" | "dropWish" | "declineProposal" | "expireProposal" => "WishStep".to_owned(),
        "lapseOffers" => "ActivityStep".to_owned(),
        "bookSeat" | "releaseSeat" | "joinWaitlist" | "leaveWaitlist" => "SeatStep".to_owned(),
        name => name[..1].to_uppercase() + &name[1..],
    }
}

/// Somebody who may do everything.
#[must_use]
pub fn administrator() -> Actor {
    actor(Role::Administrator)
}

/// Somebody of a role, who is nobody in particular.
#[must_use]
pub fn actor(role: Role) -> Actor {
    Actor { id: "somebody".into(), role, subject: None, academies: Vec::new() }
}

/// A beneficiary or supporter, as themselves.
#[must_use]
pub fn oneself(role: Role, id: &str) -> Actor {
    let subject = id.split_once('-').and_then(|(_, id)| id.parse().ok());
    Actor { subject, ..actor(role) }
}

/// A coordinator of these académies.
#[must_use]
pub fn coordinator(academies: &[&str]) -> Actor {
    let academies = academies.iter().map(|code| code.parse().expect("an académie")).collect();
    Actor { academies, ..actor(Role::Coordinator) }
}
