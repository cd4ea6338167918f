//! What each reader sees, in which order, page by page.

use domain::{
    ActivityId, JourneyId, PartnerId, PlacementId, SchoolYear, SupporterId,
    activity::{ActivityKind, Event as A, Presence, SeatSource},
    codes::Region,
    journey::facts::{Bourse, Declared},
    levels::Niveau,
    mentorship::{Event as M, RelationKind},
    partner::{
        ContributionKind, ContributionUnit, Event as O, PartnerFamily, PartnerKind, SourcingChannel,
    },
    placement::{Event as F, PlacementKind},
    programme::{Event as P, Metric},
    supporter::{CheckMeans, Event as S, SupporterKind},
};
use eventstore::Position;
use projections::{
    EngineOptions, Reader, Scope,
    activities::{ActivityFilter, AttendanceCount},
    catch_up,
    journeys::{JourneyFilter, Standing},
    pairs::{PairFilter, PairStatus},
    partners::PartnerFilter,
    placements::PlacementFilter,
    seats::SeatFilter,
    statistics::{CohortFilter, OrUnknown},
    supporters::SupporterFilter,
};
use uuid::Uuid;

use crate::{
    histories::{
        academie, admitted, attendee, campaign, declared, joined, offered, offered_by, pair,
        planned, registered, started,
    },
    on_both,
    support::{
        Test, day, on_activity, on_journey, on_pair, on_partner, on_placement, on_programme,
        on_supporter,
    },
};

const LYON: &str = "10";
const PARIS: &str = "01";

fn journey(id: u128) -> JourneyId {
    Uuid::from_u128(id).into()
}

fn supporter(id: u128) -> SupporterId {
    Uuid::from_u128(id).into()
}

/// 1 and 2 in Lyon, 3 in Paris, 4 nowhere yet; 21 supports in Lyon, 22 in Paris; the pair 31 is
/// live between 1 and 21, 32 is proposed between 3 and 22, 33 was declined between 2 and 22.
async fn people(test: &Test) -> Reader {
    let year =
        |id, code| on_journey(id, started(2026, Niveau::TerminaleGenerale, Some(academie(code))));
    let pair_of = |id, event| on_pair(id, event);
    let proposed = |journey, supporter, kind| M::MatchProposed {
        pair: pair(journey, supporter),
        kind,
        basis: None,
    };
    let checked = S::HonorabiliteChecked {
        means: CheckMeans::Attestation,
        issued_on: day(2026, 1, 1),
        valid_until: day(2027, 1, 1),
    };
    let reserved = |pair: u128, supporter: u128, kind| domain::journey::Event::SupportReserved {
        mentorship: Uuid::from_u128(pair).into(),
        supporter: Uuid::from_u128(supporter).into(),
        kind,
    };
    let slot = |pair: u128, journey: u128| S::SlotReserved {
        mentorship: Uuid::from_u128(pair).into(),
        journey: Uuid::from_u128(journey).into(),
        minor: true,
    };
    test.append(&[
        on_journey(1, registered("Ada")),
        on_journey(2, registered("Zoé")),
        on_journey(3, registered("Inès")),
        on_journey(4, registered("Léa")),
        year(1, LYON),
        year(2, LYON),
        year(3, PARIS),
        on_journey(1, declared(2026, Bourse::Lycee1)),
        on_journey(1, admitted(2026)),
        on_journey(2, admitted(2026)),
        on_journey(3, admitted(2026)),
        on_supporter(21, offered(SupporterKind::Etudiant, academie(LYON))),
        on_supporter(22, offered(SupporterKind::Professionnel, academie(PARIS))),
        on_supporter(21, S::CharterSigned { version: 1 }),
        on_supporter(22, S::CharterSigned { version: 1 }),
        on_supporter(21, S::CapacityDeclared { max_live: 1 }),
        on_supporter(22, S::CapacityDeclared { max_live: 2 }),
        on_supporter(22, checked),
        pair_of(31, proposed(1, 21, RelationKind::Tutorat)),
        on_journey(1, reserved(31, 21, RelationKind::Tutorat)),
        on_supporter(21, slot(31, 1)),
        pair_of(31, M::MentorshipStarted { pair: pair(1, 21), on: day(2026, 10, 1) }),
        pair_of(32, proposed(3, 22, RelationKind::Mentorat)),
        on_journey(3, reserved(32, 22, RelationKind::Mentorat)),
        on_supporter(22, slot(32, 3)),
        pair_of(33, proposed(2, 22, RelationKind::Mentorat)),
        pair_of(
            33,
            M::MatchDeclined {
                pair: pair(2, 22),
                party: domain::mentorship::Party::Supporter,
                reason: domain::mentorship::DeclineReason::Field,
            },
        ),
    ])
    .await;
    catch_up(&test.log, &EngineOptions::default()).await.unwrap();
    Reader::new(test.db.clone())
}

