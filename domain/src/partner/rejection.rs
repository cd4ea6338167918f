use crate::rejections;

rejections! {
    /// Why a command on a partner is refused.
    pub enum Rejection {
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened",
            "cette date est postérieure à aujourd'hui ; un fait s'inscrit une fois qu'il a eu lieu";
        /// Nothing to act on.
        Unknown => "unknown_partner", Some("partnerId"),
            "no partner is recorded under this identifier",
            "aucun partenaire n'est inscrit sous cet identifiant";
        /// Joined twice.
        AlreadyJoined => "partner_already_joined", Some("partnerId"),
            "this organisation is a partner, or was one; use a new identifier for another organisation",
            "cette organisation est partenaire, ou l'a été ; prenez un nouvel identifiant pour une autre organisation";
        /// Asked twice, or entered by hand while it waits.
        AlreadyRequested => "partnership_already_requested", Some("partnerId"),
            "this organisation has asked to join: accept or decline its request",
            "cette organisation a demandé à rejoindre le programme : acceptez ou déclinez sa demande";
        /// Nothing to accept or decline.
        NoRequest => "no_partnership_request", Some("partnerId"),
            "no request to join waits for an answer here",
            "aucune demande n'attend de réponse ici";
        /// Not accepted yet.
        NotJoined => "partner_not_joined", Some("partnerId"),
            "this organisation is not a partner yet: its request must be accepted first",
            "cette organisation n'est pas encore partenaire : sa demande doit d'abord être acceptée";
        /// Left.
        HasLeft => "partner_has_left", Some("partnerId"),
            "this partner has left: only what it had pledged can still be delivered or written off",
            "ce partenaire est parti : seul ce qu'il avait promis peut encore être livré ou abandonné";
        /// Before it joined.
        BeforeJoining => "before_joining", Some("occurredOn"),
            "nothing is recorded of a partner before the day it joined",
            "rien ne s'inscrit d'un partenaire avant le jour de son arrivée";
        /// An empty or too long name.
        InvalidName => "invalid_partner_name", Some("name"),
            "the name of an organisation has 1 to 200 characters, on one line",
            "le nom d'une organisation comporte de 1 à 200 caractères, sur une ligne";
        /// A UAI of a company, an RNA number of a ministry.
        LegalIdDoesNotFit => "legal_id_does_not_fit", Some("legalId"),
            "a UAI is for schools and establishments, an RNA number for associations; others give a SIREN or a SIRET",
            "une UAI est celle d'un établissement, un numéro RNA celui d'une association ; les autres donnent un SIREN ou un SIRET";
        /// A list that must hold something holds nothing.
        EmptyList => "empty_list", None,
            "at least one value is required",
            "il faut au moins une valeur";
        /// Ends before it starts.
        InvalidConventionDates => "invalid_convention_dates", Some("to"),
            "a convention ends on or after the day it starts",
            "une convention se termine le jour de son début ou après";
        /// A pledge without a convention in force.
        ConventionRequired => "convention_required", Some("kind"),
            "a convention must be in force on that day; only promotion and communication on professions can be pledged without",
            "une convention doit être en vigueur ce jour-là ; seules la promotion et la communication sur les métiers se promettent sans";
        /// The identifier is taken.
        ContributionExists => "contribution_exists", Some("contributionId"),
            "this contribution is already pledged; raise the pledge, or take a new identifier",
            "cette contribution est déjà promise ; augmentez la promesse, ou prenez un nouvel identifiant";
        /// No such contribution.
        UnknownContribution => "unknown_contribution", Some("contributionId"),
            "this partner pledged no contribution under this identifier",
            "ce partenaire n'a promis aucune contribution sous cet identifiant";
        /// Nothing, or more than anyone has.
        QuantityOutOfRange => "quantity_out_of_range", Some("quantity"),
            "a quantity or a value goes from 1 to 1,000,000,000,000",
            "une quantité ou une valeur va de 1 à 1 000 000 000 000";
        /// Money in hours, hours in cents, or money worth something else.
        MoneyInCents => "money_in_cents", Some("unit"),
            "financing is counted in cents, which are its value; nothing else is counted in cents",
            "un soutien financier se compte en centimes, qui sont sa valeur ; rien d'autre ne se compte en centimes";
        /// Not more than before.
        PledgeNotRaised {
            /// What is pledged.
            pledged: u64,
        } => "pledge_not_raised", Some("quantity"),
            "{pledged} are pledged already: give a higher total",
            "{pledged} sont déjà promis : indiquez un total supérieur";
        /// More than was pledged.
        MoreThanPledged {
            /// What is left.
            left: u64,
        } => "more_than_pledged", Some("quantity"),
            "{left} of the pledge are left: raise it before you deliver more",
            "il reste {left} de cette promesse : augmentez-la avant de livrer davantage";
        /// Nothing left.
        NothingLeft => "nothing_left_of_pledge", Some("contributionId"),
            "nothing is left of this pledge: it is delivered or written off",
            "il ne reste rien de cette promesse : elle est livrée ou abandonnée";
        /// The code was used.
        CampaignExists => "campaign_exists", Some("code"),
            "this partner has already opened a campaign under this code; take another one",
            "ce partenaire a déjà ouvert une campagne sous ce code ; prenez-en un autre";
        /// No campaign was open.
        CampaignNotOpen => "campaign_not_open", Some("campaign"),
            "no campaign of this partner was open under this code on that day",
            "aucune campagne de ce partenaire n'était ouverte sous ce code ce jour-là";
        /// Nobody, or more than a stadium holds.
        AudienceOutOfRange => "audience_out_of_range", Some("audience"),
            "an action reaches from 1 to 1,000,000 people",
            "une action touche au moins une personne, et un million au plus";
        /// Longer than a day of work.
        SourcingTooLong => "sourcing_too_long", Some("minutes"),
            "an action takes at most 600 minutes; record one for each day",
            "une action dure au plus 600 minutes ; inscrivez-en une par jour";
        /// A company, or an association.
        ReceivesNobody => "receives_no_students", Some("partnerId"),
            "only schools, universities and bodies that train commit to how they receive students",
            "seuls les établissements et organismes qui forment s'engagent sur l'accueil";
        /// Committed twice.
        AlreadyCommitted => "already_committed", Some("measure"),
            "this partner is already committed to this measure",
            "ce partenaire s'est déjà engagé à cette mesure";
        /// Not committed.
        NotCommitted => "not_committed", Some("measure"),
            "this partner has not committed to this measure: record the commitment first",
            "ce partenaire ne s'est pas engagé à cette mesure : inscrivez d'abord l'engagement";
        /// Done already.
        AlreadyImplemented => "already_implemented", Some("measure"),
            "this measure is already in place",
            "cette mesure est déjà en place";
        /// A version with other characters.
        InvalidInstrument => "invalid_instrument_version", Some("instrumentVersion"),
            "the version of an instrument holds 1 to 40 letters, digits, dots or dashes",
            "la version d'un instrument comporte de 1 à 40 lettres, chiffres, points ou tirets";
        /// Above 100, or a dimension twice.
        InvalidScores => "invalid_scores", Some("scores"),
            "each dimension has one score, from 0 to 100",
            "chaque dimension reçoit une seule note, de 0 à 100";
    }
}
