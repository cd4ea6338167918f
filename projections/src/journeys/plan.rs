//! What the row of a beneficiary shows of her plan and her follow-up.

use chrono::NaiveDate;

use super::JourneyRow;

impl JourneyRow {
    /// She starts a version of the parcours socle. Steps done in an earlier one are hers, and not
    /// counted in this one: the row does not know them.
    pub(super) fn socle(&mut self, version: u32, steps: usize) {
        self.socle_version = Some(i64::from(version));
        self.socle_steps = i64::try_from(steps).unwrap_or(i64::MAX);
        self.socle_done = 0;
    }

    /// Somebody heard from her.
    pub(super) fn followed_up(&mut self, on: NaiveDate) {
        self.follow_ups += 1;
        self.last_follow_up_on = self.last_follow_up_on.max(Some(on));
        self.contact_attempts = 0;
    }
}

/// One more of those that are open.
pub(super) fn open<T: Clone + PartialEq>(open: &mut Vec<T>, one: &T) {
    if !open.contains(one) {
        open.push(one.clone());
    }
}
