//! The behaviour of the whole, on real databases.
// The mutations are one object of many, whose futures nest deeper than the compiler goes by itself.
#![recursion_limit = "256"]
#![cfg(test)]

mod api;
mod commands;
mod contract;
mod crash;
mod demo;
mod invariants;
mod log;
mod operations;
mod outage;
mod processes;
mod programme_text;
mod simulation;
mod ten_facts;
mod tree;
mod vault;
