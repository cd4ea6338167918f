//! What somebody can do who owns the database.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tests::dice::Dice;
use uuid::Uuid;

use super::{
    beside::{Beside, beside},
    independent::leaf_hash,
};

/// Events of the log, and those that a checkpoint covers.
pub const EVENTS: i64 = 300;
pub const SIGNED: i64 = 270;

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Row {
    pub position: i64,
    pub stream: String,
    pub category: String,
    pub revision: i64,
    pub event_id: Uuid,
    pub r#type: String,
    pub data: String,
    pub metadata: String,
    pub command_id: Uuid,
    pub occurred_on: NaiveDate,
    pub recorded_at: DateTime<Utc>,
    pub leaf_hash: Vec<u8>,
}

impl Row {
    fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let text = |out: &mut Vec<u8>, text: &str| {
            out.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
            out.extend(text.as_bytes());
        };
        out.extend(self.position.to_be_bytes());
        text(&mut out, &self.stream);
        out.extend(self.revision.to_be_bytes());
        out.extend(self.event_id.as_bytes());
        text(&mut out, &self.r#type);
        text(&mut out, &self.data);
        text(&mut out, &self.metadata);
        out.extend(self.command_id.as_bytes());
        out.extend(self.occurred_on.to_string().as_bytes());
        out.extend(self.recorded_at.timestamp_micros().to_be_bytes());
        out
    }

    pub fn hash_again(&mut self) {
        self.leaf_hash = leaf_hash(&self.canonical()).to_vec();
    }
}

/// A position of the log.
pub fn position(dice: &mut Dice) -> i64 {
    1 + dice.below(EVENTS)
}

/// Another letter in the place of one that a text has.
pub fn letter(dice: &mut Dice, text: &str) -> String {
    let letters: Vec<usize> =
        text.char_indices().filter(|(_, c)| c.is_ascii_lowercase()).map(|(at, _)| at).collect();
    let at = letters[usize::try_from(dice.below(letters.len().try_into().unwrap())).unwrap()];
    let new = if &text[at..=at] == "x" { "y" } else { "x" };
    format!("{}{new}{}", &text[..at], &text[at + 1..])
}

/// What must be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    /// This event, first.
    Event(i64),
    /// An event not signed yet was altered with all that could tell: something is found.
    Something,
    /// The copies were altered too: an event up to this position at least is named.
    UpTo(i64),
    /// Nothing is wrong with an event, and something beside is, named at this position.
    Beside(i64),
}

pub struct Attack<'a> {
    pub dice: Dice,
    pub base: &'a [Row],
    pub rows: Vec<Row>,
    /// What is done besides.
    pub beside: Option<Beside>,
    /// All but the signature is made to fit: the copies, the subtrees, the head.
    pub cover: bool,
}

