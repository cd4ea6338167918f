//! The database goes away and comes back.

mod durable;
mod full;
mod load;
mod postgres;
mod promotion;
