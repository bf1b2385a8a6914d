//! A part's way through the embedded object store while no server runs: one of its own, in a folder of its own on the same
//! disk, behind a real socket.
//!
//! What must stay true: the folder goes with the rehearsal; the data directory is not touched, only stood beside or in.

use std::path::PathBuf;

use axum::Router;
use axum::routing::any_service;
use objects::embedded::{EmbeddedS3, EmbeddedSettings};
use tokio::net::TcpListener;

use super::folder::{FolderFacts, standing};
use super::report::Line;
use super::trip::Trip;
use super::{Surroundings, part, trip};
use crate::embedded::BUCKET;

pub(super) async fn examine(around: &Surroundings<'_>, facts: &FolderFacts) -> Vec<Line> {
    match rehearse(around, facts).await {
        Ok(lines) => lines,
        Err(words) => {
            let fix = "let the user that runs the server write to COLLOQUY_DATA_DIR";
            vec![Line::fail("part round trip", words, fix)]
        }
    }
}

async fn rehearse(around: &Surroundings<'_>, facts: &FolderFacts) -> Result<Vec<Line>, String> {
    let name = format!("colloquy-doctor-{}", around.random.uuid(around.clock.now()));
    let folder = Folder(standing(&facts.path).join(name));
    std::fs::create_dir(&folder.0).map_err(|error| format!("cannot write to {}: {error}", facts.path.display()))?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| format!("no free port: {error}"))?;
    let address = listener.local_addr().map_err(|error| format!("no free port: {error}"))?;
    let url = format!("http://{address}");
    let mut secret = [0; 16];
    around.random.fill(&mut secret);
    let settings = EmbeddedSettings::new(&folder.0, BUCKET, &url, "doctor", &hex::encode(secret));
    let s3 = EmbeddedS3::open(settings).await.map_err(|error| runtime::report(&error))?;
    let parts = any_service(s3.parts_service());
    let router = Router::new().route(&format!("/{BUCKET}/{{*key}}"), parts);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let objects = s3.objects();
    let way = Trip {
        objects: objects.as_ref(),
        outside: around.outside,
        origin: around.origin,
        clock: around.clock,
        random: around.random,
        url_lifetime: around.settings.upload_url_lifetime,
    };
    let seen = way.part().await;
    serving.abort();
    let mut lines = trip::judge(&seen, "an object store of its own (no server runs)", trip::WHOLE);
    if let (Some(preflight), Some(Ok(put))) = (&seen.preflight, &seen.put) {
        lines.extend(part::judge_browsers(around.origin, &around.api_url(), preflight, put, ONE_ORIGIN));
    }
    Ok(lines)
}

/// What to do about pages of another origin.
pub(super) const ONE_ORIGIN: &str = "name the page's origin in COLLOQUY_CORS_ORIGINS, or serve the page from the api's own origin (a reverse proxy in front of both)";

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is under a name that says whose it was.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
