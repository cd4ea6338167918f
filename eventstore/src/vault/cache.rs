//! Unwrapped keys in memory: few, not for long, zeroed when they go.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use quick_cache::sync::Cache;
use uuid::Uuid;

use super::cipher::Key;

/// How many keys are kept unwrapped.
const KEYS: usize = 10_000;
/// How long: what another process destroys can be read here no longer than this.
const AGE: Duration = Duration::from_mins(5);
/// Between two looks for keys that are too old.
pub(super) const SWEEP: Duration = Duration::from_mins(1);

/// The key of a subject.
#[derive(Clone)]
pub(super) struct SubjectKey {
    pub id: Uuid,
    pub key: Arc<Key>,
    since: Instant,
}

impl SubjectKey {
    pub(super) fn new(id: Uuid, key: Key) -> Self {
        Self { id, key: Arc::new(key), since: Instant::now() }
    }

    fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) < AGE
    }
}

/// By subject.
pub(super) struct Keys {
    cache: Cache<String, SubjectKey>,
    /// How often a key was forgotten.
    forgotten: Mutex<u64>,
}

impl Keys {
    pub(super) fn new() -> Self {
        Self { cache: Cache::new(KEYS), forgotten: Mutex::default() }
    }

    /// To be taken before keys are read, and given with them.
    pub(super) fn moment(&self) -> u64 {
        *self.forgotten.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, subject: &str) -> Option<SubjectKey> {
        self.get_at(subject, Instant::now())
    }

    fn get_at(&self, subject: &str, now: Instant) -> Option<SubjectKey> {
        self.cache.get(subject).filter(|key| key.is_fresh(now))
    }

    /// Keeps a key, unless any was forgotten since it was read: it could be that one.
    pub(super) fn put(&self, subject: &str, key: SubjectKey, read: u64) {
        let forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        if *forgotten == read {
            self.cache.insert(subject.to_owned(), key);
        }
    }

    pub(super) fn forget(&self, subject: &str) {
        let mut forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        *forgotten += 1;
        self.cache.remove(subject);
    }

    pub(super) fn forget_all(&self) {
        let mut forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        *forgotten += 1;
        self.cache.clear();
    }

    /// Lets go of what is too old, whether it is asked for or not.
    pub(super) fn sweep(&self) {
        self.sweep_at(Instant::now());
    }

    fn sweep_at(&self, now: Instant) {
        self.cache.retain(|_, key| key.is_fresh(now));
    }
}

#[cfg(test)]
mod tests {
    use super::{super::cipher, *};

    fn key() -> SubjectKey {
        SubjectKey::new(Uuid::nil(), cipher::new_key().unwrap())
    }

    #[test]
    fn a_key_is_forgotten_after_five_minutes_even_if_nobody_asks() {
        let keys = Keys::new();
        let start = Instant::now();
        keys.put("a", key(), keys.moment());
        let almost = start + AGE.saturating_sub(Duration::from_secs(1));
        keys.sweep_at(almost);
        assert!(keys.get_at("a", almost).is_some());
        let then = Instant::now() + AGE;
        assert!(keys.get_at("a", then).is_none());
        assert_eq!(keys.cache.len(), 1);
        keys.sweep_at(then);
        assert_eq!(keys.cache.len(), 0);
    }

    #[test]
    fn there_are_never_more_than_ten_thousand() {
        let keys = Keys::new();
        for n in 0..KEYS + 500 {
            keys.put(&n.to_string(), key(), 0);
        }
        assert!(keys.cache.len() <= KEYS, "{}", keys.cache.len());
    }

    #[test]
    fn a_key_that_was_read_before_it_was_forgotten_is_not_kept() {
        let keys = Keys::new();
        let read = keys.moment();
        keys.forget("a");
        keys.put("a", key(), read);
        assert!(keys.get("a").is_none());
        keys.put("a", key(), keys.moment());
        assert!(keys.get("a").is_some());
    }
}
