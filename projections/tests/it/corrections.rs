//! What is corrected or voided is so in every read model, at once and when it is made again.

use std::{collections::BTreeMap, mem::discriminant};

use domain::{
    Event, codec,
    correction::{Correction, CorrectionReason, Entry, Target},
    journey::facts::Bourse,
    levels::Niveau,
    supporter,
};
use eventstore::StreamId;
use projections::{EngineOptions, RebuildOptions, catch_up, rebuild_with, recount};

use crate::{
    histories::{admitted, declared, registered, started},
    on_both,
    support::{Test, on_journey},
};

/// An event as it is stored: stream, type, data.
pub type Stored = (StreamId, String, String);

const REASON: CorrectionReason = CorrectionReason::EntryError;

pub fn stored(stream: &StreamId, event: &Event) -> Stored {
    let (kind, data) = codec::encode_any(event).unwrap();
    (stream.clone(), kind, data)
}

fn corrects(stream: &StreamId, correction: Correction<Event>) -> Stored {
    let entry = Entry::Correction(correction);
    let (kind, data) = codec::encode_any_entry(stream.category(), entry).unwrap();
    (stream.clone(), kind, data)
}

fn of_same_kind(one: &Event, other: &Event) -> bool {
    fn kind(event: &Event) -> String {
        codec::encode_any(event).unwrap().0
    }
    discriminant(one) == discriminant(other) && kind(one) == kind(other)
}

/// Puts corrections between events: of some event before, by a void or by what another event of the
/// same type says. Nothing else here asks whether they make sense.
pub fn corrected(
    events: &[(StreamId, Event)],
    corrections: &[(u8, bool, u16, u16)],
) -> Vec<Stored> {
    let mut all: Vec<Stored> = Vec::new();
    let mut revisions: BTreeMap<StreamId, u32> = BTreeMap::new();
    let mut before: Vec<(&StreamId, u32, &Event)> = Vec::new();
    for (n, (stream, event)) in events.iter().enumerate() {
        let next = revisions.entry(stream.clone()).or_default();
        before.push((stream, *next, event));
        *next += 1;
        all.push(stored(stream, event));
        let Some((chance, void, which, by)) = corrections.get(n) else { continue };
        if *chance > 80 {
            continue;
        }
        let (stream, revision, target) = before[usize::from(*which) % before.len()];
        // Two streams hold it: no rule lets it be corrected.
        if matches!(target, Event::Supporter(supporter::Event::SlotReserved { .. })) {
            continue;
        }
        let alike: Vec<_> = before.iter().filter(|(_, _, e)| of_same_kind(e, target)).collect();
        let (_, _, replacement) = alike[usize::from(*by) % alike.len()];
        let target = Target(revision);
        let correction = if *void {
            Correction::Voided { target, reason: REASON }
        } else {
            let replacement = (*replacement).clone();
            Correction::Corrected { target, replacement, occurred_on: None, reason: REASON }
        };
        all.push(corrects(stream, correction));
        *revisions.entry(stream.clone()).or_default() += 1;
    }
    all
}

async fn read_models_follow(test: &Test, events: &[Stored]) {
    let last = test.append_raw(events).await;
    let reached = catch_up(&test.log, &EngineOptions::default()).await.unwrap();
    assert_eq!(reached, last);
    assert_eq!(test.held().await, test.replayed().await);
}

on_both! {
    /// A lauréate of Seconde who was in Première: the cohort table, her row and her timeline say so,
    /// whether they are followed or made again, and her revision is that of the correction.
    async fn what_is_corrected_counts_where_it_belongs(test: Test) {
        let (stream, _) = on_journey(1, registered("Ada"));
        let event = |event| stored(&stream, &Event::Journey(event));
        let bourse = |bourse| declared(2026, bourse);
        read_models_follow(&test, &[
            event(registered("Ada")),
            event(bourse(Bourse::None)),
            event(started(2026, Niveau::SecondeGt, None)),
            event(admitted(2026)),
        ])
        .await;
        let target = Target(2);
        let replacement = Event::Journey(started(2026, Niveau::PremiereGenerale, None));
        let (occurred_on, reason) = (None, REASON);
        let year = Correction::Corrected { target, replacement, occurred_on, reason };
        let situation = Correction::Voided { target: Target(1), reason };
        read_models_follow(&test, &[corrects(&stream, year), corrects(&stream, situation)]).await;

        let held = test.held().await;
        let row = held.journeys.values().next().unwrap();
        assert_eq!((row.niveau, row.revision), (Some(Niveau::PremiereGenerale), 5));
        assert_eq!(row.boursiere, domain::journey::facts::Declared::Unknown);
        assert_eq!(held.timeline.len(), 3, "what is void is not told");
        assert_eq!(recount::<projections::statistics::Statistics>(held.facts.values()), held.cells);

        let options = RebuildOptions::default();
        rebuild_with(&test.log, &[], &options, |_, _| {}).await.unwrap();
        assert_eq!(test.held().await, held);
    }

    /// The first event of a stream: the row is gone, and comes back with a further one.
    async fn a_row_whose_beginning_is_void_is_gone(test: Test) {
        let (stream, _) = on_journey(1, registered("Ada"));
        let event = |event| stored(&stream, &Event::Journey(event));
        let void = Correction::Voided { target: Target(0), reason: REASON };
        read_models_follow(&test, &[event(registered("Ada")), corrects(&stream, void)]).await;
        assert!(test.held().await.journeys.is_empty());
        read_models_follow(&test, &[event(registered("Ada"))]).await;
        assert_eq!(test.held().await.journeys.len(), 1);
    }

    /// Somebody who appends past the rules stops nothing.
    async fn a_correction_of_nothing_changes_nothing(test: Test) {
        let (stream, _) = on_journey(1, registered("Ada"));
        let event = stored(&stream, &Event::Journey(registered("Ada")));
        let void = |target| {
            corrects(&stream, Correction::Voided { target: Target(target), reason: REASON })
        };
        read_models_follow(&test, &[event, void(7), void(1), void(0), void(0)]).await;
        assert!(test.held().await.journeys.is_empty());
    }
}
