//! All that is held on a beneficiary or supporter, for themselves (RGPD, article 15): opened, as JSON
//! and as a page that reads without the programme's software.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use anyhow::bail;
use chrono::{DateTime, NaiveDate, Utc};
use commands::{Commands, History, stream_id};
use domain::{
    Decider, JourneyId, SupporterId, activity::Activity, aid::Aid, codec, correction,
    mentorship::Mentorship, pii, placement::Placement,
};
use eventstore::{Position, Recorded};
use projections::{Reader, Scope, aids::AidFilter, pairs::PairFilter, seats::SeatFilter};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// Rows read at once.
const PAGE: i64 = 1_000;

/// What is held on somebody.
#[derive(Debug, Serialize)]
pub(crate) struct Held {
    /// Their stream.
    subject: String,
    /// When this was made.
    produced_at: DateTime<Utc>,
    /// What happened on it, oldest first.
    history: Vec<Entry>,
    /// What happened in each of their pairs.
    pairs: BTreeMap<String, Vec<Entry>>,
    /// What happened to her at each of her activities.
    activities: BTreeMap<String, Vec<Entry>>,
    /// What happened to each aid she asked for.
    aids: BTreeMap<String, Vec<Entry>>,
    /// What happened to each offer she applied to; nothing of others who did.
    placements: BTreeMap<String, Vec<Entry>>,
}

/// Something that is recorded.
#[derive(Debug, Serialize)]
struct Entry {
    /// The order in which everything was recorded.
    position: i64,
    /// When it happened.
    occurred_on: NaiveDate,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// The type of the event.
    r#type: String,
    /// A sentence, in French.
    summary: Option<String>,
    /// What was recorded.
    data: Value,
    /// By whom, on what ground, under which rules.
    metadata: Value,
}

impl Held {
    /// Collects it; the read models have to be up to date.
    ///
    /// # Errors
    /// When nobody is registered there, or the log or the vault fails.
    pub(crate) async fn collect<D: Decider>(
        commands: &Commands,
        reader: &Reader,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        let sentences = sentences(reader, id).await?;
        let subject = stream_id::<D>(id).to_string();
        let history = entries::<D>(commands, id, &sentences).await?;
        if history.is_empty() {
            bail!("nobody is registered under {subject}");
        }
        // Identifiers are unique over all kinds: one of the two finds nothing.
        let mut pairs = BTreeMap::new();
        for filter in [
            PairFilter { journey: Some(JourneyId(id)), ..PairFilter::default() },
            PairFilter { supporter: Some(SupporterId(id)), ..PairFilter::default() },
        ] {
            let mut after = None;
            loop {
                let page = reader.pairs(&Scope::All, &filter, after, PAGE).await?;
                for row in &page.rows {
                    let stream = stream_id::<Mentorship>(row.id.0).to_string();
                    let entries = entries::<Mentorship>(commands, row.id.0, &sentences).await?;
                    pairs.insert(stream, entries);
                }
                after = page.rows.last().map(|row| Position::new(row.proposed_position));
                if !page.has_next {
                    break;
                }
            }
        }
        let activities = activities(commands, reader, id, &sentences).await?;
        let aids = aids(commands, reader, id, &sentences).await?;
        let mut placements = BTreeMap::new();
        for row in reader.applications_of(&Scope::All, JourneyId(id)).await? {
            let stream = stream_id::<Placement>(row.placement.0).to_string();
            let mut entries = entries::<Placement>(commands, row.placement.0, &sentences).await?;
            let hers = Value::String(id.to_string());
            entries.retain(|entry| entry.data.get("journey").is_none_or(|whose| *whose == hers));
            placements.insert(stream, entries);
        }
        Ok(Self { subject, produced_at: now, history, pairs, activities, aids, placements })
    }

    /// A page for them.
    pub(crate) fn html(&self) -> String {
        let day = self.produced_at.format("%d/%m/%Y");
        let mut page = format!(
            "<!doctype html>\n<html lang=\"fr\"><meta charset=\"utf-8\">\n\
             <title>Vos données dans le programme</title>\n<style>{STYLE}</style>\n\
             <h1>Vos données dans le programme</h1>\n\
             <p>Tout ce qui est enregistré sur vous au {day} (identifiant {}).</p>\n",
            escaped(&self.subject)
        );
        table(&mut page, "Votre parcours", &self.history);
        for (pair, entries) in &self.pairs {
            table(&mut page, &format!("Votre binôme {pair}"), entries);
        }
        for (activity, entries) in &self.activities {
            table(&mut page, &format!("Votre activité {activity}"), entries);
        }
        for (aid, entries) in &self.aids {
            table(&mut page, &format!("Votre demande d'aide {aid}"), entries);
        }
        for (placement, entries) in &self.placements {
            table(&mut page, &format!("Votre candidature {placement}"), entries);
        }
        page.push_str("</html>\n");
        page
    }
}

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
                     table{border-collapse:collapse;width:100%}\
                     td,th{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;\
                     vertical-align:top}";

