//! Cross-validation: sums for every sample from weights that never saw it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::solver::{Problem, Weights, solve};

/// How many parts; samples are held out a part at a time.
pub(super) const FOLDS: usize = 5;

pub(super) struct Validated {
    /// From all samples.
    pub(super) weights: Weights,
    /// By sample and head.
    pub(super) sums: Vec<Vec<f64>>,
}

/// Learns once from all samples, once without each part; `fold` says which part each sample
/// belongs to.
pub(super) fn validate(problem: &Problem<'_>, fold: &[usize]) -> Validated {
    let rows =
        |left_out: usize| -> Vec<usize> { (0..problem.samples.len()).filter(|row| fold[*row] != left_out).collect() };
    let mut learned = parallel(FOLDS + 1, |left_out| solve(problem, &rows(left_out)));
    let weights = learned.pop().expect("the last one left nothing out");
    let sums = fold.iter().enumerate().map(|(row, fold)| learned[*fold].sums(problem.samples, row)).collect();
    Validated { weights, sums }
}

/// Runs `count` jobs on as many threads as there are cores; results are in the order of the jobs.
pub(super) fn parallel<T: Send>(count: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new((0..count).map(|_| None).collect::<Vec<Option<T>>>());
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(count);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        break;
                    }
                    let result = job(at);
                    done.lock().expect("no job panics while it holds the lock")[at] = Some(result);
                }
            });
        }
    });
    let done = done.into_inner().expect("no job panics while it holds the lock");
    done.into_iter().map(|result| result.expect("every number was taken once")).collect()
}
