//! Files that are kept, and jobs started from them.

use std::time::Duration;

use futures::join;
use model::{ClientNumber, FileId, JobId, TenantId};
use store::{
    Anew, Error, Fenced, File, FileAdded, Garbage, Idempotency, Input, Moved, NewFile, NewInput, NewJob, Redrive,
    Redriven, Submitted, UploadedPart,
};

use super::Bench;
use super::erase::due;
use super::make::{SECOND, claim, failure, inline_job, job_id, result, session, submit, tenant};

const DAY: Duration = Duration::from_hours(24);
const BY: ClientNumber = ClientNumber::FIRST;

fn file_id() -> FileId {
    FileId(job_id().0)
}

fn new_file(tenant: TenantId, id: FileId, key: &str) -> NewFile {
    NewFile {
        tenant,
        id,
        key: key.to_owned(),
        upload_id: "an upload".to_owned(),
        parts: [1, 2].map(|number| UploadedPart { number, etag: format!("tag {number}") }).into(),
        part_bytes: 8 << 20,
        file_name: "call.vtt".to_owned(),
        content_type: "text/vtt".to_owned(),
        bytes: 12_000_000,
        sha256: [7; 32],
        user_metadata: Some(b"{ }".to_vec()),
    }
}

fn key(name: &str) -> Garbage {
    Garbage::Key(name.to_owned())
}

/// Its object is named as garbage first, as whoever writes one does.
async fn add(bench: &dyn Bench, file: &NewFile) -> FileAdded {
    bench.store().note_garbage(&key(&file.key), SECOND * 3600).await.expect("noted");
    bench.store().add_file(file).await.expect("answered")
}

async fn kept(bench: &dyn Bench, tenant: TenantId, name: &str) -> FileId {
    let id = file_id();
    assert!(matches!(add(bench, &new_file(tenant, id, name)).await, FileAdded::New(_)));
    id
}

fn file_job(tenant: TenantId, file: FileId) -> NewJob {
    NewJob { input: NewInput::File(file), ..inline_job(tenant) }
}

async fn started(bench: &dyn Bench, tenant: TenantId, file: FileId) -> JobId {
    submit(bench, file_job(tenant, file)).await
}

async fn erased(bench: &dyn Bench, tenant: TenantId, file: FileId) -> bool {
    bench.store().erase_file(tenant, BY, file, "an alias").await.expect("answered")
}

async fn read(bench: &dyn Bench, tenant: TenantId, file: FileId) -> Option<File> {
    bench.store().file(tenant, file).await.expect("read")
}

pub(crate) async fn a_file_is_its_tenants_alone(bench: &dyn Bench) {
    let (owner, other, id) = (tenant(), tenant(), file_id());
    let new = new_file(owner, id, "files/1");
    let FileAdded::New(file) = add(bench, &new).await else { panic!("not new") };
    let told = File {
        id,
        file_name: new.file_name,
        content_type: new.content_type,
        bytes: new.bytes,
        sha256: new.sha256,
        user_metadata: new.user_metadata,
        created_at: file.created_at,
    };
    assert_eq!(file, told);
    assert_eq!(read(bench, owner, id).await, Some(file));
    assert_eq!(bench.store().garbage_pending().await.expect("counted"), 0, "the object is somebody's");
    assert_eq!(read(bench, other, id).await, None);
    assert!(!erased(bench, other, id).await);
    let stolen = file_job(other, id);
    assert_eq!(bench.store().submit(&stolen).await.expect("answered"), Submitted::NoFile);
    assert_eq!(bench.store().job(other, stolen.id).await.expect("read"), None);
    assert!(matches!(add(bench, &new_file(other, id, "files/2")).await, FileAdded::New(_)), "ids are a tenant's own");
    assert!(erased(bench, other, id).await && read(bench, owner, id).await.is_some());
    assert_eq!(due(bench).await, [key("files/2")]);
}

