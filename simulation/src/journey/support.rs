//! What the programme does with her between her admission and the end of support: the parcours
//! socle, needs and options, follow-ups, entraide, and perhaps a pause.

use chrono::{Datelike as _, Days, NaiveDate};
use domain::{
    JourneyId,
    codes::CodeError,
    journey::{
        Command,
        facts::{NeedKind, OptionEnd, OptionReason},
    },
    programme::{OptionCode, StepCode},
};

use super::diary::insert;
use crate::{
    calibration::support::{
        BETWEEN_FOLLOW_UPS, BETWEEN_HELP, FOLLOW_UP_BY, FOLLOW_UP_CHANNELS, FOLLOW_UP_MINUTES,
        HELP_SIDES, HELP_THEMES, HELPS, NEED_MET, NEED_MET_AFTER, NEED_WITHIN, NEEDS, NEEDS_LYCEE,
        NEEDS_SUPERIEUR, NEXT_STEP, OPTION_ASKED, OPTION_CLOSED, OPTION_COMPLETED, OPTION_DAYS,
        OPTION_FOR_NEED, OPTION_REASONS, PAUSE_DAYS, PAUSE_REASONS, PAUSE_WITHIN, PAUSES,
        SECOND_SIGNAL, SIGNALS, STARTS_SOCLE, STEPS,
    },
    dice::Dice,
    step::{Action, Step},
};

/// The first day of a pause and the day it is over.
pub(crate) type Pause = (NaiveDate, NaiveDate);

/// Days of support before and after a pause.
const AROUND_A_PAUSE: u64 = 20;

/// Support being written down.
struct Supported<'a> {
    dice: &'a mut Dice,
    id: JourneyId,
    steps: &'a mut Vec<Step>,
    admitted: NaiveDate,
    /// Nothing happens from this day on.
    last: NaiveDate,
    pause: Option<Pause>,
}

/// Writes support into the steps, from the admission to the day before the last one; tells of the
/// pause. `lycee` tells whether she is in lycée on a day.
pub(super) fn write(
    dice: &mut Dice,
    id: JourneyId,
    steps: &mut Vec<Step>,
    (admitted, last): (NaiveDate, NaiveDate),
    lycee: impl Fn(NaiveDate) -> bool,
) -> Option<Pause> {
    let pause = pause(dice, admitted, last);
    let mut support = Supported { dice, id, steps, admitted, last, pause };
    if let Some((from, to)) = pause {
        let reason = support.dice.weighted(&PAUSE_REASONS);
        support.put(from, Command::SuspendSupport { reason });
        support.put(to, Command::ResumeSupport);
    }
    // The names are constants.
    support.socle().unwrap_or_default();
    support.needs(lycee).unwrap_or_default();
    support.follow_ups();
    support.entraide();
    pause
}

fn pause(dice: &mut Dice, admitted: NaiveDate, last: NaiveDate) -> Option<Pause> {
    let from = dice.after(admitted, PAUSE_WITHIN.0, PAUSE_WITHIN.1);
    let to = dice.after(from, PAUSE_DAYS.0, PAUSE_DAYS.1);
    let fits = to + Days::new(AROUND_A_PAUSE) < last;
    (dice.chance(PAUSES) && fits).then_some((from, to))
}

