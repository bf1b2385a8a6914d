//! Whatever the content says: containers, encodings, every format.
#![no_main]

use transcript::{Hint, Reader};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    transcript_fuzz::read(|| Reader::new(Hint::default()).expect("no hint is refused"), bytes);
});