fn activity(id: u128) -> ActivityId {
    Uuid::from_u128(id).into()
}

/// 41 in Lyon on 20 November is full: 1 has the only seat and 2 waits; 42 in Paris on 5 November
/// has no booking; 43 of October, for the whole country, was held, and 3 was there.
async fn activities(test: &Test) {
    let booked =
        |id| A::SeatBooked { attendee: attendee(id), from: SeatSource::Free, minor: false };
    let attended =
        A::AttendanceRecorded { attendee: attendee(3), presence: Presence::Present, minutes: 60 };
    let of = |academie, starts| planned(ActivityKind::Atelier, academie, starts, 1);
    test.append(&[
        on_activity(41, of(Some(academie(LYON)), day(2026, 11, 20))),
        on_activity(42, of(Some(academie(PARIS)), day(2026, 11, 5))),
        on_activity(43, of(None, day(2026, 10, 15))),
        on_activity(41, booked(1)),
        on_activity(41, A::WaitlistJoined { attendee: attendee(2) }),
        on_activity(43, booked(3)),
        on_activity(43, A::ActivityHeld { minutes: 90 }),
        on_activity(43, attended),
    ])
    .await;
    catch_up(&test.log, &EngineOptions::default()).await.unwrap();
}

/// 41 is a school in Lyon, 42 a company in Paris, 43 acts all over France. 41 and 43 hold the
/// campaign `NSI-2026` together, which 5, who is admitted, and 6 quote.
async fn partners(test: &Test) -> Reader {
    let pledged = |quantity: u64| O::ContributionPledged {
        contribution: Uuid::from_u128(quantity.into()).into(),
        kind: ContributionKind::Stage,
        quantity,
        unit: ContributionUnit::Places,
        value_cents: None,
    };
    let opened = || O::CampaignOpened { code: campaign("NSI-2026"), on: day(2026, 9, 1) };
    let held = O::SourcingActionHeld {
        uai: None,
        channel: SourcingChannel::Classe,
        audience: 28,
        minutes: 55,
        campaign: Some(campaign("NSI-2026")),
    };
    let quoting = |name, code: &str| {
        let mut event = registered(name);
        if let domain::journey::Event::BeneficiaryRegistered { campaign, .. } = &mut event {
            *campaign = Some(code.to_owned());
        }
        event
    };
    test.append(&[
        on_partner(41, joined("École", PartnerKind::Ecole, Some(academie(LYON)))),
        on_partner(42, joined("Société", PartnerKind::Entreprise, Some(academie(PARIS)))),
        on_partner(43, joined("Fondation", PartnerKind::FondationInria, None)),
        on_partner(41, pledged(3)),
        on_partner(42, pledged(4)),
        on_partner(42, pledged(5)),
        on_partner(41, opened()),
        on_partner(43, opened()),
        on_partner(41, held),
        on_journey(5, quoting("Ada", "nsi-2026")),
        on_journey(6, quoting("Zoé", "NSI-2026")),
        on_journey(7, quoting("Inès", "OTHER")),
        on_journey(5, admitted(2026)),
    ])
    .await;
    catch_up(&test.log, &EngineOptions::default()).await.unwrap();
    Reader::new(test.db.clone())
}

async fn seen(reader: &Reader, scope: &Scope, filter: &JourneyFilter) -> Vec<u128> {
    let page = reader.journeys(scope, filter, None, 100).await.unwrap();
    let count = reader.count_journeys(scope, filter).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), page.rows.len());
    page.rows.iter().map(|row| row.id.0.as_u128()).collect()
}

