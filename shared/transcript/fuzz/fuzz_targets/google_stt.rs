#![no_main]

use transcript::{Format, Reader};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| transcript_fuzz::read(|| Reader::of(Format::GoogleStt), bytes));
