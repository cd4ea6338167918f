//! The end of support, and what became of her.

use chrono::{Days, NaiveDate};
use domain::{
    JourneyId, SchoolYear,
    journey::{
        Command,
        facts::{Channel, EndReason, OutcomeKind, YearResult},
    },
    levels::Niveau,
};

use super::{
    diary::{cut_after, insert},
    walk::Leaving,
};
use crate::{
    calendar,
    calibration::{
        outcomes::{
            AFTER_A_SHORTER_WAY, AFTER_LEAVING_THE_FIELD, AFTER_MASTER, AFTER_STOPPING,
            ANSWERS_SURVEY, IN_THE_FIELD, STAYS, SURVEY,
        },
        persons as share,
    },
    dice::Dice,
    step::{Action, Step},
};

/// The end of support.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    /// Last day anything is known of her; before `day` when contact is lost.
    pub(crate) silent_from: NaiveDate,
    /// The day support ends.
    pub(crate) day: NaiveDate,
    pub(crate) reason: EndReason,
}

/// What ends her support, if anything does: her studies, or her leaving the programme before.
pub(crate) fn draw(
    dice: &mut Dice,
    admitted: NaiveDate,
    until: NaiveDate,
    leaving: Option<Leaving>,
) -> Option<End> {
    let by_herself = quits(dice, admitted, until);
    let by_studies = leaving.map(|leaving| {
        // Some days with the programme at least.
        let day = leaving.day.max(admitted + Days::new(10));
        End { silent_from: day, day, reason: leaving.reason }
    });
    [by_herself, by_studies].into_iter().flatten().min_by_key(|end| end.silent_from)
}

/// Year after year she may withdraw, fall silent or be excluded.
fn quits(dice: &mut Dice, admitted: NaiveDate, until: NaiveDate) -> Option<End> {
    let mut year = admitted;
    while year <= until {
        let day = dice.after(year, 20, 360);
        if dice.chance(share::WITHDRAWS) {
            return Some(End { silent_from: day, day, reason: EndReason::Withdrew });
        }
        if dice.chance(share::FALLS_SILENT) {
            // The policy waits a year (`lost_contact_days`) before it calls contact lost.
            let end = dice.after(day, 366, 420);
            return Some(End { silent_from: day, day: end, reason: EndReason::LostContact });
        }
        if dice.chance(share::EXCLUDED) {
            return Some(End { silent_from: day, day, reason: EndReason::Excluded });
        }
        year = year + Days::new(365);
    }
    None
}

/// Ends support in the steps, which are in order: nothing is known after the silence, and nothing
/// but outcomes happens after the end.
pub(crate) fn apply(dice: &mut Dice, id: JourneyId, steps: &mut Vec<Step>, end: End) {
    cut_after(steps, end.silent_from);
    if let Some(school_year) = open_year(steps, end.silent_from)
        && end.reason == EndReason::LostContact
    {
        // Silence is made visible.
        let noticed = dice.after(end.silent_from, 200, 360);
        let command = Command::ConcludeSchoolYear { school_year, result: YearResult::Unknown };
        insert(steps, Step::on(noticed, Action::Journey(id, command)));
    }
    if end.reason == EndReason::LostContact {
        // She is written to and called before contact is called lost.
        for (months, channel) in [(3, Channel::Email), (6, Channel::Phone), (9, Channel::Letter)] {
            let tried = calendar::months_after(end.silent_from, months);
            let command = Command::RecordContactAttempt { channel };
            insert(steps, Step::on(tried, Action::Journey(id, command)));
        }
    }
    let command = Command::EndSupport { reason: end.reason, obstacles: Vec::new() };
    insert(steps, Step::on(end.day, Action::Journey(id, command)));
}

/// The year she was in on a day, if it is not concluded.
fn open_year(steps: &[Step], day: NaiveDate) -> Option<SchoolYear> {
    let at = SchoolYear::of(day);
    let mut open = None;
    for step in steps {
        match &step.action {
            Action::Journey(_, Command::StartSchoolYear { school_year, .. }) => {
                open = Some(*school_year);
            }
            Action::Journey(_, Command::ConcludeSchoolYear { .. }) => open = None,
            _ => {}
        }
    }
    open.filter(|open| *open == at)
}

/// Answers to the survey on what became of her, once support is over.
pub(crate) fn outcomes(
    dice: &mut Dice,
    id: JourneyId,
    steps: &mut Vec<Step>,
    end: End,
    leaving: Leaving,
    last_level: Option<Niveau>,
) {
    let mut became = None;
    for months_after in SURVEY {
        let due = calendar::months_after(leaving.studied_until, months_after);
        let day = dice.after(due, 3, 40);
        if !dice.chance(ANSWERS_SURVEY) || day <= end.day {
            continue;
        }
        let kind = became_of(dice, leaving.reason, last_level, became);
        became = Some(kind);
        let digital = match kind {
            OutcomeKind::Emploi | OutcomeKind::Creation | OutcomeKind::Poursuite => {
                leaving.reason == EndReason::Completed && dice.chance(IN_THE_FIELD)
            }
            OutcomeKind::Doctorat => true,
            OutcomeKind::RechercheEmploi => leaving.reason == EndReason::Completed,
            OutcomeKind::HorsNumerique | OutcomeKind::Inconnu => false,
        };
        let command = Command::RecordOutcome { kind, digital, months_after };
        insert(steps, Step::on(day, Action::Journey(id, command)));
    }
}

/// What became of her, by how she left and what she was last time.
fn became_of(
    dice: &mut Dice,
    reason: EndReason,
    last_level: Option<Niveau>,
    before: Option<OutcomeKind>,
) -> OutcomeKind {
    use OutcomeKind as O;
    let settled = [O::Emploi, O::Creation, O::Doctorat, O::HorsNumerique];
    match before {
        Some(before) if settled.contains(&before) && dice.chance(STAYS) => before,
        _ => match reason {
            EndReason::Completed if last_level.and_then(Niveau::rank) == Some(5) => {
                dice.weighted(&AFTER_MASTER)
            }
            EndReason::Completed => dice.weighted(&AFTER_A_SHORTER_WAY),
            EndReason::LeftDigital => dice.weighted(&AFTER_LEAVING_THE_FIELD),
            _ => dice.weighted(&AFTER_STOPPING),
        },
    }
}
