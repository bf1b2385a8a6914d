//! The bucket of the distributed shape: there, ours to use, known by the same clock, reachable for clients, tidied up.

use std::time::Duration;

use model::{Clock, Random};
use objects::{BucketFacts, LifecycleFacts, Refusal, S3Objects};
use runtime::S3Settings;

use super::origin::{Origin, is_bare_name, is_loopback};
use super::outside::Outside;
use super::report::Line;
use super::trip::{self, Trip};
use super::{WITHIN, clock, part};

pub(super) struct Look<'a> {
    pub(super) settings: &'a S3Settings,
    pub(super) outside: &'a Outside,
    pub(super) origin: &'a Origin,
    pub(super) clock: &'a dyn Clock,
    pub(super) random: &'a dyn Random,
    pub(super) url_lifetime: Duration,
}

/// Uploads are swept after a day and a URL lives for a week at most; a rule that is faster would end living uploads.
const FEWEST_DAYS: i32 = 8;

pub(super) async fn examine(look: &Look<'_>) -> Vec<Line> {
    let inside = worker::s3_objects(look.settings.clone());
    let (bucket, lifecycle, inner, public) = tokio::join!(
        inside.examine_bucket(),
        inside.examine_lifecycle(),
        look.outside.get(&look.settings.endpoint, look.clock, WITHIN),
        look.public(),
    );
    let mut lines = vec![access(&bucket, look.settings)];
    if let Ok((_, Some(reading))) = &inner {
        lines.push(clock::of_bucket(*reading, look.url_lifetime));
    }
    let reached = public.is_ok();
    lines.push(endpoint(look.settings, look.origin, public));
    if bucket == BucketFacts::There {
        lines.extend(look.trips(&inside, reached).await);
        lines.push(uploads_end(&lifecycle, look.settings));
    }
    lines
}

impl Look<'_> {
    /// The status that clients get from the address they are given, or why they get none.
    async fn public(&self) -> Result<u16, String> {
        let url = self.settings.public_endpoint.as_ref().unwrap_or(&self.settings.endpoint);
        self.outside.get(url, self.clock, WITHIN).await.map(|(answer, _)| answer.status.as_u16())
    }

    async fn trips(&self, inside: &S3Objects, public_reached: bool) -> Vec<Line> {
        // What clients cannot reach says nothing of the bucket: its own endpoint does.
        let public = self.settings.public_endpoint.as_deref().filter(|_| public_reached);
        let own = worker::s3_objects(S3Settings { public_endpoint: None, ..self.settings.clone() });
        let objects = if public.is_some() { inside } else { &own };
        let through = public.unwrap_or(&self.settings.endpoint);
        let &Self { outside, origin, clock, random, url_lifetime, .. } = self;
        let trip = Trip { objects, outside, origin, clock, random, url_lifetime };
        let (small, seen) = tokio::join!(trip.small(), trip.part());
        let mut lines = vec![small];
        lines.extend(trip::judge(&seen, through, trip::WHOLE));
        if let (Some(preflight), Some(Ok(put))) = (&seen.preflight, &seen.put)
            && put.status == 200
        {
            lines.extend(part::judge_browsers(origin, through, preflight, put, &cors_remedy(self.settings)));
        }
        lines
    }
}

/// What puts a file of `deploy/bucket` on the bucket.
fn command(settings: &S3Settings, verb: &str, option: &str, file: &str) -> String {
    let S3Settings { endpoint, bucket, .. } = settings;
    format!("`aws s3api {verb} --endpoint-url {endpoint} --bucket {bucket} --{option} file://deploy/bucket/{file}`")
}

fn cors_remedy(settings: &S3Settings) -> String {
    let command = command(settings, "put-bucket-cors", "cors-configuration", "cors.json");
    format!("put the page's origin into deploy/bucket/cors.json, then {command}")
}

fn access(facts: &BucketFacts, settings: &S3Settings) -> Line {
    let (check, bucket) = ("bucket", &settings.bucket);
    match facts {
        BucketFacts::There => Line::ok(check, format!("{bucket} answers")),
        BucketFacts::Away(words) => {
            let fix = "start the object store, or put its address into S3_ENDPOINT; see that a firewall lets this machine \
                       through";
            Line::fail(check, format!("S3_ENDPOINT does not answer: {words}"), fix)
        }
        BucketFacts::Refused(refusal) => {
            let Refusal { status, code, said } = refusal;
            Line::fail(check, format!("{bucket} is refused: {status} {code} {said}").trim_end(), refused_fix(refusal))
        }
    }
}

fn refused_fix(Refusal { status, code, .. }: &Refusal) -> &'static str {
    match code.as_str() {
        "NoSuchBucket" => "create the bucket that S3_BUCKET names, or name another",
        "RequestTimeTooSkewed" => "synchronise the clocks of both machines (chrony, systemd-timesyncd)",
        "AuthorizationHeaderMalformed" | "PermanentRedirect" => "put the bucket's region into AWS_REGION",
        "InvalidAccessKeyId" | "SignatureDoesNotMatch" => {
            "put the right pair into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        }
        _ if *status == 404 => "create the bucket that S3_BUCKET names, or name another",
        _ if matches!(status, 401 | 403) => {
            "put the right pair into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and let it use the bucket (ListBucket too)"
        }
        _ => "see the object store's log",
    }
}

