//! Mutations on joining, conventions and leaving.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use chrono::NaiveDate;
use domain::{
    codes::{CodeError, Rna, Siren, Siret, Uai},
    journey::facts::Territory,
    partner::{
        Command, ConventionClause, LegalId, Partner as Aggregate, PartnerDeparture, PartnerKind,
        PartnershipRefusal, Profile,
    },
};

use super::{PartnerPayload, run};
use crate::{
    app::App,
    code::Code,
    ids::global,
    lookup,
    outcome::{EdgeRejection, Envelope},
};

/// The number of an organisation: exactly one of these.
#[derive(OneofObject)]
enum LegalNumberInput {
    /// 9 digits, of a legal unit.
    Siren(String),
    /// 14 digits, of one establishment of a legal unit.
    Siret(String),
    /// 7 digits and a letter, of a school or establishment of the education system.
    Uai(String),
    /// W and 9 characters, of an association.
    Rna(String),
}

impl LegalNumberInput {
    fn read(&self) -> Result<LegalId, EdgeRejection> {
        let read = match self {
            Self::Siren(text) => Siren::parse(text).map(LegalId::Siren),
            Self::Siret(text) => Siret::parse(text).map(LegalId::Siret),
            Self::Uai(text) => Uai::parse(text).map(LegalId::Uai),
            Self::Rna(text) => Rna::parse(text).map(LegalId::Rna),
        };
        read.map_err(|source: CodeError| EdgeRejection::Code { field: "legalId", source })
    }
}

/// An organisation that asks to join. Whom to write to there is not stored: the token says who asks.
#[derive(InputObject)]
struct RequestToJoin {
    /// Names the partner; by default yourself if you are one, else a new identifier.
    partner_id: Option<ID>,
    /// What it is called.
    name: String,
    /// What it is; its family follows.
    kind: Code<PartnerKind>,
    /// Its number.
    legal_id: LegalNumberInput,
    /// Code of the académie where it acts; without it, all over France.
    academie: Option<String>,
    #[graphql(flatten)]
    envelope: Envelope,
}

impl RequestToJoin {
    fn profile(&self) -> Result<Profile, EdgeRejection> {
        let academie = self.academie.as_deref().map(|code| lookup::academie(code, "academie"));
        Ok(Profile {
            name: self.name.clone(),
            kind: self.kind.0,
            legal_id: self.legal_id.read()?,
            territory: academie.transpose()?.map(Territory::from),
        })
    }

    fn id(&self, ctx: &Context<'_>) -> Result<ID, async_graphql::Error> {
        if let Some(id) = &self.partner_id {
            return Ok(id.clone());
        }
        let oneself = App::actor(ctx)?.subject;
        let app = App::of(ctx)?;
        Ok(global::<Aggregate>(oneself.unwrap_or_else(|| app.clock.new_id())))
    }
}

/// A partner.
#[derive(InputObject)]
struct PartnerStep {
    /// Which.
    partner_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A request declined.
#[derive(InputObject)]
struct DeclinePartner {
    /// Which.
    partner_id: ID,
    /// Why.
    reason: Code<PartnershipRefusal>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A convention.
#[derive(InputObject)]
struct SignConvention {
    /// With whom.
    partner_id: ID,
    /// First day in force.
    from: NaiveDate,
    /// Last day in force.
    to: NaiveDate,
    /// What it settles; at least one clause.
    clauses: Vec<Code<ConventionClause>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A departure.
#[derive(InputObject)]
struct LeaveProgramme {
    /// Which partner leaves.
    partner_id: ID,
    /// Why.
    reason: Code<PartnerDeparture>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct JoiningMutation;

#[Object]
impl JoiningMutation {
    /// Asks to join the programme.
    async fn request_to_join(
        &self,
        ctx: &Context<'_>,
        input: RequestToJoin,
    ) -> Result<PartnerPayload> {
        match input.profile() {
            Err(rejection) => Ok(PartnerPayload::refused(&rejection)),
            Ok(profile) => {
                let command = Command::RequestToJoin { profile };
                run(ctx, &input.id(ctx)?, command, &input.envelope).await
            }
        }
    }

    /// Enters a partner that did not ask by itself.
    async fn register_partner(
        &self,
        ctx: &Context<'_>,
        input: RequestToJoin,
    ) -> Result<PartnerPayload> {
        match input.profile() {
            Err(rejection) => Ok(PartnerPayload::refused(&rejection)),
            Ok(profile) => {
                let command = Command::Join { profile };
                run(ctx, &input.id(ctx)?, command, &input.envelope).await
            }
        }
    }

    /// Accepts a request to join.
    async fn accept_partner(
        &self,
        ctx: &Context<'_>,
        input: PartnerStep,
    ) -> Result<PartnerPayload> {
        run(ctx, &input.partner_id, Command::Accept, &input.envelope).await
    }

    /// Declines a request to join; the organisation may ask again.
    async fn decline_partner(
        &self,
        ctx: &Context<'_>,
        input: DeclinePartner,
    ) -> Result<PartnerPayload> {
        let command = Command::Decline { reason: input.reason.0 };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }

    /// Records a convention signed with a partner.
    async fn sign_convention(
        &self,
        ctx: &Context<'_>,
        input: SignConvention,
    ) -> Result<PartnerPayload> {
        let clauses = input.clauses.iter().map(|clause| clause.0).collect();
        let command = Command::SignConvention { from: input.from, to: input.to, clauses };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }

    /// Records that a partner leaves. What it had pledged can still be delivered or written off.
    async fn leave_programme(
        &self,
        ctx: &Context<'_>,
        input: LeaveProgramme,
    ) -> Result<PartnerPayload> {
        let command = Command::Leave { reason: input.reason.0 };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }
}