on_both! {
    async fn each_reader_sees_the_journeys_within_reach(test: Test) {
        let reader = people(&test).await;
        let all = JourneyFilter::default();
        let lyon = Scope::Academies(vec![academie(LYON)]);
        assert_eq!(seen(&reader, &Scope::All, &all).await, [1, 2, 3, 4]);
        assert_eq!(seen(&reader, &Scope::Nothing, &all).await, []);
        assert_eq!(seen(&reader, &Scope::Journey(journey(2)), &all).await, [2]);
        assert_eq!(seen(&reader, &Scope::Supporter(supporter(21)), &all).await, [1]);
        assert_eq!(seen(&reader, &Scope::Supporter(supporter(22)), &all).await, [3], "not the declined one");
        assert_eq!(seen(&reader, &lyon, &all).await, [1, 2, 4], "4 is nowhere yet");
        assert_eq!(seen(&reader, &Scope::Academies(vec![]), &all).await, [4]);

        let out_of_reach = reader.journey(&lyon, journey(3)).await.unwrap();
        assert_eq!(out_of_reach, None);
        let some = reader.journeys_by_id(&lyon, &[journey(1), journey(3)]).await.unwrap();
        assert_eq!(some.len(), 1);
        assert_eq!(reader.journeys_by_id(&lyon, &[]).await.unwrap(), []);
    }

    async fn lists_are_filtered(test: Test) {
        let reader = people(&test).await;
        let filter = JourneyFilter::default();
        let some = |filter| { let reader = &reader; async move { seen(reader, &Scope::All, &filter).await } };
        assert_eq!(some(JourneyFilter { standing: Some(Standing::Candidate), ..filter.clone() }).await, [4]);
        assert_eq!(some(JourneyFilter { academie: Some(academie(PARIS)), ..filter.clone() }).await, [3]);
        assert_eq!(some(JourneyFilter { region: Region::parse("84").ok(), ..filter.clone() }).await, [1, 2]);
        assert_eq!(some(JourneyFilter { niveau: Some(Niveau::But1), ..filter.clone() }).await, []);
        assert_eq!(some(JourneyFilter { cohort: Some(SchoolYear(2026)), ..filter.clone() }).await, [1, 2, 3]);
        let unmatched = |kind| JourneyFilter { unmatched: Some(kind), ..JourneyFilter::default() };
        assert_eq!(some(unmatched(RelationKind::Tutorat)).await, [2, 3]);
        assert_eq!(some(unmatched(RelationKind::Mentorat)).await, [1, 2]);
    }

    async fn pages_stay_as_they_are_when_others_register(test: Test) {
        let reader = people(&test).await;
        let filter = JourneyFilter::default();
        let first = reader.journeys(&Scope::All, &filter, None, 3).await.unwrap();
        assert!(first.has_next);
        test.append(&[on_journey(0, registered("Eve"))]).await;
        catch_up(&test.log, &EngineOptions::default()).await.unwrap();
        let after = first.rows.last().map(|row| Position::new(row.registered_position));
        let second = reader.journeys(&Scope::All, &filter, after, 3).await.unwrap();
        let ids: Vec<_> = second.rows.iter().map(|row| row.id.0.as_u128()).collect();
        assert_eq!((ids, second.has_next), (vec![4, 0], false));
    }

    async fn a_timeline_is_read_page_by_page_in_the_order_things_happened(test: Test) {
        let reader = people(&test).await;
        let mut kinds = Vec::new();
        let mut after = None;
        loop {
            let page = reader.timeline(&Scope::All, journey(1), after, 2).await.unwrap();
            for row in &page.rows {
                after = Some((row.occurred_on, Position::new(row.position)));
                kinds.push(row.kind.split('.').next_back().unwrap_or_default().to_owned());
            }
            if !page.has_next {
                break;
            }
        }
        assert_eq!(kinds, [
            "BeneficiaryRegistered", "SchoolYearStarted", "SituationDeclared", "AdmittedToProgramme",
            "MatchProposed", "SupportReserved", "MentorshipStarted",
        ]);
        let own = reader.timeline(&Scope::Journey(journey(2)), journey(1), None, 10).await.unwrap();
        assert_eq!(own.rows, [], "another's timeline is out of reach");
        let hers = reader.timeline(&Scope::Supporter(supporter(21)), journey(1), None, 1).await.unwrap();
        assert_eq!(hers.rows[0].summary, "Inscription à 17 ans, au lycée");
        assert_eq!(hers.rows[0].actor_kind.as_deref(), Some("service"));
    }

    async fn the_mentoring_board_shows_pairs_within_reach(test: Test) {
        let reader = people(&test).await;
        let ids = |scope: Scope, filter: PairFilter| { let reader = &reader; async move {
            let page = reader.pairs(&scope, &filter, None, 100).await.unwrap();
            assert_eq!(reader.count_pairs(&scope, &filter).await.unwrap(), i64::try_from(page.rows.len()).unwrap());
            page.rows.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>()
        } };
        let all = PairFilter::default();
        assert_eq!(ids(Scope::All, all.clone()).await, [31, 32, 33]);
        assert_eq!(ids(Scope::Academies(vec![academie(LYON)]), all.clone()).await, [31, 33]);
        assert_eq!(ids(Scope::Academies(vec![academie(PARIS)]), all.clone()).await, [32, 33]);
        assert_eq!(ids(Scope::Journey(journey(3)), all.clone()).await, [32]);
        assert_eq!(ids(Scope::Supporter(supporter(22)), all.clone()).await, [32, 33]);
        assert_eq!(ids(Scope::Nothing, all.clone()).await, []);
        let live = PairFilter { status: Some(PairStatus::Live), ..all.clone() };
        assert_eq!(ids(Scope::All, live).await, [31]);
        let quiet = |day| PairFilter { quiet_since: Some(day), ..PairFilter::default() };
        assert_eq!(ids(Scope::All, quiet(day(2026, 10, 1))).await, []);
        assert_eq!(ids(Scope::All, quiet(day(2026, 10, 2))).await, [31]);
        let row = reader.pair(&Scope::All, Uuid::from_u128(31).into()).await.unwrap().unwrap();
        assert_eq!((row.minor, row.days_quiet(day(2026, 10, 31))), (Some(true), Some(30)));
    }

    async fn supporters_with_a_free_slot_are_found(test: Test) {
        let reader = people(&test).await;
        let ids = |scope: Scope, filter: SupporterFilter| { let reader = &reader; async move {
            let page = reader.supporters(&scope, &filter, None, 100).await.unwrap();
            assert_eq!(reader.count_supporters(&scope, &filter).await.unwrap(), i64::try_from(page.rows.len()).unwrap());
            page.rows.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>()
        } };
        let free = SupporterFilter { free: true, ..SupporterFilter::default() };
        assert_eq!(ids(Scope::All, SupporterFilter::default()).await, [21, 22]);
        assert_eq!(ids(Scope::All, free.clone()).await, [22]);
        assert_eq!(ids(Scope::Academies(vec![academie(LYON)]), free.clone()).await, []);
        assert_eq!(ids(Scope::Journey(journey(1)), SupporterFilter::default()).await, [21]);
        let checked = |day| SupporterFilter { checked_on: Some(day), ..free.clone() };
        assert_eq!(ids(Scope::All, checked(day(2027, 1, 1))).await, [22]);
        assert_eq!(ids(Scope::All, checked(day(2027, 1, 2))).await, []);
        let etudiant = SupporterFilter { kind: Some(SupporterKind::Etudiant), ..SupporterFilter::default() };
        assert_eq!(ids(Scope::All, etudiant).await, [21]);
    }

    async fn the_agenda_is_by_day_and_seats_by_reach(test: Test) {
        let reader = people(&test).await;
        activities(&test).await;
        let agenda = |filter: ActivityFilter| { let reader = &reader; async move {
            let page = reader.agenda(&filter, None, 100).await.unwrap();
            page.rows.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>()
        } };
        let all = ActivityFilter::default();
        assert_eq!(agenda(all.clone()).await, [43, 42, 41]);
        let of = |code| ActivityFilter { academie: Some(academie(code)), ..ActivityFilter::default() };
        assert_eq!(agenda(of(PARIS)).await, [43, 42], "43 is for the whole country");
        assert_eq!(agenda(ActivityFilter { seats_left: true, ..all.clone() }).await, [42]);
        let november = ActivityFilter { from: Some(day(2026, 11, 1)), until: Some(day(2026, 11, 10)), ..all.clone() };
        assert_eq!(agenda(november).await, [42]);
        let first = reader.agenda(&all, None, 1).await.unwrap();
        assert!(first.has_next);
        let last = &first.rows[0];
        let after = (last.starts, Position::new(last.planned_position));
        let rest = reader.agenda(&all, Some(after), 5).await.unwrap().rows;
        assert_eq!(rest.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>(), [42, 41]);

        let seats = |scope: Scope, filter: SeatFilter| { let reader = &reader; async move {
            let page = reader.seats(&scope, &filter, None, 100).await.unwrap();
            page.rows.iter().map(|row| (row.activity.0.as_u128(), row.journey.0.as_u128())).collect::<Vec<_>>()
        } };
        let every = SeatFilter::default();
        assert_eq!(seats(Scope::All, every.clone()).await, [(41, 1), (41, 2), (43, 3)]);
        assert_eq!(seats(Scope::Journey(journey(2)), every.clone()).await, [(41, 2)]);
        assert_eq!(seats(Scope::Supporter(supporter(21)), every.clone()).await, [(41, 1)]);
        assert_eq!(seats(Scope::Academies(vec![academie(PARIS)]), every.clone()).await, [(43, 3)]);
        assert_eq!(seats(Scope::Nothing, every.clone()).await, []);
        let to_come = SeatFilter { from: Some(day(2026, 11, 5)), ..every };
        assert_eq!(seats(Scope::All, to_come).await, [(41, 1), (41, 2)]);
        let mine = reader.seats_of(journey(1), &[activity(41), activity(42)]).await.unwrap();
        assert_eq!(mine.len(), 1);

        let counts = reader.attendance(&Scope::All, &all).await.unwrap();
        assert_eq!(counts, [AttendanceCount {
            kind: ActivityKind::Atelier, activities: 1, seats: 1, booked: 1, present: 1, absent: 0,
            excused: 0, attended_minutes: 60,
        }]);
        assert_eq!(reader.attendance(&Scope::Journey(journey(3)), &all).await.unwrap(), []);
    }

    async fn laureates_are_counted_by_cell_and_by_day(test: Test) {
        let reader = people(&test).await;
        let lyon = CohortFilter { academie: Some(academie(LYON)), ..CohortFilter::default() };
        let cells = reader.cohort(&lyon).await.unwrap();
        let found: Vec<_> = cells.iter().map(|cell| (cell.boursiere, cell.count)).collect();
        assert_eq!(found, [(Declared::Yes, 1), (Declared::Unknown, 1)]);
        assert_eq!(cells[0].region, OrUnknown(Region::parse("84").ok()));

        let admitted_on = reader.journey(&Scope::All, journey(2)).await.unwrap().unwrap().admitted_on.unwrap();
        let impact = reader.impact(admitted_on).await.unwrap();
        assert_eq!(impact.total, 2, "3 is admitted the day after");
        assert_eq!(impact.by_region, [(Region::parse("84").ok(), 2)]);
        assert_eq!(impact.by_niveau, [(Some(Niveau::TerminaleGenerale), 2)]);
        assert_eq!(reader.impact(day(2030, 1, 1)).await.unwrap().total, 3);
        assert_eq!(reader.impact(day(2020, 1, 1)).await.unwrap().by_region, []);
    }

    async fn targets_come_soonest_first(test: Test) {
        let set = |value, due| on_programme(P::TargetSet { metric: Metric::Laureates, value, due });
        test.append(&[set(20_000, day(2029, 12, 31)), set(10_000, day(2027, 12, 31))]).await;
        catch_up(&test.log, &EngineOptions::default()).await.unwrap();
        let targets = Reader::new(test.db.clone()).targets().await.unwrap();
        assert_eq!(targets.iter().map(|target| target.value).collect::<Vec<_>>(), [10_000, 20_000]);
    }

    async fn each_reader_sees_the_partners_within_reach(test: Test) {
        let reader = partners(&test).await;
        let own = Scope::Partner(PartnerId(Uuid::from_u128(42)));
        let of = |family| PartnerFilter { family: Some(family), ..PartnerFilter::default() };
        for (scope, filter, expected) in [
            (Scope::All, PartnerFilter::default(), vec![41, 42, 43]),
            (Scope::All, of(PartnerFamily::Economique), vec![42]),
            (Scope::Academies(vec![academie(LYON)]), PartnerFilter::default(), vec![41, 43]),
            (own.clone(), PartnerFilter::default(), vec![42]),
            (Scope::Journey(journey(5)), PartnerFilter::default(), vec![]),
            (Scope::Supporter(supporter(21)), PartnerFilter::default(), vec![]),
        ] {
            let page = reader.partners(&scope, &filter, None, 100).await.unwrap();
            let ids: Vec<_> = page.rows.iter().map(|row| row.id.0.as_u128()).collect();
            assert_eq!(ids, expected, "{scope:?}");
        }
        let school = PartnerId(Uuid::from_u128(41));
        assert_eq!(reader.contributions(&own, school).await.unwrap(), [], "not its own");
        assert_eq!(reader.campaigns(&own, school).await.unwrap(), [], "not its own");
        assert_eq!(reader.partner(&own, school).await.unwrap(), None);
        assert_eq!(seen(&reader, &own, &JourneyFilter::default()).await, []);
    }

    async fn contributions_add_up_by_kind(test: Test) {
        let reader = partners(&test).await;
        let all = PartnerFilter::default();
        let totals = reader.contribution_totals(&Scope::All, &all, None).await.unwrap();
        let [stages] = &totals[..] else { panic!("{totals:?}") };
        assert_eq!((stages.kind, stages.pledges, stages.pledged), (ContributionKind::Stage, 3, 12));
        let company = Some(PartnerId(Uuid::from_u128(42)));
        let totals = reader.contribution_totals(&Scope::All, &all, company).await.unwrap();
        assert_eq!(totals[0].pledged, 9);
        let elsewhere = Scope::Academies(vec![academie("70")]);
        assert_eq!(reader.contribution_totals(&elsewhere, &all, None).await.unwrap(), []);
    }

    async fn a_campaign_counts_those_who_quote_it_in_any_case(test: Test) {
        let reader = partners(&test).await;
        let codes = [campaign("NSI-2026"), campaign("NOBODY")];
        let yields = reader.campaign_yields(codes).await.unwrap();
        let [nsi] = &yields[..] else { panic!("{yields:?}") };
        assert_eq!((nsi.registrations, nsi.laureates), (2, 1));
        assert_eq!(reader.campaign_yields([]).await.unwrap(), []);
        let school = PartnerId(Uuid::from_u128(41));
        let campaigns = reader.campaigns(&Scope::All, school).await.unwrap();
        assert_eq!(campaigns.iter().map(|row| (row.actions, row.audience)).collect::<Vec<_>>(), [(1, 28)]);
    }

    /// 51 is offered in Lyon by 41, and 1, who lives in Paris, takes it; 52 in Paris by 42.
    async fn each_reader_sees_the_placements_within_reach_and_everyone_the_open_offers(test: Test) {
        let hers = |event: fn(JourneyId) -> F| on_placement(51, event(journey(1)));
        let year = started(2026, Niveau::TerminaleGenerale, Some(academie(PARIS)));
        test.append(&[
            on_journey(1, registered("Ada")),
            on_journey(2, registered("Zoé")),
            on_journey(1, year),
            on_placement(51, offered_by(41, PlacementKind::Stage, LYON)),
            on_placement(52, offered_by(42, PlacementKind::Emploi, PARIS)),
            hers(|journey| F::ApplicationSent { journey }),
            hers(|journey| F::PlacementSecured { journey }),
            on_placement(52, F::ApplicationSent { journey: journey(1) }),
        ])
        .await;
        catch_up(&test.log, &EngineOptions::default()).await.unwrap();
        let reader = Reader::new(test.db.clone());
        let all = PlacementFilter::default();
        let of = |id| Scope::Partner(PartnerId(Uuid::from_u128(id)));
        for (scope, expected) in [
            (Scope::All, vec![51, 52]),
            (Scope::Academies(vec![academie(LYON)]), vec![51]),
            (Scope::Academies(vec![academie(PARIS)]), vec![51, 52]),
            (of(42), vec![52]),
            (Scope::Journey(journey(1)), vec![51]),
            (Scope::Journey(journey(2)), vec![]),
            (Scope::Supporter(supporter(21)), vec![]),
        ] {
            let page = reader.placements(&scope, &all, None, 100).await.unwrap();
            let ids: Vec<_> = page.rows.iter().map(|row| row.id.0.as_u128()).collect();
            assert_eq!(ids, expected, "{scope:?}");
        }
        let open = reader.open_offers(&all, None, 100).await.unwrap().rows;
        assert_eq!(open.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>(), [52]);
        let stages = PlacementFilter { kind: Some(PlacementKind::Stage), ..all.clone() };
        assert_eq!(reader.open_offers(&stages, None, 100).await.unwrap().rows, []);
        let late = PlacementFilter { starts_from: Some(day(2027, 1, 5)), ..all };
        assert_eq!(reader.open_offers(&late, None, 100).await.unwrap().rows, []);

        let herself = Scope::Journey(journey(1));
        assert_eq!(reader.applications_of(&herself, journey(1)).await.unwrap().len(), 2);
        let other = Scope::Journey(journey(2));
        assert_eq!(reader.applications_of(&other, journey(1)).await.unwrap(), []);
        let place = PlacementId(Uuid::from_u128(52));
        assert_eq!(reader.applications_to(&of(42), place).await.unwrap().len(), 1);
        assert_eq!(reader.applications_to(&of(41), place).await.unwrap(), []);
    }
}
