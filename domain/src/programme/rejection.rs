use chrono::NaiveDate;

use crate::{Cents, rejections};

rejections! {
    /// Why a command on the programme is refused.
    pub enum Rejection {
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened",
            "cette date est postérieure à aujourd'hui ; un fait s'inscrit une fois qu'il a eu lieu";
        /// Not the next version.
        VersionMustGrow {
            /// The one expected.
            next: u32,
        } => "policy_version_must_grow", Some("version"),
            "the next version is {next}",
            "la prochaine version est {next}";
        /// A version dated before its publication.
        AppliesBackwards => "version_applies_backwards", Some("occurredOn"),
            "a version comes into force on the day it is published, never before",
            "une version entre en vigueur le jour de sa publication, jamais avant";
        /// Ages that admit nobody.
        InvalidAges => "invalid_ages", Some("ageMin"),
            "ages are between 0 and 120, the minimum not above the maximum",
            "les âges sont compris entre 0 et 120, le minimum n'excédant pas le maximum";
        /// No time to answer, or too much.
        InvalidDelay => "invalid_delay", Some("proposalDays"),
            "a proposal waits from 1 to 365 days for its answers",
            "une proposition attend ses réponses de 1 à 365 jours";
        /// A check that is never valid, or for ever.
        InvalidCheckMonths => "invalid_check_months", Some("checkMonths"),
            "a check of honorabilité is valid for 1 to 36 months",
            "un contrôle d'honorabilité est valable de 1 à 36 mois";
        /// Zero.
        InvalidTarget => "invalid_target", Some("value"),
            "a target is at least 1",
            "une cible est d'au moins 1";
        /// Nothing in it.
        EmptyCatalogue => "empty_catalogue", None,
            "a catalogue holds at least one entry",
            "un catalogue compte au moins une entrée";
        /// Two entries under one name.
        NamedTwice => "named_twice", Some("code"),
            "each entry of a catalogue has a name of its own",
            "chaque entrée d'un catalogue a son propre nom";
        /// No title, or a very long one.
        InvalidTitle => "invalid_title", Some("title"),
            "a title has from 1 to 120 characters",
            "un titre comporte de 1 à 120 caractères";
        /// Direct applications have no calendar.
        NoCalendar => "no_calendar", Some("platform"),
            "only Parcoursup and Mon Master have a calendar",
            "seuls Parcoursup et Mon Master ont un calendrier";
        /// Phases that are no calendar.
        InvalidPhases => "invalid_phases", Some("phases"),
            "a calendar has a phase of wishes and one of admission, each kind once, each closing on or after the day it opens, within two years of the session",
            "un calendrier a une phase de vœux et une d'admission, une de chaque sorte, chacune se fermant au plus tôt le jour de son ouverture, à moins de deux ans de la session";
        /// What is over is over.
        PhaseClosed {
            /// When it closed.
            closed: NaiveDate,
        } => "phase_closed", Some("phases"),
            "a phase that closed on {closed} is not moved afterwards",
            "une phase close le {closed} ne se déplace plus";
        /// Nothing, or more than a thousand million euros.
        InvalidAmount => "invalid_amount", Some("cents"),
            "an amount is between 1 cent and one billion euros",
            "un montant est compris entre 1 centime et un milliard d'euros";
        /// Not a year of the programme.
        InvalidBudgetYear => "invalid_budget_year", Some("year"),
            "a budget is for a year from 2020 to ten years after this one",
            "un budget porte sur une année entre 2020 et dix ans après l'année en cours";
        /// Nothing was allocated there.
        UnknownLine => "unknown_budget_line", Some("budgetLine"),
            "nothing is allocated to this line of the budget",
            "rien n'est alloué à cette ligne du budget";
        /// Less than is already reserved.
        AllocatedBelowReserved {
            /// What is reserved.
            reserved: Cents,
        } => "allocated_below_reserved", Some("cents"),
            "{reserved} are reserved on this line: release them first",
            "{reserved} sont réservés sur cette ligne : libérez-les d'abord";
        /// More than is left.
        BudgetExceeded {
            /// What is left.
            free: Cents,
        } => "budget_exceeded", Some("budgetLine"),
            "only {free} are left on this line of the budget",
            "il ne reste que {free} sur cette ligne du budget";
        /// More than was reserved.
        NotReserved {
            /// What is reserved.
            held: Cents,
        } => "budget_not_reserved", Some("cents"),
            "only {held} are reserved for this aid on this line",
            "seuls {held} sont réservés pour cette aide sur cette ligne";
        /// Ends before it starts, or later than today.
        InvalidPeriod => "invalid_period", Some("period"),
            "a cost is for a period that ends neither before it starts nor after today",
            "un coût porte sur une période qui ne finit ni avant son début, ni après aujourd'hui";
        /// Protects nobody.
        InvalidDisclosure => "invalid_disclosure", Some("kPublic"),
            "thresholds are at least 2, the public one and the smallest denominator not below the one of partners, and rounding is from 1 to 100",
            "les seuils sont d'au moins 2, le seuil public et le plus petit dénominateur n'étant pas inférieurs à celui des partenaires, et l'arrondi va de 1 à 100";
        /// Not the year or date of a source.
        InvalidMillesime => "invalid_millesime", Some("millesime"),
            "a millésime is 1 to 40 letters, digits, dots and hyphens",
            "un millésime comporte de 1 à 40 lettres, chiffres, points et tirets";
        /// The same file again.
        AlreadyImported => "reference_already_imported", Some("dataset"),
            "this very file is already in use for this dataset and millésime",
            "ce fichier est déjà celui qui sert pour ce jeu de données et ce millésime";
        /// As of a day that is not over, or before the log begins.
        InvalidReport => "invalid_report", Some("asOf"),
            "a report is as of today or before, and knows the log up to a position of at least 1",
            "un rapport est arrêté à la date d'aujourd'hui ou avant, et connaît le journal jusqu'à une position d'au moins 1";
        /// Nothing protects small groups yet.
        NoDisclosurePolicy => "no_disclosure_policy", None,
            "first publish the rules that protect small groups",
            "publiez d'abord des règles qui protègent les petits groupes";
        /// Issued twice.
        ReportAlreadyIssued => "report_already_issued", Some("report"),
            "this report was already issued as of that day: it stands",
            "ce rapport a déjà été émis à cette date : il reste valable";
    }
}
