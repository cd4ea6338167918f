//! Wishes and the answers to them.

use super::*;
use crate::{
    Vocabulary as _,
    programme::{Calendar, CalendarPhase, PhaseKind, Rules},
};
use Platform::{Direct, MonMaster, Parcoursup};

/// A formation that the platform takes wishes for.
fn formation_on(platform: Platform) -> FormationFacts {
    let filiere = if platform == MonMaster { Filiere::Master } else { Filiere::But };
    FormationFacts { filiere, ..formation() }
}

fn submit(number: u128, platform: Platform, session: i32) -> C {
    let formation = formation_on(platform);
    C::SubmitWish { wish: wish(number), platform, session, formation }
}

fn submission(number: u128, platform: Platform, session: i32) -> E {
    let formation = formation_on(platform);
    E::WishSubmitted { wish: wish(number), platform, session, formation }
}

/// The same for an apprenticeship.
fn apprenticeship(number: u128, platform: Platform) -> (C, E) {
    let formation = FormationFacts { apprenticeship: true, ..formation_on(platform) };
    let (wish, session) = (wish(number), 2026);
    (
        C::SubmitWish { wish, platform, session, formation: formation.clone() },
        E::WishSubmitted { wish, platform, session, formation },
    )
}

#[test]
fn a_wish_is_submitted_once() {
    she([]).when(submit(1, Parcoursup, 2026), &today()).then([submission(1, Parcoursup, 2026)]);
    she([submission(1, Parcoursup, 2026)])
        .when(submit(1, MonMaster, 2026), &today())
        .then_rejected(&R::WishExists);
}

#[test]
fn parcoursup_takes_10_wishes_a_session() {
    let ten = || (1..=10).map(|number| submission(number, Parcoursup, 2026));
    she(ten().skip(1))
        .when(submit(11, Parcoursup, 2026), &today())
        .then([submission(11, Parcoursup, 2026)]);
    she(ten())
        .when(submit(11, Parcoursup, 2026), &today())
        .then_rejected(&R::TooManyWishes { max: 10 });
    for (platform, session) in [(Parcoursup, 2025), (MonMaster, 2026), (Direct, 2026)] {
        she(ten())
            .when(submit(11, platform, session), &today())
            .then([submission(11, platform, session)]);
    }
}

#[test]
fn a_dropped_wish_frees_its_place() {
    let ten = (1..=10).map(|number| submission(number, Parcoursup, 2026));
    she(ten.chain([E::WishDropped { wish: wish(3) }]))
        .when(submit(11, Parcoursup, 2026), &today())
        .then([submission(11, Parcoursup, 2026)]);
}

#[test]
fn mon_master_takes_15_wishes_a_session_and_direct_applications_are_not_counted() {
    let wishes = |platform, max| (1..=max).map(move |number| submission(number, platform, 2026));
    she(wishes(MonMaster, 14))
        .when(submit(15, MonMaster, 2026), &today())
        .then([submission(15, MonMaster, 2026)]);
    she(wishes(MonMaster, 15))
        .when(submit(16, MonMaster, 2026), &today())
        .then_rejected(&R::TooManyWishes { max: 15 });
    she(wishes(Direct, 30))
        .when(submit(31, Direct, 2026), &today())
        .then([submission(31, Direct, 2026)]);
}

#[test]
fn apprenticeships_are_counted_apart_and_there_are_as_many_of_them() {
    for (platform, max) in [(Parcoursup, 10), (MonMaster, 15)] {
        let full = || (1..=u128::from(max)).map(|number| submission(number, platform, 2026));
        let (command, event) = apprenticeship(100, platform);
        she(full()).when(command.clone(), &today()).then([event]);
        let apprenticeships =
            || (1..=u128::from(max)).map(|number| apprenticeship(number, platform).1);
        she(apprenticeships()).when(command, &today()).then_rejected(&R::TooManyWishes { max });
        she(apprenticeships())
            .when(submit(101, platform, 2026), &today())
            .then([submission(101, platform, 2026)]);
    }
}

