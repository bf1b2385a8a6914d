//! The first client: on an empty database and a loopback listener, so that the first request needs no operator.

use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use jobs::{Access, Credentials};
use serde::{Deserialize, Serialize};

use crate::command::Failed;

const FILE: &str = "dev-credentials.json";

#[derive(Serialize, Deserialize)]
struct Stored {
    mpathic_id: String,
    client_id: String,
    client_secret: String,
}

/// The development client's credentials: made and printed now, or read back from an earlier start; `None` where
/// there are clients already or the listener is not on loopback.
pub(crate) async fn first_client(
    access: &Access,
    data_dir: &Path,
    listen: SocketAddr,
) -> Result<Option<Credentials>, Failed> {
    let path = data_dir.join(FILE);
    let unusable = |source| Failed::DataDir { path: path.display().to_string(), source };
    if access.has_clients().await.map_err(Failed::Jobs)? {
        return Ok(development_client(data_dir));
    }
    if !listen.ip().is_loopback() {
        return Ok(None);
    }
    // The file first: a process that dies in between leaves a file that the next start writes again, not a client
    // whose secret nobody has.
    let new = access.mint("development", true);
    let made = &new.credentials;
    let stored = Stored {
        mpathic_id: made.mpathic_id.clone(),
        client_id: made.client_id.clone(),
        client_secret: made.client_secret.clone(),
    };
    let json = serde_json::to_vec_pretty(&stored).expect("three strings are JSON");
    std::fs::create_dir_all(data_dir).map_err(unusable)?;
    write_private(&path, &json).map_err(unusable)?;
    access.admit(&new).await.map_err(Failed::Jobs)?;
    print_once(made, &path);
    Ok(Some(new.credentials))
}

/// What an earlier start made.
pub(crate) fn development_client(data_dir: &Path) -> Option<Credentials> {
    let stored: Stored = serde_json::from_slice(&std::fs::read(data_dir.join(FILE)).ok()?).ok()?;
    Some(Credentials {
        mpathic_id: stored.mpathic_id,
        client_id: stored.client_id,
        client_secret: stored.client_secret,
    })
}

/// Whole or not at all, on disk, readable by its owner alone.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let half = path.with_extension("half");
    let mut file = std::fs::File::options().create(true).truncate(true).write(true).mode(0o600).open(&half)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&half, path)?;
    match path.parent() {
        Some(folder) => {
            std::fs::File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?.sync_all()
        }
        None => Ok(()),
    }
}

#[expect(clippy::print_stdout, reason = "shown once to the person who started the server")]
fn print_once(made: &Credentials, path: &Path) {
    println!("A development client was made; its credentials are in {} :", path.display());
    println!("  mpathic_id     {}", made.mpathic_id);
    println!("  client_id      {}", made.client_id);
    println!("  client_secret  {}", made.client_secret);
}
