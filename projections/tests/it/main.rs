//! The read models on real databases.
#![cfg(test)]

mod corrections;
mod effective;
mod engine;
mod histories;
mod laws;
mod poison;
mod queries;
mod rebuild;
mod support;
