//! Process managers, on both databases: what happens later, and what happens elsewhere.

mod crash;
mod deadlines;
mod departures;
mod eligibility;
mod minors;
mod pairs;

use ::commands::{Processes, processes::Process};
use chrono::NaiveDate;
use tests::app::{TODAY, TestApp};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day(TODAY)
}

/// Lets the processes read what has happened, then turns the clock to a day.
async fn turn(app: &TestApp, to: &str) {
    let processes = app.service.processes();
    processes.follow(today()).await.unwrap();
    processes.turn(day(to)).await.unwrap();
    processes.follow(day(to)).await.unwrap();
    let head = app.log().head().await.unwrap().position;
    app.service.engine.wait_for(head, std::time::Duration::from_secs(10)).await.unwrap();
}

/// The days on which events of a type happened.
async fn days_of(app: &TestApp, kind: &str) -> Vec<NaiveDate> {
    let events = app.events().await;
    events.iter().filter(|event| event.kind == kind).map(|event| event.occurred_on).collect()
}

/// The days a process waits for.
async fn waits_for(app: &TestApp, process: Process) -> Vec<NaiveDate> {
    let waiting = app.service.processes().waiting(process).await.unwrap();
    waiting.into_iter().map(|timer| timer.due).collect()
}

/// What a service that starts after a crash has: nothing in memory.
async fn after_a_crash(app: &TestApp, steps: Option<i64>) -> Processes {
    let db = tests::db::connect(&app.url).await;
    let commands = server::app::open_commands(&db, &app.keys).await.unwrap();
    match steps {
        Some(steps) => Processes::interrupted_after(commands, steps),
        None => Processes::new(commands),
    }
}
