//! The binary `parcours`: command line, configuration, authentication, HTTP, telemetry. It wires
//! the other crates together and has no rules of its own.

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
mod demo;
pub mod exit;
pub mod http;
pub mod import;
mod log_key;
pub mod signing;
pub mod telemetry;
