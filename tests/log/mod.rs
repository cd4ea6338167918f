//! The event log keeps its promises, on both databases.

mod append;
