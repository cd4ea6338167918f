//! The raw and the effective history of any stream, and corrections of what it holds.

use std::collections::BTreeMap;

use async_graphql::{Context, Enum, ID, InputObject, Json, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use commands::{Amendment, Located, Replacement, Role};
use domain::{
    Decider,
    activity::Activity,
    aid::Aid,
    codec,
    correction::{Correction, CorrectionReason, Entry, Target},
    journey::Journey,
    mentorship::Mentorship,
    partner::Partner,
    pii,
    placement::Placement,
    programme::Programme,
    supporter::Supporter,
};
use eventstore::{Recorded, Revision};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::{App, coded, failed, forbidden, internal},
    code::Code,
    ids::{Position, local},
    lookup,
    outcome::{EdgeRejection, Envelope, InputRejection, Rejection},
    page::{self, Page},
};

/// Which history is asked for.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
enum HistoryView {
    /// What stands: voided events are not there, corrected ones say what they were corrected to.
    Effective,
    /// Everything as it was recorded, corrections included.
    Raw,
}

/// What became of a recorded event.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
enum EntryStatus {
    /// It stands as it was recorded.
    Stands,
    /// It was corrected.
    Corrected,
    /// It was voided.
    Voided,
    /// It is itself a correction or a void.
    Correction,
}

/// An event of a stream.
#[derive(SimpleObject, Clone, Debug)]
struct HistoryEntry {
    /// Where it stands in its stream, from 0.
    revision: i64,
    /// Where it stands in the log.
    position: Position,
    /// Its type, such as `journey.v1.SchoolYearStarted`.
    kind: String,
    /// When it was true (civil date, Europe/Paris).
    occurred_on: NaiveDate,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// What it says, as `eventSchema` describes it. What is personal is null for auditors and once
    /// it is erased.
    data: Json<Value>,
    /// What became of it.
    status: EntryStatus,
    /// The revisions that correct or void it.
    amended_by: Vec<i64>,
    /// Who recorded it and on what it rests.
    metadata: Json<Value>,
}

/// A correction of what an event says.
#[derive(InputObject)]
struct CorrectEvent {
    /// The stream: the identifier of a journey, a supporter…, or `programme`.
    stream: ID,
    /// The event's revision, as its history gives it.
    revision: u32,
    /// What it should have said: all its data, in the shape of `history`. Of a `school` its `uai`
    /// is read, of a `formation` (or `to`) its `id`: the rest is looked up.
    replacement: Json<Value>,
    /// The day it was true, if that was wrong.
    happened_on: Option<NaiveDate>,
    /// Why.
    reason: Code<CorrectionReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An event that should not be there.
#[derive(InputObject)]
struct VoidEvent {
    /// The stream: the identifier of a journey, a supporter…, or `programme`.
    stream: ID,
    /// The event's revision, as its history gives it.
    revision: u32,
    /// Why.
    reason: Code<CorrectionReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// What a correction came to.
#[derive(SimpleObject, Default)]
struct CorrectionPayload {
    /// Give it to a later query to read your write.
    position: Option<Position>,
    /// Of the stream.
    revision: Option<i64>,
    /// The command had been run before.
    replayed: bool,
    /// Why it is refused.
    rejection: Option<Rejection>,
}

impl From<Rejection> for CorrectionPayload {
    fn from(rejection: Rejection) -> Self {
        Self { rejection: Some(rejection), ..Self::default() }
    }
}

/// Does the same for whichever aggregate a stream belongs to.
macro_rules! of_stream {
    ($stream:expr, |$id:ident, $aggregate:ident| $then:expr) => {
        match $stream.as_str().split('-').next().unwrap_or_default() {
            Journey::CATEGORY => of_stream!(@ Journey, $stream, $id, $aggregate, $then),
            Supporter::CATEGORY => of_stream!(@ Supporter, $stream, $id, $aggregate, $then),
            Mentorship::CATEGORY => of_stream!(@ Mentorship, $stream, $id, $aggregate, $then),
            Activity::CATEGORY => of_stream!(@ Activity, $stream, $id, $aggregate, $then),
            Aid::CATEGORY => of_stream!(@ Aid, $stream, $id, $aggregate, $then),
            Placement::CATEGORY => of_stream!(@ Placement, $stream, $id, $aggregate, $then),
            Partner::CATEGORY => of_stream!(@ Partner, $stream, $id, $aggregate, $then),
            Programme::CATEGORY if $stream.as_str() == Programme::CATEGORY => {
                type $aggregate = Programme;
                let $id = Uuid::nil();
                Ok($then)
            }
            _ => Err(InputRejection::InvalidId { field: "stream", category: "journey" }.into()),
        }
    };
    (@ $of:ident, $stream:expr, $id:ident, $aggregate:ident, $then:expr) => {
        match local::<$of>($stream, "stream") {
            Ok($id) => {
                type $aggregate = $of;
                Ok($then)
            }
            Err(rejection) => Err(rejection),
        }
    };
}

/// See the crate.
#[derive(Default)]
pub struct HistoryQuery;

#[Object]
impl HistoryQuery {
    /// What is recorded in a stream, oldest first: as it stands, or as it was recorded. With `at`,
    /// as it was known when the log was that long. For those who may correct it, and for audit.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        stream: ID,
        #[graphql(default_with = "HistoryView::Effective")] view: HistoryView,
        at: Option<Position>,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<HistoryEntry>> {
        let (after, first) = page::window::<i64>(after.as_deref(), first)?;
        let entries: std::result::Result<_, EdgeRejection> =
            of_stream!(&stream, |id, A| entries::<A>(ctx, id, view, at).await?);
        let mut rows = entries.map_err(|rejection| coded("BAD_ID", &rejection.to_string()))?;
        rows.retain(|entry| after.is_none_or(|after| entry.revision > after));
        let first = usize::try_from(first).unwrap_or_default();
        let has_next = rows.len() > first;
        rows.truncate(first);
        let found = projections::Page { rows, has_next };
        Ok(page::page(after.is_some(), found, |entry| (entry.revision, entry)))
    }

