//! What holds on every journey, whatever is asked of it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::{
    arbitrary,
    journey::{
        Record, Standing, Wish,
        facts::{Atypical, Channel, EndReason, Mention, OptionReason, YearResult},
    },
    laws::{self, Run},
    levels::Diploma,
    programme::{OptionCode, StepCode},
};

/// A journey may begin with nothing, with a registration at 14 or 15, with an admission, or with a
/// proposal or an end after it.
fn beginning() -> impl Strategy<Value = Vec<(C, Context)>> {
    let consent = C::Consent {
        purpose: Purpose::Account,
        text_version: "2026-1".into(),
        given_by: GivenBy::Herself,
    };
    let first = wish(1);
    let proposal = [
        C::SubmitWish {
            wish: first,
            platform: Platform::Direct,
            session: 2026,
            formation: formation(),
        },
        C::ConfirmWish { wish: first },
        C::RecordAnswer { wish: first, answer: Answer::Proposed, rank: None },
    ];
    let death = C::EndSupport { reason: EndReason::Deceased, obstacles: Vec::new() };
    let many = (6u128..10).map(|number| C::SubmitWish {
        wish: wish(number),
        platform: Platform::Parcoursup,
        session: 2026,
        formation: formation(),
    });
    let afterwards = vec![vec![], proposal.to_vec(), vec![death], many.collect()];
    let afterwards = proptest::sample::select(afterwards);
    let born = proptest::sample::select(vec!["2010-03-15", "2010-12-15"]);
    let length = proptest::sample::select(vec![0, 1, 3, 4, 5, 5, 5]);
    (born, length, afterwards).prop_map(move |(born, length, afterwards)| {
        let admission = [
            register(born),
            consent.clone(),
            start(2025, year(Niveau::SecondeGt)),
            C::AssessEligibility,
            C::Admit,
        ];
        let afterwards = if length == 5 { afterwards } else { Vec::new() };
        let commands = admission.into_iter().take(length).chain(afterwards);
        commands.map(|command| (command, on("2025-09-01"))).collect()
    })
}

/// Years of few levels, with what they are asked for.
fn studies() -> impl Strategy<Value = C> {
    use Niveau as N;
    let niveaux = [
        N::SecondeGt,
        N::PremiereGenerale,
        N::PremiereGenerale,
        N::TerminaleGenerale,
        N::TerminaleGenerale,
        N::Licence1,
        N::Licence2,
        N::But2,
        N::Cesure,
    ];
    let specialite = || proptest::sample::select(vec![Specialite::Nsi, Specialite::Maths]);
    let atypical = proptest::option::weighted(0.1, any::<Atypical>());
    let year = (proptest::sample::select(niveaux.to_vec()), arbitrary::specialites(), atypical)
        .prop_map(|(niveau, specialites, atypical)| {
            let expected = niveau.specialites();
            let specialites = specialites.into_iter().take(expected).collect();
            YearStart { specialites, atypical, ..year(niveau) }
        });
    let diplomas = vec![Diploma::BacGeneral, Diploma::Dut, Diploma::Licence];
    prop_oneof![
        3 => (2022i32..2027, year).prop_map(|(at, year)| start(at, year)),
        2 => (2022i32..2027, specialite()).prop_map(|(year, dropped)| {
            C::DropSpecialite { school_year: SchoolYear(year), dropped }
        }),
        1 => (2022i32..2027, any::<YearResult>()).prop_map(|(year, result)| {
            C::ConcludeSchoolYear { school_year: SchoolYear(year), result }
        }),
        3 => (proptest::sample::select(diplomas), 2023i32..2028, any::<Option<Mention>>())
            .prop_map(|(diploma, session, mention)| {
                C::RecordDiploma { diploma, session, obtained: mention.is_some(), mention }
            }),
    ]
}

