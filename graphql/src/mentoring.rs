//! The mentoring board: pairs, slots, and who waits.

use async_graphql::{Context, Object, Result};
use chrono::NaiveDate;
use domain::mentorship::RelationKind;
use eventstore::Position;
use projections::{
    Scope,
    journeys::JourneyFilter,
    pairs::{PairFilter, PairRow},
    supporters::{SupporterFilter, SupporterRow},
};

use crate::{
    app::{App, coded, failed},
    code::Code,
    journey::{self, Journey},
    lookup,
    mentorship::Mentorship,
    page::{self, Page},
    supporter::Supporter,
};

/// Pairs, supporters and unmatched beneficiaries, within the asker's reach.
pub(crate) struct MentoringBoard {
    pub(crate) academie: Option<domain::codes::Academie>,
}

impl MentoringBoard {
    /// The asker's reach, narrowed to the board's académie.
    pub(crate) fn scope(&self, ctx: &Context<'_>) -> Result<Scope> {
        Ok(match (App::scope(ctx)?, self.academie) {
            (Scope::All, Some(academie)) => Scope::Academies(vec![academie]),
            (Scope::Academies(mine), Some(academie)) if mine.contains(&academie) => {
                Scope::Academies(vec![academie])
            }
            (Scope::Academies(_), Some(_)) => Scope::Nothing,
            (scope, _) => scope,
        })
    }
}

#[Object]
impl MentoringBoard {
    /// The day that days are counted to.
    async fn as_of(&self, ctx: &Context<'_>) -> Result<NaiveDate> {
        Ok(App::of(ctx)?.today())
    }

    /// Pairs in the order they were proposed.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn pairs(
        &self,
        ctx: &Context<'_>,
        status: Option<Code<projections::pairs::PairStatus>>,
        kind: Option<Code<RelationKind>>,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Mentorship>> {
        let (after, first) = page::window(after.as_deref(), first)?;
        let filter = PairFilter {
            status: status.map(|status| status.0),
            kind: kind.map(|kind| kind.0),
            ..PairFilter::default()
        };
        let (scope, at) = (self.scope(ctx)?, after.map(Position::new));
        let found = App::of(ctx)?.reader.pairs(&scope, &filter, at, first).await;
        let found = found.map_err(|error| failed(&error))?;
        let item = |row: PairRow| (row.proposed_position, Mentorship(row));
        Ok(page::page(after.is_some(), found, item))
    }

    /// Tutors and mentors with their slots, in the order they registered.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn supporters(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Only those with a free slot.")] only_free: bool,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Supporter>> {
        let (after, first) = page::window(after.as_deref(), first)?;
        let filter = SupporterFilter {
            academie: self.academie,
            free: only_free,
            ..SupporterFilter::default()
        };
        let (scope, at) = (App::scope(ctx)?, after.map(Position::new));
        let found = App::of(ctx)?.reader.supporters(&scope, &filter, at, first).await;
        let found = found.map_err(|error| failed(&error))?;
        App::prepare(ctx, &found.rows).await?;
        let item = |row: SupporterRow| (row.registered_position, Supporter(row));
        Ok(page::page(after.is_some(), found, item))
    }

    /// Beneficiaries in the programme without a proposed or live relation of a kind, longest
    /// registered first.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn unmatched(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Code(RelationKind::Mentorat)")] kind: Code<RelationKind>,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Journey>> {
        let filter = JourneyFilter {
            unmatched: Some(kind.0),
            academie: self.academie,
            ..JourneyFilter::default()
        };
        journey::list(ctx, &filter, first, after).await
    }
}

/// See the crate.
#[derive(Default)]
pub struct MentoringQuery;

#[Object]
impl MentoringQuery {
    /// The mentoring board, of one académie or of all within reach.
    async fn mentoring_board(
        &self,
        ctx: &Context<'_>,
        academie: Option<String>,
    ) -> Result<MentoringBoard> {
        App::scope(ctx)?;
        let academie = academie.as_deref().map(|code| lookup::academie(code, "academie"));
        let academie = academie.transpose();
        let academie = academie.map_err(|error| coded("BAD_FILTER", &error.to_string()))?;
        Ok(MentoringBoard { academie })
    }
}
