//! Years after the baccalauréat.

use domain::{
    SchoolYear,
    journey::{
        Command,
        facts::{EndReason, Enrolment, Statut, YearResult},
    },
    levels::{Diploma, Niveau as N},
    reference::{Filiere, Formation},
};

use super::{
    parcoursup::Place,
    walk::{Next, Stage, Walk},
};
use crate::{
    atlas::{Offer, facts},
    calendar::{date, parcoursup},
    calibration::studies::{self, Ending},
};

impl<'a> Walk<'a, '_> {
    /// Enrols where there is a place, for the next rentrée.
    pub(crate) fn follow(&mut self, at: SchoolYear, place: Place<'a>) -> Next<'a> {
        let Place { formation, wish, day } = place;
        let day = self.dice.after(day.max(parcoursup(at.0 + 1).bac), 1, 6);
        if !self.is_past(at) {
            let school_year = at.next();
            let formation = facts(formation);
            self.diary.on(day, Command::ConfirmEnrolment { wish, school_year, formation });
        }
        Next::Year(self.first_year(formation))
    }

    /// The first year of a formation entered after the baccalauréat.
    pub(crate) fn first_year(&mut self, formation: &'a Formation) -> Stage<'a> {
        let niveau = match formation.filiere {
            Filiere::Bts => N::Bts1,
            Filiere::But => N::But1,
            Filiere::Cpge => N::Cpge1,
            Filiere::Ingenieur => N::Prepa1,
            Filiere::Bachelor => N::Bachelor1,
            _ => N::Licence1,
        };
        self.stage(niveau, formation)
    }

    /// A level in a formation.
    pub(crate) fn stage(&mut self, niveau: N, formation: &'a Formation) -> Stage<'a> {
        let apprentice = formation.apprenticeship || self.dice.chance(studies::apprentice(niveau));
        Stage {
            niveau,
            specialites: Vec::new(),
            school: self.atlas.school(formation),
            formation: Some(formation),
            statut: if apprentice { Statut::Apprenti } else { Statut::Etudiant },
        }
    }

    pub(crate) fn superieur(&mut self, at: SchoolYear, stage: &Stage<'a>) -> Next<'a> {
        self.start(at, stage);
        self.secondary(at, stage);
        let past = self.is_past(at);
        if !past && !stage.leads_to_digital() && self.dice.chance(studies::LEAVES_WITH_THE_FIELD) {
            let gone = date(at.0, 9, 20);
            let day = self.dice.after(gone, 5, 70);
            self.leave(gone, day, EndReason::LeftDigital);
        }
        if self.breaks_off(at, stage) {
            return self.interrupt(at, stage);
        }
        match self.ending(at, stage.niveau) {
            Ending::Promoted => self.promoted(at, stage),
            Ending::Repeated => {
                // A maîtrise is asked for, so nobody misses it.
                if let Some(diploma) = stage.niveau.diploma()
                    && diploma != Diploma::Maitrise
                {
                    self.diploma(at, diploma, false);
                }
                self.conclude(at, YearResult::Repeated);
                Next::Year(stage.clone())
            }
            Ending::Reoriented => self.reoriented(at, stage),
        }
    }

    /// Students of CPGE may also be enrolled in a licence.
    fn secondary(&mut self, at: SchoolYear, stage: &Stage<'a>) {
        let niveau = match stage.niveau {
            N::Cpge1 => N::Licence1,
            N::Cpge2 => N::Licence2,
            _ => return,
        };
        if self.dice.chance(studies::CPGE_AND_LICENCE) {
            let home = self.person.home;
            let licence = self.atlas.formation(self.dice, Offer::LicenceInformatique, home);
            if let Some(formation) = licence {
                let stage = Stage { statut: Statut::Etudiant, ..self.stage(niveau, formation) };
                self.enrol(at, &stage, Enrolment::Secondary);
            }
        }
    }

    fn promoted(&mut self, at: SchoolYear, stage: &Stage<'a>) -> Next<'a> {
        match stage.niveau.diploma() {
            Some(Diploma::Maitrise) if !self.dice.chance(studies::ASKS_MAITRISE) => {}
            Some(diploma) => self.diploma(at, diploma, true),
            None => {}
        }
        let ends_here = stage
            .niveau
            .diploma()
            .is_some_and(|diploma| !matches!(diploma, Diploma::Dut | Diploma::Maitrise));
        self.conclude(at, if ends_here { YearResult::Graduated } else { YearResult::Promoted });
        let next = self.onward(at, stage);
        match (next, stage.niveau) {
            (Some(next), N::Licence2 | N::Licence3 | N::Master1 | N::Ingenieur2)
                if !self.is_past(at) && self.dice.chance(studies::CESURE) =>
            {
                Next::Cesure(next)
            }
            (Some(next), _) => Next::Year(next),
            (None, _) => {
                let studied_until = date(at.0 + 1, 7, 10);
                let day = self.dice.day(date(at.0 + 1, 9, 10), date(at.0 + 1, 12, 12));
                let digital = stage.leads_to_digital();
                let reason = if digital { EndReason::Completed } else { EndReason::LeftDigital };
                self.leave(studied_until, day, reason);
                Next::Out
            }
        }
    }

    fn diploma(&mut self, at: SchoolYear, diploma: Diploma, obtained: bool) {
        let day = self.dice.day(date(at.0 + 1, 6, 28), date(at.0 + 1, 7, 5));
        let session = at.0 + 1;
        self.diary
            .at_work(day, Command::RecordDiploma { diploma, session, obtained, mention: None });
    }

    /// To another formation: from a first year through Parcoursup, later to a neighbouring one.
    fn reoriented(&mut self, at: SchoolYear, stage: &Stage<'a>) -> Next<'a> {
        let neighbour = match stage.niveau {
            N::Cpge1 => Some((N::Licence2, Offer::LicenceInformatique)),
            N::Licence2 => Some((N::But2, Offer::ButInformatique)),
            _ => None,
        };
        if let Some((niveau, offer)) = neighbour {
            let found = self.atlas.formation(self.dice, offer, self.person.home);
            if let Some(formation) = found {
                self.conclude(at, YearResult::Reoriented);
                let next = self.stage(niveau, formation);
                self.enrolled_directly(at, formation);
                return Next::Year(next);
            }
        }
        let place = self.parcoursup(at, true);
        self.conclude(at, YearResult::Reoriented);
        match place {
            Some(place) => self.follow(at, place),
            None => Next::Year(stage.clone()),
        }
    }

    /// An enrolment without an application that is recorded.
    pub(crate) fn enrolled_directly(&mut self, at: SchoolYear, formation: &'a Formation) {
        let day = self.dice.day(date(at.0 + 1, 7, 8), date(at.0 + 1, 7, 25));
        let school_year = at.next();
        let formation = facts(formation);
        self.diary.at_work(day, Command::ConfirmEnrolment { wish: None, school_year, formation });
    }
}
