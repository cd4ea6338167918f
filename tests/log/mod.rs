//! The event log keeps its promises, on both databases.

mod append;
mod concurrency;
mod cursors;
mod database;
mod feed;
mod idempotency;
mod model;
mod reading;
