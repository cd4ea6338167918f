//! The one clock of the log.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// The latest time told, in microseconds since 1970.
static LAST: AtomicI64 = AtomicI64::new(i64::MIN);

/// Now, in whole microseconds (what PostgreSQL keeps), never earlier than told before within this
/// process, even when the machine's clock is set back.
#[must_use]
pub fn now() -> DateTime<Utc> {
    #[expect(clippy::disallowed_methods, reason = "the one place where the time is read")]
    let micros = Utc::now().timestamp_micros();
    let told = LAST.fetch_max(micros, Ordering::AcqRel).max(micros);
    DateTime::from_timestamp_micros(told).unwrap_or_default()
}
