//! The database goes away and comes back.

mod durable;
mod load;
mod postgres;
