//! Mutations on people's rights over their data: rectification, restriction, erasure. What is held is given out
//! by `parcours access-export`, not here.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use commands::{Certificate, Subject};
use domain::{
    Decider as _,
    journey::{Command, Journey as Aggregate, facts::ErasureReason},
    supporter::Supporter,
};

use crate::{
    app::App,
    code::Code,
    ids::{Position, local},
    journey::{IdentityInput, JourneyPayload, registration::JourneyStep, run},
    outcome::{Envelope, Rejection},
};

/// What was wrong about her. What is left out stands.
#[derive(InputObject)]
struct ApplyRectification {
    /// Whose journey.
    journey_id: ID,
    /// Who she is.
    identity: Option<IdentityInput>,
    /// Her birth date.
    birth_date: Option<NaiveDate>,
    /// Staff only: she is another person than the one who has the same name and birth date.
    #[graphql(default)]
    homonym: bool,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An erasure to decide.
#[derive(InputObject)]
struct RequestErasure {
    /// Whose journey.
    journey_id: ID,
    /// Why.
    reason: Code<ErasureReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An erasure to carry out.
#[derive(InputObject)]
struct EraseSubject {
    /// Who: a journey or a supporter.
    subject_id: ID,
    /// Why.
    reason: Code<ErasureReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// What an erasure destroyed, and where the log says so. Holds no personal data.
#[derive(SimpleObject)]
struct ErasureCertificate {
    /// Whose data it was.
    subject: ID,
    /// Why.
    reason: Code<ErasureReason>,
    /// The key that was destroyed.
    key_id: String,
    /// A digest of who they were lay beside the key, and was destroyed with it.
    identity_digest: bool,
    /// How many events hold values that nobody can read any more.
    sealed_events: usize,
    /// When its end was recorded.
    erased_at: DateTime<Utc>,
    /// Names the log.
    log_id: String,
    /// Position of the event that says so.
    position: Position,
    /// Leaf hash of that event, in hexadecimal: what an inclusion proof starts from.
    leaf_hash: String,
    /// The signed checkpoint that covers it, where there is one.
    checkpoint: Option<String>,
    /// The same for people, in French.
    text: String,
}

impl From<Certificate> for ErasureCertificate {
    fn from(certificate: Certificate) -> Self {
        Self {
            text: certificate.to_string(),
            subject: ID(certificate.subject.as_str().to_owned()),
            reason: Code(certificate.reason),
            key_id: certificate.key_id.to_string(),
            identity_digest: certificate.identity_digest,
            sealed_events: certificate.sealed_events,
            erased_at: certificate.erased_at,
            log_id: certificate.log_id.to_string(),
            position: Position(certificate.position.get()),
            leaf_hash: certificate.leaf_hash,
            checkpoint: certificate.checkpoint,
        }
    }
}

/// What an erasure answers.
#[derive(SimpleObject)]
struct ErasurePayload {
    /// What was destroyed; null when the command is refused.
    certificate: Option<ErasureCertificate>,
    /// Position of the last event written: read models have reached it.
    position: Option<Position>,
    /// Why it is refused; nothing was written.
    rejection: Option<Rejection>,
}

impl From<Rejection> for ErasurePayload {
    fn from(rejection: Rejection) -> Self {
        Self { certificate: None, position: None, rejection: Some(rejection) }
    }
}

/// See the crate.
#[derive(Default)]
pub struct RightsMutation;

#[Object]
impl RightsMutation {
    /// Restricts the processing of her data: it is kept, and used for nothing else.
    async fn restrict_processing(
        &self,
        ctx: &Context<'_>,
        input: JourneyStep,
    ) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::RestrictProcessing, &input.envelope).await
    }

    /// Lifts the restriction.
    async fn lift_restriction(
        &self,
        ctx: &Context<'_>,
        input: JourneyStep,
    ) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::LiftRestriction, &input.envelope).await
    }

    /// Corrects what is known of her: who she is, her birth date.
    async fn apply_rectification(
        &self,
        ctx: &Context<'_>,
        input: ApplyRectification,
    ) -> Result<JourneyPayload> {
        let command = Command::ApplyRectification {
            identity: input.identity.map(Into::into),
            birth_date: input.birth_date,
            homonym: input.homonym,
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Asks for her erasure. It can not be taken back; `eraseSubject` does it.
    async fn request_erasure(
        &self,
        ctx: &Context<'_>,
        input: RequestErasure,
    ) -> Result<JourneyPayload> {
        let command = Command::RequestErasure { reason: input.reason.0 };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Erases a beneficiary or supporter for ever: ends their pairs, destroys the key of their
    /// personal data, and certifies it. Interrupted, send it again; after it is done, it answers
    /// with the same certificate.
    async fn erase_subject(
        &self,
        ctx: &Context<'_>,
        input: EraseSubject,
    ) -> Result<ErasurePayload> {
        let EraseSubject { subject_id, reason, envelope } = input;
        if subject_id.starts_with(Supporter::CATEGORY) {
            erase::<Supporter>(ctx, &subject_id, reason.0, &envelope).await
        } else {
            erase::<Aggregate>(ctx, &subject_id, reason.0, &envelope).await
        }
    }
}

async fn erase<D: Subject>(
    ctx: &Context<'_>,
    id: &ID,
    reason: ErasureReason,
    envelope: &Envelope,
) -> Result<ErasurePayload> {
    let id = match local::<D>(id, "subjectId") {
        Ok(id) => id,
        Err(rejection) => return Ok(Rejection::from(&rejection).into()),
    };
    let app = App::of(ctx)?;
    let request = app.request(ctx, envelope)?;
    match app.commands.erase::<D>(&request, id, reason).await {
        Ok(certificate) => {
            app.wait_for(certificate.position).await?;
            Ok(ErasurePayload {
                position: Some(Position(certificate.position.get())),
                certificate: Some(certificate.into()),
                rejection: None,
            })
        }
        Err(failure) => Ok(App::refused(failure)?.into()),
    }
}
