//! Tutors and mentors.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::{
    SupporterId,
    journey::facts::{Identity, Target, Territory},
    levels::Niveau,
    supporter::{CheckMeans, Command, Langue, Supporter as Aggregate, SupporterKind},
};
use projections::supporters::SupporterRow;

use crate::{
    app::{App, failed},
    code::Code,
    ids::{Position, global, local},
    journey::{IdentityInput, Place},
    lookup,
    outcome::{Envelope, Rejection},
};

/// A tutor or mentor.
pub(crate) struct Supporter(pub(crate) SupporterRow);

#[Object]
impl Supporter {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        global::<Aggregate>(self.0.id)
    }
    /// First name; null when it is erased or out of your reach.
    async fn first_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(App::who(ctx, &self.0).await?.map(|who| who.first_name))
    }
    /// Last name; null when it is erased or out of your reach.
    async fn last_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(App::who(ctx, &self.0).await?.map(|who| who.last_name))
    }
    /// How far their data may be used.
    async fn data_rights(&self) -> Code<projections::journeys::DataRights> {
        Code(self.0.rights)
    }
    /// Student (tutorat) or professional (mentorat).
    async fn kind(&self) -> Code<SupporterKind> {
        Code(self.0.kind)
    }
    /// Where they support.
    async fn place(&self) -> Place {
        self.0.academie.into()
    }
    /// The families of trades they know.
    async fn fields(&self) -> Vec<Code<Target>> {
        self.0.fields.iter().copied().map(Code).collect()
    }
    /// The languages they speak.
    async fn languages(&self) -> Vec<Code<Langue>> {
        self.0.languages.iter().copied().map(Code).collect()
    }
    /// Their level of study, for a student.
    async fn niveau(&self) -> Option<Code<Niveau>> {
        self.0.niveau.map(Code)
    }
    /// Version of the charter signed, if any.
    async fn charter(&self) -> Option<i64> {
        self.0.charter
    }
    /// Last day their check of honorabilité is valid, if there is one.
    async fn check_valid_until(&self) -> Option<NaiveDate> {
        self.0.check_valid_until
    }
    /// How many they can support at once.
    async fn capacity(&self) -> i64 {
        self.0.max_live
    }
    /// Slots taken, by proposed and live pairs.
    async fn live(&self) -> i64 {
        self.0.live
    }
    /// Slots free.
    async fn free(&self) -> i64 {
        self.0.free()
    }
}

/// What a mutation on a supporter answers.
#[derive(SimpleObject)]
pub(crate) struct SupporterPayload {
    /// The supporter afterwards; null when the command is refused.
    supporter: Option<Supporter>,
    /// Position of the last event written.
    position: Option<Position>,
    /// Revision of the supporter's stream.
    revision: Option<i64>,
    /// The command had been run before, and this is its first answer.
    replayed: bool,
    /// Why it is refused.
    rejection: Option<Rejection>,
}

