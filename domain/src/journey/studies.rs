//! School years, spécialités, diplomas, interruptions.

use std::collections::BTreeSet;

use chrono::Datelike as _;

use super::{
    Event, Record, Rejection,
    facts::{Enrolment, FormationFacts, Obstacle, Specialite, Statut, YearResult, YearStart},
};
use crate::{
    Context, PlacementId, SchoolYear,
    levels::{Diploma, Niveau},
    reference::Numerique,
};

/// Nobody the programme may register studied before.
const FIRST_YEAR: i32 = 2000;

/// A calendar year, or the first one of a school year, that can be meant.
pub(super) fn plausible(year: i32, to: i32) -> Result<(), Rejection> {
    if (FIRST_YEAR..=to).contains(&year) {
        Ok(())
    } else {
        Err(Rejection::YearOutOfRange { year, from: FIRST_YEAR, to })
    }
}

/// A school year that has started.
pub(super) fn under_way(year: SchoolYear, context: &Context) -> Result<(), Rejection> {
    let current = SchoolYear::of(context.today);
    if year > current {
        return Err(Rejection::YearInTheFuture { year });
    }
    plausible(year.0, current.0)
}

/// A school year starts: one main enrolment a year, on the ladder or with a reason.
pub(super) fn start(
    record: &Record,
    school_year: SchoolYear,
    year: YearStart,
    reference_version: String,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    use Rejection as R;
    under_way(school_year, context)?;
    let known = record.years.contains_key(&school_year);
    match year.enrolment {
        Enrolment::Main if known => return Err(R::YearAlreadyStarted { year: school_year }),
        Enrolment::Secondary if !known => {
            return Err(R::MainEnrolmentMissing { year: school_year });
        }
        Enrolment::Main | Enrolment::Secondary => {}
    }
    if !fits(year.statut, year.niveau) {
        return Err(R::WrongStatut);
    }
    specialites(record, school_year, &year)?;
    if year.enrolment == Enrolment::Main {
        same_scale(record, school_year, year.niveau)?;
    }
    if year.enrolment == Enrolment::Main && year.atypical.is_none() {
        on_the_ladder(record, school_year, year.niveau)?;
    }
    Ok(vec![Event::SchoolYearStarted { school_year, year, reference_version }])
}

/// The scholarship declared for a year, if one was, is on the scale of its level.
fn same_scale(record: &Record, at: SchoolYear, niveau: Niveau) -> Result<(), Rejection> {
    let scale = record.situations.get(&at).and_then(|known| known.bourse.is_lycee_scale());
    if scale.is_some_and(|lycee| lycee != niveau.is_lycee()) {
        return Err(Rejection::DeclaredOnOtherScale { year: at });
    }
    Ok(())
}

fn fits(statut: Statut, niveau: Niveau) -> bool {
    match statut {
        Statut::Scolaire => niveau.is_lycee() || matches!(niveau, Niveau::Bts1 | Niveau::Bts2),
        Statut::Etudiant => !niveau.is_lycee(),
        Statut::Apprenti => !matches!(niveau, Niveau::SecondeGt | Niveau::Cesure),
    }
}

/// An apprenticeship starts, one at a time, within an open school year; from that day on she is an
/// apprentice.
pub(super) fn start_apprenticeship(
    record: &Record,
    placement: PlacementId,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let school_year = SchoolYear::of(context.occurred_on);
    let open = record.years.get(&school_year).filter(|year| year.result.is_none());
    let year = open.ok_or(Rejection::NoOpenSchoolYear { year: school_year })?;
    if record.apprenticeship.is_some() {
        return Err(Rejection::ApprenticeshipUnderWay);
    }
    let statut = Statut::Apprenti;
    if !fits(statut, year.start.niveau) {
        return Err(Rejection::WrongStatut);
    }
    let mut events = vec![Event::ApprenticeshipReserved { placement }];
    if year.start.statut != statut {
        events.push(Event::StatutChanged { school_year, statut });
    }
    Ok(events)
}

fn on_the_ladder(record: &Record, at: SchoolYear, niveau: Niveau) -> Result<(), Rejection> {
    match (record.level_before(at), record.level_after(at)) {
        // A césure known late takes one year from the climb around it.
        (Some((from, since)), Some((to, until)))
            if niveau.rank().is_none() && !from.may_lead_to(to, since + until - 1) =>
        {
            Err(Rejection::LevelJump { from, to })
        }
        (Some((from, years)), _) if !from.may_lead_to(niveau, years) => {
            Err(Rejection::LevelJump { from, to: niveau })
        }
        (_, Some((to, years))) if !niveau.may_lead_to(to, years) => {
            Err(Rejection::LevelJumpAfter { from: niveau, to })
        }
        _ => Ok(()),
    }
}

