//! Levels of study and the ladder between them.
//!
//! The list is `niveaux.csv` of the reference data; ranks count from the baccalauréat (bac−3 is
//! Seconde, bac+5 the second year of a master). Time moves forward, the level may not: repeating,
//! reorienting and a year of *césure* are normal. Only a climb faster than the calendar is refused.

use crate::{Vocabulary, vocabulary};

vocabulary! {
    /// A level of study (niveau), one per year of a track.
    pub enum Niveau {
        SecondeGt => "2GT", "Seconde générale et technologique";
        SecondePro => "2PRO", "Seconde professionnelle";
        PremiereGenerale => "1G", "Première générale";
        PremiereTechno => "1T", "Première technologique";
        PremierePro => "1PRO", "Première professionnelle";
        TerminaleGenerale => "TG", "Terminale générale";
        TerminaleTechno => "TT", "Terminale technologique";
        TerminalePro => "TPRO", "Terminale professionnelle";
        Bts1 => "BTS1", "BTS 1re année";
        Bts2 => "BTS2", "BTS 2e année";
        But1 => "BUT1", "BUT 1re année";
        But2 => "BUT2", "BUT 2e année";
        But3 => "BUT3", "BUT 3e année";
        Licence1 => "L1", "Licence 1re année";
        Licence2 => "L2", "Licence 2e année";
        Licence3 => "L3", "Licence 3e année";
        LicencePro => "LP", "Licence professionnelle (1 an)";
        Cpge1 => "CPGE1", "CPGE 1re année";
        Cpge2 => "CPGE2", "CPGE 2e année";
        Prepa1 => "PREPA1", "Cycle préparatoire intégré 1re année";
        Prepa2 => "PREPA2", "Cycle préparatoire intégré 2e année";
        Ingenieur1 => "ING1", "Cycle ingénieur 1re année";
        Ingenieur2 => "ING2", "Cycle ingénieur 2e année";
        Ingenieur3 => "ING3", "Cycle ingénieur 3e année";
        Bachelor1 => "BACH1", "Bachelor reconnu 1re année";
        Bachelor2 => "BACH2", "Bachelor reconnu 2e année";
        Bachelor3 => "BACH3", "Bachelor reconnu 3e année";
        GrandeEcole1 => "PGE1", "Programme grande école 1re année";
        GrandeEcole2 => "PGE2", "Programme grande école 2e année";
        GrandeEcole3 => "PGE3", "Programme grande école 3e année";
        Master1 => "M1", "Master 1";
        Master2 => "M2", "Master 2";
        Cesure => "CESURE", "Année de césure (inscrite)";
    }
}

vocabulary! {
    /// A diploma of secondary or higher education.
    pub enum Diploma {
        BacGeneral => "bac_general", "Baccalauréat général";
        BacTechno => "bac_techno", "Baccalauréat technologique";
        BacPro => "bac_pro", "Baccalauréat professionnel";
        Bts => "bts", "BTS";
        Dut => "dut", "DUT (120 ECTS, dans le BUT)";
        But => "but", "BUT";
        Licence => "licence", "Licence";
        LicencePro => "licence_pro", "Licence professionnelle";
        Bachelor => "bachelor", "Bachelor";
        Maitrise => "maitrise", "Maîtrise (sur demande)";
        Master => "master", "Master";
        Ingenieur => "ingenieur", "Diplôme d'ingénieur";
        GrandeEcole => "grande_ecole", "Diplôme visé grade de master";
    }
}

impl Niveau {
    /// Years from the baccalauréat: −3 in Seconde, 5 in the last year of a master; `None` for a
    /// year of césure, which has no level.
    #[must_use]
    pub fn rank(self) -> Option<i32> {
        use Niveau as N;
        Some(match self {
            N::SecondeGt | N::SecondePro => -3,
            N::PremiereGenerale | N::PremiereTechno | N::PremierePro => -2,
            N::TerminaleGenerale | N::TerminaleTechno | N::TerminalePro => -1,
            N::Bts1 | N::But1 | N::Licence1 | N::Cpge1 | N::Prepa1 | N::Bachelor1 => 1,
            N::Bts2 | N::But2 | N::Licence2 | N::Cpge2 | N::Prepa2 | N::Bachelor2 => 2,
            N::But3 | N::Licence3 | N::LicencePro | N::Bachelor3 => 3,
            N::Ingenieur1 | N::GrandeEcole1 => 3,
            N::Ingenieur2 | N::GrandeEcole2 | N::Master1 => 4,
            N::Ingenieur3 | N::GrandeEcole3 | N::Master2 => 5,
            N::Cesure => return None,
        })
    }

