use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn seeker(number: u128) -> Seeker {
    Seeker {
        journey: JourneyId(Uuid::from_u128(number)),
        academie: Some(Academie::ALL[0]),
        region: Some(Region::ALL[0]),
        niveau: Some(Niveau::PremiereGenerale),
        targets: vec![Target::Donnees],
        languages: Vec::new(),
        age: AgeGroup::MaybeMinor,
    }
}

fn offer(number: u128) -> Offer {
    Offer {
        supporter: SupporterId(Uuid::from_u128(number)),
        kind: SupporterKind::Professionnel,
        academie: Academie::ALL[0],
        region: Region::ALL[0],
        fields: vec![Target::Donnees],
        languages: Vec::new(),
        niveau: None,
        capacity: 1,
        taken: 0,
        checked: true,
    }
}

fn pairs(seekers: &[Seeker], offers: &[Offer]) -> Vec<(u128, u128)> {
    let suggestions = suggest(seekers, offers, RelationKind::Mentorat);
    suggestions.iter().map(|s| (s.journey.0.as_u128(), s.supporter.0.as_u128())).collect()
}

#[test]
fn those_who_fit_best_together_are_suggested() {
    let elsewhere =
        Seeker { academie: Some(Academie::ALL[5]), region: Some(Region::ALL[9]), ..seeker(2) };
    let far = Offer { academie: Academie::ALL[5], region: Region::ALL[9], ..offer(12) };
    assert_eq!(pairs(&[seeker(1), elsewhere], &[far, offer(11)]), [(1, 11), (2, 12)]);
}

#[test]
fn one_more_pair_is_worth_more_than_a_better_one() {
    // The first would rather have the only one whom the second, a minor, may have.
    let adult = Seeker { age: AgeGroup::Adult, ..seeker(1) };
    let unchecked = Offer { checked: false, fields: Vec::new(), ..offer(12) };
    assert_eq!(pairs(&[adult, seeker(2)], &[offer(11), unchecked]), [(1, 12), (2, 11)]);
}

#[test]
fn a_pair_that_must_not_be_is_not_suggested() {
    for forbidden in [
        Offer { checked: false, ..offer(11) },
        Offer { kind: SupporterKind::Etudiant, ..offer(11) },
        Offer { taken: 1, ..offer(11) },
        Offer { languages: vec![Langue::Anglais], ..offer(11) },
    ] {
        assert_eq!(pairs(&[seeker(1)], &[forbidden]), []);
    }
    assert_eq!(pairs(&[seeker(1)], &[offer(11)]), [(1, 11)]);
}

#[test]
fn the_work_is_shared_before_one_takes_two() {
    let two = |number| Offer { capacity: 2, ..offer(number) };
    assert_eq!(pairs(&[seeker(1), seeker(2)], &[two(11), two(12)]).len(), 2);
    let supporters: std::collections::BTreeSet<_> =
        pairs(&[seeker(1), seeker(2)], &[two(11), two(12)]).into_iter().map(|p| p.1).collect();
    assert_eq!(supporters.len(), 2);
}

#[test]
fn every_score_says_what_it_is_made_of() {
    let basis = score(&seeker(1), &offer(11), RelationKind::Mentorat, 0).unwrap();
    assert_eq!(basis.algorithm_version, ALGORITHM_VERSION);
    assert_eq!(basis.reasons.len(), <MatchCriterion as crate::Vocabulary>::ALL.len());
    let points: Vec<_> = basis.reasons.iter().map(|reason| reason.points).collect();
    assert_eq!(points, [250, 400, 80, 100, 100]);
    assert_eq!(basis.score, 930);
    assert!(basis.reasons.iter().all(|reason| reason.points <= reason.out_of));
}

#[test]
fn a_tutor_is_best_one_to_three_years_ahead() {
    let points = |theirs| {
        let student = Offer { kind: SupporterKind::Etudiant, niveau: theirs, ..offer(11) };
        score(&seeker(1), &student, RelationKind::Tutorat, 0).unwrap().reasons[3].points
    };
    assert_eq!(points(Some(Niveau::Licence1)), 200);
    assert_eq!(points(Some(Niveau::Licence3)), 120);
    assert_eq!(points(Some(Niveau::Master2)), 60);
    assert_eq!(points(None), 80);
}

