use std::path::PathBuf;

use commands::Failure;
use domain::journey::Rejection;

use super::table::HeaderError;

/// Why an import did not start, or stopped. Holds no value of the file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The name of the platform is no name.
    #[error("the name of a source has 1 to 40 letters, digits and dashes")]
    Source,
    /// The file is not there, or not to be read.
    #[error("{} cannot be opened; nothing was written", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file has nothing in it.
    #[error("{} is empty or has no header; nothing was written", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The first line is not the header of the format.
    #[error("{} is not in the format of docs/import.md; nothing was written", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: HeaderError,
    },
    /// The refused lines would take the place of the input.
    #[error("{} is the input itself: name another file for the refused lines", path.display())]
    RejectsIsInput {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read to its end.
    #[error(
        "{} cannot be read from line {line} on; what was imported stays, run the import again \
         with a whole file",
        path.display()
    )]
    Read {
        /// The file.
        path: PathBuf,
        /// The line that could not be read.
        line: u64,
        /// Why.
        source: std::io::Error,
    },
    /// The refused lines cannot be written.
    #[error("the refused lines cannot be written to {}; run the import again", path.display())]
    Rejects {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The log refused to go on.
    #[error("stopped at line {line} or soon after it; run the import again to go on")]
    Stopped {
        /// The first line that may not be imported.
        line: u64,
        /// Why.
        source: Failure<Rejection>,
    },
}
