//! Files that jobs bring here from elsewhere.

use std::time::Duration;

use futures::join;
use model::{ClientNumber, FileId, JobId, Kind, Status, TenantId};
use store::{
    Anew, Brought, ClaimedJob, Fenced, FileAdded, Garbage, Idempotency, Import, LastCompleted, Moved, NewFile, NewJob,
    Redrive, Redriven, Submitted, UploadedPart,
};

use super::Bench;
use super::erase::due;
use super::make::{SECOND, claim, failure, inline_job, job_id, read, session, tenant};

const BY: ClientNumber = ClientNumber::FIRST;

fn import_job(tenant: TenantId) -> NewJob {
    NewJob { kind: Kind::ZoomImport, user_metadata: Some(b"{ }".to_vec()), ..inline_job(tenant) }
}

async fn submitted(bench: &dyn Bench, job: NewJob) -> (JobId, FileId) {
    let id = job.id;
    let answer = bench.store().imports().submit(&job).await.expect("stored");
    assert!(matches!(answer, Submitted::New(_)), "{answer:?}");
    (id, FileId::brought_by(id))
}

fn brought(tenant: TenantId, id: FileId, key: &str) -> NewFile {
    NewFile {
        tenant,
        id,
        key: key.to_owned(),
        upload_id: "an upload".to_owned(),
        parts: vec![UploadedPart { number: 1, etag: "a tag".to_owned() }],
        part_bytes: 8 << 20,
        file_name: "call.vtt".to_owned(),
        content_type: "text/vtt".to_owned(),
        bytes: 12,
        sha256: [7; 32],
        user_metadata: None,
    }
}

fn key(name: &str) -> Garbage {
    Garbage::Key(name.to_owned())
}

/// The one job that is due, with its object named as garbage.
async fn at_work(bench: &dyn Bench, name: &str) -> ClaimedJob {
    let job = claim(bench, session(), 10).await.pop().expect("one is due");
    let named = bench.store().expect_garbage(&job.lease, &key(name)).await;
    assert_eq!(named.expect("answered"), Fenced::Held);
    job
}

async fn bring(bench: &dyn Bench, job: &ClaimedJob, file: FileId, name: &str) -> Brought {
    bench.store().imports().bring(&job.lease, &brought(job.tenant, file, name)).await.expect("answered")
}

async fn of_file(bench: &dyn Bench, tenant: TenantId, file: FileId) -> Option<Import> {
    bench.store().imports().of_file(tenant, file).await.expect("read")
}

fn redrive(tenant: TenantId, of: JobId) -> Redrive {
    Redrive { of, anew: Anew::Retried, id: job_id(), tenant, idempotency: None, traceparent: None, counted: None }
}

pub(crate) async fn a_file_comes_with_its_jobs_completion(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let (job, file) = submitted(bench, import_job(tenant)).await;
    let told = of_file(bench, tenant, file).await.expect("it is known");
    assert_eq!((told.job, told.status, told.failure), (job, Status::Queued, None));
    assert_eq!(told.user_metadata.as_deref(), Some(&b"{ }"[..]));
    assert_eq!(store.imports().by_job(tenant, job).await.expect("read"), Some(file));
    assert_eq!(store.file(tenant, file).await.expect("read"), None);
    let claimed = at_work(bench, "files/1").await;
    assert_eq!((claimed.kind, claimed.lease.job), (Kind::ZoomImport, job));
    for _ in 0..2 {
        assert_eq!(bring(bench, &claimed, file, "files/1").await, Brought::Held, "and again");
    }
    let there = store.file(tenant, file).await.expect("read").expect("there");
    assert_eq!((there.bytes, there.user_metadata.as_deref()), (12, Some(&b"{ }"[..])), "the job's own words");
    assert_eq!(read(bench, tenant, job).await.status, Status::Completed);
    assert_eq!(of_file(bench, tenant, file).await.expect("known").status, Status::Completed);
    bench.advance(SECOND * 3600).await;
    assert_eq!(due(bench).await, [], "the object is the file's");
    let conversation = read(bench, tenant, job).await.conversation_id;
    let last = store.conversations().last_completed(tenant, &conversation).await.expect("read");
    assert_eq!(last, LastCompleted::None, "nothing was analysed");
    assert!(store.erase(tenant, BY, job).await.expect("answered"));
    assert!(of_file(bench, tenant, file).await.is_none());
    assert!(store.file(tenant, file).await.expect("read").is_some(), "it is its tenant's");
}

