use crate::rejections;

rejections! {
    /// Why a command on a partner is refused.
    pub enum Rejection {
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// Nothing to act on.
        Unknown => "unknown_partner", Some("partnerId"),
            "no partner is recorded under this identifier";
        /// Joined twice.
        AlreadyJoined => "partner_already_joined", Some("partnerId"),
            "this organisation is a partner, or was one; use a new identifier for another organisation";
        /// Asked twice, or entered by hand while it waits.
        AlreadyRequested => "partnership_already_requested", Some("partnerId"),
            "this organisation has asked to join: accept or decline its request";
        /// Nothing to accept or decline.
        NoRequest => "no_partnership_request", Some("partnerId"),
            "no request to join waits for an answer here";
        /// Not accepted yet.
        NotJoined => "partner_not_joined", Some("partnerId"),
            "this organisation is not a partner yet: its request must be accepted first";
        /// Left.
        HasLeft => "partner_has_left", Some("partnerId"),
            "this partner has left: only what it had pledged can still be delivered or written off";
        /// Before it joined.
        BeforeJoining => "before_joining", Some("occurredOn"),
            "nothing is recorded of a partner before the day it joined";
        /// An empty or too long name.
        InvalidName => "invalid_partner_name", Some("name"),
            "the name of an organisation has 1 to 200 characters, on one line";
        /// A UAI of a company, an RNA number of a ministry.
        LegalIdDoesNotFit => "legal_id_does_not_fit", Some("legalId"),
            "a UAI is for schools and establishments, an RNA number for associations; others give a SIREN or a SIRET";
        /// A list that must hold something holds nothing.
        EmptyList => "empty_list", None,
            "at least one value is required";
        /// Ends before it starts.
        InvalidConventionDates => "invalid_convention_dates", Some("to"),
            "a convention ends on or after the day it starts";
        /// A pledge without a convention in force.
        ConventionRequired => "convention_required", Some("kind"),
            "a convention must be in force on that day; only promotion and communication on professions can be pledged without";
        /// The identifier is taken.
        ContributionExists => "contribution_exists", Some("contributionId"),
            "this contribution is already pledged; raise the pledge, or take a new identifier";
        /// No such contribution.
        UnknownContribution => "unknown_contribution", Some("contributionId"),
            "this partner pledged no contribution under this identifier";
        /// Nothing, or more than anyone has.
        QuantityOutOfRange => "quantity_out_of_range", Some("quantity"),
            "a quantity or a value goes from 1 to 1,000,000,000,000";
        /// Money in hours, hours in cents, or money worth something else.
        MoneyInCents => "money_in_cents", Some("unit"),
            "financing is counted in cents, which are its value; nothing else is counted in cents";
        /// Not more than before.
        PledgeNotRaised {
            /// What is pledged.
            pledged: u64,
        } => "pledge_not_raised", Some("quantity"),
            "{pledged} are pledged already: give more, in all";
        /// More than was pledged.
        MoreThanPledged {
            /// What is left.
            left: u64,
        } => "more_than_pledged", Some("quantity"),
            "{left} of the pledge are left: raise it before you deliver more";
        /// Nothing left.
        NothingLeft => "nothing_left_of_pledge", Some("contributionId"),
            "nothing is left of this pledge: it is delivered or written off";
        /// The code was used.
        CampaignExists => "campaign_exists", Some("code"),
            "this partner has already opened a campaign under this code; take another one";
        /// No campaign was open.
        CampaignNotOpen => "campaign_not_open", Some("campaign"),
            "no campaign of this partner was open under this code on that day";
        /// Nobody, or more than a stadium holds.
        AudienceOutOfRange => "audience_out_of_range", Some("audience"),
            "an action reaches from 1 to 1,000,000 people";
        /// Longer than a day of work.
        SourcingTooLong => "sourcing_too_long", Some("minutes"),
            "an action takes at most 600 minutes; record one for each day";
        /// A company, or an association.
        ReceivesNobody => "receives_no_students", Some("partnerId"),
            "only schools, universities and bodies that train commit to how they receive students";
        /// Committed twice.
        AlreadyCommitted => "already_committed", Some("measure"),
            "this partner is already committed to this measure";
        /// Not committed.
        NotCommitted => "not_committed", Some("measure"),
            "this partner has not committed to this measure: record the commitment first";
        /// Done already.
        AlreadyImplemented => "already_implemented", Some("measure"),
            "this measure is already in place";
        /// A version with other characters.
        InvalidInstrument => "invalid_instrument_version", Some("instrumentVersion"),
            "the version of an instrument holds 1 to 40 letters, digits, dots or dashes";
        /// Above 100, or a dimension twice.
        InvalidScores => "invalid_scores", Some("scores"),
            "a score goes from 0 to 100, one a dimension";
    }
}
