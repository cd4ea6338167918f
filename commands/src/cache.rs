//! Recently folded states with their revisions, so that a command on a long stream does not read
//! it again. A hint only: an append states the revision it decided on, and a refusal decided on a
//! cached state is decided again on a fresh one.

use std::{any::Any, sync::Arc};

use eventstore::{Revision, StreamId};
use quick_cache::sync::Cache;

#[derive(Clone)]
struct Entry {
    revision: Revision,
    state: Arc<dyn Any + Send + Sync>,
}

#[derive(Clone)]
pub(crate) struct States(Arc<Cache<StreamId, Entry>>);

impl States {
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Arc::new(Cache::new(capacity)))
    }

    pub(crate) fn get<S: Clone + 'static>(&self, stream: &StreamId) -> Option<(S, Revision)> {
        let entry = self.0.get(stream)?;
        let state = entry.state.downcast_ref::<S>()?;
        Some((state.clone(), entry.revision))
    }

    pub(crate) fn put<S: Send + Sync + 'static>(
        &self,
        stream: &StreamId,
        state: S,
        revision: Revision,
    ) {
        // Whoever read the stream before others went on does not put an older state back.
        if self.0.get(stream).is_none_or(|known| known.revision <= revision) {
            self.0.insert(stream.clone(), Entry { revision, state: Arc::new(state) });
        }
    }

    /// The stream has come to this revision: a state up to it is worth keeping, because at most
    /// the tail is missing; one from after is of a log that has lost events.
    pub(crate) fn moved(&self, stream: &StreamId, actual: Option<Revision>) {
        let kept = self.0.get(stream).is_some_and(|entry| Some(entry.revision) <= actual);
        if !kept {
            self.forget(stream);
        }
    }

    pub(crate) fn forget(&self, stream: &StreamId) {
        self.0.remove(stream);
    }
}
