//! What tests share: fresh databases, and tests that run on both.

pub mod db;

pub use db::{OnBoth, TestDb};
