//! One pair: Tutorat by a student, Mentorat by a professional. Proposed, accepted by both, live,
//! ended; its sessions. No content of what is said is ever stored.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Context, Decider, JourneyId, SupporterId, rejections, supporter::SupporterKind, vocabulary};

vocabulary! {
    /// Kind of relation.
    pub enum RelationKind {
        Tutorat => "tutorat", "Tutorat";
        Mentorat => "mentorat", "Mentorat";
    }
}

impl RelationKind {
    /// The supporters who can have it: Tutorat by students, Mentorat by professionals.
    #[must_use]
    pub fn supporter(self) -> SupporterKind {
        match self {
            Self::Tutorat => SupporterKind::Etudiant,
            Self::Mentorat => SupporterKind::Professionnel,
        }
    }
}

vocabulary! {
    /// A side of the pair.
    pub enum Party {
        Beneficiary => "beneficiary", "Bénéficiaire";
        Supporter => "supporter", "Tutrice ou tuteur, mentore ou mentor";
    }
}
vocabulary! {
    /// Why a proposal is declined.
    pub enum DeclineReason {
        Availability => "availability", "Disponibilité";
        Distance => "distance", "Distance";
        Field => "field", "Domaine";
        Other => "other", "Autre";
    }
}
vocabulary! {
    /// How a session is held.
    pub enum Mode {
        InPerson => "in_person", "En présence";
        Video => "video", "En visioconférence";
        Phone => "phone", "Par téléphone";
        Chat => "chat", "Par messagerie";
    }
}
vocabulary! {
    /// What a session is about.
    pub enum Theme {
        Orientation => "orientation", "Orientation";
        Candidature => "candidature", "Candidatures";
        Methode => "methode", "Méthode de travail";
        Technique => "technique", "Compétences techniques";
        Stage => "stage", "Stage et alternance";
        Confiance => "confiance", "Confiance en soi";
        Reseau => "reseau", "Réseau professionnel";
        Emploi => "emploi", "Premier emploi";
    }
}
vocabulary! {
    /// Why a relation ends.
    pub enum MentorshipEnd {
        Completed => "completed", "Menée à son terme";
        BeneficiaryLeft => "beneficiary_left", "Départ de la bénéficiaire";
        SupporterLeft => "supporter_left", "Départ de la tutrice ou du mentor";
        Mismatch => "mismatch", "Mésentente";
        Moved => "moved", "Changement de lieu ou de filière";
        LostContact => "lost_contact", "Contact perdu";
        Safety => "safety", "Mise en sécurité";
    }
}

/// What has happened. The names are stored for ever: never edit one, add the next version.
/// Each names both sides, so that a reader needs no other event to place it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// The two were proposed to each other.
    #[serde(rename = "mentorship.v1.MatchProposed")]
    MatchProposed {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
    },
    /// One side accepted.
    #[serde(rename = "mentorship.v1.MatchAccepted")]
    MatchAccepted {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Who accepted.
        party: Party,
    },
    /// One side declined.
    #[serde(rename = "mentorship.v1.MatchDeclined")]
    MatchDeclined {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Who declined.
        party: Party,
        /// Why.
        reason: DeclineReason,
    },
    /// The relation is live.
    #[serde(rename = "mentorship.v1.MentorshipStarted")]
    MentorshipStarted {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// First day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
    },
    /// They met.
    #[serde(rename = "mentorship.v1.SessionHeld")]
    SessionHeld {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// The day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
        /// Start, local time.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::time()"))]
        starts_at: NaiveTime,
        /// Length in minutes, 1 to 600.
        minutes: u16,
        /// How.
        mode: Mode,
        /// What about.
        themes: Vec<Theme>,
    },
    /// The relation is over.
    #[serde(rename = "mentorship.v1.MentorshipEnded")]
    MentorshipEnded {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Why.
        reason: MentorshipEnd,
    },
}

