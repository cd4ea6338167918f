use domain::{codes::Academie, vocabulary};
use uuid::Uuid;

vocabulary! {
    /// What somebody is towards the programme. The server reads it from the access token.
    pub enum Role {
        /// Herself: her own journey, and nobody else's.
        Beneficiary => "beneficiary", "Bénéficiaire";
        /// A tutor or mentor: their own pairs.
        Supporter => "supporter", "Tutrice ou tuteur, mentore ou mentor";
        /// Staff of a territory.
        Coordinator => "coordinator", "Coordination territoriale";
        /// A partner organisation: its own contributions, and aggregates.
        Partner => "partner", "Partenaire";
        /// Aggregates only, small cells suppressed.
        Analyst => "analyst", "Analyse";
        /// Reads everything, personal data excepted.
        Auditor => "auditor", "Audit";
        /// Runs the programme.
        Administrator => "administrator", "Administration";
        /// A program: imports, simulation, process managers.
        Service => "service", "Service";
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Subject of the token; recorded with every event.
    pub id: String,
    /// What they are.
    pub role: Role,
    /// The journey (beneficiary), supporter or partner they are, where the role is somebody's own.
    pub subject: Option<Uuid>,
    /// The académies a coordinator works in.
    pub academies: Vec<Academie>,
}

impl Actor {
    /// A program of ours, by its name.
    #[must_use]
    pub fn service(name: &str) -> Self {
        Self { id: name.to_owned(), role: Role::Service, subject: None, academies: Vec::new() }
    }
}
