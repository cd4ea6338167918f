//! From a checked line to the commands it stands for.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use domain::{
    SchoolYear,
    journey::{
        Command,
        facts::{Authorisation, Enrolment, EntryStage, GuardianScope, Statut, YearStart},
    },
    levels::Niveau,
    time::age_on,
};
use reference::classify;
use uuid::Uuid;

use super::{
    column::{Column, Form, Place},
    levels::{self, Hints},
    reason::{About, LineReason, Reason, Remark},
    record::{Beneficiary, Experience, Level, Record},
    references::{Found, References, formation_facts, school_facts},
};

/// School years one experience may cover.
const MAX_YEARS: usize = 10;
/// Days of lessons, from 1 September to 30 June, that make a school year covered: an experience
/// that starts in the last days of August or ends in the first of September covers one year less.
const MIN_DAYS: i64 = 30;
/// Nobody is in the levels of the platform before the calendar year of this birthday.
const MIN_AGE: i32 = 10;

/// Names everything of one source: identifiers come from it and the platform's keys alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Namespace(Uuid);

impl Namespace {
    /// Of a source. The constant is for ever: another one would import everybody again.
    pub(super) fn of(source: &str) -> Self {
        const SOURCES: Uuid = Uuid::from_u128(0x6a6f_7572_6e65_5973_8000_696d_706f_7274);
        Self(Uuid::new_v5(&SOURCES, source.as_bytes()))
    }

    pub(super) fn id(self) -> Uuid {
        self.0
    }

    /// The journey of a beneficiary.
    pub(super) fn journey(self, external_id: &str) -> Uuid {
        Uuid::new_v5(&self.0, external_id.as_bytes())
    }
}

/// Which command of a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Registration,
    Guardian,
    Year(SchoolYear, Enrolment),
}

impl Kind {
    /// The same for the same key of the platform, for ever.
    pub(super) fn command_id(self, journey: Uuid) -> Uuid {
        let name = match self {
            Self::Registration => "registration".to_owned(),
            Self::Guardian => "guardian".to_owned(),
            Self::Year(year, Enrolment::Main) => format!("school-year/{}", year.0),
            Self::Year(year, Enrolment::Secondary) => format!("school-year/{}/secondary", year.0),
        };
        Uuid::new_v5(&journey, name.as_bytes())
    }
}

/// A command, with what is needed to tell whether it says what is already recorded.
pub(super) struct Step {
    pub(super) kind: Kind,
    /// When it was true; `None` is the day of the registration, or of the import.
    pub(super) occurred_on: Option<NaiveDate>,
    pub(super) command: Command,
    /// Where its values stand in the line.
    pub(super) form: Form,
    /// The school is not stated by its code: whether it is found depends on the reference data.
    pub(super) loose_school: bool,
    /// Where the formation is stated, by its code or its name: the same goes for it.
    pub(super) formation: Option<Column>,
}

impl Step {
    pub(super) fn place(&self, column: Column) -> Place {
        self.form.place(column)
    }
}

/// What a line asks for.
pub(super) struct Draft {
    pub(super) beneficiary: Beneficiary,
    pub(super) form: Form,
    /// The last level stated, with its start.
    pub(super) latest: Option<(NaiveDate, Level)>,
    /// Main enrolments before secondary ones.
    pub(super) years: Vec<Step>,
    pub(super) remarks: Vec<About<Remark>>,
}

