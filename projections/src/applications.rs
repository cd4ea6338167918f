//! One row per application to an offer.

use chrono::NaiveDate;
use domain::{
    Event, JourneyId, PlacementId,
    placement::{ApplicationAnswer, Event as E},
};

use crate::{
    Applied, Mark, Projection, Reader, Row as _, Scope,
    journeys::journeys_in,
    placements::{placement_of, placements_in},
    query::Select,
    row::row,
};

row! {
    /// An application.
    pub struct ApplicationRow in "applications" {
        /// `<placement>/<journey>`.
        pub id: String,
        /// To what.
        pub placement: PlacementId,
        /// Whose.
        pub journey: JourneyId,
        /// What was answered.
        pub answer: Option<ApplicationAnswer>,
        /// The day it was sent.
        pub sent_on: NaiveDate,
        /// The day it was answered.
        pub answered_on: Option<NaiveDate>,
        /// Position of it: the order of lists, the same for ever.
        pub sent_position: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// The read model.
pub struct Applications;

impl Projection for Applications {
    const NAME: &'static str = "applications";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["placement"];
    type Row = ApplicationRow;

    fn mark(row: &mut ApplicationRow, at: Mark) {
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = String> {
        let placement = placement_of(event)?;
        applicant_of(event).map(|journey| format!("{placement}/{journey}"))
    }

    fn apply(row: Option<ApplicationRow>, key: &String, event: &Applied) -> Option<ApplicationRow> {
        let Event::Placement(happened) = &event.event else { return row };
        match happened {
            E::ApplicationSent { journey } => Some(ApplicationRow {
                id: key.clone(),
                placement: placement_of(event)?,
                journey: *journey,
                answer: None,
                sent_on: event.occurred_on,
                answered_on: None,
                sent_position: event.position.get(),
                position: event.position.get(),
            }),
            E::ApplicationAnswered { answer, .. } => row.map(|row| ApplicationRow {
                answer: Some(*answer),
                answered_on: Some(event.occurred_on),
                position: event.position.get(),
                ..row
            }),
            // What is withdrawn is no application any more; the timeline keeps it.
            E::ApplicationWithdrawn { .. } => None,
            E::OfferPublished { .. }
            | E::PlacementSecured { .. }
            | E::ConventionSigned { .. }
            | E::PlacementStarted { .. }
            | E::PlacementInterrupted { .. }
            | E::PlacementCompleted { .. }
            | E::OfferWithdrawn {} => row,
        }
    }
}

fn applicant_of(event: &Applied) -> Option<JourneyId> {
    let Event::Placement(happened) = &event.event else { return None };
    match happened {
        E::ApplicationSent { journey }
        | E::ApplicationAnswered { journey, .. }
        | E::ApplicationWithdrawn { journey, .. } => Some(*journey),
        E::OfferPublished { .. }
        | E::PlacementSecured { .. }
        | E::ConventionSigned { .. }
        | E::PlacementStarted { .. }
        | E::PlacementInterrupted { .. }
        | E::PlacementCompleted { .. }
        | E::OfferWithdrawn {} => None,
    }
}

impl Reader {
    /// Applications to an offer in the order they were sent; none when it is out of reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn applications_to(
        &self,
        scope: &Scope,
        placement: PlacementId,
    ) -> sqlx::Result<Vec<ApplicationRow>> {
        let mut select = Select::new(format!(
            "select {} from applications a join placements p on p.id = a.placement where 1 = 1",
            ApplicationRow::select("a.")
        ));
        select.and("a.placement", Some(placement));
        placements_in(&mut select, scope);
        select.push(" order by a.sent_position", []);
        select.rows(&self.0).await
    }

    /// Applications of a beneficiary in the order she sent them; none when she is out of reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn applications_of(
        &self,
        scope: &Scope,
        journey: JourneyId,
    ) -> sqlx::Result<Vec<ApplicationRow>> {
        let mut select = Select::new(format!(
            "select {} from applications a join journeys j on j.id = a.journey where 1 = 1",
            ApplicationRow::select("a.")
        ));
        select.and("a.journey", Some(journey));
        journeys_in(&mut select, scope);
        select.push(" order by a.sent_position", []);
        select.rows(&self.0).await
    }
}

#[cfg(test)]
mod tests {
    use domain::placement::Withdrawal;
    use uuid::Uuid;

    use super::*;
    use crate::testing::applied;

    #[test]
    fn an_application_is_answered_or_withdrawn() {
        let (placement, journey) = (Uuid::from_u128(51), JourneyId(Uuid::from_u128(1)));
        let key = format!("{placement}/{journey}");
        let answer = ApplicationAnswer::Accepted;
        let reason = Withdrawal::Choice;
        let next = |row, n, event| {
            let event = applied(n, placement, Event::Placement(event));
            assert_eq!(
                Applications::keys(&event).into_iter().collect::<Vec<_>>(),
                std::slice::from_ref(&key)
            );
            Applications::apply(row, &key, &event)
        };
        let row = next(None, 0, E::ApplicationSent { journey });
        let row = next(row, 1, E::ApplicationAnswered { journey, answer });
        assert_eq!(row.as_ref().unwrap().answer, Some(answer));
        assert_eq!(next(row, 2, E::ApplicationWithdrawn { journey, reason }), None);
    }
}