/// Wishes of one session, answered by the rules or not.
fn wishes() -> impl Strategy<Value = C> {
    let wish = || arbitrary::id::<WishId>();
    let platforms = vec![Platform::Parcoursup, Platform::MonMaster, Platform::Direct];
    prop_oneof![
        2 => (wish(), proptest::sample::select(platforms), any::<Option<FormationFacts>>())
            .prop_map(|(wish, platform, other)| {
                let filiere = match platform {
                    Platform::MonMaster => Filiere::Master,
                    Platform::Parcoursup | Platform::Direct => Filiere::But,
                };
                let formation = other.unwrap_or(FormationFacts { filiere, ..formation() });
                C::SubmitWish { wish, platform, session: 2026, formation }
            }),
        1 => (proptest::option::of(wish()), any::<Option<FormationFacts>>()).prop_map(
            |(wish, other)| {
                let formation = other.unwrap_or_else(formation);
                C::ConfirmEnrolment { wish, school_year: SchoolYear(2026), formation }
            }
        ),
        1 => wish().prop_map(|wish| C::ConfirmWish { wish }),
        1 => (wish(), any::<Answer>(), proptest::option::of(1u32..9)).prop_map(
            |(wish, answer, rank)| {
                let rank = rank.filter(|_| answer == Answer::Waitlisted);
                C::RecordAnswer { wish, answer, rank }
            }
        ),
        1 => (wish(), any::<bool>(), arbitrary::maybe_ids())
            .prop_map(|(wish, firm, keeps)| C::AcceptProposal { wish, firm, keeps }),
        1 => wish().prop_map(|wish| C::DropWish { wish }),
    ]
}

/// What the founding socle and options name, silence, and a change of formation.
fn plan() -> impl Strategy<Value = C> {
    let step = |code| C::DoSocleStep { step: StepCode::parse(code).unwrap() };
    let option = |code| OptionCode::parse(code).unwrap();
    let lost = || C::EndSupport { reason: EndReason::LostContact, obstacles: Vec::new() };
    let reserve =
        |(mentorship, kind)| C::ReserveSupport { mentorship, supporter: supporter(), kind };
    prop_oneof![
        1 => Just(C::StartSocle),
        1 => proptest::sample::select(vec!["accueil", "projet"]).prop_map(step),
        1 => proptest::sample::select(vec!["competences", "remediation"]).prop_map(move |code| {
            C::ActivateOption { option: option(code), why: OptionReason::Need }
        }),
        1 => any::<Channel>().prop_map(|channel| C::RecordContactAttempt { channel }),
        1 => Just(()).prop_map(move |()| lost()),
        1 => Just(()).prop_map(|()| C::Reorient { to: formation(), obstacles: Vec::new() }),
        1 => (arbitrary::id(), any::<RelationKind>()).prop_map(reserve),
        1 => arbitrary::id().prop_map(|mentorship| C::NoteConcern { mentorship, note: " ".into() }),
    ]
}

/// What processes send, sooner or later.
fn milestones() -> impl Strategy<Value = C> {
    prop_oneof![
        (2025i32..2027).prop_map(|year| C::MarkToContact { school_year: SchoolYear(year) }),
        Just(C::CallForSurvey { months_after: 6 }),
        Just(C::Reassess),
    ]
}

/// Anything; what closes a journey is rare, so that much happens before.
fn anything() -> impl Strategy<Value = C> {
    (any::<C>(), 0..20).prop_map(|(command, chance)| match command {
        C::Refuse { .. } | C::WithdrawRegistration | C::EndSupport { .. } if chance > 0 => {
            C::AssessEligibility
        }
        C::RequestErasure { .. } if chance > 0 => C::AssessEligibility,
        C::RestrictProcessing if chance > 1 => C::LiftRestriction,
        command => command,
    })
}

fn commands() -> impl Strategy<Value = Vec<(C, Context)>> {
    let apprenticeship =
        arbitrary::id().prop_map(|placement| C::ReserveApprenticeship { placement });
    let command = prop_oneof![
        8 => anything(),
        5 => studies(),
        6 => wishes(),
        4 => plan(),
        2 => milestones(),
        1 => apprenticeship,
    ];
    (beginning(), laws::on_some_days(command))
        .prop_map(|(beginning, then)| [beginning, then].concat())
}

proptest! {
    #[test]
    fn whatever_is_asked_the_rules_of_a_journey_hold(commands in commands()) {
        laws::run::<Journey>(commands, R::CODES, |run, context| {
            let Some(record) = run.state.record() else {
                assert!(matches!(run.history.last(), Some(E::SubjectErased { .. })));
                return;
            };
            applications_hold(record, context);
            years_hold(record, context);
            history_holds(run, record);
        });
    }
}

#[test]
fn every_rule_of_a_journey_can_be_broken() {
    // `placing` alone sees what she signs, and no journey who is registered on another.
    laws::every_rule_can_be_broken::<Journey>(
        commands(),
        R::CODES,
        &["guardian_signature_required", "person_already_registered"],
    );
}

