//! Submitting and reading back.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use futures::poll;
use model::{Fence, Generation, Status};
use store::{Error, Garbage, Idempotency, NewJob, Progress, Submitted};

use super::Bench;
use super::make::{self, SECOND, inline_job, object_job, read, session, submit, submit_inline, tenant, upload_job};

fn with_key(job: NewJob, key: &str, fingerprint: u8) -> NewJob {
    NewJob { idempotency: Some(Idempotency { key: key.to_owned(), fingerprint: [fingerprint; 32] }), ..job }
}

pub(crate) async fn what_was_submitted_is_read_back(bench: &dyn Bench) {
    let tenant = tenant();
    let before = bench.store().now().await.expect("told");
    let new = NewJob {
        priority: 3,
        conversation_id: "söme id".to_owned(),
        user_metadata: Some(b"{\"as\" : \"sent\xff\"}".to_vec()),
        options: b"{\"max_behaviors\":3}".to_vec(),
        traceparent: Some("00-aa-bb-01".to_owned()),
        first_ticket: None,
        counted: None,
        ..inline_job(tenant)
    };
    submit(bench, new.clone()).await;
    let job = read(bench, tenant, new.id).await;
    assert_eq!((job.id, job.tenant, job.kind, job.priority), (new.id, tenant, new.kind, 3));
    assert_eq!(job.status, Status::Queued);
    assert_eq!((job.fence, job.generation, job.attempt, job.crashes), (Fence(0), Generation(0), 0, 0));
    assert_eq!((job.conversation_id, job.user_metadata), (new.conversation_id, new.user_metadata));
    assert_eq!((job.options, job.progress, job.failure), (new.options, Progress::default(), None));
    assert!(job.created_at >= before && job.run_at == job.created_at);
    assert_eq!((job.started_at, job.finished_at, job.cancel_requested_at), (None, None, None));
    assert_eq!(bench.store().upload(tenant, new.id).await.expect("read"), None);
    assert_eq!(bench.store().result(tenant, new.id).await.expect("read"), None);
}

pub(crate) async fn an_upload_awaits_its_parts(bench: &dyn Bench) {
    let tenant = tenant();
    let id = submit(bench, upload_job(tenant, "uploads/1")).await;
    let job = read(bench, tenant, id).await;
    assert_eq!(job.status, Status::AwaitingUpload);
    let upload = bench.store().upload(tenant, id).await.expect("read").expect("there");
    assert_eq!((upload.key.as_str(), upload.upload_id, upload.parts), ("uploads/1", None, None));
    assert_eq!((upload.file_name.as_str(), upload.content_type.as_str()), ("call.vtt", "text/vtt"));
    assert_eq!((upload.file_bytes, upload.part_bytes, upload.part_count), (12_000_000, 8 << 20, 2));
    assert_eq!(upload.expires_at.since(job.created_at), Duration::from_hours(1));
    assert!(make::claim(bench, session(), 10).await.is_empty(), "nothing is due before its upload");
}

pub(crate) async fn an_object_input_settles_its_garbage_and_no_other(bench: &dyn Bench) {
    let store = bench.store();
    for key in ["inputs/mine", "inputs/other"] {
        store.note_garbage(&Garbage::Key(key.to_owned()), SECOND * 3600).await.expect("noted");
    }
    submit(bench, object_job(tenant(), "inputs/mine")).await;
    bench.advance(SECOND * 3600).await;
    let due = store.due_garbage(10).await.expect("taken");
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].garbage, Garbage::Key("inputs/other".to_owned()));
}

/// A client that stalls between writing the object and submitting it, for longer than the object was promised.
pub(crate) async fn an_object_that_came_too_late_is_nobodys_input(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let (late, taken) = (object_job(tenant, "inputs/late"), object_job(tenant, "inputs/taken"));
    for key in ["inputs/late", "inputs/taken"] {
        store.note_garbage(&Garbage::Key(key.to_owned()), SECOND * 3600).await.expect("noted");
    }
    // A sweep is near, then it has begun, then it is over for one of them and comes again.
    bench.advance(SECOND * 3545).await;
    assert_too_late(bench, &with_key(late.clone(), "key", 1)).await;
    bench.advance(SECOND * 60).await;
    let due = store.due_garbage(10).await.expect("taken");
    assert_eq!(due.len(), 2, "the refused submission left the row as it was");
    assert_too_late(bench, &late).await;
    assert_too_late(bench, &taken).await;
    for row in due {
        let again = (row.garbage == Garbage::Key("inputs/taken".to_owned())).then_some(SECOND * 7200);
        store.swept(row.row, again).await.expect("settled");
    }
    assert_too_late(bench, &late).await;
    assert_too_late(bench, &taken).await;
    assert!(make::claim(bench, session(), 10).await.is_empty());
    // Nothing of it is left, not even its key.
    submit(bench, with_key(inline_job(tenant), "key", 2)).await;
}

async fn assert_too_late(bench: &dyn Bench, job: &NewJob) {
    let refused = bench.store().submit(job).await;
    assert!(matches!(refused, Err(Error::Unavailable { transaction: "submit", .. })), "{refused:?}");
    assert_eq!(bench.store().job(job.tenant, job.id).await.expect("read"), None);
}

pub(crate) async fn a_repeated_key_replays_the_first_job(bench: &dyn Bench) {
    let tenant = tenant();
    let first = submit(bench, with_key(inline_job(tenant), "key", 1)).await;
    let again = with_key(inline_job(tenant), "key", 1);
    assert_eq!(bench.store().submit(&again).await.expect("answered"), Submitted::Replayed(first));
    assert_eq!(bench.store().job(tenant, again.id).await.expect("read"), None, "nothing was stored");
    submit(bench, with_key(inline_job(tenant), "another key", 1)).await;
    submit_inline(bench, tenant).await;
}

