//! The ten facts of French education that are most likely to be got wrong, one test each.

use chrono::NaiveDate;
use commands::Role;
use domain::{
    Context, Pii, SchoolYear, Vocabulary as _,
    codes::{Academie, CodeError, Commune, Departement, Region, Uai},
    journey::{
        Command as C, Event as E, Journey, Rejection as R,
        facts::{
            Bourse, Declared, Enrolment, EntryStage, Evidence, FormationFacts, GivenBy, Identity,
            Phase, Purpose, QpvList, Situation, Specialite, Statut, YearStart,
        },
    },
    levels::{Diploma, Niveau},
    policy::{Policy, Verdict},
    reference::{Filiere, Numerique, Recognition},
    testing::{Given, given, replay},
};
use serde_json::{Value, json};
use tests::{
    app::{TestApp, oneself},
    on_both,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str) -> Context {
    Context::on(day(text))
}

fn identity() -> Identity {
    Identity {
        first_name: "Ada".into(),
        last_name: "Lovelace".into(),
        email: "ada@example.org".into(),
    }
}

fn register(birth_date: &str) -> C {
    let (birth_date, entry_stage) = (day(birth_date), EntryStage::Lycee);
    C::Register {
        identity: identity(),
        birth_date,
        entry_stage,
        campaign: None,
        sourced_by: None,
        homonym: false,
    }
}

fn registered(birth_date: &str, age_years: u8) -> E {
    E::BeneficiaryRegistered {
        identity: identity().into(),
        birth_date: day(birth_date).into(),
        age_years,
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    }
}

fn consent(given_by: GivenBy) -> C {
    C::Consent { purpose: Purpose::Account, text_version: "2026-1".into(), given_by }
}

fn consented() -> E {
    let (purpose, given_by) = (Purpose::Account, GivenBy::Herself);
    E::ConsentRecorded { purpose, text_version: "2026-1".into(), given_by }
}

fn year(niveau: Niveau, specialites: &[Specialite]) -> YearStart {
    let formation = FormationFacts {
        id: Pii::Erased,
        filiere: Filiere::But,
        numerique: Numerique::Digital,
        selective: true,
        apprenticeship: false,
        recognition: Some(Recognition::Universite),
    };
    let lycee = niveau.is_lycee();
    YearStart {
        niveau,
        specialites: specialites.to_vec(),
        school: None,
        formation: (!lycee).then_some(formation),
        statut: if lycee { Statut::Scolaire } else { Statut::Etudiant },
        enrolment: Enrolment::Main,
        atypical: None,
    }
}

fn start(at: i32, year: YearStart) -> C {
    let school_year = SchoolYear(at);
    C::StartSchoolYear { school_year, year, reference_version: "2026-09-01.0".into() }
}

fn started(at: i32, year: YearStart) -> E {
    let school_year = SchoolYear(at);
    E::SchoolYearStarted { school_year, year, reference_version: "2026-09-01.0".into() }
}

fn obtained(diploma: Diploma, session: i32) -> E {
    E::DiplomaObtained { diploma, session, mention: None }
}

/// Registered at 16, in 2026, and then this.
fn she(then: impl IntoIterator<Item = E>) -> Given<Journey> {
    given([registered("2010-03-15", 16)].into_iter().chain(then))
}

#[test]
fn a_laureate_is_admitted_to_the_programme_and_holds_no_diploma() {
    let eligible =
        E::EligibilityAssessed { policy_version: 1, criteria: vec![], verdict: Verdict::Eligible };
    let cohort = SchoolYear(2026);
    let admitted = E::AdmittedToProgramme { cohort, phase: Phase::PreIntegration };
    she([consented(), started(2026, year(Niveau::SecondeGt, &[])), eligible])
        .when(C::Admit, &on("2026-10-05"))
        .then([admitted]);
    // All diplomas in the world do not make one.
    let graduated = [
        registered("2004-03-15", 18),
        started(2025, year(Niveau::Master2, &[])),
        obtained(Diploma::Master, 2026),
    ];
    let state = replay::<Journey>(&graduated);
    assert_eq!(state.record().unwrap().standing.cohort(), None);
}

#[test]
fn pupils_of_seconde_aged_14_may_register_below_15_consent_is_joint_and_the_upper_limit_binds_once()
{
    // On time in Seconde, born in December: 14 on 1 September, 15 within the calendar year.
    given::<Journey>([]).when(register("2011-12-03"), &on("2026-09-01")).then([
        E::BeneficiaryRegistered {
            identity: identity().into(),
            birth_date: day("2011-12-03").into(),
            age_years: 14,
            entry_stage: EntryStage::Lycee,
            campaign: None,
            sourced_by: None,
            homonym: false,
        },
    ]);
    let too_young = R::AgeOutOfRange { age: 14, min: 15, max: 25 };
    given::<Journey>([]).when(register("2012-01-01"), &on("2026-09-01")).then_rejected(&too_young);

    let young = || given::<Journey>([registered("2011-12-03", 14)]);
    young()
        .when(consent(GivenBy::Herself), &on("2026-12-02"))
        .then_rejected(&R::JointConsentRequired { age: 15 });
    young().when(consent(GivenBy::Herself), &on("2026-12-03")).then([consented()]);

    // The eve of the 26th birthday, then the birthday itself.
    let oldest = "2000-11-24";
    assert!(Policy::FOUNDING.may_register(day(oldest), day("2026-11-23")));
    given::<Journey>([])
        .when(register(oldest), &on("2026-11-24"))
        .then_rejected(&R::AgeOutOfRange { age: 26, min: 15, max: 25 });
    // Two years later, at 27, support goes on.
    given::<Journey>([
        registered(oldest, 25),
        consented(),
        started(2027, year(Niveau::Master1, &[])),
    ])
    .when(start(2028, year(Niveau::Master2, &[])), &on("2028-09-05"))
    .then([started(2028, year(Niveau::Master2, &[]))]);
}