#[test]
fn a_master_is_asked_for_on_mon_master_and_nothing_else_is() {
    let submit = |platform, filiere| {
        let formation = FormationFacts { filiere, ..formation() };
        C::SubmitWish { wish: wish(1), platform, session: 2026, formation }
    };
    for filiere in Filiere::ALL {
        let (wrong, right) = match filiere {
            Filiere::Master => (Parcoursup, MonMaster),
            _ => (MonMaster, Parcoursup),
        };
        she([]).when(submit(wrong, *filiere), &today()).then_rejected(&R::WrongPlatform);
        for platform in [right, Direct] {
            let formation = FormationFacts { filiere: *filiere, ..formation() };
            let submitted = E::WishSubmitted { wish: wish(1), platform, session: 2026, formation };
            she([]).when(submit(platform, *filiere), &today()).then([submitted]);
        }
    }
}

#[test]
fn a_session_is_a_year_that_can_be_meant_at_most_the_next_one() {
    she([]).when(submit(1, Direct, 2027), &today()).then([submission(1, Direct, 2027)]);
    for session in [i32::MIN, 1999, 2028, i32::MAX] {
        she([]).when(submit(1, Direct, session), &today()).then_rejected(&R::YearOutOfRange {
            year: session,
            from: 2000,
            to: 2027,
        });
    }
}

#[test]
fn a_submitted_wish_is_confirmed_once() {
    let confirm = || C::ConfirmWish { wish: wish(1) };
    she([submitted(wish(1), formation())])
        .when(confirm(), &today())
        .then([E::WishConfirmed { wish: wish(1) }]);
    she(confirmed(1, formation()))
        .when(confirm(), &today())
        .then_rejected(&R::WishNotReady { status: WishStatus::Confirmed });
}

#[test]
fn nothing_happens_to_a_wish_that_is_not_recorded() {
    let wish = wish(1);
    for command in [
        C::ConfirmWish { wish },
        C::DropWish { wish },
        C::RecordAnswer { wish, answer: Answer::Proposed, rank: None },
        C::AcceptProposal { wish, firm: false, keeps: None },
        C::DeclineProposal { wish },
        C::ExpireProposal { wish },
        C::ConfirmEnrolment {
            wish: Some(wish),
            school_year: SchoolYear(2026),
            formation: formation(),
        },
    ] {
        she([]).when(command, &today()).then_rejected(&R::UnknownWish);
    }
}

#[test]
fn a_wish_is_dropped_until_there_is_a_proposal() {
    let drop = || C::DropWish { wish: wish(1) };
    let [submitted, confirmed] = confirmed(1, formation());
    let waiting = answered(1, Answer::Waitlisted, Some(12));
    for history in [
        vec![submitted.clone()],
        vec![submitted.clone(), confirmed.clone()],
        vec![submitted, confirmed, waiting],
    ] {
        she(history).when(drop(), &today()).then([E::WishDropped { wish: wish(1) }]);
    }
    she(proposed(1))
        .when(drop(), &today())
        .then_rejected(&R::WishNotReady { status: WishStatus::Proposed });
}

fn answer(answer: Answer, rank: Option<u32>) -> C {
    C::RecordAnswer { wish: wish(1), answer, rank }
}

#[test]
fn only_a_confirmed_or_waiting_wish_is_answered() {
    she([submitted(wish(1), formation())])
        .when(answer(Answer::Proposed, None), &today())
        .then_rejected(&R::WishNotReady { status: WishStatus::Submitted });
    let waiting = answered(1, Answer::Waitlisted, Some(12));
    she(confirmed(1, formation()).into_iter().chain([waiting.clone()]))
        .when(answer(Answer::Waitlisted, Some(3)), &today())
        .then([answered(1, Answer::Waitlisted, Some(3))]);
    she(confirmed(1, formation()).into_iter().chain([waiting]))
        .when(answer(Answer::Proposed, None), &today())
        .then([answered(1, Answer::Proposed, None)]);
    let refused = answered(1, Answer::Refused, None);
    she(confirmed(1, formation()).into_iter().chain([refused]))
        .when(answer(Answer::Proposed, None), &today())
        .then_rejected(&R::WishNotReady { status: WishStatus::Answered(Answer::Refused) });
}

