//! One place: offered, applied to, taken, signed, started, and how it ends.

use chrono::{Days, NaiveDate};
use domain::{
    JourneyId, PlacementId,
    journey::facts::GuardianScope,
    placement::{
        ApplicationAnswer, Command, Offer, PlacementInterruption, PlacementKind, Signatory,
    },
};

use super::Market;
use crate::{
    calibration::placements::{
        ANSWERED_AFTER, APPLIES_AFTER, LOST, NO_ANSWER, OFFERED_BEFORE, OTHERS, RATINGS, REMOTE,
        TAKES_AFTER, WITHDRAWN,
    },
    journey::Plan,
    partners,
    step::{Action, Step},
};

/// What is searched for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    pub(super) kind: PlacementKind,
    pub(super) starts: NaiveDate,
    pub(super) weeks: Option<u16>,
    pub(super) end: End,
}

/// How it ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// On its last day or some days after.
    Completed(NaiveDate),
    /// Before.
    Stops(NaiveDate, PlacementInterruption),
    /// Not at all.
    Goes,
}

impl Market<'_> {
    fn on(&mut self, day: NaiveDate, id: PlacementId, command: Command) {
        self.steps.push(Step::on(day, Action::Placement(id, command, None)));
    }

    /// The same, which changes her journey when it is an apprenticeship.
    fn on_both(&mut self, day: NaiveDate, id: PlacementId, hers: Option<JourneyId>, what: Command) {
        self.steps.push(Step::on(day, Action::Placement(id, what, hers)));
    }

    /// A partner of the block offers such a place, and she applies; tells the day of the answer.
    fn offered(&mut self, journey: &Plan, search: &Search) -> Option<(PlacementId, NaiveDate)> {
        let before = self.dice.between(OFFERED_BEFORE.0, OFFERED_BEFORE.1);
        let published = search.starts - Days::new(before.into());
        let applies = self.dice.after(published, APPLIES_AFTER.0, APPLIES_AFTER.1);
        let answered = self.dice.after(applies, ANSWERED_AFTER.0, ANSWERED_AFTER.1);
        let offering: Vec<_> = self
            .partners
            .iter()
            .filter(|partner| partner.siren.is_some() && partner.is_with_us(published))
            .collect();
        let partner = *self.dice.pick(&offering)?;
        if !journey.is_supported((applies, applies)) {
            return None;
        }
        let siret = partners::siret(self.dice, partner.siren.as_ref()?).ok()?;
        let place = partner.home.unwrap_or(journey.person.home).into();
        let remote = self.dice.weighted(&REMOTE);
        let Search { kind, starts: from, weeks, .. } = *search;
        let offer = Offer { partner: partner.id, siret, kind, from, weeks, place, remote };
        let id = PlacementId(self.dice.id(published));
        self.on(published, id, Command::Publish { offer });
        self.on(applies, id, Command::Apply { journey: journey.id });
        self.others(journey, id, (published, answered));
        Some((id, answered))
    }

    /// Others apply too, and are not taken.
    fn others(
        &mut self,
        journey: &Plan,
        id: PlacementId,
        (published, answered): (NaiveDate, NaiveDate),
    ) {
        let mut among: Vec<&Plan> = self
            .journeys
            .iter()
            .filter(|other| {
                other.id != journey.id
                    && other.is_supported((published, answered))
                    && !other.is_minor_on(published)
            })
            .collect();
        for _ in 0..self.dice.weighted(&OTHERS) {
            if among.is_empty() {
                return;
            }
            let other = among.swap_remove(self.dice.below(among.len())).id;
            let applies = self.dice.day(published, answered);
            self.on(applies, id, Command::Apply { journey: other });
            if !self.dice.chance(NO_ANSWER) {
                let answer = ApplicationAnswer::Refused;
                self.on(answered, id, Command::Answer { journey: other, answer });
            }
        }
    }

    /// An application that comes to nothing.
    pub(super) fn in_vain(&mut self, journey: &Plan, search: Search) {
        let Some((id, answered)) = self.offered(journey, &search) else { return };
        if !self.dice.chance(NO_ANSWER) {
            let answer = ApplicationAnswer::Refused;
            self.on(answered, id, Command::Answer { journey: journey.id, answer });
        }
        if self.dice.chance(WITHDRAWN) {
            let day = self.dice.after(answered, 5, 60);
            self.on(day, id, Command::Withdraw);
        }
    }

    /// A place that is hers; answers with its last day.
    pub(super) fn found(&mut self, journey: &Plan, search: Search) -> Option<NaiveDate> {
        let (id, answered) = self.offered(journey, &search)?;
        let starts = search.starts;
        let answer = ApplicationAnswer::Accepted;
        self.on(answered, id, Command::Answer { journey: journey.id, answer });
        let takes = self.dice.after(answered, TAKES_AFTER.0, TAKES_AFTER.1);
        // All the way to the first day: it takes her being there.
        if !journey.is_supported((takes, starts)) {
            let day = self.dice.after(answered, 5, 60);
            self.on(day, id, Command::Withdraw);
            return None;
        }
        self.on(takes, id, Command::Secure { journey: journey.id });
        if self.dice.chance(LOST) {
            let day = self.dice.day(takes, starts - Days::new(1));
            self.on(day, id, Command::Withdraw);
            return None;
        }
        self.sign(journey, id, search.kind, (takes + Days::new(1), starts - Days::new(1)));
        let apprentice = search.kind == PlacementKind::Apprentissage;
        let hers = apprentice.then_some(journey.id);
        self.on_both(starts, id, hers, Command::Start);
        match search.end {
            End::Completed(day) => {
                let rating = self.dice.weighted(&RATINGS);
                self.on_both(day, id, hers, Command::Complete { rating });
                Some(day)
            }
            End::Stops(day, reason) => {
                self.on_both(day, id, hers, Command::Interrupt { reason });
                Some(day)
            }
            End::Goes => Some(NaiveDate::MAX),
        }
    }

    /// All those concerned sign; for a minor a guardian allows it first.
    fn sign(
        &mut self,
        journey: &Plan,
        id: PlacementId,
        kind: PlacementKind,
        (from, to): (NaiveDate, NaiveDate),
    ) {
        for by in kind.signatories() {
            let day = self.dice.day(from, to);
            if *by == Signatory::Student && journey.is_minor_on(day) {
                let authorise = journey.authorised(self.dice, GuardianScope::Signature, None);
                self.steps.push(Step::on(from - Days::new(1), authorise));
            }
            self.on(day, id, Command::Sign { by: *by });
        }
    }
}
