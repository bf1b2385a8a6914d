//! What the binary can be asked to do.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use model::TenantId;
use runtime::{Settings, Shape, Shutdown, TenantJobs, start_telemetry};

use crate::audit::Since;
use crate::client_limit::HowOften;
use crate::tenant_limit::Whose;
use crate::{
    audit, client_limit, clients, demo, descriptors, distributed, doctor, embedded, serve, signing_key, tenant_limit,
};

/// Turns long conversations into analytics, as jobs. Without DATABASE_URL everything runs in this one process.
#[derive(Parser)]
#[command(name = "api", version)]
struct Arguments {
    /// Analyse the bundled transcript through the HTTP API, show the result, and keep serving (always embedded)
    #[arg(long)]
    demo: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the database's schema up to date
    Migrate,
    /// Make a client of a new tenant, or another one of a tenant, and print its credentials once
    CreateClient {
        /// What the client is called
        name: String,
        /// The mpathic_id of the tenant that gets another client
        #[arg(long, value_name = "MPATHIC_ID")]
        tenant: Option<TenantId>,
    },
    /// Give a client another secret and print it once
    RotateClient {
        client_id: String,
        /// For how long former secrets are good yet: like 24h or 90s, at most 30d; 0s ends them at once
        #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = clients::keep_old)]
        keep_old: Duration,
    },
    /// End a client: no token for it from now on, and those that are out are refused within seconds
    RevokeClient { client_id: String },
    /// List all clients, without secrets
    ListClients,
    /// Say how many jobs of a tenant may run at once
    TenantLimit {
        /// The tenant's mpathic_id, or `default` for all that have no limit of their own
        tenant: Whose,
        /// How many, or `off` (a tenant then goes by the default again; 0 lets none run)
        jobs: TenantJobs,
    },
    /// Say how many requests of a client each api takes
    ClientLimit {
        client_id: String,
        /// How many in which time, like 100/1s or 6000/1m; `default` (as is usual) or `off` (any number)
        limit: HowOften,
    },
    /// Say how many jobs a client may make, on all apis together
    ClientQuota {
        client_id: String,
        /// How many in which time, like 1000/1d; or `off` (any number)
        #[arg(value_parser = client_limit::quota)]
        jobs: HowOften,
    },
    /// Have tokens signed with a new key; nobody's token is refused for it
    RotateSigningKey {
        /// For how long tokens of the keys before it are good yet, instead of as long as tokens live: like 90s or 0s, at most 30d
        #[arg(long, value_name = "DURATION", value_parser = signing_key::retire_after)]
        retire_after: Option<Duration>,
    },
    /// Tell what operators and clients did that cannot be undone, or that changes who may do what
    Audit {
        /// From when on: how long ago, like 24h or 30d, or a time, like 2026-11-21T09:00:00Z
        #[arg(long, default_value = "24h", value_parser = audit::since)]
        since: Since,
        /// How many entries at most
        #[arg(long, default_value_t = 1_000)]
        limit: u32,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Examine everything this program stands on; exit code 1 when something does not work
    Doctor {
        /// Print the report as JSON
        #[arg(long)]
        json: bool,
        /// The origin of a web page that is to upload parts; by default the api's own
        #[arg(long, value_name = "URL", value_parser = doctor::Origin::parse)]
        origin: Option<doctor::Origin>,
    },
}

/// Why the process ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("a setting cannot be used")]
    Setting(#[source] runtime::SettingError),
    #[error("cannot use the data directory {path} (COLLOQUY_DATA_DIR)")]
    DataDir {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the data directory {path} (COLLOQUY_DATA_DIR) is in use by another process")]
    Locked { path: String },
    #[error("cannot listen on {address} (COLLOQUY_LISTEN)")]
    Listen {
        address: String,
        #[source]
        source: std::io::Error,
    },
    #[error("cannot use the queue (AMQP_URL)")]
    Queue(#[source] queue::rabbit::UnreadableUrl),
    #[error("cannot use the transcriber (COLLOQUY_TRANSCRIBER_URL)")]
    Transcriber(#[source] speech::Error),
    #[error("cannot use Zoom (COLLOQUY_ZOOM_URL)")]
    Zoom(#[source] zoom::Error),
    #[error("cannot call webhooks")]
    Webhooks(#[source] webhook::NoCertificates),
    #[error("the store failed")]
    Store(#[source] store::Error),
    #[error("object storage failed")]
    Objects(#[source] objects::Error),
    #[error("a use case failed")]
    Jobs(#[source] jobs::Error),
    #[error("the clients stay as they are")]
    Client(#[source] jobs::ClientError),
    #[error("the signing key stays as it is")]
    Key(#[source] jobs::ClientError),
    #[error("the demonstration did not work")]
    Demo(#[source] demo::DemoFailed),
    #[error("stopped while starting")]
    Stopped,
}

/// How long a drain may take.
const GRACE: Duration = Duration::from_secs(25);

/// Runs the command line.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = Settings::from_environment("127.0.0.1:8080", arguments.demo);
    if let Some(Command::Doctor { json, origin }) = arguments.command {
        return doctor::main(settings, origin, json);
    }
    let settings = match settings {
        Ok(settings) => settings,
        Err(error) => return failed(&Failed::Setting(error)),
    };
    start_telemetry(settings.log.as_deref());
    let Ok(runtime) = tokio::runtime::Runtime::new() else { return ExitCode::FAILURE };
    match runtime.block_on(run(arguments, settings)) {
        Ok(true) | Err(Failed::Stopped) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => failed(&error),
    }
}

#[expect(clippy::print_stderr, reason = "the last words of a command, for the person who ran it")]
fn failed(error: &Failed) -> ExitCode {
    eprintln!("api: {}", runtime::report(error));
    ExitCode::FAILURE
}

async fn run(arguments: Arguments, settings: Settings) -> Result<bool, Failed> {
    match arguments.command {
        None => serve(&settings, arguments.demo).await,
        Some(Command::Migrate) => {
            open_store(&settings).await?.store.migrate().await.map_err(Failed::Store)?;
            Ok(true)
        }
        Some(Command::TenantLimit { tenant, jobs }) => tenant_limit::set(&settings, tenant, jobs).await,
        Some(Command::ClientLimit { client_id, limit }) => client_limit::limit(&settings, &client_id, limit).await,
        Some(Command::ClientQuota { client_id, jobs }) => client_limit::limit_jobs(&settings, &client_id, jobs).await,
        Some(Command::RotateSigningKey { retire_after }) => signing_key::rotate(&settings, retire_after).await,
        Some(Command::Audit { since, limit, json }) => audit::tell(&settings, since, limit, json).await,
        Some(Command::CreateClient { name, tenant }) => clients::create(&settings, &name, tenant).await,
        Some(Command::RotateClient { client_id, keep_old }) => clients::rotate(&settings, &client_id, keep_old).await,
        Some(Command::RevokeClient { client_id }) => clients::revoke(&settings, &client_id).await,
        Some(Command::ListClients) => clients::list(&settings).await,
        Some(Command::Doctor { .. }) => unreachable!("examined before anything is started"),
    }
}

async fn serve(settings: &Settings, demo: bool) -> Result<bool, Failed> {
    let shutdown = Shutdown::install();
    descriptors::raise();
    let bound = serve::bind(settings).await?;
    let mut opened = match &settings.shape {
        Shape::Embedded => embedded::open(settings, &bound.public_url, &shutdown).await?,
        Shape::Distributed(distributed) => {
            let opened = distributed::open(distributed, settings, &shutdown).await?;
            tenant_limit::usual(settings, opened.ports.store.as_ref()).await?;
            opened
        }
    };
    let lock = opened.lock.take();
    let reachable = serve::start(settings, bound, opened, &shutdown).await?;
    if demo {
        tokio::select! {
            done = demo::run(&reachable) => done.map_err(Failed::Demo)?,
            () = shutdown.drain().cancelled() => {}
        }
    }
    let well = shutdown.run(GRACE).await;
    drop(lock);
    Ok(well)
}

pub(crate) async fn open_store(settings: &Settings) -> Result<embedded::JustStore, Failed> {
    match &settings.shape {
        Shape::Embedded => embedded::just_store(settings).await,
        Shape::Distributed(distributed) => distributed::just_store(distributed).await,
    }
}
