//! What an api and a worker cost while nobody wants anything.

use std::time::Duration;

use super::bed::Bed;
use super::cpu::Spent;
use super::side::Side;
use crate::{bound, say};

const SETTLING: Duration = Duration::from_secs(5);
const WATCHED: Duration = Duration::from_secs(20);

pub(crate) async fn measure() -> bool {
    let bed = Bed::start().await;
    let _side = Side::ours(&bed, 1, "default").await;
    tokio::time::sleep(SETTLING).await;
    let before = Spent::now();
    tokio::time::sleep(WATCHED).await;
    let spent = Spent::now().since(&before);
    let share = |group: &str| 100.0 * spent.of(group) / WATCHED.as_secs_f64();
    let shares: Vec<String> =
        ["api", "workers", "Postgres", "RabbitMQ"].iter().map(|g| format!("{g} {:.2} %", share(g))).collect();
    say(&format!("idle for {WATCHED:?}, in percent of a core: {}", shares.join(", ")));
    let api = bound("the api below 1 % of a core", share("api") < 1.0);
    bound("the worker below 1 % of a core", share("workers") < 1.0) && api
}
