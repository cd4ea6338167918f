//! Each rule told as given, when, then.

use super::*;
use crate::Reason as _;

const NO_VALID_CHECK: Result<Decision, Rejection> =
    Err(Rejection::Supporter(supporter::Rejection::NoValidCheck));

#[test]
fn a_proposal_takes_a_place_on_both_sides() {
    let decided = adult().when(mentorat(), &today());
    assert_eq!(decided, Ok(proposed(RelationKind::Mentorat, false)));
}

#[test]
fn tutorat_is_given_by_students_and_mentorat_by_professionals() {
    let wrong = Err(mentorship::Rejection::WrongSupporterKind.into());
    assert_eq!(adult().when(tutorat(), &today()), wrong);
    let student = given("2006-03-15", SupporterKind::Etudiant);
    assert_eq!(student.when(mentorat(), &today()), wrong);
    assert_eq!(student.when(tutorat(), &today()), Ok(proposed(RelationKind::Tutorat, false)));
}

#[test]
fn each_side_keeps_its_own_rules() {
    let not_admitted = Given { journey: adult().journey[..1].to_vec(), ..adult() };
    let rejected = Err(journey::Rejection::NotAdmitted.into());
    assert_eq!(not_admitted.when(mentorat(), &today()), rejected);

    let nobody = Given { supporter: Vec::new(), ..adult() };
    let rejected = Err(supporter::Rejection::NotRegistered.into());
    assert_eq!(nobody.when(mentorat(), &today()), rejected);

    let no_charter = Given { supporter: adult().supporter[..1].to_vec(), ..adult() };
    let rejected = Err(supporter::Rejection::CharterNotSigned.into());
    assert_eq!(no_charter.when(mentorat(), &today()), rejected);

    let full = adult().and_the_supporter(S::CapacityDeclared { max_live: 0 });
    let rejected = Err(supporter::Rejection::NoFreeSlot { max: 0 }.into());
    assert_eq!(full.when(mentorat(), &today()), rejected);

    let tomorrow = Context { today: day("2026-10-04"), ..today() };
    let rejected = Err(journey::Rejection::InTheFuture.into());
    assert_eq!(adult().when(mentorat(), &tomorrow), rejected);
}

#[test]
fn she_has_one_mentor_at_a_time() {
    let (mentorship, kind) = (Uuid::from_u128(9).into(), RelationKind::Mentorat);
    let supporter = pair().supporter;
    let taken = adult().and_she(J::SupportReserved { mentorship, supporter, kind });
    let rejected = Err(journey::Rejection::SupportAlreadyReserved.into());
    assert_eq!(taken.when(mentorat(), &today()), rejected);
}

#[test]
fn a_pair_that_is_over_is_proposed_again_under_a_new_identifier() {
    let accepted = adult().and_accepted("2026-10-01");
    let decline = C::Decline { party: Party::Beneficiary, reason: DeclineReason::Field };
    let decision = accepted.when(decline, &today()).unwrap();
    let again = accepted.and_decided(decision).when(mentorat(), &today());
    assert_eq!(again, Err(mentorship::Rejection::AlreadyProposed.into()));
}

#[test]
fn a_minor_is_paired_only_with_a_supporter_whose_check_is_valid_on_that_day() {
    assert_eq!(minor().when(mentorat(), &today()), NO_VALID_CHECK);
    let checked = minor().and_checked("2026-04-05", "2026-10-04");
    assert_eq!(checked.when(mentorat(), &today()), NO_VALID_CHECK);
    let decided = checked.when(mentorat(), &on("2026-10-04"));
    assert_eq!(decided, Ok(proposed(RelationKind::Mentorat, true)));
}

#[test]
fn a_check_that_expired_since_the_proposal_stops_the_start() {
    let accepted = minor().and_checked("2026-04-05", "2026-10-04").and_accepted("2026-10-01");
    assert_eq!(accepted.when(C::Start, &on("2026-10-04")), Ok(started("2026-10-04")));
    assert_eq!(accepted.when(C::Start, &today()), NO_VALID_CHECK);
    let renewed = accepted.and_checked("2026-10-05", "2027-04-04");
    assert_eq!(renewed.when(C::Start, &today()), Ok(started("2026-10-05")));
}

