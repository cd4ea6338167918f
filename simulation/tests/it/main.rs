//! Simulations on both databases.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it is wrong")]

mod journeys;
mod support;
