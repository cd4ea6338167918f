//! A simulated programme: read models agree with a fold of the log that shares no code with them.
//!
//! `PARCOURS_TEST_JOURNEYS=20000 PARCOURS_TEST_MINUTES=30 cargo xtask test -- --release simulation` does it at
//! the size of the programme.

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

        let before = read_models(app.log().db()).await;
        projections::rebuild(app.log(), &[], |_, _| {}).await.expect("a rebuild");
        assert_eq!(read_models(app.log().db()).await, before);
    }
}
