//! What tests share: fresh databases, whole services, and tests that run on both.
// The mutations are one object of many, whose futures nest deeper than the compiler goes by itself.
#![recursion_limit = "256"]

pub mod app;
pub mod cluster;
pub mod db;
pub mod dice;
#[cfg(target_os = "linux")]
pub mod small_disk;
pub mod story;
pub mod strace;
pub mod torture;

pub use db::{OnBoth, TestDb};
