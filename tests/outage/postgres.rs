use std::time::{Duration, Instant};

use eventstore::{Filter, Position};
use futures::StreamExt as _;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, administrator},
    cluster::OwnServer,
    db::{append_any, in_time, stream},
};
use xtask::cluster::Stop;

use super::load::Load;

/// Whether the service says that it is ready.
async fn ready(app: &TestApp) -> bool {
    let answer = app.client().get(app.at("/readyz")).send().await.unwrap();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["ready"], status == StatusCode::OK, "{body}");
    status == StatusCode::OK
}

async fn until_ready(app: &TestApp, wanted: bool) {
    while ready(app).await != wanted {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The server goes away under load and comes back; nobody touches the service.
async fn the_service_survives(how: Stop) {
    let mut server = OwnServer::start().await;
    let app = TestApp::at_url(&server.cluster().url()).await;
    until_ready(&app, true).await;
    let mut feed = app.log().subscribe(Position::START, Filter::All);
    let load = Load::start(app.log(), 8);
    load.answers(200).await;

    server.stop(how).await;
    load.failures().await;
    until_ready(&app, false).await;
    let query = json!({ "query": "{ journeys(first: 1) { edges { node { id } } } }" });
    let asked = Instant::now();
    let answer: Value = app.post(&administrator(), query.to_string()).await.json().await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
    assert!(asked.elapsed() < Duration::from_secs(10), "it is told so soon");

    server.start_again().await;
    let back = Instant::now();
    load.answers(200).await;
    until_ready(&app, true).await;
    let head = app.log().head().await.unwrap().position;
    app.service.engine.wait_for(head, Duration::from_secs(20)).await.unwrap();
    assert!(back.elapsed() < Duration::from_secs(10), "it resumes soon: {:?}", back.elapsed());
    assert!(load.end(app.log()).await >= 400);

    // A subscriber that was there all the time has seen every event once.
    let (mut seen, head) = (0, app.log().head().await.unwrap().position.get());
    while seen < head {
        match feed.next().await.unwrap() {
            Ok(event) => {
                assert_eq!(event.position.get(), seen + 1);
                seen += 1;
            }
            Err(error) => assert!(eventstore::is_unavailable(&error), "{error}"),
        }
    }

    // So does another process hear of what is appended now.
    let other = app.another_log().await;
    let mut news = other.watch();
    let appended = app.log().append(append_any(&stream("after"), 1)).await.unwrap();
    news.wait_for(|position| *position >= appended.last).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_postgresql_under_load_costs_time_and_nothing_else() {
    in_time(the_service_survives(Stop::Fast)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_of_postgresql_under_load_costs_time_and_nothing_else() {
    in_time(the_service_survives(Stop::Immediate)).await;
}
