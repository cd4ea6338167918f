use std::{sync::Arc, time::Duration};

use async_graphql::{Context, Error, ErrorExtensions as _, Result};
use chrono::NaiveDate;
use commands::{Actor, Commands, Done, Failure, Request, Role, policy::Guarded};
use domain::{
    Decider, MentorshipId, PlacementId, Reason, journey::facts::Identity, pairing, placement,
};
use eventstore::{Position, Revision};
use projections::{
    Engine, Reader, Scope,
    identity::{self, Person},
};
use reference::Directory;
use tokio::sync::watch;
use uuid::Uuid;

use crate::outcome::{Envelope, InputRejection, Rejection};

/// Where dates and new identifiers come from: the server gives the real ones, tests fixed ones.
pub trait Clock: Send + Sync + 'static {
    /// Today's civil date in Europe/Paris.
    fn today(&self) -> NaiveDate;
    /// A new identifier.
    fn new_id(&self) -> Uuid;
}

/// What resolvers need.
pub struct App {
    /// The write side.
    pub commands: Commands,
    /// The read side.
    pub reader: Reader,
    /// Keeps the read side up to date.
    pub engine: Arc<Engine>,
    /// Schools and formations.
    pub directory: watch::Receiver<Arc<Directory>>,
    /// Dates and identifiers.
    pub clock: Arc<dyn Clock>,
    /// How long a mutation waits for the read side before it answers without the entity.
    pub wait: Duration,
}

/// What a command came to: done, or refused with a reason for people.
pub(crate) type Outcome = std::result::Result<Done, Rejection>;

impl App {
    pub(crate) fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self> {
        ctx.data::<Self>().map_err(|_| internal("the schema has no application"))
    }

