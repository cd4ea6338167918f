//! Who a journey is about, before anything happens.

use chrono::{Days, NaiveDate};
use domain::{
    SchoolYear,
    codes::Academie,
    journey::facts::{Bourse, Declared, Evidence, Identity, Situation},
    policy::Policy,
};

use crate::{
    atlas::Atlas,
    calendar::{self, date},
    calibration::{
        persons::{
            BOURSE_UNDISCLOSED, BOURSIERE_BECOMES, BOURSIERE_LYCEE, BOURSIERE_STAYS, ENTRY_RANKS,
            EVIDENCE, LYCEE_SCALE, QPV, RURAL, SUP_SCALE, WHOLE_HISTORY, YEARS_LATE,
        },
        studies::{VOIES, Voie},
    },
    dice::Dice,
    names,
};

/// What does not change on the way.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) identity: Identity,
    pub(crate) birth: NaiveDate,
    /// Day of her registration.
    pub(crate) registers: NaiveDate,
    /// The school year she was in Seconde.
    pub(crate) seconde: SchoolYear,
    /// First school year that is recorded.
    pub(crate) known_from: SchoolYear,
    pub(crate) voie: Voie,
    pub(crate) home: Academie,
    /// Between 0 and 1: how easily years are passed and proposals come.
    pub(crate) merit: f64,
    /// Échelons in lycée and in higher education.
    bourse: (Bourse, Bourse),
    undisclosed: bool,
    qpv: Declared,
    rural: Declared,
    evidence: Evidence,
}

impl Person {
    /// The `nth` of a seed.
    pub(crate) fn draw(
        dice: &mut Dice,
        (seed, nth): (u64, u32),
        atlas: &Atlas,
        homes: &[Academie],
        until: NaiveDate,
    ) -> Self {
        let registers = calendar::registration(dice, until);
        let entry = SchoolYear::of(registers);
        let rank = dice.weighted(&ENTRY_RANKS);
        // Seconde is rank −3, and there is no rank 0.
        let years = if rank < 0 { rank + 3 } else { rank + 2 };
        let seconde = SchoolYear(entry.0 - years);
        let known_from = match rank {
            1.. if !dice.chance(WHOLE_HISTORY) => SchoolYear(seconde.0 + 2),
            _ => seconde,
        };
        let birth = birth(dice, seconde, registers);
        let home = dice.pick(homes).copied().unwrap_or(atlas.academies[0].0);
        let lycee = dice.chance(BOURSIERE_LYCEE);
        let sup = dice.chance(if lycee { BOURSIERE_STAYS } else { BOURSIERE_BECOMES });
        let bourse = (
            if lycee { dice.weighted(&LYCEE_SCALE) } else { Bourse::None },
            if sup { dice.weighted(&SUP_SCALE) } else { Bourse::None },
        );
        Self {
            identity: names::beneficiary(dice, seed, nth),
            birth,
            registers,
            seconde,
            known_from,
            voie: dice.weighted(&VOIES),
            home,
            merit: dice.unit(),
            bourse,
            undisclosed: dice.chance(BOURSE_UNDISCLOSED),
            qpv: dice.weighted(&QPV),
            rural: dice.weighted(&RURAL),
            evidence: dice.weighted(&EVIDENCE),
        }
    }

    /// Her situation in a year of lycée, of apprenticeship, or of other higher education.
    pub(crate) fn situation(&self, lycee: bool, apprentice: bool) -> Situation {
        let bourse = match (self.undisclosed, apprentice, lycee) {
            (true, ..) => Bourse::Undisclosed,
            // Apprentices have a wage and no scholarship.
            (_, true, _) => Bourse::None,
            (_, _, true) => self.bourse.0,
            (..) => self.bourse.1,
        };
        Situation {
            bourse,
            qpv: self.qpv,
            qpv_list: None,
            rural: self.rural,
            evidence: self.evidence,
        }
    }

    /// The same once the scholarship was notified in writing.
    pub(crate) fn documented(situation: Situation) -> Option<Situation> {
        let held = situation.bourse.is_boursiere() == Some(true);
        let new = situation.evidence == Evidence::Declared;
        (held && new).then_some(Situation { evidence: Evidence::Documented, ..situation })
    }

    /// Her age on a day.
    pub(crate) fn age_on(&self, day: NaiveDate) -> i32 {
        domain::time::age_on(self.birth, day)
    }
}

/// A birth date that the school year of Seconde explains and with which she may register.
fn birth(dice: &mut Dice, seconde: SchoolYear, registers: NaiveDate) -> NaiveDate {
    let on_time = seconde.0 - Policy::FOUNDING.age_min;
    let year = on_time - dice.weighted(&YEARS_LATE);
    let day = dice.below(365);
    let of = |year| date(year, 1, 1) + Days::new(day as u64);
    let drawn = of(year);
    if Policy::FOUNDING.may_register(drawn, registers) {
        return drawn;
    }
    // On time she may: 15 within the calendar year of Seconde, 23 at most in a last year of master.
    of(on_time)
}
