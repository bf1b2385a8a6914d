//! From opened ports to a listening server.
//!
//! What must stay true: the database is migrated and the first client exists before the address is printed as ready;
//! a drain takes no new connection and lets requests finish; slow or silent clients are let go.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::routing::any_service;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use jobs::{
    Access, Cancel, Conversations, Credentials, Erase, Files, FirstTickets, History, Immediate, Limits, Ports,
    Profiles, Rate, Reads, Redrive, Relay, SignIns, Submit, Sweep, Uploads, Watch, Webhooks, ZoomApps, ZoomImports,
};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use runtime::{CorsOrigins, Health, RateSetting, Readiness, Settings, Shutdown, health_routes, metrics_routes};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use worker::WorkerLimits;

use crate::command::Failed;
use crate::connection::{Impatient, SILENCE};
use crate::credentials::first_client;
use crate::embedded::BUCKET;
use crate::http::{Peer, Timing, caught_panic, cors, limited, no_such_method, no_such_route, read_on, with_request_id};
use crate::opened::Opened;
use crate::surfaces::docs::{self, Docs};
use crate::surfaces::mpathic::{self, Surface};
use crate::{connection, housekeeping, learning, relay, sweeper, watcher};

/// A bound socket and the address clients know it by.
pub(crate) struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    pub public_url: String,
}

/// What a client of this very server needs.
pub(crate) struct Reachable {
    pub url: String,
    pub data_dir: std::path::PathBuf,
    pub credentials: Option<Credentials>,
}

pub(crate) async fn bind(settings: &Settings) -> Result<Bound, Failed> {
    let unusable = |source| Failed::Listen { address: settings.listen.to_string(), source };
    let listener = TcpListener::bind(settings.listen).await.map_err(unusable)?;
    let address = listener.local_addr().map_err(unusable)?;
    let public_url = settings.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    Ok(Bound { listener, address, public_url })
}

pub(crate) async fn start(
    settings: &Settings,
    bound: Bound,
    opened: Opened,
    shutdown: &Shutdown,
) -> Result<Reachable, Failed> {
    let Opened { ports, engine, queue, relays, parts, lock: _ } = opened;
    let loopback = bound.address.ip().is_loopback();
    let access = Arc::new(Access::new(ports.store.clone(), ports.clock.clone(), ports.random.clone(), loopback));
    let credentials = first_client(&access, &settings.data_dir, bound.address).await?;
    // Before the first request, and again and again.
    let asked = &settings.limits;
    let limits = Arc::new(Limits::new(ports.store.clone(), ports.clock.clone(), asked.requests.map(rate)));
    learning::once(&access, &limits).await.map_err(Failed::Jobs)?;
    let learning = learning::run(Arc::clone(&access), Arc::clone(&limits), shutdown.drain().clone());
    shutdown.spawn("learning", learning);
    let health = Health::new(shutdown.drain().clone());
    let mut submit = Submit::new(ports.clone()).refusing_over(settings.max_queue_age);
    if relays {
        let (first_tickets, promised) = FirstTickets::new(relay::PROMISED);
        submit = submit.ticketing(first_tickets.clone());
        let relay = Relay::new(ports.clone(), Arc::clone(&queue));
        let (bell, drain) = (ports.bell.clone(), shutdown.drain().clone());
        shutdown.spawn("relay", relay::run(relay, (first_tickets, promised), bell, queue.link(), drain));
    }
    let watch = Watch::new(&ports, shutdown.drain().clone());
    shutdown.spawn("watcher", watcher::run(watch.clone(), ports.ended.clone(), shutdown.drain().clone()));
    let profiles = Profiles::new(&ports);
    let gate = Gate { access: Arc::clone(&access), limits: Arc::clone(&limits), cors: asked.cors.clone() };
    let surface = Surface {
        access,
        limits,
        sign_ins: SignIns::new(asked.sign_ins.map(rate)),
        trusted_proxies: asked.trusted_proxies.clone(),
        submit,
        immediate: Immediate::new(&ports, engine, WorkerLimits::default().cpus),
        cancel: Cancel::new(ports.clone()),
        redrive: Redrive::new(ports.clone()),
        erase: Erase::new(ports.clone()),
        uploads: Uploads::new(ports.clone(), settings.upload_url_lifetime, settings.max_upload_bytes),
        files: Files::new(ports.clone(), settings.max_upload_bytes),
        zoom_apps: ZoomApps::new(ports.clone()),
        zoom_imports: ZoomImports::new(ports.clone()).refusing_over(settings.max_queue_age),
        webhooks: Webhooks::new(ports.clone()),
        reads: Reads::new(ports.clone()),
        watch: watch.clone(),
        history: History::new(ports.clone()),
        conversations: Conversations::new(ports.clone(), profiles.clone()),
        profiles,
    };
    let mut registry = Registry::default();
    ports.metrics.register(&mut registry);
    ports.metrics.watch(ports.store.clone(), Arc::clone(&queue));
    let timing = Timing::register(&mut registry);
    let followers: Gauge = Gauge::default();
    registry.register("colloquy_followers", "Requests and streams that wait for a job to change", followers.clone());
    let metrics = ports.metrics.clone();
    let page = metrics_routes(Arc::new(registry), move || {
        followers.set(i64::try_from(watch.followers()).unwrap_or(i64::MAX));
        let metrics = metrics.clone();
        async move { metrics.refresh().await }
    });
    let mut router = Router::new()
        .merge(mpathic::router(Arc::new(surface)))
        .merge(docs::router(Docs::of(&mpathic::described())))
        .merge(health_routes(health.clone()))
        .merge(page);
    if let Some(parts) = parts {
        let parts = any_service(parts);
        router = router.route(&format!("/{BUCKET}/"), parts.clone()).route(&format!("/{BUCKET}/{{*key}}"), parts);
    }
    let router = finish(router, &ports, timing, gate);
    let sweep = Sweep::new(ports.clone(), settings.upload_url_lifetime).keeping(settings.retention);
    shutdown.spawn("sweeper", sweeper::run(sweep.clone(), shutdown.drain().clone()));
    shutdown.spawn("housekeeping", housekeeping::run(sweep, shutdown.drain().clone()));
    health.set(Readiness::Ready);
    let watching = worker::watch_dependencies(ports, queue.link(), health, shutdown.drain().clone());
    shutdown.spawn("dependencies", watching);
    announce(&bound.public_url, bound.address);
    let (drain, abort) = (shutdown.drain().clone(), shutdown.abort().clone());
    shutdown.spawn("http", accept(bound.listener, router, drain, abort));
    let url = format!("http://{}", bound.address);
    Ok(Reachable { url, data_dir: settings.data_dir.clone(), credentials })
}

