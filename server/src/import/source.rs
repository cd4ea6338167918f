//! Lines of a file, compressed or not, without ever holding more than one of them.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::bufread::MultiGzDecoder;

/// Bytes a line may have.
pub const MAX_LINE: usize = 256 * 1024;

/// A line, without its end.
pub(super) enum Line {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It was longer than [`MAX_LINE`], and is skipped.
    TooLong,
}

/// The lines of a file, numbered from 1.
pub(super) struct Lines {
    reader: Box<dyn BufRead + Send>,
    read: Arc<AtomicU64>,
    /// Number of the line given last.
    pub(super) number: u64,
}

impl Lines {
    /// Opens a file; gzip is recognised by its first two bytes.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Self::new(File::open(path)?)
    }

    pub(super) fn new(raw: impl Read + Send + 'static) -> io::Result<Self> {
        let read = Arc::<AtomicU64>::default();
        let counted = Counted { raw, read: Arc::clone(&read) };
        let mut reader: Box<dyn BufRead + Send> = Box::new(BufReader::new(counted));
        if reader.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            reader = Box::new(BufReader::new(MultiGzDecoder::new(reader)));
        }
        let mut lines = Self { reader, read, number: 0 };
        if lines.reader.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            lines.reader.consume(3);
        }
        Ok(lines)
    }

    /// How many bytes of the file were read, before decompression.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// What is next, without taking it: the first bytes that are there.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let (mut any, mut too_long) = (false, false);
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            any = true;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = &bytes[..end.unwrap_or(bytes.len())];
            too_long |= line.len() + part.len() > MAX_LINE;
            if too_long {
                line = Vec::new();
            } else {
                line.extend_from_slice(part);
            }
            let taken = part.len() + usize::from(end.is_some());
            self.reader.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(if too_long { Line::TooLong } else { Line::Bytes(line) }))
    }
}

/// Counts what is read through it.
struct Counted<R> {
    raw: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
        let mut lines = Lines::new(io::Cursor::new(bytes.to_vec())).unwrap();
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push(match line {
                Line::Bytes(bytes) => Some(bytes),
                Line::TooLong => None,
            });
        }
        assert_eq!(lines.number, all.len() as u64);
        all
    }

    #[test]
    fn lines_end_as_unix_or_windows_end_them_and_the_last_may_not_end() {
        let some = |text: &str| Some(text.as_bytes().to_vec());
        assert_eq!(lines(b"\xef\xbb\xbfa\r\n\nb"), [some("a"), some(""), some("b")]);
        assert_eq!(lines(b"a\n"), [some("a")]);
        assert!(lines(b"").is_empty());
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_one_read() {
        let mut bytes = vec![b'x'; MAX_LINE + 1];
        bytes.extend_from_slice(b"\nnext\n");
        assert_eq!(lines(&bytes), [None, Some(b"next".to_vec())]);
        assert_eq!(lines(&vec![b'x'; MAX_LINE]), [Some(vec![b'x'; MAX_LINE])]);
    }
}
