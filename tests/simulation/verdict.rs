//! Whether every job came to the end it had to come to.

use model::Status;
use model::limits::MAX_CRASHES;

use crate::bed::document;
use crate::upload::Arrived;
use crate::world::World;

pub(crate) async fn every_job_ended_as_it_must(world: &World<'_>) {
    let reads = world.opened().reads(&world.disk);
    for (&id, job) in &world.model.jobs {
        let talk = &world.talks[&id];
        let root = world.root(id);
        let upload = world.uploads.iter().find(|upload| upload.job == root);
        let verified = upload.and_then(|upload| upload.verified.as_ref());
        let all_right = verified.is_none_or(|parts| parts.values().all(|Arrived { right, .. }| *right));
        match job.status {
            Status::Completed => {
                let visible = reads.job(job.tenant, id).await.expect("readable");
                let document = document(&visible).await.expect("the result is whole");
                assert!(talk.document.as_ref() == Some(&document), "job {id}: not the analysis of {}", talk.name);
                assert!(all_right, "job {id}: its file was another");
            }
            Status::Cancelled => {
                let awaited = upload.is_some() && verified.is_none();
                assert!(awaited || world.unwanted.contains(&id), "job {id}: nobody cancelled it");
            }
            Status::Failed => {
                let code = job.failure.as_deref().expect("a failed job says why");
                let just = match code {
                    "upload_expired" => upload.is_some() && verified.is_none(),
                    "crashed_repeatedly" => job.crashes >= MAX_CRASHES,
                    "storage_refused" => world.refused,
                    "given_up" => world.given_up.contains(&id),
                    "upload_changed" => upload.is_some_and(|upload| upload.changed),
                    // It was never put together, and swept before somebody wanted it again.
                    "upload_lost" => root != id,
                    "input_lost" | "internal" => false,
                    _ => talk.document.is_none() || !all_right,
                };
                assert!(just, "job {id}: {} failed with {code}", talk.name);
            }
            Status::AwaitingUpload | Status::Queued | Status::Processing => panic!("job {id} is not over"),
        }
    }
}
