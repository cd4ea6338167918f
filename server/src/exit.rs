//! Exit codes, as `parcours --help` documents them.

use std::process::ExitCode;

/// Everything was done.
pub const OK: u8 = 0;
/// It failed; nothing is half done, or running it again completes it.
pub const FAILED: u8 = 1;
/// The database cannot be reached or is not ready.
pub const UNAVAILABLE: u8 = 2;
/// It was done, and some lines were refused.
pub const REFUSED: u8 = 3;

/// The exit code for an error: 2 when it comes from the database, 1 otherwise.
#[must_use]
pub fn code_of(error: &anyhow::Error) -> ExitCode {
    let database = error
        .chain()
        .any(|cause| cause.is::<eventstore::DbError>() || cause.is::<eventstore::Error>())
        || error.chain().filter_map(|cause| cause.downcast_ref()).any(is_not_ready);
    if database { UNAVAILABLE.into() } else { FAILED.into() }
}

fn is_not_ready(error: &eventstore::VaultError) -> bool {
    use eventstore::VaultError as V;
    matches!(error, V::Db(_) | V::Store(_) | V::NotMigrated { .. })
}
