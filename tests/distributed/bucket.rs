//! A bucket on a socket of its own.

use std::net::Ipv4Addr;
use std::path::Path;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use objects::embedded::{EmbeddedS3, EmbeddedSettings, FullService};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

pub(crate) const NAME: &str = "transcripts";
pub(crate) const ACCESS_KEY: &str = "test-access-key";
pub(crate) const SECRET_KEY: &str = "test-secret-key";

/// Serves until dropped, on threads of its own: what a test waits for never keeps the bucket from answering.
pub(crate) struct Bucket {
    pub(crate) url: String,
    s3: EmbeddedS3,
    runtime: Option<Runtime>,
    _directory: TempDir,
}

impl Bucket {
    pub(crate) fn serve() -> Self {
        let directory = TempDir::new().expect("a temporary folder");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let path = directory.path().to_owned();
        // On the runtime's own threads: the caller may be on another's.
        let opened = std::thread::scope(|threads| threads.spawn(|| runtime.block_on(open(&path))).join());
        let (url, s3, listener) = opened.expect("the bucket opens");
        runtime.spawn(accept(listener, s3.service()));
        Self { url, s3, runtime: Some(runtime), _directory: directory }
    }

    /// The keys of all objects that begin with this, without a socket.
    pub(crate) async fn keys(&self, prefix: &str) -> Vec<String> {
        self.s3.objects().list(prefix, None).await.expect("a list")
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // A plain drop would wait, which a test's own runtime forbids.
        self.runtime.take().expect("it is there until now").shutdown_background();
    }
}

async fn open(directory: &Path) -> (String, EmbeddedS3, TcpListener) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let settings = EmbeddedSettings::new(directory, NAME, &url, ACCESS_KEY, SECRET_KEY);
    let s3 = EmbeddedS3::open(settings).await.expect("the object directory opens");
    (url, s3, listener)
}

async fn accept(listener: TcpListener, service: FullService) {
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
