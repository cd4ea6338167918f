use std::{collections::HashMap, io::BufRead};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{
    Against, Report, What,
    segments::{Hashes, Segments},
    times::Times,
};
use crate::{
    CommandId, EventId, Position, Recorded, Revision, StreamId,
    tree::{
        ExportLine, ExportedCheckpoint, ExportedEvent, TreeError, export::on_one_line,
        frontier::signed,
    },
};

/// Holds an export against the checkpoints in it and what is given, without any database.
///
/// # Errors
/// When the file can not be read; what is wrong with the log is in the report.
pub fn verify_export(
    mut lines: impl BufRead,
    against: Against<'_>,
    mut progress: impl FnMut(u64),
) -> Result<Report, TreeError> {
    let mut line = String::new();
    let mut read = |line: &mut String| {
        line.clear();
        lines.read_line(line)
    };
    read(&mut line)?;
    let Some(ExportLine::Log(log)) = ExportLine::parse(line.as_bytes()) else {
        let why = "its first line is not that of an export".to_owned();
        return Err(TreeError::OtherExport { why });
    };
    let damaged = || TreeError::OtherExport { why: "its first line is damaged".to_owned() };
    let from = log.left_out().ok_or_else(damaged)?;
    let (first, mut last) = (from.size(), signed(from.size()));
    let mut segments = Segments::new(&log.origin, from, false, against)?;
    let (mut revisions, mut times): (HashMap<String, i64>, _) = (HashMap::new(), Times::default());
    while read(&mut line)? > 0 {
        match ExportLine::parse(line.as_bytes()) {
            Some(ExportLine::Event(event)) => {
                let (made, stored) = hashes(&event);
                segments.event(event.position, &Hashes { made, stored, copy: None });
                times.event(event.position, event.recorded_at, &mut segments.findings);
                let (last_of, begins) = (revisions.get(&event.stream), event.revision == 0);
                // A stream may have begun among what is left out.
                if last_of.map_or(!begins && first == 0, |last| event.revision != last + 1) {
                    segments.findings.add(event.position, What::Revision);
                }
                revisions.insert(event.stream, event.revision);
                last = event.position;
                if last % 1_000 == 0 {
                    progress(last.unsigned_abs());
                }
            }
            Some(ExportLine::Checkpoint(ExportedCheckpoint { checkpoint })) => {
                segments.checkpoint(None, &checkpoint);
            }
            Some(ExportLine::Log(_)) | None => {
                segments.findings.add(last + 1, What::Unreadable);
            }
        }
    }
    segments.end(last, None);
    let (checkpoints, signed) = segments.compared();
    let (events, root) = (segments.tree().size() - first, segments.tree().root());
    let (root, findings) = (BASE64_STANDARD.encode(root), segments.findings.sorted());
    Ok(Report { events, checkpoints, signed, root, findings })
}

/// The leaf hash made again, if what can be read is what was hashed, and the one that is stored.
fn hashes(line: &ExportedEvent) -> (Option<[u8; 32]>, Option<[u8; 32]>) {
    let stored = BASE64_STANDARD.decode(&line.leaf_hash).ok();
    let stored: Option<[u8; 32]> = stored.and_then(|hash| hash.try_into().ok());
    let event = || {
        let leaf = BASE64_STANDARD.decode(&line.leaf).ok()?;
        let (data, metadata) = texts(&leaf, line)?;
        if on_one_line(&data) != line.data.get() || on_one_line(&metadata) != line.metadata.get() {
            return None;
        }
        let event = Recorded {
            position: Position::new(line.position),
            stream: StreamId::parse(line.stream.clone()).ok()?,
            revision: Revision::new(line.revision),
            event_id: EventId(line.event_id),
            kind: line.kind.clone(),
            data,
            metadata,
            occurred_on: line.occurred_on,
            recorded_at: line.recorded_at,
            command_id: CommandId(line.command_id),
            leaf_hash: stored?,
        };
        (event.canonical_bytes() == leaf).then(|| event.made_hash())
    };
    (event(), stored)
}

/// Data and metadata as they were hashed, white space included.
fn texts(leaf: &[u8], line: &ExportedEvent) -> Option<(String, String)> {
    // Position, stream, revision, event id and type come before them.
    let rest = leaf.get(8 + 4 + line.stream.len() + 8 + 16 + 4 + line.kind.len()..)?;
    let (data, rest) = text(rest)?;
    Some((data, text(rest)?.0))
}

fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(u32::from_be_bytes(*length).try_into().ok()?)?;
    Some((String::from_utf8(text.to_vec()).ok()?, rest))
}
