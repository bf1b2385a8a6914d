//! The worker as a process of its own: takes jobs from the database that the apis share.
//!
//! Deliberately absent: any HTTP but its health port, and rescue (the apis do that).

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use engine::Engine;
use jobs::Metrics;
use model::SessionId;
use prometheus_client::registry::Registry;
use runtime::{
    AllowPrivate, Distributed, Health, Readiness, Settings, Shape, Shutdown, metrics_routes, serve_health,
    start_telemetry,
};
use tokio::net::TcpListener;

use crate::{Beyond, WorkerLimits, open_ports, open_queue, transcriber, watch_dependencies, webhooks, zoom};

/// How long a drain may take.
const GRACE: Duration = Duration::from_secs(25);

/// Runs the process.
pub fn main() -> ExitCode {
    let settings = match Settings::from_environment("127.0.0.1:0", false) {
        Ok(settings) => settings,
        Err(error) => return failed(&runtime::report(&error)),
    };
    start_telemetry(settings.log.as_deref());
    let Shape::Distributed(distributed) = settings.shape.clone() else {
        return failed("DATABASE_URL: required here; without it the api runs its own workers");
    };
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(run(settings, *distributed)),
        Err(_) => ExitCode::FAILURE,
    }
}

#[expect(clippy::print_stderr, reason = "the last words of a command, for the person who ran it")]
fn failed(why: &str) -> ExitCode {
    eprintln!("worker: {why}");
    ExitCode::FAILURE
}

async fn run(settings: Settings, distributed: Distributed) -> ExitCode {
    tracing::info!(shape = "distributed", "starting");
    let shutdown = Shutdown::install();
    let health = Health::new(shutdown.drain().clone());
    let metrics = Metrics::default();
    let queue = match open_queue(&distributed, &shutdown) {
        Ok(queue) => queue,
        Err(error) => return failed(&format!("AMQP_URL: {error}")),
    };
    let transcriber = match transcriber(settings.transcriber.as_ref()) {
        Ok(transcriber) => transcriber,
        Err(error) => return failed(&format!("COLLOQUY_TRANSCRIBER_URL: {error}")),
    };
    let zoom = match zoom(&settings.zoom, None, settings.max_upload_bytes) {
        Ok(zoom) => zoom,
        Err(error) => return failed(&format!("COLLOQUY_ZOOM_URL: {error}")),
    };
    let beyond = match webhooks(&settings, None, AllowPrivate::Off) {
        Ok(webhooks) => Beyond { transcriber, zoom, webhooks },
        Err(error) => return failed(&format!("webhooks: {error}")),
    };
    if let Err(error) = open_health_port(&settings, &health, &metrics, &shutdown).await {
        return failed(&format!("cannot listen on {} (COLLOQUY_LISTEN): {error}", settings.listen));
    }
    let starting = shutdown.clone();
    shutdown.spawn("start", async move {
        if let Some(ports) = open_ports(&distributed, beyond, metrics, starting.drain()).await {
            let session = SessionId(ports.random.uuid(ports.clock.now()));
            crate::start(
                &ports,
                Arc::clone(&queue),
                &Arc::new(Engine::new()),
                session,
                WorkerLimits::default(),
                &starting,
            );
            health.set(Readiness::Ready);
            ports.metrics.watch(ports.store.clone(), Arc::clone(&queue));
            let watching = watch_dependencies(ports.clone(), queue.link(), health, starting.drain().clone());
            starting.spawn("dependencies", watching);
        }
        starting.drain().cancelled().await;
        Ok::<(), std::convert::Infallible>(())
    });
    if shutdown.run(GRACE).await { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "tells a person, or a script, where the health port is")]
async fn open_health_port(
    settings: &Settings,
    health: &Health,
    metrics: &Metrics,
    shutdown: &Shutdown,
) -> std::io::Result<()> {
    let listener = TcpListener::bind(settings.listen).await?;
    println!("worker health on http://{}", listener.local_addr()?);
    let mut registry = Registry::default();
    metrics.register(&mut registry);
    let metrics = metrics.clone();
    let page = metrics_routes(Arc::new(registry), move || {
        let metrics = metrics.clone();
        async move { metrics.refresh().await }
    });
    shutdown.spawn("health", serve_health(listener, health.clone(), page));
    Ok(())
}
