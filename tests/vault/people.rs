//! People with values that stand nowhere else.

use chrono::NaiveDate;
use commands::{Actor, Request};
use domain::{
    Pii, SchoolYear,
    codes::{Academie, Uai},
    journey::{
        self, Journey,
        facts::{Enrolment, FormationFacts, SchoolFacts, Specialite, Statut, YearStart},
    },
    levels::Niveau,
    reference::{Filiere, FormationId, Numerique, Recognition},
};
use serde_json::json;
use tests::app::{TODAY, TestApp};
use uuid::Uuid;

/// Somebody, and what is personal about them.
pub struct Planted {
    pub id: String,
    pub values: Vec<String>,
}

impl Planted {
    pub fn uuid(&self) -> Uuid {
        self.id.split_once('-').unwrap().1.parse().unwrap()
    }
}

pub fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

pub fn new_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "a test is an edge")]
    Uuid::now_v7()
}

pub fn request() -> Request {
    Request::new(Actor::service("test"), new_id(), today())
}

/// A lycéenne, with a guardian, a school and a formation, admitted.
pub async fn beneficiary(app: &TestApp, n: u32) -> Planted {
    let [first, last, email] =
        [format!("Éloïse-{n:02}"), format!("Nomsecret{n:02}"), format!("hers.{n:02}@plante.test")];
    let guardian = [
        format!("Gérard-{n:02}"),
        format!("Tutelle{n:02}"),
        format!("guardian.{n:02}@plante.test"),
    ];
    let born = NaiveDate::from_ymd_opt(2009, 1 + n % 12, 5 + n % 20).unwrap();
    let registered = app
        .accept(
            "registerBeneficiary",
            json!({ "identity": { "firstName": first, "lastName": last, "email": email },
                    "birthDate": born.to_string(), "entryStage": "LYCEE",
                    "occurredOn": "2026-09-10" }),
        )
        .await;
    let id = registered["journey"]["id"].as_str().unwrap().to_owned();
    let [first_name, last_name, address] = &guardian;
    app.accept(
        "authoriseAsGuardian",
        json!({ "journeyId": id, "scopes": ["ACCOUNT"], "guardian":
                { "firstName": first_name, "lastName": last_name, "email": address } }),
    )
    .await;
    app.consent(&id).await;
    let digits = format!("999{n:04}");
    let uai = format!("{digits}{}", Uai::check_letter(&digits).unwrap());
    let formation = format!("plante-formation-{n:02}");
    let mut planted = Planted { id, values: vec![first, last, email, born.to_string()] };
    planted.values.extend(guardian);
    planted.values.extend([uai.clone(), formation.clone()]);
    // Through the commands, as a reference would have it that knows this school.
    let year = YearStart {
        niveau: Niveau::PremiereGenerale,
        specialites: vec![Specialite::Nsi, Specialite::Maths, Specialite::PhysiqueChimie],
        school: Some(SchoolFacts {
            uai: Pii::Known(Uai::parse(&uai).unwrap()),
            territory: Academie::ALL[n as usize % Academie::ALL.len()].into(),
        }),
        formation: Some(FormationFacts {
            id: Pii::Known(FormationId::parse(&formation).unwrap()),
            filiere: Filiere::But,
            numerique: Numerique::Digital,
            selective: true,
            apprenticeship: false,
            recognition: Some(Recognition::Universite),
        }),
        statut: Statut::Scolaire,
        enrolment: Enrolment::Main,
        atypical: None,
    };
    let command = journey::Command::StartSchoolYear {
        school_year: SchoolYear(2026),
        year,
        reference_version: "test".to_owned(),
    };
    app.service.commands.run::<Journey>(&request(), planted.uuid(), command).await.unwrap();
    app.admit(&planted.id).await;
    planted
}

/// A mentor who can take others.
pub async fn supporter(app: &TestApp, n: u32) -> Planted {
    let values = vec![
        format!("Hélène-{n:02}"),
        format!("Mentorsecret{n:02}"),
        format!("mentor.{n:02}@plante.test"),
    ];
    let [first, last, email] = [&values[0], &values[1], &values[2]];
    let registered = app
        .accept(
            "registerSupporter",
            json!({ "identity": { "firstName": first, "lastName": last, "email": email },
                    "kind": "PROFESSIONNEL", "academie": "10" }),
        )
        .await;
    let id = registered["supporter"]["id"].as_str().unwrap().to_owned();
    app.accept("signCharter", json!({ "supporterId": id, "version": 1 })).await;
    app.accept("declareCapacity", json!({ "supporterId": id, "maxLive": 3 })).await;
    app.accept("recordHonorabilite", tests::story::check(&id)).await;
    Planted { id, values }
}