    /// In a lycée, before the baccalauréat.
    #[must_use]
    pub fn is_lycee(self) -> bool {
        self.rank().is_some_and(|rank| rank < 0)
    }

    /// How many spécialités a pupil follows at this level (3 in Première générale, 2 kept in
    /// Terminale générale since the 2019 reform); elsewhere none.
    #[must_use]
    pub fn specialites(self) -> usize {
        match self {
            Self::PremiereGenerale => 3,
            Self::TerminaleGenerale => 2,
            _ => 0,
        }
    }

    /// The levels this one ordinarily leads to, passerelles included.
    #[must_use]
    pub fn successors(self) -> &'static [Self] {
        use Niveau as N;
        match self {
            N::SecondeGt => &[N::PremiereGenerale, N::PremiereTechno],
            N::SecondePro => &[N::PremierePro],
            N::PremiereGenerale => &[N::TerminaleGenerale],
            N::PremiereTechno => &[N::TerminaleTechno],
            N::PremierePro => &[N::TerminalePro],
            N::TerminaleGenerale | N::TerminaleTechno | N::TerminalePro => {
                &[N::Bts1, N::But1, N::Licence1, N::Cpge1, N::Prepa1, N::Bachelor1]
            }
            N::Bts1 => &[N::Bts2],
            N::Bts2 => &[N::But2, N::But3, N::Licence3, N::LicencePro, N::Ingenieur1, N::Bachelor3],
            N::But1 => &[N::But2],
            N::But2 => &[N::But3, N::Licence3, N::LicencePro, N::Ingenieur1],
            N::But3 => &[N::Master1, N::Ingenieur1, N::GrandeEcole1],
            N::Licence1 => &[N::Licence2],
            N::Licence2 => &[N::Licence3, N::LicencePro, N::Ingenieur1, N::But3],
            N::Licence3 => &[N::Master1, N::Ingenieur1, N::Ingenieur2, N::GrandeEcole1],
            N::LicencePro => &[N::Master1, N::Ingenieur1],
            N::Cpge1 => &[N::Cpge2, N::Licence2],
            N::Cpge2 => &[N::Ingenieur1, N::GrandeEcole1, N::Licence3],
            N::Prepa1 => &[N::Prepa2],
            N::Prepa2 => &[N::Ingenieur1],
            N::Ingenieur1 => &[N::Ingenieur2],
            N::Ingenieur2 => &[N::Ingenieur3],
            N::Bachelor1 => &[N::Bachelor2],
            N::Bachelor2 => &[N::Bachelor3],
            N::Bachelor3 => &[N::Master1, N::Ingenieur1, N::GrandeEcole1],
            N::GrandeEcole1 => &[N::GrandeEcole2],
            N::GrandeEcole2 => &[N::GrandeEcole3],
            N::Master1 => &[N::Master2],
            N::Ingenieur3 | N::GrandeEcole3 | N::Master2 | N::Cesure => &[],
        }
    }

    /// The diploma a successful last year gives. The DUT inside the BUT does not end it, and CPGE
    /// gives none.
    #[must_use]
    pub fn diploma(self) -> Option<Diploma> {
        use Niveau as N;
        Some(match self {
            N::TerminaleGenerale => Diploma::BacGeneral,
            N::TerminaleTechno => Diploma::BacTechno,
            N::TerminalePro => Diploma::BacPro,
            N::Bts2 => Diploma::Bts,
            N::But2 => Diploma::Dut,
            N::But3 => Diploma::But,
            N::Licence3 => Diploma::Licence,
            N::LicencePro => Diploma::LicencePro,
            N::Bachelor3 => Diploma::Bachelor,
            N::Ingenieur3 => Diploma::Ingenieur,
            N::GrandeEcole3 => Diploma::GrandeEcole,
            N::Master1 => Diploma::Maitrise,
            N::Master2 => Diploma::Master,
            _ => return None,
        })
    }

    /// May a person be at `next` this many school years (≥ 1) after being at `self`?
    ///
    /// Ordinary successors, repeats, reorientations to the same or a lower rank of the same cycle,
    /// and climbs no faster than one rank a year are; a jump, or going back from higher education
    /// to lycée, needs a stated reason.
    #[must_use]
    pub fn may_lead_to(self, next: Self, years: i32) -> bool {
        let (Some(from), Some(to)) = (self.rank(), next.rank()) else { return true };
        let climb = if from < 0 && to > 0 { to - from - 1 } else { to - from };
        if self.successors().contains(&next) {
            return true;
        }
        match (self.is_lycee(), next.is_lycee()) {
            (false, true) => false,
            (true, false) => climb <= years && from + years >= 0,
            (true, true) | (false, false) => climb <= 0 || (years > 1 && climb <= years),
        }
    }
}

