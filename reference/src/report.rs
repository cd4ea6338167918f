//! What an import did, and what it found wrong.

/// How many issues a report lists; the others are counted.
const LISTED: usize = 1_000;
/// How many characters of a value a report shows.
const SHOWN: usize = 80;

/// How serious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The line was taken, and is marked.
    Flagged,
    /// The line was not taken.
    Refused,
}

/// Something wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The line of the file, the header being 1.
    pub line: u64,
    /// The column; empty when it is the whole line.
    pub field: String,
    /// What stands there, shortened; `None` when it is nothing or not text.
    pub value: Option<String>,
    /// What is wrong, and what would be right.
    pub reason: String,
    /// Whether the line was taken.
    pub severity: Severity,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The dataset recognised, such as `nsi_lycees`.
    pub dataset: String,
    /// Its millésime, such as `2020-2023`.
    pub millesime: String,
    /// Of the uncompressed file, in hexadecimal.
    pub sha256: String,
    /// Lines stored, flagged ones included.
    pub taken: u64,
    /// Lines stored and marked: something in them is not as it should be.
    pub flagged: u64,
    /// Lines not stored.
    pub refused: u64,
    /// Lines stored by an earlier import of the same file, which this one left as they are.
    pub unchanged: u64,
    /// Columns of the file that are not stored.
    pub ignored_columns: Vec<String>,
    /// The first thousand issues.
    pub issues: Vec<Issue>,
    /// How many more there are.
    pub issues_beyond: u64,
}

impl ImportReport {
    pub(crate) fn note(
        &mut self,
        severity: Severity,
        line: u64,
        field: &str,
        value: Option<&str>,
        reason: String,
    ) {
        if self.issues.len() >= LISTED {
            self.issues_beyond += 1;
            return;
        }
        let value = value.map(|value| value.chars().take(SHOWN).collect());
        self.issues.push(Issue { line, field: field.to_owned(), value, reason, severity });
    }
}
