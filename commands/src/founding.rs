use chrono::NaiveDate;
use domain::{
    Context,
    policy::Policy,
    programme::{Command, DisclosurePolicy, Metric, OptionCatalogue, Programme, Rejection, Socle},
};
use uuid::Uuid;

use crate::{Actor, Commands, Failure, Request};

/// The targets of the programme's founding text: cumulative lauréates by the end of the year.
const TARGETS: [(u32, i32); 2] = [(10_000, 2027), (20_000, 2029)];

impl Commands {
    /// Publishes the founding policy, catalogues, protection of small groups and targets, each
    /// once: run again, it changes nothing.
    ///
    /// # Errors
    /// When the log fails.
    pub async fn found(&self, today: NaiveDate) -> Result<(), Failure<Rejection>> {
        let stream = crate::stream_id::<Programme>(Uuid::nil());
        let known = self.load::<Programme, Rejection>(&stream, true).await?.state;
        if known.policy.is_none() {
            let command = Command::PublishPolicy { policy: Policy::FOUNDING };
            self.founding_step(0, command, today).await?;
        }
        for (step, (value, year)) in (1..).zip(TARGETS) {
            let due = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default();
            let metric = Metric::Laureates;
            if !known.targets.contains_key(&(metric, due)) {
                self.founding_step(step, Command::SetTarget { metric, value, due }, today).await?;
            }
        }
        if let (None, Ok(socle)) = (&known.rules.socle, Socle::founding()) {
            self.founding_step(3, Command::PublishSocle { socle }, today).await?;
        }
        if let (None, Ok(catalogue)) = (&known.rules.options, OptionCatalogue::founding()) {
            self.founding_step(4, Command::PublishOptions { catalogue }, today).await?;
        }
        if known.rules.disclosure.is_none() {
            let policy = DisclosurePolicy::FOUNDING;
            self.founding_step(5, Command::PublishDisclosurePolicy { policy }, today).await?;
        }
        Ok(())
    }

    /// Two processes that found the same log at once send the same commands: one takes effect.
    async fn founding_step(
        &self,
        step: u128,
        command: Command,
        today: NaiveDate,
    ) -> Result<(), Failure<Rejection>> {
        let id = Uuid::from_u128(0x7072_6f67_7261_8000_8000_666f_756e_6400 + step);
        let request = Request::new(Actor::service("founding"), id, today);
        let context = Context::on(today);
        match self.run_in::<Programme>(&context, &request, Uuid::nil(), command).await {
            Ok(_) | Err(Failure::CommandIdReused(_)) => Ok(()),
            Err(failure) => Err(failure),
        }
    }
}