/// At most one accepted proposal and so many wishes in each session of each platform.
fn applications_hold(record: &Record, context: &Context) {
    let mut sessions: BTreeMap<_, Vec<&Wish>> = BTreeMap::new();
    for wish in record.wishes.values() {
        assert!(wish.platform.takes(wish.formation.filiere));
        sessions.entry((wish.platform, wish.session)).or_default().push(wish);
    }
    for ((platform, _), wishes) in sessions {
        let accepted = wishes.iter().filter(|wish| wish.status == WishStatus::Accepted);
        assert!(accepted.count() <= 1, "two accepted proposals on {platform}");
        // Four were entered under an earlier policy, which takes more.
        let max = context.policy.parcoursup_max_wishes.max(4) as usize;
        for apprenticeship in [false, true] {
            let live = wishes.iter().filter(|wish| {
                wish.formation.apprenticeship == apprenticeship && wish.status != WishStatus::Over
            });
            let live = live.count();
            assert!(platform != Platform::Parcoursup || live <= max, "{live} on Parcoursup");
        }
    }
}

/// Each level follows the one before, unless one of the two says why; Terminale keeps two
/// spécialités of Première; a diploma comes after a year that leads to it.
fn years_hold(record: &Record, context: &Context) {
    let mut before: Option<(SchoolYear, &YearStart)> = None;
    let mut excused = false;
    let mut cesures = 0;
    for (at, year) in &record.years {
        let start = &year.start;
        assert_eq!(start.enrolment, Enrolment::Main);
        assert!(*at <= SchoolYear::of(context.today).next().next(), "{at} is far away");
        assert!([0, start.niveau.specialites()].contains(&start.specialites.len()));
        excused |= start.atypical.is_some();
        if start.niveau.rank().is_none() {
            cesures += 1;
            continue;
        }
        if let Some((known, previous)) = before {
            let years = at.0 - known.0 - cesures;
            let (from, to) = (previous.niveau, start.niveau);
            assert!(excused || from.may_lead_to(to, years), "{from} to {to} in {years}");
        }
        (before, cesures, excused) = (Some((*at, start)), 0, start.atypical.is_some());
    }
    for ((_, premiere), (_, terminale)) in record.years.iter().zip(record.years.iter().skip(1)) {
        let levels = (premiere.start.niveau, terminale.start.niveau);
        let followed = &premiere.start.specialites;
        if levels == (Niveau::PremiereGenerale, Niveau::TerminaleGenerale) && !followed.is_empty() {
            let taken = &terminale.start.specialites;
            assert!(taken.iter().all(|one| followed.contains(one)), "{taken:?} of {followed:?}");
            let kept = premiere.kept.as_ref();
            assert!(kept.is_none_or(|kept| taken.iter().all(|one| kept.contains(one))));
        }
    }
    for (diploma, session) in &record.diplomas {
        let main = record.years.range(..SchoolYear(*session));
        let main = main.map(|(_, year)| year.start.niveau);
        let secondary = record.secondary.iter().filter(|(year, _)| year.0 < *session);
        let mut years = main.chain(secondary.map(|(_, niveau)| *niveau));
        assert!(years.any(|niveau| diploma.fits(niveau)), "{diploma}");
    }
}

/// Admitted at most once, of an eligible verdict, into a cohort that never changes; nobody is
/// supported before; no school year starts twice; projects are numbered.
fn history_holds(run: &Run<Journey>, record: &Record) {
    let (mut cohorts, mut years, mut projects) = (Vec::new(), BTreeSet::new(), 0);
    let mut verdict = None;
    for event in &run.history {
        match event {
            E::EligibilityAssessed { verdict: found, .. } => verdict = Some(*found),
            E::AdmittedToProgramme { cohort, .. } => {
                assert_eq!(verdict, Some(Verdict::Eligible));
                cohorts.push(*cohort);
            }
            E::SupportReserved { .. } | E::SupportEnded { .. } => assert_eq!(cohorts.len(), 1),
            E::SchoolYearStarted { school_year, year, .. } if year.enrolment == Enrolment::Main => {
                assert!(years.insert(*school_year), "{school_year} starts twice");
            }
            E::OrientationProjectStated { version, .. } => {
                projects += 1;
                assert_eq!(*version, projects);
            }
            _ => {}
        }
    }
    assert_eq!(cohorts, Vec::from_iter(record.standing.cohort()));
    if matches!(record.standing, Standing::Ended { .. }) {
        assert!(record.support.is_empty(), "a pair outlives support");
    }
}
