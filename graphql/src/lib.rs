//! The public API. Thin: a mutation makes a command, a query reads rows; no rule lives here.
//!
//! One file per aggregate or read model, with its objects, inputs, queries and mutations. Refused
//! commands are data (`rejection`: code, message, field); what the caller may not do or what broke
//! is a GraphQL error with a code and nothing else.
#![expect(clippy::unused_async, reason = "the schema's derive asks for async resolvers")]

mod activity;
mod aid;
mod app;
mod code;
mod cohort;
mod figure;
mod history;
mod ids;
mod impact;
mod journey;
mod lookup;
mod matching;
mod mentoring;
mod mentorship;
mod money;
mod outcome;
mod page;
mod partner;
mod placement;
mod programme;
mod reference_data;
mod rights;
mod supporter;
mod timeline;

use async_graphql::{EmptySubscription, MergedObject};

pub use app::{App, Clock};
pub use ids::Position;
pub use outcome::InputRejection;

/// Reads.
#[derive(MergedObject, Default)]
pub struct Query(
    journey::JourneyQuery,
    mentoring::MentoringQuery,
    matching::MatchingQuery,
    activity::agenda::AgendaQuery,
    aid::AidQuery,
    placement::PlacementQuery,
    partner::PartnerQuery,
    cohort::CohortQuery,
    impact::ImpactQuery,
    reference_data::ReferenceQuery,
    programme::ProgrammeQuery,
    history::HistoryQuery,
);

/// Writes: one mutation for each command.
#[derive(MergedObject, Default)]
pub struct Mutation(
    journey::registration::RegistrationMutation,
    journey::studies::StudiesMutation,
    journey::applications::ApplicationsMutation,
    journey::support::SupportMutation,
    journey::plan::PlanMutation,
    rights::RightsMutation,
    supporter::SupporterMutation,
    mentorship::MentorshipMutation,
    mentorship::life::LifeMutation,
    matching::MatchingMutation,
    activity::planning::PlanningMutation,
    activity::seats::SeatsMutation,
    aid::AidMutation,
    placement::mutations::PlacementMutation,
    partner::joining::JoiningMutation,
    partner::contributions::ContributionMutation,
    partner::sourcing::SourcingMutation,
    partner::reception::ReceptionMutation,
    programme::ProgrammeMutation,
    programme::MoneyMutation,
    history::HistoryMutation,
);

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// How deep a query may go.
pub const MAX_DEPTH: usize = 12;
/// How much a query may ask for; a field costs 1, a list its length times its fields.
pub const MAX_COMPLEXITY: usize = 20_000;

/// Builds the schema; give it an [`App`] with `.data()` before `.finish()`.
#[must_use]
pub fn schema() -> async_graphql::SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY)
        .limit_directives(20)
}

/// The schema in its definition language, as `schema.graphql` holds it.
#[must_use]
pub fn sdl() -> String {
    schema().finish().sdl()
}
