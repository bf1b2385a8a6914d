//! What an operator is told of a broker, and that looking leaves nothing behind.

use lapin::options::{QueueDeclareOptions, QueueDeleteOptions};
use lapin::types::FieldTable;
use queue::rabbit::{Publishing, QueueLoad, Settings, examine};
use tokio::time::timeout;

use crate::bench::{Bench, server_url};
use crate::carried::hear;
use crate::conformance::{AT_LEISURE, send_confirmed, tickets};

#[tokio::test]
async fn what_is_there_is_counted_and_nothing_is_taken_or_added() {
    let bench = Bench::open().await;
    send_confirmed(&*bench.queue, &tickets(0..3)).await;
    let loads = async || {
        let facts = examine(&bench.settings).await.expect("the broker answers");
        assert!(facts.exchange.there && facts.publishing == Publishing::Taken && facts.unfit.is_none(), "{facts:?}");
        facts.queues.iter().map(|queue| queue.load.expect("it is there")).collect::<Vec<_>>()
    };
    // Asked again, because a quorum queue counts a moment later.
    let waiting = async |number: u32, consumers: u32| {
        let all = async {
            loop {
                let loads = loads().await;
                let sum = |of: fn(&QueueLoad) -> u32| loads.iter().map(of).sum::<u32>();
                if (sum(|load| load.waiting), loads[0].consumers) == (number, consumers) {
                    return;
                }
            }
        };
        timeout(AT_LEISURE, all).await.unwrap_or_else(|_| panic!("{number} wait, {consumers} listen"));
    };
    waiting(3, 0).await;
    let mut receiver = bench.queue.receiver();
    let held = hear(&mut *receiver, 1).await;
    waiting(2, 1).await;
    drop(held);
    bench.close().await;
}

#[tokio::test]
async fn what_is_missing_is_not_made() {
    let bench = Bench::through(&server_url());
    let elsewhere = Settings { prefix: format!("{}-nowhere", bench.settings.prefix), ..bench.settings.clone() };
    for _ in 0..2 {
        let facts = examine(&elsewhere).await.expect("the broker answers");
        assert!(!facts.exchange.there && facts.queues.iter().all(|queue| queue.load.is_none()), "{facts:?}");
        assert_eq!(facts.publishing, Publishing::Taken);
    }
    crate::bench::up(&*bench.queue).await;
    bench.close().await;
}

#[tokio::test]
async fn a_queue_of_another_kind_is_told_in_the_brokers_words() {
    let bench = Bench::open().await;
    bench.stop.cancel();
    let (name, direct) = (bench.queue_name(), bench.direct().await);
    direct.channel.queue_delete(name.as_str().into(), QueueDeleteOptions::default()).await.expect("deleted");
    let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    direct.channel.queue_declare(name.as_str().into(), options, FieldTable::default()).await.expect("a classic queue");
    let unfit = examine(&bench.settings).await.expect("the broker answers").unfit.expect("it is of another kind");
    assert!(unfit.contains("inequivalent arg") && unfit.contains(&name), "{unfit}");
    bench.close().await;
}

#[tokio::test]
async fn who_is_refused_learns_by_which_rule() {
    let url = server_url();
    let (scheme, place) = url.split_once("://").expect("a URL");
    let (_, host) = place.split_once('@').expect("a user");
    let code = async |url: String| examine(&Settings::new(&url)).await.expect_err("it is refused").code;
    assert_eq!(code(format!("{scheme}://guest:not-this-one@{host}")).await, Some(403));
    assert_eq!(code(format!("{scheme}://{}", place.replace("%2f", "no-such-vhost"))).await, Some(530));
    assert_eq!(code("amqp://guest:guest@127.0.0.1:1/%2f".to_owned()).await, None);
    assert_eq!(code("http://127.0.0.1:1".to_owned()).await, None);
}
