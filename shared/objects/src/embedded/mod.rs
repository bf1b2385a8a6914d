//! S3 in this process: the protocol over a directory, for the shape that needs no service.
//!
//! What must stay true: our own client takes the same path as against any other S3 (signed requests, S3's XML), only
//! without a socket; from outside nothing but the PUT of a part under a URL we signed is served.
//! Deliberately absent: copying, versions, access rules, a second bucket, more than one process per directory.

mod connector;
mod fault;
mod gate;
mod linger;
mod listing;
mod origin;
mod protocol;
mod quiet;
mod receive;
mod send;
mod store;

use std::path::PathBuf;
use std::sync::Arc;

use model::{Random, SystemRandom};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};

use crate::client::{S3Credentials, S3Objects, S3Settings};
use crate::{Error, Objects};
use connector::InProcess;
pub use gate::PartsService;
use origin::Origin;
use protocol::Protocol;
pub use quiet::FullService;
use store::DirectoryStore;

/// The body of an answer.
pub type AnswerBody = http_body_util::combinators::UnsyncBoxBody<bytes::Bytes, BoxError>;
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Of the signature alone; the directory is wherever it is.
const REGION: &str = "us-east-1";

pub struct EmbeddedSettings {
    /// Made if needed. The caller keeps other processes out of it.
    pub directory: PathBuf,
    pub bucket: String,
    /// The scheme and host (and port) under which clients reach [`EmbeddedS3::parts_service`].
    pub public_url: String,
    pub access_key: String,
    pub secret_key: String,
    /// Makes the ids of uploads.
    pub random: Arc<dyn Random>,
}

impl EmbeddedSettings {
    pub fn new(
        directory: impl Into<PathBuf>,
        bucket: &str,
        public_url: &str,
        access_key: &str,
        secret_key: &str,
    ) -> Self {
        Self {
            directory: directory.into(),
            bucket: bucket.to_owned(),
            public_url: public_url.to_owned(),
            access_key: access_key.to_owned(),
            secret_key: secret_key.to_owned(),
            random: Arc::new(SystemRandom),
        }
    }
}

/// The embedded S3 server. Cheap to clone.
#[derive(Clone)]
pub struct EmbeddedS3 {
    service: S3Service,
    settings: Arc<EmbeddedSettings>,
    origin: Origin,
}

impl EmbeddedS3 {
    /// Takes the directory over, finishing what an earlier process left undone.
    ///
    /// `Refused` when the public URL is more than a scheme and a host; `Unavailable` when the directory cannot be
    /// used.
    pub async fn open(settings: EmbeddedSettings) -> Result<Self, Error> {
        let origin = Origin::of(&settings.public_url)?;
        let (directory, random) = (settings.directory.clone(), settings.random.clone());
        let store = tokio::task::spawn_blocking(move || DirectoryStore::open(&directory, random))
            .await
            .map_err(|source| Error::Unavailable { operation: "open", source: source.into() })?
            .map_err(|fault| fault::as_error("open", fault))?;
        let mut builder = S3ServiceBuilder::new(Protocol::new(store));
        builder.set_auth(SimpleAuth::from_single(settings.access_key.clone(), settings.secret_key.clone()));
        builder.set_access(protocol::OneBucket(settings.bucket.clone()));
        Ok(Self { service: builder.build(), settings: Arc::new(settings), origin })
    }

    /// Our own client, over the full protocol, without a socket.
    pub fn objects(&self) -> Arc<dyn Objects> {
        Arc::new(S3Objects::over(self.client_settings(), InProcess::client(self.service.clone())))
    }

    /// What clients outside may use: the PUT of a part under a URL from [`Objects::part_url`]. To be mounted, with the
    /// request's path untouched, at `/{bucket}/{*key}` of the origin that is the public URL.
    pub fn parts_service(&self) -> PartsService {
        PartsService::new(self.service.clone(), self.origin.host())
    }

    /// The whole protocol, for a client with the keys. Not for a public listener.
    pub fn service(&self) -> FullService {
        FullService::new(self.service.clone())
    }

    fn client_settings(&self) -> S3Settings {
        let EmbeddedSettings { bucket, access_key, secret_key, .. } = &*self.settings;
        S3Settings {
            endpoint: Some("http://embedded".to_owned()),
            public_endpoint: Some(self.origin.url()),
            bucket: bucket.clone(),
            region: REGION.to_owned(),
            credentials: S3Credentials {
                access_key: access_key.clone(),
                secret_key: secret_key.clone(),
                session_token: None,
                expires_at: None,
            },
            path_style: true,
        }
    }
}
