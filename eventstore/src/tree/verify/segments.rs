use std::collections::VecDeque;

use super::{Against, Findings, What};
use crate::tree::{Checkpoint, Frontier, Node, frontier::signed};

/// Grows the tree of what is read, beside the tree of the copies, and holds both against the
/// checkpoints on the way.
pub(super) struct Segments {
    /// Of the events, as hashed again.
    tree: Frontier,
    /// Of the copies of the leaf hashes.
    copies: Frontier,
    /// Not reached yet, by size.
    checkpoints: VecDeque<Checkpoint>,
    compared: usize,
    /// The size of the last checkpoint whose root was that of the events.
    sound: u64,
    /// The first event since then whose copy differs.
    differs: Option<i64>,
    /// An event was found that is not the one signed: later roots say nothing any more.
    broken: bool,
    next: i64,
    pub findings: Findings,
}

/// The hashes of one event.
pub(super) struct Hashes {
    /// Made again from what was read; `None` where that can not be read as an event.
    pub made: Option<[u8; 32]>,
    /// As stored with it.
    pub stored: Option<[u8; 32]>,
    /// The copy, where there is one.
    pub copy: Option<[u8; 32]>,
}

impl Segments {
    /// With the checkpoints that a log came with; those that are not signed, or of another log,
    /// are found at once.
    pub fn new(origin: &str, notes: &[String], against: Against<'_>) -> Self {
        let mut findings = Findings::default();
        let mut checkpoints: Vec<Checkpoint> = against.older.into_iter().cloned().collect();
        let mut last = 0;
        for note in notes {
            match Checkpoint::parse(note, against.key) {
                Ok(checkpoint) => {
                    last = checkpoint.size;
                    checkpoints.push(checkpoint);
                }
                Err(error) => {
                    findings.add(signed(last), What::Checkpoint { why: error.to_string() });
                }
            }
        }
        checkpoints.retain(|checkpoint| {
            let ours = checkpoint.origin == origin;
            if !ours {
                let why = format!("it is of {}, and the log is {origin}", checkpoint.origin);
                findings.add(signed(checkpoint.size), What::Checkpoint { why });
            }
            ours
        });
        checkpoints.sort_by_key(|checkpoint| checkpoint.size);
        Self {
            tree: Frontier::default(),
            copies: Frontier::default(),
            checkpoints: checkpoints.into(),
            compared: 0,
            sound: 0,
            differs: None,
            broken: false,
            next: 1,
            findings,
        }
    }

    /// Takes the event at a position; those that should be before and are not were removed.
    /// Returns the subtrees that it completes.
    pub fn event(&mut self, position: i64, hashes: &Hashes) -> Vec<Node> {
        if position < self.next {
            self.findings.add(position, What::Added);
            return Vec::new();
        }
        if position > self.next {
            self.findings.add(self.next, What::Removed);
            self.broken = true;
        }
        self.next = position + 1;
        let Hashes { made, stored, copy } = hashes;
        match made {
            None => self.findings.add(position, What::Unreadable),
            Some(_) if made != stored => self.findings.add(position, What::NotAsHashed),
            Some(_) => {}
        }
        if let Some(copy) = copy {
            self.copies.push(*copy, &mut Vec::new());
            if made.as_ref() != Some(copy) {
                self.differs.get_or_insert(position);
            }
        }
        let mut nodes = Vec::new();
        self.tree.push(made.unwrap_or_default(), &mut nodes);
        while let Some(checkpoint) = self.checkpoints.pop_front_if(|c| signed(c.size) <= position) {
            self.compare(&checkpoint);
        }
        if self.broken { Vec::new() } else { nodes }
    }

    /// A checkpoint that comes after its last event.
    pub fn checkpoint(&mut self, checkpoint: &Checkpoint) {
        if self.next - 1 == signed(checkpoint.size) {
            self.compare(checkpoint);
        } else if !self.broken {
            let why = "it is not after the last event it covers".to_owned();
            self.findings.add(signed(checkpoint.size), What::Checkpoint { why });
        }
    }

    fn compare(&mut self, checkpoint: &Checkpoint) {
        if self.broken {
            return;
        }
        self.compared += 1;
        let Checkpoint { size, root, .. } = checkpoint;
        let copied = self.copies.size() == *size && self.copies.root() == *root;
        if self.tree.root() == *root {
            if let Some(position) = self.differs.take() {
                self.findings.add(position, What::Copy);
            }
            self.sound = *size;
            return;
        }
        self.broken = true;
        match self.differs.take() {
            Some(position) if copied => self.findings.add(position, What::NotAsSigned),
            _ => {
                let first = self.findings.0.iter().filter(|f| f.what.is_of_an_event());
                let first = first.map(|f| f.position).min();
                // An event that is not what its own hash says is the one.
                if first.is_none_or(|first| first > signed(*size)) {
                    let what = What::NotAsSignedUpTo { upto: *size };
                    self.findings.add(signed(self.sound) + 1, what);
                }
            }
        }
    }

    /// No event comes any more, and there should be `upto`. Returns the tree, if nothing is known
    /// against it, how many events there were and how many checkpoints were compared.
    pub fn end(&mut self, upto: i64) -> (Option<&Frontier>, u64, usize) {
        if self.next <= upto {
            self.findings.add(self.next, What::Removed);
            self.broken = true;
        }
        if let Some(position) = self.differs.take().filter(|_| !self.broken) {
            self.findings.add(position, What::NotAsSigned);
            self.broken = true;
        }
        // One that covers more than there is.
        if !self.checkpoints.is_empty() {
            self.findings.add(self.next.max(1), What::Removed);
            self.broken = true;
        }
        let events = self.tree.size();
        ((!self.broken).then_some(&self.tree), events, self.compared)
    }

    /// The root of what was read, whatever is found.
    pub fn root(&self) -> [u8; 32] {
        self.tree.root()
    }
}
