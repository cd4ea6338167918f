//! The decision table: registration, consent, eligibility, admission, support. Rights over her data,
//! studies and applications have their own pages.

use super::{
    Command, Event, Record, Rejection, Standing, State, Wish, WishStatus, applications,
    facts::{EndReason, EntryStage, GivenBy, GuardianScope, Phase, Purpose},
    milestones, rights, studies,
};
use crate::{
    Context, SchoolYear,
    policy::{Assessed, Criterion, Finding, Verdict, verdict},
    programme::PlatformStep,
    reference::{Filiere, Numerique},
    time::age_on,
};

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
        (State::Unregistered, C::Register { .. }) => return register(command, context),
        (State::Registered(_), C::Register { .. }) => return Err(R::AlreadyRegistered),
        (State::Unregistered, _) => return Err(R::NotRegistered),
        (State::Erased, _) => return Err(R::Erased),
        (State::Registered(record), _) => record,
    };
    rights::permit(record, &command)?;
    match (command, record.standing) {
        (C::Register { .. }, _) => Err(R::AlreadyRegistered),

        // Always accepted: rights over one's data, and what became of her.
        (C::RestrictProcessing, _) => Ok(vec![Event::ProcessingRestricted {}]),
        (C::LiftRestriction, _) => Ok(vec![Event::RestrictionLifted {}]),
        (C::RecordAccessExport, _) => Ok(vec![Event::AccessExportProduced {}]),
        (C::RequestErasure { reason }, _) => Ok(vec![Event::ErasureRequested { reason }]),
        (C::RecordErasure { key }, _) => rights::erased(record, key),
        (C::WithdrawConsent { purpose }, _) => {
            let held = record.consents.contains_key(&purpose);
            if held { Ok(vec![Event::ConsentWithdrawn { purpose }]) } else { Err(R::NoConsent) }
        }
        (
            C::RecordOutcome { kind, digital, months_after },
            S::Admitted { .. } | S::Ended { .. },
        ) => Ok(vec![Event::OutcomeRecorded { kind, digital, months_after }]),
        (C::RecordOutcome { .. }, _) => Err(R::NotAdmitted),
        (C::CallForSurvey { months_after }, standing) => {
            milestones::survey(record, standing, months_after)
        }
        (C::ReleaseSupport { mentorship }, _) => record
            .support
            .iter()
            .find(|(_, reserved)| **reserved == mentorship)
            .map(|(kind, _)| vec![Event::SupportReleased { mentorship, kind: *kind }])
            .ok_or(R::SupportNotReserved),

        // Nothing else happens on a closed registration or after support.
        (_, S::Closed) => Err(R::RegistrationClosed),
        (_, S::Ended { .. }) => Err(R::SupportIsOver),

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
            consent(record, purpose, text_version, given_by, context)
        }
        (C::DeclareSituation { school_year, situation }, _) => {
            studies::under_way(school_year, context)?;
            let lycee = record.years.get(&school_year).map(|year| year.start.niveau.is_lycee());
            match (lycee, situation.bourse.is_lycee_scale()) {
                (Some(lycee), Some(scale)) if lycee != scale => Err(R::WrongScale),
                _ => Ok(vec![Event::SituationDeclared { school_year, situation }]),
            }
        }

        (C::AssessEligibility, _) => Ok(vec![assess(record, context)]),
        (C::Admit, S::Candidate) => admit(record, context),
        (C::Refuse { reasons }, S::Candidate) if reasons.is_empty() => Err(R::EmptyList),
        (C::Refuse { reasons }, S::Candidate) => Ok(vec![Event::AdmissionRefused { reasons }]),
        (C::WithdrawRegistration, S::Candidate) => Ok(vec![Event::RegistrationWithdrawn {}]),
        (C::Admit | C::Refuse { .. } | C::WithdrawRegistration, S::Admitted { .. }) => {
            Err(R::AlreadyAdmitted)
        }

        (C::ReserveSupport { mentorship, supporter, kind }, S::Admitted { .. }) => {
            if record.support.contains_key(&kind) {
                return Err(R::SupportAlreadyReserved);
            }
            Ok(vec![Event::SupportReserved { mentorship, supporter, kind }])
        }
        (C::EndSupport { reason }, S::Admitted { .. }) => {
            // Death and exclusion do not wait for the paperwork of the pairs.
            let at_once = matches!(reason, EndReason::Deceased | EndReason::Excluded);
            if !record.support.is_empty() && !at_once {
                return Err(R::SupportStillLive);
            }
            Ok(vec![Event::SupportEnded { reason }])
        }
        (C::ReserveSupport { .. } | C::EndSupport { .. }, S::Candidate) => Err(R::NotAdmitted),

        (C::ReachAge { age }, _) => milestones::age(record, age, context),
        (C::MarkToContact { school_year }, S::Admitted { .. }) => {
            milestones::rollover(record, school_year, context)
        }
        (C::MarkToContact { .. }, S::Candidate) => Err(R::NotAdmitted),

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

        (C::SubmitWish { wish, platform, session, formation }, _) => {
            applications::may_submit(record, wish, platform, session, context)?;
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
        (C::AcceptProposal { wish, firm }, _) => {
            let known = applications::expect(record, wish, |status| status == W::Proposed)?;
            let Wish { platform, session, .. } = *known;
            applications::in_time(platform, session, PlatformStep::Answer, context)?;
            Ok(applications::accept(record, wish, known, firm))
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
            if let Some(wish) = wish {
                applications::expect(record, wish, |status| status == W::Accepted)?;
            }
            Ok(vec![Event::EnrolmentConfirmed { wish, school_year, formation }])
        }
    }
}

