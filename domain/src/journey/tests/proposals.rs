//! Proposals, accepted one at a time, and enrolment.

use super::*;

/// The same history, on Mon Master.
fn on_mon_master(history: Vec<E>) -> Vec<E> {
    let moved = |event| match event {
        E::WishSubmitted { wish, session, formation, .. } => {
            E::WishSubmitted { wish, platform: Platform::MonMaster, session, formation }
        }
        event => event,
    };
    history.into_iter().map(moved).collect()
}

#[test]
fn a_proposal_is_accepted() {
    she(proposed(1)).when(accept(1, false), &today()).then([accepted(1, false)]);
}

#[test]
fn accepting_another_proposal_releases_the_former() {
    let both = [proposed(1), proposed(2), vec![accepted(1, false)]].concat();
    let released = Some(wish(1));
    let second = E::ProposalAccepted { wish: wish(2), firm: false, released, keeps: None };
    she(both.clone()).when(accept(2, false), &today()).then([second.clone()]);
    she([both, vec![second]].concat())
        .when(accept(1, false), &today())
        .then_rejected(&R::WishNotReady { status: WishStatus::Over });
}

#[test]
fn accepting_on_one_platform_leaves_the_other_as_it_is() {
    let both = [proposed(1), on_mon_master(proposed(2)), vec![accepted(1, false)]].concat();
    she(both).when(accept(2, false), &today()).then([accepted(2, false)]);
}

#[test]
fn waiting_wishes_are_kept_when_a_proposal_is_accepted_on_parcoursup() {
    let history = [proposed(1), confirmed(2, formation()).to_vec()].concat();
    she(history).when(accept(1, false), &today()).then([accepted(1, false)]);
}

/// A wish on the waiting list.
fn waiting(number: u128) -> Vec<E> {
    let mut history = confirmed(number, formation()).to_vec();
    history.push(answered(number, Answer::Waitlisted, Some(3)));
    history
}

#[test]
fn she_may_say_which_waiting_wishes_she_keeps_and_the_others_are_dropped() {
    let history = || [proposed(1), waiting(2), waiting(3), proposed(4)].concat();
    let keeping =
        |keeps: Vec<WishId>| C::AcceptProposal { wish: wish(1), firm: false, keeps: Some(keeps) };
    let kept = |keeps: Vec<WishId>| E::ProposalAccepted {
        wish: wish(1),
        firm: false,
        released: None,
        keeps: Some(keeps),
    };
    she(history())
        .when(keeping(vec![wish(2)]), &today())
        .then([kept(vec![wish(2)]), E::WishDropped { wish: wish(3) }]);
    she(history()).when(keeping(Vec::new()), &today()).then([
        kept(Vec::new()),
        E::WishDropped { wish: wish(2) },
        E::WishDropped { wish: wish(3) },
    ]);
    for not_waiting in [wish(1), wish(4), wish(9)] {
        she(history()).when(keeping(vec![not_waiting]), &today()).then_rejected(&R::KeptNotWaiting);
    }
}

#[test]
fn a_firm_acceptance_exists_on_mon_master_only_and_keeps_nothing() {
    she(proposed(1)).when(accept(1, true), &today()).then_rejected(&R::FirmMonMasterOnly);
    she(on_mon_master(proposed(1))).when(accept(1, true), &today()).then([accepted(1, true)]);
    let history = on_mon_master([proposed(1), waiting(2)].concat());
    let command = C::AcceptProposal { wish: wish(1), firm: true, keeps: Some(vec![wish(2)]) };
    she(history).when(command, &today()).then_rejected(&R::KeptNotWaiting);
}

#[test]
fn accepting_firmly_on_mon_master_drops_all_other_wishes_of_the_session() {
    let mut history = [proposed(1), proposed(2), proposed(3)].concat();
    history.extend(confirmed(4, formation()));
    history.extend([submitted(wish(5), formation()), submitted(wish(6), formation())]);
    history.extend([E::WishDropped { wish: wish(6) }, accepted(2, false)]);
    she(on_mon_master(history.clone())).when(accept(1, true), &today()).then([
        E::ProposalAccepted { wish: wish(1), firm: true, released: Some(wish(2)), keeps: None },
        E::ProposalDeclined { wish: wish(3) },
        E::WishDropped { wish: wish(4) },
        E::WishDropped { wish: wish(5) },
    ]);
    let released = Some(wish(2));
    she(on_mon_master(history)).when(accept(1, false), &today()).then([E::ProposalAccepted {
        wish: wish(1),
        firm: false,
        released,
        keeps: None,
    }]);
}

