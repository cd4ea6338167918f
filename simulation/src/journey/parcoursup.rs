//! A session of Parcoursup: wishes, answers, proposals, and the place that comes of it.

use chrono::{Days, NaiveDate};
use domain::{
    SchoolYear, WishId,
    journey::{
        Command,
        facts::{Answer, Platform},
    },
    reference::Formation,
};

use super::walk::Walk;
use crate::{
    atlas::{Offer, facts},
    calendar::{self, Parcoursup},
    calibration::{
        applications::{
            APPEAL, AT_ONCE, COMPLEMENTARY, CONFIRMED, CONTRACT_FOUND, ELSEWHERE, ELSEWHERE_ACCESS,
            LEFT_TO_EXPIRE, OUI_SI, REFUSED, WISHES,
        },
        leaning,
        persons::LOOKS_AT_RECOGNITION,
        studies,
    },
};

/// A place in a formation for the next rentrée.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) formation: &'a Formation,
    /// The wish that led there, where it is recorded.
    pub(crate) wish: Option<WishId>,
    /// Since this day.
    pub(crate) day: NaiveDate,
}

/// A wish and where it will lead; better liked ones come first.
struct Wish<'a> {
    id: WishId,
    formation: &'a Formation,
    confirmed: bool,
    answers: Vec<(NaiveDate, Answer)>,
}

impl Wish<'_> {
    /// Ends neither in a proposal nor in a refusal.
    fn waits_on_the(&self, day: NaiveDate) -> bool {
        let given = self.answers.iter().rev().find(|(answered, _)| *answered <= day);
        self.confirmed
            && given.is_some_and(|(_, answer)| {
                matches!(answer, Answer::Waitlisted | Answer::PendingContract)
            })
    }
}