    /// The JSON schema of the data of an event type, such as `mentorship.v1.SessionHeld`; null
    /// where there is no such type. What it marks as personal is written plainly here.
    async fn event_schema(&self, ctx: &Context<'_>, kind: String) -> Result<Option<Json<Value>>> {
        App::actor(ctx)?;
        let schemas = codec::schema();
        let aggregates = schemas.as_object().into_iter().flat_map(|of| of.values());
        for aggregate in aggregates {
            let variants = aggregate["oneOf"].as_array().into_iter().flatten();
            for variant in variants.map(|variant| &variant["properties"]) {
                if variant["type"]["const"] == kind.as_str() {
                    let mut data = variant["data"].clone();
                    if let Some(fields) = data.as_object_mut() {
                        fields.insert("$defs".to_owned(), aggregate["$defs"].clone());
                    }
                    return Ok(Some(Json(data)));
                }
            }
        }
        Ok(None)
    }
}

/// See the crate.
#[derive(Default)]
pub struct HistoryMutation;

#[Object]
impl HistoryMutation {
    /// Corrects what an event says. Nothing is rewritten: a further event says it, and states,
    /// lists and figures follow at once. Refused where the rest of the history would be impossible.
    async fn correct_event(
        &self,
        ctx: &Context<'_>,
        input: CorrectEvent,
    ) -> Result<CorrectionPayload> {
        let app = App::of(ctx)?;
        let mut data = input.replacement.0;
        if let Err(rejection) = looked_up(app, &input.stream, &mut data) {
            return Ok(Rejection::from(&rejection).into());
        }
        let replacement = Some(Replacement { data, occurred_on: input.happened_on });
        let (target, reason) = (Target(input.revision), input.reason.0);
        let amendment = Amendment { target, replacement, reason };
        amend(ctx, &input.stream, &amendment, &input.envelope).await
    }

