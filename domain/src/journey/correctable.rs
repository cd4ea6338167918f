//! How each event of a journey is corrected.

use super::{Command as C, Event as E, facts::PeerHelp};
use crate::correction::Correctable;

pub(super) fn correctable(event: &E) -> Correctable<C> {
    use Correctable as As;
    match event.clone() {
        // Who she is is rectified; a person registered by mistake is withdrawn, or erased.
        E::BeneficiaryRegistered { .. } | E::RectificationApplied { .. } => As::never(),
        E::GuardianAuthorised { guardian, authorisation } => match guardian.known() {
            Some(guardian) => {
                As::act(C::AuthoriseAsGuardian { guardian: guardian.clone(), authorisation })
            }
            None => As::never(),
        },
        E::ConsentRecorded { purpose, text_version, given_by } => {
            As::act(C::Consent { purpose, text_version, given_by })
        }
        E::ConsentWithdrawn { purpose } => As::kept(C::WithdrawConsent { purpose }),
        E::SituationDeclared { school_year, situation } => {
            As::fact(C::DeclareSituation { school_year, situation })
        }

        E::EligibilityAssessed { .. } => As::kept(C::AssessEligibility),
        E::AdmittedToProgramme { .. } => As::kept(C::Admit),
        // She may have registered again since: the refusal itself stands.
        E::AdmissionRefused { reasons } => As::value(C::Refuse { reasons }),
        E::RegistrationWithdrawn {} => As::kept(C::WithdrawRegistration),

        E::SchoolYearStarted { school_year, year, reference_version } => {
            As::fact(C::StartSchoolYear { school_year, year, reference_version })
        }
        E::SpecialiteDropped { school_year, dropped, .. } => {
            As::fact(C::DropSpecialite { school_year, dropped })
        }
        E::SchoolYearConcluded { school_year, result } => {
            As::fact(C::ConcludeSchoolYear { school_year, result })
        }
        E::DiplomaObtained { diploma, session, mention } => {
            As::fact(C::RecordDiploma { diploma, session, obtained: true, mention })
        }
        E::DiplomaMissed { diploma, session } => {
            As::fact(C::RecordDiploma { diploma, session, obtained: false, mention: None })
        }
        E::StudyInterrupted { kind } => As::fact(C::InterruptStudy { kind }),
        E::StudyResumed {} => As::act(C::ResumeStudy),
        E::Reoriented { to, obstacles, .. } => As::fact(C::Reorient { to, obstacles }),

        E::OrientationProjectStated { targets, confidence, .. } => {
            As::fact(C::StateProject { targets, confidence })
        }
        E::WishSubmitted { wish, platform, session, formation } => {
            As::fact(C::SubmitWish { wish, platform, session, formation })
        }
        E::WishConfirmed { wish } => As::act(C::ConfirmWish { wish }),
        E::WishDropped { wish } => As::act(C::DropWish { wish }),
        E::WishAnswered { wish, answer, rank } => As::fact(C::RecordAnswer { wish, answer, rank }),
        // Accepting drops other wishes: these are events of their own.
        E::ProposalAccepted { wish, firm, keeps, .. } => {
            As::act(C::AcceptProposal { wish, firm, keeps })
        }
        E::ProposalDeclined { wish } => As::act(C::DeclineProposal { wish }),
        E::ProposalExpired { wish } => As::act(C::ExpireProposal { wish }),
        E::EnrolmentConfirmed { wish, school_year, formation } => {
            As::fact(C::ConfirmEnrolment { wish, school_year, formation })
        }

        // Decided together with the other side.
        E::SupportReserved { mentorship, supporter, kind } => {
            As::kept(C::ReserveSupport { mentorship, supporter, kind })
        }
        E::SupportReleased { mentorship, .. } => As::kept(C::ReleaseSupport { mentorship }),
        E::ApprenticeshipReserved { placement } => As::kept(C::ReserveApprenticeship { placement }),
        E::ApprenticeshipReleased { placement } => As::kept(C::ReleaseApprenticeship { placement }),
        E::StatutChanged { .. } => As::never(),

        E::SocleStarted { .. } => As::act(C::StartSocle),
        E::SocleStepDone { step, .. } => As::act(C::DoSocleStep { step }),
        E::NeedIdentified { kind } => As::fact(C::IdentifyNeed { kind }),
        E::NeedMet { kind } => As::fact(C::MeetNeed { kind }),
        E::OptionActivated { option, why, .. } => As::fact(C::ActivateOption { option, why }),
        E::OptionClosed { option, why } => As::fact(C::CloseOption { option, why }),
        E::FollowUpHeld { by, channel, minutes, signals, .. } => {
            As::fact(C::RecordFollowUp { by, channel, minutes, signals })
        }
        E::PeerHelpGiven { theme } => As::fact(C::RecordPeerHelp { side: PeerHelp::Given, theme }),
        E::PeerHelpReceived { theme } => {
            As::fact(C::RecordPeerHelp { side: PeerHelp::Received, theme })
        }
        E::ContactAttempted { channel, .. } => As::fact(C::RecordContactAttempt { channel }),
        // What somebody was worried about stands.
        E::ConcernNoted { .. } => As::never(),

        E::SupportSuspended { reason } => As::value(C::SuspendSupport { reason }),
        E::SupportResumed { .. } => As::kept(C::ResumeSupport),
        // Her pairs ended with it, or because of it.
        E::SupportEnded { reason, obstacles } => As::kept(C::EndSupport { reason, obstacles }),
        E::OutcomeRecorded { kind, digital, months_after } => {
            As::fact(C::RecordOutcome { kind, digital, months_after })
        }

        E::AgeReached { age } => As::kept(C::ReachAge { age }),
        E::MarkedToContact { school_year } => As::kept(C::MarkToContact { school_year }),
        E::OutcomeSurveyDue { months_after } => As::kept(C::CallForSurvey { months_after }),

        // Her rights, and the proof that they were respected.
        E::ProcessingRestricted {}
        | E::RestrictionLifted {}
        | E::AccessExportProduced {}
        | E::ErasureRequested { .. }
        | E::SubjectErased { .. } => As::never(),
    }
}
