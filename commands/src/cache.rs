//! Recently folded states with their revisions, so that a command on a long stream does not read
//! it again. A hint only: an append states the revision it decided on, and a refusal decided on a
//! cached state is decided again on a fresh one. When another epoch of the log begins, what was
//! folded in the one before may never have happened: nothing of it is kept.

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use eventstore::{Revision, StreamId};
use quick_cache::sync::Cache;
use tokio::sync::watch;

#[derive(Clone)]
struct Entry {
    revision: Revision,
    state: Arc<dyn Any + Send + Sync>,
}

#[derive(Clone)]
pub(crate) struct States {
    kept: Arc<Cache<StreamId, Entry>>,
    /// Of the log.
    epoch: watch::Receiver<i64>,
    /// Of what is kept.
    kept_in: Arc<AtomicI64>,
}

impl States {
    pub(crate) fn new(capacity: usize, epoch: watch::Receiver<i64>) -> Self {
        let kept_in = Arc::new(AtomicI64::new(*epoch.borrow()));
        Self { kept: Arc::new(Cache::new(capacity)), epoch, kept_in }
    }

    /// What is kept of the present epoch.
    fn kept(&self) -> &Cache<StreamId, Entry> {
        let epoch = *self.epoch.borrow();
        if self.kept_in.swap(epoch, Ordering::AcqRel) != epoch {
            self.kept.clear();
        }
        &self.kept
    }

    pub(crate) fn get<S: Clone + 'static>(&self, stream: &StreamId) -> Option<(S, Revision)> {
        let entry = self.kept().get(stream)?;
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
        let kept = self.kept();
        if kept.get(stream).is_none_or(|known| known.revision <= revision) {
            kept.insert(stream.clone(), Entry { revision, state: Arc::new(state) });
        }
    }

    /// The stream has come to this revision: a state up to it is worth keeping, because at most
    /// the tail is missing; one from after is of a log that has lost events.
    pub(crate) fn moved(&self, stream: &StreamId, actual: Option<Revision>) {
        let kept = self.kept().get(stream).is_some_and(|entry| Some(entry.revision) <= actual);
        if !kept {
            self.forget(stream);
        }
    }

    pub(crate) fn forget(&self, stream: &StreamId) {
        self.kept().remove(stream);
    }
}
