//! Registration, consent, eligibility, admission.

use super::{
    Command, Event, Record, Rejection,
    facts::{EntryStage, GivenBy, GuardianScope, Phase, Purpose},
};
use crate::{
    Context, SchoolYear,
    policy::{Assessed, Criterion, Finding, Verdict, verdict},
    reference::{Filiere, Numerique},
    time::age_on,
};

type Decision = Result<Vec<Event>, Rejection>;

/// She asks to join: of an age to, with a name and an address.
pub(super) fn register(command: Command, context: &Context) -> Decision {
    let Command::Register { identity, birth_date, entry_stage, campaign, sourced_by, homonym } =
        command
    else {
        return Err(Rejection::NotRegistered);
    };
    if !identity.is_valid() {
        return Err(Rejection::InvalidIdentity);
    }
    if campaign.as_deref().is_some_and(|code| !is_token(code, |c| c == '-')) {
        return Err(Rejection::InvalidCampaign);
    }
    let policy = context.policy;
    let age = age_on(birth_date, context.occurred_on);
    let (true, Ok(age_years)) =
        (policy.may_register(birth_date, context.occurred_on), u8::try_from(age))
    else {
        let (min, max) = (policy.age_min, policy.age_max_inclusive);
        return Err(Rejection::AgeOutOfRange { age, min, max });
    };
    Ok(vec![Event::BeneficiaryRegistered {
        identity: identity.into(),
        birth_date: birth_date.into(),
        age_years,
        entry_stage,
        campaign,
        sourced_by,
        homonym,
    }])
}

fn is_token(text: &str, also: impl Fn(char) -> bool) -> bool {
    (1..=40).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || also(c))
}

/// A consent: below the policy's age, joint with an authorised guardian. Her image is protected by
/// those who hold parental authority until she is of age (code civil, article 372-1).
pub(super) fn consent(
    record: &Record,
    purpose: Purpose,
    text_version: String,
    given_by: GivenBy,
    context: &Context,
) -> Decision {
    let day = context.occurred_on;
    if !is_token(&text_version, |c| c == '-' || c == '.') {
        return Err(Rejection::InvalidTextVersion);
    }
    let (age, scope) = match purpose {
        Purpose::Account | Purpose::Statistics => {
            (context.policy.consent_age, GuardianScope::Account)
        }
        Purpose::Image => (context.policy.majority, GuardianScope::Image),
    };
    // An erased birth date cannot show that she is old enough: the protective rule applies.
    let joint = record.birth_date.known().is_none_or(|birth| age_on(*birth, day) < age);
    if joint && given_by == GivenBy::Herself {
        return Err(Rejection::JointConsentRequired { age });
    }
    let authorised = record.is_authorised(scope, day);
    if given_by == GivenBy::HerselfAndGuardian && !authorised {
        return Err(Rejection::GuardianRequired);
    }
    Ok(vec![Event::ConsentRecorded { purpose, text_version, given_by }])
}

/// Eligibility is a pure function of the facts and the policy version.
pub(super) fn assess(record: &Record, context: &Context) -> Event {
    let policy = context.policy;
    let found = |criterion, finding| Assessed { criterion, finding };
    let yes = |met| if met { Finding::Met } else { Finding::NotMet };
    let age = i32::from(record.age_at_registration);
    // Age binds at registration only; the year rule lets in those one year below the minimum.
    let mut criteria = vec![found(
        Criterion::Age,
        yes(age >= policy.age_min - 1 && age <= policy.age_max_inclusive),
    )];
    let consent = record.consents.contains_key(&Purpose::Account);
    criteria.push(found(Criterion::Consent, if consent { Finding::Met } else { Finding::Unknown }));
    match record.years.get(&SchoolYear::of(context.occurred_on)) {
        None => criteria.push(found(Criterion::Enrolled, Finding::Unknown)),
        Some(year) => {
            criteria.push(found(Criterion::Enrolled, Finding::Met));
            if let Some(formation) = &year.start.formation {
                let digital = formation.numerique != Numerique::Other;
                criteria.push(found(Criterion::Digital, yes(digital)));
                // CPGE give no diploma, so nobody recognises one; they lead to schools that are.
                let recognised =
                    formation.recognition.is_some() || formation.filiere == Filiere::Cpge;
                criteria.push(found(Criterion::Recognised, yes(recognised)));
            } else if !year.start.niveau.is_lycee() {
                criteria.push(found(Criterion::Digital, Finding::Unknown));
                criteria.push(found(Criterion::Recognised, Finding::Unknown));
            }
        }
    }
    if policy.lycee_needs_project && record.entry_stage == EntryStage::Lycee {
        let stated = record.project > 0;
        let finding = if stated { Finding::Met } else { Finding::Unknown };
        criteria.push(found(Criterion::Project, finding));
    }
    let verdict = verdict(&criteria);
    Event::EligibilityAssessed { policy_version: policy.version, criteria, verdict }
}

/// The same under the policy in force, if the last assessment was under an older one. It is recorded
/// when the verdict changes and, since an admission asks for a verdict under the policy in force,
/// when she is eligible; otherwise nothing depends on it, and the verdict stands.
pub(super) fn reassess(record: &Record, context: &Context) -> Decision {
    let (version, known) = record.assessed.ok_or(Rejection::NotAssessed)?;
    if version >= context.policy.version {
        return Err(Rejection::VerdictStands);
    }
    let event = assess(record, context);
    let matters = match &event {
        Event::EligibilityAssessed { verdict, .. } => {
            *verdict != known || *verdict == Verdict::Eligible
        }
        _ => false,
    };
    if matters { Ok(vec![event]) } else { Err(Rejection::VerdictStands) }
}

/// Once, of an eligible verdict under the policy in force, with her consent.
pub(super) fn admit(record: &Record, context: &Context) -> Decision {
    if record.assessed != Some((context.policy.version, Verdict::Eligible)) {
        return Err(Rejection::NotEligible);
    }
    if !record.consents.contains_key(&Purpose::Account) {
        return Err(Rejection::ConsentMissing);
    }
    let cohort = SchoolYear::of(context.occurred_on);
    Ok(vec![Event::AdmittedToProgramme { cohort, phase: phase(record, cohort) }])
}

/// Pre-integration in lycée, accompagnement from the entry into a formation on (S14).
pub(super) fn phase(record: &Record, at: SchoolYear) -> Phase {
    let lycee = record.year_at(at).is_some_and(|(_, year)| year.start.niveau.is_lycee());
    if lycee { Phase::PreIntegration } else { Phase::Accompagnement }
}
