//! How many jobs a client makes in a while.

use std::time::Duration;

use futures::future::join_all;
use model::{ClientNumber, JobId, TenantId};
use store::{Anew, Client, ClientLimit, Counted, Idempotency, LimitedClient, NewJob, Redrive, Redriven, Submitted};

use super::Bench;
use super::make::{SECOND, inline_job, job_id, tenant, upload_job};

const DAY: Duration = Duration::from_hours(24);

/// A client of a tenant of its own, whose id is that tenant's.
async fn client(bench: &dyn Bench) -> TenantId {
    let tenant = tenant();
    let client = Client {
        client_id: tenant.to_string(),
        tenant,
        name: "a client".to_owned(),
        secret_hash: [0; 32],
        development: false,
    };
    bench.store().create_client(&client, "a tenant").await.expect("made");
    tenant
}

async fn limit(bench: &dyn Bench, client: TenantId, of: Counted, limit: Option<ClientLimit>) -> bool {
    let administration = bench.store().administration();
    administration.limit_client(&client.to_string(), of, limit).await.expect("answered")
}

async fn limited(bench: &dyn Bench) -> Vec<LimitedClient> {
    let mut limits = bench.store().administration().client_limits().await.expect("read");
    limits.sort_by_key(|limit| (limit.client_id.clone(), limit.of.as_str()));
    limits
}

const fn jobs(most: u32) -> ClientLimit {
    ClientLimit { most: Some(most), window: DAY }
}

fn counted(tenant: TenantId) -> NewJob {
    NewJob { counted: Some(tenant.to_string()), ..inline_job(tenant) }
}

fn keyed(tenant: TenantId, key: &str, fingerprint: u8) -> NewJob {
    NewJob { idempotency: Some(Idempotency { key: key.to_owned(), fingerprint: [fingerprint; 32] }), ..counted(tenant) }
}

async fn submit(bench: &dyn Bench, job: NewJob) -> Submitted {
    bench.store().submit(&job).await.expect("answered")
}

/// Of a window that goes on.
async fn left(bench: &dyn Bench) -> Option<u32> {
    let now = bench.store().now().await.expect("told");
    limited(bench).await[0].left.filter(|(_, until)| *until > now).map(|(left, _)| left)
}

pub(crate) async fn a_limit_is_set_changed_and_taken_away(bench: &dyn Bench) {
    let one = client(bench).await;
    assert!(!limit(bench, tenant(), Counted::Jobs, Some(jobs(3))).await, "nobody's id");
    assert_eq!(limited(bench).await, []);
    assert!(limit(bench, one, Counted::Jobs, Some(jobs(3))).await);
    let any = ClientLimit { most: None, window: SECOND };
    assert!(limit(bench, one, Counted::Requests, Some(any)).await);
    let known = |of, limit| LimitedClient {
        tenant: one,
        number: ClientNumber::FIRST,
        client_id: one.to_string(),
        of,
        limit,
        left: None,
    };
    let both = [known(Counted::Jobs, jobs(3)), known(Counted::Requests, any)];
    assert_eq!(limited(bench).await, both);
    for _ in 0..2 {
        assert!(matches!(submit(bench, counted(one)).await, Submitted::New(_)));
    }
    assert_eq!(left(bench).await, Some(1));
    assert!(limit(bench, one, Counted::Jobs, Some(jobs(5))).await);
    assert_eq!(left(bench).await, Some(3), "what was used stays used");
    let shorter = ClientLimit { most: Some(5), window: SECOND * 10 };
    assert!(limit(bench, one, Counted::Jobs, Some(shorter)).await);
    let now = bench.store().now().await.expect("told");
    let (left, until) = limited(bench).await[0].left.expect("a window goes on");
    assert!(left == 3 && until <= now.plus(SECOND * 10), "a shorter window ends sooner");
    assert!(limit(bench, one, Counted::Jobs, None).await);
    assert_eq!(limited(bench).await, both[1..]);
    assert!(matches!(submit(bench, counted(one)).await, Submitted::New(_)), "of one who does not know it yet");
    assert!(bench.store().revoke_client(&one.to_string(), &[9; 32]).await.expect("answered"));
    assert_eq!(limited(bench).await, [], "who was revoked makes nothing");
}

