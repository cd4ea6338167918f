use chrono::{DateTime, Utc};

use super::{Findings, What};

/// No event is recorded before the one before it.
#[derive(Default)]
pub(super) struct Times {
    last: Option<DateTime<Utc>>,
}

impl Times {
    /// Takes the next event.
    pub fn event(&mut self, position: i64, at: DateTime<Utc>, findings: &mut Findings) {
        if self.last.is_some_and(|last| at < last) {
            findings.add(position, What::Time);
        }
        self.last = Some(at);
    }

    /// That of the last event.
    pub fn last(&self) -> Option<DateTime<Utc>> {
        self.last
    }
}
