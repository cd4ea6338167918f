//! What happens to one person and to all their pairs at once: one atomic append on all the streams.

use domain::{
    Context, Decider, JourneyId, MentorshipId, SupporterId,
    journey::{
        self, Journey,
        facts::{EndReason, Obstacle},
    },
    mentorship::Mentorship,
    pairing::{self, Parted, Rejection, WithSide},
    supporter::{self, Supporter, SupporterSuspension},
};
use eventstore::{Fingerprint, StreamId, StreamWrite};

use crate::{
    Commands, Done, Failure, Request,
    policy::{Guarded, permits_pause, permits_suspension},
    run::{ATTEMPTS, Loaded, done, stream_id, write},
};

type Failed = Failure<Rejection>;

/// A relation and whoever is on the other side of it.
struct Pair<Other: Decider> {
    id: MentorshipId,
    relation: Loaded<<Mentorship as Decider>::State>,
    stream: StreamId,
    side: Loaded<Other::State>,
}

/// Both ends of what changes at once.
struct All<'a, Own: Decider, Other: Decider> {
    request: &'a Request,
    stream: &'a StreamId,
    own: Loaded<Own::State>,
    pairs: Vec<Pair<Other>>,
}

impl Commands {
    /// Ends the programme's support for somebody. Death and exclusion end her pairs with it; for
    /// any other reason they have to be over before.
    ///
    /// # Errors
    /// As [`Commands::run`].
    pub async fn end_support(
        &self,
        request: &Request,
        id: JourneyId,
        reason: EndReason,
        obstacles: Vec<Obstacle>,
    ) -> Result<Done, Failed> {
        let stream = stream_id::<Journey>(id.0);
        let context = self.context(request).await?;
        let command = journey::Command::EndSupport { reason, obstacles: obstacles.clone() };
        let fingerprint = self.fingerprint(request, stream.as_str(), &command)?;
        for _ in 0..ATTEMPTS {
            let own = self.load::<Journey, Rejection>(&stream, true).await?;
            if !command.permitted(&request.actor, id.0, &own.state) {
                return Err(Failure::Forbidden);
            }
            let held = own.state.record().map(|record| record.support.values().copied());
            let at_once = matches!(reason, EndReason::Deceased | EndReason::Excluded);
            let held: Vec<_> = held.into_iter().flatten().filter(|_| at_once).collect();
            let pairs = self.pairs(held, |pair| stream_id::<Supporter>(pair.supporter.0)).await?;
            let all = All::<Journey, Supporter> { request, stream: &stream, own, pairs };
            let what = (reason, obstacles.clone());
            let decided = pairing::end_support(&all.own.state, &all.with_sides(), what, &context);
            if let Some(done) = self.settle(all, decided, &context, fingerprint).await? {
                return Ok(done);
            }
        }
        Err(Failure::Contended)
    }

    /// Suspends a supporter: proposals are declined for them, and live relations pause.
    ///
    /// # Errors
    /// As [`Commands::run`].
    pub async fn suspend_supporter(
        &self,
        request: &Request,
        id: SupporterId,
        reason: SupporterSuspension,
    ) -> Result<Done, Failed> {
        let stream = stream_id::<Supporter>(id.0);
        let context = self.context(request).await?;
        let command = supporter::Command::Suspend { reason };
        let fingerprint = self.fingerprint(request, stream.as_str(), &command)?;
        for _ in 0..ATTEMPTS {
            let all = self.supporter_with_pairs(request, &stream).await?;
            if !permits_suspension(&request.actor, &all.own.state) {
                return Err(Failure::Forbidden);
            }
            let decided = pairing::suspend(&all.own.state, &all.with_sides(), reason, &context);
            if let Some(done) = self.settle(all, decided, &context, fingerprint).await? {
                return Ok(done);
            }
        }
        Err(Failure::Contended)
    }

