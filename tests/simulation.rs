//! A simulated programme: read models agree with a fold of the log that shares no code with them, and
//! another such fold finds every promise across streams kept, event after event.
//!
//! `PARCOURS_TEST_JOURNEYS=20000 PARCOURS_TEST_MINUTES=30 cargo xtask test -- --release simulation` does it at
//! the size of the programme.

mod forged;
mod promises;

use std::collections::BTreeMap;

use ::simulation::Options;
use domain::{Event, SchoolYear, Vocabulary as _, codec, journey, journey::facts::Enrolment};
use eventstore::{Filter, Position};
use futures::StreamExt as _;
use projections::{Reader, statistics::CohortFilter};
use tests::{
    app::{TODAY, TestApp},
    db::read_models,
    on_both,
};

use promises::{Fact, Promises};

/// How many; `PARCOURS_TEST_JOURNEYS` asks for more.
fn journeys() -> u32 {
    std::env::var("PARCOURS_TEST_JOURNEYS").map_or(150, |count| count.parse().expect("a number"))
}

/// School year, cohort, level, académie, situation.
type Cell = (i32, i32, String, String, String);

/// What is known of one beneficiary, kept as plainly as it is asked.
#[derive(Default)]
struct Story {
    admitted: Option<SchoolYear>,
    years: BTreeMap<i32, (String, Option<(String, String)>)>,
    bourses: BTreeMap<i32, Option<bool>>,
}

impl Story {
    fn hear(&mut self, event: &journey::Event) {
        match event {
            journey::Event::AdmittedToProgramme { cohort, .. } => {
                self.admitted = Some(*cohort);
            }
            journey::Event::SchoolYearStarted { school_year, year, .. }
                if year.enrolment == Enrolment::Main =>
            {
                let place = year.school.as_ref().map(|school| {
                    (school.territory.academie.to_string(), school.territory.region.to_string())
                });
                self.years.insert(school_year.0, (year.niveau.code().to_owned(), place));
            }
            journey::Event::SituationDeclared { school_year, situation } => {
                self.bourses.insert(school_year.0, situation.bourse.is_boursiere());
            }
            _ => {}
        }
    }
}

/// Everything counted again from the log, event by event.
async fn count(app: &TestApp) -> (BTreeMap<Cell, i64>, i64, BTreeMap<Option<String>, i64>) {
    let mut stories: BTreeMap<String, Story> = BTreeMap::new();
    let mut events = app.log().scan(Position::START, Filter::Category("journey".into()));
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        if let Event::Journey(happened) = codec::decode_any(&event.kind, &event.data).unwrap() {
            let story = stories.entry(event.stream.as_str().to_owned()).or_default();
            story.hear(&happened);
        }
    }
    let mut cells = BTreeMap::new();
    let mut regions = BTreeMap::new();
    for story in stories.values() {
        let Some(cohort) = story.admitted else { continue };
        let places = story.years.range(..=cohort.0).rev().map(|(_, (_, place))| place);
        let region = places.flatten().next().map(|(_, region)| region.clone());
        *regions.entry(region).or_default() += 1;
        let situation = match story.bourses.get(&cohort.0).copied().flatten() {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        };
        // From the year of the admission on.
        for (year, (niveau, place)) in story.years.range(cohort.0..) {
            let academie = place.as_ref().map_or("unknown", |(academie, _)| academie);
            let cell = (*year, cohort.0, niveau.clone(), academie.to_owned(), situation.to_owned());
            *cells.entry(cell).or_default() += 1;
        }
    }
    let laureates = stories.values().filter(|story| story.admitted.is_some()).count();
    (cells, i64::try_from(laureates).unwrap(), regions)
}

async fn shown(reader: &Reader) -> (BTreeMap<Cell, i64>, i64, BTreeMap<Option<String>, i64>) {
    let table = reader.cohort(&CohortFilter::default()).await.unwrap();
    let cells = table.into_iter().map(|row| {
        let academie = row.academie.0.map_or("unknown".to_owned(), |academie| academie.to_string());
        let niveau = row.niveau.code().to_owned();
        let situation = row.boursiere.code().to_owned();
        ((row.school_year.0, row.cohort.0, niveau, academie, situation), row.count)
    });
    let mut summed = BTreeMap::new();
    for (cell, count) in cells {
        // The table also tells régions apart where the académie is unknown.
        *summed.entry(cell).or_default() += count;
    }
    let impact = reader.impact(TODAY.parse().unwrap()).await.unwrap();
    let regions = impact
        .by_region
        .into_iter()
        .map(|(region, count)| (region.map(|region| region.to_string()), count));
    (summed, impact.total, regions.collect())
}

