//! An S3 of one node: garage.

use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use objects::{S3Credentials, S3Objects, S3Settings};
use tempfile::TempDir;

use super::daemon::Daemon;
use crate::process::free_port;

/// The version that `tests/run` builds.
const VERSION: &str = "2.5.0";
const BUCKET: &str = "transcripts";
const REGION: &str = "garage";
/// Garage takes keys of this form only.
const ACCESS_KEY: &str = "GK0123456789abcdef01234567";
const SECRET_KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Takes a tenth of a second to make and start; has one bucket.
pub struct Garage {
    daemon: Daemon,
    port: u16,
    folder: TempDir,
}

impl Garage {
    pub fn start() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let (port, cluster) = (free_port(), free_port());
        let path = folder.path().display();
        let settings = format!(
            r#"
metadata_dir = "{path}/meta"
data_dir = "{path}/data"
db_engine = "sqlite"
replication_factor = 1
rpc_bind_addr = "127.0.0.1:{cluster}"
rpc_public_addr = "127.0.0.1:{cluster}"
rpc_secret = "{SECRET_KEY}"

[s3_api]
s3_region = "{REGION}"
api_bind_addr = "127.0.0.1:{port}"
root_domain = ".s3.localhost"
"#
        );
        std::fs::write(folder.path().join("garage.toml"), settings).expect("the settings can be written");
        let mut garage = Self { daemon: Daemon::new("garage", folder.path()), port, folder };
        garage.restart();
        garage
    }

    /// Starts a stopped or killed server again.
    pub fn restart(&mut self) {
        let mut command = Command::new(program());
        command.arg("-c").arg(self.folder.path().join("garage.toml"));
        command.args(["server", "--single-node", "--default-bucket"]);
        command.env("GARAGE_DEFAULT_ACCESS_KEY", ACCESS_KEY).env("GARAGE_DEFAULT_SECRET_KEY", SECRET_KEY);
        command.env("GARAGE_DEFAULT_BUCKET", BUCKET).env("RUST_LOG", "warn");
        let port = self.port;
        self.daemon.start(command, |_| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    }

    /// Its S3 endpoint.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What an api or a worker is told of this bucket, reached at `endpoint`: [`Self::url`], or a proxy before it.
    pub fn settings(&self, endpoint: &str) -> Vec<(&'static str, String)> {
        let settings = [
            ("S3_ENDPOINT", endpoint),
            ("S3_BUCKET", BUCKET),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
            ("AWS_REGION", REGION),
        ];
        settings.map(|(name, value)| (name, value.to_owned())).into()
    }

    /// This bucket, reached at `endpoint`.
    pub fn objects(&self, endpoint: &str) -> S3Objects {
        S3Objects::new(S3Settings {
            endpoint: Some(endpoint.to_owned()),
            public_endpoint: None,
            bucket: BUCKET.to_owned(),
            region: REGION.to_owned(),
            credentials: S3Credentials {
                access_key: ACCESS_KEY.to_owned(),
                secret_key: SECRET_KEY.to_owned(),
                session_token: None,
                expires_at: None,
            },
            path_style: true,
        })
    }

    pub fn stop(&mut self) {
        self.daemon.stop("TERM");
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.daemon.kill();
    }
}

fn program() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").expect("HOME says where programs are kept"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(|| home().join(".cache"), PathBuf::from);
    let program = cache.join(format!("colloquy-tests/garage-{VERSION}/bin/garage"));
    assert!(program.is_file(), "{} is missing: tests/run builds it from the crate garage", program.display());
    program
}
