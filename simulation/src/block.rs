//! A block: some beneficiaries with their supporters, planned together and run in the order of the
//! days, so that slots, checks and dates agree. Blocks know nothing of each other.

use chrono::NaiveDate;
use domain::codes::Academie;

use crate::{
    atlas::Atlas,
    dice::Dice,
    journey::{self, Plan},
    mentoring::{self, Mentoring},
    person::Person,
    step::Step,
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
    pub(crate) journeys: u32,
    pub(crate) supporters: u64,
    pub(crate) mentorships: u64,
}

/// Plans a block. One of another size is made of other journeys: they would ask the same supporters
/// for other slots, and could not be added later.
pub(crate) fn plan(seed: u64, number: u32, size: u32, atlas: &Atlas, until: NaiveDate) -> Block {
    let mut dice = Dice::new(seed, number, size, until, &atlas.version);
    let homes: Vec<Academie> = (0..HOMES).map(|_| dice.weighted(&atlas.academies)).collect();
    let plans: Vec<Plan> = (0..size)
        .map(|n| {
            let nth = (seed, number * SIZE + n);
            let person = Person::draw(&mut dice, nth, atlas, &homes, until);
            journey::plan(&mut dice, atlas, person, until)
        })
        .collect();
    let Mentoring { supporters, relations } = mentoring::plan(&mut dice, &plans, &homes, until);
    let (supporters_met, mentorships) = (supporters.len() as u64, relations.len() as u64);

    let mut steps: Vec<Step> = plans.into_iter().flat_map(|plan| plan.steps).collect();
    steps.extend(supporters.into_iter().flat_map(|supporter| supporter.steps));
    steps.extend(relations.into_iter().flat_map(|relation| relation.steps));
    steps.retain(|step| step.day <= until);
    steps.sort_by_key(|step| step.day);
    for step in &mut steps {
        step.command_id = dice.command_id(number);
    }
    Block { number, steps, journeys: size, supporters: supporters_met, mentorships }
}
