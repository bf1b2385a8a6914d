//! A part's whole way, as an upload of one part: opened over the port, signed for the public endpoint, PUT over HTTP as a
//! client would, listed, completed, read back, deleted.
//!
//! What must stay true: whatever happens on the way, time running out and Ctrl-C included, what was made is removed: the
//! upload is looked for under its key, which nobody else uses, because an answer that was lost may have opened one.
//! What could not be removed is told.

use std::time::Duration;

use bytes::Bytes;
use model::{Clock, Random};
use objects::{Completed, Error, Objects, PartAddress, PartTag};
use runtime::report as told;
use tokio::time::timeout;

use super::origin::Origin;
use super::outside::Outside;
use super::part::{self, CorsFacts, PART_BYTES, PutFacts};
use super::report::Line;

/// Everything but the removal.
const WHOLE_WITHIN: Duration = Duration::from_secs(15);
const REMOVE_WITHIN: Duration = Duration::from_secs(5);
/// For the small object; the PUT of a part has its own.
const SMALL_WITHIN: Duration = Duration::from_secs(5);

/// Keys of the doctor, and of nobody else.
const PREFIX: &str = "doctor/";

/// What a trip takes.
pub(super) struct Trip<'a> {
    pub(super) objects: &'a dyn Objects,
    pub(super) outside: &'a Outside,
    pub(super) origin: &'a Origin,
    pub(super) clock: &'a dyn Clock,
    pub(super) random: &'a dyn Random,
    pub(super) url_lifetime: Duration,
}

/// What was seen on the way, as far as it went.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) preflight: Option<Result<CorsFacts, String>>,
    pub(super) put: Option<Result<PutFacts, String>>,
    /// The step that failed and why; `None`: all of it went well.
    pub(super) failed: Option<(&'static str, String)>,
    /// Why something may still be there, and under which key.
    pub(super) left: Option<String>,
}

impl Trip<'_> {
    fn key(&self, what: &str) -> String {
        format!("{PREFIX}{}/{what}", self.random.uuid(self.clock.now()))
    }

    /// A part's way.
    pub(super) async fn part(&self) -> Seen {
        let (key, mut seen) = (self.key("part"), Seen::default());
        let outcome = unless_interrupted(WHOLE_WITHIN, self.carry(&key, &mut seen)).await;
        seen.failed = outcome.err();
        seen.left = self.remove(&key).await;
        seen
    }

    async fn carry(&self, key: &str, seen: &mut Seen) -> Result<(), (&'static str, String)> {
        let upload = step("open an upload", self.objects.open_upload(key, "application/octet-stream")).await?;
        let address = PartAddress { key, upload_id: &upload, number: 1 };
        let signed = self.objects.part_url(&address, PART_BYTES as u64, self.clock.now(), self.url_lifetime);
        let url = step("sign a part URL", signed).await?.url;
        seen.preflight = Some(part::preflight(self.outside, &url, self.origin).await);
        let put = part::put(self.outside, &url, self.origin).await;
        seen.put = Some(put.clone());
        let etag = arrived(put).map_err(|words| ("PUT the part", words))?;
        let parts = step("list the parts", self.objects.parts(key, &upload)).await?.unwrap_or_default();
        let listed = parts.iter().find(|part| part.number == 1 && part.bytes == PART_BYTES as u64);
        let listed = listed.ok_or_else(|| ("list the parts", "the part that was PUT is not among them".to_owned()))?;
        if etag.is_some_and(|etag| etag != listed.etag) {
            return Err(("list the parts", "the part's ETag is another than the PUT was answered with".to_owned()));
        }
        let tags = [PartTag { number: 1, etag: listed.etag.clone() }];
        let done = step("complete the upload", self.objects.complete_upload(key, &upload, &tags)).await?;
        if done != Completed::Done {
            return Err(("complete the upload", "the list of parts is refused".to_owned()));
        }
        match step("look at the object", self.objects.size(key)).await? {
            Some(bytes) if bytes == PART_BYTES as u64 => Ok(()),
            _ => Err(("look at the object", "it is not as large as its part".to_owned())),
        }
    }

    /// A small object's way over the port: put, read, list, delete.
    pub(super) async fn small(&self) -> Line {
        let (key, check) = (self.key("object"), "bucket objects");
        let outcome = unless_interrupted(SMALL_WITHIN, self.small_object(&key)).await;
        let left = self.remove(&key).await;
        let fix = "the credentials need PutObject, GetObject, ListBucket and DeleteObject on the bucket";
        match (outcome, left) {
            (Ok(()), None) => Line::ok(check, "put, read, listed and deleted one"),
            (Err((step, words)), None) => Line::fail(check, format!("cannot {step}: {words}"), fix),
            (Ok(()), Some(left)) => Line::fail(check, left, fix),
            (Err((step, words)), Some(left)) => Line::fail(check, format!("cannot {step}: {words}; {left}"), fix),
        }
    }

    async fn small_object(&self, key: &str) -> Result<(), (&'static str, String)> {
        let content = Bytes::from_static(b"left by nobody");
        step("put an object", self.objects.put(key, "text/plain", content.clone())).await?;
        let read = step("read an object", self.objects.read_range(key, 0, content.len() as u64)).await?;
        if read.as_ref() != Some(&content) {
            return Err(("read an object", "it is not what was put".to_owned()));
        }
        let keys = step("list objects", self.objects.list(key, None)).await?;
        if keys != [key] {
            return Err(("list objects", "the one that was put is not listed".to_owned()));
        }
        step("delete an object", self.objects.delete(key)).await?;
        match step("look at an object", self.objects.size(key)).await? {
            None => Ok(()),
            Some(_) => Err(("delete an object", "it is still there".to_owned())),
        }
    }

    /// Removes what is under a key of ours; says what it could not.
    async fn remove(&self, key: &str) -> Option<String> {
        let removed = async {
            for upload in self.objects.uploads(key).await? {
                self.objects.abort_upload(key, &upload).await?;
            }
            self.objects.delete(key).await
        };
        let words = match timeout(REMOVE_WITHIN, removed).await {
            Ok(Ok(())) => return None,
            Ok(Err(error)) => told(&error),
            Err(_) => format!("no answer within {} s", REMOVE_WITHIN.as_secs()),
        };
        Some(format!("what is under {key} may still be there and is to be deleted by hand ({words})"))
    }
}

