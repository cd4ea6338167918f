//! Who may do what: one pure table of roles and groups of commands, and how far it reaches.
//!
//! The table is reviewed as a golden file; a new command must be put into a group to compile.

use domain::{
    Decider, Joint, Vocabulary as _,
    activity::{self, Activity},
    aid::{self, Aid},
    booking::{self, Booking},
    codes::Academie,
    granting::{self, Granting, Helping},
    journey::{self, Journey},
    mentorship::{self, ConcernBy, Mentorship, Pair, Party},
    pairing,
    partner::{self, Partner},
    placement::{self, Signatory},
    programme::{self, Programme},
    supporter::{self, Supporter},
    vocabulary,
};
use uuid::Uuid;

use crate::{Actor, Named, Role};

vocabulary! {
    /// Commands that the same people may run.
    pub enum Group {
        Registration => "registration", "S'inscrire, se rétracter";
        Homonyms => "homonyms", "Attester qu'une homonyme est une autre personne";
        Guardian => "guardian", "Autorisation parentale";
        Consent => "consent", "Consentements";
        Declaration => "declaration", "Situation, projet d'orientation";
        Decision => "decision", "Éligibilité, admission, fin d'accompagnement";
        Studies => "studies", "Scolarité et diplômes";
        Applications => "applications", "Vœux et réponses";
        Outcome => "outcome", "Devenir";
        Plan => "plan", "Parcours socle, options, besoins, entraide";
        FollowUp => "follow_up", "Suivi et tentatives de contact";
        DataRights => "data_rights", "Accès, limitation, demande d'effacement";
        Erasure => "erasure", "Effacement";
        SupporterProfile => "supporter_profile", "Profil, charte et capacité";
        Honorabilite => "honorabilite", "Contrôle d'honorabilité";
        Matching => "matching", "Proposer un binôme";
        Answering => "answering", "Accepter, décliner";
        Relation => "relation", "Démarrer, séances, objectifs, pause, fin de la relation";
        Concern => "concern", "Signaler une préoccupation";
        Safeguard => "safeguard", "Suspendre, rétablir, reprendre une relation";
        Planning => "planning", "Planifier, tenir, annuler une activité, émargement";
        Seats => "seats", "Places, file d'attente, avis";
        AidRequests => "aid_requests", "Demander une aide, y renoncer";
        AidDecisions => "aid_decisions", "Évaluer, accorder, refuser, remettre une aide";
        Deadlines => "deadlines", "Échéances, constatées par les processus";
        Offers => "offers", "Publier et retirer une offre, répondre, signer comme employeur";
        Candidacy => "candidacy", "Candidater, prendre une place, signer, noter";
        SchoolSignature => "school_signature", "Signer comme établissement";
        PlacementDates => "placement_dates", "Début et interruption d'un placement";
        PartnerRequest => "partner_request", "Demander à rejoindre le programme";
        PartnerDecision => "partner_decision", "Accueillir un partenaire, convention, évaluation de l'accueil";
        PartnerAction => "partner_action", "Contributions, campagnes, engagements d'un partenaire";
        Rules => "rules", "Règles, catalogues, calendriers et cibles du programme";
        Finance => "finance", "Budgets et coûts";
        Amendments => "amendments", "Corriger ou annuler un fait enregistré";
        Record => "record", "Imports de référence et rapports émis";
        Internal => "internal", "Réservations, jamais seules";
    }
}

vocabulary! {
    /// How far a permission reaches.
    pub enum Reach {
        Never => "never", "Jamais";
        Own => "own", "Le sien";
        Territory => "territory", "Son territoire";
        Anyone => "anyone", "Tout le monde";
    }
}

/// The whole write policy.
#[must_use]
pub fn reach(role: Role, group: Group) -> Reach {
    use {Group as G, Reach as To, Role as R};
    match (role, group) {
        // Reservations are made by `pairing`, on both sides at once.
        (_, G::Internal) => To::Never,

        (R::Administrator | R::Service, _) => To::Anyone,

        (R::Beneficiary, G::Registration | G::Consent | G::Declaration) => To::Own,
        (R::Beneficiary, G::Studies | G::Applications | G::Outcome | G::Answering) => To::Own,
        (R::Beneficiary, G::DataRights | G::Plan | G::Concern) => To::Own,
        (R::Beneficiary, G::Seats | G::AidRequests) => To::Own,
        (R::Beneficiary, G::Candidacy | G::PlacementDates) => To::Own,
        // A minor does not record her guardian's authorisation herself.
        (R::Beneficiary, _) => To::Never,

        (R::Supporter, G::SupporterProfile | G::Answering | G::Relation) => To::Own,
        (R::Supporter, G::DataRights | G::Concern) => To::Own,
        (R::Supporter, _) => To::Never,

        // What can not be undone is done by those who run the programme.
        (R::Coordinator, G::Rules | G::Finance | G::Record) => To::Never,
        (R::Coordinator, G::Erasure | G::Deadlines) => To::Never,
        (R::Coordinator, _) => To::Territory,

        // A partner speaks for itself; whether it joins, and on what terms, is for the programme.
        (R::Partner, G::PartnerRequest | G::PartnerAction) => To::Own,
        (R::Partner, G::Offers | G::PlacementDates) => To::Own,
        (R::Partner | R::Analyst | R::Auditor, _) => To::Never,
    }
}