#[test]
fn a_proposal_is_declined_even_after_it_was_accepted() {
    let decline = || C::DeclineProposal { wish: wish(1) };
    let declined = || E::ProposalDeclined { wish: wish(1) };
    let over = || R::WishNotReady { status: WishStatus::Over };
    she(proposed(1)).when(decline(), &today()).then([declined()]);
    she([proposed(1), vec![accepted(1, false)]].concat())
        .when(decline(), &today())
        .then([declined()]);
    she([proposed(1), vec![declined()]].concat()).when(decline(), &today()).then_rejected(&over());
}

#[test]
fn only_a_proposal_without_answer_expires() {
    let expire = || C::ExpireProposal { wish: wish(1) };
    she(proposed(1)).when(expire(), &today()).then([E::ProposalExpired { wish: wish(1) }]);
    she([proposed(1), vec![accepted(1, false)]].concat())
        .when(expire(), &today())
        .then_rejected(&R::WishNotReady { status: WishStatus::Accepted });
}

fn enrol(wish: Option<WishId>, school_year: i32) -> C {
    let school_year = SchoolYear(school_year);
    C::ConfirmEnrolment { wish, school_year, formation: formation() }
}

fn enrolled(wish: Option<WishId>, school_year: i32) -> E {
    let school_year = SchoolYear(school_year);
    E::EnrolmentConfirmed { wish, school_year, formation: formation() }
}

#[test]
fn she_enrols_where_she_accepted_a_proposal_or_directly() {
    she([proposed(1), vec![accepted(1, false)]].concat())
        .when(enrol(Some(wish(1)), 2026), &today())
        .then([enrolled(Some(wish(1)), 2026)]);
    she(proposed(1))
        .when(enrol(Some(wish(1)), 2026), &today())
        .then_rejected(&R::WishNotReady { status: WishStatus::Proposed });
    she([]).when(enrol(None, 2026), &today()).then([enrolled(None, 2026)]);
}

#[test]
fn she_enrols_in_the_formation_whose_proposal_she_accepted_and_in_no_other() {
    let elsewhere = FormationFacts {
        id: FormationId::parse("psup-0750652b-9c0c22ab").unwrap().into(),
        ..formation()
    };
    let command = |wish, formation: &FormationFacts| C::ConfirmEnrolment {
        wish,
        school_year: SchoolYear(2026),
        formation: formation.clone(),
    };
    let history = || [proposed(1), vec![accepted(1, false)]].concat();
    she(history())
        .when(command(Some(wish(1)), &elsewhere), &today())
        .then_rejected(&R::EnrolmentElsewhere);
    let direct = E::EnrolmentConfirmed {
        wish: None,
        school_year: SchoolYear(2026),
        formation: elsewhere.clone(),
    };
    she(history()).when(command(None, &elsewhere), &today()).then([direct]);
}

#[test]
fn a_direct_route_does_not_go_round_a_wish_for_the_same_formation() {
    let refused = [confirmed(1, formation()).to_vec(), vec![answered(1, Answer::Refused, None)]];
    for history in [proposed(1), refused.concat(), waiting(1)] {
        she(history.clone())
            .when(enrol(None, 2026), &today())
            .then_rejected(&R::ProposalNotAccepted);
        she(history).when(enrol(None, 2027), &today()).then([enrolled(None, 2027)]);
    }
    let given_up = [proposed(1), vec![E::ProposalDeclined { wish: wish(1) }]].concat();
    she(given_up).when(enrol(None, 2026), &today()).then([enrolled(None, 2026)]);
}

#[test]
fn she_enrols_for_a_rentree_that_can_be_meant() {
    she([]).when(enrol(None, 2027), &today()).then([enrolled(None, 2027)]);
    for year in [1999, 2032, i32::MAX] {
        she([]).when(enrol(None, year), &today()).then_rejected(&R::YearOutOfRange {
            year,
            from: 2000,
            to: 2031,
        });
    }
}
