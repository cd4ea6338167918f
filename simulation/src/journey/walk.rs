//! Her way through the levels, year by year: what happens in each, and where it leads.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    SchoolYear,
    journey::{
        Command,
        facts::{
            EndReason, Enrolment, Interruption, SchoolFacts, Specialite, Statut, Target,
            YearResult, YearStart,
        },
    },
    levels::Niveau,
    reference::{Formation, Numerique},
};

use super::diary::Diary;
use crate::{
    atlas::{Atlas, facts},
    calendar::date,
    calibration::{
        leaning, persons as share,
        studies::{self, Ending, Voie},
    },
    dice::Dice,
    person::Person,
};

/// What she studies in a year.
#[derive(Clone, Debug)]
pub(crate) struct Stage<'a> {
    pub(crate) niveau: Niveau,
    pub(crate) specialites: Vec<Specialite>,
    pub(crate) school: Option<SchoolFacts>,
    pub(crate) formation: Option<&'a Formation>,
    pub(crate) statut: Statut,
}

impl Stage<'_> {
    /// After the baccalauréat, on a way that leads into the digital field.
    pub(crate) fn leads_to_digital(&self) -> bool {
        self.formation.is_some_and(|formation| formation.numerique != Numerique::Other)
    }
}

/// Where a year leads.
pub(crate) enum Next<'a> {
    /// To the next one.
    Year(Stage<'a>),
    /// To a year without enrolment first.
    Gap(Stage<'a>),
    /// To a year of césure first.
    Cesure(Stage<'a>),
    /// Out of studies, or out of sight.
    Out,
}

/// The reason her own way gives to end support.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaving {
    /// Last day of what led to it.
    pub(crate) studied_until: NaiveDate,
    /// Day support would end.
    pub(crate) day: NaiveDate,
    pub(crate) reason: EndReason,
}

/// A way being walked.
pub(crate) struct Walk<'a, 'd> {
    pub(crate) dice: &'d mut Dice,
    pub(crate) atlas: &'a Atlas,
    pub(crate) person: &'d Person,
    pub(crate) diary: Diary,
    pub(crate) voie: Voie,
    /// The school year of her registration: earlier ones are past, and went well.
    pub(crate) entry: SchoolYear,
    /// The levels walked.
    pub(crate) levels: BTreeMap<SchoolYear, Niveau>,
    /// Why support would end, once there is a reason.
    pub(crate) leaving: Option<Leaving>,
    confidence: u8,
}

impl<'a, 'd> Walk<'a, 'd> {
    pub(crate) fn new(
        dice: &'d mut Dice,
        atlas: &'a Atlas,
        person: &'d Person,
        diary: Diary,
    ) -> Self {
        let confidence = u8::from(dice.chance(0.6)) + u8::from(dice.chance(0.4)) + 1;
        Self {
            dice,
            atlas,
            person,
            diary,
            voie: person.voie,
            entry: SchoolYear::of(person.registers),
            levels: BTreeMap::new(),
            leaving: None,
            confidence,
        }
    }

    /// From Seconde to the last school year.
    pub(crate) fn run(&mut self, last: SchoolYear) {
        let mut at = self.person.seconde;
        let mut stage = self.seconde();
        while at <= last {
            let next = if stage.niveau.is_lycee() {
                self.lycee(at, &stage)
            } else {
                self.superieur(at, &stage)
            };
            stage = match next {
                Next::Year(next) => next,
                Next::Gap(next) => {
                    at = at.next();
                    next
                }
                Next::Cesure(next) => {
                    at = at.next();
                    if at <= last {
                        self.cesure(at, &next);
                    }
                    next
                }
                Next::Out => return,
            };
            at = at.next();
        }
    }

    /// Did this year end before she registered?
    pub(crate) fn is_past(&self, at: SchoolYear) -> bool {
        at < self.entry
    }

    /// The year starts, and what goes with it.
    pub(crate) fn start(&mut self, at: SchoolYear, stage: &Stage<'a>) {
        self.levels.insert(at, stage.niveau);
        self.enrol(at, stage, Enrolment::Main);
        if self.is_past(at) {
            return;
        }
        let apprentice = stage.statut == Statut::Apprenti;
        let situation = self.person.situation(stage.niveau.is_lycee(), apprentice);
        let declared = self.dice.day(date(at.0, 9, 12), date(at.0, 10, 30));
        let declare = |situation| Command::DeclareSituation { school_year: at, situation };
        self.diary.on(declared.max(self.person.registers), declare(situation));
        let notified = self.dice.day(date(at.0, 11, 15), date(at.0 + 1, 2, 20));
        if let Some(documented) = Person::documented(situation)
            && self.diary.sees(notified)
        {
            self.diary.on(notified, declare(documented));
        }
        if at == self.entry {
            // The first one comes with the registration: a policy may ask for it.
            let first = self.dice.after(self.person.registers, 0, 2);
            let project = self.project(stage);
            self.diary.on(first, project);
        }
        if !stage.niveau.is_lycee() && at > self.entry && self.dice.chance(share::ASSESSED_AGAIN) {
            let day = self.dice.day(date(at.0, 10, 1), date(at.0, 11, 30));
            self.diary.at_work(day, Command::AssessEligibility);
        }
        let winter = self.dice.day(date(at.0, 11, 10), date(at.0 + 1, 1, 25));
        let spring = self.dice.day(date(at.0 + 1, 3, 20), date(at.0 + 1, 5, 20));
        for (day, share) in [winter, spring].into_iter().zip(share::PROJECTS) {
            if self.dice.chance(share) && self.diary.sees(day) {
                let project = self.project(stage);
                self.diary.on(day, project);
            }
        }
    }

    /// An enrolment: the main one at the rentrée, a secondary one after it.
    pub(crate) fn enrol(&mut self, at: SchoolYear, stage: &Stage<'a>, enrolment: Enrolment) {
        let (from, to) = match (enrolment, stage.niveau.is_lycee()) {
            (Enrolment::Main, true) => (date(at.0, 9, 1), date(at.0, 9, 4)),
            (Enrolment::Main, false) => (date(at.0, 9, 1), date(at.0, 9, 20)),
            (Enrolment::Secondary, _) => (date(at.0, 9, 21), date(at.0, 10, 12)),
        };
        let mut day = self.dice.day(from, to);
        // She registers with the year she is in.
        if at == self.entry && enrolment == Enrolment::Main {
            day = day.min(self.person.registers);
        }
        let year = YearStart {
            niveau: stage.niveau,
            specialites: stage.specialites.clone(),
            school: stage.school.clone(),
            formation: stage.formation.map(facts),
            statut: stage.statut,
            enrolment,
            atypical: None,
        };
        let reference_version = self.atlas.version.clone();
        self.diary.on(day, Command::StartSchoolYear { school_year: at, year, reference_version });
    }

    /// Where she wants to go; she gets surer of it with time.
    pub(crate) fn project(&mut self, stage: &Stage<'_>) -> Command {
        let exploring = stage.niveau.is_lycee() && self.confidence <= 2;
        let mut targets = Vec::new();
        if exploring && self.dice.chance(share::EXPLORES) {
            targets.push(Target::Exploration);
        } else {
            for _ in 0..self.dice.between(1, 3) {
                let target = self.dice.weighted(&share::TARGETS);
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        let confidence = self.confidence;
        self.confidence = (confidence + u8::from(self.dice.chance(share::GETS_SURER))).min(5);
        Command::StateProject { targets, confidence }
    }

    /// How a year that is followed to its end does; past ones went well.
    pub(crate) fn ending(&mut self, at: SchoolYear, niveau: Niveau) -> Ending {
        let [(_, promoted), rest @ ..] = studies::endings(niveau);
        let passed = self.dice.chance(leaning(promoted, self.person.merit));
        if passed || self.is_past(at) { Ending::Promoted } else { self.dice.weighted(&rest) }
    }

    pub(crate) fn conclude(&mut self, at: SchoolYear, result: YearResult) {
        let day = self.dice.day(date(at.0 + 1, 7, 6), date(at.0 + 1, 7, 12));
        self.diary.at_work(day, Command::ConcludeSchoolYear { school_year: at, result });
    }

    /// Do studies stop within this year? Only where it is seen to happen.
    pub(crate) fn breaks_off(&mut self, at: SchoolYear, stage: &Stage<'a>) -> bool {
        self.dice.chance(studies::interrupts(stage.niveau)) && self.diary.sees(date(at.0, 11, 5))
    }

    /// Studies stop within the year. Some come back at the rentrée, others are lost.
    pub(crate) fn interrupt(&mut self, at: SchoolYear, stage: &Stage<'a>) -> Next<'a> {
        let day = self.dice.day(date(at.0, 11, 5), date(at.0 + 1, 4, 15));
        let kind = self.dice.weighted(&studies::INTERRUPTIONS);
        self.diary.on(day, Command::InterruptStudy { kind });
        self.conclude(at, YearResult::Interrupted);
        if self.dice.chance(studies::COMES_BACK) {
            let back = self.dice.day(date(at.0 + 1, 8, 25), date(at.0 + 1, 8, 31));
            self.diary.on(back, Command::ResumeStudy);
            return Next::Year(stage.clone());
        }
        let day = self.dice.after(date(at.0 + 1, 7, 15), 10, 120);
        self.leave(day, day, EndReason::Withdrew);
        Next::Out
    }

    /// No place at the rentrée: a year without enrolment, then one found directly.
    pub(crate) fn gap(&mut self, at: SchoolYear, stage: Stage<'a>) -> Next<'a> {
        let off = self.dice.day(date(at.0 + 1, 9, 25), date(at.0 + 1, 10, 20));
        let back = self.dice.day(date(at.0 + 2, 8, 20), date(at.0 + 2, 8, 31));
        self.diary.on(off, Command::InterruptStudy { kind: Interruption::Autre });
        self.diary.on(back, Command::ResumeStudy);
        if let Some(formation) = stage.formation {
            let formation = facts(formation);
            let school_year = SchoolYear(at.0 + 2);
            self.diary.on(back, Command::ConfirmEnrolment { wish: None, school_year, formation });
        }
        Next::Gap(stage)
    }

    /// A year of césure between two levels; she stays enrolled.
    fn cesure(&mut self, at: SchoolYear, next: &Stage<'a>) {
        let stage = Stage { niveau: Niveau::Cesure, statut: Statut::Etudiant, ..next.clone() };
        self.start(at, &stage);
        let off = self.dice.day(date(at.0, 9, 21), date(at.0, 9, 30));
        let back = self.dice.day(date(at.0 + 1, 8, 20), date(at.0 + 1, 8, 31));
        self.diary.on(off, Command::InterruptStudy { kind: Interruption::Cesure });
        self.conclude(at, YearResult::Promoted);
        self.diary.on(back, Command::ResumeStudy);
    }

    /// The first reason to end support is the one that counts.
    pub(crate) fn leave(&mut self, studied_until: NaiveDate, day: NaiveDate, reason: EndReason) {
        self.leaving.get_or_insert(Leaving { studied_until, day, reason });
    }
}
