use crate::{Cents, rejections};

rejections! {
    /// Why a command on an aid is refused.
    pub enum Rejection {
        /// Asked for twice.
        AlreadyRequested => "aid_already_requested", Some("aidId"),
            "this aid is already asked for; use a new identifier for another one",
            "cette aide est déjà demandée ; prenez un nouvel identifiant pour une autre";
        /// Nothing to act on.
        Unknown => "unknown_aid", Some("aidId"),
            "no aid is asked for under this identifier",
            "aucune aide n'est demandée sous cet identifiant";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened",
            "cette date est postérieure à aujourd'hui ; un fait s'inscrit une fois qu'il a eu lieu";
        /// Material without saying what, or with something that is no thing.
        ItemRequired => "aid_item_required", Some("item"),
            "material aid names the thing: a computer, a connection, a licence, books",
            "une aide matérielle nomme la chose : un ordinateur, une connexion, une licence, des livres";
        /// Nothing, or more than anybody can mean.
        InvalidAmount => "invalid_aid_amount", Some("amountCents"),
            "an amount is at least one cent and at most 50,000 euros",
            "un montant va d'un centime à 50 000 euros";
        /// Awarded before it was assessed.
        NotAssessed => "aid_not_assessed", Some("aidId"),
            "assess her need before the aid is awarded",
            "évaluez son besoin avant d'accorder l'aide";
        /// The assessment found nothing.
        NoNeed => "aid_without_need", Some("aidId"),
            "the last assessment found no need: assess it again, or refuse the aid",
            "la dernière évaluation n'a pas constaté de besoin : évaluez de nouveau, ou refusez l'aide";
        /// Awarded, refused or given up.
        AlreadyDecided => "aid_already_decided", Some("aidId"),
            "this aid is already awarded, refused or cancelled: that is not decided twice",
            "cette aide est déjà accordée, refusée ou annulée : cela ne se décide pas deux fois";
        /// Not awarded, or over.
        NotAwarded => "aid_not_awarded", Some("aidId"),
            "this aid is not awarded, or is over",
            "cette aide n'est pas accordée, ou elle est terminée";
        /// More than was awarded.
        BeyondAward {
            /// What is left.
            left: Cents,
        } => "beyond_award", Some("amountCents"),
            "{left} of this aid are left to deliver",
            "il reste {left} de cette aide à remettre";
        /// Money does not come back as a thing.
        NotMaterial => "aid_not_material", Some("aidId"),
            "only material aid is returned",
            "seule une aide matérielle est rendue";
        /// Nothing was handed over.
        NotDelivered => "aid_not_delivered", Some("aidId"),
            "nothing of this aid was delivered yet",
            "rien de cette aide n'a encore été remis";
        /// Returned twice.
        AlreadyReturned => "aid_already_returned", Some("aidId"),
            "what was lent has already come back",
            "ce qui était prêté est déjà revenu";
        /// A review that is no later look.
        ReviewInThePast => "review_in_the_past", Some("reviewOn"),
            "a refusal is reviewed on a later day, within two years",
            "un refus est réexaminé un jour ultérieur, dans les deux ans";
        /// All of it was delivered.
        NothingToCancel => "nothing_to_cancel", Some("aidId"),
            "all of this aid was delivered: nothing is left to cancel",
            "toute cette aide a été remise : il n'y a plus rien à annuler";
        /// A minor, and no guardian said yes.
        EquipmentNotAuthorised => "equipment_not_authorised", Some("aidId"),
            "she is a minor: a guardian's authorisation to hand equipment over must hold on that day",
            "elle est mineure : l'autorisation parentale de remise de matériel doit être en vigueur ce jour-là";
        /// Nobody can tell if she is a minor.
        AgeUnknown => "aid_age_unknown", Some("aidId"),
            "her birth date is not known: nobody can tell whether she needs an authorisation",
            "sa date de naissance n'est pas connue : nul ne peut dire s'il lui faut une autorisation";
    }
}