pub(crate) async fn only_so_many_jobs_are_made_in_a_window(bench: &dyn Bench) {
    let (one, other) = (client(bench).await, client(bench).await);
    assert!(limit(bench, one, Counted::Jobs, Some(jobs(2))).await);
    assert!(limit(bench, other, Counted::Jobs, Some(jobs(1))).await);
    for made in 0..4 {
        let job = counted(one);
        match submit(bench, job.clone()).await {
            Submitted::New(_) => assert!(made < 2),
            Submitted::OverLimit(left) => {
                assert!(made >= 2 && left <= DAY && left + SECOND * 60 > DAY, "{left:?}");
                assert_eq!(bench.store().job(one, job.id).await.expect("read"), None, "nothing was made");
            }
            answer => panic!("{answer:?}"),
        }
    }
    assert!(matches!(submit(bench, counted(other)).await, Submitted::New(_)), "each for itself");
    assert!(matches!(submit(bench, inline_job(one)).await, Submitted::New(_)), "another client of the tenant");
    bench.advance(DAY).await;
    assert_eq!(left(bench).await, None);
    for made in 0..3 {
        let answer = submit(bench, counted(one)).await;
        assert_eq!(matches!(answer, Submitted::New(_)), made < 2, "{answer:?}");
    }
    assert!(limit(bench, one, Counted::Jobs, Some(jobs(0))).await);
    bench.raw("UPDATE client_limits SET used_until = NULL").await;
    assert_eq!(submit(bench, counted(one)).await, Submitted::OverLimit(DAY), "none at all");
}

pub(crate) async fn racing_submissions_keep_to_the_number(bench: &dyn Bench) {
    let one = client(bench).await;
    assert!(limit(bench, one, Counted::Jobs, Some(jobs(7))).await);
    let store = bench.store();
    let submissions: Vec<NewJob> = (0..30).map(|_| counted(one)).collect();
    let free: Vec<NewJob> = (0..30).map(|_| inline_job(one)).collect();
    let (answers, others) = futures::future::join(
        join_all(submissions.iter().map(|job| store.submit(job))),
        join_all(free.iter().map(|job| store.submit(job))),
    )
    .await;
    let made = answers.iter().filter(|answer| matches!(answer, Ok(Submitted::New(_)))).count();
    let refused = answers.iter().filter(|answer| matches!(answer, Ok(Submitted::OverLimit(_)))).count();
    assert_eq!((made, refused), (7, 23), "{answers:?}");
    assert!(others.iter().all(|answer| matches!(answer, Ok(Submitted::New(_)))));
    assert_eq!(left(bench).await, Some(0));
}

pub(crate) async fn what_was_answered_before_is_not_counted_again(bench: &dyn Bench) {
    let one = client(bench).await;
    assert!(limit(bench, one, Counted::Jobs, Some(jobs(2))).await);
    let first = keyed(one, "a key", 1);
    assert!(matches!(submit(bench, first.clone()).await, Submitted::New(_)));
    let again = || NewJob { id: job_id(), ..first.clone() };
    assert_eq!(submit(bench, again()).await, Submitted::Replayed(first.id));
    assert_eq!(submit(bench, keyed(one, "a key", 2)).await, Submitted::KeyReused);
    assert_eq!(left(bench).await, Some(1));
    assert!(matches!(submit(bench, counted(one)).await, Submitted::New(_)));
    assert!(matches!(submit(bench, keyed(one, "another", 1)).await, Submitted::OverLimit(_)));
    assert_eq!(submit(bench, again()).await, Submitted::Replayed(first.id), "also when nothing is left");
    // Of many that come together under one key one is counted, and all have its job.
    let racing = client(bench).await;
    assert!(limit(bench, racing, Counted::Jobs, Some(jobs(1))).await);
    let jobs: Vec<NewJob> = (0..8).map(|_| keyed(racing, "a race", 1)).collect();
    let answers = join_all(jobs.iter().map(|job| bench.store().submit(job))).await;
    let winner = answers.iter().position(|answer| matches!(answer, Ok(Submitted::New(_)))).expect("one is new");
    for (n, answer) in answers.iter().enumerate().filter(|(n, _)| *n != winner) {
        assert!(matches!(answer, Ok(Submitted::Replayed(job)) if *job == jobs[winner].id), "{n}: {answer:?}");
    }
}

