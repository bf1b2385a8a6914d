//! Jobs offered at a fixed rate, whether or not the server keeps up: how long each takes.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use tests::setting;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::bed::Bed;
use super::peer::warm_up;
use super::side::{Side, Target};
use super::statistics::{median, quantile};
use crate::{bound, say};

const COMPLETED: &str = "finished_at - created_at";
const CLAIMED: &str = "started_at - created_at";

pub(crate) async fn measure(peers: &Path) -> bool {
    let body = peers.join("small_job.json");
    let bed = Bed::start().await;
    let (mut p99, mut peer_median, mut claimed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..setting("LOAD_ROUNDS", 3, 1) {
        let side = Side::ours(&bed, 2, "default").await;
        p99.push(offer(&side, &body, 300, COMPLETED).await.1);
        drop(side);
        let side = Side::theirs(&bed, peers).await;
        peer_median.push(offer(&side, &body, 300, COMPLETED).await.0);
        drop(side);
        let side = Side::ours(&bed, 2, "default").await;
        claimed.push(offer(&side, &body, 100, CLAIMED).await.1);
    }
    let (p99, peer_median, claimed) = (median(&p99), median(&peer_median), median(&claimed));
    let kept = bound(
        &format!(
            "at 300/s our p99 of submit to completed, {p99:.1} ms, is below the peer's median, {peer_median:.1} ms"
        ),
        p99 < peer_median,
    );
    bound(&format!("at 100/s p99 of submit to claim is {claimed:.1} ms, below 20 ms"), claimed < 20.0) && kept
}

/// Median and p99 in milliseconds, over all jobs that were offered.
async fn offer(side: &Side, body: &Path, rate: u32, interval: &str) -> (f64, f64) {
    let seconds = u32::try_from(setting("LOAD_SECONDS", 20, 2)).expect("some seconds");
    warm_up(side, body, 16).await;
    let body = std::fs::read(body).expect("the job's body can be read");
    let began = side.database.clock().await;
    let (mut answered, late) = drive(&side.target, body, rate, rate * seconds).await;
    side.completed(rate * seconds, began).await;
    let of = async |share: f64| {
        let aggregate =
            format!("1000 * percentile_cont({share}) WITHIN GROUP (ORDER BY extract(epoch FROM {interval}))");
        side.over(&aggregate, began, "true").await
    };
    let (half, p99) = (of(0.5).await, of(0.99).await);
    say(&format!(
        "{}: {rate} jobs/s for {seconds} s: {interval}: median {half:.1} ms, p99 {p99:.1} ms; \
         answered: median {:.1} ms, p99 {:.1} ms; the driver was at most {late:.1?} late",
        side.name,
        1e3 * quantile(&mut answered, 0.5),
        1e3 * quantile(&mut answered, 0.99),
    ));
    (half, p99)
}

/// Seconds until each answer, and how late the latest request was sent. A refusal is a panic.
async fn drive(target: &Target, body: Vec<u8>, rate: u32, jobs: u32) -> (Vec<f64>, Duration) {
    let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    for (name, value) in &target.headers {
        headers.insert(HeaderName::from_bytes(name.as_bytes()).expect("a name"), value.parse().expect("a value"));
    }
    let client = reqwest::Client::builder().default_headers(headers).build().expect("a plain client");
    let (url, body) = (Arc::new(target.url.clone()), Arc::new(body));
    let mut beat = interval(Duration::from_secs(1) / rate);
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (mut sent, mut late) = (JoinSet::new(), Duration::ZERO);
    for _ in 0..jobs {
        late = late.max(beat.tick().await.elapsed());
        let (client, url, body) = (client.clone(), Arc::clone(&url), Arc::clone(&body));
        sent.spawn(async move {
            let began = Instant::now();
            let answer = client.post(url.as_str()).body(body.to_vec()).send().await.expect("the server answers");
            assert!(answer.status().is_success(), "refused: {}", answer.status());
            answer.bytes().await.expect("the server answers to the end");
            began.elapsed().as_secs_f64()
        });
    }
    (sent.join_all().await, late)
}
