//! A tutor or mentor: may this adult support someone now?

mod command;
mod event;
mod rejection;
mod rights;
mod state;
#[cfg(test)]
mod tests;

pub use command::Command;
pub use event::Event;
pub use rejection::Rejection;
pub use state::{Record, State};

use chrono::{Days, NaiveDate};

use crate::{Context, Decider, vocabulary};

vocabulary! {
    /// What a supporter is; decides which relation they can have.
    pub enum SupporterKind {
        Etudiant => "etudiant", "Étudiante ou étudiant (tutorat)";
        Professionnel => "professionnel", "Professionnelle ou professionnel (mentorat)";
    }
}
vocabulary! {
    /// How honorabilité was checked. The bulletin itself is never kept.
    pub enum CheckMeans {
        Attestation => "attestation", "Attestation d'honorabilité";
        BulletinB3 => "b3", "Bulletin n° 3 du casier judiciaire";
        PartnerCertified => "partner_certified", "Certifié par le partenaire";
    }
}

vocabulary! {
    /// A language somebody can be supported in (ISO 639-1, and the French sign language).
    pub enum Langue {
        Francais => "fr", "Français";
        Anglais => "en", "Anglais";
        Arabe => "ar", "Arabe";
        Espagnol => "es", "Espagnol";
        Portugais => "pt", "Portugais";
        Italien => "it", "Italien";
        Allemand => "de", "Allemand";
        Turc => "tr", "Turc";
        Chinois => "zh", "Chinois";
        Ukrainien => "uk", "Ukrainien";
        Lsf => "lsf", "Langue des signes française";
    }
}

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
            (State::Unregistered, C::Register { identity, kind, territory }) => {
                if !identity.is_valid() {
                    return Err(R::InvalidIdentity);
                }
                let identity = identity.into();
                return Ok(vec![Event::SupporterRegistered { identity, kind, territory }]);
            }
            (State::Unregistered, _) => return Err(R::NotRegistered),
            (State::Erased, _) => return Err(R::Erased),
            (State::Registered(record), command) => (record, command),
        };
        rights::permit(record.0, &record.1)?;
        match record {
            (_, C::Register { .. }) => Err(R::AlreadyRegistered),
            (_, C::RestrictProcessing) => Ok(vec![Event::ProcessingRestricted {}]),
            (_, C::LiftRestriction) => Ok(vec![Event::RestrictionLifted {}]),
            (_, C::RecordAccessExport) => Ok(vec![Event::AccessExportProduced {}]),
            (_, C::RequestErasure { reason }) => Ok(vec![Event::ErasureRequested { reason }]),
            (record, C::RecordErasure { key }) => rights::erased(record, key),
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
            (record, C::ReleaseSlot { mentorship }) => {
                let held = record.slots.contains_key(&mentorship);
                if held {
                    Ok(vec![Event::SlotReleased { mentorship }])
                } else {
                    Err(R::SlotNotReserved)
                }
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        state::evolve(state, event)
    }
}