#[test]
fn the_letter_of_a_uai_is_none_of_i_o_q_and_corsica_and_the_pacific_have_codes_of_their_own() {
    let letters: std::collections::BTreeSet<char> =
        (0..23).filter_map(|n| Uai::check_letter(&format!("{:07}", 750_000 + n))).collect();
    assert_eq!(letters.len(), 23, "each of 23 numbers in a row has its letter");
    assert!(!letters.iter().any(|letter| "IOQ".contains(*letter)), "{letters:?}");
    assert!(matches!(Uai::parse("0750652I"), Err(CodeError::UaiCheckLetter { expected: 'B' })));

    let of = |digits: &str| {
        let letter = Uai::check_letter(digits).unwrap();
        Uai::parse(&format!("{digits}{letter}")).unwrap().departement().map(|it| it.code())
    };
    assert_eq!(of("6200001"), Some("2A"), "620 is Corse-du-Sud");
    assert_eq!(of("7200001"), Some("2B"), "720 is Haute-Corse");
    assert_eq!(of("9830001"), Some("988"), "983 is Nouvelle-Calédonie, which Insee calls 988");
    assert_eq!(of("9840001"), Some("987"), "984 is Polynésie, which Insee calls 987");
}

#[test]
fn codes_are_strings_and_their_namespaces_collide() {
    assert_eq!(Region::parse("01").unwrap().name(), "Guadeloupe");
    assert_eq!(Departement::parse("01").unwrap().name(), "Ain");
    assert_eq!(Academie::parse("01").unwrap().name(), "Paris");
    assert_eq!(Departement::parse("1"), Err(CodeError::DepartementUnknown));
    assert_eq!(Commune::parse("01004").unwrap().as_str(), "01004", "the leading zero stays");
    let stored = serde_json::to_string(&Academie::parse("01").unwrap()).unwrap();
    assert_eq!(stored, "\"01\"");
}

#[test]
fn the_dut_does_not_end_the_but_the_first_year_of_a_master_is_level_6_and_cpge_has_no_diploma() {
    let but2 = started(2025, year(Niveau::But2, &[]));
    let history = || [but2.clone(), obtained(Diploma::Dut, 2026)];
    she(history())
        .when(start(2026, year(Niveau::But3, &[])), &on("2026-09-05"))
        .then([started(2026, year(Niveau::But3, &[]))]);
    assert_eq!((Diploma::Dut.level(), Diploma::But.level()), (5, 6));
    assert_eq!(Niveau::Master1.diploma().map(Diploma::level), Some(6), "the maîtrise");
    assert_eq!(Niveau::Master2.diploma().map(Diploma::level), Some(7));
    assert_eq!((Niveau::Cpge1.diploma(), Niveau::Cpge2.diploma()), (None, None));
    let record =
        |diploma| C::RecordDiploma { diploma, session: 2026, obtained: true, mention: None };
    she([started(2025, year(Niveau::Cpge1, &[]))])
        .when(record(Diploma::Licence), &on("2026-07-05"))
        .then_rejected(&R::DiplomaOutOfReach);
}

#[test]
fn dropping_nsi_after_premiere_is_normal() {
    use Specialite::{Maths, Nsi, Ses};
    let history = || [started(2025, year(Niveau::PremiereGenerale, &[Nsi, Maths, Ses]))];
    let school_year = SchoolYear(2025);
    let dropped = || E::SpecialiteDropped { school_year, kept: vec![Maths, Ses], dropped: Nsi };
    she(history())
        .when(C::DropSpecialite { school_year, dropped: Nsi }, &on("2026-06-10"))
        .then([dropped()]);
    // She goes on, with nothing to explain.
    let terminale = || year(Niveau::TerminaleGenerale, &[Maths, Ses]);
    she(history().into_iter().chain([dropped()]))
        .when(start(2026, terminale()), &on("2026-09-05"))
        .then([started(2026, terminale())]);
}

fn situation(bourse: Bourse, qpv: Declared) -> Situation {
    let (rural, evidence) = (Declared::Unknown, Evidence::Declared);
    Situation { bourse, qpv, qpv_list: None, rural, evidence }
}