#[test]
fn each_kind_of_formation_has_its_answers() {
    use Answer as A;
    let selective = formation();
    let open = FormationFacts { selective: false, ..formation() };
    let apprenticeship = FormationFacts { apprenticeship: true, ..formation() };
    for (formation, given, rank, outcome) in [
        (&selective, A::Proposed, None, None),
        (&selective, A::Refused, None, None),
        (&selective, A::ProposedOuiSi, None, Some(R::OuiSiNonSelectiveOnly)),
        (&selective, A::PendingContract, None, Some(R::PendingContractApprenticeshipOnly)),
        (&open, A::Proposed, None, None),
        (&open, A::ProposedOuiSi, None, None),
        (&open, A::Waitlisted, Some(1), None),
        (&open, A::Refused, None, Some(R::NonSelectiveRefuses)),
        (&apprenticeship, A::PendingContract, None, None),
        (&selective, A::Waitlisted, None, Some(R::RankMismatch)),
        (&selective, A::Proposed, Some(1), Some(R::RankMismatch)),
    ] {
        let decided = she(confirmed(1, formation.clone())).when(answer(given, rank), &today());
        match outcome {
            None => decided.then([answered(1, given, rank)]),
            Some(rejection) => decided.then_rejected(&rejection),
        }
    }
}

#[test]
fn a_wish_waiting_for_a_contract_becomes_a_proposal_once_it_is_found() {
    let apprenticeship = FormationFacts { apprenticeship: true, ..formation() };
    let pending = answered(1, Answer::PendingContract, None);
    let history = || confirmed(1, apprenticeship.clone()).into_iter().chain([pending.clone()]);
    she(history()).when(answer(Answer::Proposed, None), &today()).then([answered(
        1,
        Answer::Proposed,
        None,
    )]);
    she(history())
        .when(accept(1, false), &today())
        .then_rejected(&R::WishNotReady { status: WishStatus::Answered(Answer::PendingContract) });
}

/// Wishes until 12 March, confirmed until 1 April, answers from 2 June to 11 July.
fn calendar_of_2026() -> Calendar {
    let phase =
        |kind, opens, closes| CalendarPhase { kind, opens: day(opens), closes: day(closes) };
    let phases = vec![
        phase(PhaseKind::Wishes, "2026-01-19", "2026-03-12"),
        phase(PhaseKind::Confirmation, "2026-03-13", "2026-04-01"),
        phase(PhaseKind::Admission, "2026-06-02", "2026-07-11"),
    ];
    Calendar { platform: Parcoursup, session: 2026, phases }
}

fn under_calendar(text: &str) -> Context {
    let calendars = [((Parcoursup, 2026), calendar_of_2026())].into();
    Context { rules: Rules { calendars, ..Rules::default() }.into(), ..on(text) }
}

#[test]
fn once_a_calendar_is_published_wishes_are_entered_until_the_end_of_the_last_day() {
    she([])
        .when(submit(1, Parcoursup, 2026), &under_calendar("2026-03-12"))
        .then([submission(1, Parcoursup, 2026)]);
    for late in ["2026-01-18", "2026-03-13"] {
        she([])
            .when(submit(1, Parcoursup, 2026), &under_calendar(late))
            .then_rejected(&R::PlatformClosed { session: 2026 });
    }
}

#[test]
fn the_calendar_of_a_session_binds_no_other_session_and_no_other_platform() {
    for (platform, session) in [(Parcoursup, 2027), (MonMaster, 2026), (Direct, 2026)] {
        she([])
            .when(submit(1, platform, session), &under_calendar("2026-10-05"))
            .then([submission(1, platform, session)]);
    }
}

#[test]
fn wishes_are_confirmed_and_answered_in_the_phases_of_the_calendar() {
    let wish = wish(1);
    let confirmed = || [submission(1, Parcoursup, 2026), E::WishConfirmed { wish }];
    let answer = || C::RecordAnswer { wish, answer: Answer::Proposed, rank: None };
    let proposed = || E::WishAnswered { wish, answer: Answer::Proposed, rank: None };
    let closed = R::PlatformClosed { session: 2026 };

    let submitted = || she([submission(1, Parcoursup, 2026)]);
    let confirm = || C::ConfirmWish { wish };
    submitted().when(confirm(), &under_calendar("2026-04-01")).then([E::WishConfirmed { wish }]);
    submitted().when(confirm(), &under_calendar("2026-04-02")).then_rejected(&closed);

    she(confirmed()).when(answer(), &under_calendar("2026-06-01")).then_rejected(&closed);
    she(confirmed()).when(answer(), &under_calendar("2026-06-02")).then([proposed()]);

    let accept = || C::AcceptProposal { wish, firm: false, keeps: None };
    let open = || she(confirmed().into_iter().chain([proposed()]));
    let accepted = E::ProposalAccepted { wish, firm: false, released: None, keeps: None };
    open().when(accept(), &under_calendar("2026-07-11")).then([accepted]);
    open().when(accept(), &under_calendar("2026-07-12")).then_rejected(&closed);
}
