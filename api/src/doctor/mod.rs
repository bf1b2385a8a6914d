//! `api doctor`: whether everything this program stands on is as it should be, and what to do where it is not.
//!
//! What must stay true: each check has a time limit of its own and none waits for another that hangs; all of them end
//! within half a minute; what cannot be reached is a line, never the end of the examination. Nothing is changed and
//! nothing left behind, not in the database, not in the broker, not in the bucket; no secret, no signed URL and no
//! credential of a URL is shown. Facts come from the adapters, verdicts are pure functions of facts and are made here.
//! Deliberately absent: mending. It says what to do; a person does it.

mod broker;
mod bucket;
mod clock;
mod database;
mod file;
mod folder;
mod origin;
mod outside;
mod part;
mod rehearsal;
mod report;
mod schema;
mod secrets;
mod server;
mod trip;
mod visit;

use std::process::ExitCode;
use std::time::Duration;

use model::{Clock, Random, SystemClock, SystemRandom};
use runtime::{Distributed, SettingError, Settings, Shape, start_telemetry};

use self::folder::Lock;
use self::outside::Outside;
use self::report::{Line, Report};
use self::secrets::Secrets;

pub(crate) use self::origin::Origin;

/// For one check.
const WITHIN: Duration = Duration::from_secs(5);

/// Examines and prints; the exit code is 1 when anything failed.
#[expect(clippy::print_stdout, reason = "the report is what the command is for")]
pub(crate) fn main(settings: Result<Settings, SettingError>, origin: Option<Origin>, json: bool) -> ExitCode {
    let report = match settings {
        Err(error) => {
            let fix = "correct the variable; the README lists what each expects";
            Report::new("unknown", vec![Line::fail("settings", error.to_string(), fix)], &Secrets::default())
        }
        Ok(settings) => {
            // What libraries have to say about a broken dependency is in the report already.
            start_telemetry(settings.log.as_deref().or(Some("error")));
            let Ok(runtime) = tokio::runtime::Runtime::new() else { return ExitCode::FAILURE };
            let report = runtime.block_on(examine(&settings, origin));
            // A look-up of a name may hang for longer than anybody waits.
            runtime.shutdown_background();
            report
        }
    };
    if json {
        println!("{}", report.json());
    } else {
        print!("{}", report.text());
    }
    if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What every examination has at hand.
struct Surroundings<'a> {
    settings: &'a Settings,
    outside: &'a Outside,
    origin: &'a Origin,
    clock: &'a dyn Clock,
    random: &'a dyn Random,
}

impl Surroundings<'_> {
    fn api_url(&self) -> String {
        origin::api_url(self.settings)
    }
}

async fn examine(settings: &Settings, origin: Option<Origin>) -> Report {
    let origin = origin.unwrap_or_else(|| Origin::of_api(settings));
    let around = Surroundings {
        settings,
        outside: &Outside::new(),
        origin: &origin,
        clock: &SystemClock,
        random: &SystemRandom,
    };
    let (shape, lines) = match &settings.shape {
        Shape::Embedded => ("embedded", Box::pin(embedded(&around)).await),
        Shape::Distributed(distributed) => ("distributed", Box::pin(self::distributed(&around, distributed)).await),
    };
    Report::new(shape, lines, &Secrets::in_settings(settings))
}

async fn distributed(around: &Surroundings<'_>, settings: &Distributed) -> Vec<Line> {
    let look = bucket::Look {
        settings: &settings.s3,
        outside: around.outside,
        origin: around.origin,
        clock: around.clock,
        random: around.random,
        url_lifetime: around.settings.upload_url_lifetime,
    };
    let (database, broker, bucket, ready) = tokio::join!(
        within("database", database::examine(&settings.database_url, around.clock)),
        within("broker", broker::examine(settings.amqp_url.as_deref())),
        Box::pin(bucket::examine(&look)),
        server::ask(around.outside, around.settings, around.clock),
    );
    [database, broker, bucket, server::judge(around.settings, &ready, None)].concat()
}

async fn embedded(around: &Surroundings<'_>) -> Vec<Line> {
    let settings = around.settings;
    let data_dir = settings.data_dir.clone();
    let looking = tokio::task::spawn_blocking(move || folder::look(&data_dir));
    let Ok(Ok(facts)) = tokio::time::timeout(WITHIN, looking).await else { return vec![silent("data directory")] };
    let running = facts.lock == Lock::Held;
    let database = settings.data_dir.join("colloquy.db");
    let part = async {
        if running {
            return visit::examine(around, &settings.data_dir).await;
        }
        let mut lines = vec![server::listener(settings.listen).await];
        lines.extend(rehearsal::examine(around, &facts).await);
        lines
    };
    let (file, ready, part) = tokio::join!(
        file::examine(&database, WITHIN),
        server::ask(around.outside, settings, around.clock),
        Box::pin(part),
    );
    [folder::judge(&facts), file, server::judge(settings, &ready, Some(running)), part].concat()
}

/// The lines of one dependency, or the one line that it hangs.
async fn within(check: &'static str, lines: impl Future<Output = Vec<Line>>) -> Vec<Line> {
    tokio::time::timeout(WITHIN, lines).await.unwrap_or_else(|_| vec![silent(check)])
}

fn silent(check: &'static str) -> Line {
    let fix = "something between here and there takes connections and lets nothing pass, or the other side hangs: see its log";
    Line::fail(check, format!("no answer within {} s", WITHIN.as_secs()), fix)
}
