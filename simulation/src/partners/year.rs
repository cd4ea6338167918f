//! A partner's school year: what it pledges and brings, a campaign, an assessment.

use chrono::{Days, NaiveDate};
use domain::{
    ContributionId, SchoolYear,
    codes::Academie,
    partner::{CampaignCode, Command, PartnerFamily, Score, SourcingChannel},
};

use super::{Campaign, Partner, remembered};
use crate::{
    atlas::Atlas,
    calibration::partners::{
        ACTIONS, ASSESSED, Bring, CAMPAIGN_CLOSED, CAMPAIGN_DAYS, CHANNELS, DELIVERED_WITHIN,
        DIMENSIONS, INSTRUMENT, KEPT, Kept, PARTS, SCORE_MOVES, WRITE_OFFS, brings, sources,
    },
    dice::Dice,
};

/// Days of a school year that make it worth an effort.
const WORTH: u64 = 40;

impl Partner {
    /// All of it that falls into the time it is with the programme.
    pub(super) fn year(&mut self, dice: &mut Dice, atlas: &Atlas, home: Academie, at: SchoolYear) {
        let from = at.first_day().max(self.joined + Days::new(1));
        let end = at.next().first_day() - Days::new(1);
        let to = self.left.map_or(end, |left| end.min(left - Days::new(1)));
        if from + Days::new(WORTH) > to {
            return;
        }
        let family = self.kind.family();
        for bring in brings(family) {
            if dice.chance(bring.share) {
                let day = dice.day(from, to);
                self.pledge(dice, bring, day);
            }
        }
        if dice.chance(sources(family)) {
            self.campaign(dice, atlas, home, (from, to));
        }
        if self.kind.receives_students() && dice.chance(ASSESSED) {
            let day = dice.day(from, to);
            self.assessment(dice, at, day);
        }
    }

    /// A pledge, and what becomes of it.
    fn pledge(&mut self, dice: &mut Dice, bring: &Bring, day: NaiveDate) {
        if bring.kind.needs_convention() && !self.has_convention_on(day) {
            return;
        }
        let contribution = ContributionId(dice.id(day));
        let promised = u64::from(dice.between(bring.quantity.0, bring.quantity.1)) * bring.scale;
        let worth = |quantity: u64| bring.worth.map(|cents| cents * quantity);
        let (kind, quantity, unit) = (bring.kind, promised, bring.unit);
        let value_cents = worth(quantity);
        self.on(day, Command::Pledge { contribution, kind, quantity, unit, value_cents });

        let mut kept = dice.weighted(&KEPT);
        let mut days: Vec<NaiveDate> = (0..dice.weighted(&PARTS))
            .map(|_| dice.after(day, DELIVERED_WITHIN.0, DELIVERED_WITHIN.1))
            .collect();
        days.sort();
        let mut comes = promised;
        if kept == Kept::Raised {
            let raised = day + Days::new(u64::from(DELIVERED_WITHIN.0) - 1);
            if self.is_with_us(raised) && self.has_convention_on(raised) {
                comes = promised + promised.div_ceil(2);
                let (quantity, value_cents) = (comes, worth(comes));
                self.on(raised, Command::RaisePledge { contribution, quantity, value_cents });
            } else {
                kept = Kept::Full;
            }
        }
        if matches!(kept, Kept::Partly | Kept::Open) {
            comes = promised / 2;
        }
        let parts = (days.len() as u64).min(comes).max(1);
        let mut left = comes;
        for (part, day) in (0..parts).zip(&days) {
            let quantity = if part + 1 == parts { left } else { comes / parts };
            left -= quantity;
            if quantity > 0 {
                let value_cents = worth(quantity);
                self.on(*day, Command::Deliver { contribution, quantity, value_cents });
            }
        }
        if let (Kept::Partly, Some(last)) = (kept, days.last()) {
            let reason = dice.weighted(&WRITE_OFFS);
            let given_up = dice.after(*last, 1, 60);
            self.on(given_up, Command::WriteOff { contribution, reason });
        }
    }

    /// A campaign with its actions.
    fn campaign(
        &mut self,
        dice: &mut Dice,
        atlas: &Atlas,
        home: Academie,
        (from, to): (NaiveDate, NaiveDate),
    ) {
        let opens = dice.day(from, (from + Days::new(75)).min(to));
        let closes = dice.after(opens, CAMPAIGN_DAYS.0, CAMPAIGN_DAYS.1).min(to);
        let Ok(code) = code(dice, self.kind.family(), opens) else { return };
        self.on(opens, Command::OpenCampaign { code: code.clone() });
        for _ in 0..dice.between(ACTIONS.0, ACTIONS.1) {
            let (channel, (reached, lasted)) = dice.weighted(&CHANNELS);
            let audience = dice.between(reached.0, reached.1).into();
            let minutes = dice.between(lasted.0 / 5, lasted.1 / 5) * 5;
            let uai = match channel {
                SourcingChannel::Classe => Self::school(dice, atlas, home),
                _ => None,
            };
            let (held, campaign) = (dice.day(opens, closes), Some(code.clone()));
            let action = Command::RecordSourcing { uai, channel, audience, minutes, campaign };
            self.on(held, action);
        }
        if dice.chance(CAMPAIGN_CLOSED) {
            self.on(closes, Command::CloseCampaign { code: code.clone() });
        }
        self.campaigns.push(Campaign { code, from: opens, quoted_until: remembered(closes) });
    }

    /// How an establishment receives young women, better from year to year.
    fn assessment(&mut self, dice: &mut Dice, at: SchoolYear, day: NaiveDate) {
        let years = at.0 - SchoolYear::of(self.joined).0;
        let mut scores = Vec::new();
        for (dimension, (low, high)) in DIMENSIONS {
            let moved: u16 =
                (0..years).map(|_| dice.between(SCORE_MOVES.0, SCORE_MOVES.1)).sum::<u16>();
            let score = u8::try_from(dice.between(low, high) + moved).unwrap_or(100).min(100);
            scores.push(Score { dimension, score });
        }
        let instrument_version = INSTRUMENT.to_owned();
        self.on(day, Command::AssessReception { instrument_version, scores });
    }
}

/// `LYCEE-2024-10-3FA91C`: whose campaign, when, and which.
fn code(
    dice: &mut Dice,
    family: PartnerFamily,
    day: NaiveDate,
) -> Result<CampaignCode, domain::codes::CodeError> {
    let who = match family {
        PartnerFamily::Public => "LYCEE",
        PartnerFamily::Superieur => "UNIVERSITE",
        PartnerFamily::Associations => "ASSOCIATION",
        PartnerFamily::Economique => "ENTREPRISE",
        PartnerFamily::Fondateurs => "PROGRAMME",
    };
    CampaignCode::parse(&format!("{who}-{}-{:06X}", day.format("%Y-%m"), dice.below(1 << 24)))
}
