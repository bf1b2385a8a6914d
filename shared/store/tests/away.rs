//! A database that is not there costs a few seconds and an error, never a process.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use model::{JobId, SessionId, TenantId};
use store::{Ask, Error, Store};
use uuid::Uuid;

const FEW_SECONDS: Duration = Duration::from_secs(8);

async fn assert_away(store: &dyn Store) {
    let began = Instant::now();
    let ask = Ask { session: SessionId(Uuid::nil()), limit: 1, lease: FEW_SECONDS, idle: true };
    let heart = store.heart();
    let (read, claimed, beaten, migrated) = tokio::join!(
        store.job(TenantId(Uuid::nil()), JobId(Uuid::nil())),
        store.claim(&ask),
        heart.beat(ask.session, &[], FEW_SECONDS),
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
