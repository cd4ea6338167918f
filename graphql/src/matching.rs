//! Whom to propose to whom: suggestions with their reasons. People decide.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use commands::policy::{Group, Reach, reach};
use domain::{
    MentorshipId,
    journey::Journey as Aggregate,
    matching::{
        self, ALGORITHM_VERSION, AgeGroup, Basis, MatchCriterion, Offer, ScoreReason, Seeker,
        Suggestion,
    },
    mentorship::{Pair, RelationKind},
    pairing,
    supporter::Supporter as SupporterAggregate,
};
use projections::{
    journeys::{JourneyFilter, JourneyRow},
    supporters::{SupporterFilter, SupporterRow},
};
use uuid::Uuid;

use crate::{
    app::{App, coded, failed, forbidden, internal},
    code::Code,
    ids::local,
    journey::Journey,
    lookup,
    mentoring::MentoringBoard,
    mentorship::MentorshipPayload,
    outcome::{EdgeRejection, Envelope, Rejection},
    supporter::Supporter,
};

/// The most beneficiaries that are matched at once, those registered longest first.
const MOST_SEEKERS: i32 = 200;
/// The most supporters that are looked at.
const MOST_OFFERS: i64 = 500;
/// The most pairs that are proposed by one mutation.
const MOST_PROPOSALS: usize = 200;

/// A criterion and what it gave.
#[derive(SimpleObject)]
struct MatchReason {
    /// Which.
    criterion: Code<MatchCriterion>,
    /// Points it gave.
    points: u16,
    /// Points it could give.
    out_of: u16,
}

impl From<ScoreReason> for MatchReason {
    fn from(reason: ScoreReason) -> Self {
        let ScoreReason { criterion, points, out_of } = reason;
        Self { criterion: Code(criterion), points, out_of }
    }
}

/// Two people to propose to each other.
#[derive(SimpleObject)]
struct MatchingSuggestion {
    /// The beneficiary.
    journey: Journey,
    /// The tutor or mentor.
    supporter: Supporter,
    /// The sum of the points.
    score: u32,
    /// One for each criterion.
    reasons: Vec<MatchReason>,
}

/// The best assignment of those who wait to those with free slots.
#[derive(SimpleObject)]
struct MatchingSuggestions {
    /// Of the criteria and weights.
    algorithm_version: u32,
    /// The day checks of honorabilité were looked at.
    as_of: NaiveDate,
    /// Beneficiaries who were looked at.
    seekers: usize,
    /// Free slots that were looked at.
    slots: usize,
    /// At most one for each beneficiary.
    suggestions: Vec<MatchingSuggestion>,
}

/// See the crate.
#[derive(Default)]
pub struct MatchingQuery;

#[Object]
impl MatchingQuery {
    /// For those who wait in a territory, the best assignment to the supporters within reach: as
    /// many pairs as possible and, of those, the ones that fit best together. Nothing is written.
    #[graphql(complexity = "usize::try_from(first).unwrap_or(0).max(1) * child_complexity.max(1)")]
    async fn matching_suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the académie; all within reach by default.")] academie: Option<
            String,
        >,
        kind: Code<RelationKind>,
        #[graphql(
            default = 100,
            desc = "How many beneficiaries at most (200), those registered longest first."
        )]
        first: i32,
    ) -> Result<MatchingSuggestions> {
        if reach(App::actor(ctx)?.role, Group::Matching) == Reach::Never {
            return Err(forbidden());
        }
        let academie = academie.as_deref().map(|code| lookup::academie(code, "academie"));
        let academie = academie.transpose();
        let academie = academie.map_err(|error| coded("BAD_FILTER", &error.to_string()))?;
        let (app, kind) = (App::of(ctx)?, kind.0);
        let wanted = JourneyFilter { unmatched: Some(kind), academie, ..JourneyFilter::default() };
        let scope = MentoringBoard { academie }.scope(ctx)?;
        let first = i64::from(first.clamp(1, MOST_SEEKERS));
        let journeys = app.reader.journeys(&scope, &wanted, None, first).await;
        let journeys = journeys.map_err(|error| failed(&error))?.rows;
        let offered = SupporterFilter {
            kind: Some(kind.supporter()),
            free: true,
            ..SupporterFilter::default()
        };
        let scope = App::scope(ctx)?;
        let supporters = app.reader.supporters(&scope, &offered, None, MOST_OFFERS).await;
        let supporters = supporters.map_err(|error| failed(&error))?.rows;

        let day = app.today();
        let seekers: Vec<Seeker> = journeys.iter().map(|row| seeker(row, day)).collect();
        let offers: Vec<Offer> = supporters.iter().map(|row| offer(row, day)).collect();
        let slots = offers.iter().map(|offer| usize::from(offer.free())).sum();
        let waiting = seekers.len();
        let found =
            tokio::task::spawn_blocking(move || matching::suggest(&seekers, &offers, kind)).await;
        let found = found.map_err(|error| internal(&error))?;
        let suggestions = found.into_iter().filter_map(|suggestion| {
            let Suggestion { journey, supporter, basis } = suggestion;
            let journey = journeys.iter().find(|row| row.id == journey)?;
            let supporter = supporters.iter().find(|row| row.id == supporter)?;
            Some(MatchingSuggestion {
                journey: Journey(journey.clone()),
                supporter: Supporter(supporter.clone()),
                score: basis.score,
                reasons: basis.reasons.into_iter().map(MatchReason::from).collect(),
            })
        });
        Ok(MatchingSuggestions {
            algorithm_version: ALGORITHM_VERSION,
            as_of: day,
            seekers: waiting,
            slots,
            suggestions: suggestions.collect(),
        })
    }
}

