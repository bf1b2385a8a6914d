//! How long the disk takes to make eight kilobytes durable, where the database's files are.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::time::{Duration, Instant};

use tests::setting;

use super::statistics::quantile;

const PAGE: usize = 8192;
/// Written over and over, like a segment of the database's log.
const PAGES: usize = 2048;
const SYNCS: usize = 400;

/// Measured now; and what the database waits in addition.
pub(crate) fn described() -> String {
    let mut taken = syncs();
    let (median, p99) = (quantile(&mut taken, 0.5), quantile(&mut taken, 0.99));
    let measured = format!("fdatasync of 8 kB here: median {:.3} ms, p99 {:.3} ms", 1e3 * median, 1e3 * p99);
    match setting("LOAD_ADDED_SYNC_US", 0, 0) {
        0 => measured,
        added => {
            let added = Duration::from_micros(added);
            format!("{measured}; commit_delay adds {added:?} to every flush of the database's log")
        }
    }
}

/// Seconds.
fn syncs() -> Vec<f64> {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(&vec![0; PAGE * PAGES]).expect("the disk has room");
    file.sync_all().expect("the disk syncs");
    let one = |at: usize| {
        let offset = u64::try_from((at % PAGES) * PAGE).expect("a small file");
        file.seek(SeekFrom::Start(offset)).expect("within the file");
        file.write_all(&[1; PAGE]).expect("the disk has room");
        let began = Instant::now();
        file.sync_data().expect("the disk syncs");
        began.elapsed().as_secs_f64()
    };
    (0..SYNCS).map(one).collect()
}
