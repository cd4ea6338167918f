use std::time::Duration;

use chrono::NaiveDate;
use commands::{Actor, Commands, Failure, Request};
use domain::journey::{
    Command, Journey,
    facts::{EntryStage, Identity, Target},
};
use eventstore::{
    Append, AppendError, CommandId, ExpectedRevision, Fingerprint, NewEvent, Revision, StreamId,
    StreamWrite,
};
use uuid::Uuid;

/// Clients come in fours, one of each kind.
pub(super) const KINDS: u32 = 4;
/// Orders per journey and client.
const PER_JOURNEY: u32 = 8;

/// What one client asks of the service: everything about it follows from three numbers, so that
/// whoever finds them in a journal can send the very same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Order {
    pub round: u32,
    pub client: u32,
    pub number: u32,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Its events lie between these positions.
    Done { first: i64, last: i64, replayed: bool },
    /// A rule of the domain refused it: nothing was appended.
    Refused,
}

/// Why an order was not answered.
struct Trouble {
    retryable: bool,
    why: String,
}

impl Order {
    pub(super) fn command_id(self) -> CommandId {
        let Self { round, client, number } = self;
        let id = u128::from(round) << 64 | u128::from(client) << 32 | u128::from(number);
        CommandId(Uuid::from_u128(0x0190_f3c0 << 96 | id))
    }

    /// How many events it appends when it is not refused.
    pub(super) fn events(self) -> i64 {
        match self.client % KINDS {
            0 => 1 + i64::from(self.number % 3),
            1 => 2 + i64::from(self.number % 3),
            _ => 1,
        }
    }

    /// The stream that nobody else writes to, for clients that expect an exact revision.
    pub(super) fn own_stream(client: u32) -> anyhow::Result<Option<StreamId>> {
        let own = client.is_multiple_of(KINDS);
        own.then(|| Ok(StreamId::new("torture", format!("own-{client}"))?)).transpose()
    }

    /// Sends it until there is an answer; gives the last revision of the own stream with it.
    pub(super) async fn send(
        self,
        commands: &Commands,
        expected: Option<i64>,
    ) -> anyhow::Result<(Answer, Option<i64>)> {
        loop {
            let answer = if self.client % KINDS < 2 {
                self.append(commands, expected).await
            } else {
                self.run(commands).await.map(|answer| (answer, None))
            };
            match answer {
                Ok(answer) => return Ok(answer),
                Err(Trouble { retryable: true, .. }) => {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                Err(Trouble { why, .. }) => anyhow::bail!("{self:?} failed for good: {why}"),
            }
        }
    }

    /// Straight into the log: one stream at an exact revision, or two streams atomically.
    async fn append(
        self,
        commands: &Commands,
        expected: Option<i64>,
    ) -> Result<(Answer, Option<i64>), Trouble> {
        let append = Append {
            command_id: self.command_id(),
            fingerprint: Fingerprint::of(&[self.command_id().0.as_bytes()]),
            metadata: r#"{"actor":{"kind":"service","id":"torture"}}"#.to_owned(),
            writes: self.writes(expected).map_err(|error| Trouble::for_good(&error))?,
        };
        let done = commands.log().append(append).await.map_err(|error: AppendError| Trouble {
            retryable: error.is_retryable(),
            why: error.to_string(),
        })?;
        let revision = done.revisions.first().map(|(_, revision)| revision.get());
        let (first, last) = (done.first.get(), done.last.get());
        Ok((Answer::Done { first, last, replayed: done.replayed }, revision))
    }

    fn writes(self, expected: Option<i64>) -> anyhow::Result<Vec<StreamWrite>> {
        let write = |stream, expected, count| StreamWrite {
            stream,
            expected,
            events: self.new_events(count),
        };
        if let Some(own) = Self::own_stream(self.client)? {
            let expected = expected.map_or(ExpectedRevision::NoStream, |revision| {
                ExpectedRevision::Exactly(Revision::new(revision))
            });
            return Ok(vec![write(own, expected, self.events())]);
        }
        let shared = |id| StreamId::new("torture", format!("shared-{id}"));
        let (here, there) = (shared(self.client % 64)?, shared(64 + self.number % 16)?);
        let any = ExpectedRevision::Any;
        Ok(vec![write(here, any, self.events() - 1), write(there, any, 1)])
    }

    fn new_events(self, count: i64) -> Vec<NewEvent> {
        let event = |n| NewEvent {
            kind: "torture.v1.Happened".to_owned(),
            data: format!(r#"{{"order":"{}","n":{n}}}"#, self.command_id()),
            occurred_on: today(),
        };
        (0..count).map(event).collect()
    }

    /// Through the command path; two clients share each journey, so that they meet conflicts.
    async fn run(self, commands: &Commands) -> Result<Answer, Trouble> {
        let Self { round, client, number } = self;
        let journey = u128::from(round) << 64
            | u128::from(client / KINDS) << 32
            | u128::from(number / PER_JOURNEY);
        let registers = client % KINDS == 2 && number.is_multiple_of(PER_JOURNEY);
        let command = match number % PER_JOURNEY {
            0 if registers => register(journey),
            3 => Command::AssessEligibility,
            step => Command::StateProject {
                targets: vec![Target::Donnees],
                confidence: 1 + u8::try_from(step % 5).unwrap_or_default(),
            },
        };
        let request = Request::new(Actor::service("torture"), self.command_id().0, today());
        match commands.run::<Journey>(&request, Uuid::from_u128(journey), command).await {
            Ok(done) => {
                let at = done.position.get();
                Ok(Answer::Done { first: at, last: at, replayed: done.replayed })
            }
            Err(Failure::Rejected(_)) => Ok(Answer::Refused),
            Err(failure) => {
                let cause = std::error::Error::source(&failure).map(ToString::to_string);
                let why = format!("{failure}: {}", cause.unwrap_or_default());
                Err(Trouble { retryable: failure.is_retryable(), why })
            }
        }
    }
}

impl Trouble {
    fn for_good(why: &dyn std::fmt::Display) -> Self {
        Self { retryable: false, why: why.to_string() }
    }
}

/// On each journey somebody else.
fn register(journey: u128) -> Command {
    Command::Register {
        identity: Identity {
            first_name: "Ada".into(),
            last_name: format!("Lovelace {journey:x}"),
            email: "ada@example.org".into(),
        },
        birth_date: NaiveDate::from_ymd_opt(2009, 5, 5).unwrap_or_default(),
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default()
}
