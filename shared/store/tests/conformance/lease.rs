//! Heartbeats.

use std::sync::Arc;
use std::thread;

use model::{Fence, Lease, SessionId, Stage};
use store::{Beat, Fenced, Progress, Renewed};

use super::Bench;
use super::make::{
    LEASE, SECOND, claim, job_id, pulse, read, request_cancel, result, running, session, submit_inline, tenant,
};

fn beat_of(lease: &Lease, progress: Progress) -> Beat {
    Beat { job: lease.job, fence: lease.fence, progress }
}

async fn beat(bench: &dyn Bench, session: SessionId, beats: &[Beat]) -> Vec<Renewed> {
    bench.store().heart().beat(&pulse(session, beats)).await.expect("beaten")
}

fn renewed(lease: &Lease) -> Renewed {
    Renewed { job: lease.job, fence: lease.fence, cancel_requested: false }
}

pub(crate) async fn a_beat_renews_and_stores_progress(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    let progress = Progress { stage: Some(Stage::Analyzing), turns_done: 10, turns_total: Some(90) };
    // Three beats, each two seconds before the lease before it ends.
    for _ in 0..3 {
        bench.advance(SECOND * 18).await;
        assert_eq!(beat(bench, lease.session, &[beat_of(&lease, progress)]).await, [renewed(&lease)]);
        assert_eq!(bench.store().rescue(10, true).await.expect("swept"), []);
    }
    assert_eq!(read(bench, tenant, lease.job).await.progress, progress);
    let progress = Progress { stage: None, turns_done: 11, turns_total: None };
    beat(bench, lease.session, &[beat_of(&lease, progress)]).await;
    assert_eq!(read(bench, tenant, lease.job).await.progress, progress);
}

pub(crate) async fn only_moved_progress_is_a_revision(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    let progress = Progress { stage: Some(Stage::Assembling), turns_done: 1, turns_total: None };
    let mut revisions = vec![read(bench, tenant, lease.job).await.revision];
    for progress in [progress, progress, Progress { turns_total: Some(5), ..progress }] {
        beat(bench, lease.session, &[beat_of(&lease, progress)]).await;
        revisions.push(read(bench, tenant, lease.job).await.revision);
    }
    assert!(revisions[1] > revisions[0], "{revisions:?}");
    assert_eq!(revisions[2], revisions[1]);
    assert!(revisions[3] > revisions[2], "{revisions:?}");
}

pub(crate) async fn an_expired_lease_nobody_rescued_is_renewed(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    bench.advance(LEASE * 10).await;
    assert_eq!(beat(bench, lease.session, &[beat_of(&lease, Progress::default())]).await, [renewed(&lease)]);
    assert_eq!(bench.store().rescue(10, true).await.expect("swept"), []);
    assert_eq!(bench.store().complete(&lease, &result("late")).await.expect("answered"), Fenced::Held);
}

pub(crate) async fn a_beat_answers_for_held_leases_only(bench: &dyn Bench) {
    let (tenant, session) = (tenant(), session());
    for _ in 0..4 {
        submit_inline(bench, tenant).await;
    }
    let leases: Vec<Lease> = claim(bench, session, 4).await.iter().map(|job| job.lease).collect();
    let completed = bench.store().complete(&leases[1], &result("done")).await.expect("answered");
    assert_eq!(completed, Fenced::Held);
    let mut beats: Vec<Beat> = leases.iter().rev().map(|lease| beat_of(lease, Progress::default())).collect();
    beats[0].fence = Fence(2);
    beats.push(Beat { job: job_id(), fence: Fence(1), progress: Progress::default() });
    let mut answer = beat(bench, session, &beats).await;
    answer.sort_by_key(|renewed| renewed.job);
    let mut expected = [renewed(&leases[0]), renewed(&leases[2])];
    expected.sort_by_key(|renewed| renewed.job);
    assert_eq!(answer, expected);
    assert_eq!(beat(bench, session, &[]).await, []);
}

pub(crate) async fn a_beat_tells_of_a_requested_cancel(bench: &dyn Bench) {
    let tenant = tenant();
    let lease = running(bench, tenant).await;
    request_cancel(bench, tenant, lease.job).await;
    let answer = beat(bench, lease.session, &[beat_of(&lease, Progress::default())]).await;
    assert_eq!(answer, [Renewed { cancel_requested: true, ..renewed(&lease) }]);
}

pub(crate) async fn a_heart_beats_in_a_runtime_of_its_own(bench: &dyn Bench) {
    let lease = running(bench, tenant()).await;
    let heart = bench.store().heart();
    let beats = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut answers = Vec::new();
            for _ in 0..3 {
                let beats = [beat_of(&lease, Progress::default())];
                answers.push(Arc::clone(&heart).beat(&pulse(lease.session, &beats)).await.expect("beaten"));
            }
            answers
        })
    });
    let answers = tokio::task::spawn_blocking(|| beats.join().expect("no panic")).await.expect("no panic");
    assert!(answers.iter().all(|answer| *answer == [renewed(&lease)]), "{answers:?}");
}
