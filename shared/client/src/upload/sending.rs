//! Sending the parts that have not arrived, some at a time.
//!
//! What must stay true: a part that does not arrive is sent again by itself; a URL that has ended is asked for anew, and
//! never ends the upload; no more than [`Sending::at_once`] parts are under way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use model::Status;
use tokio::sync::Mutex;

use super::Source;
use super::plan::Plan;
use crate::http::{Client, Error, GivenPart, Part, PartBody, Upload};

/// So often a part's URL is asked for anew before the refusal is believed.
const URLS: u32 = 3;

/// The server lists at most so many missing parts, and keeps the list for so long.
const LISTED: usize = 1_000;
const LISTED_FOR: Duration = Duration::from_secs(2);

/// An upload being sent.
pub(crate) struct Sending<'a> {
    pub(crate) client: &'a Client,
    pub(crate) source: &'a Source,
    pub(crate) job: &'a str,
    pub(crate) at_once: usize,
    pub(crate) sent: Arc<AtomicU64>,
}

/// Why an upload does not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stopped {
    #[error(transparent)]
    Server(#[from] Error),
    #[error("the server cuts the file into parts that do not make it")]
    Plan,
    #[error("the upload is over: its job is {0}")]
    Over(Status),
}

/// Fresher URLs than the parts came with.
#[derive(Default)]
struct Urls(Mutex<BTreeMap<u32, String>>);

impl Sending<'_> {
    /// How many bytes of the file have arrived already, going by the parts that have not.
    pub(crate) fn arrived(&self, upload: &Upload) -> u64 {
        let plan = Plan { file_bytes: self.source.bytes, part_bytes: upload.part_size_bytes };
        // Of more missing parts than are listed, those behind the list are missing too, or will be skipped.
        let missing: u64 = upload.parts.iter().filter_map(|part| plan.part(part.part_number)).map(|(_, n)| n).sum();
        if upload.parts.len() < LISTED { self.source.bytes.saturating_sub(missing) } else { 0 }
    }

    /// Sends all that is missing. The answer is every part with its ETag, or `None` where that is not known of all.
    pub(crate) async fn run(&self, upload: Upload) -> Result<Option<Vec<GivenPart>>, Stopped> {
        let (part_bytes, count) = (upload.part_size_bytes, upload.part_count);
        let plan = Plan::of(self.source.bytes, part_bytes, count).ok_or(Stopped::Plan)?;
        let urls = Urls::default();
        let (mut tags, mut done) = (Vec::new(), BTreeSet::new());
        let mut missing = upload.parts;
        loop {
            let (listed, was) = (missing.len(), done.len());
            missing.retain(|part| !done.contains(&part.part_number));
            let mut sending =
                stream::iter(missing).map(|part| self.part(plan, part, &urls)).buffer_unordered(self.at_once);
            while let Some((number, tag)) = sending.try_next().await? {
                done.insert(number);
                tags.extend(tag.map(|etag| GivenPart { part_number: number, etag }));
            }
            drop(sending);
            if done.len() >= count as usize || listed < LISTED {
                break;
            }
            if done.len() == was {
                tokio::time::sleep(LISTED_FOR).await; // the list is older than what was sent
            }
            missing = self.missing().await?;
        }
        tags.sort_unstable_by_key(|part| part.part_number);
        Ok((tags.len() == count as usize).then_some(tags))
    }

    /// Sends one part until it has arrived.
    async fn part(&self, plan: Plan, mut part: Part, urls: &Urls) -> Result<(u32, Option<String>), Stopped> {
        let number = part.part_number;
        let (offset, length) = plan.part(number).ok_or(Stopped::Plan)?;
        let (file, sent) = (Arc::clone(&self.source.file), Arc::clone(&self.sent));
        let body = PartBody { file, offset, length, sent };
        if let Some(url) = urls.0.lock().await.get(&number) {
            part.url.clone_from(url);
        }
        let (mut failed, mut renewed) = (0, 0);
        loop {
            let error = match self.client.put_part(&part, &body).await {
                Ok(tag) => return Ok((number, tag)),
                Err(error) => error,
            };
            if is_about_the_url(&error) && renewed < URLS {
                renewed += 1;
                match self.fresh(urls, &part).await? {
                    Some(url) => part.url = url,
                    None => return Ok((number, None)), // it had arrived
                }
                continue;
            }
            failed += 1;
            // It may have arrived, and the answer was lost; or the refusal was, of a URL that has ended.
            if failed % 2 == 0 {
                match self.fresh(urls, &part).await? {
                    Some(url) => part.url = url,
                    None => return Ok((number, None)),
                }
            }
            let pause = if error.is_passing() { self.client.pauses().after(failed, error.retry_after()) } else { None };
            let Some(pause) = pause else { return Err(error.into()) };
            tokio::time::sleep(pause).await;
        }
    }

    /// Another URL for a part; `None` where the server has the part.
    async fn fresh(&self, urls: &Urls, part: &Part) -> Result<Option<String>, Stopped> {
        // One part asks for all, and the others find what it was given.
        let mut known = urls.0.lock().await;
        if known.get(&part.part_number).is_none_or(|url| *url == part.url) {
            *known = self.missing().await?.into_iter().map(|part| (part.part_number, part.url)).collect();
        }
        Ok(known.get(&part.part_number).cloned())
    }

    async fn missing(&self) -> Result<Vec<Part>, Stopped> {
        let document = self.client.job(self.job).await?;
        Ok(document.upload.ok_or(Stopped::Over(document.job.status))?.parts)
    }
}