/// One of the three spécialités of Première is dropped, once.
pub(super) fn drop_specialite(
    record: &Record,
    school_year: SchoolYear,
    dropped: Specialite,
) -> Result<Vec<Event>, Rejection> {
    let year =
        record.years.get(&school_year).ok_or(Rejection::YearNotStarted { year: school_year })?;
    if year.start.niveau != Niveau::PremiereGenerale {
        return Err(Rejection::NotPremiereGenerale);
    }
    if year.kept.is_some() {
        return Err(Rejection::SpecialiteAlreadyDropped);
    }
    let (out, kept): (Vec<_>, Vec<_>) =
        year.start.specialites.iter().partition(|followed| **followed == dropped);
    if out.is_empty() {
        return Err(Rejection::SpecialiteNotFollowed);
    }
    if terminale_after(record, school_year).is_some_and(|kept| kept.contains(&dropped)) {
        return Err(Rejection::SpecialiteStillFollowed);
    }
    Ok(vec![Event::SpecialiteDropped { school_year, kept, dropped }])
}

/// A school year ends, once.
pub(super) fn conclude(
    record: &Record,
    school_year: SchoolYear,
    result: YearResult,
) -> Result<Vec<Event>, Rejection> {
    let year =
        record.years.get(&school_year).ok_or(Rejection::YearNotStarted { year: school_year })?;
    if year.result.is_some() {
        return Err(Rejection::YearAlreadyConcluded { year: school_year });
    }
    Ok(vec![Event::SchoolYearConcluded { school_year, result }])
}

/// She leaves the formation of her current year for another one. Whether that keeps her in digital
/// studies is what the formation table says of it.
pub(super) fn reorient(
    record: &Record,
    to: FormationFacts,
    obstacles: Vec<Obstacle>,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let year = record.years.get(&SchoolYear::of(context.occurred_on));
    let from = year.and_then(|year| year.start.formation.clone());
    let from = from.ok_or(Rejection::NoFormationToLeave)?;
    if from.is_same(&to) == Some(true) {
        return Err(Rejection::SameFormation);
    }
    let still_digital = to.numerique != Numerique::Other;
    Ok(vec![Event::Reoriented { from, to, still_digital, obstacles }])
}

/// A diploma can be passed at a session when a year that leads to it was started before, be it as a
/// second enrolment: pupils of CPGE, which gives none, are enrolled at a university too.
pub(super) fn diploma(
    record: &Record,
    diploma: Diploma,
    session: i32,
    context: &Context,
) -> Result<(), Rejection> {
    if session > context.today.year() {
        return Err(Rejection::InTheFuture);
    }
    plausible(session, context.today.year())?;
    if record.diplomas.contains_key(&diploma) {
        return Err(Rejection::DiplomaAlreadyObtained);
    }
    let before = SchoolYear(session - 1);
    let main = record.years.range(..=before).map(|(_, year)| year.start.niveau);
    let secondary = record.secondary.iter().filter(|(year, _)| *year <= before);
    if main.chain(secondary.map(|(_, niveau)| *niveau)).any(|niveau| diploma.fits(niveau)) {
        Ok(())
    } else {
        Err(Rejection::DiplomaOutOfReach)
    }
}

/// The spécialités of the Terminale générale that follows, if it is already known.
fn terminale_after(record: &Record, premiere: SchoolYear) -> Option<&[Specialite]> {
    let (_, next) = record.years.range(premiere.next()..).next()?;
    (next.start.niveau == Niveau::TerminaleGenerale).then_some(&next.start.specialites)
}

/// The right number, all different, and in Terminale among those of Première where it is known,
/// whichever of the two years is recorded first.
fn specialites(record: &Record, at: SchoolYear, year: &YearStart) -> Result<(), Rejection> {
    let chosen: BTreeSet<Specialite> = year.specialites.iter().copied().collect();
    let expected = year.niveau.specialites();
    // A past year may be known without its spécialités; a part of them is a mistake.
    let unknown = expected > 0 && year.specialites.is_empty();
    if !unknown && (chosen.len() != expected || year.specialites.len() != expected) {
        return Err(Rejection::WrongSpecialites { expected });
    }
    if unknown {
        return Ok(());
    }
    if year.niveau == Niveau::PremiereGenerale {
        let kept = terminale_after(record, at).unwrap_or_default();
        let followed = kept.iter().all(|kept| chosen.contains(kept));
        return if followed { Ok(()) } else { Err(Rejection::SpecialiteNotFollowed) };
    }
    if year.niveau != Niveau::TerminaleGenerale {
        return Ok(());
    }
    let premiere = record
        .years
        .range(..at)
        .next_back()
        .map(|(_, year)| year)
        .filter(|year| year.start.niveau == Niveau::PremiereGenerale);
    let Some(premiere) = premiere else { return Ok(()) };
    let followed: BTreeSet<_> = premiere.start.specialites.iter().copied().collect();
    if followed.is_empty() || chosen.is_subset(premiere.kept.as_ref().unwrap_or(&followed)) {
        Ok(())
    } else {
        Err(Rejection::SpecialiteNotFollowed)
    }
}
