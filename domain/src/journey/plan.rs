//! Her plan: the parcours socle everybody follows, the options of the catalogue, mutual help (S15).

use super::{
    Event, Record, Rejection, Standing,
    facts::{OptionEnd, OptionReason, PeerHelp},
};
use crate::{
    Context,
    mentorship::Theme,
    programme::{OptionCode, StepCode},
};

type Decision = Result<Vec<Event>, Rejection>;

/// She follows the version in force on the day she starts; a later one can be started in its turn,
/// and what she has done stays done.
pub(super) fn start_socle(record: &Record, standing: Standing, context: &Context) -> Decision {
    standing.going_on()?;
    let socle = context.rules.socle.as_ref().ok_or(Rejection::NoSocle)?;
    if record.socle.as_ref().is_some_and(|hers| hers.version >= socle.version) {
        return Err(Rejection::SocleAlreadyStarted);
    }
    let steps = socle.steps.iter().map(|step| step.code.clone()).collect();
    Ok(vec![Event::SocleStarted { socle_version: socle.version, steps }])
}

/// A step of her version, once.
pub(super) fn do_step(record: &Record, standing: Standing, step: StepCode) -> Decision {
    standing.going_on()?;
    let socle = record.socle.as_ref().ok_or(Rejection::SocleNotStarted)?;
    if !socle.steps.contains(&step) {
        return Err(Rejection::UnknownStep);
    }
    if socle.done.contains(&step) {
        return Err(Rejection::StepAlreadyDone);
    }
    Ok(vec![Event::SocleStepDone { socle_version: socle.version, step }])
}

/// An option of the catalogue in force that is not open already.
pub(super) fn activate(
    record: &Record,
    standing: Standing,
    option: OptionCode,
    why: OptionReason,
    context: &Context,
) -> Decision {
    standing.going_on()?;
    let catalogue = context.rules.options.as_ref();
    let catalogue = catalogue.filter(|catalogue| catalogue.option(&option).is_some());
    let catalogue_version = catalogue.ok_or(Rejection::UnknownOption)?.version;
    if record.options.contains(&option) {
        return Err(Rejection::OptionAlreadyOpen);
    }
    Ok(vec![Event::OptionActivated { option, catalogue_version, why }])
}

/// One that is open, whatever has become of the catalogue.
pub(super) fn close(record: &Record, option: OptionCode, why: OptionEnd) -> Decision {
    if record.options.contains(&option) {
        Ok(vec![Event::OptionClosed { option, why }])
    } else {
        Err(Rejection::OptionNotOpen)
    }
}

/// Help between two of the community: each journey counts its own side, neither names the other.
pub(super) fn peer_help(standing: Standing, side: PeerHelp, theme: Theme) -> Decision {
    standing.going_on()?;
    Ok(vec![match side {
        PeerHelp::Given => Event::PeerHelpGiven { theme },
        PeerHelp::Received => Event::PeerHelpReceived { theme },
    }])
}
