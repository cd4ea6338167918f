//! Seats that nobody touches: those of beneficiaries who left the programme are freed, offers that
//! were not taken in time go down the line.
//!
//! The read models are the list of what is left to do, so there is no checkpoint to lose: whatever
//! is interrupted is found again, and what another process has done is refused and forgotten.

use std::{sync::Arc, time::Duration};

use chrono::NaiveDate;
use commands::{Actor, Commands, Failure, Request};
use domain::{
    Reason as _,
    activity::{Activity, Command, Rejection, ReleaseReason},
};
use eventstore::Position;
use projections::{Engine, Reader, seats::Left};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long to wait for more to happen before looking.
const PAUSE: Duration = Duration::from_secs(1);
/// How often to look though nothing happens: days go by.
const EVERY: Duration = Duration::from_mins(10);
/// How long to wait for the read models.
const WAIT: Duration = Duration::from_secs(30);
/// Seats looked at together.
const BATCH: i64 = 200;

/// What frees seats.
pub struct Attendant {
    commands: Commands,
    reader: Reader,
    engine: Arc<Engine>,
    clock: Arc<dyn graphql::Clock>,
}

impl Attendant {
    /// On this log and its read models.
    #[must_use]
    pub fn new(
        commands: Commands,
        reader: Reader,
        engine: Arc<Engine>,
        clock: Arc<dyn graphql::Clock>,
    ) -> Self {
        Self { commands, reader, engine, clock }
    }

    /// Looks whenever the read models have moved on, until it is aborted.
    #[must_use]
    pub fn start(self) -> JoinHandle<()> {
        tokio::spawn(async move {
            let mut reached = self.engine.reached();
            loop {
                reached.mark_unchanged();
                if let Err(error) = self.attend().await {
                    tracing::warn!(%error, "seats could not be freed now");
                }
                match tokio::time::timeout(EVERY, reached.changed()).await {
                    Ok(Err(_)) => return,
                    Ok(Ok(())) | Err(_) => tokio::time::sleep(PAUSE).await,
                }
            }
        })
    }

    /// Does what is left to do. Gives how many commands took effect.
    ///
    /// # Errors
    /// When the log or the read models fail; what is left is found again.
    pub async fn attend(&self) -> anyhow::Result<usize> {
        let today = self.clock.today();
        let mut all = 0;
        loop {
            let mut todo = Vec::new();
            for left in self.reader.seats_of_those_who_left(today, BATCH).await? {
                todo.push((left.activity.0, release(left)));
            }
            for activity in self.reader.activities_with_lapsed_offers(today, BATCH).await? {
                todo.push((activity.0, Command::LapseOffers));
            }
            let (mut done, mut last) = (0, Position::START);
            for (activity, command) in todo {
                if let Some(position) = self.run(activity, command, today).await? {
                    done += 1;
                    last = last.max(position);
                }
            }
            if done == 0 {
                return Ok(all);
            }
            all += done;
            // What was done is not on the list any more once the read models know of it.
            self.engine.wait_for(last, WAIT).await?;
        }
    }

    async fn run(
        &self,
        activity: Uuid,
        command: Command,
        today: NaiveDate,
    ) -> Result<Option<Position>, Failure<Rejection>> {
        let request = Request::new(Actor::service("seats"), self.clock.new_id(), today);
        match self.commands.run::<Activity>(&request, activity, command).await {
            Ok(done) => Ok(Some(done.position)),
            // Somebody else was faster, or the activity has gone on.
            Err(Failure::Rejected(reason)) => {
                tracing::debug!(%activity, code = reason.code(), "nothing to do at an activity");
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }
}

fn release(Left { journey, booked, .. }: Left) -> Command {
    let reason = ReleaseReason::Departure;
    if booked { Command::Release { journey, reason } } else { Command::Leave { journey, reason } }
}
