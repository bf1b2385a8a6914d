//! One tenant can never learn of another's jobs.

use model::Status;
use store::Moved;

use super::Bench;
use super::make::{read, result, running, submit, tenant, upload_job};

pub(crate) async fn another_tenant_sees_nothing(bench: &dyn Bench) {
    let (owner, other, store) = (tenant(), tenant(), bench.store());
    let lease = running(bench, owner).await;
    let _ = store.complete(&lease, &result("mine")).await.expect("completed");
    let uploading = submit(bench, upload_job(owner, "uploads/1")).await;
    assert!(store.job(owner, lease.job).await.expect("read").is_some());
    assert!(store.result(owner, lease.job).await.expect("read").is_some());
    assert!(store.upload(owner, uploading).await.expect("read").is_some());
    assert_eq!(store.job(other, lease.job).await.expect("read"), None);
    assert_eq!(store.result(other, lease.job).await.expect("read"), None);
    assert_eq!(store.upload(other, uploading).await.expect("read"), None);
}

pub(crate) async fn another_tenant_moves_nothing(bench: &dyn Bench) {
    let (owner, other, store) = (tenant(), tenant(), bench.store());
    let id = submit(bench, upload_job(owner, "uploads/1")).await;
    let before = read(bench, owner, id).await;
    assert!(!store.upload_opened(other, id, "an upload").await.expect("answered"));
    assert_eq!(store.upload_completed(other, id, &[]).await.expect("answered"), Moved::Missing);
    assert_eq!(store.upload_cancelled(other, id).await.expect("answered"), Moved::Missing);
    assert_eq!(read(bench, owner, id).await, before);
    assert_eq!(before.status, Status::AwaitingUpload);
    assert_eq!(store.upload(owner, id).await.expect("read").expect("there").upload_id, None);
    assert_eq!(store.garbage_pending().await.expect("counted"), 0);
}
