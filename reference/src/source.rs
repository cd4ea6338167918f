//! Where the bytes of a dataset come from: a file or the starter set, compressed or not.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

/// A header line is never longer.
const HEADER_LIMIT: u64 = 64 * 1024;

/// A file, or what was embedded as one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    File(&'a Path),
    Embedded { name: &'static str, bytes: &'static [u8] },
}

/// What is known of a source once it was read through.
#[derive(Debug)]
pub(crate) struct Fingerprint {
    /// Of the uncompressed bytes, in hexadecimal: compressing a file does not make it another.
    pub sha256: String,
    /// How many lines, the header included.
    pub lines: u64,
}

impl Source<'_> {
    /// The file name, without its folder.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => {
                path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
            }
            Self::Embedded { name, .. } => (*name).to_owned(),
        }
    }

    /// The uncompressed bytes; gzip is recognised by its first two.
    pub(crate) fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        let mut raw: Box<dyn BufRead + Send> = match self {
            Self::File(path) => Box::new(BufReader::new(std::fs::File::open(path)?)),
            Self::Embedded { bytes, .. } => Box::new(*bytes),
        };
        if raw.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            return Ok(Box::new(BufReader::new(MultiGzDecoder::new(raw))));
        }
        Ok(raw)
    }

    pub(crate) fn fingerprint(&self) -> io::Result<Fingerprint> {
        let mut reader = self.open()?;
        let mut hasher = Sha256::new();
        let (mut lines, mut last) = (0, b'\n');
        loop {
            let bytes = reader.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            hasher.update(bytes);
            lines += bytes.iter().map(|b| u64::from(*b == b'\n')).sum::<u64>();
            last = bytes[bytes.len() - 1];
            let read = bytes.len();
            reader.consume(read);
        }
        lines += u64::from(last != b'\n');
        Ok(Fingerprint { sha256: hex::encode(hasher.finalize()), lines })
    }

    /// The first line, without the byte order mark; `None` when it is not UTF-8 or has no end.
    pub(crate) fn first_line(&self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        self.open()?.take(HEADER_LIMIT).read_until(b'\n', &mut line)?;
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        Ok(std::str::from_utf8(line).ok().map(str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_compressed_copy_is_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("a.csv");
        std::fs::write(&plain, "a,b\n1,2").unwrap();
        let packed = folder.path().join("b.csv.gz");
        let mut gzip = flate2::write::GzEncoder::new(
            std::fs::File::create(&packed).unwrap(),
            flate2::Compression::default(),
        );
        gzip.write_all(b"a,b\n1,2").unwrap();
        gzip.finish().unwrap();

        let [plain, packed] =
            [&plain, &packed].map(|path| Source::File(path).fingerprint().unwrap());
        assert_eq!(plain.sha256, packed.sha256);
        assert_eq!((plain.lines, packed.lines), (2, 2));
    }

    #[test]
    fn the_byte_order_mark_is_not_part_of_the_header() {
        let source = Source::Embedded { name: "x.csv", bytes: b"\xef\xbb\xbfcode,nom\n1,2\n" };
        assert_eq!(source.first_line().unwrap().unwrap(), "code,nom\n");
        let latin1 = Source::Embedded { name: "x.csv", bytes: b"acad\xe9mie\n" };
        assert_eq!(latin1.first_line().unwrap(), None);
    }
}
