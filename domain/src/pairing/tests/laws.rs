//! What holds for all pairs together, whatever is asked of them.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::{
    arbitrary, laws,
    mentorship::State,
    pairing::{WithSide, pause_unchecked},
};

/// Something asked of one of few pairs.
#[derive(Clone, Debug)]
enum Asked {
    Pairing(MentorshipId, C),
    Accept(MentorshipId, mentorship::Command),
    Beneficiary(JourneyId, journey::Command),
    Supporter(SupporterId, supporter::Command),
    PauseUnchecked(SupporterId),
}

fn asked() -> impl Strategy<Value = Asked> {
    let side = || (1u128..3).prop_map(Uuid::from_u128);
    let pair = (side(), side()).prop_map(|(journey, supporter)| Pair {
        journey: journey.into(),
        supporter: supporter.into(),
    });
    let command = prop_oneof![
        3 => (pair, any::<RelationKind>()).prop_map(|(pair, kind)| C::Propose {
            pair,
            kind,
            basis: None,
        }),
        1 => any::<(Party, DeclineReason)>()
            .prop_map(|(party, reason)| C::Decline { party, reason }),
        3 => Just(C::Start),
        1 => any::<MentorshipEnd>().prop_map(|reason| C::End { reason }),
    ];
    let accept = any::<Party>().prop_map(|party| mentorship::Command::Accept { party });
    let end = any::<EndReason>()
        .prop_map(|reason| journey::Command::EndSupport { reason, obstacles: Vec::new() });
    let capacity = (0u8..4).prop_map(|max_live| supporter::Command::DeclareCapacity { max_live });
    let check = laws::context().prop_map(|Context { occurred_on: issued_on, .. }| {
        let (means, valid_until) = (CheckMeans::Attestation, issued_on + TimeDelta::days(180));
        supporter::Command::RecordCheck { means, issued_on, valid_until }
    });
    prop_oneof![
        8 => (arbitrary::id(), command).prop_map(|(id, command)| Asked::Pairing(id, command)),
        6 => (arbitrary::id(), accept).prop_map(|(id, command)| Asked::Accept(id, command)),
        1 => (side(), end).prop_map(|(id, command)| Asked::Beneficiary(id.into(), command)),
        3 => (side(), prop_oneof![2 => capacity, 1 => check])
            .prop_map(|(id, command)| Asked::Supporter(id.into(), command)),
        2 => side().prop_map(|id| Asked::PauseUnchecked(id.into())),
    ]
}

/// Two beneficiaries, a student and a professional, and their pairs.
struct World {
    journeys: BTreeMap<JourneyId, journey::State>,
    supporters: BTreeMap<SupporterId, supporter::State>,
    mentorships: BTreeMap<MentorshipId, State>,
}

impl World {
    fn new() -> Self {
        let people = [
            given("2006-03-15", SupporterKind::Etudiant),
            given("2008-11-24", SupporterKind::Professionnel),
        ];
        let ids = || (1u128..).map(Uuid::from_u128);
        let (journeys, supporters) = people
            .iter()
            .map(|given| (replay::<Journey>(&given.journey), replay::<Supporter>(&given.supporter)))
            .unzip::<_, _, Vec<_>, Vec<_>>();
        Self {
            journeys: ids().map(Into::into).zip(journeys).collect(),
            supporters: ids().map(Into::into).zip(supporters).collect(),
            mentorships: BTreeMap::new(),
        }
    }

    /// Does what is asked, where the rules allow it.
    fn ask(&mut self, asked: Asked, context: &Context) {
        match asked {
            Asked::Pairing(id, command) => self.pair(id, command, context),
            Asked::Accept(id, command) => {
                step::<Mentorship>(self.mentorships.entry(id).or_default(), command, context);
            }
            Asked::Beneficiary(id, command) => {
                step::<Journey>(self.journeys.entry(id).or_default(), command, context);
            }
            Asked::Supporter(id, command) => {
                step::<Supporter>(self.supporters.entry(id).or_default(), command, context);
            }
            Asked::PauseUnchecked(id) => {
                self.pause_unchecked(id, context);
                // A day that has not come is refused, as everywhere.
                if context.occurred_on <= context.today {
                    self.no_minor_goes_on_unchecked(id, context);
                }
            }
        }
    }

