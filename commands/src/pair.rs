use domain::{
    Decider, MentorshipId,
    journey::Journey,
    mentorship::{Mentorship, Pair},
    pairing::{self, Command, Decision, Rejection, States},
    supporter::Supporter,
};

use crate::{
    Commands, Done, Failure, Request,
    policy::permits_pair,
    run::{ATTEMPTS, Loaded, done, stream_id, write},
};

type Failed = Failure<Rejection>;

impl Commands {
    /// Runs a command that changes both sides of a pair: three streams, one atomic append.
    ///
    /// # Errors
    /// As [`Commands::run`].
    pub async fn run_pair(
        &self,
        request: &Request,
        id: MentorshipId,
        command: Command,
    ) -> Result<Done, Failed> {
        let relation = stream_id::<Mentorship>(id.0);
        let context = self.context(request).await?;
        let fingerprint = self.fingerprint(request, relation.as_str(), &command)?;
        let mut fresh = false;
        for _ in 0..ATTEMPTS {
            let mentorship = self.load::<Mentorship, _>(&relation, fresh).await?;
            let pair = match (&command, mentorship.state.pair()) {
                (Command::Propose { pair, .. }, _) => *pair,
                (_, Some(pair)) => pair,
                (_, None) if mentorship.cached => {
                    fresh = true;
                    continue;
                }
                (_, None) => {
                    return Err(Failure::Rejected(domain::mentorship::Rejection::Unknown.into()));
                }
            };
            let sides = Sides::load(self, pair, fresh).await?;
            let cached = mentorship.cached || sides.journey.cached || sides.supporter.cached;
            if !permits_pair(&request.actor, &command, pair, &sides.journey.state) {
                return Err(Failure::Forbidden);
            }
            let stale = request.expected.filter(|expected| Some(*expected) != mentorship.revision);
            let decided = match stale {
                Some(expected) => Err(Failure::Stale { expected, actual: mentorship.revision }),
                None => {
                    let states = States {
                        journey: &sides.journey.state,
                        supporter: &sides.supporter.state,
                        mentorship: &mentorship.state,
                    };
                    pairing::decide(states, id, command.clone(), &context)
                        .map_err(Failure::Rejected)
                }
            };
            let decision = match decided {
                Ok(decision) => decision,
                Err(_) if cached => {
                    fresh = true;
                    continue;
                }
                Err(failure) => {
                    return self
                        .first_answer(request, fingerprint, &relation)
                        .await?
                        .ok_or(failure);
                }
            };
            let writes = sides.writes(request, pair, &decision, &mentorship, &relation)?;
            match self.append(request, &context, fingerprint, writes).await? {
                Some(appended) => {
                    let (journey, supporter) = Sides::streams(pair);
                    self.remember::<Mentorship>(
                        &relation,
                        mentorship,
                        &decision.mentorship,
                        &appended,
                    );
                    self.remember::<Journey>(&journey, sides.journey, &decision.journey, &appended);
                    self.remember::<Supporter>(
                        &supporter,
                        sides.supporter,
                        &decision.supporter,
                        &appended,
                    );
                    return Ok(done(&appended, &relation));
                }
                None => fresh = true,
            }
        }
        Err(Failure::Contended)
    }
}

/// Both sides of a pair as they stand.
struct Sides {
    journey: Loaded<<Journey as Decider>::State>,
    supporter: Loaded<<Supporter as Decider>::State>,
}

impl Sides {
    fn streams(pair: Pair) -> (eventstore::StreamId, eventstore::StreamId) {
        (stream_id::<Journey>(pair.journey.0), stream_id::<Supporter>(pair.supporter.0))
    }

    async fn load(commands: &Commands, pair: Pair, fresh: bool) -> Result<Self, Failed> {
        let (journey, supporter) = Self::streams(pair);
        Ok(Self {
            journey: commands.load::<Journey, _>(&journey, fresh).await?,
            supporter: commands.load::<Supporter, _>(&supporter, fresh).await?,
        })
    }

    /// One write for each stream that changes, at the revision it was read at.
    fn writes(
        &self,
        request: &Request,
        pair: Pair,
        decision: &Decision,
        mentorship: &Loaded<<Mentorship as Decider>::State>,
        relation: &eventstore::StreamId,
    ) -> Result<Vec<eventstore::StreamWrite>, Failed> {
        let (journey, supporter) = Self::streams(pair);
        let mut writes = Vec::with_capacity(3);
        if !decision.mentorship.is_empty() {
            let events = &decision.mentorship;
            writes.push(write::<Mentorship, _>(
                relation.clone(),
                mentorship.revision,
                events,
                request,
            )?);
        }
        if !decision.journey.is_empty() {
            writes.push(write::<Journey, _>(
                journey,
                self.journey.revision,
                &decision.journey,
                request,
            )?);
        }
        if !decision.supporter.is_empty() {
            let events = &decision.supporter;
            writes.push(write::<Supporter, _>(
                supporter,
                self.supporter.revision,
                events,
                request,
            )?);
        }
        Ok(writes)
    }
}
