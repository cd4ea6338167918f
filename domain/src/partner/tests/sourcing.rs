//! Campaigns and sourcing actions.

use super::*;
use crate::{codes::CodeError, partner::SourcingChannel};

fn opened(text: &str, date: &str) -> E {
    E::CampaignOpened { code: code(text), on: day(date) }
}

fn closed(text: &str, date: &str) -> E {
    E::CampaignClosed { code: code(text), on: day(date) }
}

fn action(audience: u32, minutes: u16, campaign: Option<&str>) -> C {
    C::RecordSourcing {
        uai: None,
        channel: SourcingChannel::Classe,
        audience,
        minutes,
        campaign: campaign.map(code),
    }
}

fn held(audience: u32, minutes: u16, campaign: Option<&str>) -> E {
    let (uai, channel) = (None, SourcingChannel::Classe);
    E::SourcingActionHeld { uai, channel, audience, minutes, campaign: campaign.map(code) }
}

#[test]
fn a_campaign_code_is_a_token_whatever_its_case() {
    assert_eq!(code(" forum-2026 "), code("FORUM-2026"));
    for text in ["", "a b", "é", "FORUM_2026", &"a".repeat(41)] {
        assert_eq!(CampaignCode::parse(text), Err(CodeError::CampaignShape), "{text}");
    }
}

#[test]
fn a_campaign_is_opened_once_and_closed_once() {
    let open = || C::OpenCampaign { code: code("NSI-1") };
    let close = || C::CloseCampaign { code: code("NSI-1") };
    company([]).when(open(), &today()).then([opened("NSI-1", "2026-10-05")]);
    company([]).when(close(), &today()).then_rejected(&R::CampaignNotOpen);
    let open_since = || opened("NSI-1", "2026-10-01");
    company([open_since()]).when(open(), &today()).then_rejected(&R::CampaignExists);
    company([open_since()]).when(close(), &today()).then([closed("NSI-1", "2026-10-05")]);
    company([open_since()]).when(close(), &on("2026-09-30")).then_rejected(&R::CampaignNotOpen);
    let over = || [open_since(), closed("NSI-1", "2026-10-05")];
    company(over()).when(close(), &today()).then_rejected(&R::CampaignNotOpen);
    company(over()).when(open(), &today()).then_rejected(&R::CampaignExists);
}

#[test]
fn an_action_belongs_to_a_campaign_that_was_open_that_day() {
    let campaign = || [opened("NSI-1", "2026-10-01"), closed("NSI-1", "2026-10-05")];
    for (date, open) in
        [("2026-09-30", false), ("2026-10-01", true), ("2026-10-05", true), ("2026-10-06", false)]
    {
        let outcome = company(campaign()).when(action(30, 55, Some("NSI-1")), &on(date));
        if open {
            outcome.then([held(30, 55, Some("NSI-1"))]);
        } else {
            outcome.then_rejected(&R::CampaignNotOpen);
        }
    }
    company(campaign())
        .when(action(30, 55, Some("NSI-2")), &today())
        .then_rejected(&R::CampaignNotOpen);
}

#[test]
fn an_action_needs_neither_campaign_nor_convention() {
    company([]).when(action(30, 0, None), &today()).then([held(30, 0, None)]);
}

#[test]
fn an_action_reaches_somebody_and_ends_the_same_day() {
    for audience in [0, 1_000_001] {
        company([])
            .when(action(audience, 55, None), &today())
            .then_rejected(&R::AudienceOutOfRange);
    }
    company([]).when(action(1_000_000, 600, None), &today()).then([held(1_000_000, 600, None)]);
    company([]).when(action(30, 601, None), &today()).then_rejected(&R::SourcingTooLong);
}
