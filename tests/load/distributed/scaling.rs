//! Does a job cost the same however many worker processes share the work?

use tests::{Dialogue, request, setting};

use super::statistics::median;
use super::work::{Floor, Way, number};
use crate::{bound, say};

const WORKERS: [usize; 3] = [1, 2, 4];

pub(crate) async fn measure() -> bool {
    let floor = Floor::lay(&request(Dialogue { turns: 20, seed: 1 })).await;
    let jobs = number("LOAD_JOBS", 20_000, 500);
    let mut costs = [const { Vec::new() }; WORKERS.len()];
    for round in 1..=setting("LOAD_ROUNDS", 3, 1) {
        for (workers, costs) in WORKERS.into_iter().zip(&mut costs) {
            let (rate, spent) = floor.drain(jobs, workers, Way::Tickets).await;
            let what = spent.per_thousand(jobs);
            say(&format!("round {round}, {workers} worker processes: {rate:.0} completions/s; {what}"));
            costs.push(1e3 * spent.served() / f64::from(jobs));
        }
    }
    let costs = costs.map(|costs| median(&costs));
    let (least, most) = (costs.into_iter().fold(f64::MAX, f64::min), costs.into_iter().fold(0.0, f64::max));
    let each: Vec<String> = costs.iter().map(|cost| format!("{cost:.3}")).collect();
    let each = each.join(", ");
    bound(&format!("1, 2 and 4 workers: {each} s per 1,000 jobs, within 10 % of each other"), most <= 1.1 * least)
}
