use std::path::PathBuf;

/// Why a file could not be imported. Nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file or folder could not be read, or is not sound gzip.
    #[error("{} could not be read: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The header line belongs to no dataset.
    #[error(
        "{name}: no known dataset has this header line ({header}); the separator must be a comma, \
         a semicolon or a tab, and the text UTF-8"
    )]
    UnknownLayout {
        /// The file name.
        name: String,
        /// The start of the header line.
        header: String,
    },
    /// The header line lacks columns.
    #[error("{name} looks like {dataset}, but lacks the columns: {}", columns.join(", "))]
    MissingColumns {
        /// The file name.
        name: String,
        /// The dataset it looks like.
        dataset: &'static str,
        /// The columns it should have too.
        columns: Vec<&'static str>,
    },
    /// There is no line that could be stored.
    #[error(
        "{name}: none of its {refused} lines could be taken, so what was there is kept; first \
         reason: {reason}"
    )]
    NothingTaken {
        /// The file name.
        name: String,
        /// How many lines were refused.
        refused: u64,
        /// Why the first one was.
        reason: String,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Db(#[from] sqlx::Error),
}

/// Why reference data could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Db(#[from] sqlx::Error),
    /// A stored code is not what its column promises: the table was changed by other means.
    #[error("the reference table {table} holds a wrong code: {source}; import its file again")]
    Code {
        /// The table.
        table: &'static str,
        /// What is wrong.
        source: domain::codes::CodeError,
    },
}
