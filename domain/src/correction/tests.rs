//! Corrections of pairs and supporters, where the rules are few; what holds for all aggregates is
//! in `laws.rs`.

use chrono::{NaiveDate, NaiveTime};
use uuid::Uuid;

use super::*;
use crate::{
    Context, Decider, JourneyId, MentorshipId, Pii, Reason as _, SupporterId, codec,
    codes::Academie,
    journey::facts::ErasureReason,
    mentorship::{Event as M, Mentorship, Mode, Pair, Party, RelationKind, Theme},
    supporter::{CheckMeans, Event as S, Supporter, SupporterKind},
    testing::replay,
};

const PAIR: Pair =
    Pair { journey: JourneyId(Uuid::from_u128(1)), supporter: SupporterId(Uuid::from_u128(2)) };

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, day).unwrap()
}

fn session(on: NaiveDate, hour: u32, minutes: u16) -> M {
    let starts_at = NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let themes = vec![Theme::Orientation];
    M::SessionHeld { pair: PAIR, on, starts_at, minutes, mode: Mode::Video, themes }
}

/// A live pair since the 1st: revisions 0 to 3.
fn live(then: impl IntoIterator<Item = Entry<M>>) -> Vec<(NaiveDate, Entry<M>)> {
    let accepted = |party| M::MatchAccepted { pair: PAIR, party };
    let beginning = [
        M::MatchProposed { pair: PAIR, kind: RelationKind::Mentorat, basis: None },
        accepted(Party::Beneficiary),
        accepted(Party::Supporter),
        M::MentorshipStarted { pair: PAIR, on: day(1) },
    ];
    let all = beginning.map(Entry::Event).into_iter().chain(then);
    all.map(|entry| match &entry {
        Entry::Event(M::SessionHeld { on, .. }) => (*on, entry),
        _ => (day(1), entry),
    })
    .collect()
}

fn ask<D: Decider>(
    raw: &[(NaiveDate, Entry<D::Event>)],
    target: u32,
    asked: Asked<D::Event>,
) -> Result<Correction<D::Event>, Refusal<D::Rejection>> {
    let reason = CorrectionReason::EntryError;
    decide::<D>(raw, Target(target), asked, reason, &Context::on(day(20)))
}

fn correct<E>(replacement: E) -> Asked<E> {
    Asked::Correct { replacement, occurred_on: None }
}

fn refused<D: Decider>(
    raw: &[(NaiveDate, Entry<D::Event>)],
    target: u32,
    asked: Asked<D::Event>,
) -> &'static str {
    ask::<D>(raw, target, asked).err().expect("it is accepted").code()
}

/// The events that stand.
fn standing<E: Clone>(raw: &[(NaiveDate, Entry<E>)]) -> Vec<E> {
    effective(raw.iter().cloned()).into_iter().map(|standing| standing.event).collect()
}

fn and<E: Clone>(
    raw: &[(NaiveDate, Entry<E>)],
    correction: Correction<E>,
) -> Vec<(NaiveDate, Entry<E>)> {
    let mut raw = raw.to_vec();
    raw.push((day(20), Entry::Correction(correction)));
    raw
}

#[test]
fn a_fact_says_what_it_was_corrected_to_and_stands_where_it_stood() {
    let raw = live([session(day(5), 17, 60), session(day(6), 17, 60)].map(Entry::Event));
    let corrected = ask::<Mentorship>(&raw, 4, correct(session(day(5), 18, 45))).unwrap();
    let after = standing(&and(&raw, corrected));
    assert_eq!(after[4..], [session(day(5), 18, 45), session(day(6), 17, 60)]);
}

#[test]
fn the_last_correction_of_a_fact_stands() {
    let raw = live([Entry::Event(session(day(5), 17, 60))]);
    let once = and(&raw, ask::<Mentorship>(&raw, 4, correct(session(day(5), 17, 30))).unwrap());
    let twice = and(&once, ask::<Mentorship>(&once, 4, correct(session(day(5), 17, 20))).unwrap());
    assert_eq!(standing(&twice)[4..], [session(day(5), 17, 20)]);
}

