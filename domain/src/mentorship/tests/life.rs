//! What happens while a relation is live, and what is said of it.

use super::*;

#[test]
fn a_proposal_without_answer_expires() {
    let expired = || E::MatchExpired { pair: pair() };
    given([proposed()]).when(C::Expire, &today()).then([expired()]);
    given([proposed(), accepted(Party::Supporter)]).when(C::Expire, &today()).then([expired()]);
    live([]).when(C::Expire, &today()).then_rejected(&R::NotProposed);
    given([proposed(), expired()])
        .when(C::Accept { party: Party::Supporter }, &today())
        .then_rejected(&R::NotProposed);
}

#[test]
fn a_session_that_did_not_take_place_is_recorded_while_the_relation_is_live() {
    let miss = || C::MissSession { by: Party::Supporter };
    let missed = || E::SessionMissed { pair: pair(), on: day("2026-10-05"), by: Party::Supporter };
    live([]).when(miss(), &today()).then([missed()]);
    given(accepted_by_both()).when(miss(), &today()).then_rejected(&R::NotLive);
    let late = Context { today: day("2026-10-05"), ..on("2026-09-30") };
    live([]).when(miss(), &late).then_rejected(&R::BeforeStart);
}

fn set(theme: Theme) -> E {
    E::GoalSet { pair: pair(), theme }
}

fn reviewed(theme: Theme, progress: GoalProgress) -> E {
    E::GoalReviewed { pair: pair(), theme, progress }
}

#[test]
fn one_goal_of_a_theme_is_open_at_a_time_until_it_is_reached_or_dropped() {
    use GoalProgress::{Dropped, Reached, UnderWay};
    let theme = Theme::Confiance;
    let review = |progress| C::ReviewGoal { theme, progress };
    live([]).when(C::SetGoal { theme }, &today()).then([set(theme)]);
    live([set(theme)]).when(C::SetGoal { theme }, &today()).then_rejected(&R::GoalAlreadySet);
    live([set(theme)]).when(C::SetGoal { theme: Theme::Stage }, &today()).then([set(Theme::Stage)]);
    live([set(theme)]).when(review(UnderWay), &today()).then([reviewed(theme, UnderWay)]);
    live([]).when(review(Reached), &today()).then_rejected(&R::GoalNotSet);
    live([set(theme), reviewed(theme, UnderWay)])
        .when(C::SetGoal { theme }, &today())
        .then_rejected(&R::GoalAlreadySet);
    for over in [Reached, Dropped] {
        live([set(theme), reviewed(theme, over)])
            .when(C::SetGoal { theme }, &today())
            .then([set(theme)]);
    }
    given(accepted_by_both()).when(C::SetGoal { theme }, &today()).then_rejected(&R::NotLive);
}

#[test]
fn each_side_rates_the_relation_from_1_to_5_while_it_is_live_and_afterwards() {
    let by = Party::Beneficiary;
    for rating in [1, 5] {
        let rated = || E::RelationRated { pair: pair(), by, rating };
        live([]).when(C::Rate { by, rating }, &today()).then([rated()]);
        live([ended()]).when(C::Rate { by, rating }, &today()).then([rated()]);
    }
    for rating in [0, 6] {
        live([]).when(C::Rate { by, rating }, &today()).then_rejected(&R::RatingOutOfRange);
    }
    let declined = [proposed(), declined(Party::Supporter)];
    given(declined).when(C::Rate { by, rating: 3 }, &today()).then_rejected(&R::NeverStarted);
}

fn raise(severity: Severity) -> C {
    C::RaiseConcern { by: ConcernBy::Beneficiary, severity }
}

fn raised(severity: Severity) -> E {
    E::ConcernRaised { pair: pair(), by: ConcernBy::Beneficiary, severity }
}

fn paused(reason: PauseReason) -> E {
    E::MentorshipPaused { pair: pair(), reason }
}

#[test]
fn a_concern_of_high_severity_suspends_the_relation_at_once() {
    live([])
        .when(raise(Severity::High), &today())
        .then([raised(Severity::High), paused(PauseReason::Safety)]);
    for severity in [Severity::Low, Severity::Medium] {
        live([]).when(raise(severity), &today()).then([raised(severity)]);
    }
}

#[test]
fn a_concern_is_raised_at_any_time() {
    for history in
        [vec![proposed()], [accepted_by_both().to_vec(), vec![declined(Party::Supporter)]].concat()]
    {
        given(history).when(raise(Severity::High), &today()).then([raised(Severity::High)]);
    }
    live([paused(PauseReason::Exams)])
        .when(raise(Severity::High), &today())
        .then([raised(Severity::High)]);
    live([ended()]).when(raise(Severity::High), &today()).then([raised(Severity::High)]);
    given([]).when(raise(Severity::High), &today()).then_rejected(&R::Unknown);
}

#[test]
fn while_a_relation_pauses_nothing_happens_in_it_and_it_may_end() {
    let pause = || C::Pause { reason: PauseReason::Exams };
    live([]).when(pause(), &today()).then([paused(PauseReason::Exams)]);
    let on_pause = || live([paused(PauseReason::Exams)]);
    for command in [
        session("17:30:00", 45),
        C::MissSession { by: Party::Supporter },
        C::SetGoal { theme: Theme::Stage },
        pause(),
    ] {
        on_pause().when(command, &today()).then_rejected(&R::Paused);
    }
    on_pause().when(end(), &today()).then([ended()]);
    let resumed = || E::MentorshipResumed { pair: pair() };
    on_pause().when(C::Resume, &today()).then([resumed()]);
    live([]).when(C::Resume, &today()).then_rejected(&R::NotPaused);
    live([paused(PauseReason::Exams), resumed()])
        .when(session("17:30:00", 45), &today())
        .then([held("2026-10-05", "17:30:00", 45)]);
    given(accepted_by_both()).when(pause(), &today()).then_rejected(&R::NotLive);
}

#[test]
fn another_pair_takes_over_once_from_one_that_has_ended() {
    let next = || Uuid::from_u128(9).into();
    let replaced = || E::MentorReplaced { pair: pair(), next: next() };
    let replace = || C::Replace { next: next() };
    live([ended()]).when(replace(), &today()).then([replaced()]);
    live([ended(), replaced()]).when(replace(), &today()).then_rejected(&R::AlreadyReplaced);
    live([]).when(replace(), &today()).then_rejected(&R::NotOver);
    given([proposed(), declined(Party::Supporter)])
        .when(replace(), &today())
        .then_rejected(&R::NeverStarted);
}
