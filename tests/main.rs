//! The behaviour of the whole, on real databases.

mod log;
