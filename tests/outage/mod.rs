//! The database goes away and comes back.

mod load;
mod postgres;
