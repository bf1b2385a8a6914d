//! What the doctor of one test is told.

use std::process::Command;

use tests::services::Vhost;
use tests::{Server, Worker};

use crate::bucket::Bucket;
use crate::database::Database;
use crate::report::Report;
use crate::{API, WORKER};

/// Where a page that uploads would be.
pub(crate) const PAGE: &str = "https://app.example";

pub(crate) struct Site {
    pub(crate) bucket: Bucket,
    database: Database,
    vhost: Vhost,
    settings: Vec<(&'static str, String)>,
}

impl Site {
    /// Nothing of ours has run there yet.
    pub(crate) async fn make() -> Self {
        let (bucket, database) = (Bucket::make(), Database::make().await);
        let vhost = Vhost::make(&database.name);
        let mut settings = vec![("DATABASE_URL", database.url()), ("AMQP_URL", vhost.url.clone())];
        settings.extend(bucket.garage.settings(&bucket.garage.url()));
        Self { bucket, database, vhost, settings }
    }

    pub(crate) fn setting(&self, name: &str) -> String {
        self.settings.iter().find(|(known, _)| *known == name).expect("a setting").1.clone()
    }

    fn borrowed(&self) -> Vec<(&str, &str)> {
        self.settings.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }

    pub(crate) fn api(&self) -> Server {
        Server::start(API, &self.borrowed())
    }

    pub(crate) fn worker(&self) -> Worker {
        Worker::start(WORKER, &self.borrowed())
    }

    /// Runs the doctor with some settings other than they should be.
    pub(crate) fn doctor(&self, changed: &[(&str, &str)], origin: Option<&str>) -> Report {
        let mut secrets = vec![self.setting("AWS_SECRET_ACCESS_KEY")];
        secrets.extend(changed.iter().filter_map(|(name, value)| secret(name, value)));
        Report::of(|| self.command(changed), origin, &secrets)
    }

    /// The program, told all that a doctor has to know.
    pub(crate) fn command(&self, changed: &[(&str, &str)]) -> Command {
        let mut command = Command::new(API);
        // A port that nobody has, so that the api is away unless a test says where it is.
        command.env_clear().env("COLLOQUY_LISTEN", "127.0.0.1:9");
        command.envs(self.borrowed()).envs(changed.iter().copied());
        command
    }

    pub(crate) async fn discard(self) {
        self.database.discard().await;
        self.vhost.discard();
    }
}

/// What must not be shown of a setting: a secret key, or the password in a URL.
fn secret(name: &str, value: &str) -> Option<String> {
    if name == "AWS_SECRET_ACCESS_KEY" {
        return Some(value.to_owned());
    }
    let url: reqwest::Url = value.parse().ok()?;
    url.password().filter(|password| *password != url.username()).map(str::to_owned)
}
