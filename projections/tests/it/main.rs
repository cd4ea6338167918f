//! The read models on real databases.
#![cfg(test)]

mod engine;
mod histories;
mod laws;
mod poison;
mod queries;
mod rebuild;
mod support;
