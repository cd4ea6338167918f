//! What happens around journeys: partners, activities, aid, placements.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Cents,
    activity::Event as A,
    aid::{AidRefusal, Event as Aid},
    journey::Event as J,
    partner::{CampaignCode, Event as P},
    placement::{Event as Place, PlacementKind},
};

use crate::{plan_tests::percent, rehearsal::rehearsal};

#[test]
fn partners_of_every_family_join_bring_source_and_change() {
    let done = rehearsal();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut families = BTreeSet::new();
    for (state, events) in done.partners.values() {
        families.extend(state.profile().map(|profile| profile.kind.family()));
        for dated in events {
            let name = match &dated.event {
                P::PartnershipRequested { .. } => "asked",
                P::PartnershipDeclined { .. } => "declined",
                P::PartnerJoined { .. } => "joined",
                P::ConventionSigned { .. } => "convention",
                P::ContributionPledged { .. } => "pledged",
                P::PledgeRaised { .. } => "raised",
                P::ContributionDelivered { .. } => "delivered",
                P::ContributionWrittenOff { .. } => "written off",
                P::CampaignOpened { .. } => "campaign",
                P::CampaignClosed { .. } => "campaign over",
                P::SourcingActionHeld { .. } => "sourcing",
                P::CommitmentMade { .. } => "commitment",
                P::MeasureImplemented { .. } => "measure",
                P::ReceptionAssessed { .. } => "assessment",
                P::PartnerLeft { .. } => "left",
            };
            *seen.entry(name).or_default() += 1;
        }
    }
    println!("{} partners: {seen:?}", done.partners.len());
    assert_eq!(seen.len(), 15, "{seen:?}");
    assert!(families.len() >= 4, "{families:?}");
    assert!(seen["left"] < seen["joined"] && seen["declined"] < seen["asked"]);
    assert!(seen["written off"] < seen["delivered"] && seen["measure"] < seen["commitment"]);
    let open_places = done.partners.values().filter(|(state, _)| state.record().is_some());
    assert!((200..400).contains(&open_places.count()));
}

#[test]
fn registrations_quote_campaigns_of_partners() {
    let done = rehearsal();
    let (mut quoting, mut all) = (0, 0);
    for (_, events) in done.journeys.values() {
        let J::BeneficiaryRegistered { campaign, sourced_by, .. } = &events[0].event else {
            panic!("a journey begins with a registration");
        };
        all += 1;
        assert_eq!(campaign.is_some(), sourced_by.is_some());
        let (Some(code), Some(partner)) = (campaign, sourced_by) else { continue };
        quoting += 1;
        let code = CampaignCode::parse(code).unwrap();
        let record = done.partners[&partner.0].0.record().unwrap();
        assert!(record.campaigns[&code].from <= events[0].day);
    }
    println!("{:.1} % quote a campaign", percent(quoting, all));
    assert!((25.0..55.0).contains(&percent(quoting, all)));
}

#[test]
fn activities_fill_wait_are_held_and_called_off() {
    let done = rehearsal();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut minors_on_trips = 0;
    for (_, events) in done.activities.values() {
        for dated in events {
            let name = match &dated.event {
                A::ActivityPlanned { .. } => "planned",
                A::SeatBooked { attendee, minor, .. } => {
                    minors_on_trips += usize::from(*minor && attendee.kind.is_trip());
                    "booked"
                }
                A::SeatReleased { .. } => "released",
                A::WaitlistJoined { .. } => "waits",
                A::WaitlistLeft { .. } => "waits no more",
                A::SeatOffered { .. } => "offered",
                A::OfferLapsed { .. } => "lapsed",
                A::ActivityHeld { .. } => "held",
                A::AttendanceRecorded { .. } => "attendance",
                A::FeedbackGiven { .. } => "feedback",
                A::ActivityCancelled { .. } => "cancelled",
            };
            *seen.entry(name).or_default() += 1;
        }
    }
    println!("{seen:?}, {minors_on_trips} minors on trips");
    assert_eq!(seen.len(), 11, "{seen:?}");
    assert!(seen["cancelled"] * 4 < seen["held"] && seen["waits"] < seen["booked"], "{seen:?}");
    assert!((3..=8).contains(&(seen["attendance"] / seen["held"])), "{seen:?}");
    assert!(minors_on_trips > 50);
}

#[test]
fn aid_is_awarded_within_the_budget_delivered_returned_and_refused() {
    let done = rehearsal();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, events) in done.aids.values() {
        for dated in events {
            let name = match &dated.event {
                Aid::AidRequested { .. } => "asked",
                Aid::AidAssessed { .. } => "assessed",
                Aid::AidAwarded { .. } => "awarded",
                Aid::AidDelivered { .. } => "delivered",
                Aid::AidReturned { .. } => "returned",
                Aid::AidRefused { reason: AidRefusal::NoBudget, .. } => "no budget",
                Aid::AidRefused { .. } => "refused",
                Aid::AidCancelled { .. } => "cancelled",
            };
            *seen.entry(name).or_default() += 1;
        }
    }
    println!("{seen:?}");
    assert_eq!(seen.len(), 8, "{seen:?}");
    assert!((10.0..25.0).contains(&percent(seen["asked"], done.journeys.len())));
    assert!((55.0..90.0).contains(&percent(seen["awarded"], seen["assessed"])));
    assert!(percent(seen["no budget"], seen["assessed"]) < 25.0);
    // 2,000 journeys take no more than a tenth of what is allocated for 20,000.
    for line in done.programme.0.budget.values() {
        assert!(line.reserved() > Cents::ZERO);
        assert!(line.reserved().0 * 10 <= line.allocated().0, "{line:?}");
    }
}

#[test]
fn places_of_every_kind_are_offered_taken_signed_and_come_to_an_end() {
    let done = rehearsal();
    let mut seen: BTreeMap<(PlacementKind, &str), usize> = BTreeMap::new();
    for (state, events) in done.placements.values() {
        let kind = state.record().unwrap().offer.kind;
        for dated in events {
            let name = match &dated.event {
                Place::OfferPublished { .. } => "offered",
                Place::ApplicationSent { .. } => "applied",
                Place::ApplicationAnswered { .. } => "answered",
                Place::ApplicationWithdrawn { .. } => "given up",
                Place::PlacementSecured { .. } => "taken",
                Place::ConventionSigned { .. } => "signed",
                Place::PlacementStarted { .. } => "started",
                Place::PlacementInterrupted { .. } => "stopped",
                Place::PlacementCompleted { .. } => "completed",
                Place::OfferWithdrawn {} => "withdrawn",
            };
            *seen.entry((kind, name)).or_default() += 1;
        }
    }
    println!("{} places: {seen:?}", done.placements.len());
    for kind in [PlacementKind::Stage, PlacementKind::Apprentissage, PlacementKind::Emploi] {
        for name in ["offered", "applied", "answered", "taken", "signed", "started", "completed"] {
            assert!(seen[&(kind, name)] > 0, "{kind} {name}");
        }
        assert!(seen[&(kind, "offered")] > seen[&(kind, "taken")]);
    }
    let stopped = seen[&(PlacementKind::Apprentissage, "stopped")];
    assert!(stopped < seen[&(PlacementKind::Apprentissage, "started")] / 2);
    assert!(seen[&(PlacementKind::Stage, "withdrawn")] > 0);
    // Whoever is bound by an apprenticeship is an apprentice.
    let bound = done.journeys.values().filter_map(|(state, _)| state.record()?.apprenticeship);
    assert!(bound.count() > 5);
}