/// The ETag that the PUT was answered with, if it has arrived.
fn arrived(put: Result<PutFacts, String>) -> Result<Option<String>, String> {
    let facts = put?;
    if facts.status == 200 { Ok(facts.etag) } else { Err(format!("answered {} {}", facts.status, facts.code)) }
}

async fn step<T>(
    name: &'static str,
    request: impl Future<Output = Result<T, Error>>,
) -> Result<T, (&'static str, String)> {
    request.await.map_err(|error| (name, told(&error)))
}

async fn unless_interrupted<T>(
    within: Duration,
    steps: impl Future<Output = Result<T, (&'static str, String)>>,
) -> Result<T, (&'static str, String)> {
    tokio::select! {
        outcome = timeout(within, steps) => {
            outcome.unwrap_or_else(|_| Err(("finish", format!("not done within {} s", within.as_secs()))))
        }
        _ = tokio::signal::ctrl_c() => Err(("finish", "interrupted".to_owned())),
    }
}

/// All that is done with a part in a bucket of which we have the keys.
pub(super) const WHOLE: &str = "PUT, listed, completed, deleted";

/// What the trip says of the part itself; `through` is where it was PUT, `done` what a good trip did. Browsers are
/// [`part::judge_browsers`]'s.
pub(super) fn judge(seen: &Seen, through: &str, done: &str) -> Vec<Line> {
    let check = "part round trip";
    let mut lines = Vec::new();
    match &seen.failed {
        None => lines.push(Line::ok(check, format!("5 MiB through {through}: {done}"))),
        Some((step, words)) => lines.push(Line::fail(check, format!("cannot {step}: {words}"), remedy(step, seen))),
    }
    if let Some(Ok(put)) = &seen.put
        && put.status == 200
        && put.etag.is_none()
    {
        let fix = "let whatever stands before the bucket pass the header ETag";
        lines.push(Line::fail("part ETag", format!("{through} answers a PUT without an ETag"), fix));
    }
    if let Some(left) = &seen.left {
        lines.push(Line::warn(
            "part removal",
            left.clone(),
            "the bucket's lifecycle rule ends uploads; delete objects",
        ));
    }
    lines
}

fn remedy(step: &str, seen: &Seen) -> &'static str {
    match &seen.put {
        Some(Ok(put)) if put.code == "SignatureDoesNotMatch" => {
            "whatever stands before the bucket changes the Host header or the path: S3_PUBLIC_ENDPOINT must reach the bucket \
             with both as they are"
        }
        Some(Ok(put)) if matches!(put.status, 413 | 411) => {
            "let whatever stands before the bucket take bodies of at least a part's size (5 MiB to 5 GiB)"
        }
        Some(Ok(put)) if put.status != 200 => {
            "let S3_PUBLIC_ENDPOINT be the bucket's S3 endpoint as clients reach it, with nothing before it that refuses PUT"
        }
        Some(Err(_)) => "clients cannot send parts: see the line of the public endpoint",
        _ if matches!(step, "get a token" | "announce an upload") => "see the server's log",
        _ if step == "finish" => "see whether the line to the bucket is very slow",
        _ => "the credentials need PutObject, ListMultipartUploadParts and AbortMultipartUpload on the bucket",
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    fn seen(status: u16, code: &str, etag: Option<&str>) -> Seen {
        let put = PutFacts { status, code: code.to_owned(), etag: etag.map(str::to_owned), ..PutFacts::default() };
        let failed = arrived(Ok(put.clone())).err().map(|words| ("PUT the part", words));
        Seen { put: Some(Ok(put)), failed, ..Seen::default() }
    }

    #[test]
    fn a_part_that_arrives_is_one_good_line() {
        let lines = judge(&seen(200, "", Some("abc")), "https://s3.example", WHOLE);
        assert_eq!(lines.iter().map(|line| line.verdict).collect::<Vec<_>>(), [Verdict::Ok]);
        let lines = judge(&seen(200, "", None), "https://s3.example", WHOLE);
        assert_eq!(lines.iter().map(|line| line.verdict).collect::<Vec<_>>(), [Verdict::Ok, Verdict::Fail]);
    }

    #[test]
    fn what_to_do_follows_what_was_answered() {
        let fix = |status, code| judge(&seen(status, code, None), "x", WHOLE)[0].fix.clone().unwrap();
        assert!(fix(403, "SignatureDoesNotMatch").contains("Host header"));
        assert!(fix(413, "").contains("bodies"));
        assert!(fix(404, "").contains("S3_PUBLIC_ENDPOINT"));
    }

    #[test]
    fn what_is_left_behind_is_told_beside_the_failure() {
        let mut seen = seen(500, "", None);
        seen.left = Some("what is under doctor/x/part may still be there".to_owned());
        let lines = judge(&seen, "x", WHOLE);
        assert_eq!((lines.len(), lines[1].verdict), (2, Verdict::Warn));
    }
}
