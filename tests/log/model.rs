//! Two clients send appends, retries and conflicts in any order; a map in memory says what each is
//! answered.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU32, Ordering},
};

use eventstore::{
    Append, AppendError, Appended, CommandId, Direction, ExpectedRevision, Filter, Fingerprint,
    Log, Position, Revision, StreamId,
};
use futures::future::join_all;
use proptest::{prelude::*, test_runner::TestRunner};
use tests::{
    TestDb,
    db::{append, events, stream, write},
    on_both,
};

use ExpectedRevision as E;

/// What a client does.
#[derive(Clone, Debug)]
enum Step {
    /// Appends to some of four streams.
    New(Vec<(u8, Expects, usize)>),
    /// Sends a command that was sent before, whatever became of it.
    Again(prop::sample::Index),
    /// Takes the id of such a command for something else.
    Steal(prop::sample::Index),
}

#[derive(Clone, Copy, Debug)]
enum Expects {
    Any,
    NoStream,
    StreamExists,
    /// The revision the stream will have if those before do what they should.
    Right,
    /// One more than that.
    Wrong,
}

/// One client sends some steps at once, in this order.
#[derive(Clone, Debug)]
struct Burst {
    client: usize,
    steps: Vec<Step>,
}

fn bursts() -> impl Strategy<Value = Vec<Burst>> {
    let expects = prop_oneof![
        3 => Just(Expects::Right),
        2 => Just(Expects::Any),
        1 => Just(Expects::NoStream),
        1 => Just(Expects::StreamExists),
        1 => Just(Expects::Wrong),
    ];
    // Some streams are only looked at.
    let writes = prop::collection::btree_map(0..4_u8, (expects, 0..4_usize), 1..3);
    let writes = writes
        .prop_filter("an append has events", |writes| writes.values().any(|(_, count)| *count > 0));
    let step = prop_oneof![
        6 => writes.prop_map(|writes| {
            Step::New(writes.into_iter().map(|(s, (e, n))| (s, e, n)).collect())
        }),
        2 => any::<prop::sample::Index>().prop_map(Step::Again),
        1 => any::<prop::sample::Index>().prop_map(Step::Steal),
    ];
    let burst = (0..2_usize, prop::collection::vec(step, 1..12))
        .prop_map(|(client, steps)| Burst { client, steps });
    prop::collection::vec(burst, 1..10)
}

#[derive(Debug, PartialEq)]
enum Answer {
    Appended(Appended),
    Conflict(StreamId, Option<i64>),
    Reused,
}

impl From<Result<Appended, AppendError>> for Answer {
    fn from(answer: Result<Appended, AppendError>) -> Self {
        match answer {
            Ok(appended) => Self::Appended(appended),
            Err(AppendError::Conflict { stream, actual, .. }) => {
                Self::Conflict(stream, actual.map(Revision::get))
            }
            Err(AppendError::CommandIdReused { .. }) => Self::Reused,
            Err(error) => panic!("{error}"),
        }
    }
}

/// The log, as simple as it can be.
struct Model {
    prefix: String,
    events: Vec<(StreamId, i64)>,
    before: i64,
    commands: HashMap<CommandId, (Fingerprint, Appended)>,
    sent: Vec<Append>,
}

impl Model {
    fn last(&self, stream: &StreamId) -> Option<i64> {
        self.events.iter().rev().find(|(s, _)| s == stream).map(|(_, revision)| *revision)
    }

