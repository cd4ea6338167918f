//! Partners of a block: how they join, their conventions, what they bring, whom they tell of the
//! programme, and what establishments change.

mod profile;
mod year;

pub(crate) use profile::siret;

use chrono::{Days, NaiveDate};
use domain::{
    PartnerId, SchoolYear,
    codes::{Academie, Siren, Uai},
    partner::{CampaignCode, Command, PartnerFamily, PartnerKind},
    supporter::SupporterKind,
};

use crate::{
    atlas::Atlas,
    calendar::opening,
    calibration::partners::{
        ANSWERED_WITHIN, ASKS, ASKS_IN_VAIN, CLAUSES, COMMITS_WITHIN, COMPANIES, CONVENTION_YEARS,
        DEPARTURES, IMPLEMENTED_AFTER, IMPLEMENTS, JOINS_EARLY, JOINS_WITHIN, LEAVES,
        MEASURE_WEIGHTS, MEASURES, OTHERS, REFUSALS, REMEMBERED_DAYS, RENEWS, SENDS,
    },
    dice::Dice,
    step::{Action, Step},
};

/// A partner as others meet it.
#[derive(Debug)]
pub(crate) struct Partner {
    pub(crate) id: PartnerId,
    pub(crate) kind: PartnerKind,
    /// Where it acts; all over France without.
    pub(crate) home: Option<Academie>,
    /// Of a company.
    pub(crate) siren: Option<Siren>,
    pub(crate) steps: Vec<Step>,
    joined: NaiveDate,
    left: Option<NaiveDate>,
    /// Conventions: first and last day in force, and the day each is signed.
    conventions: Vec<(NaiveDate, NaiveDate)>,
    campaigns: Vec<Campaign>,
}

/// A sourcing campaign.
#[derive(Debug)]
struct Campaign {
    code: CampaignCode,
    from: NaiveDate,
    /// Last day it is quoted.
    quoted_until: NaiveDate,
}

/// Plans the partners of a block.
pub(crate) fn plan(
    dice: &mut Dice,
    atlas: &Atlas,
    homes: &[Academie],
    until: NaiveDate,
) -> Vec<Partner> {
    let mut kinds = vec![PartnerKind::Entreprise; dice.weighted(&COMPANIES).into()];
    kinds.extend(OTHERS.iter().filter(|(_, share)| dice.chance(*share)).map(|(kind, _)| *kind));
    let mut partners: Vec<Partner> =
        kinds.into_iter().filter_map(|kind| one(dice, atlas, homes, kind, until)).collect();
    if dice.chance(ASKS_IN_VAIN) {
        partners.extend(in_vain(dice, atlas, homes));
    }
    partners
}

/// One of a kind, as long as it stays.
fn one(
    dice: &mut Dice,
    atlas: &Atlas,
    homes: &[Academie],
    kind: PartnerKind,
    until: NaiveDate,
) -> Option<Partner> {
    let drawn = profile::draw(dice, atlas, homes, kind)?;
    let (from, to) = JOINS_WITHIN[usize::from(!dice.chance(JOINS_EARLY))];
    let joined = dice.after(opening(), from, to);
    let asked = joined - Days::new(dice.between(ANSWERED_WITHIN.0, ANSWERED_WITHIN.1).into());
    let mut partner = Partner::new(PartnerId(dice.id(asked.max(opening()))), joined, &drawn);
    if dice.chance(ASKS) && asked >= opening() {
        partner.on(asked, Command::RequestToJoin { profile: drawn.profile });
        partner.on(joined, Command::Accept);
    } else {
        partner.on(joined, Command::Join { profile: drawn.profile });
    }
    partner.conventions(dice, until);
    for year in SchoolYear::of(joined).0..=SchoolYear::of(until).0 {
        partner.year(dice, atlas, drawn.home, SchoolYear(year));
    }
    if kind.receives_students() {
        partner.measures(dice);
    }
    Some(partner)
}

/// An organisation that asks and is not taken.
fn in_vain(dice: &mut Dice, atlas: &Atlas, homes: &[Academie]) -> Option<Partner> {
    let drawn = profile::draw(dice, atlas, homes, PartnerKind::Entreprise)?;
    let asked = dice.after(opening(), 1, 900);
    // Never a partner: nothing else happens on its stream.
    let mut partner = Partner::new(PartnerId(dice.id(asked)), NaiveDate::MAX, &drawn);
    let reason = dice.weighted(&REFUSALS);
    partner.on(asked, Command::RequestToJoin { profile: drawn.profile });
    let declined = dice.after(asked, ANSWERED_WITHIN.0, ANSWERED_WITHIN.1);
    partner.on(declined, Command::Decline { reason });
    Some(partner)
}

