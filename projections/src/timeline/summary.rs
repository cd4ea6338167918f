//! One French sentence per event. Facts that are sealed never enter one.

use std::fmt::Write as _;

use domain::{
    Event, SchoolYear, Vocabulary,
    activity::{Event as A, Presence, ReleaseReason},
    aid::Event as D,
    journey::{
        Event as E,
        facts::{
            Authorisation, Declared, Enrolment, FormationFacts, NeedKind, Situation, Specialite,
            YearStart,
        },
    },
    levels::Niveau,
    mentorship::Event as M,
    placement::Event as P,
};

/// The sentence; none for events that belong to no journey.
pub(super) fn summary(event: &Event) -> Option<String> {
    match event {
        // A concern is for those who protect her, and for nobody else who reads her story.
        Event::Journey(E::ConcernNoted { .. }) | Event::Mentorship(M::ConcernRaised { .. }) => None,
        Event::Journey(event) => Some(journey(event)),
        Event::Mentorship(event) => Some(mentorship(event)),
        Event::Activity(event) => activity(event),
        Event::Aid(event) => Some(aid(event)),
        Event::Placement(event) => placement(event),
        Event::Supporter(_) | Event::Partner(_) | Event::Programme(_) => None,
    }
}

fn journey(event: &E) -> String {
    match event {
        E::BeneficiaryRegistered { age_years, entry_stage, .. } => {
            format!("Inscription à {age_years} ans, {}", within(*entry_stage))
        }
        E::GuardianAuthorised { authorisation, .. } => guardian(authorisation),
        E::ConsentRecorded { purpose, given_by, .. } => {
            format!("Consentement donné : {purpose} ({})", within(*given_by))
        }
        E::ConsentWithdrawn { purpose } => format!("Consentement retiré : {purpose}"),
        E::SituationDeclared { school_year, situation } => declared(*school_year, *situation),
        E::EligibilityAssessed { policy_version, verdict, .. } => {
            format!(
                "Éligibilité examinée (règles, version {policy_version}) : {}",
                within(*verdict)
            )
        }
        E::AdmittedToProgramme { cohort, phase } => {
            format!("Admission au programme, promotion {cohort} ({})", within(*phase))
        }
        E::AdmissionRefused { reasons } => format!("Admission refusée : {}", list(reasons)),
        E::RegistrationWithdrawn {} => "Inscription retirée".to_owned(),
        E::SchoolYearStarted { school_year, year, .. } => year_started(*school_year, year),
        E::SpecialiteDropped { kept, dropped, .. } => {
            format!("Spécialité abandonnée : {} (gardées : {})", short(*dropped), specialites(kept))
        }
        E::SchoolYearConcluded { school_year, result } => {
            format!("Fin de l'année {school_year} : {}", within(*result))
        }
        E::DiplomaObtained { diploma, session, mention } => {
            let mut text = format!("Diplôme obtenu : {diploma}, session {session}");
            if let Some(mention) = mention {
                let _ = write!(text, ", mention {}", within(*mention));
            }
            text
        }
        E::DiplomaMissed { diploma, session } => {
            format!("Diplôme non obtenu : {diploma}, session {session}")
        }
        E::StudyInterrupted { kind } => format!("Études interrompues : {}", within(*kind)),
        E::StudyResumed {} => "Reprise des études".to_owned(),
        E::OrientationProjectStated { version, targets, confidence } => {
            format!(
                "Projet d'orientation n° {version} : {} (assurance : {confidence} sur 5)",
                list(targets)
            )
        }
        E::WishSubmitted { platform, session, formation, .. } => {
            format!("Vœu déposé ({platform} {session}) : {}", formation_of(formation))
        }
        E::WishConfirmed { .. } => "Vœu confirmé".to_owned(),
        E::WishDropped { .. } => "Vœu abandonné".to_owned(),
        E::WishAnswered { answer, rank, .. } => {
            let mut text = format!("Réponse à un vœu : {}", within(*answer));
            if let Some(rank) = rank {
                let _ = write!(text, " (rang {rank})");
            }
            text
        }
        E::Reoriented { from, to, still_digital, .. } => {
            let away = if *still_digital { "" } else { ", hors du numérique" };
            format!("Réorientation : de {} vers {}{away}", from.filiere, formation_of(to))
        }
        E::ProposalAccepted { firm, released, .. } => {
            let firm = if *firm { " définitivement" } else { "" };
            let released = if released.is_some() { ", la précédente est libérée" } else { "" };
            format!("Proposition acceptée{firm}{released}")
        }
        E::ProposalDeclined { .. } => "Proposition refusée".to_owned(),
        E::ProposalExpired { .. } => "Proposition expirée".to_owned(),
        E::EnrolmentConfirmed { school_year, formation, .. } => {
            format!("Inscription confirmée pour {school_year} : {}", formation_of(formation))
        }
        E::SupportReserved { kind, .. } => format!("{kind} réservé"),
        E::SupportReleased { kind, .. } => format!("{kind} libéré"),
        E::SocleStarted { socle_version, steps } => {
            format!("Parcours socle commencé (version {socle_version}, {} étapes)", steps.len())
        }
        E::SocleStepDone { step, .. } => format!("Étape du parcours socle faite : {step}"),
        E::NeedIdentified { kind } => format!("Besoin repéré : {}", need(*kind)),
        E::NeedMet { kind } => format!("Besoin satisfait : {}", need(*kind)),
        E::OptionActivated { option, why, .. } => {
            format!("Option ouverte : {option} ({})", within(*why))
        }
        E::OptionClosed { option, why } => format!("Option close : {option} ({})", within(*why)),
        E::FollowUpHeld { by, channel, minutes, .. } => {
            format!("Suivi de {minutes} min, {} ({})", within(*channel), within(*by))
        }
        E::PeerHelpGiven { theme } => format!("Entraide donnée : {}", within(*theme)),
        E::PeerHelpReceived { theme } => format!("Entraide reçue : {}", within(*theme)),
        E::ContactAttempted { channel, .. } => {
            format!("Tentative de contact {} sans réponse", within(*channel))
        }
        E::ConcernNoted { .. } => "Préoccupation notée".to_owned(),
        E::ApprenticeshipReserved { .. } => "Apprentissage en cours".to_owned(),
        E::ApprenticeshipReleased { .. } => "Fin de l'apprentissage en cours".to_owned(),
        E::StatutChanged { school_year, statut } => {
            format!("Changement de statut en {school_year} : {}", within(*statut))
        }
        E::SupportSuspended { reason } => {
            format!("Accompagnement suspendu : {}", within(*reason))
        }
        E::SupportResumed { phase, .. } => {
            format!("Reprise de l'accompagnement ({})", within(*phase))
        }
        E::RectificationApplied { .. } => "Données rectifiées".to_owned(),
        E::SupportEnded { reason, .. } => format!("Fin de l'accompagnement : {}", within(*reason)),
        E::OutcomeRecorded { kind, digital, months_after } => {
            let digital = if *digital { ", dans le numérique" } else { "" };
            format!("Devenir à {months_after} mois : {}{digital}", within(*kind))
        }
        E::AgeReached { age } => format!("A atteint l'âge de {age} ans"),
        E::MarkedToContact { school_year } => {
            format!("À contacter : aucune nouvelle de l'année {school_year}")
        }
        E::OutcomeSurveyDue { months_after } => {
            format!("Enquête de devenir à {months_after} mois à mener")
        }
        E::ProcessingRestricted {} => "Traitement de ses données limité".to_owned(),
        E::RestrictionLifted {} => "Limitation du traitement levée".to_owned(),
        E::AccessExportProduced {} => "Communication de ses données".to_owned(),
        E::ErasureRequested { reason } => format!("Effacement décidé : {}", within(*reason)),
        E::SubjectErased { reason, .. } => format!("Données effacées : {}", within(*reason)),
    }
}