    /// Pauses the live relations with minors of a supporter without a valid check of honorabilité.
    ///
    /// # Errors
    /// As [`Commands::run`].
    pub async fn pause_unchecked(
        &self,
        request: &Request,
        id: SupporterId,
    ) -> Result<Done, Failed> {
        let stream = stream_id::<Supporter>(id.0);
        let context = self.context(request).await?;
        let fingerprint = self.fingerprint(request, stream.as_str(), &"pause unchecked")?;
        for _ in 0..ATTEMPTS {
            let all = self.supporter_with_pairs(request, &stream).await?;
            if !permits_pause(&request.actor, &all.own.state) {
                return Err(Failure::Forbidden);
            }
            let decided = pairing::pause_unchecked(&all.own.state, &all.with_sides(), &context);
            if let Some(done) = self.settle(all, decided, &context, fingerprint).await? {
                return Ok(done);
            }
        }
        Err(Failure::Contended)
    }

    async fn supporter_with_pairs<'a>(
        &self,
        request: &'a Request,
        stream: &'a StreamId,
    ) -> Result<All<'a, Supporter, Journey>, Failed> {
        let own = self.load::<Supporter, Rejection>(stream, true).await?;
        let held = own.state.record().map(|record| record.slots.keys().copied());
        let held = held.into_iter().flatten().collect();
        let pairs = self.pairs(held, |pair| stream_id::<Journey>(pair.journey.0)).await?;
        Ok(All { request, stream, own, pairs })
    }

    async fn pairs<Other: Decider>(
        &self,
        held: Vec<MentorshipId>,
        side: impl Fn(domain::mentorship::Pair) -> StreamId,
    ) -> Result<Vec<Pair<Other>>, Failed> {
        let mut pairs = Vec::with_capacity(held.len());
        for id in held {
            let relation =
                self.load::<Mentorship, Rejection>(&stream_id::<Mentorship>(id.0), true).await?;
            // A pair that is held was proposed.
            let Some(both) = relation.state.pair() else { continue };
            let stream = side(both);
            let side = self.load::<Other, Rejection>(&stream, true).await?;
            pairs.push(Pair { id, relation, stream, side });
        }
        Ok(pairs)
    }

    /// Appends what was decided; `None` when a stream has changed meanwhile.
    async fn settle<Own: Decider, Other: Decider>(
        &self,
        all: All<'_, Own, Other>,
        decided: Result<Parted<Own::Event, Other::Event>, Rejection>,
        context: &Context,
        fingerprint: Fingerprint,
    ) -> Result<Option<Done>, Failed> {
        let (request, stream) = (all.request, all.stream);
        if let Some(expected) = request.expected.filter(|seen| Some(*seen) != all.own.revision) {
            return Err(Failure::Stale { expected, actual: all.own.revision });
        }
        let parted = match decided {
            Ok(parted) => parted,
            Err(rejection) => {
                let first = self.first_answer(request, fingerprint, stream).await?;
                return first.map(Some).ok_or(Failure::Rejected(rejection));
            }
        };
        let writes = all.writes(&parted)?;
        let streams: Vec<_> = writes.iter().map(|write| write.stream.clone()).collect();
        let appended = self.append(request, context, fingerprint, writes).await?;
        // What is kept of these streams is behind now, and read again when it is needed.
        for stream in &streams {
            self.states.forget(stream);
        }
        Ok(appended.map(|appended| done(&appended, stream)))
    }
}

impl<Own: Decider, Other: Decider> All<'_, Own, Other> {
    fn with_sides(&self) -> Vec<WithSide<'_, Other::State>> {
        self.pairs
            .iter()
            .map(|pair| WithSide {
                id: pair.id,
                relation: &pair.relation.state,
                side: &pair.side.state,
            })
            .collect()
    }

    /// One write for each stream that changes, at the revision it was read at.
    fn writes(
        &self,
        parted: &Parted<Own::Event, Other::Event>,
    ) -> Result<Vec<StreamWrite>, Failed> {
        let own =
            write::<Own, _>(self.stream.clone(), self.own.revision, &parted.own, self.request)?;
        let mut writes = vec![own];
        for (pair, (relation, side)) in self.pairs.iter().zip(&parted.pairs) {
            let stream = stream_id::<Mentorship>(pair.id.0);
            let changes = [
                write::<Mentorship, _>(stream, pair.relation.revision, relation, self.request)?,
                write::<Other, _>(pair.stream.clone(), pair.side.revision, side, self.request)?,
            ];
            writes.extend(changes.into_iter().filter(|write| !write.events.is_empty()));
        }
        Ok(writes)
    }
}
