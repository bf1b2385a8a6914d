//! The one file format: the bytes, then what is known of them, so that both arrive with one rename.
//!
//! What must stay true: a file without a seal at its end is not ours; the format is read by later versions, so fields
//! are only ever added, with a default.
//!
//! ```text
//! body | seal as JSON | length of that JSON, 4 bytes little-endian | MAGIC
//! ```

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::{Fault, open_if_there};

const MAGIC: &[u8; 8] = b"\0sealed1";
const TAIL: u64 = 4 + MAGIC.len() as u64;
/// Read in one go; nearly every seal is shorter.
const GLANCE: u64 = 512;

/// What is known of an object or a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seal {
    /// Bytes a reader of the object gets.
    pub(super) size: u64,
    /// Without quotes.
    pub(super) etag: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) content_type: Option<String>,
    /// The upload whose parts are the content; the file's own body is then the list of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) upload: Option<String>,
}

impl Seal {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).expect("a seal has no map with odd keys");
        let length = u32::try_from(bytes.len()).expect("a seal holds short texts");
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(MAGIC);
        bytes
    }
}

/// A file with its seal read.
pub(super) struct Sealed {
    pub(super) file: File,
    pub(super) seal: Seal,
    /// Bytes before the seal.
    pub(super) body: u64,
    pub(super) modified: SystemTime,
}

impl Sealed {
    /// `None` when there is no such file.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, Fault> {
        let Some(mut file) = open_if_there(path)? else { return Ok(None) };
        let metadata = file.metadata()?;
        let end = read_end(&mut file, metadata.len(), GLANCE)?;
        let seal_length = end
            .strip_suffix(MAGIC)
            .and_then(<[u8]>::split_last_chunk)
            .map(|(_, length)| u64::from(u32::from_le_bytes(*length)))
            .filter(|length| length + TAIL <= metadata.len())
            .ok_or(Fault::Corrupt("seal"))?;
        let end =
            if seal_length + TAIL <= GLANCE { end } else { read_end(&mut file, metadata.len(), seal_length + TAIL)? };
        let after = end.len() - usize_of(TAIL);
        let seal =
            serde_json::from_slice(&end[after - usize_of(seal_length)..after]).map_err(|_| Fault::Corrupt("seal"))?;
        let modified = metadata.modified()?;
        Ok(Some(Self { file, seal, body: metadata.len() - seal_length - TAIL, modified }))
    }
}

/// The last `wanted` bytes of the file, or all of it when it is shorter.
fn read_end(file: &mut File, length: u64, wanted: u64) -> Result<Vec<u8>, Fault> {
    let wanted = wanted.min(length);
    file.seek(SeekFrom::Start(length - wanted))?;
    let mut end = vec![0; usize_of(wanted)];
    file.read_exact(&mut end)?;
    Ok(end)
}

fn usize_of(length: u64) -> usize {
    usize::try_from(length).expect("seals fit in memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).expect("written");
        (folder, path)
    }

    #[test]
    fn a_seal_of_any_length_reads_back() {
        for length in [0, 1, 400, 490, 500, 512, 513, 5_000] {
            let seal = Seal { size: 3, etag: "e".repeat(length), content_type: None, upload: None };
            let (_folder, path) = written(&[b"abc".as_slice(), &seal.to_bytes()].concat());
            let read = Sealed::open(&path).expect("readable").expect("there");
            assert_eq!((read.seal, read.body), (seal, 3));
        }
    }

    #[test]
    fn a_file_without_a_whole_seal_is_corrupt() {
        let whole = Seal { size: 3, etag: "e".into(), content_type: None, upload: None }.to_bytes();
        for cut in [0, 1, 5, whole.len() - 1] {
            let (_folder, path) = written(&whole[..cut]);
            assert!(matches!(Sealed::open(&path), Err(Fault::Corrupt("seal"))), "cut at {cut}");
        }
        let (_folder, path) = written(&whole[1..]);
        assert!(matches!(Sealed::open(&path), Err(Fault::Corrupt("seal"))));
    }
}