fn mentorship(event: &M) -> String {
    match event {
        M::MatchProposed { kind, .. } => format!("{kind} proposé"),
        M::MatchAccepted { party, .. } => format!("Mise en relation acceptée ({})", within(*party)),
        M::MatchDeclined { party, reason, .. } => {
            format!("Mise en relation déclinée ({}) : {}", within(*party), within(*reason))
        }
        M::MatchExpired { .. } => "Mise en relation expirée sans réponse".to_owned(),
        M::SessionMissed { by, .. } => format!("Séance manquée ({})", within(*by)),
        M::GoalSet { theme, .. } => format!("Objectif fixé : {}", within(*theme)),
        M::GoalReviewed { theme, progress, .. } => {
            format!("Objectif revu : {} ({})", within(*theme), within(*progress))
        }
        M::RelationRated { by, .. } => format!("Relation notée ({})", within(*by)),
        M::ConcernRaised { .. } => "Préoccupation signalée".to_owned(),
        M::MentorshipPaused { .. } => "Relation mise en pause".to_owned(),
        M::MentorshipResumed { .. } => "Reprise de la relation".to_owned(),
        M::MentorReplaced { .. } => "Un autre binôme prend la suite".to_owned(),
        M::MentorshipStarted { .. } => "Début de la relation".to_owned(),
        M::SessionHeld { minutes, mode, themes, .. } => {
            let mut text = format!("Séance de {minutes} min, {}", within(*mode));
            if !themes.is_empty() {
                let _ = write!(text, " : {}", list(themes));
            }
            text
        }
        M::MentorshipEnded { reason, .. } => format!("Fin de la relation : {}", within(*reason)),
    }
}