pub(crate) async fn an_import_is_its_tenants_alone(bench: &dyn Bench) {
    let (owner, other, store) = (tenant(), tenant(), bench.store());
    let (job, file) = submitted(bench, import_job(owner)).await;
    assert!(of_file(bench, other, file).await.is_none());
    assert_eq!(store.imports().by_job(other, job).await.expect("read"), None);
    assert!(!store.erase_file(other, BY, file, "an alias").await.expect("answered"));
    assert_eq!(store.redrive(&redrive(other, job)).await.expect("answered"), Redriven::Missing);
    let claimed = at_work(bench, "files/1").await;
    let foreign = NewFile { tenant: other, ..brought(other, file, "files/1") };
    let foreign = store.imports().bring(&claimed.lease, &foreign).await.expect("answered");
    assert_eq!(foreign, Brought::Held);
    assert!(store.file(owner, file).await.expect("read").is_some(), "the job says whose it is");
    assert!(store.file(other, file).await.expect("read").is_none());
}

pub(crate) async fn a_repeated_key_replays_the_import(bench: &dyn Bench) {
    let tenant = tenant();
    let keyed = |fingerprint| NewJob {
        idempotency: Some(Idempotency { key: "a key".to_owned(), fingerprint: [fingerprint; 32] }),
        ..import_job(tenant)
    };
    let (first, _) = submitted(bench, keyed(1)).await;
    let again = async |job: NewJob| bench.store().imports().submit(&job).await.expect("answered");
    assert_eq!(again(keyed(1)).await, Submitted::Replayed(first));
    assert_eq!(again(keyed(2)).await, Submitted::KeyReused);
    assert_eq!(bench.count("SELECT count(*) FROM imports").await, 1);
}

pub(crate) async fn a_zombie_brings_nothing(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let (job, file) = submitted(bench, import_job(tenant)).await;
    let dead = at_work(bench, "files/1").await;
    bench.advance(SECOND * 30).await;
    assert_eq!(store.rescue(10, true).await.expect("swept"), [job]);
    assert_eq!(bring(bench, &dead, file, "files/1").await, Brought::Lost);
    let alive = at_work(bench, "files/2").await;
    assert_eq!(bring(bench, &dead, file, "files/1").await, Brought::Lost);
    assert_eq!(bring(bench, &alive, file, "files/2").await, Brought::Held);
    assert_eq!(bring(bench, &dead, file, "files/1").await, Brought::Lost);
    assert_eq!(due(bench).await, [key("files/1")], "what the first attempt wrote");
    assert_eq!(bench.count("SELECT count(*) FROM files WHERE object_key = 'files/2'").await, 1);
}

pub(crate) async fn an_erased_file_does_not_come(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let erased = async |file| store.erase_file(tenant, BY, file, "an alias").await.expect("answered");
    let (waiting, file) = submitted(bench, import_job(tenant)).await;
    assert!(erased(file).await && !erased(file).await);
    assert_eq!(read(bench, tenant, waiting).await.status, Status::Cancelled, "nobody needs it any more");
    assert!(of_file(bench, tenant, file).await.is_none());
    assert_eq!(store.redrive(&redrive(tenant, waiting)).await.expect("answered"), Redriven::InputGone);

    let (running, file) = submitted(bench, import_job(tenant)).await;
    let claimed = at_work(bench, "files/1").await;
    assert!(erased(file).await);
    assert!(read(bench, tenant, running).await.cancel_requested_at.is_some(), "its worker is told");
    assert_eq!(bring(bench, &claimed, file, "files/1").await, Brought::Erased);
    assert_eq!(read(bench, tenant, running).await.status, Status::Processing, "nothing was changed");
    assert_eq!(store.release(&claimed.lease, Duration::ZERO, false).await.expect("answered"), Fenced::Held);
    assert_eq!(read(bench, tenant, running).await.status, Status::Cancelled);
    assert_eq!(due(bench).await, [key("files/1")]);

    let (job, file) = submitted(bench, import_job(tenant)).await;
    let claimed = at_work(bench, "files/2").await;
    assert_eq!(bring(bench, &claimed, file, "files/2").await, Brought::Held);
    assert!(erased(file).await);
    assert_eq!(read(bench, tenant, job).await.status, Status::Completed, "what has ended stays");
    assert_eq!(store.file(tenant, file).await.expect("read"), None);
    assert_eq!(due(bench).await, [key("files/2")]);
    assert_eq!(bench.count("SELECT count(*) FROM audit WHERE act = 'erase_file'").await, 3);
}

