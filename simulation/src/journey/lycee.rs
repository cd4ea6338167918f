//! Years of lycée: Seconde, Première and Terminale of the three voies.

use domain::{
    SchoolYear,
    journey::{
        Command,
        facts::{EndReason, Specialite, Statut, YearResult},
    },
    levels::Niveau as N,
};

use super::walk::{Next, Stage, Walk};
use crate::{
    calendar::{date, parcoursup},
    calibration::{
        leaning,
        studies::{self, Ending, Voie},
    },
};

impl<'a> Walk<'a, '_> {
    /// Where it begins.
    pub(crate) fn seconde(&mut self) -> Stage<'a> {
        let pro = self.voie == Voie::Pro;
        Stage {
            niveau: if pro { N::SecondePro } else { N::SecondeGt },
            specialites: Vec::new(),
            school: self.atlas.lycee(self.dice, self.person.home, pro, None),
            formation: None,
            statut: Statut::Scolaire,
        }
    }

    pub(crate) fn lycee(&mut self, at: SchoolYear, stage: &Stage<'a>) -> Next<'a> {
        self.start(at, stage);
        if self.breaks_off(at, stage) {
            return self.interrupt(at, stage);
        }
        if matches!(stage.niveau, N::TerminaleGenerale | N::TerminaleTechno | N::TerminalePro) {
            return self.terminale(at, stage);
        }
        match self.ending(at, stage.niveau) {
            Ending::Promoted => {
                let next = self.upwards(at, stage);
                self.conclude(at, YearResult::Promoted);
                Next::Year(next)
            }
            Ending::Repeated => {
                self.conclude(at, YearResult::Repeated);
                Next::Year(stage.clone())
            }
            Ending::Reoriented => {
                self.conclude(at, YearResult::Reoriented);
                Next::Year(self.sideways(stage))
            }
        }
    }

    /// The next level of lycée.
    fn upwards(&mut self, at: SchoolYear, stage: &Stage<'a>) -> Stage<'a> {
        let (niveau, specialites) = match (stage.niveau, self.voie) {
            (N::SecondeGt, Voie::Techno) => (N::PremiereTechno, Vec::new()),
            (N::SecondeGt, _) => (N::PremiereGenerale, self.three(at.next())),
            (N::PremiereGenerale, _) => (N::TerminaleGenerale, self.two(at, &stage.specialites)),
            (N::PremiereTechno, _) => (N::TerminaleTechno, Vec::new()),
            (N::SecondePro, _) => (N::PremierePro, Vec::new()),
            (..) => (N::TerminalePro, Vec::new()),
        };
        let leaves_seconde = matches!(stage.niveau, N::SecondeGt | N::SecondePro);
        let school = if leaves_seconde && self.dice.chance(studies::CHANGES_LYCEE) {
            let here = stage.school.as_ref().and_then(|school| school.uai.known());
            let pro = niveau == N::PremierePro;
            self.atlas.lycee(self.dice, self.person.home, pro, here)
        } else {
            stage.school.clone()
        };
        Stage { niveau, specialites, school, ..stage.clone() }
    }

    /// Another voie at the same level.
    fn sideways(&mut self, stage: &Stage<'a>) -> Stage<'a> {
        let (niveau, voie) = match stage.niveau {
            N::SecondeGt => (N::SecondePro, Voie::Pro),
            N::PremiereGenerale => (N::PremiereTechno, Voie::Techno),
            other => (other, self.voie),
        };
        let school = if voie == Voie::Pro && self.voie != Voie::Pro {
            self.atlas.lycee(self.dice, self.person.home, true, None)
        } else {
            stage.school.clone()
        };
        self.voie = voie;
        Stage { niveau, specialites: Vec::new(), school, ..stage.clone() }
    }

    /// The three spécialités of Première.
    fn three(&mut self, at: SchoolYear) -> Vec<Specialite> {
        if at.0 < studies::SPECIALITES_SINCE.0 {
            Vec::new()
        } else if self.dice.chance(studies::NSI_IN_PREMIERE) {
            let [one, other] = self.dice.weighted(&studies::BESIDE_NSI);
            vec![Specialite::Nsi, one, other]
        } else {
            self.dice.weighted(&studies::WITHOUT_NSI).to_vec()
        }
    }

    /// The two of them that she keeps, at the end of Première.
    fn two(&mut self, at: SchoolYear, three: &[Specialite]) -> Vec<Specialite> {
        use Specialite::{Maths, Nsi};
        let [a, b, c] = three else { return Vec::new() };
        let follows = |one| [a, b, c].contains(&&one);
        let keeps_nsi = follows(Nsi) && !self.dice.chance(studies::DROPS_NSI);
        let keeps_maths = follows(Maths) && self.dice.chance(studies::KEEPS_MATHS_WITH_NSI);
        let rank = |one: Specialite| match one {
            Nsi if keeps_nsi => 0,
            Nsi => 4,
            Maths if keeps_nsi && !keeps_maths => 3,
            Maths => 1,
            _ => 2,
        };
        let last = three.iter().copied().max_by_key(|one| rank(*one)).unwrap_or(*c);
        let dropped = if keeps_nsi || follows(Nsi) {
            last
        } else {
            // Maths stays more often than the others do.
            let others: Vec<_> = three.iter().copied().filter(|one| *one != Maths).collect();
            *self.dice.pick(&others).unwrap_or(c)
        };
        let day = self.dice.day(date(at.0 + 1, 5, 15), date(at.0 + 1, 6, 12));
        self.diary.at_work(day, Command::DropSpecialite { school_year: at, dropped });
        if at.0 + 1 < studies::SPECIALITES_SINCE.1 {
            return Vec::new();
        }
        three.iter().copied().filter(|one| *one != dropped).collect()
    }

    /// Applications, the baccalauréat, and the way out of lycée.
    fn terminale(&mut self, at: SchoolYear, stage: &Stage<'a>) -> Next<'a> {
        let session = at.0 + 1;
        let results = parcoursup(session).bac;
        let success = leaning(studies::bac(self.voie), self.person.merit);
        let obtained = self.dice.chance(success) || self.is_past(at);
        let place = self.parcoursup(at, obtained);
        let mention = obtained.then(|| self.dice.weighted(&studies::MENTIONS));
        let diploma = stage.niveau.diploma();
        if let Some(diploma) = diploma {
            let record = Command::RecordDiploma { diploma, session, obtained, mention };
            self.diary.on(results, record);
        }
        if !obtained {
            if self.dice.chance(studies::REPEATS_TERMINALE) {
                self.conclude(at, YearResult::Repeated);
                return Next::Year(stage.clone());
            }
            self.conclude(at, YearResult::Interrupted);
            let day = self.dice.after(results, 30, 150);
            self.leave(results, day, EndReason::Withdrew);
            return Next::Out;
        }
        self.conclude(at, YearResult::Graduated);
        match place {
            Some(place) => self.follow(at, place),
            None => {
                let Some(formation) = self.second_chance(at) else { return Next::Out };
                let stage = self.first_year(formation);
                self.gap(at, stage)
            }
        }
    }
}