/// S3 says 403 or 400 of a URL that has ended.
fn is_about_the_url(error: &Error) -> bool {
    matches!(error, Error::Part { status: 400 | 403, .. })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::http::scripted::{Answer, Scripted};

    /// What the parts of a file of ten bytes, in parts of five, come to.
    async fn sent(script: &[Answer], missing: &[u32]) -> (Result<Option<Vec<GivenPart>>, Stopped>, Vec<String>, u64) {
        let server = Scripted::answering(script).await;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"0123456789").unwrap();
        let source = Source::open(file.path()).unwrap();
        let part = |number: &u32| Part { part_number: *number, url: format!("{}/old/{number}", server.url()) };
        let upload = Upload { part_size_bytes: 5, part_count: 2, parts: missing.iter().map(part).collect() };
        let sent = Arc::new(AtomicU64::new(0));
        let client = server.client();
        let sending = Sending { client: &client, source: &source, job: "j1", at_once: 1, sent: Arc::clone(&sent) };
        sent.store(sending.arrived(&upload), std::sync::atomic::Ordering::Relaxed);
        let done = sending.run(upload).await;
        let asked = server.asked();
        let lines = asked.iter().map(|request| request.lines().next().unwrap_or_default().to_owned());
        (done, lines.collect(), sent.load(std::sync::atomic::Ordering::Relaxed))
    }

    const FRESH: Answer = (
        200,
        "",
        r#"{"id":"j1","status":"awaiting_upload","upload":{"part_size_bytes":5,"part_count":2,"parts":
        [{"part_number":1,"url":"{here}/new/1"},{"part_number":2,"url":"{here}/new/2"}]}}"#,
    );

    #[tokio::test]
    async fn every_part_that_is_missing_is_sent_once() {
        let (done, asked, sent) = sent(&[(200, "etag: \"a\"\r\n", ""), (200, "etag: \"b\"\r\n", "")], &[1, 2]).await;
        let tags = done.unwrap().expect("every part has its tag");
        assert_eq!(
            tags.iter().map(|part| (part.part_number, part.etag.as_str())).collect::<Vec<_>>(),
            [(1, "\"a\""), (2, "\"b\"")]
        );
        assert_eq!((asked, sent), (vec!["put /old/1 http/1.1".to_owned(), "put /old/2 http/1.1".to_owned()], 10));
        let (done, asked, sent) = self::sent(&[(200, "", "")], &[2]).await;
        assert_eq!((done.unwrap(), asked.len(), sent), (None, 1, 10), "the server knows the other one");
    }

    #[tokio::test]
    async fn a_url_that_has_ended_is_asked_for_anew_for_all_that_is_left() {
        let (done, asked, _) = sent(&[(403, "", ""), FRESH, (200, "", ""), (200, "", "")], &[1, 2]).await;
        assert!(done.is_ok());
        let asked: Vec<_> = asked.iter().map(|line| line.trim_end_matches(" http/1.1")).collect();
        assert_eq!(asked, ["put /old/1", "get /v1/conversations/jobs/j1", "put /new/1", "put /new/2"]);
    }

    #[tokio::test]
    async fn a_refusal_that_stays_is_believed() {
        let round = [(403, "", ""), FRESH];
        let script: Vec<_> = round.iter().cycle().take(7).copied().collect();
        let (done, asked, _) = sent(&script, &[1]).await;
        assert!(matches!(done, Err(Stopped::Server(Error::Part { part: 1, status: 403, .. }))));
        assert_eq!(asked.len(), 7);
    }

    #[tokio::test]
    async fn an_upload_that_is_over_says_so() {
        let over = (200, "", r#"{"id":"j1","status":"cancelled","upload":null}"#);
        let (done, ..) = sent(&[(403, "", ""), over], &[1]).await;
        assert!(matches!(done, Err(Stopped::Over(Status::Cancelled))));
    }

    #[tokio::test]
    async fn a_part_whose_answer_was_lost_is_not_sent_for_ever() {
        let arrived = (
            200,
            "",
            r#"{"id":"j1","status":"awaiting_upload","upload":{"part_size_bytes":5,"part_count":2,"parts":[]}}"#,
        );
        let (done, asked, _) = sent(&[(502, "", ""), (502, "", ""), arrived], &[1]).await;
        assert_eq!((done.unwrap(), asked.len()), (None, 3));
    }
}