pub(crate) async fn of_an_erasure_and_a_file_nothing_stays(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for n in 0..10 {
        let name = format!("files/{n}");
        let (_, file) = submitted(bench, import_job(tenant)).await;
        let claimed = at_work(bench, &name).await;
        let came = bring(bench, &claimed, file, &name);
        let (came, erased) = join!(came, store.erase_file(tenant, BY, file, "an alias"));
        assert!(erased.expect("answered"));
        assert!(matches!(came, Brought::Held | Brought::Erased), "{came:?}");
        if came == Brought::Erased {
            let told = store.fail(&claimed.lease, &failure("file_erased")).await;
            assert_eq!(told.expect("answered"), Fenced::Held);
        }
        assert_eq!(store.file(tenant, file).await.expect("read"), None, "{came:?}");
        assert_eq!(due(bench).await, [key(&name)], "{came:?}");
    }
}

pub(crate) async fn a_file_id_that_was_taken_stays_so(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let (job, file) = submitted(bench, import_job(tenant)).await;
    let claimed = at_work(bench, "files/1").await;
    store.note_garbage(&key("files/2"), SECOND * 3600).await.expect("noted");
    let posted = store.add_file(&NewFile { sha256: [8; 32], ..brought(tenant, file, "files/2") }).await;
    assert!(matches!(posted, Ok(FileAdded::New(_))), "{posted:?}");
    assert_eq!(bring(bench, &claimed, file, "files/1").await, Brought::Taken);
    assert_eq!(store.fail(&claimed.lease, &failure("taken")).await.expect("answered"), Fenced::Held);
    assert_eq!(read(bench, tenant, job).await.status, Status::Failed);
    assert_eq!(store.file(tenant, file).await.expect("read").expect("there").sha256, [8; 32]);
    assert_eq!(due(bench).await, [key("files/1")]);
}

pub(crate) async fn a_redrive_brings_the_same_file(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let (first, file) = submitted(bench, import_job(tenant)).await;
    let claimed = at_work(bench, "files/1").await;
    assert_eq!(store.fail(&claimed.lease, &failure("away")).await.expect("answered"), Fenced::Held);
    let told = of_file(bench, tenant, file).await.expect("known");
    assert_eq!((told.status, told.failure), (Status::Failed, Some(failure("away"))));
    let again = redrive(tenant, first);
    assert_eq!(store.redrive(&again).await.expect("answered"), Redriven::New);
    assert_eq!(of_file(bench, tenant, file).await.expect("known").job, again.id);
    let twice = store.redrive(&redrive(tenant, first)).await.expect("answered");
    assert_eq!(twice, Redriven::InputGone, "one job brings it");
    assert!(store.erase(tenant, BY, first).await.expect("answered"));
    let claimed = at_work(bench, "files/2").await;
    assert_eq!((claimed.lease.job, claimed.kind), (again.id, Kind::ZoomImport));
    assert_eq!(bring(bench, &claimed, file, "files/2").await, Brought::Held);
    assert!(store.file(tenant, file).await.expect("read").is_some());
    assert_eq!(store.cancel(tenant, again.id).await.expect("answered"), Moved::Was(Status::Completed));
}

pub(crate) async fn of_racing_redrives_one_brings_the_file(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for n in 0..5 {
        let (first, file) = submitted(bench, import_job(tenant)).await;
        let claimed = at_work(bench, &format!("files/{n}")).await;
        assert_eq!(store.fail(&claimed.lease, &failure("away")).await.expect("answered"), Fenced::Held);
        let [one, other] = [redrive(tenant, first), redrive(tenant, first)];
        let (a, b) = join!(store.redrive(&one), store.redrive(&other));
        let new = [(&one, a), (&other, b)].into_iter().filter(|(_, made)| matches!(made, Ok(Redriven::New)));
        let new: Vec<JobId> = new.map(|(made, _)| made.id).collect();
        assert_eq!(new, [of_file(bench, tenant, file).await.expect("known").job]);
        let claimed = claim(bench, session(), 10).await;
        assert_eq!(claimed.iter().map(|job| job.lease.job).collect::<Vec<_>>(), new);
        assert_eq!(store.fail(&claimed[0].lease, &failure("away")).await.expect("answered"), Fenced::Held);
    }
}
