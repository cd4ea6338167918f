//! On real databases: what is imported, refused, replaced and read back.

mod directory;
mod figures;
mod import;
mod support;