/// A command that the policy knows.
pub trait Guarded<D: Decider> {
    /// May this actor run it on this aggregate, in this state?
    fn permitted(&self, actor: &Actor, id: Uuid, state: &D::State) -> bool;

    /// Whom the events it was decided to say the aggregate is about, if that is its matter and they
    /// may have only one.
    fn names(&self, _state: &D::State, _events: &[D::Event]) -> Option<Named<D::Rejection>> {
        None
    }
}

impl Guarded<Journey> for journey::Command {
    fn permitted(&self, actor: &Actor, id: Uuid, state: &journey::State) -> bool {
        use {Group as G, journey::Command as C};
        let group = match self {
            // Nobody says of herself that she is not the one who is registered.
            C::Register { homonym: true, .. } => G::Homonyms,
            C::ApplyRectification { homonym: true, .. } => G::Homonyms,
            C::Register { .. } | C::WithdrawRegistration => G::Registration,
            C::AuthoriseAsGuardian { .. } => G::Guardian,
            C::Consent { .. } | C::WithdrawConsent { .. } => G::Consent,
            C::DeclareSituation { .. } | C::StateProject { .. } => G::Declaration,
            C::AssessEligibility | C::Reassess => G::Decision,
            C::Admit | C::Refuse { .. } => G::Decision,
            C::EndSupport { .. } | C::SuspendSupport { .. } => G::Decision,
            C::ResumeSupport => G::Decision,
            C::StartSocle | C::DoSocleStep { .. } => G::Plan,
            C::ActivateOption { .. } | C::CloseOption { .. } => G::Plan,
            C::IdentifyNeed { .. } | C::MeetNeed { .. } => G::Plan,
            C::RecordPeerHelp { .. } => G::Plan,
            C::RecordFollowUp { .. } | C::RecordContactAttempt { .. } => G::FollowUp,
            C::StartSchoolYear { .. } | C::DropSpecialite { .. } => G::Studies,
            C::ConcludeSchoolYear { .. } | C::RecordDiploma { .. } => G::Studies,
            C::InterruptStudy { .. } | C::ResumeStudy | C::Reorient { .. } => G::Studies,
            C::SubmitWish { .. } | C::ConfirmWish { .. } | C::DropWish { .. } => G::Applications,
            C::RecordAnswer { .. } | C::AcceptProposal { .. } => G::Applications,
            C::DeclineProposal { .. } | C::ExpireProposal { .. } => G::Applications,
            C::ConfirmEnrolment { .. } => G::Applications,
            C::RecordOutcome { .. } => G::Outcome,
            C::ReachAge { .. } | C::MarkToContact { .. } => G::Deadlines,
            C::CallForSurvey { .. } => G::Deadlines,
            C::RestrictProcessing | C::LiftRestriction => G::DataRights,
            C::RecordAccessExport | C::RequestErasure { .. } => G::DataRights,
            C::ApplyRectification { .. } => G::DataRights,
            C::ReserveSupport { .. } | C::ReleaseSupport { .. } => G::Internal,
            C::NoteConcern { .. } => G::Internal,
            C::ReserveApprenticeship { .. } | C::ReleaseApprenticeship { .. } => G::Internal,
            // After its key is destroyed only: see `Commands::erase`.
            C::RecordErasure { .. } => G::Internal,
        };
        reaches(actor, group, &[id], journey_academie(state))
    }

    fn names(
        &self,
        state: &journey::State,
        events: &[journey::Event],
    ) -> Option<Named<journey::Rejection>> {
        use journey::{Command as C, Rejection as R};
        let (C::Register { homonym, .. } | C::ApplyRectification { homonym, .. }) = self else {
            return None;
        };
        let after = events.iter().fold(state.clone(), Journey::evolve);
        Some(Named {
            was: state.record().and_then(journey::Record::person),
            is: after.record()?.person()?,
            homonym: *homonym,
            refusal: |journey| R::PersonAlreadyRegistered { journey },
        })
    }
}