fn register(command: Command, context: &Context) -> Decision {
    let Command::Register { identity, birth_date, entry_stage, campaign } = command else {
        return Err(Rejection::NotRegistered);
    };
    if !identity.is_valid() {
        return Err(Rejection::InvalidIdentity);
    }
    if campaign.as_deref().is_some_and(|code| !is_token(code, |c| c == '-')) {
        return Err(Rejection::InvalidCampaign);
    }
    let policy = context.policy;
    let age = age_on(birth_date, context.occurred_on);
    let (true, Ok(age_years)) =
        (policy.may_register(birth_date, context.occurred_on), u8::try_from(age))
    else {
        let (min, max) = (policy.age_min, policy.age_max_inclusive);
        return Err(Rejection::AgeOutOfRange { age, min, max });
    };
    Ok(vec![Event::BeneficiaryRegistered {
        identity: identity.into(),
        birth_date: birth_date.into(),
        age_years,
        entry_stage,
        campaign,
    }])
}

fn is_token(text: &str, also: impl Fn(char) -> bool) -> bool {
    (1..=40).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || also(c))
}

fn consent(
    record: &Record,
    purpose: Purpose,
    text_version: String,
    given_by: GivenBy,
    context: &Context,
) -> Decision {
    let day = context.occurred_on;
    if !is_token(&text_version, |c| c == '-' || c == '.') {
        return Err(Rejection::InvalidTextVersion);
    }
    // An erased birth date cannot show that she is old enough: the protective rule applies.
    let joint = record
        .birth_date
        .known()
        .is_none_or(|birth| context.policy.needs_joint_consent(*birth, day));
    if joint && given_by == GivenBy::Herself {
        return Err(Rejection::JointConsentRequired { age: context.policy.consent_age });
    }
    let authorised = record
        .authorised
        .get(&GuardianScope::Account)
        .is_some_and(|until| until.is_none_or(|until| day <= until));
    if given_by == GivenBy::HerselfAndGuardian && !authorised {
        return Err(Rejection::GuardianRequired);
    }
    Ok(vec![Event::ConsentRecorded { purpose, text_version, given_by }])
}

/// Eligibility is a pure function of the facts and the policy version.
fn assess(record: &Record, context: &Context) -> Event {
    let policy = context.policy;
    let found = |criterion, finding| Assessed { criterion, finding };
    let yes = |met| if met { Finding::Met } else { Finding::NotMet };
    let age = i32::from(record.age_at_registration);
    // Age binds at registration only; the year rule lets in those one year below the minimum.
    let mut criteria = vec![found(
        Criterion::Age,
        yes(age >= policy.age_min - 1 && age <= policy.age_max_inclusive),
    )];
    let consent = record.consents.contains_key(&Purpose::Account);
    criteria.push(found(Criterion::Consent, if consent { Finding::Met } else { Finding::Unknown }));
    match record.years.get(&SchoolYear::of(context.occurred_on)) {
        None => criteria.push(found(Criterion::Enrolled, Finding::Unknown)),
        Some(year) => {
            criteria.push(found(Criterion::Enrolled, Finding::Met));
            if let Some(formation) = &year.start.formation {
                let digital = formation.numerique != Numerique::Other;
                criteria.push(found(Criterion::Digital, yes(digital)));
                // CPGE give no diploma, so nobody recognises one; they lead to schools that are.
                let recognised =
                    formation.recognition.is_some() || formation.filiere == Filiere::Cpge;
                criteria.push(found(Criterion::Recognised, yes(recognised)));
            } else if !year.start.niveau.is_lycee() {
                criteria.push(found(Criterion::Digital, Finding::Unknown));
                criteria.push(found(Criterion::Recognised, Finding::Unknown));
            }
        }
    }
    if policy.lycee_needs_project && record.entry_stage == EntryStage::Lycee {
        let stated = record.project > 0;
        let finding = if stated { Finding::Met } else { Finding::Unknown };
        criteria.push(found(Criterion::Project, finding));
    }
    let verdict = verdict(&criteria);
    Event::EligibilityAssessed { policy_version: policy.version, criteria, verdict }
}

fn admit(record: &Record, context: &Context) -> Decision {
    if record.assessed != Some((context.policy.version, Verdict::Eligible)) {
        return Err(Rejection::NotEligible);
    }
    if !record.consents.contains_key(&Purpose::Account) {
        return Err(Rejection::ConsentMissing);
    }
    let cohort = SchoolYear::of(context.occurred_on);
    let lycee = record.year_at(cohort).is_some_and(|(_, year)| year.start.niveau.is_lycee());
    let phase = if lycee { Phase::PreIntegration } else { Phase::Accompagnement };
    Ok(vec![Event::AdmittedToProgramme { cohort, phase }])
}
