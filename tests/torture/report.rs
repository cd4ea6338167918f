use std::{fmt::Write as _, time::Duration};

use super::Findings;

/// What a whole run has shown.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// `SQLite` or `PostgreSQL`.
    pub database: &'static str,
    /// Rounds run.
    pub rounds: u32,
    /// Processes killed while they started or migrated.
    pub killed_starting: u32,
    /// Processes killed under load.
    pub killed_working: u32,
    /// Events in the log at the end.
    pub events: i64,
    /// Commands acknowledged in all.
    pub acknowledged: usize,
    /// Commands that were under way when their process was killed.
    pub under_way: usize,
    /// Of those, found in the log when they were sent again.
    pub had_appended: usize,
    /// Acknowledged commands that were sent again.
    pub sent_again: usize,
    /// Times that all read models were compared with a fresh replay.
    pub replays: u32,
    /// The longest a start took until a command was answered and seen by queries.
    pub slowest_start: Duration,
    /// How long the run took.
    pub elapsed: Duration,
    /// What was found wrong.
    pub findings: Findings,
}

/// A line of the table: what it counts, and how it is had.
type Figure = (&'static str, fn(&Summary) -> String);

/// One line per figure, one column per database.
#[must_use]
pub fn table(summaries: &[Summary]) -> String {
    let figures: [Figure; 17] = [
        ("", |s| s.database.to_owned()),
        ("rounds", |s| s.rounds.to_string()),
        ("killed while starting", |s| s.killed_starting.to_string()),
        ("killed under load", |s| s.killed_working.to_string()),
        ("events in the log", |s| s.events.to_string()),
        ("commands acknowledged", |s| s.acknowledged.to_string()),
        ("commands under way at a kill", |s| s.under_way.to_string()),
        ("  of these, in the log", |s| s.had_appended.to_string()),
        ("acknowledged, sent again", |s| s.sent_again.to_string()),
        ("read models compared", |s| s.replays.to_string()),
        ("slowest start, ms", |s| s.slowest_start.as_millis().to_string()),
        ("lost", |s| s.findings.lost.to_string()),
        ("duplicated", |s| s.findings.duplicated.to_string()),
        ("gaps", |s| s.findings.gaps.to_string()),
        ("reordered", |s| s.findings.reordered.to_string()),
        ("altered", |s| s.findings.altered.to_string()),
        ("read models that differ", |s| s.findings.stale.to_string()),
    ];
    let mut text = String::new();
    for (name, figure) in figures {
        let _ = write!(text, "{name:<30}");
        for summary in summaries {
            let _ = write!(text, "{:>12}", figure(summary));
        }
        text.push('\n');
    }
    for Summary { database, findings, elapsed, .. } in summaries {
        let _ = writeln!(text, "{database}: {:.0} s", elapsed.as_secs_f64());
        for example in &findings.examples {
            let _ = writeln!(text, "{database}: {example}");
        }
    }
    text
}
