//! What the repository's commands share with its tests: a private `PostgreSQL`, found or installed.

pub mod binaries;
pub mod cluster;
pub mod install;
pub mod scratch;
mod user;
pub mod workspace;
