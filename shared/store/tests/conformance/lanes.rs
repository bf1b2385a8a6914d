//! What is wanted sooner goes first, and nothing waits for ever.

use model::{Lane, TenantId};
use store::{NewJob, TicketAsk};

use super::Bench;
use super::make::{SECOND, claim, inline_job, session, submit, tenant};

async fn fill(bench: &dyn Bench, tenant: TenantId, lane: Lane, jobs: usize) {
    for _ in 0..jobs {
        let job = NewJob { priority: lane.priority(), ..inline_job(tenant) };
        bench.store().submit(&job).await.expect("submitted");
    }
}

/// How many of each lane are claimed, one at a time or together.
async fn claimed(bench: &dyn Bench, times: u32, limit: u32) -> [usize; 3] {
    let mut lanes = [0; 3];
    for _ in 0..times {
        for job in claim(bench, session(), limit).await {
            let stored = bench.store().job(job.tenant, job.lease.job).await.expect("read").expect("there");
            lanes[Lane::of(stored.priority) as usize] += 1;
        }
    }
    lanes
}

/// One tenant's jobs, and others' too: low is reached while high never ends.
pub(crate) async fn high_goes_first_and_low_is_not_starved(bench: &dyn Bench) {
    let (one, other) = (tenant(), tenant());
    for lane in Lane::ALL {
        fill(bench, one, lane, 30).await;
    }
    fill(bench, other, Lane::High, 30).await;
    assert_eq!(claimed(bench, 16, 1).await, [12, 2, 2]);
    assert_eq!(claimed(bench, 1, 16).await, [12, 2, 2]);
    assert_eq!(claimed(bench, 8, 2).await, [12, 2, 2]);
}

pub(crate) async fn an_idle_lane_leaves_its_share_to_the_others(bench: &dyn Bench) {
    let tenant = tenant();
    fill(bench, tenant, Lane::Normal, 30).await;
    fill(bench, tenant, Lane::Low, 3).await;
    assert_eq!(claimed(bench, 8, 1).await, [0, 7, 1]);
    assert_eq!(claimed(bench, 1, 100).await, [0, 23, 2], "everything there is");
    fill(bench, tenant, Lane::Low, 2).await;
    assert_eq!(claimed(bench, 1, 8).await, [0, 0, 2]);
}

pub(crate) async fn lanes_are_bounded_apart(bench: &dyn Bench) {
    let tenant = tenant();
    for lane in Lane::ALL {
        fill(bench, tenant, lane, 9).await;
    }
    for out in [4, 6] {
        for lane in Lane::ALL {
            let ask = TicketAsk { lane, limit: 100, out, again: SECOND * 30 };
            let given = bench.store().take_tickets(&ask).await.expect("taken");
            assert_eq!(given.len(), if out == 4 { 4 } else { 2 }, "{lane}");
            for given in given {
                let job = bench.store().job(tenant, given.ticket.job).await.expect("read").expect("there");
                assert_eq!(Lane::of(job.priority), lane);
            }
        }
    }
    assert_eq!(bench.store().tickets_out(100).await.expect("counted"), 18);
}

pub(crate) async fn old_rows_are_in_the_normal_lane(bench: &dyn Bench) {
    let id = submit(bench, inline_job(tenant())).await;
    assert_eq!(bench.count(&format!("SELECT count(*) FROM jobs WHERE id = '{id}' AND lane = 'main'")).await, 1);
    let column = bench.count("SELECT count(*) FROM jobs WHERE lane = 'main'").await;
    assert_eq!(column, 1);
    // As a version inserts that knows no lanes.
    bench
        .raw(&format!(
            "INSERT INTO jobs (id, tenant, kind, priority, status, created_at, run_at, ticket_due, conversation_id)
             SELECT '{}', tenant, kind, 0, 'queued', created_at, run_at, run_at, 'c' FROM jobs WHERE id = '{id}'",
            super::make::job_id()
        ))
        .await;
    bench.raw("INSERT INTO job_details (job, options) SELECT id, options FROM jobs CROSS JOIN (SELECT options FROM job_details LIMIT 1) AS one WHERE id NOT IN (SELECT job FROM job_details)").await;
    bench.raw("INSERT INTO job_inputs (job, content_type, bytes) SELECT id, content_type, bytes FROM jobs CROSS JOIN (SELECT content_type, bytes FROM job_inputs LIMIT 1) AS one WHERE id NOT IN (SELECT job FROM job_inputs)").await;
    assert_eq!(claimed(bench, 1, 10).await, [0, 2, 0]);
}