fn seekers(most: usize) -> impl Strategy<Value = Vec<Seeker>> {
    let one = (0usize..3, 0usize..3, any::<bool>(), any::<Target>()).prop_map(
        |(academie, region, adult, target)| Seeker {
            academie: Some(Academie::ALL[academie]),
            region: Some(Region::ALL[region]),
            targets: vec![target],
            age: if adult { AgeGroup::Adult } else { AgeGroup::MaybeMinor },
            ..seeker(0)
        },
    );
    proptest::collection::vec(one, 0..=most).prop_map(|mut all| {
        for (n, seeker) in (1..).zip(&mut all) {
            seeker.journey = JourneyId(Uuid::from_u128(n));
        }
        all
    })
}

fn offers(most: usize) -> impl Strategy<Value = Vec<Offer>> {
    let one = (0usize..3, 0usize..3, any::<bool>(), any::<Target>(), 0u8..3, 0u8..3, any::<bool>());
    let one = one.prop_map(|(academie, region, checked, field, taken, more, student)| Offer {
        academie: Academie::ALL[academie],
        region: Region::ALL[region],
        fields: vec![field],
        capacity: taken + more,
        taken,
        checked,
        kind: if student { SupporterKind::Etudiant } else { SupporterKind::Professionnel },
        ..offer(0)
    });
    proptest::collection::vec(one, 0..=most).prop_map(|mut all| {
        for (n, offer) in (101..).zip(&mut all) {
            offer.supporter = SupporterId(Uuid::from_u128(n));
        }
        all
    })
}

/// Pairs and total of the best assignment, by trying all.
fn brute_force(seekers: &[Seeker], offers: &mut Vec<Offer>, kind: RelationKind) -> (usize, u32) {
    let Some((first, rest)) = seekers.split_first() else { return (0, 0) };
    let mut best = brute_force(rest, offers, kind);
    for n in 0..offers.len() {
        if let Some(basis) = score(first, &offers[n], kind, offers[n].taken) {
            offers[n].taken += 1;
            let (pairs, total) = brute_force(rest, offers, kind);
            offers[n].taken -= 1;
            best = best.max((pairs + 1, total + basis.score));
        }
    }
    best
}

proptest! {
    #[test]
    fn no_other_assignment_pairs_more_or_scores_higher(
        seekers in seekers(4), mut offers in offers(4), kind: RelationKind,
    ) {
        let found = suggest(&seekers, &offers, kind);
        let total: u32 = found.iter().map(|suggestion| suggestion.basis.score).sum();
        prop_assert_eq!((found.len(), total), brute_force(&seekers, &mut offers, kind));
    }

    #[test]
    fn the_order_in_which_people_come_changes_nothing(
        seekers in seekers(8), offers in offers(8), kind: RelationKind,
        seed in any::<proptest::sample::Index>(),
    ) {
        let (mut turned, mut around) = (seekers.clone(), offers.clone());
        turned.reverse();
        if !around.is_empty() {
            let by = seed.index(around.len());
            around.rotate_left(by);
        }
        prop_assert_eq!(suggest(&seekers, &offers, kind), suggest(&turned, &around, kind));
    }

    #[test]
    fn no_suggestion_breaks_a_rule(
        seekers in seekers(8), offers in offers(8), kind: RelationKind,
    ) {
        let found = suggest(&seekers, &offers, kind);
        for offer in &offers {
            let theirs: Vec<_> = found.iter().filter(|s| s.supporter == offer.supporter).collect();
            prop_assert!(theirs.len() <= usize::from(offer.free()));
            prop_assert!(theirs.is_empty() || offer.kind == kind.supporter());
            for suggestion in theirs {
                let her = seekers.iter().find(|seeker| seeker.journey == suggestion.journey);
                prop_assert!(offer.checked || her.unwrap().age == AgeGroup::Adult);
            }
        }
        let mut journeys: Vec<_> = found.iter().map(|suggestion| suggestion.journey).collect();
        journeys.dedup();
        prop_assert_eq!(journeys.len(), found.len(), "nobody is suggested twice");
    }
}