/// What must have happened for the promises to be worth looking at.
const EVENTS: [&str; 24] = [
    "journey.v1.GuardianAuthorised",
    "journey.v1.ApprenticeshipReserved",
    "supporter.v1.SlotReleased",
    "supporter.v1.SupporterSuspended",
    "mentorship.v1.MentorshipPaused",
    "mentorship.v1.MentorshipResumed",
    "activity.v1.SeatReleased",
    "activity.v1.WaitlistJoined",
    "activity.v1.SeatOffered",
    "activity.v1.AttendanceRecorded",
    "activity.v1.FeedbackGiven",
    "activity.v1.ActivityCancelled",
    "aid.v1.AidRefused",
    "aid.v1.AidDelivered",
    "aid.v1.AidCancelled",
    "programme.v1.BudgetReserved",
    "placement.v1.ApplicationAnswered",
    "placement.v1.ConventionSigned",
    "placement.v1.PlacementCompleted",
    "placement.v1.OfferWithdrawn",
    "partner.v1.ContributionDelivered",
    "partner.v1.SourcingActionHeld",
    "partner.v1.MeasureImplemented",
    "partner.v1.ReceptionAssessed",
];

/// The same where there are many.
const RARE_EVENTS: [&str; 6] = [
    "journey.v1.ApprenticeshipReleased",
    "mentorship.v1.MentorReplaced",
    "activity.v1.OfferLapsed",
    "aid.v1.AidReturned",
    "programme.v1.BudgetReleased",
    "placement.v1.PlacementInterrupted",
];

/// Looks at the promises after every event of the log.
async fn promises(app: &TestApp) -> Promises {
    let mut promises = Promises::default();
    let mut events = app.log().scan(Position::START, Filter::All);
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        // Birth dates are sealed; nothing else that is looked at is.
        let data = if event.kind == "journey.v1.BeneficiaryRegistered" {
            let page = std::slice::from_ref(&event);
            let opened = app.service.commands.vault().open_events(page).await.unwrap();
            serde_json::from_str(&opened[0])
        } else {
            serde_json::from_str(&event.data)
        };
        let (stream, kind) = (event.stream.as_str(), event.kind.as_str());
        let fact = Fact { stream, kind, on: event.occurred_on, data: &data.unwrap() };
        if let Err(broken) = promises.hear(&fact) {
            panic!("at position {}: {broken}", event.position);
        }
    }
    promises.at_the_end().expect("what is told on two streams agrees");
    promises
}

on_both! {
    async fn read_models_agree_with_the_log_and_a_rebuild_changes_nothing(app: TestApp) {
        let directory = app.service.directory.borrow().clone();
        let options = Options {
            journeys: journeys(), seed: 7, until: TODAY.parse().unwrap(), concurrency: 16,
        };
        let report = ::simulation::simulate(&app.service.commands, &directory, &options, |_| {}).await;
        let report = report.expect("every simulated command is accepted");
        assert_eq!(report.journeys, journeys());
        let head = app.log().head().await.unwrap().position;
        let limit = std::time::Duration::from_mins(10);
        app.service.engine.wait_for(head, limit).await.expect("the read side catches up");

        let reader = Reader::new(app.log().db().clone());
        let (counted, live) = (count(&app).await, shown(&reader).await);
        assert!(counted.1 > 0 && counted.0.len() > 50, "the simulation admits people");
        assert_eq!(live, counted);

        let kept = promises(&app).await;
        let mut streams: BTreeMap<&str, u64> = BTreeMap::new();
        for (kind, count) in &kept.seen {
            *streams.entry(kind.split('.').next().unwrap()).or_default() += count;
        }
        println!("{streams:?}\n{:?}\n{:?}", kept.looked_at, kept.seen);
        assert_eq!(streams.len(), 8, "{streams:?}");
        assert_eq!(kept.looked_at.len(), 8, "{:?}", kept.looked_at);
        let rare = RARE_EVENTS.iter().filter(|_| journeys() >= 2_000);
        let missing: Vec<_> =
            EVENTS.iter().chain(rare).filter(|kind| !kept.seen.contains_key(**kind)).collect();
        assert!(missing.is_empty(), "{missing:?}");

        let before = read_models(app.log().db()).await;
        projections::rebuild(app.log(), &[], |_, _| {}).await.expect("a rebuild");
        assert_eq!(read_models(app.log().db()).await, before);
    }
}
