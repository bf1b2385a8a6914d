//! The services that other suites break can be broken: each starts, stops, dies and comes back with its data.

use std::time::Duration;

use objects::Objects as _;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};
use tests::services::{Garage, Mode, Postgres, Proxy, RabbitMq};

#[tokio::test(flavor = "multi_thread")]
async fn postgres_comes_back_with_its_data() {
    let mut postgres = Postgres::start_with(&["commit_delay=1000"]);
    let mut connection = PgConnection::connect(&postgres.url()).await.expect("it answers");
    connection.execute("CREATE TABLE kept (n BIGINT)").await.expect("made");
    assert_eq!(count(&postgres).await, 0);
    for round in 1..=2_i64 {
        let mut connection = PgConnection::connect(&postgres.url()).await.expect("it answers");
        connection.execute("INSERT INTO kept VALUES (1)").await.expect("committed");
        if round == 1 {
            postgres.stop();
        } else {
            postgres.kill();
        }
        assert!(PgConnection::connect(&postgres.url()).await.is_err(), "nobody is there");
        postgres.restart();
        assert_eq!(count(&postgres).await, round);
    }
    let mut connection = PgConnection::connect(&postgres.url()).await.expect("it answers");
    let delay = connection.fetch_one("SHOW commit_delay").await.expect("a row").get::<String, _>(0);
    assert_eq!(delay, "1000");
    postgres.freeze();
    let answer = tokio::time::timeout(Duration::from_millis(300), connection.ping()).await;
    assert!(answer.is_err(), "a frozen server says nothing");
    postgres.thaw();
    assert_eq!(count(&postgres).await, 2);
}

async fn count(postgres: &Postgres) -> i64 {
    let mut connection = PgConnection::connect(&postgres.url()).await.expect("it answers");
    connection.fetch_one("SELECT count(*) FROM kept").await.expect("a row").get(0)
}

#[test]
fn rabbitmq_comes_back_with_its_data() {
    let mut rabbit = RabbitMq::start();
    assert!(rabbit.vhost("kept").ends_with("/kept"));
    for clean in [true, false] {
        if clean {
            rabbit.stop();
        } else {
            rabbit.kill();
        }
        rabbit.restart();
        let vhosts = rabbit.ctl(&["list_vhosts", "name", "--no-table-headers"]);
        assert!(vhosts.lines().any(|name| name == "kept"), "{vhosts}");
    }
    rabbit.ctl(&["set_vm_memory_high_watermark", "absolute", "1"]);
    assert!(rabbit.ctl(&["eval", "rabbit_alarm:get_alarms()."]).contains("memory"));
    rabbit.ctl(&["set_vm_memory_high_watermark", "0.4"]);
    rabbit.ctl(&["stop_app"]);
    rabbit.ctl(&["start_app"]);
    assert!(rabbit.ctl(&["list_vhosts"]).contains("kept"));
}

#[tokio::test(flavor = "multi_thread")]
async fn garage_comes_back_with_its_data() {
    let mut garage = Garage::start();
    let s3 = garage.objects(&garage.url());
    for (round, clean) in [true, false].into_iter().enumerate() {
        let key = format!("kept/{round}");
        s3.put(&key, "text/plain", "kept".into()).await.expect("stored");
        if clean {
            garage.stop();
        } else {
            garage.kill();
        }
        assert!(s3.reachable().await.is_err(), "nobody is there");
        garage.restart();
        assert_eq!(s3.size(&key).await.expect("an answer"), Some(4));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_does_what_networks_do() {
    let garage = Garage::start();
    let proxy = Proxy::before(&garage.url());
    let (through, beside) = (garage.objects(&proxy.url(&garage.url())), garage.objects(&garage.url()));
    let body = vec![7; 3_000_000];
    through.put("whole", "text/plain", body.clone().into()).await.expect("stored");

    for mode in [Mode::Refuse, Mode::CutAfter(1_000_000), Mode::Answer(503), Mode::Answer(500)] {
        proxy.set(mode);
        let failed = through.put("broken", "text/plain", body.clone().into()).await.expect_err("it is broken");
        assert!(matches!(failed, objects::Error::Unavailable { .. }), "{mode:?}: {failed:?}");
        assert_eq!(beside.size("broken").await.expect("an answer"), None, "{mode:?}");
        proxy.set(Mode::Pass);
        assert_eq!(through.size("whole").await.expect("it passes again"), Some(3_000_000), "{mode:?}");
    }

    let before = proxy.connections();
    proxy.set(Mode::Blackhole);
    let waiting = through.size("whole");
    tokio::pin!(waiting);
    assert!(tokio::time::timeout(Duration::from_millis(300), &mut waiting).await.is_err(), "nothing passes");
    proxy.set(Mode::Delay(Duration::from_millis(100)));
    let began = std::time::Instant::now();
    assert_eq!(waiting.await.expect("what was held back goes on"), Some(3_000_000));
    assert!(began.elapsed() >= Duration::from_millis(200), "both directions wait");
    assert!(proxy.connections() <= before + 1, "a connection that is held is kept");
}
