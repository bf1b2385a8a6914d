//! What the reader promises, through its public face only.

mod alike;
mod broken;
mod encodings;
mod fixtures;
mod gzip;
mod json;
mod laws;
mod limits;
mod ndjson;
mod reading;
mod settling;
mod tables;
mod webvtt;
#[path = "../writers/mod.rs"]
mod writers;
mod zstandard;
