//! What happens to one person and to all their pairs at once; concerns; expiry; pauses.

use super::*;
use crate::{
    journey::facts::SuspensionReason,
    mentorship::{ConcernBy, PauseReason, Severity},
    pairing::{Parted, WithSide, end_support, pause_unchecked, suspend},
    supporter::SupporterSuspension,
};

impl Given {
    fn ending(&self, reason: EndReason) -> Result<Parted<J, S>, Rejection> {
        let relation = replay::<Mentorship>(&self.mentorship);
        let side = replay::<Supporter>(&self.supporter);
        let pairs = [WithSide { id: id(), relation: &relation, side: &side }];
        let journey = replay::<Journey>(&self.journey);
        end_support(&journey, &pairs, (reason, Vec::new()), &today())
    }

    fn suspending(&self) -> Result<Parted<S, J>, Rejection> {
        let relation = replay::<Mentorship>(&self.mentorship);
        let side = replay::<Journey>(&self.journey);
        let pairs = [WithSide { id: id(), relation: &relation, side: &side }];
        let supporter = replay::<Supporter>(&self.supporter);
        suspend(&supporter, &pairs, SupporterSuspension::Concern, &today())
    }

    fn unchecked(&self, context: &Context) -> Result<Parted<S, J>, Rejection> {
        let relation = replay::<Mentorship>(&self.mentorship);
        let side = replay::<Journey>(&self.journey);
        let pairs = [WithSide { id: id(), relation: &relation, side: &side }];
        pause_unchecked(&replay::<Supporter>(&self.supporter), &pairs, context)
    }
}

/// A minor until 24 November 2026, and a mentor whose check ends on 20 November.
fn live_with_a_minor() -> Given {
    let minor = minor().and_checked("2026-05-21", "2026-11-20").and_accepted("2026-10-01");
    minor.and_decided(started("2026-10-02"))
}

fn live() -> Given {
    adult().and_accepted("2026-10-01").and_decided(started("2026-10-02"))
}

fn suspended() -> S {
    S::SupporterSuspended { reason: SupporterSuspension::Concern }
}

fn paused(reason: PauseReason) -> M {
    M::MentorshipPaused { pair: pair(), reason }
}

#[test]
fn death_and_exclusion_leave_no_pair_live() {
    for reason in [EndReason::Deceased, EndReason::Excluded] {
        let released = J::SupportReleased { mentorship: id(), kind: RelationKind::Mentorat };
        let over = J::SupportEnded { reason, obstacles: Vec::new() };
        let freed = S::SlotReleased { mentorship: id() };
        let ended = M::MentorshipEnded { pair: pair(), reason: MentorshipEnd::BeneficiaryLeft };
        let parted = Parted {
            own: vec![released.clone(), over.clone()],
            pairs: vec![(vec![ended], vec![freed.clone()])],
        };
        assert_eq!(live().ending(reason), Ok(parted));

        let (party, reason) = (Party::Beneficiary, DeclineReason::Other);
        let declined = M::MatchDeclined { pair: pair(), party, reason };
        let parted = Parted {
            own: vec![released, over.clone()],
            pairs: vec![(vec![declined], vec![freed])],
        };
        let J::SupportEnded { reason, .. } = over else { unreachable!() };
        assert_eq!(adult().and_accepted("2026-10-01").ending(reason), Ok(parted));
    }
}

#[test]
fn the_suspension_of_a_supporter_declines_proposals_and_pauses_relations() {
    let declined =
        M::MatchDeclined { pair: pair(), party: Party::Supporter, reason: DeclineReason::Other };
    let released = J::SupportReleased { mentorship: id(), kind: RelationKind::Mentorat };
    assert_eq!(
        adult().and_accepted("2026-10-01").suspending(),
        Ok(Parted {
            own: vec![suspended(), S::SlotReleased { mentorship: id() }],
            pairs: vec![(vec![declined], vec![released])],
        })
    );
    let pairs = vec![(vec![paused(PauseReason::SupporterSuspended)], Vec::new())];
    assert_eq!(live().suspending(), Ok(Parted { own: vec![suspended()], pairs }));
    let pairs = vec![(Vec::new(), Vec::new())];
    let already = live().and_the_pair(paused(PauseReason::Exams));
    assert_eq!(already.suspending(), Ok(Parted { own: vec![suspended()], pairs }));
}

#[test]
fn no_relation_starts_or_goes_on_with_a_suspended_supporter() {
    let rejected = Err(supporter::Rejection::Suspended.into());
    let accepted = adult().and_accepted("2026-10-01").and_the_supporter(suspended());
    assert_eq!(accepted.when(C::Start, &today()), rejected);
    let on_pause = live().and_the_pair(paused(PauseReason::Exams));
    assert_eq!(on_pause.clone().and_the_supporter(suspended()).when(C::Resume, &today()), rejected);
    let resumed =
        Decision { mentorship: vec![M::MentorshipResumed { pair: pair() }], ..Decision::default() };
    assert_eq!(on_pause.when(C::Resume, &today()), Ok(resumed));
}