impl Event {
    /// Both sides.
    #[must_use]
    pub fn pair(&self) -> Pair {
        match self {
            Self::MatchProposed { pair, .. }
            | Self::MatchAccepted { pair, .. }
            | Self::MatchDeclined { pair, .. }
            | Self::MentorshipStarted { pair, .. }
            | Self::SessionHeld { pair, .. }
            | Self::MentorshipEnded { pair, .. } => *pair,
        }
    }
}

/// Both sides of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Pair {
    /// The beneficiary.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
    pub journey: JourneyId,
    /// The tutor or mentor.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
    pub supporter: SupporterId,
}

/// What can be asked. `Propose`, `Decline`, `Start` and `End` go through
/// [`pairing`](crate::pairing), which keeps both sides in step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Propose the two to each other.
    Propose {
        /// Both sides.
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
    },
    /// Accept for one side.
    Accept {
        /// Who.
        party: Party,
    },
    /// Decline for one side.
    Decline {
        /// Who.
        party: Party,
        /// Why.
        reason: DeclineReason,
    },
    /// Start, once both accepted.
    Start,
    /// Record a session.
    RecordSession {
        /// Start, local time.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::time()"))]
        starts_at: NaiveTime,
        /// Length in minutes, 1 to 600.
        minutes: u16,
        /// How.
        mode: Mode,
        /// What about.
        themes: Vec<Theme>,
    },
    /// End a live relation.
    End {
        /// Why.
        reason: MentorshipEnd,
    },
}

rejections! {
    /// Why a command on a pair is refused.
    pub enum Rejection {
        /// Proposed twice.
        AlreadyProposed => "match_already_proposed", Some("mentorshipId"),
            "this pair is already proposed; use a new identifier for another one";
        /// Nothing to act on.
        Unknown => "unknown_mentorship", Some("mentorshipId"),
            "no pair is recorded under this identifier";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// A student for a mentorat, a professional for a tutorat.
        WrongSupporterKind => "wrong_supporter_kind", Some("kind"),
            "tutorat is given by students, mentorat by professionals";
        /// The same side twice.
        AlreadyAccepted => "already_accepted", Some("party"),
            "this side has already accepted";
        /// Not a proposal any more.
        NotProposed => "not_proposed", Some("mentorshipId"),
            "this proposal is already answered";
        /// Both have not accepted.
        NotAcceptedByBoth => "not_accepted_by_both", Some("mentorshipId"),
            "both sides must accept before the relation starts";
        /// Not started, or ended.
        NotLive => "not_live", Some("mentorshipId"),
            "this relation is not live";
        /// Before the relation started.
        BeforeStart => "before_start", Some("occurredOn"),
            "sessions and the end come on or after the day the relation started";
        /// Length outside 1 to 600.
        MinutesOutOfRange => "minutes_out_of_range", Some("minutes"),
            "a session lasts from 1 to 600 minutes";
        /// Overlaps another session of the pair.
        DoubleBooked => "session_double_booked", Some("startsAt"),
            "the pair already has a session at that time";
        /// The beneficiary is erased or unknown, so nobody can tell if she is a minor.
        AgeUnknown => "age_unknown", Some("journeyId"),
            "her birth date is no longer known: no new relation can be proposed";
    }
}

/// What deciding needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nothing proposed.
    #[default]
    Unknown,
    /// Waiting for answers.
    Proposed {
        /// Both sides.
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
        /// The beneficiary accepted.
        by_beneficiary: bool,
        /// The supporter accepted.
        by_supporter: bool,
    },
    /// Live.
    Live {
        /// Both sides.
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
        /// First day.
        since: NaiveDate,
        /// Start and length in minutes of each session.
        sessions: Vec<(NaiveDateTime, u16)>,
    },
    /// Declined or ended.
    Over {
        /// Both sides.
        pair: Pair,
    },
}

impl State {
    /// Both sides, once proposed.
    #[must_use]
    pub fn pair(&self) -> Option<Pair> {
        match self {
            Self::Unknown => None,
            Self::Proposed { pair, .. } | Self::Live { pair, .. } | Self::Over { pair } => Some(*pair),
        }
    }
}

/// The aggregate.
pub struct Mentorship;