#[test]
fn the_day_of_a_fact_is_corrected_with_what_it_says_of_it() {
    let raw = live([Entry::Event(session(day(5), 17, 60))]);
    let other = Asked::Correct { replacement: session(day(5), 17, 60), occurred_on: Some(day(7)) };
    let after = and(&raw, ask::<Mentorship>(&raw, 4, other).unwrap());
    let standing = effective(after).pop().unwrap();
    assert_eq!((standing.occurred_on, standing.event), (day(7), session(day(7), 17, 60)));
}

#[test]
fn what_follows_from_other_facts_is_not_taken_from_a_replacement() {
    let raw = live([Entry::Event(session(day(5), 17, 60))]);
    let stranger = Pair { journey: JourneyId(Uuid::from_u128(9)), ..PAIR };
    let M::SessionHeld { starts_at, mode, themes, .. } = session(day(5), 17, 60) else {
        unreachable!()
    };
    let on = day(9);
    let forged = M::SessionHeld { pair: stranger, on, starts_at, minutes: 30, mode, themes };
    let Correction::Corrected { replacement, .. } =
        ask::<Mentorship>(&raw, 4, correct(forged)).unwrap()
    else {
        panic!("a correction was asked for")
    };
    assert_eq!(replacement, session(day(5), 17, 30));
}

#[test]
fn a_voided_fact_is_as_if_it_had_not_been_recorded() {
    let raw = live([Entry::Event(session(day(5), 17, 60))]);
    let after = and(&raw, ask::<Mentorship>(&raw, 4, Asked::Void).unwrap());
    let state = replay::<Mentorship>(&standing(&after));
    assert_eq!(state, replay::<Mentorship>(&standing(&live([]))));
    // So the same hour is free again.
    let again = [(day(5), Entry::Event(session(day(5), 17, 60)))];
    assert_eq!(standing(&[after, again.to_vec()].concat())[4..], [session(day(5), 17, 60)]);
}

#[test]
fn a_void_is_not_voided_nor_corrected_nor_what_it_voided() {
    let raw = live([Entry::Event(session(day(5), 17, 60))]);
    let after = and(&raw, ask::<Mentorship>(&raw, 4, Asked::Void).unwrap());
    let other = || correct(session(day(5), 17, 30));
    assert_eq!(refused::<Mentorship>(&after, 5, Asked::Void), "is_a_correction");
    assert_eq!(refused::<Mentorship>(&after, 5, other()), "is_a_correction");
    assert_eq!(refused::<Mentorship>(&after, 4, Asked::Void), "already_voided");
    assert_eq!(refused::<Mentorship>(&after, 4, other()), "already_voided");
}

/// Written by nobody who asked `decide`; whoever reads it must not bring the fact back.
#[test]
fn what_a_stream_says_of_a_voided_event_is_without_effect() {
    let reason = CorrectionReason::EntryError;
    let voided = |target| Correction::Voided { target: Target(target), reason };
    let replacement = session(day(5), 17, 30);
    let occurred_on = None;
    let corrected = Correction::Corrected { target: Target(4), replacement, occurred_on, reason };
    let fact = Entry::Event(session(day(5), 17, 60));
    let corrections = [voided(4), voided(5), corrected, voided(99)].map(Entry::Correction);
    let raw = live([fact].into_iter().chain(corrections));
    assert_eq!(standing(&raw), standing(&live([])));
}

#[test]
fn only_what_is_there_is_corrected() {
    assert_eq!(refused::<Mentorship>(&live([]), 4, Asked::Void), "no_such_event");
    assert_eq!(refused::<Mentorship>(&[], 0, Asked::Void), "no_such_event");
}

#[test]
fn what_was_decided_with_another_stream_is_neither_corrected_nor_voided() {
    let raw = live([]);
    assert_eq!(refused::<Mentorship>(&raw, 3, Asked::Void), "not_voidable");
    let started = M::MentorshipStarted { pair: PAIR, on: day(2) };
    assert_eq!(refused::<Mentorship>(&raw, 3, correct(started)), "not_correctable");
}

#[test]
fn a_fact_is_not_turned_into_one_of_another_type() {
    let raw = live([Entry::Event(session(day(5), 17, 60))]);
    let missed = M::SessionMissed { pair: PAIR, on: day(5), by: Party::Supporter };
    assert_eq!(refused::<Mentorship>(&raw, 4, correct(missed)), "unreadable_replacement");
}