#[test]
fn no_relation_goes_on_with_a_minor_without_a_valid_check_or_while_her_support_is_suspended() {
    let minor = minor().and_checked("2026-04-05", "2026-10-04").and_accepted("2026-10-01");
    let on_pause =
        minor.and_decided(started("2026-10-02")).and_the_pair(paused(PauseReason::Exams));
    let no_check = Err(supporter::Rejection::NoValidCheck.into());
    assert_eq!(on_pause.when(C::Resume, &today()), no_check);
    let her_pause = J::SupportSuspended { reason: SuspensionReason::Asked };
    let rejected = Err(journey::Rejection::SupportIsSuspended.into());
    assert_eq!(on_pause.and_she(her_pause).when(C::Resume, &on("2026-10-03")), rejected);
}

#[test]
fn a_live_relation_with_a_minor_pauses_the_day_after_the_last_check_ends() {
    let still = Err(supporter::Rejection::StillChecked.into());
    assert_eq!(live_with_a_minor().unchecked(&on("2026-11-20")), still);
    let pairs = vec![(vec![paused(PauseReason::CheckEnded)], Vec::new())];
    let parted = Ok(Parted { own: Vec::new(), pairs });
    assert_eq!(live_with_a_minor().unchecked(&on("2026-11-21")), parted);
    let erased = |event: &J| match event {
        J::BeneficiaryRegistered { age_years, entry_stage, .. } => J::BeneficiaryRegistered {
            identity: Pii::Erased,
            birth_date: Pii::Erased,
            age_years: *age_years,
            entry_stage: *entry_stage,
            campaign: None,
            sourced_by: None,
            homonym: false,
        },
        event => event.clone(),
    };
    let mut unknown = live_with_a_minor();
    unknown.journey = unknown.journey.iter().map(erased).collect();
    assert_eq!(unknown.unchecked(&on("2026-11-21")), parted, "nobody can show she is of age");
}

#[test]
fn a_renewed_check_keeps_relations_with_minors_going_and_resumes_those_that_paused() {
    let on_pause = live_with_a_minor().and_the_pair(paused(PauseReason::CheckEnded));
    let no_check = Err(supporter::Rejection::NoValidCheck.into());
    assert_eq!(on_pause.when(C::Resume, &on("2026-11-21")), no_check);
    let renewed = |given: Given| given.and_checked("2026-11-15", "2027-05-14");
    let resumed =
        Decision { mentorship: vec![M::MentorshipResumed { pair: pair() }], ..Decision::default() };
    assert_eq!(renewed(on_pause).when(C::Resume, &on("2026-11-21")), Ok(resumed));
    let still = Err(supporter::Rejection::StillChecked.into());
    assert_eq!(renewed(live_with_a_minor()).unchecked(&on("2026-11-21")), still);
}

#[test]
fn no_relation_but_a_live_one_with_a_minor_pauses_for_want_of_a_check() {
    let nobody = Err(supporter::Rejection::SupportsNoMinor.into());
    assert_eq!(live().unchecked(&today()), nobody, "she is of age");
    assert_eq!(live_with_a_minor().unchecked(&on("2026-11-24")), nobody, "she has come of age");
    let on_pause = live_with_a_minor().and_the_pair(paused(PauseReason::Exams));
    assert_eq!(on_pause.unchecked(&on("2026-11-21")), nobody, "it does not go on already");
    let proposed = minor().and_checked("2026-05-21", "2026-11-20").and_accepted("2026-10-01");
    assert_eq!(proposed.unchecked(&on("2026-11-21")), nobody, "it cannot start");
    let nothing = Given::default().unchecked(&today());
    assert_eq!(nothing, Err(supporter::Rejection::NotRegistered.into()));
}

#[test]
fn what_is_recorded_late_is_decided_as_things_stand_today() {
    let late = Context { today: day("2026-11-24"), ..on("2026-11-21") };
    let nobody = Err(supporter::Rejection::SupportsNoMinor.into());
    assert_eq!(live_with_a_minor().unchecked(&late), nobody, "she has come of age since");
    let late = Context { today: day("2026-11-23"), ..on("2026-11-21") };
    let still = Err(supporter::Rejection::StillChecked.into());
    let renewed = live_with_a_minor().and_checked("2026-11-22", "2027-05-14");
    assert_eq!(renewed.unchecked(&late), still);
}

#[test]
fn a_proposal_that_expires_frees_both_sides() {
    let proposed = adult().and_decided(proposed(RelationKind::Mentorat, false));
    let expired = proposed.when(C::Expire, &today());
    assert_eq!(expired, Ok(freed(M::MatchExpired { pair: pair() })));
}

fn raise(severity: Severity) -> C {
    C::RaiseConcern { by: ConcernBy::Beneficiary, severity, note: "peur".into() }
}

#[test]
fn what_is_said_in_a_concern_is_sealed_on_her_journey_and_nowhere_else() {
    let raised =
        M::ConcernRaised { pair: pair(), by: ConcernBy::Beneficiary, severity: Severity::High };
    let decided = Decision {
        journey: vec![J::ConcernNoted { mentorship: id(), note: Pii::Known("peur".into()) }],
        supporter: Vec::new(),
        mentorship: vec![raised, paused(PauseReason::Safety)],
    };
    assert_eq!(live().when(raise(Severity::High), &today()), Ok(decided));
    let empty = C::RaiseConcern {
        by: ConcernBy::Beneficiary,
        severity: Severity::Low,
        note: String::new(),
    };
    let rejected = Err(journey::Rejection::InvalidNote.into());
    assert_eq!(live().when(empty, &today()), rejected);
}
