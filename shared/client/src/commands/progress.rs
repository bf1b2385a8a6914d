//! How far something is, for a person at a terminal. Without a terminal there is nothing to see.

use std::fmt::Write as _;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::http::Job;
use crate::terminal::{clean, is_dumb};

const TICK: Duration = Duration::from_millis(100);

pub(super) struct Meter(ProgressBar);

impl Meter {
    /// Of so many bytes.
    pub(super) fn bytes(name: &str, total: u64) -> Self {
        let template = "{prefix} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec}, {eta} left";
        Self::new(name, template, total)
    }

    /// Of a job.
    pub(super) fn job(name: &str) -> Self {
        Self::new(name, "{prefix} {msg} {elapsed}", 0)
    }

    fn new(name: &str, template: &str, total: u64) -> Self {
        let style = ProgressStyle::with_template(template).expect("the template is constant").progress_chars("=> ");
        let target = if is_dumb() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        Self(ProgressBar::with_draw_target(Some(total), target).with_style(style).with_prefix(clean(name)))
    }

    /// Shows what is counted while `work` goes on.
    pub(super) async fn following<T>(&self, counted: &Arc<AtomicU64>, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        let mut ticks = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                done = &mut work => {
                    self.0.finish_and_clear();
                    return done;
                }
                _ = ticks.tick() => self.0.set_position(counted.load(Ordering::Relaxed)),
            }
        }
    }

    pub(super) fn show(&self, job: &Job) {
        self.0.set_message(stage(job));
        self.0.tick();
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Where a job stands, in a few words.
fn stage(job: &Job) -> String {
    let Some(progress) = &job.progress else { return job.status.to_string() };
    let mut words = progress.stage.as_deref().map_or_else(|| job.status.to_string(), clean);
    if progress.done > 0 {
        let of = progress.total.map(|total| format!(" of {total}")).unwrap_or_default();
        let _ = write!(words, ", {}{of} {}", progress.done, clean(&progress.unit));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_says_where_it_stands() {
        let said = |json: &str| stage(&serde_json::from_str(json).expect("a job"));
        assert_eq!(said(r#"{"id":"j","status":"queued"}"#), "queued");
        let processing = r#"{"id":"j","status":"processing","progress":
            {"unit":"turns","done":1024,"total":3000,"stage":"analyzing","attempt":1}}"#;
        assert_eq!(said(processing), "analyzing, 1024 of 3000 turns");
    }
}
