//! What happens to everything but the broker, one thing after the other; each is over when [`Trouble::happens`] returns.

use std::time::Duration;

use model::SeededRandom;
use tests::services::Mode;
use tokio::time::sleep;

use crate::clients::pick;
use crate::site::Site;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    DatabaseStopped,
    DatabaseKilled,
    BackendsTerminated,
    DatabaseFrozen,
    SlowCommits,
    ClockStep,
    Bucket(Mode),
    ApiKilled,
}

use Trouble::{
    ApiKilled, BackendsTerminated, Bucket, ClockStep, DatabaseFrozen, DatabaseKilled, DatabaseStopped, SlowCommits,
};

impl Trouble {
    pub(crate) const ALL: &[Self] = &[
        DatabaseStopped,
        DatabaseKilled,
        BackendsTerminated,
        DatabaseFrozen,
        SlowCommits,
        ClockStep,
        Bucket(Mode::Answer(500)),
        Bucket(Mode::Answer(503)),
        Bucket(Mode::Delay(Duration::from_millis(100))),
        Bucket(Mode::CutAfter(20_000)),
        Bucket(Mode::Refuse),
        Bucket(Mode::Blackhole),
        ApiKilled,
    ];

    /// For so long, where it lasts.
    pub(crate) async fn happens(self, site: &mut Site, random: &SeededRandom, lasts: Duration) {
        match self {
            DatabaseStopped => {
                site.postgres.stop();
                sleep(lasts).await;
                site.postgres.restart();
            }
            DatabaseKilled => {
                site.postgres.kill();
                site.postgres.restart();
            }
            BackendsTerminated => {
                let ours = "SELECT CAST(pg_terminate_backend(pid) AS TEXT) FROM pg_stat_activity
                    WHERE application_name LIKE 'colloquy%'";
                site.history.texts(ours).await;
            }
            DatabaseFrozen => {
                site.postgres.freeze();
                sleep(lasts).await;
                site.postgres.thaw();
            }
            SlowCommits => {
                site.history.slow_commits(Duration::from_millis(150)).await;
                sleep(lasts).await;
                site.history.slow_commits(Duration::ZERO).await;
            }
            ClockStep => site.history.step_clock_on(Duration::from_secs(25)).await,
            Bucket(mode) => {
                site.front.set(mode);
                site.bucket.set(mode);
                sleep(lasts).await;
                site.front.set(Mode::Pass);
                site.bucket.set(Mode::Pass);
            }
            ApiKilled => {
                let at = pick(random, site.apis.len());
                site.apis[at].kill();
                site.apis[at].restart();
            }
        }
    }
}