/// Looks everything up that a line refers to.
///
/// # Errors
/// What is wrong; then nothing of the line is imported.
pub(super) fn draft(
    record: Record,
    form: Form,
    references: &References<'_>,
    today: NaiveDate,
) -> Result<Draft, Vec<About<Reason>>> {
    let Record { beneficiary, experiences } = record;
    let mut years = Vec::new();
    let mut remarks = Vec::new();
    let mut problems = Vec::new();
    for experience in &experiences {
        match school_years(experience, beneficiary.birth_date, references, today) {
            Ok((steps, remarked)) => {
                years.extend(steps);
                remarks.extend(remarked);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    years.sort_by_key(|step: &Step| matches!(step.kind, Kind::Year(_, Enrolment::Secondary)));
    let latest = experiences
        .iter()
        .map(|experience| (experience.start, experience.level))
        .max_by_key(|(start, _)| *start);
    Ok(Draft { beneficiary, form, latest, years, remarks })
}

type Steps = (Vec<Step>, Vec<About<Remark>>);

fn school_years(
    experience: &Experience,
    birth_date: NaiveDate,
    references: &References<'_>,
    today: NaiveDate,
) -> Result<Steps, About<Reason>> {
    let at = |column| experience.form.place(column);
    if experience.start.year() < birth_date.year() + MIN_AGE {
        return Err(About::at(at(Column::StartDate), LineReason::StartsInChildhood));
    }
    let covered = covered(experience.start, experience.end).ok_or_else(|| {
        About::at(at(Column::EndDate), LineReason::ExperienceTooLong { years: MAX_YEARS })
    })?;
    let Found { school, formation, filiere, mut remarks } = references.find(experience)?;
    let hints = Hints {
        school: school.map(|school| school.kind),
        filiere,
        formation: experience.formation_name.as_deref(),
    };
    let level = levels::niveau(experience.level, hints);
    let level = level.map_err(|reason| About::at(at(Column::Level), reason))?;
    let Some((niveau, assumed)) = level else {
        // What the reference data do not know does not matter then.
        return Ok((Vec::new(), vec![About::at(at(Column::Level), Remark::LevelOutside)]));
    };
    remarks.extend(assumed.map(|remark| About::at(at(Column::Level), remark)));

    let started = |year: &SchoolYear| {
        *year <= SchoolYear::of(today) && occurred_on(experience.start, *year) <= today
    };
    let (past, future): (BTreeSet<_>, BTreeSet<_>) = covered.iter().copied().partition(started);
    if past.len() > 1 {
        let remark = Remark::SeveralYears { years: past.len() };
        remarks.push(About::at(at(Column::EndDate), remark));
    }
    if let Some(year) = future.first().copied() {
        let column = if past.is_empty() { Column::StartDate } else { Column::EndDate };
        remarks.push(About::at(at(column), Remark::NotStarted { year }));
    }
    if experience.end.is_none() && past.iter().any(|year| *year < SchoolYear::of(today)) {
        remarks.push(About::at(at(Column::EndDate), Remark::EndMissing));
    }

    let apprenticeship = match formation {
        Some(formation) => formation.apprenticeship,
        None => experience.formation_name.as_deref().is_some_and(classify::apprenticeship),
    };
    let year = YearStart {
        niveau,
        specialites: Vec::new(),
        school: school.map(school_facts),
        formation: formation.map(formation_facts),
        statut: statut(niveau, apprenticeship),
        enrolment: experience.enrolment,
        atypical: None,
    };
    let steps = past.into_iter().map(|school_year| Step {
        kind: Kind::Year(school_year, experience.enrolment),
        occurred_on: Some(occurred_on(experience.start, school_year)),
        command: Command::StartSchoolYear {
            school_year,
            year: year.clone(),
            reference_version: references.version().to_owned(),
        },
        form: experience.form,
        loose_school: experience.school_uai.is_none() && experience.school_name.is_some(),
        formation: experience.formation_column(),
    });
    Ok((steps.collect(), remarks))
}

/// The first day of the experience in that school year.
fn occurred_on(start: NaiveDate, year: SchoolYear) -> NaiveDate {
    start.clamp(year.first_day(), year.last_day())
}

/// The school years with at least [`MIN_DAYS`] days of lessons in the experience; without any, and
/// without an end, the one in which it starts. `None` when they are more than [`MAX_YEARS`].
fn covered(start: NaiveDate, end: Option<NaiveDate>) -> Option<BTreeSet<SchoolYear>> {
    // Who starts in summer starts the next school year.
    let starts_in = if start.month() == 7 || start.month() == 8 {
        SchoolYear(start.year())
    } else {
        SchoolYear::of(start)
    };
    let Some(end) = end else { return Some(BTreeSet::from([starts_in])) };
    let (first, last) = (SchoolYear::of(start), SchoolYear::of(end));
    if last.0 - first.0 > 50 {
        return None;
    }
    let lessons = |year: SchoolYear| {
        let first = start.max(year.first_day());
        let last = end.min(year.last_day() - TimeDelta::days(62));
        (last - first).num_days() + 1
    };
    let mut years: BTreeSet<_> =
        (first.0..=last.0).map(SchoolYear).filter(|year| lessons(*year) >= MIN_DAYS).collect();
    if years.is_empty() {
        years.insert(starts_in);
    }
    (years.len() <= MAX_YEARS).then_some(years)
}

fn statut(niveau: Niveau, apprenticeship: bool) -> Statut {
    match niveau {
        Niveau::SecondeGt | Niveau::SecondePro => Statut::Scolaire,
        _ if apprenticeship => Statut::Apprenti,
        _ if niveau.is_lycee() => Statut::Scolaire,
        _ => Statut::Etudiant,
    }
}

/// Her registration. Where she enters comes from the latest level of all her lines, or, without
/// any, from her age.
pub(super) fn registration(
    draft: &Draft,
    latest: Option<Level>,
    (today, homonym): (NaiveDate, bool),
) -> (Step, Option<About<Remark>>) {
    let Beneficiary { identity, birth_date, joined, .. } = &draft.beneficiary;
    let on = joined.unwrap_or(today);
    let lycee = latest.map_or_else(|| age_on(*birth_date, on) < 18, Level::is_before_bac);
    let assumed = latest
        .is_none()
        .then(|| About::at(draft.form.place(Column::BirthDate), Remark::EntryStageAssumed));
    let command = Command::Register {
        identity: identity.clone(),
        birth_date: *birth_date,
        entry_stage: if lycee { EntryStage::Lycee } else { EntryStage::Superieur },
        campaign: None,
        sourced_by: None,
        homonym,
    };
    (step(Kind::Registration, *joined, command, draft.form), assumed)
}

/// The authorisation of her legal representative, for the account.
pub(super) fn authorisation(draft: &Draft) -> Option<Step> {
    let guardian = draft.beneficiary.guardian.clone()?;
    let authorisation = Authorisation { scopes: vec![GuardianScope::Account], until: None };
    let command = Command::AuthoriseAsGuardian { guardian, authorisation };
    Some(step(Kind::Guardian, draft.beneficiary.joined, command, draft.form))
}

fn step(kind: Kind, occurred_on: Option<NaiveDate>, command: Command, form: Form) -> Step {
    Step { kind, occurred_on, command, form, loose_school: false, formation: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(start: &str, end: &str) -> Vec<i32> {
        let end = (!end.is_empty()).then(|| end.parse().unwrap());
        covered(start.parse().unwrap(), end).unwrap().iter().map(|year| year.0).collect()
    }

    #[test]
    fn a_school_year_is_covered_by_a_month_of_its_lessons() {
        assert_eq!(years("2025-09-01", "2026-07-04"), [2025]);
        assert_eq!(years("2025-08-25", "2026-09-04"), [2025], "some days at either end");
        assert_eq!(years("2024-09-02", "2026-06-30"), [2024, 2025]);
        assert_eq!(years("2025-02-01", "2025-06-30"), [2024]);
        assert_eq!(years("2025-07-07", "2025-08-22"), [2025], "a summer before a school year");
        assert_eq!(years("2025-10-06", "2025-10-10"), [2025], "a short one, where it starts");
    }

    #[test]
    fn without_an_end_only_the_first_year_is_known() {
        assert_eq!(years("2023-09-01", ""), [2023]);
        assert_eq!(years("2023-08-28", ""), [2023]);
        assert_eq!(years("2023-06-28", ""), [2022]);
    }

    #[test]
    fn an_experience_of_half_a_life_is_a_mistake() {
        let covered = |end: &str| covered("2000-09-01".parse().unwrap(), end.parse().ok());
        assert!(covered("2010-06-30").is_some());
        assert!(covered("2011-06-30").is_none());
        assert!(covered("2099-06-30").is_none());
    }

    #[test]
    fn identifiers_are_the_same_for_ever() {
        let journey = Namespace::of("platform").journey("1041");
        assert_eq!(journey.to_string(), "eab6b698-8744-5b10-b8f3-b227de26712f");
        let main = Kind::Year(SchoolYear(2026), Enrolment::Main);
        assert_eq!(main.command_id(journey).to_string(), "7187206e-1a51-5388-bd82-e5fa19c84c50");
        let secondary = Kind::Year(SchoolYear(2026), Enrolment::Secondary);
        assert_ne!(main.command_id(journey), secondary.command_id(journey));
        assert_ne!(Namespace::of("pilot").journey("1041"), journey);
    }
}