    fn of(&self, id: SupporterId) -> impl Iterator<Item = (MentorshipId, Pair, &State)> {
        let pairs = self.mentorships.iter();
        let pairs = pairs.filter_map(|(known, state)| Some((*known, state.pair()?, state)));
        pairs.filter(move |(_, pair, _)| pair.supporter == id)
    }

    fn pause_unchecked(&mut self, id: SupporterId, context: &Context) {
        let sides: Vec<_> = self
            .of(id)
            .map(|(id, pair, relation)| WithSide {
                id,
                relation,
                side: &self.journeys[&pair.journey],
            })
            .collect();
        let ids: Vec<_> = sides.iter().map(|pair| pair.id).collect();
        let Ok(parted) = pause_unchecked(&self.supporters[&id], &sides, context) else { return };
        for (id, (events, _)) in ids.iter().zip(&parted.pairs) {
            evolve::<Mentorship>(self.mentorships.entry(*id).or_default(), events);
        }
    }

    fn no_minor_goes_on_unchecked(&self, id: SupporterId, context: &Context) {
        let today = Context { occurred_on: context.today, ..context.clone() };
        let checked = self.supporters[&id].record().unwrap().is_checked_on(context.today);
        let goes_on = |state: &State| matches!(state, State::Live { paused: None, .. });
        for (_, pair, _) in self.of(id).filter(|(_, _, state)| goes_on(state)) {
            assert!(checked || !is_minor(&self.journeys[&pair.journey], &today));
        }
    }

    fn pair(&mut self, id: MentorshipId, command: C, context: &Context) {
        let mentorship = self.mentorships.entry(id).or_default();
        let pair = match &command {
            C::Propose { pair, .. } => Some(*pair),
            _ => mentorship.pair(),
        };
        let Some(Pair { journey, supporter }) = pair else { return };
        let journey = self.journeys.entry(journey).or_default();
        let supporter = self.supporters.entry(supporter).or_default();
        let starts_minor = matches!(command, C::Start) && is_minor(journey, context);
        let states = States { journey, supporter, mentorship };
        let Ok(decision) = decide(states, id, command, context) else { return };
        if let [S::SlotReserved { minor: true, .. }] = decision.supporter[..] {
            assert!(supporter.record().unwrap().is_checked_on(context.occurred_on));
        }
        if starts_minor {
            assert!(supporter.record().unwrap().is_checked_on(context.occurred_on));
        }
        evolve::<Journey>(journey, &decision.journey);
        evolve::<Supporter>(supporter, &decision.supporter);
        evolve::<Mentorship>(mentorship, &decision.mentorship);
    }

    /// A relation that is proposed or live is held on both sides, and nothing else is.
    fn both_sides_agree(&self) {
        let mut held = 0;
        for (id, state) in &self.mentorships {
            let (State::Proposed { pair, kind, .. } | State::Live { pair, kind, .. }) = state
            else {
                continue;
            };
            held += 1;
            let supporter = self.supporters[&pair.supporter].record().unwrap();
            assert_eq!(self.journeys[&pair.journey].record().unwrap().support.get(kind), Some(id));
            assert_eq!(supporter.slots.get(id), Some(&pair.journey));
            assert_eq!(supporter.kind, kind.supporter());
        }
        let records = || self.supporters.values().filter_map(supporter::State::record);
        assert!(records().all(|record| record.slots.len() <= usize::from(record.max_live)));
        assert_eq!(records().map(|record| record.slots.len()).sum::<usize>(), held);
        let journeys = self.journeys.values().filter_map(journey::State::record);
        assert_eq!(journeys.map(|record| record.support.len()).sum::<usize>(), held);
    }
}

fn is_minor(journey: &journey::State, context: &Context) -> bool {
    let birth_date = journey.record().and_then(|record| record.birth_date.known());
    birth_date.is_some_and(|birth| context.policy.is_minor(*birth, context.occurred_on))
}

fn step<D: Decider>(state: &mut D::State, command: D::Command, context: &Context) {
    if let Ok(events) = D::decide(state, command, context) {
        evolve::<D>(state, &events);
    }
}

fn evolve<D: Decider>(state: &mut D::State, events: &[D::Event]) {
    *state = events.iter().fold(std::mem::take(state), D::evolve);
}

proptest! {
    #[test]
    fn whatever_is_asked_both_sides_of_every_pair_agree(asked in laws::on_some_days(asked())) {
        let mut world = World::new();
        for (asked, context) in asked {
            world.ask(asked, &context);
            world.both_sides_agree();
        }
    }
}
