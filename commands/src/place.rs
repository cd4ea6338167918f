use domain::{
    JourneyId, PlacementId,
    journey::{self, Journey},
    partner::{self, Partner},
    placement::{self, Command, Placement},
    placing::{self, Rejection, States},
};

use crate::{
    Commands, Done, Failure, Request,
    policy::permits_placement,
    run::{ATTEMPTS, Loaded, done, stream_id, write},
};

type Failed = Failure<Rejection>;

impl Commands {
    /// Runs a command on a placement: its stream and, where her journey changes too, hers, in one
    /// atomic append, which holds only if neither has changed since.
    ///
    /// # Errors
    /// As [`Commands::run`].
    pub async fn run_placement(
        &self,
        request: &Request,
        id: PlacementId,
        command: Command,
    ) -> Result<Done, Failed> {
        let place = stream_id::<Placement>(id.0);
        let context = self.context(request).await?;
        let fingerprint = self.fingerprint(request, place.as_str(), &command)?;
        let mut fresh = false;
        for _ in 0..ATTEMPTS {
            let placement = self.load::<Placement, _>(&place, fresh).await?;
            let sides = Sides::load(self, &command, &placement.state).await?;
            let cached = placement.cached;
            let States { journey, .. } = sides.states(&placement.state);
            if !permits_placement(&request.actor, &command, &placement.state, journey) {
                if cached {
                    fresh = true;
                    continue;
                }
                return Err(Failure::Forbidden);
            }
            let stale = request.expected.filter(|expected| Some(*expected) != placement.revision);
            let decided = match stale {
                Some(expected) => Err(Failure::Stale { expected, actual: placement.revision }),
                None => {
                    let states = sides.states(&placement.state);
                    placing::decide(states, id, &command, &context).map_err(Failure::Rejected)
                }
            };
            let decision = match decided {
                Ok(decision) => decision,
                Err(_) if cached => {
                    fresh = true;
                    continue;
                }
                Err(failure) => {
                    return self.first_answer(request, fingerprint, &place).await?.ok_or(failure);
                }
            };
            let happened = &decision.placement;
            let revision = placement.revision;
            let mut writes =
                vec![write::<Placement, _>(place.clone(), revision, happened, request)?];
            // Also when it stays as it is: what is decided holds only if she has not left meanwhile.
            if let Some((hers, journey)) = &sides.journey {
                let (stream, revision) = (stream_id::<Journey>(hers.0), journey.revision);
                writes.push(write::<Journey, _>(stream, revision, &decision.journey, request)?);
            }
            let Some(appended) = self.append(request, &context, fingerprint, writes).await? else {
                fresh = true;
                continue;
            };
            self.remember::<Placement>(&place, placement, happened, &appended);
            if let (false, Some((hers, journey))) = (decision.journey.is_empty(), sides.journey) {
                let stream = stream_id::<Journey>(hers.0);
                self.remember::<Journey>(&stream, journey, &decision.journey, &appended);
            }
            return Ok(done(&appended, &place));
        }
        Err(Failure::Contended)
    }
}

/// Whoever a placement concerns, as they stand.
struct Sides {
    journey: Option<(JourneyId, Loaded<journey::State>)>,
    partner: Loaded<partner::State>,
    nobody: journey::State,
}

impl Sides {
    /// Always as the log has them: the partner is read and not written, which no append guards.
    async fn load(
        commands: &Commands,
        command: &Command,
        state: &placement::State,
    ) -> Result<Self, Failed> {
        let partner = match command {
            Command::Publish { offer } => {
                let stream = stream_id::<Partner>(offer.partner.0);
                commands.load::<Partner, _>(&stream, true).await?
            }
            // Asked once, when it offers.
            _ => Loaded { state: partner::State::Unknown, revision: None, cached: false },
        };
        let journey = match whose(command, state) {
            None => None,
            Some(id) => {
                let stream = stream_id::<Journey>(id.0);
                Some((id, commands.load::<Journey, _>(&stream, true).await?))
            }
        };
        Ok(Self { journey, partner, nobody: journey::State::Unregistered })
    }

    fn states<'a>(&'a self, placement: &'a placement::State) -> States<'a> {
        let journey = self.journey.as_ref().map_or(&self.nobody, |(_, loaded)| &loaded.state);
        States { partner: &self.partner.state, journey, placement }
    }
}

/// The journey a command is about.
fn whose(command: &Command, state: &placement::State) -> Option<JourneyId> {
    match command {
        Command::Apply { journey } | Command::Answer { journey, .. } => Some(*journey),
        Command::Secure { journey } | Command::Renounce { journey, .. } => Some(*journey),
        Command::Publish { .. } | Command::Withdraw => None,
        Command::Sign { .. }
        | Command::Start
        | Command::Interrupt { .. }
        | Command::Complete { .. } => state.record().and_then(placement::Record::journey),
    }
}
