//! The ways out of `awaiting_upload`.

use futures::join;
use model::{Generation, Status};
use store::{Garbage, Moved, NewInput, NewJob, UploadedPart};

use super::Bench;
use super::make::{
    SECOND, claim, inline_job, job_id, new_upload, read, session, submit, submit_inline, tenant, upload_job,
};

/// Takes and settles what is due.
async fn due(bench: &dyn Bench) -> Vec<Garbage> {
    let mut garbage = Vec::new();
    for row in bench.store().due_garbage(100).await.expect("taken") {
        bench.store().swept(row.row, None).await.expect("settled");
        garbage.push(row.garbage);
    }
    garbage
}

pub(crate) async fn the_first_upload_id_is_remembered(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let id = submit(bench, upload_job(tenant, "uploads/1")).await;
    let (one, two) = join!(store.upload_opened(tenant, id, "one"), store.upload_opened(tenant, id, "two"));
    let (one, two) = (one.expect("answered"), two.expect("answered"));
    assert!(one ^ two);
    let winner = if one { "one" } else { "two" };
    assert!(store.upload_opened(tenant, id, winner).await.expect("answered"), "the same again");
    assert!(!store.upload_opened(tenant, id, "three").await.expect("answered"));
    let upload = store.upload(tenant, id).await.expect("read").expect("there");
    assert_eq!(upload.upload_id.as_deref(), Some(winner));
    assert!(!store.upload_opened(tenant, job_id(), "no such job").await.expect("answered"));
}

pub(crate) async fn a_completed_upload_is_queued_with_its_parts(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let id = submit(bench, upload_job(tenant, "uploads/1")).await;
    bench.advance(SECOND * 60).await;
    let before = read(bench, tenant, id).await;
    let parts =
        [(1, "9a\u{fc}"), (2, "\"quoted\"")].map(|(number, etag)| UploadedPart { number, etag: etag.to_owned() });
    assert_eq!(store.upload_completed(tenant, id, &parts).await.expect("answered"), Moved::Done);
    let job = read(bench, tenant, id).await;
    assert_eq!((job.status, job.generation), (Status::Queued, Generation(0)));
    assert!(job.revision > before.revision && job.run_at >= before.run_at.plus(SECOND * 60));
    assert_eq!(store.upload_completed(tenant, id, &[]).await.expect("answered"), Moved::Was(Status::Queued));
    assert_eq!(store.upload_cancelled(tenant, id).await.expect("answered"), Moved::Was(Status::Queued));
    let upload = store.upload(tenant, id).await.expect("read").expect("there");
    assert_eq!(upload.parts.as_deref(), Some(parts.as_slice()));
    bench.advance(SECOND * 7200).await;
    assert_eq!(store.expire_uploads(10).await.expect("swept"), 0);
    assert_eq!(claim(bench, session(), 10).await.len(), 1);
    assert_eq!(due(bench).await, []);
}

pub(crate) async fn a_cancelled_upload_is_garbage(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let id = submit(bench, upload_job(tenant, "uploads/1")).await;
    let before = read(bench, tenant, id).await;
    assert_eq!(store.upload_cancelled(tenant, id).await.expect("answered"), Moved::Done);
    let job = read(bench, tenant, id).await;
    assert_eq!((job.status, job.failure), (Status::Cancelled, None));
    assert!(job.finished_at.is_some() && job.revision > before.revision);
    assert_eq!(store.upload_cancelled(tenant, id).await.expect("answered"), Moved::Was(Status::Cancelled));
    assert_eq!(due(bench).await, [Garbage::Key("uploads/1".to_owned())]);
    assert!(!store.upload_opened(tenant, id, "too late").await.expect("answered"));
}

pub(crate) async fn an_upload_expires_in_time_and_not_before(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let input = NewInput::Upload(new_upload("uploads/late", SECOND * 600));
    let late = submit(bench, NewJob { input, ..inline_job(tenant) }).await;
    let early = submit(bench, upload_job(tenant, "uploads/early")).await;
    bench.advance(SECOND * 590).await;
    assert_eq!(store.expire_uploads(10).await.expect("swept"), 0);
    bench.advance(SECOND * 10).await;
    let before = read(bench, tenant, late).await;
    assert_eq!(store.expire_uploads(10).await.expect("swept"), 1);
    let job = read(bench, tenant, late).await;
    let code = job.failure.expect("a reason").code;
    assert_eq!((job.status, code.as_str()), (Status::Failed, "upload_expired"));
    assert!(job.finished_at.is_some() && job.revision > before.revision);
    assert_eq!(store.upload_completed(tenant, late, &[]).await.expect("answered"), Moved::Was(Status::Failed));
    assert_eq!(read(bench, tenant, early).await.status, Status::AwaitingUpload);
    assert_eq!(due(bench).await, [Garbage::Key("uploads/late".to_owned())]);
}

pub(crate) async fn an_expiry_takes_no_more_than_asked(bench: &dyn Bench) {
    let tenant = tenant();
    for n in 0..5 {
        submit(bench, upload_job(tenant, &format!("uploads/{n}"))).await;
    }
    bench.advance(SECOND * 7200).await;
    assert_eq!(bench.store().expire_uploads(3).await.expect("swept"), 3);
    assert_eq!(bench.store().expire_uploads(3).await.expect("swept"), 2);
    assert_eq!(due(bench).await.len(), 5);
}

pub(crate) async fn one_of_the_racing_moves_wins(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let input = |n: u32| NewInput::Upload(new_upload(&format!("uploads/{n}"), SECOND * 60));
    for n in 0..10 {
        let id = submit(bench, NewJob { input: input(n), ..inline_job(tenant) }).await;
        bench.advance(SECOND * 61).await;
        let (completed, cancelled, expired) = join!(
            store.upload_completed(tenant, id, &[]),
            store.upload_cancelled(tenant, id),
            store.expire_uploads(10)
        );
        let won = [
            completed.expect("answered") == Moved::Done,
            cancelled.expect("answered") == Moved::Done,
            expired.expect("swept") == 1,
        ];
        assert_eq!(won.into_iter().filter(|won| *won).count(), 1, "{won:?}");
        let expected = [Status::Queued, Status::Cancelled, Status::Failed];
        let status = read(bench, tenant, id).await.status;
        assert!(expected.into_iter().zip(won).any(|(state, won)| won && state == status), "{won:?} {status}");
        assert_eq!(due(bench).await.is_empty(), won[0], "a loser leaves no garbage, an end does");
        claim(bench, session(), 10).await;
    }
}

pub(crate) async fn a_job_without_upload_is_missing(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for id in [submit_inline(bench, tenant).await, job_id()] {
        assert_eq!(store.upload_completed(tenant, id, &[]).await.expect("answered"), Moved::Missing);
        assert_eq!(store.upload_cancelled(tenant, id).await.expect("answered"), Moved::Missing);
        assert!(!store.upload_opened(tenant, id, "none").await.expect("answered"));
    }
}
