//! Why a line is refused, and what is remarked on one that is taken. Codes are for ever; no
//! sentence holds a value of the line but the codes of the school system.

use std::fmt;

use domain::{
    Reason as _, SchoolYear,
    codes::{CodeError, Uai},
    journey::Rejection,
    rejections,
};

use super::{column::Place, source::MAX_LINE};

rejections! {
    /// What is wrong with a line in itself, or with what it refers to.
    pub enum LineReason {
        /// Some bytes are not UTF-8.
        NotUtf8 => "not_utf8", None,
            "this line is not UTF-8; export the file again in that encoding",
            "cette ligne n'est pas en UTF-8 ; exportez de nouveau le fichier dans cet encodage";
        /// More bytes than a line may have.
        LineTooLong => "line_too_long", None,
            "a line has at most {MAX_LINE} bytes",
            "une ligne a au plus {MAX_LINE} octets";
        /// An odd number of quotation marks.
        UnclosedQuote => "unclosed_quote", None,
            "a quotation mark is not closed on this line; double those inside a value, and keep a record on one line",
            "un guillemet n'est pas fermé sur cette ligne ; doublez ceux qui sont dans une valeur, et gardez un enregistrement par ligne";
        /// More or fewer fields than the header.
        WrongColumnCount {
            /// Columns of the header.
            expected: usize,
            /// Fields of the line.
            found: usize,
        } => "wrong_column_count", None,
            "the header has {expected} columns and this line {found}",
            "l'en-tête a {expected} colonnes et cette ligne {found}";
        /// Not JSON.
        NotJson {
            /// Byte at which reading stopped, from 1.
            byte: usize,
        } => "not_json", None,
            "this line is no JSON: reading stops at byte {byte}",
            "cette ligne n'est pas du JSON : la lecture s'arrête à l'octet {byte}";
        /// JSON, but another thing than an object.
        NotAnObject => "not_an_object", None,
            "an object is expected here",
            "un objet est attendu ici";
        /// A list is due.
        NotAList => "not_a_list", None,
            "a list is expected here",
            "une liste est attendue ici";
        /// A text is due.
        NotAText => "not_a_text", None,
            "a text is expected here",
            "un texte est attendu ici";
        /// A key that the format does not have.
        UnknownKey => "unknown_key", None,
            "this object has a key that the format does not have; docs/import.md lists them",
            "cet objet a une clé que le format n'a pas ; docs/import.md en donne la liste";
        /// Nothing where something is required.
        Missing => "missing", None,
            "a value is required here",
            "une valeur est requise ici";
        /// Line breaks, tabulations and the like.
        ControlCharacter => "control_character", None,
            "this value holds a control character",
            "cette valeur contient un caractère de contrôle";
        /// Not an identifier.
        IdShape => "id_shape", None,
            "an identifier is 1 to 64 letters, digits, dashes and underscores: the primary key or the UUID, and nothing that names the person",
            "un identifiant comporte de 1 à 64 lettres, chiffres, tirets ou soulignés : la clé primaire ou l'UUID, et rien qui nomme la personne";
        /// A name that is too long.
        NameTooLong => "name_too_long", None,
            "a name has at most 100 characters",
            "un nom a au plus 100 caractères";
        /// Not an address.
        EmailShape => "email_shape", None,
            "an email address has one @, no space and at most 254 characters",
            "une adresse électronique a un seul @, aucune espace et au plus 254 caractères";
        /// Not a date.
        DateShape => "date_shape", None,
            "a date is written YYYY-MM-DD, between 1900 and 2100",
            "une date s'écrit AAAA-MM-JJ, entre 1900 et 2100";
        /// Not one of the platform's levels.
        UnknownLevel => "unknown_level", None,
            "a level is one of troisieme, seconde, premiere, terminale, bac_1, bac_2, bac_3, bac_4, bac_5, bac_5_plus",
            "un niveau est l'un de troisieme, seconde, premiere, terminale, bac_1, bac_2, bac_3, bac_4, bac_5, bac_5_plus";
        /// Neither `main` nor `secondary`.
        UnknownEnrolment => "unknown_enrolment", None,
            "an enrolment is main or secondary",
            "une inscription est main (principale) ou secondary (secondaire)";
        /// It ends before it starts.
        EndBeforeStart => "end_before_start", None,
            "this experience ends before it starts",
            "cette expérience finit avant de commencer";
        /// Longer than studies last.
        ExperienceTooLong {
            /// The most.
            years: usize,
        } => "experience_too_long", None,
            "one experience covers at most {years} school years",
            "une expérience couvre au plus {years} années scolaires";
        /// In the first years of her life.
        StartsInChildhood => "starts_in_childhood", None,
            "this experience starts before the calendar year in which she turned ten",
            "cette expérience commence avant l'année civile de ses dix ans";
        /// No such school.
        UnknownUai {
            /// The code.
            uai: Uai,
        } => "unknown_uai", None,
            "no school of the reference data has the UAI {uai}; correct it, import newer reference data, or give the school by its name",
            "aucun établissement du référentiel n'a l'UAI {uai} ; corrigez-la, importez un référentiel plus récent, ou donnez l'établissement par son nom";
        /// Such as a third year of BTS.
        LevelAndFormation => "level_and_formation_disagree", None,
            "this kind of formation has no such year; correct the level or the formation",
            "ce type de formation n'a pas cette année-là ; corrigez le niveau ou la formation";
        /// The same key says another thing than before.
        Conflict => "conflict", None,
            "this was imported before with another value here (command id reused); what is recorded stands, correct it in the service",
            "ceci a déjà été importé avec une autre valeur ici (identifiant de commande réutilisé) ; ce qui est inscrit reste, corrigez-le dans le service";
        /// Two main enrolments in one school year.
        YearTwice {
            /// The year.
            year: SchoolYear,
        } => "conflict", None,
            "the main enrolment of {year} was imported with another value here (command id reused); what is recorded stands; a second enrolment of the same year says secondary",
            "l'inscription principale de {year} a été importée avec une autre valeur ici (identifiant de commande réutilisé) ; ce qui est inscrit reste ; une deuxième inscription de la même année est secondary";
    }
}

