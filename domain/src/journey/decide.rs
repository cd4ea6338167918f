//! The decision table: who may be asked what, in which standing. Rules that need more than a line
//! have pages of their own.

use super::{
    Command, Event, Rejection, Standing, State, Wish, WishStatus, admission, applications,
    milestones, plan, rights, studies, support,
};
use crate::{Context, SchoolYear, programme::PlatformStep};

type Decision = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &State, command: Command, context: &Context) -> Decision {
    use {Command as C, Rejection as R, Standing as S, WishStatus as W};
    if matches!(state, State::Erased) {
        return Err(R::Erased);
    }
    if context.occurred_on > context.today {
        return Err(R::InTheFuture);
    }
    let record = match (state, &command) {
        (State::Unregistered, C::Register { .. }) => return admission::register(command, context),
        (State::Registered(_), C::Register { .. }) => return Err(R::AlreadyRegistered),
        (State::Unregistered, _) => return Err(R::NotRegistered),
        (State::Erased, _) => return Err(R::Erased),
        (State::Registered(record), _) => record,
    };
    record.rights.permit(rights::asked(&command))?;
    match (command, record.standing) {
        (C::Register { .. }, _) => Err(R::AlreadyRegistered),

        // Always accepted: rights over one's data, and what became of her.
        (C::RestrictProcessing, _) => Ok(vec![Event::ProcessingRestricted {}]),
        (C::LiftRestriction, _) => Ok(vec![Event::RestrictionLifted {}]),
        (C::RecordAccessExport, _) => Ok(vec![Event::AccessExportProduced {}]),
        (C::RequestErasure { reason }, _) => Ok(vec![Event::ErasureRequested { reason }]),
        (C::RecordErasure { key }, _) => {
            Ok(vec![Event::SubjectErased { reason: record.rights.erasure()?, key }])
        }
        (C::ApplyRectification { identity, birth_date, homonym }, _) => {
            support::rectify(identity, birth_date, homonym)
        }
        (C::NoteConcern { mentorship, note }, _) => support::note(record, mentorship, note),
        (C::WithdrawConsent { purpose }, _) => {
            let held = record.consents.contains_key(&purpose);
            if held { Ok(vec![Event::ConsentWithdrawn { purpose }]) } else { Err(R::NoConsent) }
        }
        (C::RecordOutcome { .. }, S::Candidate | S::Closed) => Err(R::NotAdmitted),
        (C::RecordOutcome { kind, digital: true, .. }, _) if !kind.may_be_digital() => {
            Err(R::OutcomeNotDigital)
        }
        (C::RecordOutcome { kind, digital, months_after }, _) => {
            Ok(vec![Event::OutcomeRecorded { kind, digital, months_after }])
        }
        (C::CallForSurvey { months_after }, standing) => {
            milestones::survey(record, standing, months_after)
        }
        (C::ReleaseSupport { mentorship }, _) => record
            .support
            .iter()
            .find(|(_, reserved)| **reserved == mentorship)
            .map(|(kind, _)| vec![Event::SupportReleased { mentorship, kind: *kind }])
            .ok_or(R::SupportNotReserved),

        (C::ReleaseApprenticeship { placement }, _) => {
            let held = record.apprenticeship == Some(placement);
            if held {
                Ok(vec![Event::ApprenticeshipReleased { placement }])
            } else {
                Err(R::ApprenticeshipNotReserved)
            }
        }

        // On a closed registration nothing else happens; after support, what it takes to come back.
        (_, S::Closed) => Err(R::RegistrationClosed),
        (C::AuthoriseAsGuardian { guardian, authorisation }, _) => {
            if !guardian.is_valid() {
                return Err(R::InvalidIdentity);
            }
            if authorisation.scopes.is_empty() {
                return Err(R::EmptyList);
            }
            Ok(vec![Event::GuardianAuthorised { guardian: guardian.into(), authorisation }])
        }
        (C::Consent { purpose, text_version, given_by }, _) => {
            admission::consent(record, purpose, text_version, given_by, context)
        }
        (C::ResumeSupport, standing) => support::resume(record, standing, context),
        (_, S::Ended { .. }) => Err(R::SupportIsOver),

        (C::DeclareSituation { school_year, situation }, _) => {
            studies::under_way(school_year, context)?;
            let lycee = record.years.get(&school_year).map(|year| year.start.niveau.is_lycee());
            match (lycee, situation.bourse.is_lycee_scale()) {
                (Some(lycee), Some(scale)) if lycee != scale => Err(R::WrongScale),
                _ => {
                    let situation = situation.with_qpv_list(context.occurred_on);
                    Ok(vec![Event::SituationDeclared { school_year, situation }])
                }
            }
        }

        (C::AssessEligibility, _) => Ok(vec![admission::assess(record, context)]),
        (C::Reassess, S::Candidate) => admission::reassess(record, context),
        (C::Admit, S::Candidate) => admission::admit(record, context),
        (C::Refuse { reasons }, S::Candidate) if reasons.is_empty() => Err(R::EmptyList),
        (C::Refuse { reasons }, S::Candidate) => Ok(vec![Event::AdmissionRefused { reasons }]),
        (C::WithdrawRegistration, S::Candidate) => Ok(vec![Event::RegistrationWithdrawn {}]),
        (C::Reassess | C::Admit | C::Refuse { .. } | C::WithdrawRegistration, _) => {
            Err(R::AlreadyAdmitted)
        }

        (C::ReserveSupport { mentorship, supporter, kind }, standing) => {
            standing.going_on()?;
            if record.support.contains_key(&kind) {
                return Err(R::SupportAlreadyReserved);
            }
            Ok(vec![Event::SupportReserved { mentorship, supporter, kind }])
        }
        (C::SuspendSupport { reason }, standing) => {
            standing.going_on()?;
            Ok(vec![Event::SupportSuspended { reason }])
        }
        (C::ReserveApprenticeship { placement }, standing) => {
            standing.going_on()?;
            studies::start_apprenticeship(record, placement, context)
        }
        (C::EndSupport { .. }, S::Candidate) => Err(R::NotAdmitted),
        (C::EndSupport { reason, obstacles }, _) => {
            support::end(record, reason, obstacles, context)
        }

        (C::StartSocle, standing) => plan::start_socle(record, standing, context),
        (C::DoSocleStep { step }, standing) => plan::do_step(record, standing, step),
        (C::ActivateOption { option, why }, standing) => {
            plan::activate(record, standing, option, why, context)
        }
        (C::CloseOption { option, why }, _) => plan::close(record, option, why),
        (C::IdentifyNeed { kind }, _) if record.needs.contains(&kind) => {
            Err(R::NeedAlreadyIdentified)
        }
        (C::IdentifyNeed { kind }, _) => Ok(vec![Event::NeedIdentified { kind }]),
        (C::MeetNeed { kind }, _) if record.needs.contains(&kind) => {
            Ok(vec![Event::NeedMet { kind }])
        }
        (C::MeetNeed { .. }, _) => Err(R::NeedNotIdentified),

        (C::RecordFollowUp { .. } | C::RecordContactAttempt { .. }, S::Candidate) => {
            Err(R::NotAdmitted)
        }
        (C::RecordFollowUp { minutes: 0 | 601.., .. }, _) => Err(R::FollowUpMinutes),
        (C::RecordFollowUp { by, channel, minutes, signals }, _) => {
            let on = context.occurred_on;
            Ok(vec![Event::FollowUpHeld { on, by, channel, minutes, signals }])
        }
        (C::RecordContactAttempt { channel }, _) => {
            Ok(vec![Event::ContactAttempted { on: context.occurred_on, channel }])
        }
        (C::RecordPeerHelp { side, theme }, standing) => plan::peer_help(standing, side, theme),

        (C::ReachAge { age }, _) => milestones::age(record, age, context),
        (C::MarkToContact { .. }, S::Candidate) => Err(R::NotAdmitted),
        (C::MarkToContact { school_year }, _) => milestones::rollover(record, school_year, context),

        (C::StateProject { targets, confidence }, _) => {
            if targets.is_empty() {
                Err(R::EmptyList)
            } else if !(1..=5).contains(&confidence) {
                Err(R::ConfidenceOutOfRange)
            } else {
                let version = record.project + 1;
                Ok(vec![Event::OrientationProjectStated { version, targets, confidence }])
            }
        }

        (C::StartSchoolYear { school_year, year, reference_version }, _) => {
            studies::start(record, school_year, year, reference_version, context)
        }
        (C::DropSpecialite { school_year, dropped }, _) => {
            studies::drop_specialite(record, school_year, dropped)
        }
        (C::ConcludeSchoolYear { school_year, result }, _) => {
            studies::conclude(record, school_year, result)
        }
        (C::RecordDiploma { diploma, session, obtained, mention }, _) => {
            let event = studies::diploma(record, diploma, session, context);
            event.map(|()| {
                vec![if obtained {
                    Event::DiplomaObtained { diploma, session, mention }
                } else {
                    Event::DiplomaMissed { diploma, session }
                }]
            })
        }
        (C::InterruptStudy { kind }, _) => match record.interrupted {
            Some(_) => Err(R::AlreadyInterrupted),
            None => Ok(vec![Event::StudyInterrupted { kind }]),
        },
        (C::ResumeStudy, _) => match record.interrupted {
            None => Err(R::NotInterrupted),
            Some(_) => Ok(vec![Event::StudyResumed {}]),
        },

        (C::Reorient { to, obstacles }, _) => studies::reorient(record, to, obstacles, context),

        (C::SubmitWish { wish, platform, session, formation }, _) => {
            applications::may_submit(record, wish, (platform, session), &formation, context)?;
            Ok(vec![Event::WishSubmitted { wish, platform, session, formation }])
        }
        (C::ConfirmWish { wish }, _) => {
            let known = applications::expect(record, wish, |status| status == W::Submitted)?;
            let Wish { platform, session, .. } = *known;
            applications::in_time(platform, session, PlatformStep::Confirm, context)?;
            Ok(vec![Event::WishConfirmed { wish }])
        }
        (C::DropWish { wish }, _) => {
            applications::expect(record, wish, W::is_pending)?;
            Ok(vec![Event::WishDropped { wish }])
        }
        (C::RecordAnswer { wish, answer, rank }, _) => {
            let known = applications::expect(record, wish, W::awaits_answer)?;
            applications::may_answer(&known.formation, answer, rank)?;
            let Wish { platform, session, .. } = *known;
            applications::in_time(platform, session, PlatformStep::Answer, context)?;
            Ok(vec![Event::WishAnswered { wish, answer, rank }])
        }
        (C::AcceptProposal { wish, firm, keeps }, _) => {
            let known = applications::expect(record, wish, |status| status == W::Proposed)?;
            let Wish { platform, session, .. } = *known;
            applications::in_time(platform, session, PlatformStep::Answer, context)?;
            applications::accept(record, wish, known, firm, keeps)
        }
        (C::DeclineProposal { wish }, _) => {
            let open = |status| matches!(status, W::Proposed | W::Accepted);
            applications::expect(record, wish, open)?;
            Ok(vec![Event::ProposalDeclined { wish }])
        }
        (C::ExpireProposal { wish }, _) => {
            applications::expect(record, wish, |status| status == W::Proposed)?;
            Ok(vec![Event::ProposalExpired { wish }])
        }
        (C::ConfirmEnrolment { wish, school_year, formation }, _) => {
            // A place can be kept for a later rentrée.
            studies::plausible(school_year.0, SchoolYear::of(context.today).0 + 5)?;
            applications::may_enrol(record, wish, school_year, &formation)?;
            Ok(vec![Event::EnrolmentConfirmed { wish, school_year, formation }])
        }
    }
}
