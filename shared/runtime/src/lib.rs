//! What every process needs and no domain knows: settings, telemetry, lifecycle, reconnecting, health.
//!
//! What must stay true: nothing here knows a job, a tenant or a transcript.
//! Deliberately absent: any setting read from the environment elsewhere; this is the only reader.

mod health;
mod metrics;
mod process;
mod reconnect;
mod settings;
mod shutdown;
mod telemetry;

pub use health::{Health, Readiness, health_routes, serve_health};
pub use metrics::metrics_routes;
pub use process::report;
pub use reconnect::until_reached;
pub use settings::{
    AllowPrivate, CorsOrigins, Distributed, LimitSettings, Network, RateSetting, S3Settings, SettingError, Settings,
    Shape, TenantJobs, TranscriberSettings, ZoomSettings, duration, parse_key,
};
pub use shutdown::Shutdown;
pub use telemetry::start_telemetry;
