//! Registration, consents, and the decision of the programme.

use chrono::{Days, NaiveDate};
use domain::{
    Context, Decider as _, JourneyId,
    journey::{
        Command, Event, Journey, State,
        facts::{
            Authorisation, EntryStage, GivenBy, GuardianScope as Scope, Purpose, RefusalReason,
        },
    },
    partner::CampaignCode,
    policy::{Policy, Verdict},
};

use super::diary::{Diary, cut_after, insert};
use crate::{
    calendar::date,
    calibration::persons as share,
    dice::Dice,
    names,
    partners::{self, Partner},
    person::Person,
    step::{Action, Step},
};

/// How a registration will be dealt with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Course {
    /// Assessed on each of these days, and decided on after the last.
    Assessed { too_early: Option<NaiveDate>, on: NaiveDate },
    /// Taken back on this day.
    Withdrawn { on: NaiveDate },
    /// Refused on this day, for this reason.
    Refused { on: NaiveDate, reason: RefusalReason },
}

/// The registration with what comes with it, and how it will be dealt with.
pub(crate) fn open(
    dice: &mut Dice,
    person: &Person,
    stage: EntryStage,
    partners: &[Partner],
    diary: &mut Diary,
) -> Course {
    let day = person.registers;
    let quoted = partners::campaign(dice, partners, day);
    let quoted = quoted.filter(|_| dice.chance(share::HAS_CAMPAIGN));
    let sourced_by = quoted.map(|(partner, _)| partner);
    let campaign = quoted.map(|(_, code)| written(dice, code));
    let (identity, birth_date) = (person.identity.clone(), person.birth);
    let (entry_stage, homonym) = (stage, false);
    let register =
        Command::Register { identity, birth_date, entry_stage, campaign, sourced_by, homonym };
    diary.on(day, register);

    let never = dice.chance(share::NEVER_CONSENTS);
    let late = !never && dice.chance(share::CONSENTS_LATE);
    let consents = if late { dice.after(day, 6, 25) } else { day };
    let image = guardian(dice, person, consents, diary);
    if !never {
        consent(dice, person, consents, image, diary);
    }
    let on = dice.after(consents, 2, 10);
    if never {
        let on = dice.after(day, 40, 60);
        Course::Refused { on, reason: RefusalReason::Incomplete }
    } else if dice.chance(share::DUPLICATE) {
        Course::Refused { on, reason: RefusalReason::Duplicate }
    } else if dice.chance(share::WITHDRAWS_REGISTRATION) {
        Course::Withdrawn { on: dice.after(day, 1, 7).max(consents) }
    } else {
        Course::Assessed { too_early: late.then(|| dice.after(day, 1, 4)), on }
    }
}

/// A holder of parental authority authorises: the account below 15, other things until majority.
/// Gives the day from which her image may be used, if it may.
fn guardian(
    dice: &mut Dice,
    person: &Person,
    day: NaiveDate,
    diary: &mut Diary,
) -> Option<NaiveDate> {
    let policy = Policy::FOUNDING;
    let child = policy.needs_joint_consent(person.birth, day);
    let minor = policy.is_minor(person.birth, day);
    if !minor || !(child || dice.chance(share::GUARDIAN_OF_OLDER)) {
        return None;
    }
    let mut scopes = if child { vec![Scope::Account] } else { Vec::new() };
    scopes.extend(
        share::GUARDIAN_SCOPES
            .iter()
            .filter(|(_, share)| dice.chance(*share))
            .map(|(scope, _)| *scope),
    );
    if scopes.is_empty() {
        scopes.push(Scope::Trip);
    }
    let image = scopes.contains(&Scope::Image);
    let authorisation = Authorisation { scopes, until: None };
    let guardian = names::guardian(dice, &person.identity);
    // A child's own consent needs it first; otherwise it comes within some weeks.
    let day = if child { day } else { dice.after(day, 0, 30) };
    diary.on(day, Command::AuthoriseAsGuardian { guardian, authorisation });
    image.then_some(day)
}

