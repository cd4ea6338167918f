//! On real databases: what is imported, refused, replaced and read back.
#![cfg(test)]

mod directory;
mod figures;
mod import;
mod support;
