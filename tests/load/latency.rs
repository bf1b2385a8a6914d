//! How long a small job takes on an idle server.

use std::time::{Duration, Instant};

use tests::{Dialogue, Server, request};

use crate::{bound, say};

const JOBS: usize = 300;

pub(crate) async fn measure(server: &Server) -> bool {
    let client = server.client().await;
    let mut taken = Vec::with_capacity(JOBS);
    for seed in 0..JOBS {
        let turns = request(Dialogue { turns: 20, seed });
        let began = Instant::now();
        let job = client.submit(&turns).await;
        while client.job(&job).await["status"] != "completed" {
            assert!(began.elapsed() < Duration::from_secs(30), "a job of twenty turns takes for ever");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        taken.push(began.elapsed());
    }
    taken.sort_unstable();
    let (median, p99) = (taken[JOBS / 2], taken[JOBS * 99 / 100]);
    say(&format!(
        "20-turn inline job, {JOBS} one after another, submit to completed: median {median:.1?}, p99 {p99:.1?}"
    ));
    bound("median below 50 ms", median < Duration::from_millis(50))
}