impl Supported<'_> {
    fn put(&mut self, day: NaiveDate, command: Command) {
        insert(self.steps, Step::on(day, Action::Journey(self.id, command)));
    }

    /// A day on which support goes on; some days after a pause for what falls into it, and `None`
    /// when it would be too late.
    fn active(&mut self, day: NaiveDate) -> Option<NaiveDate> {
        let day = match self.pause {
            Some((from, to)) if (from..=to).contains(&day) => self.dice.after(to, 1, 15),
            _ => day,
        };
        (day < self.last).then_some(day)
    }

    /// Step after step; whoever stops does not go on.
    fn socle(&mut self) -> Result<(), CodeError> {
        let day = self.dice.after(self.admitted, 1, 20);
        let Some(mut day) = self.active(day).filter(|_| self.dice.chance(STARTS_SOCLE)) else {
            return Ok(());
        };
        self.put(day, Command::StartSocle);
        for (step, (from, to)) in STEPS {
            let next = self.dice.after(day, from, to);
            let Some(next) = self.active(next).filter(|_| self.dice.chance(NEXT_STEP)) else {
                return Ok(());
            };
            day = next;
            let step = StepCode::parse(step)?;
            self.put(day, Command::DoSocleStep { step });
        }
        Ok(())
    }

    /// What she needs, each once, whether it is met, and the options that answer.
    fn needs(&mut self, lycee: impl Fn(NaiveDate) -> bool) -> Result<(), CodeError> {
        let (mut known, mut open) = (Vec::new(), Vec::new());
        for _ in 0..self.dice.weighted(&NEEDS) {
            let day = self.dice.after(self.admitted, NEED_WITHIN.0, NEED_WITHIN.1);
            let Some(day) = self.active(day) else { continue };
            let kind = if lycee(day) {
                self.dice.weighted(&NEEDS_LYCEE)
            } else {
                self.dice.weighted(&NEEDS_SUPERIEUR)
            };
            if known.contains(&kind) {
                continue;
            }
            known.push(kind);
            self.put(day, Command::IdentifyNeed { kind });
            let met = self.dice.after(day, NEED_MET_AFTER.0, NEED_MET_AFTER.1);
            if let Some(met) = self.active(met).filter(|_| self.dice.chance(NEED_MET)) {
                self.put(met, Command::MeetNeed { kind });
            }
            if let Some(option) = answer(kind).filter(|_| self.dice.chance(OPTION_FOR_NEED)) {
                let day = self.dice.after(day, 3, 40);
                self.option(option, OptionReason::Need, day, &mut open)?;
            }
        }
        if self.dice.chance(OPTION_ASKED) {
            let day = self.dice.after(self.admitted, 30, 600);
            let why = self.dice.weighted(&OPTION_REASONS);
            self.option("competences", why, day, &mut open)?;
        }
        Ok(())
    }

    /// An option, each once.
    fn option(
        &mut self,
        name: &'static str,
        why: OptionReason,
        day: NaiveDate,
        open: &mut Vec<&'static str>,
    ) -> Result<(), CodeError> {
        let Some(day) = self.active(day).filter(|_| !open.contains(&name)) else { return Ok(()) };
        open.push(name);
        let option = OptionCode::parse(name)?;
        self.put(day, Command::ActivateOption { option: option.clone(), why });
        let over = self.dice.after(day, OPTION_DAYS.0, OPTION_DAYS.1);
        if let Some(over) = self.active(over).filter(|_| self.dice.chance(OPTION_CLOSED)) {
            let completed = self.dice.chance(OPTION_COMPLETED);
            let why = if completed { OptionEnd::Completed } else { OptionEnd::Abandoned };
            self.put(over, Command::CloseOption { option, why });
        }
        Ok(())
    }

    /// Some months apart, not in summer.
    fn follow_ups(&mut self) {
        let mut day = self.dice.after(self.admitted, 15, 60);
        while let Some(held) = self.active(day) {
            day = self.dice.after(held, BETWEEN_FOLLOW_UPS.0, BETWEEN_FOLLOW_UPS.1);
            if matches!(held.month(), 7 | 8) {
                continue;
            }
            let by = self.dice.weighted(&FOLLOW_UP_BY);
            let channel = self.dice.weighted(&FOLLOW_UP_CHANNELS);
            let (from, to) = FOLLOW_UP_MINUTES;
            let minutes = self.dice.between(from / 5, to / 5) * 5;
            let mut signals = vec![self.dice.weighted(&SIGNALS)];
            let second = self.dice.weighted(&SIGNALS);
            if self.dice.chance(SECOND_SIGNAL) && !signals.contains(&second) {
                signals.push(second);
            }
            self.put(held, Command::RecordFollowUp { by, channel, minutes, signals });
        }
    }

    /// Help within the community, of some.
    fn entraide(&mut self) {
        if !self.dice.chance(HELPS) {
            return;
        }
        let mut day = self.dice.after(self.admitted, 30, BETWEEN_HELP.1);
        while let Some(helped) = self.active(day) {
            let side = self.dice.weighted(&HELP_SIDES);
            let theme = self.dice.weighted(&HELP_THEMES);
            self.put(helped, Command::RecordPeerHelp { side, theme });
            day = self.dice.after(helped, BETWEEN_HELP.0, BETWEEN_HELP.1);
        }
    }
}

/// The option of the founding catalogue that answers a need.
fn answer(need: NeedKind) -> Option<&'static str> {
    match need {
        NeedKind::Competences => Some("competences"),
        NeedKind::Remediation | NeedKind::Methode => Some("remediation"),
        NeedKind::Creation => Some("appui-creation"),
        _ => None,
    }
}