pub(crate) async fn a_file_is_never_changed(bench: &dyn Bench) {
    let (tenant, id) = (tenant(), file_id());
    let FileAdded::New(first) = add(bench, &new_file(tenant, id, "files/1")).await else { panic!("not new") };
    let another = NewFile { sha256: [8; 32], bytes: 9, ..new_file(tenant, id, "files/2") };
    assert_eq!(add(bench, &another).await, FileAdded::Before(first.clone()));
    assert_eq!(read(bench, tenant, id).await, Some(first));
    assert!(bench.store().put_off_garbage(&key("files/2"), Duration::ZERO).await.expect("answered"));
    assert_eq!(due(bench).await, [key("files/2")], "what was not kept goes");
}

pub(crate) async fn an_object_that_came_too_late_is_no_file(bench: &dyn Bench) {
    let (tenant, id) = (tenant(), file_id());
    let file = new_file(tenant, id, "files/1");
    bench.store().note_garbage(&key("files/1"), SECOND * 61).await.expect("noted");
    bench.advance(SECOND * 2).await;
    let late = bench.store().add_file(&file).await;
    assert!(matches!(late, Err(Error::Unavailable { .. })), "{late:?}");
    assert_eq!(read(bench, tenant, id).await, None);
}

pub(crate) async fn a_job_is_started_from_a_file(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let file = kept(bench, tenant, "files/1").await;
    let fingerprint = |fingerprint| Some(Idempotency { key: "a key".to_owned(), fingerprint: [fingerprint; 32] });
    let job = NewJob { idempotency: fingerprint(1), ..file_job(tenant, file) };
    let id = submit(bench, job.clone()).await;
    let claimed = claim(bench, session(), 10).await;
    let Input::File { key, file_name, content_type } = &claimed[0].input else { panic!("{:?}", claimed[0].input) };
    assert_eq!((key.as_str(), file_name.as_str(), content_type.as_str()), ("files/1", "call.vtt", "text/vtt"));
    assert_eq!(store.upload(tenant, id).await.expect("read"), None, "nobody uploads it");
    assert!(erased(bench, tenant, file).await);
    let again = NewJob { id: job_id(), ..job.clone() };
    assert_eq!(store.submit(&again).await.expect("answered"), Submitted::Replayed(id));
    let other = NewJob { id: job_id(), idempotency: fingerprint(2), ..job.clone() };
    assert_eq!(store.submit(&other).await.expect("answered"), Submitted::KeyReused);
    let unkeyed = NewJob { id: job_id(), idempotency: None, ..job };
    assert_eq!(store.submit(&unkeyed).await.expect("answered"), Submitted::NoFile);
}

pub(crate) async fn a_files_object_goes_with_the_last_that_names_it(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let file = kept(bench, tenant, "files/1").await;
    let [one, two] = [started(bench, tenant, file).await, started(bench, tenant, file).await];
    assert!(store.erase(tenant, BY, one).await.expect("answered"));
    assert!(erased(bench, tenant, file).await && !erased(bench, tenant, file).await);
    assert_eq!(due(bench).await, [], "a job still reads it");
    assert!(matches!(claim(bench, session(), 10).await[0].input, Input::File { .. }));
    assert!(store.erase(tenant, BY, two).await.expect("answered"));
    assert_eq!(due(bench).await, [key("files/1")]);

    let file = kept(bench, tenant, "files/2").await;
    let job = started(bench, tenant, file).await;
    assert!(store.erase(tenant, BY, job).await.expect("answered"));
    assert_eq!(due(bench).await, [], "the file is still there");
    assert!(erased(bench, tenant, file).await);
    assert_eq!(due(bench).await, [key("files/2")]);
    let audited = "SELECT count(*) FROM audit WHERE act = 'erase_file' AND subject = 'an alias'";
    assert_eq!(bench.count(audited).await, 2);
}

pub(crate) async fn no_end_of_a_job_takes_its_file(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let file = kept(bench, tenant, "files/1").await;
    let cancelled = started(bench, tenant, file).await;
    assert_eq!(store.cancel(tenant, cancelled).await.expect("answered"), Moved::Done);
    for fails in [true, false] {
        started(bench, tenant, file).await;
        let lease = claim(bench, session(), 10).await[0].lease;
        let ended = if fails {
            store.fail(&lease, &failure("broken")).await
        } else {
            store.complete(&lease, &result("x")).await
        };
        assert_eq!(ended.expect("answered"), Fenced::Held);
    }
    bench.advance(DAY * 2).await;
    assert_eq!(due(bench).await, []);
    let redrive = Redrive {
        of: cancelled,
        anew: Anew::Retried,
        id: job_id(),
        tenant,
        idempotency: None,
        traceparent: None,
        counted: None,
    };
    assert!(erased(bench, tenant, file).await);
    assert_eq!(store.redrive(&redrive).await.expect("answered"), Redriven::New, "its input is still there");
    let lease = claim(bench, session(), 10).await;
    assert!(matches!(&lease[0].input, Input::File { key, .. } if key == "files/1"));
    assert_eq!(due(bench).await, []);
}

