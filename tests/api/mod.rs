//! The API over HTTP, on both databases.

mod access;
mod activities;
mod aid;
mod bad_input;
mod corrections;
mod figures;
mod http;
mod matching;
mod mentoring;
mod partners;
mod placements;
mod plan;
mod programme;
mod reading;
mod retries;
mod whole_journey;
