//! The import of journeys, on real databases.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod again;
mod refusals;
mod soup;
mod support;
mod verdicts;