/// What she needs in the face of violence is told to nobody but those who help her with it.
fn need(kind: NeedKind) -> String {
    match kind {
        NeedKind::Violences => "écoute et protection".to_owned(),
        kind => within(kind),
    }
}

fn activity(event: &A) -> Option<String> {
    Some(match event {
        A::ActivityPlanned { .. } | A::ActivityHeld { .. } | A::ActivityCancelled { .. } => {
            return None;
        }
        A::SeatBooked { attendee, .. } => format!("{} : place réservée", attendee.kind),
        A::SeatReleased { attendee, reason } => {
            format!("{} : place rendue{}", attendee.kind, departed(*reason))
        }
        A::WaitlistJoined { attendee } => format!("{} : en file d'attente", attendee.kind),
        A::WaitlistLeft { attendee, offered: true, reason } => {
            format!("{} : place proposée déclinée{}", attendee.kind, departed(*reason))
        }
        A::WaitlistLeft { attendee, offered: false, reason } => {
            format!("{} : sortie de la file d'attente{}", attendee.kind, departed(*reason))
        }
        A::SeatOffered { attendee, until } => {
            format!("{} : place proposée jusqu'au {}", attendee.kind, until.format("%d/%m/%Y"))
        }
        A::OfferLapsed { attendee } => format!("{} : proposition expirée", attendee.kind),
        A::AttendanceRecorded { attendee, presence: Presence::Present, minutes } => {
            format!("{} : présente ({minutes} min)", attendee.kind)
        }
        A::AttendanceRecorded { attendee, presence, .. } => {
            format!("{} : {}", attendee.kind, within(*presence))
        }
        A::FeedbackGiven { attendee, rating } => {
            format!("{} : avis donné ({rating} sur 5)", attendee.kind)
        }
    })
}
/// None for what concerns an offer, and nobody in particular.
fn placement(event: &P) -> Option<String> {
    Some(match event {
        P::OfferPublished { .. } | P::OfferWithdrawn {} => return None,
        P::ApplicationSent { .. } => "Candidature à une offre".to_owned(),
        P::ApplicationAnswered { answer, .. } => {
            format!("Réponse à une candidature : {}", within(*answer))
        }
        P::ApplicationWithdrawn { reason, .. } => {
            format!("Candidature retirée : {}", within(*reason))
        }
        P::PlacementSecured { .. } => "Place obtenue".to_owned(),
        P::ConventionSigned { by, .. } => {
            format!("Signature de la convention ou du contrat ({})", within(*by))
        }
        P::PlacementStarted { .. } => "Début en entreprise".to_owned(),
        P::PlacementInterrupted { reason, .. } => {
            format!("Interruption en entreprise : {}", within(*reason))
        }
        P::PlacementCompleted { rating, .. } => {
            format!("Fin en entreprise (note : {rating} sur 5)")
        }
    })
}

fn departed(reason: ReleaseReason) -> &'static str {
    match reason {
        ReleaseReason::Choice => "",
        ReleaseReason::Departure => " (départ du programme)",
    }
}

/// Without amounts: what they are is in the ledger, for those who pay.
fn aid(event: &D) -> String {
    match event {
        D::AidRequested { request } => match request.item {
            Some(item) => format!("{} demandée : {}", request.kind, within(item)),
            None => format!("{} demandée", request.kind),
        },
        D::AidAssessed { whose, need, .. } => {
            format!("{} : besoin évalué ({})", whose.kind, within(*need))
        }
        D::AidAwarded { whose, .. } => format!("{} accordée", whose.kind),
        D::AidDelivered { whose, .. } => format!("{} remise", whose.kind),
        D::AidReturned { whose, condition } => {
            format!("{} rendue ({})", whose.kind, within(*condition))
        }
        D::AidRefused { whose, reason, review_on } => {
            let day = review_on.format("%d/%m/%Y");
            format!("{} refusée : {}, à revoir le {day}", whose.kind, within(*reason))
        }
        D::AidCancelled { whose, reason, .. } => {
            format!("{} annulée : {}", whose.kind, within(*reason))
        }
    }
}

fn guardian(authorisation: &Authorisation) -> String {
    let mut text = format!("Autorisation parentale : {}", list(&authorisation.scopes));
    if let Some(until) = authorisation.until {
        let _ = write!(text, ", jusqu'au {}", until.format("%d/%m/%Y"));
    }
    text
}

