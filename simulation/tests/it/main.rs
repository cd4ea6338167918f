//! Simulations on both databases.

mod journeys;
mod support;
