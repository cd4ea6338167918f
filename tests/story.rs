//! Stories that several tests begin with.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a story that does not go as told has failed"
)]

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::app::TestApp;

/// A lycée général et technologique of the starter reference data, in the académie of Lyon.
pub const LYCEE: &str = "0011326L";

impl TestApp {
    /// Somebody born on a day registers, of whom there is no other; gives her journey's identifier.
    pub async fn register(&self, born: &str, on: &str) -> String {
        static REGISTERED: AtomicU32 = AtomicU32::new(1);
        let nth = REGISTERED.fetch_add(1, Ordering::Relaxed);
        let mut she = registration(born, on);
        she["identity"] = identity("Ada", &format!("Lovelace {nth}"));
        let payload = self.accept("registerBeneficiary", she).await;
        payload["journey"]["id"].as_str().expect("an id").to_owned()
    }

    /// Somebody of 16 in Première générale, with her consent, assessed and admitted.
    pub async fn admitted(&self) -> String {
        let id = self.register("2010-03-14", "2026-09-10").await;
        self.consent(&id).await;
        self.year(&id, 2026, "PREMIERE_GENERALE", &["NSI", "MATHS", "PHYSIQUE_CHIMIE"]).await;
        self.admit(&id).await;
        id
    }

    /// She consents by herself.
    pub async fn consent(&self, id: &str) {
        self.accept(
            "recordConsent",
            json!({ "journeyId": id, "purpose": "ACCOUNT", "textVersion": "2026-1",
                    "givenBy": "HERSELF" }),
        )
        .await;
    }

    /// She starts a year in lycée.
    pub async fn year(&self, id: &str, school_year: i32, niveau: &str, specialites: &[&str]) {
        self.accept("startSchoolYear", lycee_year(id, school_year, niveau, specialites)).await;
    }

    /// She is assessed and admitted.
    pub async fn admit(&self, id: &str) {
        self.accept("assessEligibility", json!({ "journeyId": id })).await;
        self.accept("admit", json!({ "journeyId": id })).await;
    }

    /// A mentor of Lyon with a charter, a capacity and, if wanted, a valid check.
    pub async fn mentor(&self, capacity: u8, checked: bool) -> String {
        let payload = self
            .accept(
                "registerSupporter",
                json!({ "identity": identity("Grace", "Hopper"), "kind": "PROFESSIONNEL",
                        "academie": "10" }),
            )
            .await;
        let id = payload["supporter"]["id"].as_str().expect("an id").to_owned();
        self.accept("signCharter", json!({ "supporterId": id, "version": 1 })).await;
        self.accept("declareCapacity", json!({ "supporterId": id, "maxLive": capacity })).await;
        if checked {
            self.accept("recordHonorabilite", check(&id)).await;
        }
        id
    }

    /// An activity of a kind in Lyon, with so many seats; gives its identifier.
    pub async fn planned(&self, kind: &str, starts_on: &str, seats: u16) -> String {
        let payload = self.accept("planActivity", activity(kind, starts_on, seats)).await;
        payload["activity"]["id"].as_str().expect("an id").to_owned()
    }

    /// The two are proposed to each other; gives the pair's identifier.
    pub async fn proposed(&self, journey: &str, mentor: &str) -> String {
        let payload = self.accept("proposeMatch", proposal(journey, mentor)).await;
        payload["mentorship"]["id"].as_str().expect("an id").to_owned()
    }

    /// Both accept and start.
    pub async fn started(&self, journey: &str, mentor: &str) -> String {
        let pair = self.proposed(journey, mentor).await;
        for party in ["BENEFICIARY", "SUPPORTER"] {
            self.accept("acceptMatch", json!({ "mentorshipId": pair, "party": party })).await;
        }
        self.accept("startMentorship", json!({ "mentorshipId": pair })).await;
        pair
    }
}

/// A registration in lycée.
#[must_use]
pub fn registration(born: &str, on: &str) -> Value {
    json!({ "identity": identity("Ada", "Lovelace"), "birthDate": born, "entryStage": "LYCEE",
            "occurredOn": on })
}

/// Somebody.
#[must_use]
pub fn identity(first: &str, last: &str) -> Value {
    json!({ "firstName": first, "lastName": last, "email": format!("{first}@example.org") })
}

/// A year in the lycée of these tests.
#[must_use]
pub fn lycee_year(id: &str, school_year: i32, niveau: &str, specialites: &[&str]) -> Value {
    json!({ "journeyId": id, "schoolYear": school_year, "niveau": niveau,
            "specialites": specialites, "uai": LYCEE, "statut": "SCOLAIRE",
            "occurredOn": format!("{school_year}-09-02") })
}

/// A check of honorabilité, valid for some months.
#[must_use]
pub fn check(id: &str) -> Value {
    json!({ "supporterId": id, "means": "ATTESTATION", "issuedOn": "2026-10-01",
            "validUntil": "2027-03-31" })
}

/// An activity of a kind in Lyon, with so many seats.
#[must_use]
pub fn activity(kind: &str, starts_on: &str, seats: u16) -> Value {
    json!({ "kind": kind, "mode": "IN_PERSON", "academie": "10", "startsOn": starts_on,
            "minutes": 120, "seats": seats, "component": "SOCLE", "theme": "SANTE" })
}

/// A mentorat to propose.
#[must_use]
pub fn proposal(journey: &str, mentor: &str) -> Value {
    json!({ "journeyId": journey, "supporterId": mentor, "kind": "MENTORAT" })
}
