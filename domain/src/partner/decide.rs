//! The decision table: joining first, then what partners do.

use std::collections::BTreeSet;

use super::{
    CampaignCode, Command, ContributionKind, ContributionUnit, Event, Profile, Record, Rejection,
    Score, State,
};
use crate::{Context, ContributionId};

type Decision = Result<Vec<Event>, Rejection>;

/// More than any budget in cents, and still a whole number everywhere.
const MOST: u64 = 1_000_000_000_000;

pub(super) fn decide(state: &State, command: Command, context: &Context) -> Decision {
    use {Command as C, Rejection as R, State as S};
    let on = context.occurred_on;
    if on > context.today {
        return Err(R::InTheFuture);
    }
    match (command, state) {
        (C::RequestToJoin { profile }, S::Unknown | S::Declined) => {
            check(&profile)?;
            Ok(vec![Event::PartnershipRequested { profile }])
        }
        (C::Join { profile }, S::Unknown | S::Declined) => {
            check(&profile)?;
            Ok(vec![Event::PartnerJoined { profile, on }])
        }
        (C::RequestToJoin { .. } | C::Join { .. }, S::Requested(_)) => Err(R::AlreadyRequested),
        (C::RequestToJoin { .. } | C::Join { .. }, S::Member(_)) => Err(R::AlreadyJoined),

        (C::Accept, S::Requested(profile)) => {
            Ok(vec![Event::PartnerJoined { profile: Profile::clone(profile), on }])
        }
        (C::Decline { reason }, S::Requested(_)) => Ok(vec![Event::PartnershipDeclined { reason }]),
        (C::Accept | C::Decline { .. }, _) => Err(R::NoRequest),

        (_, S::Unknown) => Err(R::Unknown),
        (_, S::Requested(_) | S::Declined) => Err(R::NotJoined),
        (_, S::Member(record)) if on < record.joined_on => Err(R::BeforeJoining),
        (command, S::Member(record)) => of_a_partner(record, command, context),
    }
}

fn of_a_partner(record: &Record, command: Command, context: &Context) -> Decision {
    use {Command as C, Rejection as R};
    let on = context.occurred_on;
    match command {
        // Not reached: `decide` answers these.
        C::RequestToJoin { .. } | C::Join { .. } => Err(R::AlreadyJoined),
        C::Accept | C::Decline { .. } => Err(R::NoRequest),

        // A pledge is settled whatever became of the partner and of its convention.
        C::Deliver { contribution, quantity, value_cents } => {
            let pledge = known(record, contribution)?;
            amounts(pledge.kind, quantity, value_cents)?;
            match pledge.left() {
                0 => Err(R::NothingLeft),
                left if quantity > left => Err(R::MoreThanPledged { left }),
                _ => Ok(vec![Event::ContributionDelivered { contribution, quantity, value_cents }]),
            }
        }
        C::WriteOff { contribution, reason } => match known(record, contribution)?.left() {
            0 => Err(R::NothingLeft),
            quantity => Ok(vec![Event::ContributionWrittenOff { contribution, quantity, reason }]),
        },
        _ if record.left => Err(R::HasLeft),

        C::SignConvention { clauses, .. } if clauses.is_empty() => Err(R::EmptyList),
        C::SignConvention { from, to, .. } if to < from => Err(R::InvalidConventionDates),
        C::SignConvention { from, to, clauses } => {
            Ok(vec![Event::ConventionSigned { from, to, clauses }])
        }

        C::Pledge { contribution, kind, quantity, unit, value_cents } => {
            if record.contributions.contains_key(&contribution) {
                return Err(R::ContributionExists);
            }
            let money = kind == ContributionKind::Financement;
            if money != (unit == ContributionUnit::Cents) {
                return Err(R::MoneyInCents);
            }
            amounts(kind, quantity, value_cents)?;
            under_convention(record, kind, context)?;
            Ok(vec![Event::ContributionPledged { contribution, kind, quantity, unit, value_cents }])
        }
        C::RaisePledge { contribution, quantity, value_cents } => {
            let pledge = known(record, contribution)?;
            amounts(pledge.kind, quantity, value_cents)?;
            under_convention(record, pledge.kind, context)?;
            if pledge.written_off {
                Err(R::NothingLeft)
            } else if quantity <= pledge.pledged {
                Err(R::PledgeNotRaised { pledged: pledge.pledged })
            } else {
                Ok(vec![Event::PledgeRaised { contribution, quantity, value_cents }])
            }
        }

        C::OpenCampaign { code } if record.campaigns.contains_key(&code) => Err(R::CampaignExists),
        C::OpenCampaign { code } => Ok(vec![Event::CampaignOpened { code, on }]),
        C::CloseCampaign { code } => {
            open_campaign(record, &code, context)?;
            if record.campaigns.get(&code).is_some_and(|campaign| campaign.until.is_some()) {
                return Err(R::CampaignNotOpen);
            }
            Ok(vec![Event::CampaignClosed { code, on }])
        }
        C::RecordSourcing { audience: 0 | 1_000_001.., .. } => Err(R::AudienceOutOfRange),
        C::RecordSourcing { minutes: 601.., .. } => Err(R::SourcingTooLong),
        C::RecordSourcing { uai, channel, audience, minutes, campaign } => {
            if let Some(code) = &campaign {
                open_campaign(record, code, context)?;
            }
            Ok(vec![Event::SourcingActionHeld { uai, channel, audience, minutes, campaign }])
        }

        C::Commit { .. } | C::Implement { .. } | C::AssessReception { .. }
            if !record.profile.kind.receives_students() =>
        {
            Err(R::ReceivesNobody)
        }
        C::Commit { measure } => match record.measures.get(&measure) {
            Some(_) => Err(R::AlreadyCommitted),
            None => Ok(vec![Event::CommitmentMade { measure }]),
        },
        C::Implement { measure } => match record.measures.get(&measure) {
            None => Err(R::NotCommitted),
            Some(true) => Err(R::AlreadyImplemented),
            Some(false) => Ok(vec![Event::MeasureImplemented { measure }]),
        },
        C::AssessReception { instrument_version, scores } => {
            assess(&instrument_version, &scores)?;
            Ok(vec![Event::ReceptionAssessed { instrument_version, scores }])
        }

        C::Leave { reason } => Ok(vec![Event::PartnerLeft { reason }]),
    }
}