const fn rate(RateSetting { most, window }: RateSetting) -> Rate {
    Rate { most, window }
}

/// Who is let in, and how often.
struct Gate {
    access: Arc<Access>,
    limits: Arc<Limits>,
    cors: Option<CorsOrigins>,
}

/// From the inside out: each layer sees what those before it answered.
fn finish(router: Router, ports: &Ports, timing: Timing, gate: Gate) -> Router {
    let ports = Arc::new(ports.clone());
    let Gate { access, limits, cors: origins } = gate;
    let router = router
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(CatchPanicLayer::custom(caught_panic))
        .layer(from_fn(move |request: Request, next: Next| {
            limited(Arc::clone(&access), Arc::clone(&limits), request, next)
        }))
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .layer(from_fn(read_on))
        .layer(from_fn(move |request: Request, next: Next| with_request_id(Arc::clone(&ports), request, next)))
        .layer(from_fn(move |request: Request, next: Next| timing.clone().time(request, next)));
    match origins {
        Some(origins) => router.layer(cors(&origins)),
        None => router,
    }
}

#[expect(clippy::print_stdout, reason = "tells a person, or a script, where to find the server")]
fn announce(public_url: &str, address: SocketAddr) {
    println!("Colloquy listens on http://{address} (clients: {public_url})");
}

/// Serves connections until the drain, then lets open requests end; `abort` drops them.
async fn accept(
    listener: TcpListener,
    router: Router,
    drain: CancellationToken,
    abort: CancellationToken,
) -> Result<(), std::convert::Infallible> {
    let server = connection::http();
    let room = Arc::new(Semaphore::new(connection::MOST));
    let graceful = GracefulShutdown::new();
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await.expect("it is never closed");
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = drain.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: a moment's rest, not the end.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Without this, small answers wait for the client's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            hyper::service::Service::call(&service, request)
        });
        let connection = graceful.watch(server.serve_connection(TokioIo::new(Impatient::new(stream)), service));
        let abort = abort.clone();
        tokio::spawn(async move {
            tokio::select! {
                // A connection that breaks is the client's business.
                _ = connection => {}
                () = abort.cancelled() => {}
            }
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = abort.cancelled() => {}
    }
    Ok(())
}
