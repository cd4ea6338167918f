//! Stages, apprenticeships and first jobs that partners of the block offer to its beneficiaries.

mod place;
mod years;

use chrono::{Datelike as _, Days, NaiveDate};
use domain::{
    SchoolYear,
    journey::facts::{EndReason, Statut},
    placement::{PlacementInterruption, PlacementKind},
};

use crate::{
    calendar::{date, workday},
    calibration::placements::{
        APPRENTICESHIP, CONTRACT_SHORTER, FIXED_TERM, IN_VAIN, INTERRUPTIONS, JOB, STAGE, STOPS,
        TERM_WEEKS, contract_years, stage,
    },
    dice::Dice,
    journey::Plan,
    partners::Partner,
    step::Step,
};
use place::{End, Search};
use years::Year;

/// Whoever searches, and where.
struct Market<'a> {
    dice: &'a mut Dice,
    journeys: &'a [Plan],
    partners: &'a [Partner],
    steps: Vec<Step>,
}

/// The steps of all placements.
pub(crate) fn plan(dice: &mut Dice, journeys: &[Plan], partners: &[Partner]) -> Vec<Step> {
    let mut market = Market { dice, journeys, partners, steps: Vec::new() };
    for journey in journeys {
        let years = years::of(journey);
        // One apprenticeship at a time.
        let mut bound = NaiveDate::MIN;
        for (index, year) in years.iter().enumerate() {
            if year.statut == Statut::Apprenti {
                market.apprenticeship(journey, &years[index..], &mut bound);
            } else if year.statut == Statut::Etudiant && bound < year.from {
                market.stage(journey, year);
            }
        }
        market.first_job(journey);
    }
    market.steps
}

impl Market<'_> {
    fn stage(&mut self, journey: &Plan, year: &Year) {
        let Some(((first, last), (fewest, most))) = stage(year.niveau) else { return };
        let after = year.at.0 + 1;
        let starts = workday(self.dice.day(date(after, first, 1), date(after, last, 28)));
        let weeks = self.dice.between(fewest, most);
        // Within the school year, which is still under way.
        let ends = starts + Days::new(u64::from(weeks) * 7);
        if !year.goes_on(starts) || SchoolYear::of(ends) != year.at {
            return;
        }
        let end = if self.dice.chance(STOPS[0]) {
            let day = self.dice.day(starts + Days::new(3), ends);
            End::Stops(day, self.dice.weighted(&INTERRUPTIONS))
        } else {
            End::Completed(self.dice.after(ends, 0, 10))
        };
        let (kind, weeks) = (PlacementKind::Stage, Some(weeks));
        self.search(journey, STAGE, Search { kind, starts, weeks, end });
    }

    /// From the first of the years in which she is an apprentice, if no other one is under way.
    fn apprenticeship(&mut self, journey: &Plan, years: &[Year], bound: &mut NaiveDate) {
        let [first, later @ ..] = years else { return };
        let starts = self.dice.after(first.from, 1, 12);
        if *bound >= starts || !first.goes_on(starts) || SchoolYear::of(starts) != first.at {
            return;
        }
        let nominal = contract_years(first.niveau);
        let shorter = self.dice.between(CONTRACT_SHORTER.0, CONTRACT_SHORTER.1);
        let weeks = nominal * 52 - shorter;
        let ends = starts + Days::new(u64::from(weeks) * 7 - 1);
        let over = years::leaves(first, later, nominal);
        let end = if self.dice.chance(STOPS[1]) {
            let day = self.dice.after(starts, 20, 220);
            End::Stops(day, self.dice.weighted(&INTERRUPTIONS))
        } else {
            End::Completed(ends)
        };
        let end = match (over, end) {
            // She goes on elsewhere, or not at all.
            (Some(over), End::Completed(day) | End::Stops(day, _)) if over < day => {
                End::Stops(over.max(starts), PlacementInterruption::Studies)
            }
            (_, end) => end,
        };
        let (kind, weeks) = (PlacementKind::Apprentissage, Some(weeks));
        let found = self.search(journey, APPRENTICESHIP, Search { kind, starts, weeks, end });
        if let Some(until) = found {
            *bound = until;
        }
    }

    /// After her last diploma, while the programme still supports her.
    fn first_job(&mut self, journey: &Plan) {
        let Some((_, last)) = journey.supported else { return };
        if journey.ends != Some(EndReason::Completed) {
            return;
        }
        let (from, to) = (date(last.year(), 9, 1), last - Days::new(1));
        if to < from {
            return;
        }
        let starts = workday(self.dice.day(from, to));
        let term = self.dice.between(TERM_WEEKS.0, TERM_WEEKS.1);
        let weeks = self.dice.chance(FIXED_TERM).then_some(term);
        let end = match weeks {
            Some(weeks) => End::Completed(starts + Days::new(u64::from(weeks) * 7)),
            None => End::Goes,
        };
        self.search(journey, JOB, Search { kind: PlacementKind::Emploi, starts, weeks, end });
    }

    /// She searches: in vain first, perhaps, and then with success or not. Answers with the last day
    /// of what she found.
    fn search(&mut self, journey: &Plan, share: f64, search: Search) -> Option<NaiveDate> {
        if self.dice.chance(IN_VAIN) {
            self.in_vain(journey, search);
        }
        if self.dice.chance(share) { self.found(journey, search) } else { None }
    }
}
