//! What a process under torture tells before it is killed: a line before it sends an order, and a
//! line as soon as it has the answer, before anything else happens.

use std::io::Write as _;

use super::order::{Answer, Order};

/// A line of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The service serves, so many milliseconds after it began to start.
    Ready { millis: u64 },
    /// An order is about to be sent, expecting this revision of the client's own stream.
    Sent { order: Order, expected: Option<i64> },
    /// It was answered.
    Answered { order: Order, answer: Answer },
}

impl Line {
    /// Writes it in one piece.
    pub(super) fn tell(self) -> std::io::Result<()> {
        let line = self.text();
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes())?;
        out.flush()
    }

    fn text(self) -> String {
        let named = |Order { round, client, number }| format!("{round} {client} {number}");
        match self {
            Self::Ready { millis } => format!("ready {millis}\n"),
            Self::Sent { order, expected } => {
                format!("sent {} {}\n", named(order), expected.unwrap_or(-1))
            }
            Self::Answered { order, answer: Answer::Done { first, last, replayed } } => {
                format!("done {} {first} {last} {}\n", named(order), i32::from(replayed))
            }
            Self::Answered { order, answer: Answer::Refused } => {
                format!("refused {}\n", named(order))
            }
        }
    }

    /// Reads one; none when the process died while it wrote it.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let (word, numbers) = line.strip_suffix('\n')?.split_once(' ')?;
        let numbers: Vec<i64> =
            numbers.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
        if let ("ready", [millis]) = (word, numbers.as_slice()) {
            return Some(Self::Ready { millis: u64::try_from(*millis).ok()? });
        }
        let (of, rest) = numbers.split_at_checked(3)?;
        let number = |n: usize| u32::try_from(of[n]).ok();
        let order = Order { round: number(0)?, client: number(1)?, number: number(2)? };
        match (word, rest) {
            ("sent", [expected]) => {
                Some(Self::Sent { order, expected: (*expected >= 0).then_some(*expected) })
            }
            ("done", &[first, last, replayed]) => {
                let answer = Answer::Done { first, last, replayed: replayed == 1 };
                Some(Self::Answered { order, answer })
            }
            ("refused", []) => Some(Self::Answered { order, answer: Answer::Refused }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_told_and_a_torn_one_not_at_all() {
        let order = Order { round: 3, client: 17, number: 4 };
        let done = Answer::Done { first: 10, last: 12, replayed: false };
        for line in [
            Line::Ready { millis: 42 },
            Line::Sent { order, expected: None },
            Line::Sent { order, expected: Some(0) },
            Line::Answered { order, answer: done },
            Line::Answered { order, answer: Answer::Refused },
        ] {
            let text = line.text();
            assert_eq!(Line::parse(&text), Some(line));
            for end in 0..text.len() {
                assert_eq!(Line::parse(&text[..end]), None, "{text}");
            }
        }
    }
}
