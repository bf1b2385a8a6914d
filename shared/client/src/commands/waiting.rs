//! Waiting until a job is over: the server is asked to answer when something has changed, and one that does not know how
//! to wait is asked again after a while.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::progress::Meter;
use crate::failed::Failed;
use crate::http::{Client, Document, Error};

/// Below what proxies cut off.
const AT_A_TIME: Duration = Duration::from_secs(30);

/// However fast it changes.
const AT_LEAST: Duration = Duration::from_millis(250);

/// Of a server that does not wait.
const PAUSES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5)];

/// A far future.
const FOREVER: Duration = Duration::from_hours(24 * 365);

/// The document of the job once it is over.
pub(super) async fn until_over(
    client: &Client,
    id: &str,
    limit: Option<Duration>,
    meter: &Meter,
) -> Result<Document, Failed> {
    let deadline = Instant::now() + limit.unwrap_or(FOREVER);
    match timeout_at(deadline, watch(client, id, deadline, meter)).await {
        Ok(over) => over.map_err(Failed::Server),
        Err(_) => Err(Failed::TimedOut { id: id.to_owned() }),
    }
}

async fn watch(client: &Client, id: &str, deadline: Instant, meter: &Meter) -> Result<Document, Error> {
    let mut etag = None;
    let mut asked = 0;
    loop {
        let wait = AT_A_TIME.min(deadline - Instant::now());
        let looked = client.look(id, etag.as_deref(), wait).await?;
        if let Some(document) = looked.document {
            if document.job.ended().is_some() {
                return Ok(document);
            }
            meter.show(&document.job);
        }
        etag = looked.etag;
        let pause = if looked.waited { AT_LEAST } else { unasked(asked, looked.retry_after) };
        asked += 1;
        sleep(pause).await;
    }
}

fn unasked(asked: usize, retry_after: Option<Duration>) -> Duration {
    PAUSES[asked.min(PAUSES.len() - 1)].max(retry_after.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_does_not_wait_is_asked_ever_more_rarely_and_never_sooner_than_it_says() {
        let seconds = |asked, told: Option<u64>| unasked(asked, told.map(Duration::from_secs)).as_secs();
        assert_eq!([0, 1, 2, 3, 99].map(|asked| seconds(asked, Some(1))), [1, 2, 5, 5, 5]);
        assert_eq!(seconds(0, Some(30)), 30);
        assert_eq!(seconds(1, None), 2);
    }
}