impl Guarded<Supporter> for supporter::Command {
    fn permitted(&self, actor: &Actor, id: Uuid, state: &supporter::State) -> bool {
        use {Group as G, supporter::Command as C};
        let (group, new) = match self {
            C::Register { territory, .. } => (G::SupporterProfile, Some(territory.academie)),
            C::DeclareProfile { .. } => (G::SupporterProfile, None),
            C::SignCharter { .. } | C::DeclareCapacity { .. } => (G::SupporterProfile, None),
            C::RecordCheck { .. } | C::RecordTraining { .. } => (G::Honorabilite, None),
            C::Reinstate => (G::Safeguard, None),
            C::Retire => (G::SupporterProfile, None),
            C::AnnounceExpiry { .. } => (G::Deadlines, None),
            C::RestrictProcessing | C::LiftRestriction => (G::DataRights, None),
            C::RecordAccessExport | C::RequestErasure { .. } => (G::DataRights, None),
            C::ReserveSlot { .. } | C::ReleaseSlot { .. } => (G::Internal, None),
            // With their pairs only: see `Commands::suspend_supporter`.
            C::Suspend { .. } => (G::Internal, None),
            // After their key is destroyed only: see `Commands::erase`.
            C::RecordErasure { .. } => (G::Internal, None),
        };
        let known = state.record().map(|record| record.territory.academie);
        reaches(actor, group, &[id], known.or(new))
    }
}

impl Guarded<Mentorship> for mentorship::Command {
    fn permitted(&self, actor: &Actor, _: Uuid, state: &mentorship::State) -> bool {
        use {Group as G, mentorship::Command as C};
        let group = match self {
            C::Accept { .. } => G::Answering,
            C::RecordSession { .. } | C::MissSession { .. } => G::Relation,
            C::SetGoal { .. } | C::ReviewGoal { .. } => G::Relation,
            C::Rate { .. } | C::Pause { .. } => G::Relation,
            C::Replace { .. } => G::Matching,
            C::Propose { .. } | C::Decline { .. } | C::Expire => G::Internal,
            C::Start | C::Resume | C::RaiseConcern { .. } | C::End { .. } => G::Internal,
        };
        let owners = match (self, state.pair()) {
            (_, None) => return reach(actor.role, group) != Reach::Never,
            (C::Accept { party }, Some(pair)) => vec![side(pair, *party)],
            // Nobody rates for the other side.
            (C::Rate { by, .. }, Some(pair)) => vec![side(pair, *by)],
            (_, Some(pair)) => vec![pair.journey.0, pair.supporter.0],
        };
        // The territory of a pair was checked when it was proposed.
        reaches(actor, group, &owners, None)
    }
}

impl Guarded<Activity> for activity::Command {
    fn permitted(&self, actor: &Actor, _: Uuid, state: &activity::State) -> bool {
        use {Group as G, activity::Command as C};
        let (group, owners, new) = match self {
            C::Plan { plan } => (G::Planning, vec![], Some(plan)),
            C::Hold { .. } | C::RecordAttendance { .. } => (G::Planning, vec![], None),
            C::Cancel { .. } | C::LapseOffers => (G::Planning, vec![], None),
            C::Release { journey, .. } | C::Leave { journey, .. } => {
                (G::Seats, vec![journey.0], None)
            }
            C::GiveFeedback { journey, .. } => (G::Seats, vec![journey.0], None),
            C::Book { .. } | C::Join { .. } => (G::Internal, vec![], None),
        };
        let plan = state.plan().or(new);
        // What concerns the whole country is planned by those who run the programme.
        let national = plan.is_some_and(|plan| plan.territory.is_none());
        if national && actor.role == Role::Coordinator && group == G::Planning {
            return false;
        }
        let territory = plan.and_then(|plan| plan.territory);
        reaches(actor, group, &owners, territory.map(|territory| territory.academie))
    }
}

