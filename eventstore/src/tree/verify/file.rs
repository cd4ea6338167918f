use std::{collections::HashMap, io::BufRead};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{
    Against, Report, What,
    segments::{Hashes, Segments},
};
use crate::{
    CommandId, EventId, Position, Recorded, Revision, StreamId,
    tree::{
        Checkpoint, ExportLine, ExportedCheckpoint, ExportedEvent, ExportedLog, TreeError,
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
    let Some(ExportLine::Log(ExportedLog { origin, .. })) = ExportLine::parse(line.as_bytes())
    else {
        let why = std::io::Error::other("its first line is not that of an export of a log");
        return Err(why.into());
    };
    let mut segments = Segments::new(&origin, &[], against);
    let (mut revisions, mut last, mut compared): (HashMap<String, i64>, _, _) =
        (HashMap::new(), 0, 0);
    while read(&mut line)? > 0 {
        match ExportLine::parse(line.as_bytes()) {
            Some(ExportLine::Event(event)) => {
                let (made, stored) = hashes(&event);
                segments.event(event.position, &Hashes { made, stored, copy: None });
                let next = revisions.entry(event.stream).or_insert(0);
                if *next != event.revision {
                    segments.findings.add(event.position, What::Revision);
                }
                *next = event.revision + 1;
                last = event.position;
                if last % 1_000 == 0 {
                    progress(last.unsigned_abs());
                }
            }
            Some(ExportLine::Checkpoint(ExportedCheckpoint { checkpoint })) => {
                match Checkpoint::parse(&checkpoint, against.key) {
                    Ok(checkpoint) if checkpoint.origin == origin => {
                        compared += 1;
                        segments.checkpoint(&checkpoint);
                    }
                    Ok(checkpoint) => {
                        let why = format!("it is of {}", checkpoint.origin);
                        segments.findings.add(signed(checkpoint.size), What::Checkpoint { why });
                    }
                    Err(error) => {
                        let why = error.to_string();
                        segments.findings.add(last, What::Checkpoint { why });
                    }
                }
            }
            Some(ExportLine::Log(_)) | None => {
                segments.findings.add(last + 1, What::Unreadable);
            }
        }
    }
    let (_, events, checkpoints) = segments.end(last);
    let root = BASE64_STANDARD.encode(segments.root());
    let checkpoints = checkpoints.max(compared);
    Ok(Report { events, checkpoints, root, findings: segments.findings.sorted() })
}

/// The leaf hash made again, if what can be read is what was hashed, and the one that is stored.
fn hashes(line: &ExportedEvent) -> (Option<[u8; 32]>, Option<[u8; 32]>) {
    let stored = BASE64_STANDARD.decode(&line.leaf_hash).ok();
    let stored: Option<[u8; 32]> = stored.and_then(|hash| hash.try_into().ok());
    let event = || {
        let leaf = BASE64_STANDARD.decode(&line.leaf).ok()?;
        let event = Recorded {
            position: Position::new(line.position),
            stream: StreamId::parse(line.stream.clone()).ok()?,
            revision: Revision::new(line.revision),
            event_id: EventId(line.event_id),
            kind: line.kind.clone(),
            data: line.data.get().to_owned(),
            metadata: line.metadata.get().to_owned(),
            occurred_on: line.occurred_on,
            recorded_at: line.recorded_at,
            command_id: CommandId(line.command_id),
            leaf_hash: stored?,
        };
        (event.canonical_bytes() == leaf).then(|| event.made_hash())
    };
    (event(), stored)
}
