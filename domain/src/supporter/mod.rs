//! A tutor or mentor: may this adult support someone now?

mod command;
mod correctable;
mod event;
mod facts;
mod rejection;
mod rights;
mod state;
#[cfg(test)]
mod tests;

pub use command::Command;
pub use event::Event;
pub use facts::{CheckMeans, Langue, SupporterKind, SupporterSuspension, TrainingModule};
pub use rejection::Rejection;
pub use state::{Activity, Record, State};

use chrono::{Days, Months, NaiveDate};

use crate::{Context, Decider, correction::Correctable, rights::Asked};

/// Days before its end on which the expiry of a check is announced.
const EXPIRY_NOTICE: Days = Days::new(60);

/// The first day on which the end of a check is announced, 60 days before it.
#[must_use]
pub fn expiry_announced_on(valid_until: NaiveDate) -> NaiveDate {
    valid_until.checked_sub_days(EXPIRY_NOTICE).unwrap_or(valid_until)
}

/// The aggregate.
pub struct Supporter;

impl Decider for Supporter {
    const CATEGORY: &'static str = "supporter";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        use {Command as C, Rejection as R};
        if matches!(state, State::Erased) {
            return Err(R::Erased);
        }
        if context.occurred_on > context.today {
            return Err(R::InTheFuture);
        }
        let record = match (state, command) {
            (State::Unregistered, C::Register { identity, kind, territory, partner }) => {
                if !identity.is_valid() {
                    return Err(R::InvalidIdentity);
                }
                let identity = identity.into();
                return Ok(vec![Event::SupporterRegistered { identity, kind, territory, partner }]);
            }
            (State::Unregistered, _) => return Err(R::NotRegistered),
            (State::Erased, _) => return Err(R::Erased),
            (State::Registered(record), command) => (record, command),
        };
        record.0.rights.permit(rights::asked(&record.1))?;
        match record {
            (_, C::Register { .. }) => Err(R::AlreadyRegistered),
            (_, C::RestrictProcessing) => Ok(vec![Event::ProcessingRestricted {}]),
            (_, C::LiftRestriction) => Ok(vec![Event::RestrictionLifted {}]),
            (_, C::RecordAccessExport) => Ok(vec![Event::AccessExportProduced {}]),
            (_, C::RequestErasure { reason }) => Ok(vec![Event::ErasureRequested { reason }]),
            (record, C::RecordErasure { key }) => {
                Ok(vec![Event::SubjectErased { reason: record.rights.erasure()?, key }])
            }
            (record, C::ReleaseSlot { mentorship }) => {
                let held = record.slots.contains_key(&mentorship);
                if held {
                    Ok(vec![Event::SlotReleased { mentorship }])
                } else {
                    Err(R::SlotNotReserved)
                }
            }
            (Record { activity: Activity::Retired, .. }, _) => Err(R::Retired),
            (Record { activity: Activity::Suspended, .. }, C::Reinstate) => {
                Ok(vec![Event::SupporterReinstated {}])
            }
            (_, C::Reinstate) => Err(R::NotSuspended),
            (Record { activity: Activity::Suspended, .. }, C::Suspend { .. }) => Err(R::Suspended),
            (_, C::Suspend { reason }) => Ok(vec![Event::SupporterSuspended { reason }]),
            (record, C::Retire) if record.slots.is_empty() => Ok(vec![Event::SupporterRetired {}]),
            (record, C::Retire) => Err(R::StillSupports { live: record.slots.len() }),
            (_, C::RecordTraining { hours: 0 | 101.., .. }) => Err(R::HoursOutOfRange),
            (_, C::RecordTraining { module, hours }) => {
                Ok(vec![Event::TrainingCompleted { module, hours }])
            }
            (_, C::SignCharter { version }) => Ok(vec![Event::CharterSigned { version }]),
            (_, C::DeclareProfile { languages, .. }) if languages.is_empty() => Err(R::NoLanguage),
            (record, C::DeclareProfile { niveau: Some(_), .. })
                if record.kind == SupporterKind::Professionnel =>
            {
                Err(R::NoStudent)
            }
            (_, C::DeclareProfile { fields, languages, niveau }) => {
                Ok(vec![Event::ProfileDeclared { fields, languages, niveau }])
            }
            (_, C::RecordCheck { issued_on, valid_until, .. })
                if issued_on > context.occurred_on || valid_until <= issued_on =>
            {
                Err(R::InvalidCheckDates)
            }
            (_, C::RecordCheck { issued_on, valid_until, .. })
                if issued_on
                    .checked_add_months(Months::new(context.policy.check_months))
                    .is_none_or(|last| valid_until > last) =>
            {
                Err(R::CheckTooLong { months: context.policy.check_months })
            }
            (_, C::RecordCheck { means, issued_on, valid_until }) => {
                Ok(vec![Event::HonorabiliteChecked { means, issued_on, valid_until }])
            }
            (record, C::AnnounceExpiry { valid_until }) => {
                let day = expiry_announced_on(valid_until);
                if record.checked_until() != Some(valid_until) {
                    Err(R::NotLastCheck)
                } else if context.occurred_on < day {
                    Err(R::ExpiryTooFar)
                } else if record.announced.contains(&valid_until) {
                    Err(R::ExpiryAlreadyAnnounced)
                } else {
                    Ok(vec![Event::HonorabiliteExpiring { valid_until }])
                }
            }
            (_, C::DeclareCapacity { max_live: 21.. }) => Err(R::CapacityOutOfRange),
            (record, C::DeclareCapacity { max_live }) => {
                let live = record.slots.len();
                if usize::from(max_live) < live {
                    return Err(R::CapacityBelowLive { live });
                }
                Ok(vec![Event::CapacityDeclared { max_live }])
            }
            (record, C::ReserveSlot { mentorship, journey, minor }) => {
                if record.slots.contains_key(&mentorship) {
                    Err(R::SlotAlreadyReserved)
                } else if record.activity == Activity::Suspended {
                    Err(R::Suspended)
                } else if record.charter.is_none() {
                    Err(R::CharterNotSigned)
                } else if record.slots.len() >= usize::from(record.max_live) {
                    Err(R::NoFreeSlot { max: record.max_live })
                } else if minor && !record.is_checked_on(context.occurred_on) {
                    Err(R::NoValidCheck)
                } else {
                    Ok(vec![Event::SlotReserved { mentorship, journey, minor }])
                }
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        state::evolve(state, event)
    }

    fn correctable(event: &Event) -> Correctable<Command> {
        correctable::correctable(event)
    }

    fn may_correct(state: &State) -> Result<(), Rejection> {
        Ok(state.registered()?.rights.permit(Asked::Rectification)?)
    }
}
