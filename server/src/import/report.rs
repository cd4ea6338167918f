//! What an import says of each line, and of all of them.

use std::{collections::BTreeMap, fmt};

use domain::Reason as _;

use super::codes::codes;
use super::reason::{About, Reason, Remark};

codes! {
    /// What becomes of a line.
    pub enum Verdict {
        /// Something of it was written.
        Taken => "taken";
        /// The same, with a remark.
        Flagged => "flagged";
        /// All of it was recorded before.
        Unchanged => "unchanged";
        /// Not taken, or not to its end.
        Refused => "refused";
    }
}

/// What became of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineReport {
    /// Its number in the file, from 1; the header counts.
    pub line: u64,
    /// What became of it.
    pub verdict: Verdict,
    /// Why it is refused: everything that is wrong with it, as far as it was looked at.
    pub problems: Vec<About<Reason>>,
    /// What to know of it.
    pub remarks: Vec<About<Remark>>,
}

/// As `line 7: refused: unknown_uai (school_uai): …`, a line for each problem or remark.
impl fmt::Display for LineReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, verdict, problems, remarks } = self;
        let verdict = verdict.code();
        let problems = problems.iter().map(ToString::to_string);
        let about = problems.chain(remarks.iter().map(ToString::to_string));
        let about: Vec<String> =
            about.map(|about| format!("line {line}: {verdict}: {about}")).collect();
        if about.is_empty() {
            return write!(f, "line {line}: {verdict}");
        }
        f.write_str(&about.join("\n"))
    }
}

/// What became of a file. Printed, it is the last line of the import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Lines with each verdict.
    verdicts: BTreeMap<Verdict, u64>,
    /// How often each code was a reason or a remark.
    pub codes: BTreeMap<&'static str, u64>,
    /// Commands that took effect, or would in a dry run.
    pub written: u64,
}

impl Summary {
    /// How many lines got this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, report: &LineReport) {
        *self.verdicts.entry(report.verdict).or_default() += 1;
        let problems = report.problems.iter().map(|problem| problem.what.code());
        let remarks = report.remarks.iter().map(|remark| remark.what.code());
        for code in problems.chain(remarks) {
            *self.codes.entry(code).or_default() += 1;
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} taken, {} flagged, {} unchanged, {} refused",
            self.count(Verdict::Taken),
            self.count(Verdict::Flagged),
            self.count(Verdict::Unchanged),
            self.count(Verdict::Refused),
        )
    }
}