/// A tutor or mentor to register.
#[derive(InputObject)]
struct RegisterSupporter {
    /// Names the supporter; by default a new identifier.
    supporter_id: Option<ID>,
    /// Who they are.
    identity: IdentityInput,
    /// Student or professional.
    kind: Code<SupporterKind>,
    /// Code of the académie they support in.
    academie: String,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// What a supporter knows and speaks.
#[derive(InputObject)]
struct DeclareProfile {
    /// Who.
    supporter_id: ID,
    /// The families of trades they know.
    fields: Vec<Code<Target>>,
    /// The languages they speak; at least one.
    languages: Vec<Code<Langue>>,
    /// Their level of study, for a student.
    niveau: Option<Code<Niveau>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A charter signed.
#[derive(InputObject)]
struct SignCharter {
    /// Who.
    supporter_id: ID,
    /// Version of the charter.
    version: u32,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A check of honorabilité.
#[derive(InputObject)]
struct RecordHonorabilite {
    /// Who.
    supporter_id: ID,
    /// How it was checked. The bulletin itself is never kept.
    means: Code<CheckMeans>,
    /// Day it was issued.
    issued_on: NaiveDate,
    /// Last day it is valid.
    valid_until: NaiveDate,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A capacity.
#[derive(InputObject)]
struct DeclareCapacity {
    /// Who.
    supporter_id: ID,
    /// How many at once, 0 to 20.
    max_live: u8,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct SupporterMutation;

#[Object]
impl SupporterMutation {
    /// Registers a tutor or mentor.
    async fn register_supporter(
        &self,
        ctx: &Context<'_>,
        input: RegisterSupporter,
    ) -> Result<SupporterPayload> {
        let app = App::of(ctx)?;
        let academie = match lookup::academie(&input.academie, "academie") {
            Ok(academie) => academie,
            Err(rejection) => return Ok(SupporterPayload::refused(Rejection::from(&rejection))),
        };
        let command = Command::Register {
            identity: Identity::from(input.identity),
            kind: input.kind.0,
            territory: Territory::from(academie),
        };
        let id = input.supporter_id.unwrap_or_else(|| global::<Aggregate>(app.clock.new_id()));
        run(ctx, &id, command, &input.envelope).await
    }

    /// Says what a supporter knows and speaks: what they are matched on.
    async fn declare_profile(
        &self,
        ctx: &Context<'_>,
        input: DeclareProfile,
    ) -> Result<SupporterPayload> {
        let command = Command::DeclareProfile {
            fields: input.fields.iter().map(|field| field.0).collect(),
            languages: input.languages.iter().map(|langue| langue.0).collect(),
            niveau: input.niveau.map(|niveau| niveau.0),
        };
        run(ctx, &input.supporter_id, command, &input.envelope).await
    }

    /// Records that a supporter signed the charter.
    async fn sign_charter(
        &self,
        ctx: &Context<'_>,
        input: SignCharter,
    ) -> Result<SupporterPayload> {
        let command = Command::SignCharter { version: input.version };
        run(ctx, &input.supporter_id, command, &input.envelope).await
    }

    /// Records a check of honorabilité: how, when, until when.
    async fn record_honorabilite(
        &self,
        ctx: &Context<'_>,
        input: RecordHonorabilite,
    ) -> Result<SupporterPayload> {
        let command = Command::RecordCheck {
            means: input.means.0,
            issued_on: input.issued_on,
            valid_until: input.valid_until,
        };
        run(ctx, &input.supporter_id, command, &input.envelope).await
    }

    /// Says how many a supporter can support at once.
    async fn declare_capacity(
        &self,
        ctx: &Context<'_>,
        input: DeclareCapacity,
    ) -> Result<SupporterPayload> {
        let command = Command::DeclareCapacity { max_live: input.max_live };
        run(ctx, &input.supporter_id, command, &input.envelope).await
    }
}

async fn run(
    ctx: &Context<'_>,
    id: &ID,
    command: Command,
    envelope: &Envelope,
) -> Result<SupporterPayload> {
    let app = App::of(ctx)?;
    let id = match local::<Aggregate>(id, "supporterId") {
        Ok(id) => id,
        Err(rejection) => return Ok(SupporterPayload::refused(Rejection::from(&rejection))),
    };
    Ok(match app.run::<Aggregate>(ctx, id, command, envelope).await? {
        Err(rejection) => SupporterPayload::refused(rejection),
        Ok(done) => {
            let scope = App::scope(ctx)?;
            let row = app.reader.supporter(&scope, SupporterId(id)).await;
            SupporterPayload {
                supporter: row.map_err(|error| failed(&error))?.map(Supporter),
                position: Some(Position(done.position.get())),
                revision: done.revision.map(eventstore::Revision::get),
                replayed: done.replayed,
                rejection: None,
            }
        }
    })
}

impl SupporterPayload {
    fn refused(rejection: Rejection) -> Self {
        Self {
            supporter: None,
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection),
        }
    }
}