#[test]
fn a_correction_changes_something() {
    let raw = live([Entry::Event(session(day(5), 17, 60))]);
    let same = correct(session(day(5), 17, 60));
    assert_eq!(refused::<Mentorship>(&raw, 4, same), "nothing_changes");
}

#[test]
fn a_replacement_obeys_the_rules_of_its_aggregate() {
    let raw = live([session(day(5), 17, 60), session(day(5), 18, 60)].map(Entry::Event));
    let long = correct(session(day(5), 17, 601));
    assert_eq!(refused::<Mentorship>(&raw, 4, long), "minutes_out_of_range");
    let over_the_first = correct(session(day(5), 17, 30));
    assert_eq!(refused::<Mentorship>(&raw, 5, over_the_first), "session_double_booked");
}

#[test]
fn an_event_that_a_later_one_rests_on_stays() {
    let raw = live([session(day(5), 17, 60), session(day(5), 18, 60)].map(Entry::Event));
    // Into the hour of the one recorded after it.
    let longer = correct(session(day(5), 17, 90));
    let refusal = ask::<Mentorship>(&raw, 4, longer).unwrap_err();
    let expected =
        Rejection::LaterEventDepends { revision: Target(5), code: "session_double_booked" };
    assert_eq!(refusal, Refusal::Correction(expected));
}

/// A check that a pair with a minor rests on is not taken away under it.
#[test]
fn a_check_of_honorabilite_that_a_pair_with_a_minor_rests_on_is_not_voided() {
    let check = |valid_until| S::HonorabiliteChecked {
        means: CheckMeans::Attestation,
        issued_on: day(1),
        valid_until,
    };
    let until = NaiveDate::from_ymd_opt(2027, 8, 1).unwrap();
    let slot = S::SlotReserved {
        mentorship: MentorshipId(Uuid::from_u128(3)),
        journey: PAIR.journey,
        minor: true,
    };
    let alone = [
        S::SupporterRegistered {
            identity: Pii::Erased,
            kind: SupporterKind::Etudiant,
            territory: Academie::parse("01").unwrap().into(),
            partner: None,
        },
        S::CharterSigned { version: 1 },
        S::CapacityDeclared { max_live: 1 },
        check(until),
    ];
    let raw = |events: &[S]| -> Vec<_> {
        events.iter().map(|event| (day(2), Entry::Event(event.clone()))).collect()
    };
    let paired = [alone.as_slice(), &[slot]].concat();
    assert!(ask::<Supporter>(&raw(&alone), 3, Asked::Void).is_ok());
    for (target, asked) in
        [(3, Asked::Void), (1, Asked::Void), (2, correct(S::CapacityDeclared { max_live: 0 }))]
    {
        let code = refused::<Supporter>(&raw(&paired), target, asked);
        assert_eq!(code, "later_event_depends", "revision {target}");
    }
    // The slot itself is held by two streams.
    assert_eq!(refused::<Supporter>(&raw(&paired), 4, Asked::Void), "not_voidable");
    let longer = correct(check(until + chrono::Days::new(30)));
    assert!(ask::<Supporter>(&raw(&paired), 3, longer).is_ok());

    // Somebody's rights come first.
    let requested = S::ErasureRequested { reason: ErasureReason::Request };
    let erasing = [alone.as_slice(), &[requested]].concat();
    assert_eq!(refused::<Supporter>(&raw(&erasing), 3, Asked::Void), "supporter_erasure_under_way");
    let restricted = [alone.as_slice(), &[S::ProcessingRestricted {}]].concat();
    assert!(ask::<Supporter>(&raw(&restricted), 3, Asked::Void).is_ok());
}

#[test]
fn corrections_are_read_back_as_they_were_written() {
    let (reason, target) = (CorrectionReason::SourceCorrected, Target(4));
    let replacement = session(day(5), 17, 30);
    for correction in [
        Correction::Voided { target, reason },
        Correction::Corrected { target, replacement, occurred_on: Some(day(7)), reason },
    ] {
        let (kind, data) = codec::encode_correction("mentorship", &correction).unwrap();
        let read = codec::decode_entry::<M>(&kind, &data).unwrap();
        assert_eq!(read, Entry::Correction(correction));
        assert!(codec::decode_any(&kind, &data).is_err(), "{kind} is an event");
    }
}
