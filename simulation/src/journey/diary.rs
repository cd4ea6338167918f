//! The steps of one journey while they are written.

use chrono::NaiveDate;
use domain::{JourneyId, SchoolYear, journey::Command};

use crate::{
    calendar::workday,
    step::{Action, Step},
};

/// Writes a journey down.
pub(crate) struct Diary {
    id: JourneyId,
    registers: NaiveDate,
    known_from: SchoolYear,
    steps: Vec<Step>,
}

impl Diary {
    pub(crate) fn new(id: JourneyId, registers: NaiveDate, known_from: SchoolYear) -> Self {
        Self { id, registers, known_from, steps: Vec::with_capacity(96) }
    }

    /// Something that happens on a day. What happened before she registered is declared when she
    /// does, about its own day; what lies before the years she tells of is left out.
    pub(crate) fn on(&mut self, day: NaiveDate, command: Command) {
        if SchoolYear::of(day) >= self.known_from {
            let sent = day.max(self.registers);
            let action = Action::Journey(self.id, command);
            self.steps.push(Step { occurred_on: day, ..Step::on(sent, action) });
        }
    }

    /// The same, on a working day.
    pub(crate) fn at_work(&mut self, day: NaiveDate, command: Command) {
        self.on(workday(day), command);
    }

    /// Is this day after her registration, so that things are seen as they happen?
    pub(crate) fn sees(&self, day: NaiveDate) -> bool {
        day > self.registers
    }

    /// The same, followed by another.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self
    }

    /// All steps in the order of their days; those of one day as they were written.
    pub(crate) fn in_order(self) -> Vec<Step> {
        let mut steps = self.steps;
        steps.sort_by_key(|step| step.day);
        steps
    }
}

/// Puts a step behind all others of its day.
pub(crate) fn insert(steps: &mut Vec<Step>, step: Step) {
    let place = steps.partition_point(|other| other.day <= step.day);
    steps.insert(place, step);
}

/// Leaves out all that comes after the last step of a day, save what became of her.
pub(crate) fn cut_after(steps: &mut Vec<Step>, day: NaiveDate) {
    steps.retain(|step| {
        step.day <= day || matches!(step.action, Action::Journey(_, Command::RecordOutcome { .. }))
    });
}