impl<'a> Walk<'a, '_> {
    /// The session of a school year. Without the baccalauréat nothing comes of it.
    pub(crate) fn parcoursup(&mut self, at: SchoolYear, bac: bool) -> Option<Place<'a>> {
        let days = calendar::parcoursup(at.0 + 1);
        if !self.diary.sees(days.answers) {
            let formation = self.past_place(at)?;
            return Some(Place { formation, wish: None, day: days.ends });
        }
        let wishes = self.wishes(at, &days);
        let last = if bac { days.ends } else { days.bac };
        let accepted = self.answers(&wishes, last);
        let over = last + Days::new(1);
        for wish in wishes.iter().filter(|wish| wish.waits_on_the(last)) {
            self.diary.on(over, Command::DropWish { wish: wish.id });
        }
        match accepted {
            Some((wish, _)) if !bac => {
                self.diary.on(over, Command::DeclineProposal { wish: wishes[wish].id });
                None
            }
            Some((wish, day)) => {
                let Wish { formation, id, .. } = wishes[wish];
                Some(Place { formation, wish: Some(id), day })
            }
            None if bac => self.complementary(at, &days, &wishes),
            None => None,
        }
    }

    /// Wishes entered, confirmed or not, each with the answers it will get.
    fn wishes(&mut self, at: SchoolYear, days: &Parcoursup) -> Vec<Wish<'a>> {
        let offers = self.offers(at);
        let mut wishes: Vec<Wish<'a>> = Vec::new();
        let wanted = usize::from(self.dice.between(WISHES.0, WISHES.1));
        // A formation drawn twice is drawn again, some times: there may be few.
        for _ in 0..3 * wanted {
            if wishes.len() == wanted {
                break;
            }
            let elsewhere = self.atlas.has(Offer::Elsewhere) && self.dice.chance(ELSEWHERE);
            let (offer, access) = if elsewhere {
                (Offer::Elsewhere, ELSEWHERE_ACCESS)
            } else {
                self.dice.weighted(&offers)
            };
            let drawn = self.atlas.formation(self.dice, offer, self.person.home);
            let Some(formation) = drawn else { continue };
            if wishes.iter().any(|wish| wish.formation.id == formation.id) {
                continue;
            }
            let entered = self.dice.day(days.opens, days.closes);
            let confirmed = wishes.is_empty() || self.dice.chance(CONFIRMED);
            let id = WishId(self.dice.id(entered));
            self.diary.on(
                entered,
                Command::SubmitWish {
                    wish: id,
                    platform: Platform::Parcoursup,
                    session: at.0 + 1,
                    formation: facts(formation),
                },
            );
            if confirmed {
                let day = self.dice.day(entered, days.confirm_by);
                self.diary.on(day, Command::ConfirmWish { wish: id });
            } else {
                let over = days.confirm_by + Days::new(1);
                self.diary.on(over, Command::DropWish { wish: id });
            }
            let answers = self.will_answer(formation, access, days);
            wishes.push(Wish { id, formation, confirmed, answers });
        }
        wishes
    }

    /// What a formation will say, and when.
    fn will_answer(
        &mut self,
        formation: &Formation,
        access: f64,
        days: &Parcoursup,
    ) -> Vec<(NaiveDate, Answer)> {
        let proposes = self.dice.chance(leaning(access, self.person.merit));
        let oui_si = !formation.selective && self.dice.chance(OUI_SI);
        let yes = if oui_si { Answer::ProposedOuiSi } else { Answer::Proposed };
        let later = self.dice.day(days.answers + Days::new(2), days.ends - Days::new(2));
        let first = days.answers;
        if proposes && formation.apprenticeship {
            let mut answers = vec![(first, Answer::PendingContract)];
            if self.dice.chance(CONTRACT_FOUND) {
                answers.push((later, Answer::Proposed));
            }
            answers
        } else if proposes && self.dice.chance(AT_ONCE) {
            vec![(first, yes)]
        } else if proposes {
            vec![(first, Answer::Waitlisted), (later, yes)]
        } else if formation.selective && self.dice.chance(REFUSED) {
            vec![(first, Answer::Refused)]
        } else {
            vec![(first, Answer::Waitlisted)]
        }
    }

    /// Day by day: the answers, then what she makes of the proposals. She keeps the one she likes
    /// best, and answers the others.
    fn answers(&mut self, wishes: &[Wish<'a>], last: NaiveDate) -> Option<(usize, NaiveDate)> {
        let mut answers: Vec<(NaiveDate, usize, Answer)> = Vec::new();
        for (index, wish) in wishes.iter().enumerate().filter(|(_, wish)| wish.confirmed) {
            answers.extend(wish.answers.iter().map(|(day, answer)| (*day, index, *answer)));
        }
        answers.sort_by_key(|(day, ..)| *day);
        let mut accepted: Option<(usize, NaiveDate)> = None;
        for today in answers.chunk_by(|a, b| a.0 == b.0) {
            let day = today[0].0;
            if day > last {
                break;
            }
            let mut proposals = Vec::new();
            for (_, index, answer) in today {
                let rank =
                    (*answer == Answer::Waitlisted).then(|| self.dice.between(3, 900).into());
                let wish = wishes[*index].id;
                self.diary.on(day, Command::RecordAnswer { wish, answer: *answer, rank });
                if matches!(answer, Answer::Proposed | Answer::ProposedOuiSi) {
                    proposals.push(*index);
                }
            }
            let best = proposals.iter().copied().min();
            for index in proposals {
                let wish = wishes[index].id;
                let better = accepted.is_none_or(|(held, _)| index < held);
                if Some(index) == best && better {
                    let accept = Command::AcceptProposal { wish, firm: false, keeps: None };
                    self.diary.on(day, accept);
                    accepted = Some((index, day));
                } else if self.dice.chance(LEFT_TO_EXPIRE) {
                    self.diary.on(day + Days::new(3), Command::ExpireProposal { wish });
                } else {
                    self.diary.on(day, Command::DeclineProposal { wish });
                }
            }
        }
        accepted
    }

    /// After the main phase, one more wish where there is room.
    fn complementary(
        &mut self,
        at: SchoolYear,
        days: &Parcoursup,
        wishes: &[Wish<'a>],
    ) -> Option<Place<'a>> {
        if !self.dice.chance(COMPLEMENTARY) {
            return None;
        }
        let formation = self.second_chance(at)?;
        let entered = self.dice.after(days.ends, 2, 10);
        // A refused wish still counts towards the limit: the first one makes room.
        let refused =
            |wish: &&Wish<'_>| wish.answers.last().map(|(_, a)| *a) == Some(Answer::Refused);
        if let Some(wish) = wishes.iter().filter(|wish| wish.confirmed).find(refused) {
            self.diary.on(entered, Command::DropWish { wish: wish.id });
        }
        let wish = WishId(self.dice.id(entered));
        let day = self.dice.after(entered, 4, 20).min(days.last);
        let (platform, session) = (Platform::Parcoursup, at.0 + 1);
        let formation_facts = facts(formation);
        let submit = Command::SubmitWish { wish, platform, session, formation: formation_facts };
        self.diary.on(entered, submit);
        self.diary.on(entered, Command::ConfirmWish { wish });
        self.diary.on(day, Command::RecordAnswer { wish, answer: Answer::Proposed, rank: None });
        self.diary.on(day, Command::AcceptProposal { wish, firm: false, keeps: None });
        Some(Place { formation, wish: Some(wish), day })
    }

    /// Kinds of formations with their weight and access, as they exist at the next rentrée.
    fn offers(&self, at: SchoolYear) -> Vec<((Offer, f64), f64)> {
        use Offer::{ButDonnees, ButInformatique, ButMmi, ButReseaux, Mp2i};
        let old = at.0 + 1 < studies::BUT_SINCE;
        let new =
            |offer| matches!(offer, ButDonnees | ButInformatique | ButMmi | ButReseaux | Mp2i);
        APPEAL
            .iter()
            .filter(|appeal| self.atlas.has(appeal.offer) && !(old && new(appeal.offer)))
            .map(|appeal| ((appeal.offer, appeal.access), appeal.weight(self.voie)))
            .collect()
    }

    /// A formation with room left.
    pub(crate) fn second_chance(&mut self, at: SchoolYear) -> Option<&'a Formation> {
        let mut offers = self.offers(at);
        offers.retain(|((offer, _), _)| {
            matches!(offer, Offer::BtsSio | Offer::BtsCiel | Offer::LicenceInformatique)
        });
        let (offer, _) = self.dice.weighted(&offers);
        self.atlas.formation(self.dice, offer, self.person.home)
    }

    /// Where somebody came who registers as a student: a formation that the programme recognises,
    /// most often.
    fn past_place(&mut self, at: SchoolYear) -> Option<&'a Formation> {
        let offers = self.offers(at);
        let looks = self.dice.chance(LOOKS_AT_RECOGNITION);
        let mut found = None;
        for _ in 0..if looks { 4 } else { 1 } {
            let (offer, _) = self.dice.weighted(&offers);
            found = self.atlas.formation(self.dice, offer, self.person.home).or(found);
            if found.is_some_and(|formation| formation.recognition.is_some()) {
                break;
            }
        }
        found
    }
}
