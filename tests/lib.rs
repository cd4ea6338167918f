//! What tests share: fresh databases, whole services, and tests that run on both.

pub mod app;
pub mod db;
pub mod story;
pub mod torture;

pub use db::{OnBoth, TestDb};
