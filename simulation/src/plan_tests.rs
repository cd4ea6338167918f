use std::collections::{BTreeMap, BTreeSet};

use domain::{
    SchoolYear,
    journey::{
        Event as J, Standing,
        facts::{Answer, Platform, Specialite},
    },
    levels::Niveau,
    mentorship::{Event as M, RelationKind, State as Relation},
    supporter::Event as S,
};

use crate::{
    block::{self, SIZE},
    calendar::{date, opening},
    calibration::{persons, studies},
    rehearsal::{SEED, atlas, rehearsal, until},
};

/// A share in percent.
pub(crate) fn percent(part: usize, whole: usize) -> f64 {
    100.0 * f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
}

#[test]
fn the_rules_allow_every_step_of_2_000_journeys() {
    // Carried out by the deciders, which panic at the first refusal.
    let done = rehearsal();
    assert_eq!(done.journeys.len(), 2_000);
    let (supporters, mentorships) = (done.supporters.len(), done.mentorships.len());
    assert!(supporters > 400 && mentorships > 1_500, "{supporters}, {mentorships}");
}

#[test]
fn a_journey_has_10_to_200_events_by_its_age_and_60_to_100_with_all_around_it_on_average() {
    let done = rehearsal();
    for (_, events) in done.journeys.values() {
        let aged = events[0].day < date(2026, 5, 24);
        let present = events.last().unwrap().day > date(2026, 8, 31);
        let fewest = if aged && present { 10 } else { 3 };
        assert!((fewest..=200).contains(&events.len()), "{}", events.len());
    }
    let all = done.journeys.values().map(|(_, events)| events.len()).sum::<usize>()
        + done.supporters.values().map(|(_, events)| events.len()).sum::<usize>()
        + done.mentorships.values().map(|(_, events)| events.len()).sum::<usize>()
        + done.activities.values().map(|(_, events)| events.len()).sum::<usize>()
        + done.aids.values().map(|(_, events)| events.len()).sum::<usize>()
        + done.placements.values().map(|(_, events)| events.len()).sum::<usize>()
        + done.partners.values().map(|(_, events)| events.len()).sum::<usize>();
    println!("{} events a journey", all / done.journeys.len());
    assert!((60..=100).contains(&(all / done.journeys.len())), "{all}");
}

#[test]
fn days_go_forward_and_end_on_the_last_one() {
    for (_, events) in rehearsal().journeys.values() {
        assert!(events.is_sorted_by_key(|dated| dated.day));
        assert!(events.iter().all(|dated| dated.occurred_on <= dated.day && dated.day <= until()));
        assert!(events.iter().all(|dated| dated.day >= opening()));
    }
}

#[test]
fn registrations_grow_from_year_to_year() {
    let mut years: BTreeMap<SchoolYear, usize> = BTreeMap::new();
    for (_, events) in rehearsal().journeys.values() {
        *years.entry(SchoolYear::of(events[0].day)).or_default() += 1;
    }
    println!("registrations: {years:?}");
    assert!(years[&SchoolYear(2023)] < years[&SchoolYear(2024)]);
    assert!(years[&SchoolYear(2024)] < years[&SchoolYear(2025)]);
}

#[test]
fn every_year_follows_from_the_one_before() {
    for (state, _) in rehearsal().journeys.values() {
        let years: Vec<_> = state.record().unwrap().years.iter().collect();
        for pair in years.windows(2) {
            let ((from_year, from), (to_year, to)) = (pair[0], pair[1]);
            let (from, to) = (from.start.niveau, to.start.niveau);
            assert!(from.may_lead_to(to, to_year.0 - from_year.0), "{from} to {to}");
        }
    }
}

