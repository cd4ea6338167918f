//! The behaviour of the whole, on real databases.
#![cfg(test)]

mod api;
mod commands;
mod contract;
mod crash;
mod log;
mod operations;
mod outage;
mod processes;
mod simulation;
mod tree;
mod vault;
