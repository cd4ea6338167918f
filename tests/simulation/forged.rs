//! The fold that looks at the promises finds each of them broken when it is.

use serde_json::{Value, json};

use super::promises::{Fact, Promises};

/// Stream, stored name, day, data.
type Forged = (&'static str, &'static str, &'static str, Value);

/// Tells all of it; the sentence about the first broken promise, if there is one.
fn told(events: &[Forged]) -> Option<String> {
    let mut promises = Promises::default();
    for (stream, kind, on, data) in events {
        let fact = Fact { stream, kind, on: on.parse().unwrap(), data };
        if let Err(broken) = promises.hear(&fact) {
            return Some(broken);
        }
    }
    promises.at_the_end().err()
}

/// Keeps until its last event, which breaks what the sentence says.
fn is_broken_by_the_last(events: &[Forged], sentence: &str) {
    let (_, before) = events.split_last().unwrap();
    assert_eq!(told(before), None);
    let broken = told(events).expect("a broken promise");
    assert!(broken.contains(sentence), "{broken}");
}

fn born(journey: &'static str, birth: &str) -> Forged {
    let data = json!({ "birth_date": { "$pii": birth } });
    (journey, "journey.v1.BeneficiaryRegistered", "2026-09-01", data)
}

fn capacity(most: u64) -> Forged {
    ("supporter-s", "supporter.v1.CapacityDeclared", "2026-09-02", json!({ "max_live": most }))
}

fn check(until: &str) -> Forged {
    let data = json!({ "issued_on": "2026-09-01", "valid_until": until });
    ("supporter-s", "supporter.v1.HonorabiliteChecked", "2026-09-02", data)
}

fn slot(mentorship: &str, journey: &str) -> Forged {
    let data = json!({ "mentorship": mentorship, "journey": journey, "minor": false });
    ("supporter-s", "supporter.v1.SlotReserved", "2026-09-10", data)
}

fn proposed(stream: &'static str) -> Forged {
    let data = json!({ "journey": "j", "supporter": "s", "kind": "mentorat" });
    (stream, "mentorship.v1.MatchProposed", "2026-09-10", data)
}

fn started(stream: &'static str, on: &'static str) -> Forged {
    (stream, "mentorship.v1.MentorshipStarted", on, json!({ "journey": "j", "supporter": "s" }))
}

#[test]
fn a_supporter_over_capacity_is_found() {
    let adult = "2000-01-01";
    let all = [
        born("journey-j", adult),
        born("journey-k", adult),
        capacity(1),
        slot("m", "j"),
        slot("n", "k"),
    ];
    is_broken_by_the_last(&all, "2 slots taken of 1");
}

#[test]
fn a_minor_without_a_valid_check_is_found() {
    let minor = "2010-01-01";
    let all = [born("journey-j", minor), capacity(1), slot("m", "j")];
    is_broken_by_the_last(&all, "no check of s holds");
    // The check held when the slot was taken, and does not when they meet.
    let session = |on| ("mentorship-m", "mentorship.v1.SessionHeld", on, json!({}));
    let all = [
        born("journey-j", minor),
        capacity(1),
        check("2026-12-31"),
        proposed("mentorship-m"),
        slot("m", "j"),
        started("mentorship-m", "2026-09-20"),
        session("2026-12-31"),
        session("2027-01-01"),
    ];
    is_broken_by_the_last(&all, "no check of s holds");
    // On her 18th birthday she is of age.
    let mut of_age = all;
    of_age[0] = born("journey-j", "2009-01-01");
    assert_eq!(told(&of_age), None);
}

#[test]
fn two_live_pairs_of_one_kind_are_found() {
    let all = [
        born("journey-j", "2000-01-01"),
        capacity(2),
        proposed("mentorship-m"),
        slot("m", "j"),
        proposed("mentorship-n"),
        slot("n", "j"),
        started("mentorship-m", "2026-09-20"),
        started("mentorship-n", "2026-09-21"),
    ];
    is_broken_by_the_last(&all, "m of the same kind is live");
}

#[test]
fn an_aid_beyond_its_budget_is_found() {
    let on = "2026-10-01";
    let allocated = json!({ "line": "materiel", "year": 2026, "cents": 1_000 });
    let awarded = json!({ "budget_line": "materiel", "amount_cents": 600 });
    let reserved = json!({ "line": "materiel", "cents": 600 });
    let first = [
        ("programme", "programme.v1.BudgetAllocated", on, allocated),
        ("aid-a", "aid.v1.AidAwarded", on, awarded.clone()),
        ("programme", "programme.v1.BudgetReserved", on, reserved.clone()),
    ];
    let [allocated, award, reserve] = first.clone();
    is_broken_by_the_last(
        &[allocated.clone(), award.clone(), reserve.clone(), ("aid-b", award.1, on, awarded)],
        "of 1000",
    );
    let delivered = json!({ "amount_cents": 601 });
    let delivered = ("aid-a", "aid.v1.AidDelivered", on, delivered);
    is_broken_by_the_last(&[allocated, award, reserve, delivered], "601 delivered of 600");
    // Money is reserved and nothing was awarded.
    let [allocated, _, reserve] = first;
    assert!(told(&[allocated, reserve]).is_some());
}

fn planned(kind: &str, seats: u64) -> Forged {
    let data = json!({ "kind": kind, "seats": seats, "starts": "2026-11-20" });
    ("activity-a", "activity.v1.ActivityPlanned", "2026-10-01", data)
}

fn booked(journey: &str, minor: bool) -> Forged {
    let data = json!({ "journey": journey, "minor": minor });
    ("activity-a", "activity.v1.SeatBooked", "2026-10-02", data)
}

#[test]
fn more_seats_than_an_activity_has_are_found() {
    let (j, k) = (born("journey-j", "2000-01-01"), born("journey-k", "2000-01-01"));
    let offered =
        ("activity-a", "activity.v1.SeatOffered", "2026-10-02", json!({ "journey": "j" }));
    let all = [j, k, planned("atelier", 1), offered, booked("k", false)];
    is_broken_by_the_last(&all, "2 seats taken of 1");
}

#[test]
fn a_trip_of_a_minor_without_a_live_authorisation_is_found() {
    let guardian = |until: &str| {
        let authorisation = json!({ "scopes": ["account", "trip"], "until": until });
        let data = json!({ "authorisation": authorisation });
        ("journey-j", "journey.v1.GuardianAuthorised", "2026-10-01", data)
    };
    let (minor, trip) = (born("journey-j", "2010-01-01"), planned("learning_expedition", 5));
    let all = [minor.clone(), trip.clone(), booked("j", true)];
    is_broken_by_the_last(&all, "no guardian authorised it");
    let all = [minor.clone(), guardian("2026-11-19"), trip.clone(), booked("j", true)];
    is_broken_by_the_last(&all, "the authorisation ends before 2026-11-20");
    assert_eq!(told(&[minor.clone(), guardian("2026-11-20"), trip, booked("j", true)]), None);
    let all = [minor, planned("atelier", 5), booked("j", false)];
    is_broken_by_the_last(&all, "a minor, or not");
}

#[test]
fn two_apprenticeships_at_a_time_are_found() {
    let on = "2026-10-01";
    let offered =
        |stream| (stream, "placement.v1.OfferPublished", on, json!({ "kind": "apprentissage" }));
    let started = |stream| (stream, "placement.v1.PlacementStarted", on, json!({ "journey": "j" }));
    let all = [
        offered("placement-p"),
        offered("placement-q"),
        started("placement-p"),
        started("placement-q"),
    ];
    let broken = told(&all).expect("a broken promise");
    assert!(broken.contains("p is under way"), "{broken}");
    let reserved = |placement: &str| {
        let data = json!({ "placement": placement });
        ("journey-j", "journey.v1.ApprenticeshipReserved", on, data)
    };
    is_broken_by_the_last(
        &[offered("placement-p"), started("placement-p"), reserved("p"), reserved("q")],
        "already bound by p",
    );
}