impl Guarded<Aid> for aid::Command {
    fn permitted(&self, actor: &Actor, _: Uuid, state: &aid::State) -> bool {
        use {Group as G, aid::Command as C};
        let group = match self {
            C::Assess { .. } | C::Refuse { .. } | C::Return { .. } => G::AidDecisions,
            // Sent by `granting`, which looks at her journey or the budget too.
            C::Request { .. } | C::Deliver { .. } => G::Internal,
            C::Award { .. } | C::Cancel { .. } => G::Internal,
        };
        reaches(actor, group, &[], aid_academie(state))
    }
}
impl Guarded<Partner> for partner::Command {
    fn permitted(&self, actor: &Actor, id: Uuid, state: &partner::State) -> bool {
        use {Group as G, partner::Command as C};
        let (group, new) = match self {
            C::RequestToJoin { profile } => (G::PartnerRequest, Some(profile)),
            C::Join { profile } => (G::PartnerDecision, Some(profile)),
            C::Accept | C::Decline { .. } => (G::PartnerDecision, None),
            C::SignConvention { .. } | C::AssessReception { .. } => (G::PartnerDecision, None),
            C::Pledge { .. } | C::RaisePledge { .. } => (G::PartnerAction, None),
            C::Deliver { .. } | C::WriteOff { .. } => (G::PartnerAction, None),
            C::OpenCampaign { .. } | C::CloseCampaign { .. } => (G::PartnerAction, None),
            C::RecordSourcing { .. } => (G::PartnerAction, None),
            C::Commit { .. } | C::Implement { .. } => (G::PartnerAction, None),
            C::Leave { .. } => (G::PartnerAction, None),
        };
        let profile = state.profile().or(new);
        let academie = profile.and_then(|known| known.territory).map(|place| place.academie);
        match reach(actor.role, group) {
            // What acts all over France is in nobody's territory.
            Reach::Territory if profile.is_some() && academie.is_none() => false,
            _ => reaches(actor, group, &[id], academie),
        }
    }
}

impl Guarded<Programme> for programme::Command {
    fn permitted(&self, actor: &Actor, _: Uuid, _: &programme::State) -> bool {
        use {Group as G, programme::Command as C};
        let group = match self {
            C::PublishPolicy { .. } | C::PublishSocle { .. } | C::PublishOptions { .. } => G::Rules,
            C::PublishCalendar { .. } | C::PublishDisclosurePolicy { .. } => G::Rules,
            C::SetTarget { .. } => G::Rules,
            C::AllocateBudget { .. } | C::RecordCost { .. } => G::Finance,
            C::RecordReferenceImport { .. } | C::IssueReport { .. } => G::Record,
            // With the award or the end of an aid, never alone.
            C::ReserveBudget { .. } | C::ReleaseBudget { .. } => G::Internal,
        };
        reaches(actor, group, &[], None)
    }
}

/// A command on two streams that the policy knows.
pub trait GuardedJoint<J: Joint> {
    /// May this actor run it, as the two aggregates stand?
    fn permitted(
        &self,
        actor: &Actor,
        main: &<J::Main as Decider>::State,
        other: &<J::Other as Decider>::State,
    ) -> bool;
}

impl GuardedJoint<Booking> for booking::Command {
    fn permitted(&self, actor: &Actor, _: &activity::State, journey: &journey::State) -> bool {
        // A coordinator brings those of their own territory, wherever the activity is.
        reaches(actor, Group::Seats, &[self.journey().0], journey_academie(journey))
    }
}

impl GuardedJoint<Helping> for granting::AidCommand {
    fn permitted(&self, actor: &Actor, _: &aid::State, journey: &journey::State) -> bool {
        let (group, owners) = match self {
            Self::Request { request } => (Group::AidRequests, vec![request.journey.0]),
            Self::Deliver { .. } => (Group::AidDecisions, vec![]),
        };
        reaches(actor, group, &owners, journey_academie(journey))
    }
}

impl GuardedJoint<Granting> for granting::BudgetCommand {
    fn permitted(&self, actor: &Actor, aid: &aid::State, _: &programme::State) -> bool {
        let group = match self {
            Self::Award { .. } => Group::AidDecisions,
            Self::Cancel { .. } => Group::AidRequests,
        };
        let owners: Vec<Uuid> = aid.journey().into_iter().map(|journey| journey.0).collect();
        reaches(actor, group, &owners, aid_academie(aid))
    }
}

/// The académie it was asked for in.
pub(crate) fn aid_academie(state: &aid::State) -> Option<Academie> {
    Some(state.request()?.territory?.academie)
}

/// May this actor run a command that changes both sides of a pair?
#[must_use]
pub fn permits_pair(
    actor: &Actor,
    command: &pairing::Command,
    pair: Pair,
    journey: &journey::State,
) -> bool {
    use {Group as G, pairing::Command as C};
    let (group, owners) = match command {
        C::Propose { .. } => (G::Matching, vec![]),
        C::Decline { party, .. } => (G::Answering, vec![side(pair, *party)]),
        C::Expire => (G::Deadlines, vec![]),
        C::Start | C::End { .. } => (G::Relation, vec![pair.journey.0, pair.supporter.0]),
        // A pause may be a protection: those concerned do not lift it.
        C::Resume => (G::Safeguard, vec![]),
        C::RaiseConcern { by: ConcernBy::Beneficiary, .. } => (G::Concern, vec![pair.journey.0]),
        C::RaiseConcern { by: ConcernBy::Supporter, .. } => (G::Concern, vec![pair.supporter.0]),
        C::RaiseConcern { by: ConcernBy::Guardian | ConcernBy::Programme, .. } => {
            (G::Concern, vec![])
        }
    };
    reaches(actor, group, &owners, journey_academie(journey))
}

