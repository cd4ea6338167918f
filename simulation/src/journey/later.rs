//! Applications after a first diploma: Mon Master, and those sent directly to a school.

use chrono::{Days, NaiveDate};
use domain::{
    SchoolYear, WishId,
    journey::{
        Command,
        facts::{Answer, Platform},
    },
    levels::Niveau as N,
    reference::Formation,
};

use super::walk::{Stage, Walk};
use crate::{
    atlas::{Offer, facts},
    calendar::{date, mon_master},
    calibration::{
        applications::{
            DIRECT_ACCESS, DIRECT_WISHES, MASTER_ACCESS, MASTER_DIRECT, MASTER_FIRM, MASTER_WISHES,
            REFUSED,
        },
        leaning, studies,
    },
};

impl<'a> Walk<'a, '_> {
    /// The next level, with what it takes to get there; `None` is the end of studies.
    pub(crate) fn onward(&mut self, at: SchoolYear, stage: &Stage<'a>) -> Option<Stage<'a>> {
        let mut ways: Vec<(Option<N>, f64)> = studies::onward(stage.niveau)
            .iter()
            .copied()
            .filter(|(to, _)| !(to.is_none() && self.is_past(at)) && self.is_open(*to))
            .collect();
        if ways.is_empty() {
            ways.push((None, 1.0));
        }
        let niveau = self.dice.weighted(&ways)?;
        let formation = stage.formation;
        if let Some(formation) = formation.filter(|_| continues(stage.niveau, niveau)) {
            let next = self.stage(niveau, formation);
            return Some(Stage { school: stage.school.clone(), ..next });
        }
        if !stage.leads_to_digital() {
            return None;
        }
        let offer = offer(niveau)?;
        let home = self.person.home;
        if self.is_past(at) {
            let formation = self.atlas.formation(self.dice, offer, home)?;
            return Some(self.stage(niveau, formation));
        }
        let formation = match offer {
            Offer::Master if !self.dice.chance(MASTER_DIRECT) => self.mon_master(at)?,
            _ => self.directly(at, offer)?,
        };
        Some(self.stage(niveau, formation))
    }

    /// Do the reference data hold a formation for this level?
    fn is_open(&self, to: Option<N>) -> bool {
        match to {
            Some(N::LicencePro) => self.atlas.has(Offer::LicencePro),
            Some(N::Ingenieur1) => self.atlas.has(Offer::Ingenieur),
            Some(N::But3) => self.atlas.has(Offer::ButInformatique),
            _ => true,
        }
    }

    /// A session of Mon Master: one firm acceptance drops all other wishes.
    fn mon_master(&mut self, at: SchoolYear) -> Option<&'a Formation> {
        let session = at.0 + 1;
        let (opens, closes, answers, ends) = mon_master(session);
        if !self.diary.sees(answers) {
            return self.directly(at, Offer::Master);
        }
        let wanted = self.dice.between(MASTER_WISHES.0, MASTER_WISHES.1);
        let wishes =
            self.apply(Offer::Master, Platform::MonMaster, session, wanted, (opens, closes));
        let mut held: Option<usize> = None;
        let mut waiting = Vec::new();
        let mut firm = false;
        // Better liked ones come first, and answer in that order: one day each.
        for (index, (wish, _)) in wishes.iter().enumerate() {
            let wish = *wish;
            let day = (answers + Days::new(index as u64 * 2)).min(ends);
            let proposed = self.dice.chance(leaning(MASTER_ACCESS, self.person.merit));
            let refused = !proposed && self.dice.chance(REFUSED);
            let (answer, rank) = match (proposed, refused) {
                (true, _) => (Answer::Proposed, None),
                (_, true) => (Answer::Refused, None),
                (..) => (Answer::Waitlisted, Some(self.dice.between(1, 200).into())),
            };
            self.diary.on(day, Command::RecordAnswer { wish, answer, rank });
            match (answer, held) {
                (Answer::Proposed, None) => {
                    held = Some(index);
                    firm = self.dice.chance(MASTER_FIRM);
                    self.diary.on(day, Command::AcceptProposal { wish, firm, keeps: None });
                    if firm {
                        break;
                    }
                }
                (Answer::Proposed, Some(_)) => {
                    self.diary.on(day, Command::DeclineProposal { wish });
                }
                (Answer::Waitlisted, _) => waiting.push(wish),
                _ => {}
            }
        }
        let over = ends + Days::new(2);
        if !firm {
            for wish in waiting {
                self.diary.on(over, Command::DropWish { wish });
            }
        }
        let (wish, formation) = wishes[held?];
        let (school_year, day) = (at.next(), self.dice.after(over, 5, 20));
        let enrolled = facts(formation);
        let wish = Some(wish);
        self.diary
            .at_work(day, Command::ConfirmEnrolment { wish, school_year, formation: enrolled });
        Some(formation)
    }

    /// Applications to the schools themselves; the last one is a place kept for her.
    fn directly(&mut self, at: SchoolYear, offer: Offer) -> Option<&'a Formation> {
        let session = at.0 + 1;
        let day = |month, day| date(session, month, day);
        if !self.diary.sees(day(5, 10)) {
            let formation = self.atlas.formation(self.dice, offer, self.person.home)?;
            self.enrolled_directly(at, formation);
            return Some(formation);
        }
        let wanted = self.dice.between(DIRECT_WISHES.0, DIRECT_WISHES.1);
        let window = (day(2, 15), day(4, 15));
        let wishes = self.apply(offer, Platform::Direct, session, wanted, window);
        for (index, (wish, formation)) in wishes.iter().enumerate() {
            let (wish, formation) = (*wish, *formation);
            let answered = self.dice.day(day(5, 10), day(6, 25));
            let last = index + 1 == wishes.len();
            let taken = last || self.dice.chance(leaning(DIRECT_ACCESS, self.person.merit));
            let (answer, rank) = match (taken, formation.selective) {
                (true, _) => (Answer::Proposed, None),
                (_, true) => (Answer::Refused, None),
                (..) => (Answer::Waitlisted, Some(self.dice.between(1, 80).into())),
            };
            self.diary.on(answered, Command::RecordAnswer { wish, answer, rank });
            if taken {
                let accept = Command::AcceptProposal { wish, firm: false, keeps: None };
                self.diary.on(answered, accept);
                for (other, _) in &wishes[index + 1..] {
                    self.diary.on(answered, Command::DropWish { wish: *other });
                }
                let (school_year, day) = (at.next(), self.dice.day(day(7, 6), day(7, 20)));
                let enrolled = facts(formation);
                let wish = Some(wish);
                self.diary.at_work(
                    day,
                    Command::ConfirmEnrolment { wish, school_year, formation: enrolled },
                );
                return Some(formation);
            }
        }
        None
    }

    /// Wishes entered and confirmed, better liked ones first; no formation twice.
    fn apply(
        &mut self,
        offer: Offer,
        platform: Platform,
        session: i32,
        wanted: u16,
        (opens, closes): (NaiveDate, NaiveDate),
    ) -> Vec<(WishId, &'a Formation)> {
        let mut wishes: Vec<(WishId, &'a Formation)> = Vec::new();
        for _ in 0..wanted {
            let drawn = self.atlas.formation(self.dice, offer, self.person.home);
            let Some(formation) = drawn else { continue };
            if wishes.iter().any(|(_, known)| known.id == formation.id) {
                continue;
            }
            let day = self.dice.day(opens, closes);
            let wish = WishId(self.dice.id(day));
            let formation_facts = facts(formation);
            let submit =
                Command::SubmitWish { wish, platform, session, formation: formation_facts };
            self.diary.on(day, submit);
            self.diary.on(day, Command::ConfirmWish { wish });
            wishes.push((wish, formation));
        }
        wishes
    }
}

/// Does the same formation go on from one level to the other?
fn continues(from: N, to: N) -> bool {
    matches!(
        (from, to),
        (N::Bts1, N::Bts2)
            | (N::But1, N::But2)
            | (N::But2, N::But3)
            | (N::Licence1, N::Licence2)
            | (N::Licence2, N::Licence3)
            | (N::Cpge1, N::Cpge2)
            | (N::Prepa1, N::Prepa2)
            | (N::Prepa2, N::Ingenieur1)
            | (N::Ingenieur1, N::Ingenieur2)
            | (N::Ingenieur2, N::Ingenieur3)
            | (N::Bachelor1, N::Bachelor2)
            | (N::Bachelor2, N::Bachelor3)
            | (N::Master1, N::Master2)
    )
}

/// What is applied for to enter a level from another formation.
fn offer(niveau: N) -> Option<Offer> {
    match niveau {
        N::LicencePro => Some(Offer::LicencePro),
        N::Ingenieur1 => Some(Offer::Ingenieur),
        N::But3 => Some(Offer::ButInformatique),
        N::Licence3 => Some(Offer::LicenceInformatique),
        N::Master1 => Some(Offer::Master),
        _ => None,
    }
}
