//! Where an export that was interrupted goes on.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use uuid::Uuid;

use super::{ExportLine, TreeError, export::FORMAT, frontier::signed, grow::leaf_hashes};
use crate::{Db, LogId, Position};

/// Longer than any line, so that the last ones can be found from the end.
const TAIL: u64 = 4 << 20;
/// The first line is much shorter.
const FIRST: u64 = 4 << 10;

/// Where an export ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// The log it is of.
    pub log_id: Uuid,
    /// Of its last event, or of the last one left out before.
    pub position: Position,
    /// The leaf hash of its last event, in base64, where it has one.
    pub leaf_hash: Option<String>,
}

impl Resumed {
    /// The log must be this one, and its event here must be the one in the file.
    pub(super) async fn check(&self, db: &Db, log_id: Uuid) -> Result<(), TreeError> {
        let other = |why: String| Err(TreeError::OtherExport { why });
        if self.log_id != log_id {
            let (file, log) = (LogId(self.log_id), LogId(log_id));
            return other(format!("it is of log {file}, and the log is {log}"));
        }
        let position = self.position.get();
        let there = leaf_hashes(db, position, position).await?;
        let there = there.first().map(|hash| BASE64_STANDARD.encode(hash));
        if self.leaf_hash.is_some() && self.leaf_hash != there {
            return other(format!("its last event, at {position}, is not that of the log"));
        }
        Ok(())
    }
}

/// Cuts off what an interrupted export left half written, and any checkpoint after its last event
/// (it is written again); returns where to go on, `None` in a file with nothing in it yet.
///
/// # Errors
/// When the file can not be read or cut, or holds something else than an export: then it is left
/// as it is.
pub fn resume(file: &mut File) -> Result<Option<Resumed>, TreeError> {
    let length = file.metadata()?.len();
    let other = |why: &str| TreeError::OtherExport { why: why.to_owned() };
    let mut first = Vec::new();
    file.rewind()?;
    BufReader::new(&*file).take(FIRST).read_until(b'\n', &mut first)?;
    let Some(ExportLine::Log(log)) = ExportLine::parse(&first).filter(|_| first.ends_with(b"\n"))
    else {
        // Interrupted in the first line.
        let head = format!("{{\"format\":\"{FORMAT}\"");
        let begun = first.starts_with(head.as_bytes()) || head.as_bytes().starts_with(&first);
        if length < FIRST && begun && !first.ends_with(b"\n") {
            file.set_len(0)?;
            file.rewind()?;
            return Ok(None);
        }
        return Err(other("the file holds something else"));
    };
    let left_out = log.left_out().ok_or_else(|| other("its first line is damaged"))?;

    let start = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = BufReader::new(&*file);
    let (mut at, mut bytes) = (start, Vec::new());
    // Without any event, the first line is kept.
    let (mut keep, mut last) = (first.len() as u64, None);
    while tail.read_until(b'\n', &mut bytes)? > 0 {
        at += bytes.len() as u64;
        // The first line of the tail may be the end of one.
        if bytes.ends_with(b"\n")
            && let Some(ExportLine::Event(event)) = ExportLine::parse(&bytes)
        {
            (keep, last) = (at, Some(event));
        }
        bytes.clear();
    }
    if last.is_none() && start > 0 {
        return Err(other("there is no event among its last lines"));
    }
    file.set_len(keep)?;
    file.seek(SeekFrom::End(0))?;
    let position = last.as_ref().map_or_else(|| signed(left_out.size()), |event| event.position);
    Ok(Some(Resumed {
        log_id: log.log_id,
        position: Position::new(position),
        leaf_hash: last.map(|event| event.leaf_hash),
    }))
}