pub(crate) async fn an_unused_file_goes_in_time(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let prune = async |limit| store.prune_files(DAY, limit).await.expect("swept");
    let [unused, used] = [kept(bench, tenant, "files/1").await, kept(bench, tenant, "files/2").await];
    let busy = kept(bench, tenant, "files/3").await;
    let job = started(bench, tenant, busy).await;
    bench.advance(DAY.saturating_sub(SECOND)).await;
    assert_eq!(prune(10).await, 0);
    let short = started(bench, tenant, used).await;
    assert!(store.erase(tenant, BY, short).await.expect("answered"));
    bench.advance(SECOND * 2).await;
    assert_eq!(prune(10).await, 1);
    assert_eq!(due(bench).await, [key("files/1")]);
    assert_eq!(read(bench, tenant, unused).await, None);
    assert!(read(bench, tenant, used).await.is_some(), "it was used since");
    assert!(read(bench, tenant, busy).await.is_some(), "a job needs it");
    bench.advance(DAY).await;
    assert!(store.erase(tenant, BY, job).await.expect("answered"));
    assert_eq!((prune(1).await, prune(1).await, prune(1).await), (1, 1, 0), "no more than asked");
    assert_eq!(due(bench).await, [key("files/2"), key("files/3")]);
    assert_eq!(bench.count("SELECT count(*) FROM audit WHERE act = 'erase_file'").await, 0, "nobody asked for it");
}

pub(crate) async fn of_racing_ends_one_takes_the_object(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for n in 0..10 {
        let name = format!("files/{n}");
        let file = kept(bench, tenant, &name).await;
        let job = started(bench, tenant, file).await;
        let (job, file) = join!(store.erase(tenant, BY, job), store.erase_file(tenant, BY, file, "an alias"));
        assert!(job.expect("answered") && file.expect("answered"));
        assert_eq!(due(bench).await, [key(&name)]);
    }
}

pub(crate) async fn of_an_erasure_and_a_start_neither_leaves_half(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    for n in 0..10 {
        let name = format!("files/{n}");
        let file = kept(bench, tenant, &name).await;
        let job = file_job(tenant, file);
        let (started, erased) = join!(store.submit(&job), store.erase_file(tenant, BY, file, "an alias"));
        assert!(erased.expect("answered"));
        match started.expect("answered") {
            Submitted::NoFile => assert_eq!(due(bench).await, [key(&name)]),
            Submitted::New(_) => {
                assert_eq!(due(bench).await, []);
                assert!(store.erase(tenant, BY, job.id).await.expect("answered"));
                assert_eq!(due(bench).await, [key(&name)]);
            }
            other => panic!("{other:?}"),
        }
    }
}

/// What the release before files does when it cancels a job, or erases one: it knows nothing of who else has the object.
pub(crate) async fn earlier_programs_spare_files(bench: &dyn Bench) {
    let (tenant, store) = (tenant(), bench.store());
    let discard = "INSERT INTO garbage (kind, name, due_at, created_at)
        SELECT 'key', 'files/1', (SELECT max(created_at) FROM jobs), (SELECT max(created_at) FROM jobs)";
    let file = kept(bench, tenant, "files/1").await;
    let job = started(bench, tenant, file).await;
    bench.raw(discard).await;
    assert!(erased(bench, tenant, file).await);
    bench.raw(discard).await;
    assert_eq!(store.garbage_pending().await.expect("counted"), 0, "a job needs it");
    bench.raw(&format!("DELETE FROM uploads WHERE job = '{job}'")).await;
    bench.raw(discard).await;
    assert_eq!(store.garbage_pending().await.expect("counted"), 1, "nobody has it");
}
