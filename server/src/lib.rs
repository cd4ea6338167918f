//! The binary `parcours`: command line, configuration, authentication, HTTP, telemetry. It wires
//! the other crates together and has no rules of its own.
// The mutations are one object of many, whose futures nest deeper than the compiler goes by itself.
#![recursion_limit = "256"]

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod exit;
mod export;
pub mod http;
pub mod import;
pub mod keys;
mod log_key;
mod private;
pub mod recording;
pub mod signing;
pub mod telemetry;
