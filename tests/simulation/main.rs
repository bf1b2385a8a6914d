//! Random operations against a model: clients, workers, sweeps and time in any order, with processes that die, calls that
//! fail and object storage that is away as operations among the others.
//!
//! `COLLOQUY_SIMULATION_CASES` (32) and `COLLOQUY_SIMULATION_OPERATIONS` (100, at most so many in a case) make a longer
//! run; `COLLOQUY_SIMULATION_SEED` repeats one. A failure prints its seed and the shortest list of operations found that
//! still fails, with what each came to and what the store was asked.

mod bed;
mod clients;
mod erasing;
mod giving_up;
mod library;
mod operation;
mod rules;
mod sleepers;
mod tally;
mod tickets;
mod upload;
mod verdict;
mod week;
mod witness;
mod workers;
mod world;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use library::Library;
use model::{Random as _, SystemRandom};
use operation::{Operation, any_operation};
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use tally::Tally;
use world::World;

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

fn play(library: &Library, operations: &[Operation], story: &Arc<Mutex<Vec<String>>>) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut world = World::new(library, Arc::clone(story)).await;
        for &operation in operations {
            world.apply(operation).await;
        }
        world.settle().await;
        world.audit().await
    })
}

/// Runs at once: most of the time goes into waiting for the disk.
const RUNS: u64 = 4;

#[test]
#[expect(clippy::print_stdout, reason = "figures for who asks with --nocapture")]
fn no_order_of_events_loses_doubles_or_orphans_anything() {
    let mut fresh = [0; 8];
    SystemRandom.fill(&mut fresh);
    let seed = setting("COLLOQUY_SIMULATION_SEED").unwrap_or(u64::from_le_bytes(fresh));
    let cases = setting("COLLOQUY_SIMULATION_CASES").unwrap_or(32_u32).div_ceil(4);
    let longest = setting("COLLOQUY_SIMULATION_OPERATIONS").unwrap_or(100_usize);
    // Looking for a shorter list fails again and again; only the last word matters.
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let seeds = (0..RUNS).map(|run| seed.wrapping_add(run));
    let ended: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = seeds.map(|seed| scope.spawn(move || simulate(seed, cases, longest))).collect();
        runs.into_iter().map(|run| run.join().expect("a run returns what failed")).collect()
    });
    std::panic::set_hook(loud);
    let mut seen = Tally::default();
    for run in ended {
        match run {
            Ok(tally) => seen.add(&tally),
            Err(TestError::Fail(why, operations)) => panic!("seed {seed}: {why}\n{}", again(&operations)),
            Err(TestError::Abort(why)) => panic!("seed {seed}: {why}"),
        }
    }
    println!("seed {seed}:\n{seen}");
}

fn simulate(seed: u64, cases: u32, longest: usize) -> Result<Tally, TestError<Vec<Operation>>> {
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    let library = Library::new();
    let seen = RefCell::new(Tally::default());
    let lists = proptest::collection::vec(any_operation(), 1..=longest);
    TestRunner::new(config).run(&lists, |operations| {
        seen.borrow_mut().add(&play(&library, &operations, &Arc::default()));
        Ok(())
    })?;
    Ok(seen.into_inner())
}

/// Plays what failed once more and tells what happened.
fn again(operations: &[Operation]) -> String {
    let story = Arc::default();
    let failed = catch_unwind(AssertUnwindSafe(|| play(&Library::new(), operations, &story))).is_err();
    let told = story.lock().expect("no holder of this lock panics").join("\n");
    let code: Vec<_> = operations.iter().map(|operation| format!("    {operation:?},")).collect();
    let repeatable = if failed { "" } else { "(played again it went well)\n" };
    format!("{told}\n{repeatable}[\n{}\n]", code.join("\n"))
}
