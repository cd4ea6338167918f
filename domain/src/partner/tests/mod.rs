//! The rules of a partner, each told as given, when, then.

mod contributions;
mod joining;
mod laws;
mod reception;
mod sourcing;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    CampaignCode, Command as C, ContributionKind, ContributionUnit, ConventionClause, Event as E,
    LegalId, Partner, PartnerDeparture, PartnerKind, PartnershipRefusal, Profile, Rejection as R,
};
use crate::{
    Context, ContributionId,
    codes::{Academie, Rna, Siret, Uai},
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

fn given(history: impl IntoIterator<Item = E>) -> Given<Partner> {
    testing::given(history)
}

fn profile(kind: PartnerKind) -> Profile {
    Profile {
        name: "Société exemple".into(),
        kind,
        legal_id: LegalId::Siret(Siret::parse("13002566100013").unwrap()),
        territory: Some(Academie::parse("10").unwrap().into()),
    }
}

fn joined_as(kind: PartnerKind) -> E {
    E::PartnerJoined { profile: profile(kind), on: day("2025-09-01") }
}

/// A partner of this kind, and then this.
fn of_kind(kind: PartnerKind, history: impl IntoIterator<Item = E>) -> Given<Partner> {
    given([joined_as(kind)].into_iter().chain(history))
}

/// A company, and then this.
fn company(history: impl IntoIterator<Item = E>) -> Given<Partner> {
    of_kind(PartnerKind::Entreprise, history)
}

fn convention(from: &str, to: &str) -> E {
    let clauses = vec![ConventionClause::Contributions, ConventionClause::Gratuite];
    E::ConventionSigned { from: day(from), to: day(to), clauses }
}

fn in_force() -> E {
    convention("2026-01-01", "2026-12-31")
}

fn contribution(number: u128) -> ContributionId {
    Uuid::from_u128(number).into()
}

fn left() -> E {
    E::PartnerLeft { reason: PartnerDeparture::Priorities }
}

fn code(text: &str) -> CampaignCode {
    CampaignCode::parse(text).unwrap()
}

fn pledge(kind: ContributionKind, unit: ContributionUnit, quantity: u64) -> C {
    C::Pledge { contribution: contribution(1), kind, quantity, unit, value_cents: None }
}

fn pledged(kind: ContributionKind, unit: ContributionUnit, quantity: u64) -> E {
    let contribution = contribution(1);
    E::ContributionPledged { contribution, kind, quantity, unit, value_cents: None }
}

/// So many stages.
fn stages(quantity: u64) -> E {
    pledged(ContributionKind::Stage, ContributionUnit::Places, quantity)
}