impl Partner {
    fn new(id: PartnerId, joined: NaiveDate, drawn: &profile::Drawn) -> Self {
        Self {
            id,
            kind: drawn.profile.kind,
            home: drawn.profile.territory.map(|place| place.academie),
            siren: drawn.siren,
            steps: Vec::new(),
            joined,
            left: None,
            conventions: Vec::new(),
            campaigns: Vec::new(),
        }
    }

    fn on(&mut self, day: NaiveDate, command: Command) {
        self.steps.push(Step::on(day, Action::Partner(self.id, command)));
    }

    /// Is it a partner all of this day?
    pub(crate) fn is_with_us(&self, day: NaiveDate) -> bool {
        self.joined < day && self.left.is_none_or(|left| day < left)
    }

    fn has_convention_on(&self, day: NaiveDate) -> bool {
        self.conventions.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }

    /// One convention after the other, until the last one is not renewed.
    fn conventions(&mut self, dice: &mut Dice, until: NaiveDate) {
        let mut signed = dice.after(self.joined, 1, 30);
        let mut from = signed;
        while signed <= until {
            let years = dice.weighted(&CONVENTION_YEARS);
            let to = from + Days::new(u64::from(years) * 365 - 1);
            let clauses = CLAUSES.iter().filter(|(_, share)| dice.chance(*share));
            let clauses = clauses.map(|(clause, _)| *clause).collect();
            self.on(signed, Command::SignConvention { from, to, clauses });
            self.conventions.push((from, to));
            if dice.chance(RENEWS) {
                signed = to - Days::new(dice.between(0, 25).into());
                from = to + Days::new(1);
            } else {
                if dice.chance(LEAVES) {
                    let left = dice.after(to, 1, 25);
                    self.left = Some(left);
                    let reason = dice.weighted(&DEPARTURES);
                    self.on(left, Command::Leave { reason });
                }
                return;
            }
        }
    }

    /// What an establishment commits to, and puts in place.
    fn measures(&mut self, dice: &mut Dice) {
        let mut committed = Vec::new();
        for _ in 0..dice.between(MEASURES.0, MEASURES.1) {
            let measure = dice.weighted(&MEASURE_WEIGHTS);
            let day = dice.after(self.joined, COMMITS_WITHIN.0, COMMITS_WITHIN.1);
            if committed.contains(&measure) || !self.is_with_us(day) {
                continue;
            }
            committed.push(measure);
            self.on(day, Command::Commit { measure });
            let done = dice.after(day, IMPLEMENTED_AFTER.0, IMPLEMENTED_AFTER.1);
            if dice.chance(IMPLEMENTS) && self.is_with_us(done) {
                self.on(done, Command::Implement { measure });
            }
        }
    }

    /// The school an action is held in.
    fn school(dice: &mut Dice, atlas: &Atlas, home: Academie) -> Option<Uai> {
        atlas.lycee(dice, home, false, None)?.uai.known().copied()
    }
}

/// A campaign somebody who registers on a day may quote, of whom.
pub(crate) fn campaign<'a>(
    dice: &mut Dice,
    partners: &'a [Partner],
    day: NaiveDate,
) -> Option<(PartnerId, &'a CampaignCode)> {
    let heard: Vec<_> = partners
        .iter()
        .flat_map(|partner| partner.campaigns.iter().map(move |campaign| (partner.id, campaign)))
        .filter(|(_, campaign)| (campaign.from..=campaign.quoted_until).contains(&day))
        .collect();
    dice.pick(&heard).map(|(partner, campaign)| (*partner, &campaign.code))
}

/// The last day on which a campaign closed on a day is quoted.
fn remembered(closed: NaiveDate) -> NaiveDate {
    closed + Days::new(REMEMBERED_DAYS)
}

/// The partner that sends a supporter who joins on a day, if one does.
pub(crate) fn sends(
    dice: &mut Dice,
    partners: &[Partner],
    kind: SupporterKind,
    day: NaiveDate,
) -> Option<PartnerId> {
    use PartnerFamily as F;
    let (share, families) = match kind {
        SupporterKind::Professionnel => (SENDS[0], [F::Economique, F::Associations]),
        SupporterKind::Etudiant => (SENDS[1], [F::Superieur, F::Associations]),
    };
    let sending: Vec<PartnerId> = partners
        .iter()
        .filter(|partner| partner.is_with_us(day) && families.contains(&partner.kind.family()))
        .map(|partner| partner.id)
        .collect();
    dice.pick(&sending).copied().filter(|_| dice.chance(share))
}
