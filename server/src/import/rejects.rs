//! The file of refused lines: as they stand, with the reason added. It holds personal data, so
//! only its owner may read it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Written beside its place and moved there when it is complete: an interrupted import leaves the
/// file of an earlier one alone.
pub(super) struct Rejects {
    path: PathBuf,
    part: PathBuf,
    header: Option<Vec<u8>>,
    file: Option<BufWriter<File>>,
}

impl Rejects {
    /// Nothing is written before the first line.
    pub(super) fn new(path: &Path, header: Option<Vec<u8>>) -> Self {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        Self { path: path.to_owned(), part: part.into(), header, file: None }
    }

    pub(super) fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if self.file.is_none() {
            let mut file = BufWriter::new(create_private(&self.part)?);
            if let Some(header) = &self.header {
                file.write_all(header)?;
                file.write_all(b"\n")?;
            }
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            file.write_all(line)?;
            file.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Puts the file in its place; `None` when no line was written.
    pub(super) fn finish(mut self) -> io::Result<Option<PathBuf>> {
        let Some(file) = self.file.take() else { return Ok(None) };
        let moved = file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.part, &self.path));
        if moved.is_err() {
            let _ = fs::remove_file(&self.part);
        }
        moved.map(|()| Some(self.path.clone()))
    }
}

impl Drop for Rejects {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// A new file for its owner alone, whatever stood there.
fn create_private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