    fn command(&self, step: &Step) -> Append {
        match step {
            Step::Again(which) if !self.sent.is_empty() => which.get(&self.sent).clone(),
            Step::Steal(which) if !self.sent.is_empty() => {
                let fingerprint = Fingerprint::of(&[b"stolen"]);
                Append { fingerprint, ..which.get(&self.sent).clone() }
            }
            Step::Again(_) | Step::Steal(_) => self.command(&Step::New(vec![(0, Expects::Any, 1)])),
            Step::New(writes) => append(
                writes
                    .iter()
                    .map(|(id, expects, count)| {
                        let stream = stream(&format!("{}-{id}", self.prefix));
                        let last = self.last(&stream).map(Revision::new);
                        let expected = match (expects, last) {
                            (Expects::Any, _) => E::Any,
                            (Expects::NoStream, _) | (Expects::Right, None) => E::NoStream,
                            (Expects::StreamExists, _) => E::StreamExists,
                            (Expects::Right, Some(last)) => E::Exactly(last),
                            (Expects::Wrong, last) => {
                                E::Exactly(last.map_or(Revision::START, Revision::next))
                            }
                        };
                        write(&stream, expected, events(*count))
                    })
                    .collect(),
            ),
        }
    }

    fn answer(&mut self, command: &Append) -> Answer {
        self.sent.push(command.clone());
        if let Some((fingerprint, appended)) = self.commands.get(&command.command_id) {
            return if *fingerprint == command.fingerprint {
                Answer::Appended(Appended { replayed: true, ..appended.clone() })
            } else {
                Answer::Reused
            };
        }
        for write in &command.writes {
            let actual = self.last(&write.stream);
            let holds = match write.expected {
                E::Any => true,
                E::NoStream => actual.is_none(),
                E::StreamExists => actual.is_some(),
                E::Exactly(revision) => actual == Some(revision.get()),
            };
            if !holds {
                return Answer::Conflict(write.stream.clone(), actual);
            }
        }
        let head = |events: &Vec<_>| self.before + i64::try_from(events.len()).unwrap();
        let first = Position::new(head(&self.events) + 1);
        let mut revisions = Vec::new();
        for write in command.writes.iter().filter(|write| !write.events.is_empty()) {
            let mut next = self.last(&write.stream).map_or(0, |last| last + 1);
            for _ in &write.events {
                self.events.push((write.stream.clone(), next));
                next += 1;
            }
            revisions.push((write.stream.clone(), Revision::new(next - 1)));
        }
        let last = Position::new(head(&self.events));
        let appended = Appended { first, last, revisions, replayed: false };
        self.commands.insert(command.command_id, (command.fingerprint, appended.clone()));
        Answer::Appended(appended)
    }
}

async fn check(clients: &[Log; 2], bursts: Vec<Burst>) {
    static CASE: AtomicU32 = AtomicU32::new(0);
    let before = clients[0].head().await.unwrap().position;
    let mut model = Model {
        prefix: format!("case{}", CASE.fetch_add(1, Ordering::Relaxed)),
        events: Vec::new(),
        before: before.get(),
        commands: HashMap::new(),
        sent: Vec::new(),
    };
    for Burst { client, steps } in bursts {
        let (mut commands, mut expected) = (Vec::new(), Vec::new());
        for step in &steps {
            let command = model.command(step);
            expected.push(model.answer(&command));
            commands.push(command);
        }
        // Polled in their order, they are queued in their order.
        let answers = join_all(commands.iter().map(|c| clients[client].append(c.clone()))).await;
        let answers: Vec<Answer> = answers.into_iter().map(Answer::from).collect();
        assert_eq!(answers, expected);
    }
    let read = clients[1].read_all(before, Direction::Forward, usize::MAX, &Filter::All).await;
    let read = read.unwrap();
    for (event, position) in read.iter().zip(before.get() + 1..) {
        assert_eq!(event.position.get(), position);
    }
    let read: Vec<_> = read.into_iter().map(|e| (e.stream, e.revision.get())).collect();
    assert_eq!(read, model.events);
}

on_both! {
    async fn any_interleaving_of_two_clients_is_answered_as_by_the_model(test: TestDb) {
        let clients = [test.log.clone(), test.another_process().await];
        let runtime = tokio::runtime::Handle::current();
        let config =
            ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
        let checked = tokio::task::block_in_place(|| {
            TestRunner::new(config).run(&bursts(), |bursts| {
                runtime.block_on(check(&clients, bursts));
                Ok(())
            })
        });
        checked.unwrap();
    }
}
