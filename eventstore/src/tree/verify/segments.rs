use super::{Against, Findings, What};
use crate::tree::{Checkpoint, Frontier, Node, TreeError, frontier::signed};

/// Grows the tree of what is read, beside the trees of the copies and of the hashes stored with
/// the events, and holds them against the checkpoints on the way.
pub(super) struct Segments<'a> {
    origin: &'a str,
    against: Against<'a>,
    /// Of the events, as hashed again.
    tree: Frontier,
    /// Of the copies of the leaf hashes.
    copies: Frontier,
    /// Of the hashes stored with the events.
    stored: Frontier,
    /// Of events that all have a copy, where copies are kept at all.
    copied: bool,
    compared: usize,
    /// The size of the last checkpoint whose root was that of the events.
    signed: u64,
    /// The first event since then whose copy differs.
    differs: Option<i64>,
    /// An event was found that is not the one signed: later roots say nothing any more.
    broken: bool,
    next: i64,
    /// Of the last checkpoint that came with the log.
    size: i64,
    /// The older checkpoint was among those that came with the log.
    older_came: bool,
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

impl<'a> Segments<'a> {
    /// Of a log with this name, from where its tree is this one; `copied` says whether copies of
    /// its hashes are kept.
    ///
    /// # Errors
    /// [`TreeError::Checkpoint`] when the older checkpoint can not be compared: it covers less
    /// than what is left out.
    pub fn new(
        origin: &'a str,
        from: Frontier,
        copied: bool,
        against: Against<'a>,
    ) -> Result<Self, TreeError> {
        let mut segments = Self {
            origin,
            against,
            copies: from.clone(),
            stored: from.clone(),
            copied,
            compared: 0,
            signed: 0,
            differs: None,
            broken: false,
            next: signed(from.size()) + 1,
            size: -1,
            older_came: false,
            findings: Findings::default(),
            tree: from,
        };
        if let Some(older) = against.older {
            if older.size < segments.tree.size() {
                let why = format!("what is to be verified begins after its {} events", older.size);
                return Err(TreeError::Checkpoint { why });
            }
            segments.of_this_log(older);
            segments.compare_older();
        }
        Ok(segments)
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
        self.stored.push(stored.unwrap_or_default(), &mut Vec::new());
        let mut nodes = Vec::new();
        self.tree.push(made.unwrap_or_default(), &mut nodes);
        self.compare_older();
        if self.broken { Vec::new() } else { nodes }
    }

    /// The tree of the copies.
    pub fn copies(&self) -> &Frontier {
        &self.copies
    }

    /// Takes a checkpoint that came with the log, after the last event it covers; `size` is what
    /// is said of it where it is kept.
    pub fn checkpoint(&mut self, size: Option<i64>, note: &str) {
        let last = self.next - 1;
        let checkpoint = match Checkpoint::parse(note, self.against.key) {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                let why = error.to_string();
                self.findings.add(size.unwrap_or(last).min(last), What::Checkpoint { why });
                return;
            }
        };
        let is = signed(checkpoint.size);
        let at = size.map_or(is, |size| is.min(size));
        let mut wrong = |why: &str| {
            self.findings.add(at, What::Checkpoint { why: why.to_owned() });
        };
        if size.is_some_and(|size| size != is) {
            return wrong("its size is not the one it is kept under");
        }
        if is <= self.size {
            return wrong("it is not in its order");
        }
        self.size = is;
        if !self.of_this_log(&checkpoint) {
            return;
        }
        self.older_came |= self.against.older.is_some_and(|older| older.size == checkpoint.size);
        if last == is {
            self.compare(&checkpoint);
        } else if !self.broken {
            let why = "it is not after the last event it covers".to_owned();
            self.findings.add(is.min(last), What::Checkpoint { why });
        }
    }

    fn of_this_log(&mut self, checkpoint: &Checkpoint) -> bool {
        let ours = checkpoint.origin == self.origin;
        if !ours {
            let why = format!("it is of {}, and the log is {}", checkpoint.origin, self.origin);
            self.findings.add(signed(checkpoint.size), What::Checkpoint { why });
        }
        ours
    }

    fn compare_older(&mut self) {
        let here = |older: &&Checkpoint| {
            older.size == self.tree.size() && older.origin == self.origin && older.size > 0
        };
        if let Some(older) = self.against.older.filter(here) {
            self.compare(older);
        }
    }

    fn compare(&mut self, checkpoint: &Checkpoint) {
        if self.broken {
            return;
        }
        self.compared += 1;
        let Checkpoint { size, root, .. } = checkpoint;
        let says = |tree: &Frontier| tree.size() == *size && tree.root() == *root;
        if says(&self.tree) {
            if let Some(position) = self.differs.take() {
                self.findings.add(position, What::Copy);
            } else if self.copied && self.copies.size() < *size {
                self.findings.add(signed(self.copies.size()) + 1, What::Copy);
            }
            self.signed = *size;
            return;
        }
        self.broken = true;
        match self.differs.take() {
            Some(position) if says(&self.copies) => {
                self.findings.add(position, What::NotAsSigned);
            }
            // Exactly those events were altered that are not what their own hashes say.
            _ if says(&self.stored) => {}
            _ => {
                let from = signed(self.signed) + 1;
                self.findings.add(from, What::NotAsSignedUpTo { upto: *size });
            }
        }
    }

    /// No event comes any more, and there should be `upto`, with this tree if it is known. Returns
    /// whether nothing is known against the tree of what was read.
    pub fn end(&mut self, upto: i64, head: Option<&Frontier>) -> bool {
        if self.next <= upto {
            self.findings.add(self.next, What::Removed);
            self.broken = true;
        }
        if let Some(position) = self.differs.take().filter(|_| !self.broken) {
            // Not signed yet: the tree of the head tells which of the two is as it was.
            let copy = head == Some(&self.tree);
            self.findings.add(position, if copy { What::Copy } else { What::NotAsSigned });
            self.broken |= !copy;
        }
        if let Some(older) = self.against.older {
            if signed(older.size) >= self.next && older.origin == self.origin {
                self.findings.add(self.next, What::Removed);
                self.broken = true;
            } else if self.copied && !self.older_came && !self.broken {
                let why = "the one kept elsewhere is not stored any more".to_owned();
                self.findings.add(signed(older.size), What::Checkpoint { why });
            }
        }
        !self.broken
    }

    /// The tree of what was read, whatever is found.
    pub fn tree(&self) -> &Frontier {
        &self.tree
    }

    /// How many checkpoints were compared, and how many events the last one covers that holds.
    pub fn compared(&self) -> (usize, u64) {
        (self.compared, self.signed)
    }
}
