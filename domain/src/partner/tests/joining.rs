//! Asking, being accepted, leaving.

use super::*;
use crate::partner::{PartnerFamily, State};

fn request() -> C {
    C::RequestToJoin { profile: profile(PartnerKind::Entreprise) }
}

fn requested() -> E {
    E::PartnershipRequested { profile: profile(PartnerKind::Entreprise) }
}

fn decline() -> C {
    C::Decline { reason: PartnershipRefusal::Incomplete }
}

fn declined() -> E {
    E::PartnershipDeclined { reason: PartnershipRefusal::Incomplete }
}

fn accepted() -> E {
    E::PartnerJoined { profile: profile(PartnerKind::Entreprise), on: today().today }
}

fn leave() -> C {
    C::Leave { reason: PartnerDeparture::Priorities }
}

#[test]
fn an_organisation_asks_and_joins_once_it_is_accepted() {
    given([]).when(request(), &today()).then([requested()]);
    given([requested()]).when(C::Accept, &today()).then([accepted()]);
    given([requested()]).when(leave(), &today()).then_rejected(&R::NotJoined);
}

#[test]
fn a_request_is_made_and_answered_once() {
    given([requested()]).when(request(), &today()).then_rejected(&R::AlreadyRequested);
    for command in [C::Accept, decline()] {
        given([]).when(command.clone(), &today()).then_rejected(&R::NoRequest);
        given([requested(), declined()])
            .when(command.clone(), &today())
            .then_rejected(&R::NoRequest);
        company([]).when(command, &today()).then_rejected(&R::NoRequest);
    }
}

#[test]
fn a_declined_organisation_may_ask_again() {
    given([requested()]).when(decline(), &today()).then([declined()]);
    given([requested(), declined()]).when(request(), &today()).then([requested()]);
    given([requested(), declined()]).when(leave(), &today()).then_rejected(&R::NotJoined);
}

#[test]
fn a_partner_that_did_not_ask_is_entered_once() {
    let join = || C::Join { profile: profile(PartnerKind::Entreprise) };
    given([]).when(join(), &today()).then([accepted()]);
    given([requested()]).when(join(), &today()).then_rejected(&R::AlreadyRequested);
    for command in [join(), request()] {
        company([]).when(command.clone(), &today()).then_rejected(&R::AlreadyJoined);
        company([left()]).when(command, &today()).then_rejected(&R::AlreadyJoined);
    }
}

#[test]
fn nothing_happens_to_an_organisation_nobody_knows() {
    given([]).when(leave(), &today()).then_rejected(&R::Unknown);
}

#[test]
fn no_fact_is_recorded_before_it_happens_or_before_the_partner_joined() {
    let tomorrow = Context { today: day("2026-10-04"), ..today() };
    given([]).when(request(), &tomorrow).then_rejected(&R::InTheFuture);
    company([]).when(leave(), &on("2025-08-31")).then_rejected(&R::BeforeJoining);
    company([]).when(leave(), &on("2025-09-01")).then([left()]);
}

#[test]
fn an_organisation_has_a_name() {
    for name in [String::new(), "  ".into(), "x".repeat(201), "a\nb".into()] {
        let profile = Profile { name, ..profile(PartnerKind::Entreprise) };
        given([])
            .when(C::RequestToJoin { profile: profile.clone() }, &today())
            .then_rejected(&R::InvalidName);
        given([]).when(C::Join { profile }, &today()).then_rejected(&R::InvalidName);
    }
}

#[test]
fn the_number_of_an_organisation_fits_what_it_is() {
    use PartnerKind as K;
    let uai = LegalId::Uai(Uai::parse("0912409Z").unwrap());
    let rna = LegalId::Rna(Rna::parse("W751004076").unwrap());
    for (legal_id, kind, fits) in [
        (uai, K::EtablissementScolaire, true),
        (uai, K::Universite, true),
        (uai, K::Entreprise, false),
        (uai, K::AssociationMentorat, false),
        (rna, K::AssociationMentorat, true),
        (rna, K::Cdefi, true),
        (rna, K::Entreprise, false),
        (rna, K::Etat, false),
    ] {
        let profile = Profile { legal_id, ..profile(kind) };
        let outcome = given([]).when(C::Join { profile: profile.clone() }, &today());
        if fits {
            outcome.then([E::PartnerJoined { profile, on: today().today }]);
        } else {
            outcome.then_rejected(&R::LegalIdDoesNotFit);
        }
    }
}

#[test]
fn there_are_five_families_and_every_kind_is_in_one() {
    use crate::Vocabulary as _;
    for family in PartnerFamily::ALL {
        let kinds = PartnerKind::ALL.iter().filter(|kind| kind.family() == *family);
        assert!(kinds.count() >= 2, "{family}");
    }
    assert_eq!(PartnerFamily::ALL.len(), 5);
    assert_eq!(ContributionKind::ALL.len(), 15);
}

#[test]
fn nothing_follows_the_departure_but_what_was_pledged() {
    company([in_force()]).when(leave(), &today()).then([left()]);
    for command in [
        leave(),
        C::OpenCampaign { code: code("NSI-2026") },
        pledge(ContributionKind::Promotion, ContributionUnit::Actions, 3),
        C::SignConvention {
            from: day("2026-10-05"),
            to: day("2027-10-04"),
            clauses: vec![ConventionClause::Bilan],
        },
    ] {
        company([in_force(), left()]).when(command, &today()).then_rejected(&R::HasLeft);
    }
    let delivered =
        E::ContributionDelivered { contribution: contribution(1), quantity: 2, value_cents: None };
    let deliver = C::Deliver { contribution: contribution(1), quantity: 2, value_cents: None };
    company([in_force(), stages(5), left()]).when(deliver, &today()).then([delivered]);
}

#[test]
fn a_stray_event_makes_no_partner() {
    assert_eq!(testing::replay::<Partner>(&[left()]), State::Unknown);
}