rejections! {
    /// What to know of a line that is taken.
    pub enum Remark {
        /// No school of this name.
        SchoolNotFound => "school_not_found", None,
            "no school of the reference data has exactly this name: the year is taken without school; give the UAI",
            "aucun établissement du référentiel ne porte exactement ce nom : l'année est prise sans établissement ; donnez l'UAI";
        /// Several.
        SchoolAmbiguous => "school_ambiguous", None,
            "several schools of the reference data have this name: the year is taken without school; give the UAI",
            "plusieurs établissements du référentiel portent ce nom : l'année est prise sans établissement ; donnez l'UAI";
        /// No such formation.
        FormationNotFound => "formation_not_found", None,
            "the reference data do not have this formation: only its kind is used",
            "le référentiel n'a pas cette formation : seul son type est utilisé";
        /// Several.
        FormationAmbiguous => "formation_ambiguous", None,
            "several formations of the reference data fit: only their kind is used; give the identifier",
            "plusieurs formations du référentiel conviennent : seul leur type est utilisé ; donnez l'identifiant";
        /// The formation is given by another school.
        FormationElsewhere => "formation_elsewhere", None,
            "the reference data have this formation in another school than the one stated; both are recorded",
            "le référentiel a cette formation dans un autre établissement que celui indiqué ; les deux sont inscrits";
        /// Générale, because nothing says otherwise.
        VoieAssumed => "voie_assumed", None,
            "nothing tells the voie: générale is assumed",
            "rien ne dit la voie : générale est supposée";
        /// Licence, because nothing says otherwise.
        FiliereAssumed => "filiere_assumed", None,
            "nothing tells the kind of formation: it is assumed from the level and the school",
            "rien ne dit le type de formation : il est supposé d'après le niveau et l'établissement";
        /// Troisième, or after bac+5.
        LevelOutside => "level_outside", None,
            "this level is outside the programme: no school year is recorded",
            "ce niveau est hors du programme : aucune année scolaire n'est inscrite";
        /// One level for several years.
        SeveralYears {
            /// How many.
            years: usize,
        } => "several_years", None,
            "one level is stated for {years} school years: each is recorded at this level",
            "un seul niveau est indiqué pour {years} années scolaires : chacune est inscrite à ce niveau";
        /// A year to come.
        NotStarted {
            /// Which.
            year: SchoolYear,
        } => "not_started", None,
            "{year} has not started: it is not recorded yet",
            "{year} n'a pas commencé : l'année n'est pas encore inscrite";
        /// An experience without end that started in an earlier school year.
        EndMissing => "end_missing", None,
            "no end is stated: only the school year in which it started is recorded",
            "aucune fin n'est indiquée : seule l'année scolaire du début est inscrite";
        /// From her age.
        EntryStageAssumed => "entry_stage_assumed", None,
            "no level is stated: whether she enters in lycée or in higher education is taken from her age",
            "aucun niveau n'est indiqué : son entrée au lycée ou dans le supérieur est déduite de son âge";
    }
}

/// Why a line is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The line itself.
    Line(LineReason),
    /// A code that is not what it should be.
    Code(CodeError),
    /// A rule of the domain.
    Rule(Rejection),
}

impl Reason {
    /// Stable, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Line(reason) => reason.code(),
            Self::Code(error) => error.code(),
            Self::Rule(rejection) => rejection.code(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(reason) => reason.fmt(f),
            Self::Code(error) => error.fmt(f),
            // The rule's own sentence tells her age.
            Self::Rule(Rejection::AgeOutOfRange { min, max, .. }) => write!(
                f,
                "registration is open from the calendar year in which she turns {min}, for as long \
                 as she is {max} or younger"
            ),
            Self::Rule(rejection) => rejection.fmt(f),
        }
    }
}

impl From<LineReason> for Reason {
    fn from(reason: LineReason) -> Self {
        Self::Line(reason)
    }
}

impl From<CodeError> for Reason {
    fn from(error: CodeError) -> Self {
        Self::Code(error)
    }
}

/// Something about a line, and the place in it that is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About<T> {
    /// The column or field, when it is one.
    pub place: Option<Place>,
    /// What about it.
    pub what: T,
}

impl<T> About<T> {
    pub(super) fn at(place: Place, what: impl Into<T>) -> Self {
        Self { place: Some(place), what: what.into() }
    }

    pub(super) fn line(what: impl Into<T>) -> Self {
        Self { place: None, what: what.into() }
    }

    fn show(&self, f: &mut fmt::Formatter<'_>, code: &str, text: &dyn fmt::Display) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{code} ({place}): {text}"),
            None => write!(f, "{code}: {text}"),
        }
    }
}

impl fmt::Display for About<Reason> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(f, self.what.code(), &self.what)
    }
}

impl fmt::Display for About<Remark> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(f, self.what.code(), &self.what)
    }
}
