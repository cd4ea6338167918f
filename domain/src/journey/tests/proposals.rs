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
    let second = E::ProposalAccepted { wish: wish(2), firm: false, released: Some(wish(1)) };
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
    for firm in [false, true] {
        she(history.clone()).when(accept(1, firm), &today()).then([accepted(1, firm)]);
    }
}

#[test]
fn accepting_firmly_on_mon_master_drops_all_other_wishes_of_the_session() {
    let mut history = [proposed(1), proposed(2), proposed(3)].concat();
    history.extend(confirmed(4, formation()));
    history.extend([submitted(wish(5), formation()), submitted(wish(6), formation())]);
    history.extend([E::WishDropped { wish: wish(6) }, accepted(2, false)]);
    she(on_mon_master(history.clone())).when(accept(1, true), &today()).then([
        E::ProposalAccepted { wish: wish(1), firm: true, released: Some(wish(2)) },
        E::ProposalDeclined { wish: wish(3) },
        E::WishDropped { wish: wish(4) },
        E::WishDropped { wish: wish(5) },
    ]);
    let released = Some(wish(2));
    she(on_mon_master(history)).when(accept(1, false), &today()).then([E::ProposalAccepted {
        wish: wish(1),
        firm: false,
        released,
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