    /// Who asks; the server puts it into the request.
    pub(crate) fn actor<'a>(ctx: &Context<'a>) -> Result<&'a Actor> {
        ctx.data::<Actor>().map_err(|_| coded("UNAUTHENTICATED", "a bearer token is required"))
    }

    /// The reference data in force.
    pub(crate) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.borrow())
    }

    /// The day a question is asked.
    pub(crate) fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// Runs a command of one aggregate, then waits until the read side shows it.
    pub(crate) async fn run<D: Decider>(
        &self,
        ctx: &Context<'_>,
        id: Uuid,
        command: D::Command,
        envelope: &Envelope,
    ) -> Result<Outcome>
    where
        D::Command: Guarded<D>,
    {
        let request = self.request(ctx, envelope)?;
        let done = self.commands.run::<D>(&request, id, command).await;
        self.settle(done).await
    }

    /// Runs a command on both sides of a pair, then waits until the read side shows it.
    pub(crate) async fn run_pair(
        &self,
        ctx: &Context<'_>,
        id: MentorshipId,
        command: pairing::Command,
        envelope: &Envelope,
    ) -> Result<Outcome> {
        let request = self.request(ctx, envelope)?;
        let done = self.commands.run_pair(&request, id, command).await;
        self.settle(done).await
    }

    /// Runs a command on a placement, then waits until the read side shows it.
    pub(crate) async fn run_placement(
        &self,
        ctx: &Context<'_>,
        id: PlacementId,
        command: placement::Command,
        envelope: &Envelope,
    ) -> Result<Outcome> {
        let request = self.request(ctx, envelope)?;
        let done = self.commands.run_placement(&request, id, command).await;
        self.settle(done).await
    }

    pub(crate) fn request(&self, ctx: &Context<'_>, envelope: &Envelope) -> Result<Request> {
        let today = self.clock.today();
        let command_id = envelope.command_id.unwrap_or_else(|| self.clock.new_id());
        let mut request = Request::new(Self::actor(ctx)?.clone(), command_id, today);
        request.occurred_on = envelope.occurred_on.unwrap_or(today);
        request.expected = envelope.expected_revision.map(Revision::new);
        if let Some(evidence) = envelope.evidence {
            request.evidence = evidence.0;
        }
        Ok(request)
    }

    /// Waits until the read side shows what was done, or says why nothing was.
    pub(crate) async fn settle<R: Reason>(
        &self,
        done: std::result::Result<Done, Failure<R>>,
    ) -> Result<Outcome> {
        match done {
            Ok(done) => {
                self.wait_for(done.position).await?;
                Ok(Ok(done))
            }
            Err(failure) => Self::refused(failure).map(Err),
        }
    }

    /// Why a command had no effect, for people where it is their business.
    pub(crate) fn refused<R: Reason>(failure: Failure<R>) -> Result<Rejection> {
        match failure {
            Failure::Rejected(reason) => Ok(Rejection::from(&reason)),
            Failure::Stale { expected, actual } => {
                let actual = actual.map_or(-1, Revision::get);
                let stale = InputRejection::Stale { expected: expected.get(), actual };
                Ok(Rejection::from(&stale))
            }
            Failure::CommandIdReused(_) => Ok(Rejection::from(&InputRejection::CommandIdReused)),
            Failure::Forbidden => Err(forbidden()),
            failure if failure.is_retryable() => {
                tracing::warn!(error = %failure, "a command could not be run now");
                Err(coded(
                    "UNAVAILABLE",
                    "nothing is certain to be written; send the same command again, with the same commandId",
                ))
            }
            failure => Err(internal(&failure)),
        }
    }

    /// Waits until the read side has reached a position.
    ///
    /// # Errors
    /// `PROJECTIONS_BEHIND`, when it takes too long: what was written is safe, and will show.
    pub async fn wait_for(&self, position: Position) -> Result<()> {
        self.engine.wait_for(position, self.wait).await.map_err(|behind| {
            let message = format!("written, but not yet readable: {behind}; ask again");
            coded("PROJECTIONS_BEHIND", &message)
        })
    }

    /// What the asker may read of people.
    pub(crate) fn scope(ctx: &Context<'_>) -> Result<Scope> {
        let actor = Self::actor(ctx)?;
        match actor.role {
            Role::Administrator | Role::Service | Role::Auditor => Ok(Scope::All),
            Role::Coordinator => Ok(Scope::Academies(actor.academies.clone())),
            Role::Beneficiary => {
                Ok(actor.subject.map_or(Scope::Nothing, |id| Scope::Journey(id.into())))
            }
            Role::Supporter => {
                Ok(actor.subject.map_or(Scope::Nothing, |id| Scope::Supporter(id.into())))
            }
            Role::Partner | Role::Analyst => Err(forbidden()),
        }
    }

    /// What the asker may read of partners.
    pub(crate) fn partner_scope(ctx: &Context<'_>) -> Result<Scope> {
        let actor = Self::actor(ctx)?;
        match actor.role {
            // Organisations, and counts of people.
            Role::Analyst => Ok(Scope::All),
            Role::Partner => {
                Ok(actor.subject.map_or(Scope::Nothing, |id| Scope::Partner(id.into())))
            }
            Role::Beneficiary | Role::Supporter => Err(forbidden()),
            Role::Administrator | Role::Service | Role::Auditor | Role::Coordinator => {
                Self::scope(ctx)
            }
        }
    }

    /// What the asker may read of placements: organisations their own, people those of people.
    pub(crate) fn placement_scope(ctx: &Context<'_>) -> Result<Scope> {
        match Self::actor(ctx)?.role {
            Role::Partner => Self::partner_scope(ctx),
            Role::Beneficiary
            | Role::Supporter
            | Role::Coordinator
            | Role::Analyst
            | Role::Auditor
            | Role::Administrator
            | Role::Service => Self::scope(ctx),
        }
    }

    /// Who somebody is, opened for those who may see it; nothing once it is erased.
    pub(crate) async fn who(ctx: &Context<'_>, person: &impl Person) -> Result<Option<Identity>> {
        if !Self::sees_identity(ctx)? {
            return Ok(None);
        }
        let who = identity::who(Self::of(ctx)?.commands.vault(), person).await;
        who.map_err(|error| internal(&error))
    }

    /// Reads the keys of a page of people at once, if the asker wants to know who they are.
    pub(crate) async fn prepare(ctx: &Context<'_>, people: &[impl Person]) -> Result<()> {
        let asked = ctx.look_ahead().field("edges").field("node");
        let names = asked.field("firstName").exists() || asked.field("lastName").exists();
        if !names || !Self::sees_identity(ctx)? {
            return Ok(());
        }
        let prepared = identity::prepare(Self::of(ctx)?.commands.vault(), people).await;
        prepared.map_err(|error| internal(&error))
    }

    /// May the asker see who a person is? An auditor sees what happened, not to whom.
    pub(crate) fn sees_identity(ctx: &Context<'_>) -> Result<bool> {
        Ok(Self::actor(ctx)?.role != Role::Auditor)
    }

    /// Are small numbers kept from the asker?
    pub(crate) fn suppresses(ctx: &Context<'_>) -> Result<bool> {
        Ok(matches!(
            Self::actor(ctx)?.role,
            Role::Analyst | Role::Partner | Role::Beneficiary | Role::Supporter
        ))
    }
}

/// An error with a code and a sentence.
pub(crate) fn coded(code: &'static str, message: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// The role does not go that far.
pub(crate) fn forbidden() -> Error {
    coded("FORBIDDEN", "this token does not allow that")
}

/// A query that could not be answered: `UNAVAILABLE` when asking again can help.
pub(crate) fn failed(error: &(dyn std::error::Error + 'static)) -> Error {
    if eventstore::is_unavailable(error) {
        tracing::warn!(%error, "a query could not be answered now");
        return coded("UNAVAILABLE", "the database does not answer; ask again");
    }
    internal(error)
}

/// Says nothing but a reference; the cause is in the server's log under it.
pub(crate) fn internal(cause: &(impl std::fmt::Display + ?Sized)) -> Error {
    #[expect(clippy::disallowed_methods, reason = "the reference of an incident, at the edge")]
    let reference = Uuid::now_v7();
    tracing::error!(%reference, error = %cause, "a request failed");
    Error::new("internal error").extend_with(|_, extensions| {
        extensions.set("code", "INTERNAL");
        extensions.set("reference", reference.to_string());
    })
}