/// Consents to the texts in force, and later to those that take their place.
fn consent(
    dice: &mut Dice,
    person: &Person,
    day: NaiveDate,
    image: Option<NaiveDate>,
    diary: &mut Diary,
) {
    let child = Policy::FOUNDING.needs_joint_consent(person.birth, day);
    let given_by = if child { GivenBy::HerselfAndGuardian } else { GivenBy::Herself };
    let renewed = date(2025, 9, 15);
    let early = day < renewed;
    let asked = dice.day(renewed, date(2025, 11, 15));
    let again = early && dice.chance(share::CONSENTS_AGAIN);
    let old_enough = |purpose| match purpose {
        Purpose::Image => !Policy::FOUNDING.is_minor(person.birth, asked),
        _ => !Policy::FOUNDING.needs_joint_consent(person.birth, asked),
    };
    for (purpose, share) in [
        (Purpose::Account, 1.0),
        (Purpose::Statistics, share::CONSENTS_TO_STATISTICS),
        (Purpose::Image, share::CONSENTS_TO_IMAGE),
    ] {
        if !dice.chance(share) {
            continue;
        }
        let withdraws = purpose != Purpose::Account && dice.chance(share::WITHDRAWS_A_CONSENT);
        let later = withdraws.then(|| dice.after(day, 30, 700));
        // Her image, below majority, only with a guardian's authorisation.
        let (day, given_by) = match (purpose, image) {
            (Purpose::Image, Some(from)) => (day.max(from), GivenBy::HerselfAndGuardian),
            (Purpose::Image, None) if Policy::FOUNDING.is_minor(person.birth, day) => continue,
            _ => (day, given_by),
        };
        let text_version = if early { "2023.1" } else { "2025.1" }.to_owned();
        diary.on(day, Command::Consent { purpose, text_version, given_by });
        if let Some(later) = later {
            diary.on(later, Command::WithdrawConsent { purpose });
        } else if again && old_enough(purpose) {
            let (text_version, given_by) = ("2025.1".to_owned(), GivenBy::Herself);
            diary.on(asked, Command::Consent { purpose, text_version, given_by });
        }
    }
}

/// As people write a code: in upper or lower case.
fn written(dice: &mut Dice, code: &CampaignCode) -> String {
    let code = code.as_str();
    if dice.chance(share::WRITES_LOWER_CASE) { code.to_lowercase() } else { code.to_owned() }
}

/// Puts the decision into the steps, which are in order, and leaves out what it makes impossible.
/// Answers with the day of her admission.
///
/// Eligibility is assessed by the rules themselves, on what is known of her that day.
pub(crate) fn decide(
    dice: &mut Dice,
    id: JourneyId,
    steps: &mut Vec<Step>,
    course: Course,
) -> Option<NaiveDate> {
    let mut at = |day, command| insert(steps, Step::on(day, Action::Journey(id, command)));
    let (last, command) = match course {
        Course::Withdrawn { on } => (on, Command::WithdrawRegistration),
        Course::Refused { on, reason } => {
            at(on - Days::new(1), Command::AssessEligibility);
            (on, Command::Refuse { reasons: vec![reason] })
        }
        Course::Assessed { too_early, on } => {
            if let Some(day) = too_early {
                at(day, Command::AssessEligibility);
            }
            at(on, Command::AssessEligibility);
            let later = dice.after(on, 0, 6);
            if verdict(steps, on) == Some(Verdict::Eligible) {
                let admit = Action::Journey(id, Command::Admit);
                insert(steps, Step::on(later, admit));
                return Some(later);
            }
            (later, Command::Refuse { reasons: vec![RefusalReason::NotEligible] })
        }
    };
    cut_after(steps, last);
    insert(steps, Step::on(last, Action::Journey(id, command)));
    None
}

/// The last verdict on a day, as the rules of the founding policy find it.
fn verdict(steps: &[Step], day: NaiveDate) -> Option<Verdict> {
    let mut state = State::default();
    let mut found = None;
    for step in steps.iter().take_while(|step| step.day <= day) {
        let Action::Journey(_, command) = &step.action else { continue };
        let context = Context { occurred_on: step.occurred_on, ..Context::on(step.day) };
        let events = Journey::decide(&state, command.clone(), &context).unwrap_or_default();
        for event in &events {
            if let Event::EligibilityAssessed { verdict, .. } = event {
                found = Some(*verdict);
            }
        }
        state = events.iter().fold(state, Journey::evolve);
    }
    found
}
