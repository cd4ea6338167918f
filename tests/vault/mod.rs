//! Personal data is sealed at rest, and is gone once it is erased.

mod cli;
mod commands;
mod erasure;
mod everywhere;
mod keys;
mod lines;
mod people;
mod persons;
mod restored;
