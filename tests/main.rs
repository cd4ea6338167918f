//! The behaviour of the whole, on real databases.

mod api;
mod commands;
mod contract;
mod log;
mod simulation;