/// Two people, chosen among the suggestions or not.
#[derive(InputObject)]
struct ChosenPair {
    /// The beneficiary.
    journey_id: ID,
    /// The tutor or mentor.
    supporter_id: ID,
}

/// Pairs to propose.
#[derive(InputObject)]
struct ProposeMatches {
    /// Tutorat by students, Mentorat by professionals.
    kind: Code<RelationKind>,
    /// At most 200.
    pairs: Vec<ChosenPair>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// What became of each.
#[derive(SimpleObject)]
struct ProposeMatchesPayload {
    /// One for each pair, in the order asked: proposed, or refused by itself.
    proposals: Vec<MentorshipPayload>,
}

/// See the crate.
#[derive(Default)]
pub struct MatchingMutation;

#[Object]
impl MatchingMutation {
    /// Proposes the pairs that people have chosen, each for itself: one that is refused keeps no
    /// other from being proposed. Each keeps the score and reasons it has now.
    async fn propose_matches(
        &self,
        ctx: &Context<'_>,
        input: ProposeMatches,
    ) -> Result<ProposeMatchesPayload> {
        if input.pairs.len() > MOST_PROPOSALS {
            return Err(coded("TOO_MANY", "propose at most 200 pairs at once"));
        }
        let app = App::of(ctx)?;
        let whole = input.envelope.command_id.unwrap_or_else(|| app.clock.new_id());
        let mut proposals = Vec::new();
        for chosen in &input.pairs {
            let pair = match parsed(chosen) {
                Ok(pair) => pair,
                Err(rejection) => {
                    proposals.push(MentorshipPayload::refused(Rejection::from(&rejection)));
                    continue;
                }
            };
            // Sent again, the whole names the same commands and the same pairs.
            let step = format!("{} {}", pair.journey, pair.supporter);
            let command_id = Uuid::new_v5(&whole, step.as_bytes());
            let id = MentorshipId(Uuid::new_v5(&command_id, b"pair"));
            let envelope = Envelope { command_id: Some(command_id), ..input.envelope.clone() };
            let basis = basis(ctx, pair, input.kind.0).await?;
            let command = pairing::Command::Propose { pair, kind: input.kind.0, basis };
            let outcome = app.run_pair(ctx, id, command, &envelope).await?;
            proposals.push(MentorshipPayload::of(ctx, id, outcome).await?);
        }
        Ok(ProposeMatchesPayload { proposals })
    }
}

fn parsed(chosen: &ChosenPair) -> std::result::Result<Pair, EdgeRejection> {
    let journey = local::<Aggregate>(&chosen.journey_id, "journeyId")?;
    let supporter = local::<SupporterAggregate>(&chosen.supporter_id, "supporterId")?;
    Ok(Pair { journey: journey.into(), supporter: supporter.into() })
}

/// How well two fit now; nothing when one is out of reach, or the pair must not be: the command
/// says why.
async fn basis(ctx: &Context<'_>, pair: Pair, kind: RelationKind) -> Result<Option<Basis>> {
    let (app, scope) = (App::of(ctx)?, App::scope(ctx)?);
    let journey = app.reader.journey(&scope, pair.journey).await.map_err(|e| failed(&e))?;
    let supporter = app.reader.supporter(&scope, pair.supporter).await.map_err(|e| failed(&e))?;
    let (Some(journey), Some(supporter)) = (journey, supporter) else { return Ok(None) };
    let day = app.today();
    let offer = offer(&supporter, day);
    Ok(matching::score(&seeker(&journey, day), &offer, kind, offer.taken))
}

fn seeker(row: &JourneyRow, day: NaiveDate) -> Seeker {
    Seeker {
        journey: row.id,
        academie: row.academie,
        region: row.region,
        niveau: row.niveau,
        targets: row.project_targets.clone(),
        // Nobody has asked her yet: French.
        languages: Vec::new(),
        age: if row.surely_of_age(day) { AgeGroup::Adult } else { AgeGroup::MaybeMinor },
    }
}

fn offer(row: &SupporterRow, day: NaiveDate) -> Offer {
    let slots = |number: i64| u8::try_from(number.max(0)).unwrap_or(u8::MAX);
    let taken = slots(row.live);
    Offer {
        supporter: row.id,
        kind: row.kind,
        academie: row.academie,
        region: row.region,
        fields: row.fields.clone(),
        languages: row.languages.clone(),
        niveau: row.niveau,
        capacity: taken.saturating_add(slots(row.free())),
        taken,
        checked: row.check_valid_until.is_some_and(|until| day <= until),
    }
}