#[test]
fn turning_18_lifts_the_need_for_a_check() {
    let accepted = minor().and_checked("2026-04-05", "2026-10-04").and_accepted("2026-10-01");
    assert_eq!(accepted.when(C::Start, &on("2026-11-23")), NO_VALID_CHECK);
    assert_eq!(accepted.when(C::Start, &on("2026-11-24")), Ok(started("2026-11-24")));
    let decided = minor().when(mentorat(), &on("2026-11-24"));
    assert_eq!(decided, Ok(proposed(RelationKind::Mentorat, false)));
}

/// The same, once her personal data is erased.
fn erased(mut given: Given) -> Given {
    for event in &mut given.journey {
        if let J::BeneficiaryRegistered { identity, birth_date, .. } = event {
            (*identity, *birth_date) = (Pii::Erased, Pii::Erased);
        }
    }
    given
}

#[test]
fn nobody_of_unknown_age_enters_a_relation_but_one_can_always_end() {
    let unknown = Err(mentorship::Rejection::AgeUnknown.into());
    assert_eq!(erased(adult()).when(mentorat(), &today()), unknown);
    let accepted = erased(adult().and_accepted("2026-10-01"));
    assert_eq!(accepted.when(C::Start, &today()), unknown);
    let live = accepted.and_decided(started("2026-10-02"));
    let ended = M::MentorshipEnded { pair: pair(), reason: MentorshipEnd::Completed };
    assert_eq!(live.when(end(), &today()), Ok(freed(ended)));
}

#[test]
fn a_relation_starts_once_both_sides_accepted() {
    let decision = adult().when(mentorat(), &today()).unwrap();
    let rejected = Err(mentorship::Rejection::NotAcceptedByBoth.into());
    assert_eq!(adult().and_decided(decision).when(C::Start, &today()), rejected);
}

#[test]
fn a_relation_does_not_start_after_support_has_ended() {
    let ended = J::SupportEnded { reason: EndReason::Excluded };
    let excluded = adult().and_accepted("2026-10-01").and_she(ended);
    let rejected = Err(journey::Rejection::SupportIsOver.into());
    assert_eq!(excluded.when(C::Start, &today()), rejected);
}

#[test]
fn declining_and_ending_free_both_sides() {
    let accepted = adult().and_accepted("2026-10-01");
    let (party, reason) = (Party::Supporter, DeclineReason::Availability);
    let declined = M::MatchDeclined { pair: pair(), party, reason };
    assert_eq!(accepted.when(C::Decline { party, reason }, &today()), Ok(freed(declined)));

    let not_live = Err(mentorship::Rejection::NotLive.into());
    assert_eq!(accepted.when(end(), &today()), not_live);

    let live = accepted.and_decided(started("2026-10-02"));
    let not_proposed = Err(mentorship::Rejection::NotProposed.into());
    assert_eq!(live.when(C::Decline { party, reason }, &today()), not_proposed);
    let ended = M::MentorshipEnded { pair: pair(), reason: MentorshipEnd::Completed };
    assert_eq!(live.when(end(), &today()), Ok(freed(ended)));
}

#[test]
fn a_refusal_is_the_one_of_the_side_that_refuses() {
    for (rejection, code, field) in [
        (Rejection::from(journey::Rejection::NotAdmitted), "not_admitted", None),
        (supporter::Rejection::NoValidCheck.into(), "no_valid_check", Some("supporterId")),
        (mentorship::Rejection::AgeUnknown.into(), "age_unknown", Some("journeyId")),
    ] {
        assert_eq!((rejection.code(), rejection.field()), (code, field));
    }
    let sentence = Rejection::from(journey::Rejection::NotAdmitted).to_string();
    assert_eq!(sentence, journey::Rejection::NotAdmitted.to_string());
}

#[test]
fn a_proposal_that_expires_frees_both_sides() {
    let decision = adult().when(mentorat(), &on("2026-10-01")).unwrap();
    let proposed = adult().and_decided(decision);
    let expired = M::MatchExpired { pair: pair() };
    assert_eq!(proposed.when(C::Expire, &today()), Ok(freed(expired)));
    let accepted = adult().and_accepted("2026-10-01");
    let rejected = Err(mentorship::Rejection::AcceptedByBoth.into());
    assert_eq!(accepted.when(C::Expire, &today()), rejected);
}