fn check(profile: &Profile) -> Result<(), Rejection> {
    if !profile.has_a_name() {
        Err(Rejection::InvalidName)
    } else if !profile.legal_id.fits(profile.kind) {
        Err(Rejection::LegalIdDoesNotFit)
    } else {
        Ok(())
    }
}

fn known(record: &Record, id: ContributionId) -> Result<&super::Contribution, Rejection> {
    record.contributions.get(&id).ok_or(Rejection::UnknownContribution)
}

/// Money is its own value; everything else may be worth some.
fn amounts(kind: ContributionKind, quantity: u64, value: Option<u64>) -> Result<(), Rejection> {
    if !(1..=MOST).contains(&quantity) || value.is_some_and(|value| !(1..=MOST).contains(&value)) {
        Err(Rejection::QuantityOutOfRange)
    } else if kind == ContributionKind::Financement && value.is_some() {
        Err(Rejection::MoneyInCents)
    } else {
        Ok(())
    }
}

/// What engages both sides rests on a convention in force on the day of the pledge.
fn under_convention(
    record: &Record,
    kind: ContributionKind,
    context: &Context,
) -> Result<(), Rejection> {
    if kind.needs_convention() && !record.has_convention_on(context.occurred_on) {
        return Err(Rejection::ConventionRequired);
    }
    Ok(())
}

fn open_campaign(record: &Record, code: &CampaignCode, context: &Context) -> Result<(), Rejection> {
    let open = |campaign: &super::Campaign| campaign.is_open_on(context.occurred_on);
    if record.campaigns.get(code).is_some_and(open) {
        Ok(())
    } else {
        Err(Rejection::CampaignNotOpen)
    }
}

fn assess(instrument: &str, scores: &[Score]) -> Result<(), Rejection> {
    let token = (1..=40).contains(&instrument.len())
        && instrument.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    let dimensions: BTreeSet<_> = scores.iter().map(|score| score.dimension).collect();
    if !token {
        Err(Rejection::InvalidInstrument)
    } else if scores.is_empty() {
        Err(Rejection::EmptyList)
    } else if dimensions.len() != scores.len() || scores.iter().any(|score| score.score > 100) {
        Err(Rejection::InvalidScores)
    } else {
        Ok(())
    }
}
