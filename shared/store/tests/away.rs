//! A database that is not there costs a few seconds and an error, never a process.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use futures::future::join_all;
use model::{Fence, JobId, Lease, SessionId, TenantId};
use store::{Ask, Error, Pulse, Store, StoredResult};
use uuid::Uuid;

const FEW_SECONDS: Duration = Duration::from_secs(8);

async fn assert_away(store: &dyn Store) {
    let began = Instant::now();
    let ask = Ask { session: SessionId(Uuid::nil()), limit: 1, lease: FEW_SECONDS, idle: true };
    let heart = store.heart();
    let pulse = Pulse { session: ask.session, slots: 1, lease: FEW_SECONDS, beats: Vec::new() };
    let (read, claimed, beaten, migrated) = tokio::join!(
        store.job(TenantId(Uuid::nil()), JobId(Uuid::nil())),
        store.claim(&ask),
        heart.beat(&pulse),
        store.migrate(),
    );
    assert!(matches!(read, Err(Error::Unavailable { transaction: "job", .. })), "{read:?}");
    assert!(matches!(claimed, Err(Error::Unavailable { transaction: "claim", .. })), "{claimed:?}");
    assert!(matches!(beaten, Err(Error::Unavailable { transaction: "beat", .. })), "{beaten:?}");
    assert!(matches!(migrated, Err(Error::Unavailable { transaction: "migrate", .. })), "{migrated:?}");
    assert!(began.elapsed() < FEW_SECONDS, "{:?}", began.elapsed());
}

#[tokio::test]
async fn nobody_listens() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("bound").port()
    };
    let store =
        store::open_postgres(&format!("postgres://nobody@127.0.0.1:{port}/none")).await.expect("a URL it reads");
    assert_away(&*store).await;
}

#[tokio::test]
async fn somebody_listens_and_says_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let store =
        store::open_postgres(&format!("postgres://nobody@127.0.0.1:{port}/none")).await.expect("a URL it reads");
    assert_away(&*store).await;
}

#[tokio::test]
async fn a_url_nobody_can_read_is_refused_without_quoting_it() {
    let refused = store::open_postgres("postgres://me:secret@[half/none").await;
    let error = refused.err().expect("refused");
    assert!(matches!(error, Error::Refused { transaction: "open", .. }));
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

/// Far more than go together: those behind do not wait for each attempt before them.
#[tokio::test]
async fn a_crowd_waits_no_longer_than_one() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let store =
        store::open_postgres(&format!("postgres://nobody@127.0.0.1:{port}/none")).await.expect("a URL it reads");
    let lease = Lease { job: JobId(Uuid::nil()), fence: Fence(1), session: SessionId(Uuid::nil()) };
    let result = StoredResult { manifest: Vec::new(), inline: None, turns: 1, utterances: 1 };
    let began = Instant::now();
    for answer in join_all((0..2000).map(|_| store.complete(&lease, &result))).await {
        assert!(matches!(answer, Err(Error::Unavailable { transaction: "complete", .. })), "{answer:?}");
    }
    assert!(began.elapsed() < FEW_SECONDS, "{:?}", began.elapsed());
}
