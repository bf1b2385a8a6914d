//! The data directory of the embedded shape: there, ours alone, locked by whom it should be, with room.
//!
//! What must stay true: nothing is made in it that is not there, and its lock is looked at without taking it from a server
//! that starts in that moment for longer than the look.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::report::Line;

const GIB: u64 = 1 << 30;
/// Below this a server works, and somebody should look.
const LITTLE: u64 = 5 * GIB;
/// Below this uploads and results are refused before long.
const TOO_LITTLE: u64 = GIB / 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lock {
    /// A server has it.
    Held,
    Free,
    Unreadable(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FolderFacts {
    /// As configured.
    pub(super) path: PathBuf,
    pub(super) there: bool,
    /// Why it cannot be used.
    pub(super) unusable: Option<String>,
    /// Others than its owner may look into it.
    pub(super) open_to_others: bool,
    pub(super) lock: Lock,
    /// Bytes; `None` where the file system does not tell.
    pub(super) free: Option<u64>,
}

/// Blocks for as long as the file system does.
pub(super) fn look(path: &Path) -> FolderFacts {
    let (there, unusable, open_to_others) = match std::fs::metadata(path) {
        Ok(about) if about.is_dir() => (true, None, about.permissions().mode() & 0o077 != 0),
        Ok(_) => (true, Some("not a directory".to_owned()), false),
        Err(error) if error.kind() == ErrorKind::NotFound => (false, None, false),
        Err(error) => (false, Some(error.to_string()), false),
    };
    let free = rustix::fs::statvfs(standing(path)).ok();
    FolderFacts {
        path: path.to_owned(),
        there,
        unusable,
        open_to_others,
        lock: lock(&path.join("lock")),
        free: free.map(|about| about.f_bavail.saturating_mul(about.f_frsize)),
    }
}

/// The directory, or the nearest of those it will be made in.
pub(super) fn standing(path: &Path) -> &Path {
    path.ancestors().find(|path| path.is_dir()).unwrap_or_else(|| Path::new("."))
}

/// Shared, so that two examinations do not take each other for a server.
fn lock(path: &Path) -> Lock {
    match File::open(path) {
        Ok(file) => match file.try_lock_shared() {
            Ok(()) => Lock::Free,
            Err(TryLockError::WouldBlock) => Lock::Held,
            Err(TryLockError::Error(error)) => Lock::Unreadable(error.to_string()),
        },
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Lock::Free,
        Err(error) => Lock::Unreadable(error.to_string()),
    }
}

pub(super) fn judge(facts: &FolderFacts) -> Vec<Line> {
    let mut lines = vec![directory(facts), holder(facts)];
    lines.extend(facts.free.map(room));
    lines
}

fn directory(facts: &FolderFacts) -> Line {
    let (check, path) = ("data directory", facts.path.display());
    if let Some(reason) = &facts.unusable {
        let fix = "let COLLOQUY_DATA_DIR name a directory of the user that runs the server";
        return Line::fail(check, format!("{path}: {reason}"), fix);
    }
    if !facts.there {
        return Line::ok(check, format!("{path} is not there yet; the first start makes it"));
    }
    if facts.open_to_others {
        let found = format!("{path} can be read by other users of this machine");
        return Line::warn(check, found, format!("chmod 700 {path}"));
    }
    Line::ok(check, format!("{path}"))
}

fn holder(facts: &FolderFacts) -> Line {
    let check = "data lock";
    match &facts.lock {
        Lock::Held => Line::ok(check, "held: a server runs"),
        Lock::Free => Line::ok(check, "free: no server runs"),
        Lock::Unreadable(reason) => {
            let fix = "run this as the user that runs the server";
            Line::fail(check, format!("cannot be looked at: {reason}"), fix)
        }
    }
}

fn room(free: u64) -> Line {
    let (check, found) = ("disk", format!("{:.1} GiB free", tenths(free)));
    let fix = "free some, or move the data directory to a larger disk (COLLOQUY_DATA_DIR)";
    match free {
        _ if free < TOO_LITTLE => Line::fail(check, found, fix),
        _ if free < LITTLE => Line::warn(check, found, fix),
        _ => Line::ok(check, found),
    }
}

#[expect(clippy::cast_precision_loss, reason = "tenths of a GiB are shown")]
fn tenths(bytes: u64) -> f64 {
    bytes as f64 / GIB as f64
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    fn good() -> FolderFacts {
        let path = PathBuf::from("/srv/colloquy");
        FolderFacts { path, there: true, unusable: None, open_to_others: false, lock: Lock::Held, free: Some(9 * GIB) }
    }

    fn verdicts(facts: &FolderFacts) -> Vec<Verdict> {
        judge(facts).iter().map(|line| line.verdict).collect()
    }

    #[test]
    fn a_running_server_and_none_are_both_fine() {
        for lock in [Lock::Held, Lock::Free] {
            assert_eq!(verdicts(&FolderFacts { lock, ..good() }), [Verdict::Ok; 3]);
        }
        assert_eq!(verdicts(&FolderFacts { there: false, lock: Lock::Free, ..good() }), [Verdict::Ok; 3]);
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        let [ok, warn, fail] = [Verdict::Ok, Verdict::Warn, Verdict::Fail];
        assert_eq!(verdicts(&FolderFacts { open_to_others: true, ..good() }), [warn, ok, ok]);
        assert_eq!(verdicts(&FolderFacts { unusable: Some("not a directory".into()), ..good() }), [fail, ok, ok]);
        assert_eq!(verdicts(&FolderFacts { lock: Lock::Unreadable("denied".into()), ..good() }), [ok, fail, ok]);
        assert_eq!(verdicts(&FolderFacts { free: Some(2 * GIB), ..good() }), [ok, ok, warn]);
        assert_eq!(verdicts(&FolderFacts { free: Some(GIB / 8), ..good() }), [ok, ok, fail]);
    }

    #[test]
    fn what_is_not_there_yet_stands_in_what_is() {
        assert_eq!(standing(Path::new("/no/such/place")), Path::new("/"));
        assert_eq!(standing(Path::new("colloquy-data-of-nobody")), Path::new("."));
    }
}