#[test]
fn girls_drop_nsi_as_often_as_the_nation_tells() {
    let (mut followed, mut dropped_nsi) = (0, 0);
    for (_, events) in rehearsal().journeys.values() {
        for dated in events {
            if let J::SpecialiteDropped { kept, dropped, .. } = &dated.event {
                let drops = *dropped == Specialite::Nsi;
                followed += usize::from(drops || kept.contains(&Specialite::Nsi));
                dropped_nsi += usize::from(drops);
            }
        }
    }
    let share = percent(dropped_nsi, followed);
    println!("{share:.1} % of {followed} drop NSI");
    assert!(followed > 400);
    assert!((share - 100.0 * studies::DROPS_NSI).abs() < 5.0, "{share}");
}

#[test]
fn the_share_of_boursieres_is_the_one_of_the_candidates() {
    let (mut known, mut boursieres) = (0, 0);
    for (state, _) in rehearsal().journeys.values() {
        let record = state.record().unwrap();
        let lycee = record.situations.iter().find(|(year, _)| {
            record.years.get(year).is_some_and(|year| year.start.niveau.is_lycee())
        });
        if let Some(held) = lycee.and_then(|(_, situation)| situation.bourse.is_boursiere()) {
            known += 1;
            boursieres += usize::from(held);
        }
    }
    let share = percent(boursieres, known);
    println!("{share:.1} % of {known} are boursières");
    assert!((share - 100.0 * persons::BOURSIERE_LYCEE).abs() < 4.0, "{share}");
}

#[test]
fn most_are_admitted_and_the_others_are_answered() {
    let old: Vec<_> = rehearsal()
        .journeys
        .values()
        .filter(|(_, events)| events[0].day < date(2026, 8, 1))
        .map(|(state, _)| state.record().unwrap())
        .collect();
    let admitted = old.iter().filter(|record| record.standing.cohort().is_some()).count();
    println!("{:.1} % admitted", percent(admitted, old.len()));
    assert!((85.0..98.0).contains(&percent(admitted, old.len())));
    assert!(old.iter().all(|record| record.standing != Standing::Candidate));
}