/// A sentence for each event, by its position.
async fn sentences(reader: &Reader, id: Uuid) -> anyhow::Result<BTreeMap<i64, String>> {
    let mut sentences = BTreeMap::new();
    let mut after = None;
    loop {
        let page = reader.timeline(&Scope::All, JourneyId(id), after, PAGE).await?;
        after = page.rows.last().map(|row| (row.occurred_on, Position::new(row.position)));
        sentences.extend(page.rows.into_iter().map(|row| (row.position, row.summary)));
        if !page.has_next {
            return Ok(sentences);
        }
    }
}

/// What concerns her at each of her activities, and the activity itself; nobody else.
async fn activities(
    commands: &Commands,
    reader: &Reader,
    id: Uuid,
    sentences: &BTreeMap<i64, String>,
) -> anyhow::Result<BTreeMap<String, Vec<Entry>>> {
    let filter = SeatFilter { journey: Some(JourneyId(id)), ..SeatFilter::default() };
    let mut activities = BTreeMap::new();
    let mut after = None;
    loop {
        let page = reader.seats(&Scope::All, &filter, after, PAGE).await?;
        for row in &page.rows {
            let mut history = commands.history::<Activity>(row.activity.0).await?;
            let mut hers = BTreeSet::new();
            history.retain(|(recorded, entry)| match entry {
                correction::Entry::Event(event) => {
                    let concerns = event.journey().is_none_or(|journey| journey.0 == id);
                    concerns && hers.insert(recorded.revision.get())
                }
                // It comes after what it is about.
                correction::Entry::Correction(correction) => {
                    hers.contains(&i64::from(correction.target().0))
                }
            });
            let stream = stream_id::<Activity>(row.activity.0).to_string();
            activities.insert(stream, told::<Activity>(history, sentences)?);
        }
        after = page.rows.last().map(|row| Position::new(row.first_position));
        if !page.has_next {
            return Ok(activities);
        }
    }
}

async fn aids(
    commands: &Commands,
    reader: &Reader,
    id: Uuid,
    sentences: &BTreeMap<i64, String>,
) -> anyhow::Result<BTreeMap<String, Vec<Entry>>> {
    let filter = AidFilter { journey: Some(JourneyId(id)), ..AidFilter::default() };
    let mut aids = BTreeMap::new();
    let mut after = None;
    loop {
        let page = reader.aids(&Scope::All, &filter, after, PAGE).await?;
        for row in &page.rows {
            let stream = stream_id::<Aid>(row.id.0).to_string();
            aids.insert(stream, entries::<Aid>(commands, row.id.0, sentences).await?);
        }
        after = page.rows.last().map(|row| Position::new(row.requested_position));
        if !page.has_next {
            return Ok(aids);
        }
    }
}

async fn entries<D: Decider>(
    commands: &Commands,
    id: Uuid,
    sentences: &BTreeMap<i64, String>,
) -> anyhow::Result<Vec<Entry>> {
    told::<D>(commands.history::<D>(id).await?, sentences)
}

fn told<D: Decider>(
    history: History<D>,
    sentences: &BTreeMap<i64, String>,
) -> anyhow::Result<Vec<Entry>> {
    let entry = |(recorded, entry): (Recorded, correction::Entry<D::Event>)| {
        let (_, data) = codec::encode_entry(D::CATEGORY, &entry)?;
        let position = recorded.position.get();
        Ok(Entry {
            position,
            occurred_on: recorded.occurred_on,
            recorded_at: recorded.recorded_at,
            r#type: recorded.kind,
            summary: sentences.get(&position).cloned(),
            data: pii::plain(serde_json::from_str(&data)?),
            metadata: serde_json::from_str(&recorded.metadata)?,
        })
    };
    history.into_iter().map(entry).collect()
}

fn table(page: &mut String, title: &str, entries: &[Entry]) {
    // Writing to a string does not fail.
    let _ = write!(page, "<h2>{}</h2>\n<table>\n", escaped(title));
    page.push_str("<tr><th>Le</th><th>Quoi</th><th>Détail</th></tr>\n");
    for entry in entries {
        let mut detail = String::new();
        details(&mut detail, "", &entry.data);
        // Writing to a string does not fail.
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{detail}</td></tr>",
            entry.occurred_on.format("%d/%m/%Y"),
            escaped(entry.summary.as_deref().unwrap_or(&entry.r#type)),
        );
    }
    page.push_str("</table>\n");
}

fn details(out: &mut String, path: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                details(out, &path, value);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| details(out, path, value)),
        Value::Null => {}
        Value::String(text) => line(out, path, text),
        value => line(out, path, &value.to_string()),
    }
}

fn line(out: &mut String, path: &str, value: &str) {
    let _ = write!(out, "{}&nbsp;: {}<br>", escaped(path), escaped(value));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_never_becomes_markup() {
        let mut out = String::new();
        details(&mut out, "", &json!({ "name": "<b>\"&" }));
        assert_eq!(out, "name&nbsp;: &lt;b&gt;&quot;&amp;<br>");
    }
}