impl Attack<'_> {
    fn at(&mut self, position: i64) -> &mut Row {
        &mut self.rows[usize::try_from(position - 1).unwrap()]
    }

    /// Signed events are found exactly.
    fn once_signed(position: i64) -> Found {
        if position <= SIGNED { Found::Event(position) } else { Found::Something }
    }

    fn renumber(&mut self) {
        for (position, row) in (1..).zip(&mut self.rows) {
            if row.position != position {
                row.position = position;
                row.hash_again();
            }
        }
    }

    pub fn alter(&mut self, kind: i64) -> Found {
        let p = position(&mut self.dice);
        match kind {
            0 => {
                let altered =
                    letter(&mut self.dice, &self.base[usize::try_from(p - 1).unwrap()].data);
                self.at(p).data = altered;
                Found::Event(p)
            }
            1 => {
                let text = &self.base[usize::try_from(p - 1).unwrap()].metadata;
                let altered = letter(&mut self.dice, text);
                self.at(p).metadata = altered;
                Found::Event(p)
            }
            2 | 3 => {
                let q = 1 + (p + self.dice.below(EVENTS - 1)) % EVENTS;
                let q = if p == q { 1 + p % EVENTS } else { q };
                let (one, two) = (self.at(p).clone(), self.at(q).clone());
                *self.at(p) = Row { position: p, ..two };
                *self.at(q) = Row { position: q, ..one };
                if kind == 2 {
                    return Found::Event(p.min(q));
                }
                self.at(p).hash_again();
                self.at(q).hash_again();
                Self::once_signed(p.min(q))
            }
            4 => {
                self.rows.truncate(usize::try_from(p - 1).unwrap());
                Found::Event(p)
            }
            5 => {
                self.rows.remove(usize::try_from(p - 1).unwrap());
                Found::Event(p)
            }
            6 => {
                self.rows.remove(usize::try_from(p - 1).unwrap());
                self.renumber();
                Self::once_signed(p)
            }
            7 | 8 => {
                let p = if kind == 7 { EVENTS + 1 } else { p };
                let mut row = self.base[usize::try_from(p.min(EVENTS) - 1).unwrap()].clone();
                (row.event_id, row.stream) = (Uuid::from_u128(7), "test-new".to_owned());
                (row.position, row.revision) = (p, 0);
                row.hash_again();
                self.rows.insert(usize::try_from(p - 1).unwrap(), row);
                self.renumber();
                if kind == 7 { Found::Event(p) } else { Self::once_signed(p) }
            }
            9 | 10 => {
                let altered =
                    letter(&mut self.dice, &self.base[usize::try_from(p - 1).unwrap()].data);
                self.at(p).data = altered;
                self.at(p).hash_again();
                self.cover = kind == 10;
                match kind {
                    9 => Self::once_signed(p),
                    // Made to fit as a whole, and never signed: nobody can tell.
                    _ if p > SIGNED => self.alter(9),
                    _ => Found::UpTo(p),
                }
            }
            11 => {
                self.at(p).category = "tests".to_owned();
                Found::Event(p)
            }
            12 => {
                let row = self.at(p);
                row.recorded_at += TimeDelta::microseconds(1);
                Found::Event(p)
            }
            13 => {
                self.at(p).occurred_on += TimeDelta::days(1);
                Found::Event(p)
            }
            14 => {
                self.at(p).event_id = Uuid::from_u128(1);
                Found::Event(p)
            }
            15 => {
                self.at(p).command_id = Uuid::from_u128(1);
                Found::Event(p)
            }
            16 => {
                self.at(p).r#type = "test.v1.Other".to_owned();
                Found::Event(p)
            }
            17 => {
                let stream = "test-other".to_owned();
                (self.at(p).stream, self.at(p).revision) = (stream, 0);
                Found::Event(p)
            }
            18 => {
                self.at(p).leaf_hash[3] ^= 1;
                Found::Event(p)
            }
            19 => {
                // Unsigned, and all made to fit: only the order of time tells.
                let p = SIGNED + 2 + self.dice.below(EVENTS - SIGNED - 2);
                self.at(p).recorded_at -= TimeDelta::hours(1);
                self.at(p).hash_again();
                self.cover = true;
                Found::Event(p)
            }
            20 => {
                let mut row = self.at(p).clone();
                (row.position, row.stream) = (-p, "test-before".to_owned());
                row.revision = 0;
                self.rows.insert(0, row);
                Found::Event(-p)
            }
            21 => {
                self.at(p).leaf_hash.truncate(31);
                Found::Event(p)
            }
            // The older checkpoint alone is left of all that could tell.
            22 => {
                let p = p.min(SIGNED);
                self.at(p).data =
                    letter(&mut self.dice, &self.base[usize::try_from(p - 1).unwrap()].data);
                self.at(p).hash_again();
                self.cover = true;
                self.beside = Some(Beside::Sql("delete from log_checkpoints".to_owned()));
                Found::UpTo(p)
            }
            23 => {
                let p = p.min(SIGNED);
                self.at(p).data =
                    letter(&mut self.dice, &self.base[usize::try_from(p - 1).unwrap()].data);
                self.at(p).hash_again();
                self.cover = true;
                self.beside = Some(Beside::Sql("delete from tree_leaves".to_owned()));
                Found::UpTo(p)
            }
            _ => {
                let (beside, found) = beside(kind - 24, p, &mut self.dice);
                self.beside = Some(beside);
                found
            }
        }
    }
}