#[test]
fn scholarship_scales_do_not_merge_0bis_is_paid_and_unknown_is_not_no() {
    let lycee = started(2026, year(Niveau::SecondeGt, &[]));
    let declare = |bourse| C::DeclareSituation {
        school_year: SchoolYear(2026),
        situation: situation(bourse, Declared::Unknown),
    };
    she([lycee]).when(declare(Bourse::Sup1), &on("2026-10-05")).then_rejected(&R::WrongScale);
    let student = started(2026, year(Niveau::But1, &[]));
    she([student]).when(declare(Bourse::Lycee1), &on("2026-10-05")).then_rejected(&R::WrongScale);
    assert_ne!(Bourse::Lycee1.code(), Bourse::Sup1.code(), "no échelon is common to both");
    assert_eq!(Bourse::Sup0bis.is_boursiere(), Some(true), "0bis is a paid échelon");
    assert_eq!(Bourse::None.is_boursiere(), Some(false));
    assert_eq!(Bourse::Undisclosed.is_boursiere(), None, "neither yes nor no");
}

#[test]
fn no_lycee_is_rep_and_a_qpv_is_of_an_address_and_of_a_generation_of_the_list() {
    // Nothing of a school says REP, and nothing of a school says QPV: events have no such field.
    let schema = domain::codec::schema()["journey"].to_string();
    let school = domain::reference::SchoolKind::ALL.iter().map(|kind| kind.label());
    assert!(school.into_iter().all(|label| !label.contains("REP")));
    assert!(!schema.contains("\"rep\"") && !schema.contains("\"rep_plus\""));
    let school = &domain::codec::schema()["journey"]["$defs"]["SchoolFacts"]["properties"];
    let fields: Vec<&String> = school.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["territory", "uai"]);

    let declare = |qpv| C::DeclareSituation {
        school_year: SchoolYear(2023),
        situation: situation(Bourse::None, qpv),
    };
    for (date, list) in [("2023-12-31", QpvList::Qp2015), ("2024-01-01", QpvList::Qp2024)] {
        let qpv_list = Some(list);
        let situation = Situation { qpv_list, ..situation(Bourse::None, Declared::Yes) };
        she([])
            .when(declare(Declared::Yes), &on(date))
            .then([E::SituationDeclared { school_year: SchoolYear(2023), situation }]);
    }
}

on_both! {
    /// They are sealed in the log, and still hers: she is told of them, and may have them erased.
    async fn encrypted_data_are_still_personal_data(app: TestApp) {
        let id = app.admitted().await;
        let registered = app.events().await.into_iter().find(|event| event.stream.as_str() == id);
        let registered = registered.expect("her registration");
        assert!(registered.data.contains("$sealed"), "{}", registered.data);
        assert!(!registered.data.contains("Lovelace"));

        let query = "query($id: ID!) { journey(id: $id) { firstName dataRights } }";
        let shown = app.graphql(query, json!({ "id": id })).await;
        assert_eq!(shown["journey"]["firstName"], "Ada");
        // Restricted, sealed data are used for nothing, like any other personal data.
        app.accept("restrictProcessing", json!({ "journeyId": id })).await;
        app.refuse("assessEligibility", json!({ "journeyId": id }), "processing_restricted").await;
        // Only the end of the key is an end.
        let erase = "mutation($input: EraseSubject!) { eraseSubject(input: $input) {
            certificate { sealedEvents } rejection { code } } }";
        let input = json!({ "input": { "subjectId": id, "reason": "REQUEST" } });
        let erased = app.graphql(erase, input).await["eraseSubject"].clone();
        assert_eq!(erased["rejection"], Value::Null);
        assert!(erased["certificate"]["sealedEvents"].as_u64().unwrap() > 0);
        let after = app.graphql(query, json!({ "id": id })).await;
        assert_eq!(after["journey"], json!({ "firstName": null, "dataRights": "ERASED" }));
    }

    /// A figure that nobody can have counted yet is nothing, never 0; so is what became of somebody.
    async fn what_is_not_yet_observable_is_not_zero(app: TestApp) {
        let share = "query($rentree: Int!) { nsiShare(rentree: $rentree) { girls } }";
        let answer = app.graphql(share, json!({ "rentree": 2030 })).await;
        assert_eq!(answer["nsiShare"], Value::Null);

        let id = app.admitted().await;
        let query = "query($id: ID!) { journey(id: $id) { outcome boursiere numerique } }";
        let answer = app.graphql(query, json!({ "id": id })).await;
        let unknown = json!({ "outcome": null, "boursiere": "UNKNOWN", "numerique": null });
        assert_eq!(answer["journey"], unknown, "no outcome is none, not the outcome INCONNU");
        let herself = oneself(Role::Beneficiary, &id);
        let record = json!({
            "journeyId": id, "kind": "INCONNU", "digital": false, "monthsAfter": 6,
        });
        app.mutate_as(&herself, "recordOutcome", record).await;
        let answer = app.graphql(query, json!({ "id": id })).await;
        assert_eq!(answer["journey"]["outcome"], "INCONNU");
    }
}
