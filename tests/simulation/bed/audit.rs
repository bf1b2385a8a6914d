//! Whether object storage holds what it should and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use model::{JobId, Status, TenantId};
use serde_json::Value;
use store::{NewInput, Redriven, Submitted};

use super::{Disk, Event, Opened};

/// Once everything is quiet: every object is the input of a job that keeps it or belongs to an accepted result, none of
/// those is missing, no multipart upload is open, no garbage is left to collect.
pub(crate) async fn nothing_is_orphaned(disk: &Disk, opened: &Opened) {
    let objects = opened.s3.objects();
    let (mut needed, mut allowed) = (BTreeSet::new(), BTreeSet::new());
    let events = disk.events.since(0);
    let kept = kept(&events);
    for event in &events {
        let Event::Submitted { job, answer: Submitted::New(_) } = event else { continue };
        let mut heirs = Vec::new();
        for (id, Kept { tenant, .. }) in kept.iter().filter(|(_, kept)| kept.root == job.id) {
            heirs.push(opened.store.job(*tenant, *id).await.expect("readable").expect("an accepted job stays"));
        }
        match &job.input {
            // No client of this week keeps files.
            NewInput::Inline { .. } | NewInput::File(_) => {}
            NewInput::Object { key, .. } => needed.extend((!heirs.is_empty()).then(|| key.clone())),
            NewInput::Upload(upload) => {
                let open = objects.uploads(&upload.key).await.expect("a list");
                assert_eq!(open, Vec::<String>::new(), "multipart uploads nobody owns, on {}", upload.key);
                for heir in heirs {
                    match (heir.status, heir.failure.map(|failure| failure.code)) {
                        (Status::Completed, _) => drop(needed.insert(upload.key.clone())),
                        (Status::Failed, Some(code)) if code != "upload_expired" => {
                            allowed.insert(upload.key.clone());
                        }
                        // It has only borrowed it.
                        (Status::Cancelled, _) if heir.redrive_of.is_some() => drop(allowed.insert(upload.key.clone())),
                        _ => {}
                    }
                }
            }
        }
    }
    for (id, Kept { tenant, .. }) in kept {
        if let Some(result) = opened.store.result(tenant, id).await.expect("readable") {
            let manifest: Value = serde_json::from_slice(&result.manifest).expect("a manifest is JSON");
            let Some(prefix) = manifest["prefix"].as_str() else { continue };
            let chunks =
                ["turns", "analytics"].into_iter().filter_map(|section| manifest[section].as_array()).flatten();
            needed.extend(chunks.map(|chunk| format!("{prefix}{:05}", chunk["object"].as_u64().expect("a number"))));
        }
    }
    let listed = objects.list("", None).await.expect("a list");
    assert!(listed.len() < 1_000, "a page holds all keys");
    let listed: BTreeSet<String> = listed.into_iter().collect();
    let missing: Vec<_> = needed.difference(&listed).collect();
    assert!(missing.is_empty(), "objects that somebody needs are gone: {missing:?}");
    let orphans: Vec<_> = listed.iter().filter(|key| !needed.contains(*key) && !allowed.contains(*key)).collect();
    assert!(orphans.is_empty(), "objects that nobody owns: {orphans:?}");
    assert_eq!(opened.store.garbage_pending().await.expect("a count"), 0, "garbage rows are left");
}

struct Kept {
    tenant: TenantId,
    /// The job that brought its input.
    root: JobId,
}

/// Every job that was made and not taken out.
fn kept(events: &[Event]) -> BTreeMap<JobId, Kept> {
    let (mut made, mut gone) = (BTreeMap::new(), BTreeSet::new());
    for event in events {
        match event {
            Event::Submitted { job, answer: Submitted::New(_) } => {
                made.insert(job.id, Kept { tenant: job.tenant, root: job.id });
            }
            Event::Redriven { redrive, answer: Redriven::New } => {
                let root = made[&redrive.of].root;
                made.insert(redrive.id, Kept { tenant: redrive.tenant, root });
            }
            Event::Erased { id, answer: true, .. } => drop(gone.insert(*id)),
            Event::ConversationErased { answer, .. } | Event::Pruned { answer, .. } => gone.extend(answer),
            _ => {}
        }
    }
    made.retain(|id, _| !gone.contains(id));
    made
}
