//! Somebody who has looked at every job before, and remembers.

use std::collections::BTreeMap;

use model::{JobId, Status, TenantId};

use crate::bed::{Disk, Opened, document};
use crate::rules::Model;

#[derive(Default)]
pub(crate) struct Witness {
    rows: BTreeMap<JobId, store::Job>,
    /// Of completed jobs.
    documents: BTreeMap<JobId, Vec<u8>>,
}

impl Witness {
    /// Looks at every job; `thorough`: reads every finished document again.
    pub(crate) async fn look(
        &mut self,
        disk: &Disk,
        opened: &Opened,
        model: &Model,
        tenants: &[TenantId; 2],
        thorough: bool,
    ) {
        let reads = opened.reads(disk);
        for (&id, job) in &model.jobs {
            let row = opened.store.job(job.tenant, id).await.expect("readable").expect("an accepted job stays");
            model.agrees(&row);
            let told = opened.store.history().timeline(job.tenant, id).await.expect("readable").expect("of every job");
            tells_all(&told, &row);
            let before = self.rows.insert(id, row.clone());
            if let Some(before) = &before {
                follows(before, &row);
            }
            let ended_now = row.status.is_terminal() && !before.is_some_and(|before| before.status.is_terminal());
            if thorough || ended_now {
                let stranger = tenants.iter().find(|tenant| **tenant != job.tenant).expect("two tenants");
                let seen = reads.job(*stranger, id).await.map(|_| ());
                assert!(matches!(seen, Err(jobs::Error::Missing)), "another tenant sees job {id}");
                if row.status == Status::Completed {
                    let visible = reads.job(job.tenant, id).await.expect("readable");
                    let now = document(&visible).await.expect("the result is whole");
                    let first = self.documents.entry(id).or_insert_with(|| now.clone());
                    assert!(*first == now, "the result of job {id} has changed");
                }
            }
        }
        for (id, tenant) in &model.gone {
            assert_eq!(opened.store.job(*tenant, *id).await.expect("readable"), None, "job {id} was taken out");
            assert_eq!(
                opened.store.history().timeline(*tenant, *id).await.expect("readable"),
                None,
                "job {id} is untold"
            );
            self.rows.remove(id);
        }
        let counts = opened.store.counts().await.expect("a count");
        assert_eq!(counts, model.counts(), "every accepted job is somewhere, once");
    }
}

/// Every attempt that counted, once, and beside them those that were given back; the last one goes on or ended with the job.
fn tells_all(told: &store::Timeline, row: &store::Job) {
    let id = row.id;
    let counted: Vec<i64> =
        told.attempts.iter().filter(|attempt| !attempt.refunded).map(|attempt| attempt.number).collect();
    assert_eq!(counted, (1 + told.unrecorded..=row.attempt).collect::<Vec<_>>(), "job {id}: {told:?}");
    assert!(told.unrecorded == 0 || told.attempts.len() >= 32, "job {id}: {told:?}");
    let open = told.attempts.iter().position(|attempt| attempt.end.is_none());
    let last = (row.status == Status::Processing).then(|| told.attempts.len() - 1);
    assert_eq!(open, last, "job {id}: {told:?}");
    for (at, attempt) in told.attempts.iter().enumerate() {
        let next = told.attempts.get(at + 1);
        assert!(attempt.started_at.is_some(), "job {id}: {told:?}");
        assert!(attempt.end.is_none() || attempt.started_at <= attempt.ended_at, "job {id}: {told:?}");
        assert!(next.is_none_or(|next| attempt.ended_at <= next.started_at), "job {id}: {told:?}");
    }
}

/// Fence and generation only grow, a terminal row stays as it is, and whatever can be seen to change moves the revision.
fn follows(before: &store::Job, now: &store::Job) {
    let id = now.id;
    assert!(now.fence >= before.fence && now.generation >= before.generation, "job {id} went back in its counters");
    if before.status.is_terminal() {
        assert_eq!(now, before, "job {id} was over");
    }
    assert!(now.status != Status::AwaitingUpload || before.status == now.status, "job {id} awaits its upload again");
    let same = store::Job { revision: before.revision, ..now.clone() } == *before;
    assert!(now.revision >= before.revision, "job {id} went back in its revision");
    assert!(same || now.revision > before.revision, "job {id} changed unseen: {before:?}, then {now:?}");
}
