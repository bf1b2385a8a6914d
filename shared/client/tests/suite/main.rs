//! The real binary, on real files and pipes.

mod failures;
mod formats;
mod json;
mod program;
mod sizes;
mod table;

#[expect(dead_code, reason = "files have a name and no content type")]
#[path = "../../../transcript/tests/writers/mod.rs"]
mod writers;
