//! What is stored small: inputs and results as zstd frames.
//!
//! What must stay true: the same bytes pack to the same bytes; what an earlier release packed with gzip is still read;
//! what comes out is bounded by what the caller expects, whatever the stored bytes say.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use crate::Error;

/// The fastest level that still halves talk: packing costs as much as the analysis otherwise.
const LEVEL: i32 = 1;
pub(crate) const CONTENT_TYPE: &str = "application/zstd";
const GZIP_MAGIC: &[u8] = &[0x1F, 0x8B];

pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, LEVEL).expect("memory is compressed into memory")
}

/// At most `limit` bytes come out; more is an error.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let unreadable = |error| Error::Unreadable(Box::new(error));
    let mut bytes = Vec::new();
    let bound = limit as u64 + 1;
    if packed.starts_with(GZIP_MAGIC) {
        MultiGzDecoder::new(packed).take(bound).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        let decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(unreadable)?;
        decoder.take(bound).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if bytes.len() > limit {
        return Err(Error::Unreadable("something stored unpacks to more than it can hold".into()));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_up_to_its_limit() {
        let text = "I'd like to, but not today. ".repeat(500).into_bytes();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&text).expect("memory");
        for packed in [pack(&text), gzip.finish().expect("memory")] {
            assert!(packed.len() < text.len() / 2);
            assert_eq!(unpack(&packed, text.len()).expect("readable"), text);
            assert!(unpack(&packed, text.len() - 1).is_err());
            assert!(unpack(&packed[..packed.len() / 2], text.len()).is_err());
        }
        assert_eq!(unpack(&pack(b""), 0).expect("readable"), b"");
        assert!(unpack(b"neither", 100).is_err());
    }
}
