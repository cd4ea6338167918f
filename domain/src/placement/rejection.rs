use crate::rejections;

rejections! {
    /// Why a command on a placement is refused.
    pub enum Rejection {
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened",
            "cette date est postérieure à aujourd'hui ; un fait s'inscrit une fois qu'il a eu lieu";
        /// Nothing to act on.
        Unknown => "unknown_placement", Some("placementId"),
            "no offer is recorded under this identifier",
            "aucune offre n'est inscrite sous cet identifiant";
        /// Published twice.
        OfferExists => "offer_exists", Some("placementId"),
            "this offer is already published; use a new identifier for another place",
            "cette offre est déjà publiée ; prenez un nouvel identifiant pour une autre place";
        /// A stage of a year, an apprenticeship of a month.
        InvalidDuration => "invalid_duration", Some("weeks"),
            "a stage lasts from 1 to 26 weeks, an apprenticeship from 26 to 156, a job up to 156 or without end",
            "un stage dure de 1 à 26 semaines, un apprentissage de 26 à 156, un emploi jusqu'à 156 ou sans terme";
        /// Too late to apply.
        StartsBeforePublished => "offer_starts_before_published", Some("from"),
            "an offer is published on or before the day it starts",
            "une offre se publie au plus tard le jour où elle commence";
        /// The place is taken or withdrawn.
        OfferNotOpen => "offer_not_open", Some("placementId"),
            "this place is taken, or offered no more",
            "cette place est prise, ou n'est plus proposée";
        /// Applied twice.
        AlreadyApplied => "already_applied", Some("journeyId"),
            "she has already applied to this offer",
            "elle a déjà candidaté à cette offre";
        /// Did not apply.
        NoApplication => "no_application", Some("journeyId"),
            "she has not applied to this offer",
            "elle n'a pas candidaté à cette offre";
        /// Answered twice.
        AlreadyAnswered => "application_already_answered", Some("journeyId"),
            "this application is already answered",
            "cette candidature a déjà reçu une réponse";
        /// Not answered, or refused.
        NotAccepted => "application_not_accepted", Some("journeyId"),
            "only somebody whose application was accepted takes the place",
            "seule une candidate retenue prend la place";
        /// Nobody took the place.
        NotSecured => "placement_not_secured", Some("placementId"),
            "nobody has taken this place yet, or the placement has already started",
            "personne n'a encore pris cette place, ou le stage, l'apprentissage ou l'emploi a déjà commencé";
        /// Signed twice.
        AlreadySigned => "already_signed", Some("by"),
            "they have already signed",
            "cette signature est déjà inscrite";
        /// A school that signs a job.
        SignatoryNotConcerned => "signatory_not_concerned", Some("by"),
            "a contract of employment is signed by her and her employer only",
            "un contrat de travail est signé par elle et son employeur seulement";
        /// Somebody has not signed.
        ConventionIncomplete => "convention_incomplete", Some("placementId"),
            "all those concerned must have signed by the day it starts: student, employer and, but for a job, school",
            "tous doivent avoir signé au jour du début : l'étudiante, l'employeur et, sauf pour un emploi, l'établissement";
        /// Not under way.
        NotStarted => "placement_not_started", Some("placementId"),
            "this placement is not under way",
            "ce stage, cet apprentissage ou cet emploi n'est pas en cours";
        /// Ended before it started.
        BeforeStart => "before_placement_start", Some("occurredOn"),
            "the end comes on or after the day it started",
            "la fin vient le jour du début ou après";
        /// Outside 1 to 5.
        RatingOutOfRange => "rating_out_of_range", Some("rating"),
            "a rating goes from 1 to 5",
            "une note va de 1 à 5";
        /// The one who offers is no partner.
        NotAPartner => "offer_by_no_partner", Some("partnerId"),
            "offers are published by partners of the programme, as long as they are",
            "les offres sont publiées par des partenaires du programme, tant qu'ils le sont";
    }
}
