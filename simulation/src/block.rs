//! A block: some beneficiaries with their supporters, planned together and run in the order of the
//! days, so that slots, checks and dates agree. Blocks know nothing of each other.

use chrono::NaiveDate;
use domain::{activity, codes::Academie, granting, partner::Command as Partner, placement};

use crate::{
    Report, activities, aids,
    atlas::Atlas,
    dice::Dice,
    journey::{self, Plan},
    mentoring::{self, Mentoring},
    partners,
    person::Person,
    placements,
    step::{Action, Step},
};

/// Beneficiaries of a block.
pub(crate) const SIZE: u32 = 25;
/// Académies a block draws its people from: few enough for some to meet.
const HOMES: usize = 4;

/// A block to run.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) number: u32,
    /// In the order of their days.
    pub(crate) steps: Vec<Step>,
    /// What is in it.
    pub(crate) counts: Report,
}

/// Plans a block. One of another size is made of other journeys: they would ask the same supporters
/// for other slots, and could not be added later.
pub(crate) fn plan(seed: u64, number: u32, size: u32, atlas: &Atlas, until: NaiveDate) -> Block {
    let mut dice = Dice::new(seed, number, size, until, &atlas.version);
    let homes: Vec<Academie> = (0..HOMES).map(|_| dice.weighted(&atlas.academies)).collect();
    let partners = partners::plan(&mut dice, atlas, &homes, until);
    let plans: Vec<Plan> = (0..size)
        .map(|n| {
            let nth = (seed, number * SIZE + n);
            let person = Person::draw(&mut dice, nth, atlas, &homes, until);
            journey::plan(&mut dice, atlas, person, &partners, until)
        })
        .collect();
    let Mentoring { supporters, relations } =
        mentoring::plan(&mut dice, &plans, &partners, &homes, until);
    let activities = activities::plan(&mut dice, &plans, &partners, until);
    // The names of the lines are constants.
    let aids = aids::plan(&mut dice, &plans, size).unwrap_or_default();
    let placements = placements::plan(&mut dice, &plans, &partners);
    let mut counts = Report {
        journeys: size,
        supporters: supporters.len() as u64,
        mentorships: relations.len() as u64,
        ..Report::default()
    };

    // On one day, partners come before whoever quotes or joins them.
    let mut steps: Vec<Step> = partners.into_iter().flat_map(|partner| partner.steps).collect();
    steps.extend(plans.into_iter().flat_map(|plan| plan.steps));
    steps.extend(supporters.into_iter().flat_map(|supporter| supporter.steps));
    steps.extend(relations.into_iter().flat_map(|relation| relation.steps));
    steps.extend(activities.into_iter().chain(aids).chain(placements));
    steps.retain(|step| step.day <= until);
    steps.sort_by_key(|step| step.day);
    for step in &mut steps {
        step.command_id = dice.command_id(number);
        count(&mut counts, &step.action);
    }
    Block { number, steps, counts }
}

/// Counts what begins with this step.
fn count(counts: &mut Report, action: &Action) {
    match action {
        Action::Activity(_, activity::Command::Plan { .. }) => counts.activities += 1,
        Action::Help(_, granting::AidCommand::Request { .. }) => counts.aids += 1,
        Action::Placement(_, placement::Command::Publish { .. }, _) => counts.placements += 1,
        Action::Partner(_, Partner::RequestToJoin { .. } | Partner::Join { .. }) => {
            counts.partners += 1;
        }
        _ => {}
    }
}