pub(crate) async fn a_key_with_another_fingerprint_is_refused(bench: &dyn Bench) {
    let tenant = tenant();
    submit(bench, with_key(inline_job(tenant), "key", 1)).await;
    let other = with_key(inline_job(tenant), "key", 2);
    assert_eq!(bench.store().submit(&other).await.expect("answered"), Submitted::KeyReused);
    assert_eq!(bench.store().job(tenant, other.id).await.expect("read"), None, "nothing was stored");
}

pub(crate) async fn a_key_belongs_to_its_tenant(bench: &dyn Bench) {
    for _ in 0..2 {
        submit(bench, with_key(inline_job(tenant()), "key", 1)).await;
    }
}

pub(crate) async fn one_of_many_racing_keys_wins(bench: &dyn Bench) {
    let tenant = tenant();
    let jobs: Vec<NewJob> = (0..8).map(|_| with_key(inline_job(tenant), "key", 1)).collect();
    let answers = join_all(jobs.iter().map(|job| bench.store().submit(job))).await;
    let answers: Vec<Submitted> = answers.into_iter().map(|answer| answer.expect("answered")).collect();
    let winner = answers.iter().position(|answer| matches!(answer, Submitted::New(_))).expect("one is new");
    for (n, answer) in answers.iter().enumerate().filter(|(n, _)| *n != winner) {
        assert_eq!(*answer, Submitted::Replayed(jobs[winner].id), "{n}");
    }
    assert_eq!(make::claim(bench, session(), 20).await.len(), 1);
}

pub(crate) async fn a_failing_write_leaves_its_neighbours_alone(bench: &dyn Bench) {
    let tenant = tenant();
    let mut jobs: Vec<NewJob> = (0..40).map(|n| with_key(inline_job(tenant), &format!("key {n}"), 1)).collect();
    jobs[20].id = jobs[10].id;
    let answers = join_all(jobs.iter().map(|job| bench.store().submit(job))).await;
    let refused: Vec<usize> = (0..40).filter(|n| matches!(answers[*n], Err(Error::Refused { .. }))).collect();
    let stored = answers.iter().filter(|answer| matches!(answer, Ok(Submitted::New(_)))).count();
    assert_eq!((refused.len(), stored), (1, 39));
    for job in &jobs {
        read(bench, tenant, job.id).await;
    }
    // It had taken its key before it failed: that is undone too.
    submit(bench, with_key(inline_job(tenant), &format!("key {}", refused[0]), 1)).await;
}

/// Everything that may come together at once, each with its own answer.
pub(crate) async fn many_submissions_at_once_keep_their_answers(bench: &dyn Bench) {
    let tenant = tenant();
    let mut jobs = Vec::new();
    for n in 0_u8..100 {
        let (key, fingerprint) = (format!("key {}", n / 4), if n % 4 == 3 { 2 } else { 1 });
        let job = match n % 5 {
            0 => upload_job(tenant, &format!("uploads/{n}")),
            1 => inline_job(tenant),
            _ => with_key(inline_job(tenant), &key, fingerprint),
        };
        jobs.push(NewJob { conversation_id: format!("conversation {n}"), user_metadata: Some(vec![n]), ..job });
    }
    let answers = join_all(jobs.iter().map(|job| bench.store().submit(job))).await;
    let mut taken = BTreeSet::new();
    for (job, answer) in jobs.iter().zip(answers) {
        let first = |id| jobs.iter().find(|job| job.id == id).and_then(|first| first.idempotency.clone());
        match answer.expect("answered") {
            Submitted::New(_) => {
                let stored = read(bench, tenant, job.id).await;
                assert_eq!(
                    (&stored.conversation_id, &stored.user_metadata),
                    (&job.conversation_id, &job.user_metadata)
                );
                let free = job.idempotency.as_ref().is_none_or(|key| taken.insert(key.key.clone()));
                assert!(free, "a key made two jobs");
            }
            Submitted::Replayed(id) => assert_eq!(first(id), job.idempotency),
            Submitted::KeyReused => assert!(job.idempotency.is_some()),
            Submitted::NoFile | Submitted::OverLimit(_) => panic!("no job names a file or is counted"),
        }
    }
    assert_eq!(taken.len(), 25);
    assert_eq!(make::claim(bench, session(), 200).await.len(), 20 + 25);
}

/// A caller who goes away takes nobody along.
pub(crate) async fn an_abandoned_submission_leaves_its_neighbours_alone(bench: &dyn Bench) {
    let tenant = tenant();
    let jobs: Vec<NewJob> = (0..60).map(|_| inline_job(tenant)).collect();
    let mut submissions: Vec<_> = jobs.iter().map(|job| bench.store().submit(job)).collect();
    for submission in &mut submissions {
        assert!(poll!(submission).is_pending(), "it waits for the disk");
    }
    let mut odd = false;
    submissions.retain(|_| {
        odd = !odd;
        odd
    });
    for answer in join_all(submissions).await {
        assert!(matches!(answer.expect("answered"), Submitted::New(_)));
    }
    for job in jobs.iter().step_by(2) {
        read(bench, tenant, job.id).await;
    }
}

pub(crate) async fn jobs_are_counted_by_status(bench: &dyn Bench) {
    for _ in 0..3 {
        submit_inline(bench, tenant()).await;
    }
    submit(bench, upload_job(tenant(), "uploads/1")).await;
    make::claim(bench, session(), 1).await;
    let counts = bench.store().counts().await.expect("counted");
    let expected = [(Status::AwaitingUpload, 1), (Status::Queued, 2), (Status::Processing, 1)];
    assert_eq!(counts, expected.into());
}