fn declared(school_year: SchoolYear, situation: Situation) -> String {
    let mut text = format!("Situation {school_year} : bourse : {}", within(situation.bourse));
    if situation.qpv == Declared::Yes {
        text.push_str(", quartier prioritaire");
    }
    if situation.rural == Declared::Yes {
        text.push_str(", commune rurale");
    }
    text
}

fn year_started(school_year: SchoolYear, year: &YearStart) -> String {
    let mut text = match (year.niveau, year.enrolment) {
        (Niveau::Cesure, _) => format!("Année de césure {school_year}"),
        (niveau, Enrolment::Main) => format!("Entrée en {niveau}"),
        (niveau, Enrolment::Secondary) => format!("Inscription secondaire en {niveau}"),
    };
    if !year.specialites.is_empty() {
        let _ = write!(text, " ({})", specialites(&year.specialites));
    } else if let Some(formation) = &year.formation {
        let _ = write!(text, " ({})", formation_of(formation));
    }
    text
}

fn formation_of(formation: &FormationFacts) -> String {
    let apprenticeship = if formation.apprenticeship { ", en apprentissage" } else { "" };
    format!("{}, {}{apprenticeship}", formation.filiere, within(formation.numerique))
}

fn specialites(followed: &[Specialite]) -> String {
    let names: Vec<&str> = followed.iter().map(|specialite| short(*specialite)).collect();
    names.join(", ")
}

/// As everybody calls it.
fn short(specialite: Specialite) -> &'static str {
    if specialite == Specialite::Nsi { "NSI" } else { specialite.label() }
}

fn list<V: Vocabulary>(values: &[V]) -> String {
    let labels: Vec<&str> = values.iter().map(|value| value.label()).collect();
    labels.join(", ")
}

/// A label within a sentence: without its capital, unless it is an acronym.
fn within<V: Vocabulary>(value: V) -> String {
    let label = value.label();
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(std::iter::once(second)).chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        Pii, WishId,
        codes::Academie,
        journey::facts::{Answer, EntryStage, Identity, SchoolFacts, Statut},
        reference::{Filiere, FormationId, Numerique},
    };
    use uuid::Uuid;

    use super::*;

    fn year(niveau: Niveau) -> YearStart {
        YearStart {
            niveau,
            specialites: Vec::new(),
            school: None,
            formation: None,
            statut: Statut::Scolaire,
            enrolment: Enrolment::Main,
            atypical: None,
        }
    }

    #[test]
    fn a_year_of_lycee_names_its_specialites() {
        let specialites = vec![Specialite::Nsi, Specialite::Maths, Specialite::PhysiqueChimie];
        let year = YearStart { specialites, ..year(Niveau::PremiereGenerale) };
        assert_eq!(
            year_started(SchoolYear(2026), &year),
            "Entrée en Première générale (NSI, Mathématiques, Physique-chimie)"
        );
    }

    #[test]
    fn a_sentence_reads_as_one() {
        let answered = E::WishAnswered {
            wish: WishId(Uuid::nil()),
            answer: Answer::Waitlisted,
            rank: Some(12),
        };
        assert_eq!(journey(&answered), "Réponse à un vœu : en attente (rang 12)");
        assert_eq!(
            year_started(SchoolYear(2026), &year(Niveau::Cesure)),
            "Année de césure 2026-2027"
        );
    }

    #[test]
    fn sealed_facts_never_enter_a_sentence() {
        let secret = "Xylophone";
        let registered = E::BeneficiaryRegistered {
            identity: Pii::Known(Identity {
                first_name: secret.to_owned(),
                last_name: secret.to_owned(),
                email: format!("{secret}@example.org"),
            }),
            birth_date: Pii::Known(SchoolYear(2008).first_day()),
            age_years: 17,
            entry_stage: EntryStage::Lycee,
            campaign: None,
            sourced_by: None,
            homonym: false,
        };
        assert_eq!(journey(&registered), "Inscription à 17 ans, au lycée");
        let school = SchoolFacts {
            uai: Pii::Known("0750652B".parse().unwrap()),
            territory: Academie::ALL[0].into(),
        };
        let formation = FormationFacts {
            id: Pii::Known(FormationId::parse("psup-0750652b").unwrap()),
            filiere: Filiere::But,
            numerique: Numerique::Digital,
            selective: true,
            apprenticeship: false,
            recognition: None,
        };
        let year =
            YearStart { school: Some(school), formation: Some(formation), ..year(Niveau::But1) };
        let text = year_started(SchoolYear(2026), &year);
        assert_eq!(text, "Entrée en BUT 1re année (BUT, numérique)");
    }
}