    /// Voids an event that should not be there. A void is not voided: record the fact again.
    async fn void_event(&self, ctx: &Context<'_>, input: VoidEvent) -> Result<CorrectionPayload> {
        let (target, reason) = (Target(input.revision), input.reason.0);
        let amendment = Amendment { target, replacement: None, reason };
        amend(ctx, &input.stream, &amendment, &input.envelope).await
    }
}

async fn amend(
    ctx: &Context<'_>,
    stream: &ID,
    amendment: &Amendment,
    envelope: &Envelope,
) -> Result<CorrectionPayload> {
    let app = App::of(ctx)?;
    let request = app.request(ctx, envelope)?;
    let outcome: std::result::Result<_, EdgeRejection> = of_stream!(stream, |id, A| {
        let done = Box::pin(app.commands.correct::<A>(&request, id, amendment)).await;
        app.settle(done).await?
    });
    Ok(match outcome {
        Ok(Ok(done)) => CorrectionPayload {
            position: Some(Position(done.position.get())),
            revision: done.revision.map(Revision::get),
            replayed: done.replayed,
            rejection: None,
        },
        Ok(Err(rejection)) => rejection.into(),
        Err(rejection) => Rejection::from(&rejection).into(),
    })
}

/// Puts the facts of the reference data in the place of what names a school or a formation, so that
/// nobody makes up where a school is or whether a formation is digital.
fn looked_up(app: &App, stream: &ID, data: &mut Value) -> std::result::Result<(), EdgeRejection> {
    if !stream.as_str().starts_with(Journey::CATEGORY) {
        return Ok(());
    }
    let directory = app.directory();
    if let Some(fields) = data.as_object_mut()
        && fields.contains_key("reference_version")
    {
        fields.insert("reference_version".to_owned(), directory.version().to_string().into());
    }
    let year = data.get_mut("year").and_then(Value::as_object_mut);
    if let Some(school) = year.and_then(|year| year.get_mut("school")).filter(|s| !s.is_null()) {
        let uai = school["uai"].as_str().unwrap_or_default();
        *school = marked(lookup::school(&directory, uai)?);
    }
    for path in ["/year/formation", "/formation", "/to"] {
        if let Some(formation) = data.pointer_mut(path).filter(|f| f.is_object()) {
            let id = formation["id"].as_str().unwrap_or_default();
            *formation = marked(lookup::formation(&directory, id)?);
        }
    }
    Ok(())
}

/// As it is stored, what is personal marked as such.
fn marked(facts: impl serde::Serialize) -> Value {
    serde_json::to_value(facts).unwrap_or_default()
}

async fn entries<D: Located>(
    ctx: &Context<'_>,
    id: Uuid,
    view: HistoryView,
    at: Option<Position>,
) -> Result<Vec<HistoryEntry>> {
    let actor = App::actor(ctx)?;
    let audits = actor.role == Role::Auditor;
    let commands = &App::of(ctx)?.commands;
    let mut history = commands.history::<D>(id).await.map_err(|failure| failed(&failure))?;
    if !audits && !commands::permits_amendment::<D>(actor, &commands::fold::<D>(&history)) {
        return Err(forbidden());
    }
    history.retain(|(recorded, _)| at.is_none_or(|at| recorded.position.get() <= at.0));
    let raw = history.iter().map(|(recorded, entry)| told::<D>(recorded, entry, audits));
    let mut raw = raw.collect::<Result<Vec<HistoryEntry>>>()?;
    let mut standing: BTreeMap<usize, (Json<Value>, Option<NaiveDate>)> = BTreeMap::new();
    for (index, (_, entry)) in history.iter().enumerate() {
        let Entry::Correction(correction) = entry else { continue };
        let target = correction.target().0 as usize;
        let by = raw.get(index).map(|entry| (entry.revision, entry.data.0.clone()));
        let (Some(told), Some((revision, data))) = (raw.get_mut(target), by) else { continue };
        told.amended_by.push(revision);
        match (told.status, correction) {
            (EntryStatus::Stands | EntryStatus::Corrected, Correction::Voided { .. }) => {
                told.status = EntryStatus::Voided;
            }
            (
                EntryStatus::Stands | EntryStatus::Corrected,
                Correction::Corrected { occurred_on, .. },
            ) => {
                told.status = EntryStatus::Corrected;
                let replacement = data["replacement"]["data"].clone();
                let day = occurred_on.or(standing.get(&target).and_then(|(_, day)| *day));
                standing.insert(target, (Json(replacement), day));
            }
            (EntryStatus::Voided | EntryStatus::Correction, _) => {}
        }
    }
    if view == HistoryView::Effective {
        for (target, (data, day)) in standing {
            if let Some(told) = raw.get_mut(target) {
                told.data = data;
                told.occurred_on = day.unwrap_or(told.occurred_on);
            }
        }
        raw.retain(|entry| matches!(entry.status, EntryStatus::Stands | EntryStatus::Corrected));
    }
    Ok(raw)
}

fn told<D: Decider>(
    recorded: &Recorded,
    entry: &Entry<D::Event>,
    sealed: bool,
) -> Result<HistoryEntry> {
    let data = if sealed {
        recorded.data.clone()
    } else {
        codec::encode_entry(D::CATEGORY, entry).map_err(|error| internal(&error))?.1
    };
    let json = |text: &str| serde_json::from_str(text).map_err(|error| internal(&error));
    Ok(HistoryEntry {
        revision: recorded.revision.get(),
        position: Position(recorded.position.get()),
        kind: recorded.kind.clone(),
        occurred_on: recorded.occurred_on,
        recorded_at: recorded.recorded_at,
        data: Json(pii::plain(json(&data)?)),
        status: match entry {
            Entry::Event(_) => EntryStatus::Stands,
            Entry::Correction(_) => EntryStatus::Correction,
        },
        amended_by: Vec::new(),
        metadata: Json(json(&recorded.metadata)?),
    })
}
