use std::mem::discriminant;

use chrono::NaiveDate;

use super::{
    Correctable, Correction, CorrectionReason, Entry, Refusal, Rejection as R, Standing, Target,
    Ways, effective,
};
use crate::{Context, Decider, Reason as _};

/// What is asked about an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked<E> {
    /// That it says something else.
    Correct {
        /// What; of the same type.
        replacement: E,
        /// The day it was true, if that was wrong.
        occurred_on: Option<NaiveDate>,
    },
    /// That it is not there.
    Void,
}

/// Decides on a correction of one event of this raw stream, given from revision 0.
///
/// The rules that are asked again are those in force today. What they would refuse of the history
/// as it stands, because they have changed since, they may refuse of the corrected one.
///
/// # Errors
/// When the event can not be amended like that, the replacement breaks a rule, or an event that
/// follows it could not have been recorded.
pub fn decide<D: Decider>(
    raw: &[(NaiveDate, Entry<D::Event>)],
    target: Target,
    asked: Asked<D::Event>,
    reason: CorrectionReason,
    context: &Context,
) -> Result<Correction<D::Event>, Refusal<D::Rejection>> {
    let refuse = |rejection| Err(Refusal::Correction(rejection));
    match raw.get(target.0 as usize) {
        None => return refuse(R::NoSuchEvent { target }),
        Some((_, Entry::Correction(_))) => return refuse(R::IsACorrection { target }),
        Some((_, Entry::Event(_))) => {}
    }
    let before = effective(raw.iter().cloned());
    let Some(at) = before.iter().position(|standing| standing.target == target) else {
        return refuse(R::AlreadyVoided { target });
    };
    D::may_correct(&fold::<D>(&before)).map_err(Refusal::Rule)?;

    let ways = D::correctable(&before[at].event).ways;
    let mut after = before.clone();
    let correction = match asked {
        Asked::Void => {
            if !matches!(ways, Ways::Both | Ways::Void) {
                return refuse(R::NotVoidable { target });
            }
            after.remove(at);
            Correction::Voided { target, reason }
        }
        Asked::Correct { replacement, occurred_on } => {
            if !matches!(ways, Ways::Both | Ways::Correct) {
                return refuse(R::NotCorrectable { target });
            }
            if discriminant(&replacement) != discriminant(&before[at].event) {
                return refuse(R::UnreadableReplacement);
            }
            let on = occurred_on.unwrap_or(before[at].occurred_on);
            let replacement = recorded::<D>(&before[..at], &replacement, on, context)?
                .ok_or(Refusal::Correction(R::NotCorrectable { target }))?;
            let standing = Standing { target, occurred_on: on, event: replacement.clone() };
            if standing == before[at] {
                return refuse(R::NothingChanges);
            }
            after[at] = standing;
            Correction::Corrected { target, replacement, occurred_on, reason }
        }
    };
    still_possible::<D>(&before, &after, target, context).map_err(Refusal::Correction)?;
    Ok(correction)
}

fn fold<D: Decider>(history: &[Standing<D::Event>]) -> D::State {
    history.iter().fold(D::State::default(), |state, standing| D::evolve(state, &standing.event))
}

/// The event as the rules would have recorded it, after what came before: what follows from other
/// facts is not taken from the replacement. `None` where the rules can not be asked, or would have
/// recorded more than that.
fn recorded<D: Decider>(
    before: &[Standing<D::Event>],
    replacement: &D::Event,
    on: NaiveDate,
    context: &Context,
) -> Result<Option<D::Event>, Refusal<D::Rejection>> {
    let Correctable { command: Some(command), .. } = D::correctable(replacement) else {
        return Ok(None);
    };
    let context = Context { occurred_on: on, ..context.clone() };
    let events = D::decide(&fold::<D>(before), command, &context).map_err(Refusal::Rule)?;
    let [event] = <[D::Event; 1]>::try_from(events)
        .map_err(|_| Refusal::Correction(R::UnreadableReplacement))?;
    Ok(Some(event).filter(|event| discriminant(event) == discriminant(replacement)))
}

/// No event that follows becomes one that the rules would have refused, where they did not before.
fn still_possible<D: Decider>(
    before: &[Standing<D::Event>],
    after: &[Standing<D::Event>],
    target: Target,
    context: &Context,
) -> Result<(), R> {
    let verdicts = |history: &[Standing<D::Event>]| {
        let mut state = D::State::default();
        let mut verdicts = Vec::new();
        for standing in history {
            if standing.target > target
                && let Some(command) = D::correctable(&standing.event).command
            {
                let context = Context { occurred_on: standing.occurred_on, ..context.clone() };
                let refused = D::decide(&state, command, &context).err();
                verdicts.push((standing.target, refused.map(|rejection| rejection.code())));
            }
            state = D::evolve(state, &standing.event);
        }
        verdicts
    };
    // Both hold the same events after the target.
    for ((revision, was), (_, is)) in verdicts(before).into_iter().zip(verdicts(after)) {
        if let (None, Some(code)) = (was, is) {
            return Err(R::LaterEventDepends { revision, code });
        }
    }
    Ok(())
}
