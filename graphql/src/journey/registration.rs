//! Mutations on registration, consent, situation, eligibility and admission.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use domain::{
    SchoolYear,
    journey::{
        Command, Journey as Aggregate,
        facts::{
            Authorisation, Bourse, Declared, EntryStage, Evidence, GivenBy, Guardian,
            GuardianScope, Identity, Purpose, QpvList, RefusalReason, Situation,
        },
    },
};

use crate::{
    app::App,
    code::Code,
    ids::{global, partner},
    journey::{IdentityInput, JourneyPayload, run},
    outcome::Envelope,
};

/// A young woman to register.
#[derive(InputObject)]
struct RegisterBeneficiary {
    /// Names the journey; by default a new identifier.
    journey_id: Option<ID>,
    /// Who she is.
    identity: IdentityInput,
    /// Her birth date.
    birth_date: NaiveDate,
    /// In lycée or in higher education.
    entry_stage: Code<EntryStage>,
    /// The sourcing campaign she quotes.
    campaign: Option<String>,
    /// The partner who told her of the programme: `partner-<uuid>`.
    sourced_by: Option<ID>,
    /// Staff only: she is another person than the one who has the same name and birth date.
    #[graphql(default)]
    homonym: bool,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An authorisation by a holder of parental authority.
#[derive(InputObject)]
struct AuthoriseAsGuardian {
    /// Whose journey.
    journey_id: ID,
    /// Who authorises.
    guardian: IdentityInput,
    /// What; at least one.
    scopes: Vec<Code<GuardianScope>>,
    /// Last day it holds; by default until majority.
    until: Option<NaiveDate>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A consent.
#[derive(InputObject)]
struct RecordConsent {
    /// Whose.
    journey_id: ID,
    /// For what.
    purpose: Code<Purpose>,
    /// Version of the text that was shown.
    text_version: String,
    /// By herself; below 15, jointly with a holder of parental authority.
    given_by: Code<GivenBy>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A consent withdrawn.
#[derive(InputObject)]
struct WithdrawConsent {
    /// Whose.
    journey_id: ID,
    /// For what.
    purpose: Code<Purpose>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// Her situation for a school year.
#[derive(InputObject)]
struct DeclareSituation {
    /// Whose.
    journey_id: ID,
    /// The school year: 2026 for 2026-2027.
    school_year: i32,
    /// Scholarship; unknown is `UNDISCLOSED`, not `NONE`.
    bourse: Code<Bourse>,
    /// Lives in a quartier prioritaire.
    #[graphql(default_with = "Code(Declared::Unknown)")]
    qpv: Code<Declared>,
    /// The list of quartiers that says so; by default the one in force on the day.
    qpv_list: Option<Code<QpvList>>,
    /// Lives in a rural commune.
    #[graphql(default_with = "Code(Declared::Unknown)")]
    rural: Code<Declared>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A command that needs nothing but whose journey it is about.
#[derive(InputObject)]
pub(crate) struct JourneyStep {
    /// Whose.
    pub(crate) journey_id: ID,
    #[graphql(flatten)]
    pub(crate) envelope: Envelope,
}

/// An admission refused.
#[derive(InputObject)]
struct RefuseAdmission {
    /// Whose.
    journey_id: ID,
    /// Why; at least one.
    reasons: Vec<Code<RefusalReason>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct RegistrationMutation;

#[Object]
impl RegistrationMutation {
    /// Registers a young woman.
    async fn register_beneficiary(
        &self,
        ctx: &Context<'_>,
        input: RegisterBeneficiary,
    ) -> Result<JourneyPayload> {
        let app = App::of(ctx)?;
        let sourced_by =
            match input.sourced_by.as_ref().map(|id| partner(id, "sourcedBy")).transpose() {
                Ok(sourced_by) => sourced_by,
                Err(rejection) => return Ok(JourneyPayload::refused(&rejection)),
            };
        let command = Command::Register {
            identity: input.identity.into(),
            birth_date: input.birth_date,
            entry_stage: input.entry_stage.0,
            campaign: input.campaign,
            sourced_by,
            homonym: input.homonym,
        };
        let id = input.journey_id.unwrap_or_else(|| global::<Aggregate>(app.clock.new_id()));
        run(ctx, &id, command, &input.envelope).await
    }

    /// Records what a holder of parental authority authorises.
    async fn authorise_as_guardian(
        &self,
        ctx: &Context<'_>,
        input: AuthoriseAsGuardian,
    ) -> Result<JourneyPayload> {
        let Identity { first_name, last_name, email } = input.guardian.into();
        let command = Command::AuthoriseAsGuardian {
            guardian: Guardian { first_name, last_name, email },
            authorisation: Authorisation {
                scopes: input.scopes.iter().map(|scope| scope.0).collect(),
                until: input.until,
            },
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Records a consent.
    async fn record_consent(
        &self,
        ctx: &Context<'_>,
        input: RecordConsent,
    ) -> Result<JourneyPayload> {
        let command = Command::Consent {
            purpose: input.purpose.0,
            text_version: input.text_version,
            given_by: input.given_by.0,
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Withdraws a consent; always accepted, never retroactive.
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        input: WithdrawConsent,
    ) -> Result<JourneyPayload> {
        let command = Command::WithdrawConsent { purpose: input.purpose.0 };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Declares her situation for a school year; earlier declarations are kept.
    async fn declare_situation(
        &self,
        ctx: &Context<'_>,
        input: DeclareSituation,
    ) -> Result<JourneyPayload> {
        let command = Command::DeclareSituation {
            school_year: SchoolYear(input.school_year),
            situation: Situation {
                bourse: input.bourse.0,
                qpv: input.qpv.0,
                qpv_list: input.qpv_list.map(|list| list.0),
                rural: input.rural.0,
                evidence: input.envelope.evidence.map_or(Evidence::Declared, |known| known.0),
            },
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Assesses her eligibility under the policy in force; every assessment is kept.
    async fn assess_eligibility(
        &self,
        ctx: &Context<'_>,
        input: JourneyStep,
    ) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::AssessEligibility, &input.envelope).await
    }

    /// Assesses a candidate again under the policy in force, if she was assessed under an older one:
    /// recorded when the verdict changes, or when she is still eligible and can be admitted, and
    /// refused as `verdict_stands` otherwise.
    async fn reassess_eligibility(
        &self,
        ctx: &Context<'_>,
        input: JourneyStep,
    ) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::Reassess, &input.envelope).await
    }

    /// Admits her to the programme: she is a lauréate.
    async fn admit(&self, ctx: &Context<'_>, input: JourneyStep) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::Admit, &input.envelope).await
    }

    /// Refuses her admission.
    async fn refuse_admission(
        &self,
        ctx: &Context<'_>,
        input: RefuseAdmission,
    ) -> Result<JourneyPayload> {
        let reasons = input.reasons.iter().map(|reason| reason.0).collect();
        run(ctx, &input.journey_id, Command::Refuse { reasons }, &input.envelope).await
    }

    /// Takes the registration back, before admission.
    async fn withdraw_registration(
        &self,
        ctx: &Context<'_>,
        input: JourneyStep,
    ) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::WithdrawRegistration, &input.envelope).await
    }
}
