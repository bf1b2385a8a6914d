//! Sending a part straight to where the object store takes it.
//!
//! What must stay true: a piece of the part is held, however long the part is; what is counted as sent is taken back when
//! a try fails.

use std::error::Error as _;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, Stream};
use reqwest::Body;
use reqwest::header::{CONTENT_LENGTH, ETAG};

use super::error::retry_after;
use super::{Client, Error, Part};

/// Read and handed on at a time.
const PIECE_BYTES: u64 = 512 << 10;

/// A part may take a minute and what a slow line needs for it.
const AT_LEAST: Duration = Duration::from_mins(1);
const SLOW_BYTES_PER_SECOND: u64 = 32 << 10;

/// A stretch of a file.
#[derive(Clone, Debug)]
pub struct PartBody {
    pub file: Arc<File>,
    pub offset: u64,
    pub length: u64,
    /// Grows by what is handed to the connection. Any number of parts may share it.
    pub sent: Arc<AtomicU64>,
}

/// The file could not be read. Nobody else makes one, so that it is known again within an error of the connection.
#[derive(Debug, thiserror::Error)]
#[error("the file cannot be read as far as it was announced")]
struct Unread(#[source] io::Error);

/// What a try has counted; taken back unless it was kept.
struct Counted {
    all: Arc<AtomicU64>,
    mine: Arc<AtomicU64>,
}

impl Client {
    /// Sends a part once; its ETag, where one is given. A refusal of 400 or 403 may be a URL that has ended.
    pub async fn put_part(&self, part: &Part, body: &PartBody) -> Result<Option<String>, Error> {
        let counted = Counted { all: Arc::clone(&body.sent), mine: Arc::default() };
        let limit = AT_LEAST + Duration::from_secs(body.length / SLOW_BYTES_PER_SECOND);
        let request = self
            .shared
            .parts
            .put(&part.url)
            .header(CONTENT_LENGTH, body.length)
            .timeout(limit)
            .body(Body::wrap_stream(pieces(body, Arc::clone(&counted.mine))));
        let number = part.part_number;
        let answer = request.send().await.map_err(|source| lost(number, source))?;
        if !answer.status().is_success() {
            let (status, retry_after) = (answer.status().as_u16(), retry_after(answer.headers()));
            return Err(Error::Part { part: number, status, retry_after });
        }
        counted.mine.store(0, Ordering::Relaxed);
        Ok(answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned))
    }
}

fn lost(part: u32, source: reqwest::Error) -> Error {
    let mut cause = source.source();
    while let Some(error) = cause {
        if let Some(Unread(error)) = error.downcast_ref() {
            return Error::File(io::Error::new(error.kind(), error.to_string()));
        }
        cause = error.source();
    }
    Error::PartLost { part, source: source.without_url() }
}

fn pieces(body: &PartBody, mine: Arc<AtomicU64>) -> impl Stream<Item = Result<Bytes, Unread>> + use<> {
    let PartBody { file, offset, length, sent } = body.clone();
    stream::unfold((offset, length), move |(offset, left)| {
        let (file, sent, mine) = (Arc::clone(&file), Arc::clone(&sent), Arc::clone(&mine));
        async move {
            let now = left.min(PIECE_BYTES);
            if now == 0 {
                return None;
            }
            let read = tokio::task::spawn_blocking(move || {
                let mut piece = vec![0; usize::try_from(now).expect("a piece fits into memory")];
                file.read_exact_at(&mut piece, offset).map(|()| piece)
            });
            let piece = read.await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)));
            if piece.is_ok() {
                mine.fetch_add(now, Ordering::Relaxed);
                sent.fetch_add(now, Ordering::Relaxed);
            }
            Some((piece.map(Bytes::from).map_err(Unread), (offset + now, left - now)))
        }
    })
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.all.fetch_sub(self.mine.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use futures::StreamExt as _;

    use super::*;

    fn body(content: &[u8], offset: u64, length: u64) -> PartBody {
        let mut file = tempfile::tempfile().expect("a file for the test");
        file.write_all(content).expect("a file can be written");
        PartBody { file: Arc::new(file), offset, length, sent: Arc::default() }
    }

    #[tokio::test]
    async fn a_part_is_its_stretch_of_the_file_in_pieces() {
        let content: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[2]).collect();
        let body = body(&content, 100_001, 1_500_000);
        let pieces: Vec<_> = pieces(&body, Arc::default()).map(Result::unwrap).collect().await;
        assert!(pieces.iter().all(|piece| piece.len() as u64 <= PIECE_BYTES) && pieces.len() == 3);
        assert_eq!(pieces.concat(), content[100_001..1_600_001]);
        assert_eq!(body.sent.load(Ordering::Relaxed), 1_500_000);
    }

    #[tokio::test]
    async fn a_file_that_has_become_shorter_ends_in_an_error() {
        let body = body(b"short", 0, 9);
        let pieces: Vec<_> = pieces(&body, Arc::default()).collect().await;
        assert!(matches!(pieces.as_slice(), [Err(Unread(_))]));
    }

    #[test]
    fn a_try_that_failed_has_sent_nothing() {
        let all = Arc::new(AtomicU64::new(10));
        drop(Counted { all: Arc::clone(&all), mine: Arc::new(AtomicU64::new(4)) });
        assert_eq!(all.load(Ordering::Relaxed), 6);
    }
}
