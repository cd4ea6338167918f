//! The behaviour of the whole, on real databases.
#![cfg(test)]

mod api;
mod commands;
mod contract;
mod crash;
mod log;
mod simulation;
mod vault;
