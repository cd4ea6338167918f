//! What was said of her pairs: sealed on her stream, in no read model, and shown to those alone who
//! have to protect her.

use async_graphql::{Context, ID, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use commands::Role;
use domain::{
    JourneyId, Vocabulary as _,
    correction::Entry,
    journey::{Event, Journey as Aggregate},
    mentorship::Mentorship as Relation,
};

use crate::{
    app::{App, forbidden, internal},
    ids::{Position, global},
};

/// What was said of one of her pairs.
#[derive(SimpleObject)]
pub(crate) struct Concern {
    /// The pair.
    mentorship_id: ID,
    /// When it was said (civil date, Europe/Paris).
    occurred_on: NaiveDate,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// What was said; null once it is erased.
    note: Option<String>,
    /// Where it is in the log.
    position: Position,
}

/// Of somebody within the asker's reach, oldest first.
pub(crate) async fn of(ctx: &Context<'_>, journey: JourneyId) -> Result<Vec<Concern>> {
    let actor = App::actor(ctx)?;
    match actor.role {
        Role::Coordinator | Role::Administrator => {}
        // She knows what she said, and not what her supporter or guardian did.
        Role::Beneficiary
        | Role::Supporter
        | Role::Partner
        | Role::Analyst
        | Role::Auditor
        | Role::Service => return Err(forbidden()),
    }
    let history = App::of(ctx)?.commands.history::<Aggregate>(journey.0).await;
    let mut concerns = Vec::new();
    for (recorded, entry) in history.map_err(|failure| internal(&failure))? {
        // What somebody was worried about is not corrected.
        let Entry::Event(Event::ConcernNoted { mentorship, note }) = entry else { continue };
        concerns.push(Concern {
            mentorship_id: global::<Relation>(mentorship.0),
            occurred_on: recorded.occurred_on,
            recorded_at: recorded.recorded_at,
            note: note.known().cloned(),
            position: Position(recorded.position.get()),
        });
    }
    if !concerns.is_empty() {
        tracing::info!(
            target: "parcours::access",
            actor = %actor.id, role = actor.role.code(), %journey,
            field = ctx.field().name(), "personal data read"
        );
    }
    Ok(concerns)
}
