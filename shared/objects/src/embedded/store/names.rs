//! A key as a path: any text, no surprises.
//!
//! What must stay true: two keys never share a path, even where the file system folds case or normalises Unicode
//! (names are lower-case ASCII); a path never leaves its root; no name is longer than a file system takes; a key can
//! be read back from its path.
//!
//! Each `/`-separated piece of a key becomes a name: a folder `….d` or, at the end, a file `….o`. A piece too long for
//! one name is spread over folders `….m` (more follows).

use std::path::{Path, PathBuf};

/// Bytes of a name before its suffix; file systems take 255.
const LONGEST: usize = 200;

/// What a name in the tree stands for, with the piece of the key it spells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    Object(Vec<u8>),
    Folder(Vec<u8>),
    /// The beginning of a longer piece.
    More(Vec<u8>),
}

/// Where the object with this key lies.
pub(super) fn object_path(root: &Path, key: &str) -> PathBuf {
    let (folders, object) = key.rsplit_once('/').map_or((None, key), |(folders, object)| (Some(folders), object));
    let mut path = root.to_owned();
    for piece in folders.into_iter().flat_map(|folders| folders.split('/')) {
        push(&mut path, piece, "d");
    }
    push(&mut path, object, "o");
    path
}

/// The folder of every key that begins with `pieces` followed by `/`.
pub(super) fn folder_path(root: &Path, pieces: &str) -> PathBuf {
    let mut path = root.to_owned();
    for piece in pieces.split('/') {
        push(&mut path, piece, "d");
    }
    path
}

fn push(path: &mut PathBuf, piece: &str, suffix: &str) {
    let mut name = String::new();
    for byte in piece.bytes() {
        let spelled = spell(byte);
        if name.len() + spelled.len() > LONGEST {
            name.push_str(".m");
            path.push(std::mem::take(&mut name));
        }
        name.push_str(&spelled);
    }
    path.push(format!("{name}.{suffix}"));
}

fn spell(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02x}"),
    }
}

/// Reads a name back; `None` when it is not one of ours.
pub(super) fn read(name: &str) -> Option<Name> {
    let (spelled, suffix) = name.rsplit_once('.')?;
    let mut piece = Vec::with_capacity(spelled.len());
    let mut rest = spelled.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            piece.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            piece.push(byte);
            rest = after;
        }
    }
    match suffix {
        "o" => Some(Name::Object(piece)),
        "d" => Some(Name::Folder(piece)),
        "m" => Some(Name::More(piece)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key_of(path: &Path) -> Option<String> {
        let mut key = Vec::new();
        for name in path {
            match read(name.to_str()?)? {
                Name::Object(piece) | Name::More(piece) => key.extend(piece),
                Name::Folder(piece) => {
                    key.extend(piece);
                    key.push(b'/');
                }
            }
        }
        String::from_utf8(key).ok()
    }

    proptest! {
        #[test]
        fn every_key_reads_back_and_stays_below_the_root(key in "[\u{0}-\u{10ffff}]{0,300}") {
            prop_assume!(key.len() <= 1024);
            let path = object_path(Path::new(""), &key);
            prop_assert_eq!(key_of(&path), Some(key));
            for name in &path {
                let name = name.to_str().expect("ASCII");
                prop_assert!(name.len() < 210);
                prop_assert!(name != "." && name != ".." && !name.bytes().any(|b| b.is_ascii_uppercase()));
            }
        }
    }

    #[test]
    fn the_worst_keys_stay_within_a_path() {
        for key in ["/".repeat(1024), "A/".repeat(512), "é".repeat(512), "A".repeat(1024), "..".repeat(512)] {
            let path = object_path(Path::new(""), &key);
            assert!(path.as_os_str().len() < 3_200, "{} bytes", path.as_os_str().len());
            assert_eq!(key_of(&path), Some(key));
        }
    }

    #[test]
    fn an_object_and_a_folder_of_one_name_are_two_names() {
        let root = Path::new("");
        assert_eq!(object_path(root, "a"), Path::new("a.o"));
        assert_eq!(object_path(root, "a/b"), Path::new("a.d/b.o"));
        assert_eq!(object_path(root, "a/"), Path::new("a.d/.o"));
        assert_eq!(object_path(root, "A/../b.o"), Path::new("%41.d/...d/b.o.o"));
    }
}