/// May this actor suspend this supporter, with all that follows for their pairs?
#[must_use]
pub fn permits_suspension(actor: &Actor, supporter: &supporter::State) -> bool {
    let academie = supporter.record().map(|record| record.territory.academie);
    reaches(actor, Group::Safeguard, &[], academie)
}

/// May this actor say that no check of this supporter is valid any more, with all that follows?
#[must_use]
pub fn permits_pause(actor: &Actor, supporter: &supporter::State) -> bool {
    let academie = supporter.record().map(|record| record.territory.academie);
    reaches(actor, Group::Deadlines, &[], academie)
}

/// May this actor run a command on a placement?
#[must_use]
pub fn permits_placement(
    actor: &Actor,
    command: &placement::Command,
    placement: &placement::State,
    journey: &journey::State,
) -> bool {
    use {Group as G, placement::Command as C};
    let record = placement.record();
    let offer = match (command, record) {
        (C::Publish { offer }, _) => Some(offer),
        (_, record) => record.map(|known| &known.offer),
    };
    let partner = offer.map(|offer| offer.partner.0);
    let hers = record.and_then(placement::Record::journey).map(|id| id.0);
    let at_the_offer = offer.map(|offer| offer.place.academie);
    let (group, owners, academie) = match command {
        C::Publish { .. }
        | C::Withdraw
        | C::Answer { .. }
        | C::Sign { by: Signatory::Employer } => (G::Offers, [partner, None], at_the_offer),
        C::Apply { journey: hers }
        | C::Secure { journey: hers }
        | C::Renounce { journey: hers, .. } => {
            (G::Candidacy, [Some(hers.0), None], journey_academie(journey))
        }
        C::Sign { by: Signatory::Student } | C::Complete { .. } => {
            (G::Candidacy, [hers, None], journey_academie(journey))
        }
        C::Sign { by: Signatory::School } => {
            (G::SchoolSignature, [None, None], journey_academie(journey))
        }
        C::Start | C::Interrupt { .. } => {
            (G::PlacementDates, [hers, partner], journey_academie(journey))
        }
    };
    let owners: Vec<Uuid> = owners.into_iter().flatten().collect();
    reaches(actor, group, &owners, academie)
}

fn side(pair: Pair, party: Party) -> Uuid {
    match party {
        Party::Beneficiary => pair.journey.0,
        Party::Supporter => pair.supporter.0,
    }
}

/// May this actor be told which journey it is? Those who may read it: as the read side has it.
#[must_use]
pub(crate) fn reads_journey(actor: &Actor, state: &journey::State) -> bool {
    match actor.role {
        Role::Administrator | Role::Service | Role::Auditor => true,
        Role::Coordinator => {
            journey_academie(state).is_none_or(|academie| actor.academies.contains(&academie))
        }
        Role::Beneficiary | Role::Supporter | Role::Partner | Role::Analyst => false,
    }
}

/// The académie of her last known school.
pub(crate) fn journey_academie(state: &journey::State) -> Option<Academie> {
    let years = state.record()?.years.values().rev();
    years
        .filter_map(|year| year.start.school.as_ref())
        .map(|school| school.territory.academie)
        .next()
}

pub(crate) fn reaches(
    actor: &Actor,
    group: Group,
    owners: &[Uuid],
    academie: Option<Academie>,
) -> bool {
    match reach(actor.role, group) {
        Reach::Never => false,
        Reach::Own => actor.subject.is_some_and(|subject| owners.contains(&subject)),
        // Where no territory is known yet, any coordinator may take the case on.
        Reach::Territory => academie.is_none_or(|academie| actor.academies.contains(&academie)),
        Reach::Anyone => true,
    }
}

/// The table as text, for review.
#[must_use]
pub fn table() -> String {
    let mut table = String::new();
    for group in Group::ALL {
        for role in Role::ALL {
            let reach = reach(*role, *group).code();
            let (group, role) = (group.code(), role.code());
            table.extend([format!("{group:<18} {role:<14} {reach}"), "\n".to_owned()]);
        }
    }
    table
}
