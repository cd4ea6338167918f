//! Mutations on campaigns and sourcing actions.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::{
    codes::Uai,
    partner::{CampaignCode, Command, SourcingChannel},
};

use super::{PartnerPayload, run};
use crate::{
    app::App,
    code::Code,
    outcome::{EdgeRejection, Envelope, InputRejection},
};

/// A sourcing campaign.
#[derive(InputObject)]
struct CampaignStep {
    /// Whose.
    partner_id: ID,
    /// What registrations quote: 1 to 40 letters, digits or dashes, in any case. Partners who hold a
    /// campaign together open the same code.
    code: String,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A sourcing action: a count, and never a list of people.
#[derive(InputObject)]
struct RecordSourcing {
    /// Who held it.
    partner_id: ID,
    /// The school where it was, if it was in one.
    uai: Option<String>,
    /// How.
    channel: Code<SourcingChannel>,
    /// How many people were reached.
    audience: u32,
    /// How long it took, at most 600 minutes; 0 for what is sent or put up.
    minutes: u16,
    /// Code of the campaign it belongs to.
    campaign: Option<String>,
    #[graphql(flatten)]
    envelope: Envelope,
}

impl RecordSourcing {
    fn command(&self, app: &App) -> Result<Command, EdgeRejection> {
        let uai = self.uai.as_deref().map(|uai| known_school(app, uai)).transpose()?;
        let campaign = self.campaign.as_deref().map(|text| code(text, "campaign")).transpose()?;
        Ok(Command::RecordSourcing {
            uai,
            channel: self.channel.0,
            audience: self.audience,
            minutes: self.minutes,
            campaign,
        })
    }
}

fn known_school(app: &App, text: &str) -> Result<Uai, EdgeRejection> {
    let uai = Uai::parse(text).map_err(|source| EdgeRejection::Code { field: "uai", source })?;
    match app.directory().school(&uai) {
        Some(_) => Ok(uai),
        None => Err(InputRejection::UnknownUai { uai: uai.to_string() }.into()),
    }
}

fn code(text: &str, field: &'static str) -> Result<CampaignCode, EdgeRejection> {
    CampaignCode::parse(text).map_err(|source| EdgeRejection::Code { field, source })
}

/// See the crate.
#[derive(Default)]
pub struct SourcingMutation;

#[Object]
impl SourcingMutation {
    /// Opens a sourcing campaign: registrations can quote its code.
    async fn open_campaign(
        &self,
        ctx: &Context<'_>,
        input: CampaignStep,
    ) -> Result<PartnerPayload> {
        match code(&input.code, "code") {
            Err(rejection) => Ok(PartnerPayload::refused(&rejection)),
            Ok(code) => {
                run(ctx, &input.partner_id, Command::OpenCampaign { code }, &input.envelope).await
            }
        }
    }

    /// Closes a sourcing campaign.
    async fn close_campaign(
        &self,
        ctx: &Context<'_>,
        input: CampaignStep,
    ) -> Result<PartnerPayload> {
        match code(&input.code, "code") {
            Err(rejection) => Ok(PartnerPayload::refused(&rejection)),
            Ok(code) => {
                run(ctx, &input.partner_id, Command::CloseCampaign { code }, &input.envelope).await
            }
        }
    }

    /// Records a sourcing action.
    async fn record_sourcing(
        &self,
        ctx: &Context<'_>,
        input: RecordSourcing,
    ) -> Result<PartnerPayload> {
        match input.command(App::of(ctx)?) {
            Err(rejection) => Ok(PartnerPayload::refused(&rejection)),
            Ok(command) => run(ctx, &input.partner_id, command, &input.envelope).await,
        }
    }
}
