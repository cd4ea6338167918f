use domain::{Both, Decider, Joint, JointDecision};
use eventstore::StreamWrite;
use uuid::Uuid;

use crate::{
    Commands, Done, Failure, Request,
    policy::GuardedJoint,
    run::{ATTEMPTS, Loaded, done, stream_id, write},
};

type State<D> = <D as Decider>::State;

impl Commands {
    /// Runs a command that is decided on two streams: one atomic append, which holds only if
    /// neither has changed since, also the one that stays as it is.
    ///
    /// # Errors
    /// As [`Commands::run`].
    pub async fn run_joint<J: Joint>(
        &self,
        request: &Request,
        id: Uuid,
        command: J::Command,
    ) -> Result<Done, Failure<J::Rejection>>
    where
        J::Command: GuardedJoint<J>,
    {
        let stream = stream_id::<J::Main>(id);
        let context = self.context(request).await?;
        let fingerprint = self.fingerprint(request, stream.as_str(), &command)?;
        let mut fresh = false;
        for _ in 0..ATTEMPTS {
            let main = self.load::<J::Main, J::Rejection>(&stream, fresh).await?;
            let other_id = match J::other(&main.state, &command) {
                Ok(id) => id,
                Err(_) if main.cached => {
                    fresh = true;
                    continue;
                }
                Err(rejection) => return Err(Failure::Rejected(rejection)),
            };
            let other_stream = stream_id::<J::Other>(other_id);
            let other = self.load::<J::Other, J::Rejection>(&other_stream, fresh).await?;
            let cached = main.cached || other.cached;
            if !command.permitted(&request.actor, &main.state, &other.state) {
                if cached {
                    fresh = true;
                    continue;
                }
                return Err(Failure::Forbidden);
            }
            let stale = request.expected.filter(|expected| Some(*expected) != main.revision);
            let decided = match stale {
                Some(expected) => Err(Failure::Stale { expected, actual: main.revision }),
                None => {
                    let both = Both { main: &main.state, other: &other.state };
                    J::decide(id, both, command.clone(), &context).map_err(Failure::Rejected)
                }
            };
            let decision = match decided {
                Ok(decision) => decision,
                Err(_) if cached => {
                    fresh = true;
                    continue;
                }
                // Sent again after it took effect, a command is refused by its own effect.
                Err(failure) => {
                    return self.first_answer(request, fingerprint, &stream).await?.ok_or(failure);
                }
            };
            let JointDecision { main: events, other: others } = decision;
            let writes = vec![
                write_to::<J::Main, _>(id, &main, &events, request)?,
                write_to::<J::Other, _>(other_id, &other, &others, request)?,
            ];
            match self.append(request, &context, fingerprint, writes).await? {
                Some(appended) => {
                    self.remember::<J::Main>(&stream, main, &events, &appended);
                    if !others.is_empty() {
                        self.remember::<J::Other>(&other_stream, other, &others, &appended);
                    }
                    return Ok(done(&appended, &stream));
                }
                None => fresh = true,
            }
        }
        Err(Failure::Contended)
    }
}

fn write_to<D: Decider, R: domain::Reason>(
    id: Uuid,
    loaded: &Loaded<State<D>>,
    events: &[D::Event],
    request: &Request,
) -> Result<StreamWrite, Failure<R>> {
    write::<D, R>(stream_id::<D>(id), loaded.revision, events, request)
}
