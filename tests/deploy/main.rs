//! What `deploy/` says and what the programs do are the same: names of settings and of metrics, ports, times, images.
//! Nothing is deployed here; whether the tools accept the files is theirs to say (see `deploy/README.md`).

mod files;
mod metrics;
mod settings;
mod workloads;
