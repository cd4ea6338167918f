//! School years, spécialités, diplomas, interruptions.

use std::collections::BTreeSet;

use chrono::Datelike as _;

use super::{
    Event, Record, Rejection,
    facts::{Enrolment, Specialite, Statut, YearResult, YearStart},
};
use crate::{
    Context, SchoolYear,
    levels::{Diploma, Niveau},
};

/// A school year starts: one main enrolment a year, on the ladder or with a reason.
pub(super) fn start(
    record: &Record,
    school_year: SchoolYear,
    year: YearStart,
    reference_version: String,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    use Rejection as R;
    if school_year > SchoolYear::of(context.today) {
        return Err(R::YearInTheFuture { year: school_year });
    }
    let known = record.years.contains_key(&school_year);
    match year.enrolment {
        Enrolment::Main if known => return Err(R::YearAlreadyStarted { year: school_year }),
        Enrolment::Secondary if !known => {
            return Err(R::MainEnrolmentMissing { year: school_year });
        }
        Enrolment::Main | Enrolment::Secondary => {}
    }
    let fits = match year.statut {
        Statut::Scolaire => {
            year.niveau.is_lycee() || matches!(year.niveau, Niveau::Bts1 | Niveau::Bts2)
        }
        Statut::Etudiant => !year.niveau.is_lycee(),
        Statut::Apprenti => !matches!(year.niveau, Niveau::SecondeGt | Niveau::Cesure),
    };
    if !fits {
        return Err(R::WrongStatut);
    }
    specialites(record, school_year, &year)?;
    if year.enrolment == Enrolment::Main && year.atypical.is_none() {
        on_the_ladder(record, school_year, year.niveau)?;
    }
    Ok(vec![Event::SchoolYearStarted { school_year, year, reference_version }])
}

fn on_the_ladder(record: &Record, at: SchoolYear, niveau: Niveau) -> Result<(), Rejection> {
    match record.level_before(at) {
        Some((from, years)) if !from.may_lead_to(niveau, years) => {
            return Err(Rejection::LevelJump { from, to: niveau });
        }
        _ => {}
    }
    match record.level_after(at) {
        Some((to, years)) if !niveau.may_lead_to(to, years) => {
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
    if year.start.niveau != Niveau::PremiereGenerale || year.kept.is_some() {
        return Err(Rejection::NotPremiereGenerale);
    }
    let (out, kept): (Vec<_>, Vec<_>) =
        year.start.specialites.iter().partition(|followed| **followed == dropped);
    if out.is_empty() {
        return Err(Rejection::SpecialiteNotFollowed);
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

/// A diploma can be passed at a session when a year that leads to it was started before.
pub(super) fn diploma(
    record: &Record,
    diploma: Diploma,
    session: i32,
    context: &Context,
) -> Result<(), Rejection> {
    if session > context.today.year() {
        return Err(Rejection::InTheFuture);
    }
    if record.diplomas.contains_key(&diploma) {
        return Err(Rejection::DiplomaAlreadyObtained);
    }
    let before = SchoolYear(session - 1);
    if record.years.range(..=before).any(|(_, year)| diploma.fits(year.start.niveau)) {
        Ok(())
    } else {
        Err(Rejection::DiplomaOutOfReach)
    }
}

/// The right number, all different, and in Terminale among those of Première where it is known.
fn specialites(record: &Record, at: SchoolYear, year: &YearStart) -> Result<(), Rejection> {
    let chosen: BTreeSet<Specialite> = year.specialites.iter().copied().collect();
    let expected = year.niveau.specialites();
    // A past year may be known without its spécialités; a part of them is a mistake.
    let unknown = expected > 0 && year.specialites.is_empty();
    if !unknown && (chosen.len() != expected || year.specialites.len() != expected) {
        return Err(Rejection::WrongSpecialites { expected });
    }
    if year.niveau != Niveau::TerminaleGenerale || unknown {
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