impl Decider for Mentorship {
    const CATEGORY: &'static str = "mentorship";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        use {Command as C, Event as E, Rejection as R, State as S};
        let on = context.occurred_on;
        if on > context.today {
            return Err(R::InTheFuture);
        }
        match (command, state) {
            (C::Propose { pair, kind }, S::Unknown) => Ok(vec![E::MatchProposed { pair, kind }]),
            (C::Propose { .. }, _) => Err(R::AlreadyProposed),
            (_, S::Unknown) => Err(R::Unknown),

            (C::Accept { party: Party::Beneficiary }, S::Proposed { by_beneficiary: true, .. })
            | (C::Accept { party: Party::Supporter }, S::Proposed { by_supporter: true, .. }) => {
                Err(R::AlreadyAccepted)
            }
            (C::Accept { party }, S::Proposed { pair, .. }) => {
                Ok(vec![E::MatchAccepted { pair: *pair, party }])
            }
            (C::Decline { party, reason }, S::Proposed { pair, .. }) => {
                Ok(vec![E::MatchDeclined { pair: *pair, party, reason }])
            }
            (C::Start, S::Proposed { pair, by_beneficiary: true, by_supporter: true, .. }) => {
                Ok(vec![E::MentorshipStarted { pair: *pair, on }])
            }
            (C::Start, S::Proposed { .. }) => Err(R::NotAcceptedByBoth),
            (C::Accept { .. } | C::Decline { .. } | C::Start, _) => Err(R::NotProposed),

            (C::RecordSession { .. } | C::End { .. }, S::Live { since, .. }) if on < *since => {
                Err(R::BeforeStart)
            }
            (C::RecordSession { minutes: 0 | 601.., .. }, S::Live { .. }) => Err(R::MinutesOutOfRange),
            (C::RecordSession { starts_at, minutes, mode, themes }, S::Live { pair, sessions, .. }) => {
                let start = on.and_time(starts_at);
                if sessions.iter().any(|held| overlap(*held, (start, minutes))) {
                    return Err(R::DoubleBooked);
                }
                Ok(vec![E::SessionHeld { pair: *pair, on, starts_at, minutes, mode, themes }])
            }
            (C::End { reason }, S::Live { pair, .. }) => {
                Ok(vec![E::MentorshipEnded { pair: *pair, reason }])
            }
            (C::RecordSession { .. } | C::End { .. }, _) => Err(R::NotLive),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (state, event) {
            (_, Event::MatchProposed { pair, kind }) => State::Proposed {
                pair: *pair,
                kind: *kind,
                by_beneficiary: false,
                by_supporter: false,
            },
            (
                State::Proposed { pair, kind, by_beneficiary, by_supporter },
                Event::MatchAccepted { party, .. },
            ) => State::Proposed {
                pair,
                kind,
                by_beneficiary: by_beneficiary || *party == Party::Beneficiary,
                by_supporter: by_supporter || *party == Party::Supporter,
            },
            (State::Proposed { pair, kind, .. }, Event::MentorshipStarted { on, .. }) => {
                State::Live { pair, kind, since: *on, sessions: Vec::new() }
            }
            (
                State::Live { pair, kind, since, mut sessions },
                Event::SessionHeld { on, starts_at, minutes, .. },
            ) => {
                sessions.push((on.and_time(*starts_at), *minutes));
                State::Live { pair, kind, since, sessions }
            }
            (_, Event::MatchDeclined { pair, .. } | Event::MentorshipEnded { pair, .. }) => {
                State::Over { pair: *pair }
            }
            (
                state,
                Event::MatchAccepted { .. }
                | Event::MentorshipStarted { .. }
                | Event::SessionHeld { .. },
            ) => state,
        }
    }
}

fn overlap(a: (NaiveDateTime, u16), b: (NaiveDateTime, u16)) -> bool {
    let end = |(start, minutes): (NaiveDateTime, u16)| start + TimeDelta::minutes(minutes.into());
    a.0 < end(b) && b.0 < end(a)
}