pub(crate) async fn what_came_to_nothing_is_not_counted(bench: &dyn Bench) {
    let one = client(bench).await;
    assert!(limit(bench, one, Counted::Jobs, Some(jobs(1))).await);
    let nothing = NewJob { input: store::NewInput::File(model::FileId(job_id().0)), ..counted(one) };
    assert_eq!(submit(bench, nothing).await, Submitted::NoFile);
    assert!(bench.store().submit(&NewJob { id: JobId(one.0), ..counted(one) }).await.is_ok());
    let broken = NewJob { id: JobId(one.0), ..counted(one) };
    bench.raw("UPDATE client_limits SET used = 0").await;
    assert!(bench.store().submit(&broken).await.is_err(), "the id is taken");
    assert_eq!(left(bench).await, Some(1), "what failed took its count along");
}

pub(crate) async fn every_way_to_make_a_job_counts(bench: &dyn Bench) {
    let one = client(bench).await;
    assert!(limit(bench, one, Counted::Jobs, Some(jobs(4))).await);
    let upload = NewJob { counted: Some(one.to_string()), ..upload_job(one, "uploads/counted") };
    let import = counted(one);
    let first = counted(one);
    assert!(matches!(submit(bench, upload).await, Submitted::New(_)));
    assert!(matches!(bench.store().imports().submit(&import).await, Ok(Submitted::New(_))));
    assert!(matches!(submit(bench, first.clone()).await, Submitted::New(_)));
    bench.store().cancel(one, first.id).await.expect("cancelled");
    let again = |key: Option<&str>| Redrive {
        of: first.id,
        anew: Anew::Retried,
        id: job_id(),
        tenant: one,
        idempotency: key.map(|key| Idempotency { key: key.to_owned(), fingerprint: [1; 32] }),
        traceparent: None,
        counted: Some(one.to_string()),
    };
    let keyed = again(Some("a redrive"));
    assert_eq!(bench.store().redrive(&keyed).await.expect("answered"), Redriven::New);
    assert_eq!(left(bench).await, Some(0));
    let over = bench.store().redrive(&again(Some("another"))).await.expect("answered");
    assert!(matches!(over, Redriven::OverLimit(_)), "{over:?}");
    let replayed = bench.store().redrive(&Redrive { id: job_id(), ..keyed.clone() }).await.expect("answered");
    assert_eq!(replayed, Redriven::Replayed(keyed.id));
    let over = bench.store().imports().submit(&counted(one)).await.expect("answered");
    assert!(matches!(over, Submitted::OverLimit(_)), "{over:?}");
    bench.raw("UPDATE client_limits SET used = 3").await;
    let free = bench.store().redrive(&again(Some("another"))).await.expect("answered");
    assert_eq!(free, Redriven::New, "its key was not taken when it was refused");
}

pub(crate) async fn a_client_without_a_limit_has_no_row(bench: &dyn Bench) {
    let one = client(bench).await;
    for _ in 0..3 {
        assert!(matches!(submit(bench, inline_job(one)).await, Submitted::New(_)));
    }
    assert_eq!(bench.count("SELECT count(*) FROM client_limits").await, 0);
}
