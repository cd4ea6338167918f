//! The rules of a placement, each told as given, when, then.

mod laws;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    ApplicationAnswer, Command as C, Event as E, Offer, Placement, PlacementInterruption,
    PlacementKind, Rejection as R, RemoteWork, Signatory, Withdrawal,
};
use crate::{
    Context, JourneyId,
    codes::{Academie, Siret},
    testing::{self, Given},
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

fn given(history: impl IntoIterator<Item = E>) -> Given<Placement> {
    testing::given(history)
}

fn offer(kind: PlacementKind, weeks: Option<u16>) -> Offer {
    Offer {
        partner: Uuid::from_u128(41).into(),
        siret: Siret::parse("13002566100013").unwrap(),
        kind,
        from: day("2027-01-04"),
        weeks,
        place: Academie::parse("10").unwrap().into(),
        remote: RemoteWork::OnSite,
    }
}

fn published(kind: PlacementKind) -> E {
    E::OfferPublished { offer: offer(kind, Some(26)) }
}

fn she(number: u128) -> JourneyId {
    Uuid::from_u128(number).into()
}

fn sent(number: u128) -> E {
    E::ApplicationSent { journey: she(number) }
}

fn answered(number: u128, answer: ApplicationAnswer) -> E {
    E::ApplicationAnswered { journey: she(number), answer }
}

/// An offer of this kind that she was accepted for and takes, and then this.
fn secured(kind: PlacementKind, history: impl IntoIterator<Item = E>) -> Given<Placement> {
    let before = [
        published(kind),
        sent(1),
        answered(1, ApplicationAnswer::Accepted),
        E::PlacementSecured { journey: she(1) },
    ];
    given(before.into_iter().chain(history))
}

fn signed(by: Signatory, date: &str) -> E {
    E::ConventionSigned { journey: she(1), by, on: day(date) }
}

fn by_all() -> [E; 3] {
    [Signatory::Employer, Signatory::Student, Signatory::School].map(|by| signed(by, "2026-10-01"))
}

fn started(date: &str) -> E {
    E::PlacementStarted { journey: she(1), on: day(date) }
}

/// A stage under way since 4 January 2027, and then this.
fn under_way(history: impl IntoIterator<Item = E>) -> Given<Placement> {
    let before = by_all().into_iter().chain([started("2027-01-04")]);
    secured(PlacementKind::Stage, before.chain(history))
}

fn interrupt() -> C {
    C::Interrupt { reason: PlacementInterruption::Agreement }
}

#[test]
fn an_offer_is_published_once_for_a_time_its_kind_allows() {
    use PlacementKind as K;
    for (kind, weeks, fits) in [
        (K::Stage, Some(1), true),
        (K::Stage, Some(26), true),
        (K::Stage, Some(27), false),
        (K::Stage, Some(0), false),
        (K::Stage, None, false),
        (K::Apprentissage, Some(25), false),
        (K::Apprentissage, Some(26), true),
        (K::Apprentissage, Some(156), true),
        (K::Apprentissage, Some(157), false),
        (K::Apprentissage, None, false),
        (K::Emploi, None, true),
        (K::Emploi, Some(8), true),
    ] {
        let offer = offer(kind, weeks);
        let outcome = given([]).when(C::Publish { offer }, &today());
        if fits {
            outcome.then([E::OfferPublished { offer }]);
        } else {
            outcome.then_rejected(&R::InvalidDuration);
        }
    }
    let again = C::Publish { offer: offer(K::Stage, Some(8)) };
    given([published(K::Stage)]).when(again, &today()).then_rejected(&R::OfferExists);
}

#[test]
fn an_offer_is_published_before_it_starts() {
    let publish = || C::Publish { offer: offer(PlacementKind::Stage, Some(26)) };
    given([]).when(publish(), &on("2027-01-04")).then([published(PlacementKind::Stage)]);
    given([]).when(publish(), &on("2027-01-05")).then_rejected(&R::StartsBeforePublished);
    let tomorrow = Context { today: day("2026-10-04"), ..today() };
    given([]).when(publish(), &tomorrow).then_rejected(&R::InTheFuture);
}

#[test]
fn nothing_happens_to_an_offer_nobody_published() {
    given([]).when(C::Apply { journey: she(1) }, &today()).then_rejected(&R::Unknown);
}

#[test]
fn she_applies_once_and_is_answered_once() {
    let offered = || published(PlacementKind::Stage);
    let apply = || C::Apply { journey: she(1) };
    let answer = || C::Answer { journey: she(1), answer: ApplicationAnswer::Refused };
    let refused = || answered(1, ApplicationAnswer::Refused);
    given([offered()]).when(apply(), &today()).then([sent(1)]);
    given([offered(), sent(1)]).when(apply(), &today()).then_rejected(&R::AlreadyApplied);
    given([offered()]).when(answer(), &today()).then_rejected(&R::NoApplication);
    given([offered(), sent(1)]).when(answer(), &today()).then([refused()]);
    given([offered(), sent(1), refused()])
        .when(answer(), &today())
        .then_rejected(&R::AlreadyAnswered);
}

#[test]
fn only_one_who_was_accepted_takes_the_place_and_then_it_is_taken() {
    let offered = || published(PlacementKind::Stage);
    let secure = |number| C::Secure { journey: she(number) };
    given([offered()]).when(secure(1), &today()).then_rejected(&R::NoApplication);
    given([offered(), sent(1)]).when(secure(1), &today()).then_rejected(&R::NotAccepted);
    given([offered(), sent(1), answered(1, ApplicationAnswer::Refused)])
        .when(secure(1), &today())
        .then_rejected(&R::NotAccepted);
    given([offered(), sent(1), answered(1, ApplicationAnswer::Accepted)])
        .when(secure(1), &today())
        .then([E::PlacementSecured { journey: she(1) }]);
    let answer = C::Answer { journey: she(1), answer: ApplicationAnswer::Refused };
    for command in [C::Apply { journey: she(2) }, secure(1), answer] {
        secured(PlacementKind::Stage, [])
            .when(command.clone(), &today())
            .then_rejected(&R::OfferNotOpen);
        given([offered(), E::OfferWithdrawn {}])
            .when(command, &today())
            .then_rejected(&R::OfferNotOpen);
    }
}

#[test]
fn an_application_is_withdrawn_until_it_is_refused_and_a_place_given_up_until_it_starts() {
    let reason = Withdrawal::Choice;
    let renounce = |number| C::Renounce { journey: she(number), reason };
    let withdrawn = |number| E::ApplicationWithdrawn { journey: she(number), reason };
    let offered = || published(PlacementKind::Stage);
    given([offered()]).when(renounce(1), &today()).then_rejected(&R::NoApplication);
    given([offered(), sent(1)]).when(renounce(1), &today()).then([withdrawn(1)]);
    given([offered(), sent(1), answered(1, ApplicationAnswer::Accepted)])
        .when(renounce(1), &today())
        .then([withdrawn(1)]);
    given([offered(), sent(1), answered(1, ApplicationAnswer::Refused)])
        .when(renounce(1), &today())
        .then_rejected(&R::AlreadyAnswered);
    given([offered(), sent(1), E::OfferWithdrawn {}])
        .when(renounce(1), &today())
        .then_rejected(&R::OfferNotOpen);
    let taken = || secured(PlacementKind::Stage, by_all());
    taken().when(renounce(1), &today()).then([withdrawn(1)]);
    taken().when(renounce(2), &today()).then_rejected(&R::NoApplication);
    secured(PlacementKind::Stage, []).when(renounce(1), &today()).then([withdrawn(1)]);
    // Behind a place that is taken, for it may be open again.
    given([
        offered(),
        sent(1),
        sent(2),
        answered(1, ApplicationAnswer::Accepted),
        E::PlacementSecured { journey: she(1) },
    ])
    .when(renounce(2), &today())
    .then([withdrawn(2)]);
    under_way([]).when(renounce(1), &on("2027-03-01")).then_rejected(&R::OfferNotOpen);
}

#[test]
fn a_place_that_is_given_up_is_open_to_the_others_and_to_her() {
    let reason = Withdrawal::Departure;
    let again = [E::ApplicationWithdrawn { journey: she(1), reason }];
    let given_up = || secured(PlacementKind::Stage, by_all().into_iter().chain(again.clone()));
    given_up().when(C::Start, &today()).then_rejected(&R::NotSecured);
    for number in [1, 2] {
        given_up().when(C::Apply { journey: she(number) }, &today()).then([sent(number)]);
    }
    let second = [sent(2), answered(2, ApplicationAnswer::Accepted)];
    secured(PlacementKind::Stage, again.into_iter().chain(second))
        .when(C::Secure { journey: she(2) }, &today())
        .then([E::PlacementSecured { journey: she(2) }]);
}

#[test]
fn each_of_those_concerned_signs_once() {
    let sign = |by| C::Sign { by };
    for by in [Signatory::Student, Signatory::Employer, Signatory::School] {
        secured(PlacementKind::Stage, []).when(sign(by), &today()).then([signed(by, "2026-10-05")]);
        secured(PlacementKind::Stage, [signed(by, "2026-10-01")])
            .when(sign(by), &today())
            .then_rejected(&R::AlreadySigned);
    }
    secured(PlacementKind::Emploi, [])
        .when(sign(Signatory::School), &today())
        .then_rejected(&R::SignatoryNotConcerned);
    given([published(PlacementKind::Stage)])
        .when(sign(Signatory::Employer), &today())
        .then_rejected(&R::NotSecured);
}

#[test]
fn a_placement_starts_once_all_have_signed_by_that_day() {
    for missing in 0..3 {
        let two = by_all().into_iter().enumerate().filter(|(at, _)| *at != missing);
        secured(PlacementKind::Stage, two.map(|(_, event)| event))
            .when(C::Start, &today())
            .then_rejected(&R::ConventionIncomplete);
    }
    let stage = || secured(PlacementKind::Stage, by_all());
    stage().when(C::Start, &today()).then([started("2026-10-05")]);
    stage().when(C::Start, &on("2026-10-01")).then([started("2026-10-01")]);
    stage().when(C::Start, &on("2026-09-30")).then_rejected(&R::ConventionIncomplete);
    let contract = by_all().into_iter().take(2);
    secured(PlacementKind::Emploi, contract).when(C::Start, &today()).then([started("2026-10-05")]);
    under_way([]).when(C::Start, &on("2027-01-05")).then_rejected(&R::NotSecured);
}

#[test]
fn a_placement_is_interrupted_or_completed_once_from_its_first_day_on() {
    let reason = PlacementInterruption::Agreement;
    let interrupted = || E::PlacementInterrupted { journey: she(1), reason };
    let completed = |rating| E::PlacementCompleted { journey: she(1), rating };
    under_way([]).when(interrupt(), &on("2027-01-04")).then([interrupted()]);
    for rating in [1, 5] {
        under_way([]).when(C::Complete { rating }, &on("2027-03-01")).then([completed(rating)]);
    }
    for rating in [0, 6] {
        under_way([])
            .when(C::Complete { rating }, &on("2027-03-01"))
            .then_rejected(&R::RatingOutOfRange);
    }
    for command in [interrupt(), C::Complete { rating: 4 }] {
        under_way([]).when(command.clone(), &on("2027-01-03")).then_rejected(&R::BeforeStart);
        secured(PlacementKind::Stage, by_all())
            .when(command.clone(), &on("2027-03-01"))
            .then_rejected(&R::NotStarted);
        for over in [interrupted(), completed(4)] {
            under_way([over])
                .when(command.clone(), &on("2027-03-01"))
                .then_rejected(&R::NotStarted);
        }
    }
}

#[test]
fn an_offer_can_be_withdrawn_until_it_starts() {
    let withdrawn = || [E::OfferWithdrawn {}];
    given([published(PlacementKind::Stage)]).when(C::Withdraw, &today()).then(withdrawn());
    secured(PlacementKind::Stage, by_all()).when(C::Withdraw, &today()).then(withdrawn());
    under_way([]).when(C::Withdraw, &on("2027-03-01")).then_rejected(&R::OfferNotOpen);
}

#[test]
fn a_placement_ends_on_the_last_day_of_its_last_week() {
    let offer = offer(PlacementKind::Stage, Some(8));
    assert_eq!(offer.last_day(day("2027-01-04")), Some(day("2027-02-28")));
}