impl Diploma {
    /// Level in the national framework (décret 2019-14; same numbers as the EQF): bac 4, BTS and
    /// DUT 5, licence, BUT and maîtrise 6, master and ingénieur 7.
    #[must_use]
    pub fn level(self) -> u8 {
        match self {
            Self::BacGeneral | Self::BacTechno | Self::BacPro => 4,
            Self::Bts | Self::Dut => 5,
            Self::But | Self::Licence | Self::LicencePro | Self::Bachelor | Self::Maitrise => 6,
            Self::Master | Self::Ingenieur | Self::GrandeEcole => 7,
        }
    }

    /// Is it a baccalauréat?
    #[must_use]
    pub fn is_bac(self) -> bool {
        self.level() == 4
    }

    /// Can it be obtained by somebody at this level of study? One that gives a diploma gives any of
    /// its rank, because people reorient in the course of a year; CPGE, or the first years of a
    /// school of engineers, give none.
    #[must_use]
    pub fn fits(self, niveau: Niveau) -> bool {
        let of_that_rank = |n: &Niveau| n.diploma() == Some(self) && n.rank() == niveau.rank();
        niveau.diploma().is_some() && Niveau::ALL.iter().any(of_that_rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Niveau as N;

    #[test]
    fn the_ordinary_way_climbs_one_rank_a_year() {
        for (from, to) in [
            (N::SecondeGt, N::PremiereGenerale),
            (N::TerminaleGenerale, N::Cpge1),
            (N::Bts2, N::Licence3),
            (N::But3, N::Master1),
            (N::Cpge2, N::Ingenieur1),
        ] {
            assert!(from.may_lead_to(to, 1), "{from} to {to}");
        }
    }

    #[test]
    fn repeating_and_reorienting_are_ordinary() {
        assert!(N::TerminaleGenerale.may_lead_to(N::TerminaleGenerale, 1));
        assert!(N::Licence1.may_lead_to(N::But1, 1));
        assert!(N::Cpge2.may_lead_to(N::Cpge2, 1), "5/2");
        assert!(N::Master1.may_lead_to(N::Licence3, 1));
        assert!(N::SecondeGt.may_lead_to(N::SecondePro, 1));
    }

    #[test]
    fn a_level_jump_is_not() {
        assert!(!N::SecondeGt.may_lead_to(N::TerminaleGenerale, 1));
        assert!(!N::SecondeGt.may_lead_to(N::Licence1, 1));
        assert!(!N::Licence1.may_lead_to(N::Master1, 1));
        assert!(!N::TerminaleGenerale.may_lead_to(N::Licence2, 1));
        assert!(!N::Licence1.may_lead_to(N::TerminaleGenerale, 1), "back to lycée");
    }

    #[test]
    fn years_that_were_not_recorded_count() {
        assert!(N::SecondeGt.may_lead_to(N::TerminaleGenerale, 2));
        assert!(N::SecondeGt.may_lead_to(N::Licence1, 3));
        assert!(!N::SecondeGt.may_lead_to(N::Licence1, 2));
        assert!(N::Licence1.may_lead_to(N::Master1, 3));
        assert!(!N::Licence1.may_lead_to(N::Master2, 3));
    }

    #[test]
    fn a_year_of_cesure_has_no_rank_and_blocks_nothing() {
        assert!(N::Licence2.may_lead_to(N::Cesure, 1));
        assert!(N::Cesure.may_lead_to(N::Licence3, 1));
    }

    #[test]
    fn diplomas_stand_at_their_national_level() {
        assert_eq!(N::But2.diploma().map(Diploma::level), Some(5));
        assert_eq!(N::Master1.diploma().map(Diploma::level), Some(6));
        assert_eq!(N::Cpge2.diploma(), None);
        assert!(Diploma::Dut.fits(N::But2));
        assert!(!Diploma::Master.fits(N::Master1));
        assert!(Diploma::LicencePro.fits(N::Licence3), "she may have gone there in the year");
    }

    #[test]
    fn every_level_but_the_last_leads_somewhere_allowed() {
        for from in Niveau::ALL {
            for to in from.successors() {
                assert!(from.may_lead_to(*to, 1), "{from} to {to}");
            }
        }
    }
}
