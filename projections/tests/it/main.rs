//! The read models on real databases.

mod engine;
mod histories;
mod laws;
mod poison;
mod queries;
mod rebuild;
mod speed;
mod support;
