use crate::{Cents, rejections};

rejections! {
    /// Why a command on an aid is refused.
    pub enum Rejection {
        /// Asked for twice.
        AlreadyRequested => "aid_already_requested", Some("aidId"),
            "this aid is already asked for; use a new identifier for another one";
        /// Nothing to act on.
        Unknown => "unknown_aid", Some("aidId"),
            "no aid is asked for under this identifier";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// Material without saying what, or with something that is no thing.
        ItemRequired => "aid_item_required", Some("item"),
            "material aid names the thing: a computer, a connection, a licence, books";
        /// Nothing, or more than anybody can mean.
        InvalidAmount => "invalid_aid_amount", Some("amountCents"),
            "an amount is at least one cent and at most 50,000 euros";
        /// Awarded before it was assessed.
        NotAssessed => "aid_not_assessed", Some("aidId"),
            "assess her need before the aid is awarded";
        /// The assessment found nothing.
        NoNeed => "aid_without_need", Some("aidId"),
            "the last assessment found no need: assess it again, or refuse the aid";
        /// Awarded, refused or given up.
        AlreadyDecided => "aid_already_decided", Some("aidId"),
            "this aid is awarded, refused or cancelled: that is not decided again";
        /// Not awarded, or over.
        NotAwarded => "aid_not_awarded", Some("aidId"),
            "this aid is not awarded, or is over";
        /// More than was awarded.
        BeyondAward {
            /// What is left.
            left: Cents,
        } => "beyond_award", Some("amountCents"),
            "{left} of this aid are left to deliver";
        /// Money does not come back as a thing.
        NotMaterial => "aid_not_material", Some("aidId"),
            "only material aid is returned";
        /// Nothing was handed over.
        NotDelivered => "aid_not_delivered", Some("aidId"),
            "nothing of this aid was delivered yet";
        /// Returned twice.
        AlreadyReturned => "aid_already_returned", Some("aidId"),
            "what was lent has already come back";
        /// A review that is no later look.
        ReviewInThePast => "review_in_the_past", Some("reviewOn"),
            "a refusal is reviewed on a later day, within two years";
        /// All of it was delivered.
        NothingToCancel => "nothing_to_cancel", Some("aidId"),
            "all of this aid was delivered: nothing is left to cancel";
        /// A minor, and no guardian said yes.
        EquipmentNotAuthorised => "equipment_not_authorised", Some("aidId"),
            "she is a minor: a guardian's authorisation to hand equipment over must hold on that day";
        /// Nobody can tell if she is a minor.
        AgeUnknown => "aid_age_unknown", Some("aidId"),
            "her birth date is not known: nobody can tell whether she needs an authorisation";
    }
}
