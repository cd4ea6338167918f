//! What the writer remembers of its last transactions, so that the next one asks nothing.
//!
//! When the head is still as the writer left it, nobody has appended since, and what it knows of
//! the streams is what the database would say. Whether it is, the database tells in the statement
//! that writes: it moves the head from where it was left, or writes nothing. So what is
//! remembered here can be wrong, and then costs time, never correctness.

use std::collections::HashMap;

use crate::{Revision, db::NewHead};

/// Streams remembered, at least; twice as many at most, some 150 bytes each.
const STREAMS: usize = 20_000;

#[derive(Default)]
pub(crate) struct Recent {
    /// How the writer left the head.
    left: Option<NewHead>,
    /// The head was found there the last time it was looked at under its lock: no other process is
    /// appending at the same time, and guessing pays.
    alone: bool,
    /// The last revisions of streams: when the young ones are many they become the old ones.
    young: HashMap<String, Revision>,
    old: HashMap<String, Revision>,
}

impl Recent {
    /// Where the head is, if nobody else has appended.
    pub(crate) fn head(&self) -> Option<&NewHead> {
        self.left.as_ref().filter(|_| self.alone)
    }

    /// The head was found here, under its lock.
    pub(crate) fn found(&mut self, head: &NewHead) {
        self.alone = self.left.as_ref() == Some(head);
        if !self.alone {
            self.young.clear();
            self.old.clear();
        }
        self.left = Some(head.clone());
    }

    /// An error: whatever answers next may be another server.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The head was left here.
    pub(crate) fn leave(&mut self, head: NewHead) {
        self.left = Some(head);
    }

    /// The last revision of a stream, if it is remembered.
    pub(crate) fn revision(&self, stream: &str) -> Option<Revision> {
        self.young.get(stream).or_else(|| self.old.get(stream)).copied()
    }

    /// Remembers the last revision of a stream.
    pub(crate) fn remember(&mut self, stream: &str, revision: Revision) {
        if let Some(known) = self.young.get_mut(stream) {
            *known = revision;
            return;
        }
        if self.young.len() >= STREAMS {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(stream.to_owned(), revision);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Position, clock, tree::Frontier};

    fn head(position: i64) -> NewHead {
        NewHead {
            position: Position::new(position),
            recorded_at: clock::now(),
            epoch: 1,
            incarnation: None,
            tree: Frontier::default(),
        }
    }

    #[test]
    fn a_head_is_trusted_once_it_was_found_where_it_was_left() {
        let mut recent = Recent::default();
        let (first, second) = (head(1), head(2));
        recent.found(&first);
        recent.leave(second.clone());
        assert_eq!(recent.head(), None, "others may be appending");
        recent.found(&second);
        assert_eq!(recent.head(), Some(&second));
    }

    #[test]
    fn a_head_that_was_moved_makes_everything_forgotten() {
        let mut recent = Recent::default();
        recent.found(&head(1));
        recent.remember("test-1", Revision::new(7));
        recent.found(&head(2));
        assert_eq!((recent.head(), recent.revision("test-1")), (None, None));
    }

    #[test]
    fn the_last_streams_are_remembered_in_bounded_memory() {
        let mut recent = Recent::default();
        for n in 0..3 * STREAMS {
            recent.remember(&format!("test-{n}"), Revision::new(1));
        }
        assert!(recent.young.len() + recent.old.len() <= 2 * STREAMS);
        assert_eq!(recent.revision(&format!("test-{}", 2 * STREAMS)), Some(Revision::new(1)));
        assert_eq!(recent.revision("test-0"), None);
        let last = format!("test-{}", 3 * STREAMS - 1);
        recent.remember(&last, Revision::new(2));
        assert_eq!(recent.revision(&last), Some(Revision::new(2)));
    }
}