fn endpoint(settings: &S3Settings, origin: &Origin, answered: Result<u16, String>) -> Line {
    let check = "public endpoint";
    let set = settings.public_endpoint.as_deref();
    let url = set.unwrap_or(&settings.endpoint);
    match answered {
        Err(words) if set.is_some() && is_loopback(url) => {
            let found = format!("{url} is each client's own machine, and not reached from this one: {words}");
            let fix = "all is well if clients run where the bucket's port is published; else set S3_PUBLIC_ENDPOINT to an \
                       address that they reach";
            Line::warn(check, found, fix)
        }
        Err(words) => {
            let fix = "set S3_PUBLIC_ENDPOINT to the address by which clients reach the bucket";
            Line::fail(check, format!("{url} does not answer: {words}"), fix)
        }
        Ok(status @ 500..) => {
            let fix = "see what stands between clients and the bucket";
            Line::fail(check, format!("{url} answers {status}"), fix)
        }
        Ok(_) if is_bare_name(url) => {
            let found = format!("{url} answers here, but clients elsewhere do not know that name");
            Line::warn(check, found, "set S3_PUBLIC_ENDPOINT to the address by which clients reach the bucket")
        }
        // Browsers trust their own machine.
        Ok(_) if origin.is_secure() && !url.starts_with("https:") && !is_loopback(url) => {
            let found = format!("{url} answers, but browsers on {} send nothing to plain http", origin.text);
            Line::warn(check, found, "serve the bucket with TLS and set S3_PUBLIC_ENDPOINT to its https address")
        }
        Ok(_) => Line::ok(check, format!("{url} answers")),
    }
}

fn uploads_end(facts: &LifecycleFacts, settings: &S3Settings) -> Line {
    let check = "bucket lifecycle";
    let verb = "put-bucket-lifecycle-configuration";
    let fix = command(settings, verb, "lifecycle-configuration", "lifecycle.json");
    match facts {
        LifecycleFacts::EndsUploadsAfter(days) if *days < FEWEST_DAYS => {
            let found = format!("uploads are ended after {days} days, and a URL can live for seven");
            Line::warn(check, found, fix)
        }
        LifecycleFacts::EndsUploadsAfter(days) => Line::ok(check, format!("unfinished uploads end after {days} days")),
        LifecycleFacts::NoRule => {
            let found =
                "no rule ends unfinished uploads; the api's own sweep does, as long as its database is not lost";
            Line::warn(check, found, fix)
        }
        LifecycleFacts::Untold(refusal) => {
            let found = format!("this object store tells of no rules ({} {})", refusal.status, refusal.code);
            let fix = "the api's own sweep ends uploads; look for leftovers by hand after restoring a database";
            Line::warn(check, found, fix)
        }
        LifecycleFacts::Away(words) => Line::warn(check, format!("not told: {words}"), "run this again"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    fn settings(public: Option<&str>) -> S3Settings {
        S3Settings {
            endpoint: "http://garage:3900".to_owned(),
            public_endpoint: public.map(str::to_owned),
            bucket: "jobs".to_owned(),
            region: "garage".to_owned(),
            access_key: "key".to_owned(),
            secret_key: "hidden".to_owned(),
            session_token: None,
        }
    }

    fn verdict(public: Option<&str>, page: &str, answered: Result<u16, String>) -> Verdict {
        let origin = Origin { text: page.to_owned(), asked_for: false };
        endpoint(&settings(public), &origin, answered).verdict
    }

    #[test]
    fn the_public_endpoint_is_judged_as_clients_will_find_it() {
        let (page, away) = ("http://app.example", || Err("connection refused".to_owned()));
        assert_eq!(verdict(Some("https://s3.example"), page, Ok(403)), Verdict::Ok);
        assert_eq!(verdict(Some("https://s3.example"), page, Ok(502)), Verdict::Fail);
        assert_eq!(verdict(Some("https://s3.example"), page, away()), Verdict::Fail);
        // As in a container that was given its host's address.
        assert_eq!(verdict(Some("http://localhost:3900"), page, away()), Verdict::Warn);
        assert_eq!(verdict(None, page, Ok(403)), Verdict::Warn, "nobody outside knows what garage is");
        assert_eq!(verdict(None, page, away()), Verdict::Fail);
        assert_eq!(verdict(Some("http://s3.example"), "https://app.example", Ok(403)), Verdict::Warn);
        assert_eq!(verdict(Some("http://localhost:3900"), "https://app.example", Ok(403)), Verdict::Ok);
    }

    #[test]
    fn refusals_say_which_setting_is_wrong() {
        let fix = |status, code: &str| {
            let refusal = Refusal { status, code: code.to_owned(), said: String::new() };
            access(&BucketFacts::Refused(refusal), &settings(None)).fix.unwrap()
        };
        assert!(fix(404, "NoSuchBucket").contains("S3_BUCKET") && fix(404, "").contains("S3_BUCKET"));
        assert!(fix(403, "InvalidAccessKeyId").contains("AWS_SECRET_ACCESS_KEY"));
        assert!(fix(400, "AuthorizationHeaderMalformed").contains("AWS_REGION"));
        assert!(access(&BucketFacts::Away("refused".into()), &settings(None)).fix.unwrap().contains("S3_ENDPOINT"));
    }

    #[test]
    fn a_rule_that_is_missing_or_too_fast_warns() {
        let verdict = |facts| uploads_end(&facts, &settings(None)).verdict;
        assert_eq!(verdict(LifecycleFacts::EndsUploadsAfter(8)), Verdict::Ok);
        assert_eq!(verdict(LifecycleFacts::EndsUploadsAfter(7)), Verdict::Warn);
        assert_eq!(verdict(LifecycleFacts::NoRule), Verdict::Warn);
        let refusal = Refusal { status: 501, code: "NotImplemented".to_owned(), said: String::new() };
        assert_eq!(verdict(LifecycleFacts::Untold(refusal)), Verdict::Warn);
    }
}
