//! The rules that concern both sides of a pair: what happened to both, and what is asked of them.

mod laws;
mod parting;
mod rules;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Command as C, Decision, Rejection, States, decide};
use crate::{
    Context, Decider, JourneyId, MentorshipId, Pii, SchoolYear, SupporterId,
    codes::Academie,
    journey::{
        self, Event as J, Journey,
        facts::{EndReason, EntryStage, Identity, Phase},
    },
    mentorship::{
        self, DeclineReason, Event as M, Mentorship, MentorshipEnd, Pair, Party, RelationKind,
    },
    supporter::{self, CheckMeans, Event as S, Supporter, SupporterKind},
    testing::replay,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str) -> Context {
    Context::on(day(text))
}

fn today() -> Context {
    on("2026-10-05")
}

fn id() -> MentorshipId {
    Uuid::from_u128(1).into()
}

fn pair() -> Pair {
    Pair { journey: Uuid::from_u128(2).into(), supporter: Uuid::from_u128(3).into() }
}

fn identity() -> Pii<Identity> {
    let (first_name, last_name) = ("Ada".into(), "Lovelace".into());
    Identity { first_name, last_name, email: "ada@example.org".into() }.into()
}

/// What happened on the three streams so far.
#[derive(Clone, Default)]
struct Given {
    journey: Vec<J>,
    supporter: Vec<S>,
    mentorship: Vec<M>,
}

/// An admitted beneficiary born on this day, and a supporter of this kind with one free slot.
fn given(born: &str, kind: SupporterKind) -> Given {
    let (cohort, phase) = (SchoolYear(2026), Phase::PreIntegration);
    let registered = J::BeneficiaryRegistered {
        identity: identity(),
        birth_date: day(born).into(),
        age_years: 16,
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    };
    let territory = Academie::parse("01").unwrap().into();
    Given {
        journey: vec![registered, J::AdmittedToProgramme { cohort, phase }],
        supporter: vec![
            S::SupporterRegistered { identity: identity(), kind, territory, partner: None },
            S::CharterSigned { version: 1 },
            S::CapacityDeclared { max_live: 1 },
        ],
        mentorship: Vec::new(),
    }
}

/// With an adult and a mentor.
fn adult() -> Given {
    given("2006-03-15", SupporterKind::Professionnel)
}

/// With a beneficiary who turns 18 on 24 November 2026, and a mentor.
fn minor() -> Given {
    given("2008-11-24", SupporterKind::Professionnel)
}

impl Given {
    fn and_she(mut self, event: J) -> Self {
        self.journey.push(event);
        self
    }

    fn and_the_supporter(mut self, event: S) -> Self {
        self.supporter.push(event);
        self
    }

    fn and_the_pair(mut self, event: M) -> Self {
        self.mentorship.push(event);
        self
    }

    fn and_checked(self, issued_on: &str, valid_until: &str) -> Self {
        let (issued_on, valid_until) = (day(issued_on), day(valid_until));
        let means = CheckMeans::Attestation;
        self.and_the_supporter(S::HonorabiliteChecked { means, issued_on, valid_until })
    }

    /// Proposed by the rules on this day, and accepted by both.
    #[track_caller]
    fn and_accepted(self, date: &str) -> Self {
        let decision = self.when(mentorat(), &on(date)).unwrap();
        let accepted = |party| M::MatchAccepted { pair: pair(), party };
        self.and_decided(decision)
            .and_the_pair(accepted(Party::Supporter))
            .and_the_pair(accepted(Party::Beneficiary))
    }

    fn and_decided(mut self, decision: Decision) -> Self {
        self.journey.extend(decision.journey);
        self.supporter.extend(decision.supporter);
        self.mentorship.extend(decision.mentorship);
        self
    }

    fn when(&self, command: C, context: &Context) -> Result<Decision, Rejection> {
        let states = States {
            journey: &replay::<Journey>(&self.journey),
            supporter: &replay::<Supporter>(&self.supporter),
            mentorship: &replay::<Mentorship>(&self.mentorship),
        };
        decide(states, id(), command, context)
    }
}

fn mentorat() -> C {
    C::Propose { pair: pair(), kind: RelationKind::Mentorat, basis: None }
}

fn tutorat() -> C {
    C::Propose { pair: pair(), kind: RelationKind::Tutorat, basis: None }
}

fn end() -> C {
    C::End { reason: MentorshipEnd::Completed }
}

fn proposed(kind: RelationKind, minor: bool) -> Decision {
    let Pair { journey, supporter } = pair();
    Decision {
        journey: vec![J::SupportReserved { mentorship: id(), supporter, kind }],
        supporter: vec![S::SlotReserved { mentorship: id(), journey, minor }],
        mentorship: vec![M::MatchProposed { pair: pair(), kind, basis: None }],
    }
}

fn started(date: &str) -> Decision {
    let mentorship = vec![M::MentorshipStarted { pair: pair(), on: day(date) }];
    Decision { mentorship, ..Decision::default() }
}

fn freed(mentorship: M) -> Decision {
    Decision {
        journey: vec![J::SupportReleased { mentorship: id(), kind: RelationKind::Mentorat }],
        supporter: vec![S::SlotReleased { mentorship: id() }],
        mentorship: vec![mentorship],
    }
}