#[test]
fn every_level_and_every_kind_of_answer_happens() {
    let (mut levels, mut answers, mut platforms) =
        (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    for (state, events) in rehearsal().journeys.values() {
        for year in state.record().unwrap().years.values() {
            *levels.entry(year.start.niveau).or_insert(0) += 1;
        }
        for dated in events {
            match &dated.event {
                J::WishAnswered { answer, .. } => drop(answers.insert(*answer)),
                J::WishSubmitted { platform, .. } => drop(platforms.insert(*platform)),
                _ => {}
            }
        }
    }
    println!("{levels:?}");
    for niveau in [Niveau::TerminalePro, Niveau::Bts2, Niveau::But3, Niveau::Cpge2, Niveau::Cesure]
    {
        assert!(levels.contains_key(&niveau), "{niveau}");
    }
    for niveau in [Niveau::Licence3, Niveau::Ingenieur1, Niveau::Master2] {
        assert!(levels.contains_key(&niveau), "{niveau}");
    }
    for answer in [Answer::Proposed, Answer::ProposedOuiSi, Answer::Waitlisted, Answer::Refused] {
        assert!(answers.contains(&answer), "{answer}");
    }
    assert_eq!(
        platforms,
        BTreeSet::from([Platform::Parcoursup, Platform::MonMaster, Platform::Direct])
    );
}

#[test]
fn most_relations_last_six_months_and_meet_about_monthly() {
    let (mut lasting, mut ended, mut sessions) = (0, 0, 0);
    let mut kinds = BTreeMap::new();
    for (state, events) in rehearsal().mentorships.values() {
        if let M::MatchProposed { kind, .. } = &events[0].event {
            *kinds.entry(*kind).or_insert(0) += 1;
        }
        let start = events.iter().find(|dated| matches!(dated.event, M::MentorshipStarted { .. }));
        if let (Some(start), Relation::Over { .. }) = (start, state) {
            ended += 1;
            let end = events.iter().find(|dated| matches!(dated.event, M::MentorshipEnded { .. }));
            let days = end.unwrap().day.signed_duration_since(start.day).num_days();
            lasting += usize::from(days >= 180);
            let held = events.iter().filter(|dated| matches!(dated.event, M::SessionHeld { .. }));
            sessions += held.count();
        }
    }
    println!("{kinds:?}, {ended} ended, {lasting} after six months, {sessions} sessions");
    assert!(kinds[&RelationKind::Tutorat] > 500 && kinds[&RelationKind::Mentorat] > 700);
    assert!(percent(lasting, ended) > 55.0);
    assert!((4..=10).contains(&(sessions / ended)));
}

#[test]
fn everything_the_programme_does_for_somebody_happens() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut see = |name| *seen.entry(name).or_default() += 1;
    let done = rehearsal();
    for dated in done.journeys.values().flat_map(|(_, events)| events) {
        match &dated.event {
            J::SocleStepDone { .. } => see("step"),
            J::NeedMet { .. } => see("need met"),
            J::OptionClosed { .. } => see("option closed"),
            J::FollowUpHeld { .. } => see("follow-up"),
            J::PeerHelpGiven { .. } => see("help given"),
            J::SupportResumed { .. } => see("support resumed"),
            J::ConcernNoted { .. } => see("concern"),
            _ => {}
        }
    }
    for dated in done.supporters.values().flat_map(|(_, events)| events) {
        match &dated.event {
            S::TrainingCompleted { .. } => see("training"),
            S::ProfileDeclared { .. } => see("profile"),
            S::SupporterReinstated { .. } => see("reinstated"),
            _ => {}
        }
    }
    for dated in done.mentorships.values().flat_map(|(_, events)| events) {
        match &dated.event {
            M::GoalReviewed { .. } => see("goal"),
            M::RelationRated { .. } => see("rating"),
            M::SessionMissed { .. } => see("missed"),
            M::MentorReplaced { .. } => see("replaced"),
            M::MentorshipPaused { .. } => see("paused"),
            M::MentorshipResumed { .. } => see("resumed"),
            _ => {}
        }
    }
    println!("{seen:?}");
    assert_eq!(seen.len(), 16, "{seen:?}");
    assert!(seen["concern"] < seen["paused"] && seen["paused"] < seen["missed"], "{seen:?}");
    assert!(seen["step"] > 4_000 && seen["follow-up"] > 5_000, "{seen:?}");
}

#[test]
fn a_plan_is_the_same_each_time_and_one_of_another_size_is_another_one() {
    let text = |block: &block::Block| -> Vec<String> {
        let step = |step: &crate::step::Step| format!("{step:?}");
        block.steps.iter().map(step).collect()
    };
    let whole = text(&block::plan(SEED, 3, SIZE, atlas(), until()));
    assert_eq!(whole, text(&block::plan(SEED, 3, SIZE, atlas(), until())));
    assert_ne!(whole, text(&block::plan(SEED + 1, 3, SIZE, atlas(), until())));
    let part = block::plan(SEED, 3, 7, atlas(), until());
    assert_eq!((part.counts.journeys, part.number), (7, 3));
    let whole: BTreeSet<String> = whole.into_iter().collect();
    assert!(text(&part).iter().all(|step| !whole.contains(step)));
}

#[test]
fn other_last_days_make_valid_journeys_too() {
    let mut done = crate::rehearsal::Rehearsal::funded(date(2032, 6, 30));
    for until in [opening(), date(2023, 9, 20), date(2024, 2, 29), date(2025, 8, 31)] {
        for number in 0..4 {
            done.run(block::plan(SEED, number, SIZE, atlas(), until));
        }
    }
    for number in 0..8 {
        done.run(block::plan(SEED, number, SIZE, atlas(), date(2032, 6, 30)));
        done.run(block::plan(SEED, number, number + 1, atlas(), until()));
    }
    assert_eq!(done.journeys.len(), 16 * 25 + 8 * 25 + 36);
}
