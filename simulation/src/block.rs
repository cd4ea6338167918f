//! A block: some beneficiaries with their supporters, planned together and run in the order of the
//! days, so that slots, checks and dates agree. Blocks know nothing of each other.

use chrono::NaiveDate;
use domain::codes::Academie;

use crate::{
    atlas::Atlas,
    dice::Dice,
    journey::{self, Plan},
    mentoring,
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

/// Plans the first `wanted` journeys of a block. The whole block is always planned, so that fewer
/// journeys are the same ones.
pub(crate) fn plan(seed: u64, number: u32, wanted: u32, atlas: &Atlas, until: NaiveDate) -> Block {
    let mut dice = Dice::new(seed, number, until, &atlas.version);
    let homes: Vec<Academie> = (0..HOMES).map(|_| dice.weighted(&atlas.academies)).collect();
    let journeys: Vec<Plan> = (0..SIZE)
        .map(|_| {
            let person = Person::draw(&mut dice, atlas, &homes, until);
            journey::plan(&mut dice, atlas, person, until)
        })
        .collect();
    let mentoring = mentoring::plan(&mut dice, &journeys, &homes, until);

    let wanted = wanted.min(SIZE) as usize;
    let mut met = vec![false; mentoring.supporters.len()];
    let mut mentorships = 0;
    let mut steps = Vec::new();
    let mut take = |own: Vec<Step>, wanted: bool| {
        for step in own {
            let command_id = dice.command_id(number);
            if wanted && step.day <= until {
                steps.push(Step { command_id, ..step });
            }
        }
    };
    for (index, journey) in journeys.into_iter().enumerate() {
        take(journey.steps, index < wanted);
    }
    for (journey, supporter, relation) in mentoring.relations {
        let wanted = journey < wanted;
        met[supporter] |= wanted;
        mentorships += u64::from(wanted);
        take(relation.steps, wanted);
    }
    for (supporter, met) in mentoring.supporters.into_iter().zip(&met) {
        take(supporter.steps, *met);
    }
    steps.sort_by_key(|step| step.day);
    let supporters = met.iter().filter(|met| **met).count() as u64;
    Block { number, steps, journeys: wanted as u32, supporters, mentorships }
}
