//! Mutations on school years, spécialités, diplomas, interruptions.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::{
    SchoolYear,
    journey::{
        Command,
        facts::{
            Atypical, Enrolment, Interruption, Mention, Specialite, Statut, YearResult, YearStart,
        },
    },
    levels::{Diploma, Niveau},
};

use crate::{
    app::App,
    code::Code,
    journey::{JourneyPayload, run},
    lookup,
    outcome::{EdgeRejection, Envelope},
};

/// A school year that starts.
#[derive(InputObject)]
struct StartSchoolYear {
    /// Whose.
    journey_id: ID,
    /// The year it starts in: 2026 for 2026-2027.
    school_year: i32,
    /// Level of study.
    niveau: Code<Niveau>,
    /// Spécialités: 3 in Première générale, 2 in Terminale générale, otherwise none.
    #[graphql(default)]
    specialites: Vec<Code<Specialite>>,
    /// UAI of the school. Leave it out when it is not known.
    uai: Option<String>,
    /// Formation of the reference data, after the baccalauréat.
    formation: Option<ID>,
    /// Pupil, student or apprentice.
    statut: Code<Statut>,
    /// Main enrolment, or a second one of the same year.
    #[graphql(default_with = "Code(Enrolment::Main)")]
    enrolment: Code<Enrolment>,
    /// Why the step does not follow the ladder of levels, if it does not.
    atypical: Option<Code<Atypical>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

impl StartSchoolYear {
    fn command(&self, app: &App) -> std::result::Result<Command, EdgeRejection> {
        let directory = app.directory();
        let school = self.uai.as_deref().map(|uai| lookup::school(&directory, uai));
        let formation = self.formation.as_ref().map(|id| lookup::formation(&directory, id));
        Ok(Command::StartSchoolYear {
            school_year: SchoolYear(self.school_year),
            year: YearStart {
                niveau: self.niveau.0,
                specialites: self.specialites.iter().map(|specialite| specialite.0).collect(),
                school: school.transpose()?,
                formation: formation.transpose()?,
                statut: self.statut.0,
                enrolment: self.enrolment.0,
                atypical: self.atypical.map(|reason| reason.0),
            },
            reference_version: directory.version().to_string(),
        })
    }
}

/// The choice of two spécialités out of three.
#[derive(InputObject)]
struct DropSpecialite {
    /// Whose.
    journey_id: ID,
    /// The year of Première.
    school_year: i32,
    /// The one she drops.
    dropped: Code<Specialite>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// The end of a school year.
#[derive(InputObject)]
struct ConcludeSchoolYear {
    /// Whose.
    journey_id: ID,
    /// Which.
    school_year: i32,
    /// How it ended.
    result: Code<YearResult>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A diploma, obtained or missed.
#[derive(InputObject)]
struct RecordDiploma {
    /// Whose.
    journey_id: ID,
    /// Which.
    diploma: Code<Diploma>,
    /// Calendar year of the session.
    session: i32,
    /// Obtained, or missed.
    #[graphql(default = true)]
    obtained: bool,
    /// Mention, if any.
    mention: Option<Code<Mention>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// Studies that stop for a while.
#[derive(InputObject)]
struct InterruptStudy {
    /// Whose.
    journey_id: ID,
    /// Why. A césure is not dropping out.
    kind: Code<Interruption>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// Studies that go on.
#[derive(InputObject)]
struct ResumeStudy {
    /// Whose.
    journey_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct StudiesMutation;

#[Object]
impl StudiesMutation {
    /// Starts a school year.
    async fn start_school_year(
        &self,
        ctx: &Context<'_>,
        input: StartSchoolYear,
    ) -> Result<JourneyPayload> {
        match input.command(App::of(ctx)?) {
            Ok(command) => run(ctx, &input.journey_id, command, &input.envelope).await,
            Err(rejection) => Ok(JourneyPayload::refused(&rejection)),
        }
    }

    /// Keeps two of the three spécialités of Première.
    async fn drop_specialite(
        &self,
        ctx: &Context<'_>,
        input: DropSpecialite,
    ) -> Result<JourneyPayload> {
        let command = Command::DropSpecialite {
            school_year: SchoolYear(input.school_year),
            dropped: input.dropped.0,
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Concludes a school year.
    async fn conclude_school_year(
        &self,
        ctx: &Context<'_>,
        input: ConcludeSchoolYear,
    ) -> Result<JourneyPayload> {
        let command = Command::ConcludeSchoolYear {
            school_year: SchoolYear(input.school_year),
            result: input.result.0,
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Records a diploma, obtained or missed.
    async fn record_diploma(
        &self,
        ctx: &Context<'_>,
        input: RecordDiploma,
    ) -> Result<JourneyPayload> {
        let command = Command::RecordDiploma {
            diploma: input.diploma.0,
            session: input.session,
            obtained: input.obtained,
            mention: input.mention.map(|mention| mention.0),
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Records that her studies stop for a while.
    async fn interrupt_study(
        &self,
        ctx: &Context<'_>,
        input: InterruptStudy,
    ) -> Result<JourneyPayload> {
        let command = Command::InterruptStudy { kind: input.kind.0 };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Records that her studies go on.
    async fn resume_study(&self, ctx: &Context<'_>, input: ResumeStudy) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::ResumeStudy, &input.envelope).await
    }
}
