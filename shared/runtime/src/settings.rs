//! Settings, all from the environment, checked against each other before anything starts.
//!
//! What must stay true: an error names the variable and what it expects, and never shows a secret's value; every
//! secret has a `_FILE` twin that names a file to read it from.

mod limits;
mod transcriber;
mod webhooks;
mod zoom;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

pub use limits::{CorsOrigins, LimitSettings, Network, RateSetting};
pub use transcriber::TranscriberSettings;
pub use webhooks::AllowPrivate;
pub use zoom::{ZoomSettings, parse_key};

/// A variable that cannot be used as it is.
#[derive(Debug, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct SettingError {
    variable: String,
    problem: String,
}

impl SettingError {
    fn new(variable: &str, problem: impl Into<String>) -> Self {
        Self { variable: variable.to_owned(), problem: problem.into() }
    }
}

/// What the process was told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `COLLOQUY_LISTEN`.
    pub listen: SocketAddr,
    /// `COLLOQUY_PUBLIC_URL`, without a trailing slash; `None`: `http://` + the address that was bound.
    pub public_url: Option<String>,
    /// `COLLOQUY_DATA_DIR`.
    pub data_dir: PathBuf,
    /// `COLLOQUY_UPLOAD_URL_TTL`.
    pub upload_url_lifetime: Duration,
    /// `COLLOQUY_MAX_UPLOAD_BYTES`.
    pub max_upload_bytes: i64,
    /// `COLLOQUY_MAX_QUEUE_AGE`; `None`: a backlog of any age is added to.
    pub max_queue_age: Option<Duration>,
    /// `COLLOQUY_TENANT_JOBS`: what is usual; `None`: what the database says stays.
    pub tenant_jobs: Option<TenantJobs>,
    /// `COLLOQUY_RETENTION`: how long a job is kept once it has ended; `None`: until it is erased.
    pub retention: Option<Duration>,
    /// Where recordings are transcribed; `None`: they are refused.
    pub transcriber: Option<TranscriberSettings>,
    /// Where recordings are imported from.
    pub zoom: ZoomSettings,
    /// `COLLOQUY_WEBHOOK_ALLOW_PRIVATE`; `None`: loopback in the embedded shape that listens there, else off.
    pub allow_private: Option<AllowPrivate>,
    /// What callers may do.
    pub limits: LimitSettings,
    /// `RUST_LOG`.
    pub log: Option<String>,
    pub shape: Shape,
}

/// How many jobs of a tenant may run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantJobs {
    Off,
    AtMost(u32),
}

impl TenantJobs {
    /// `None` without a limit.
    pub const fn most(self) -> Option<u32> {
        match self {
            Self::Off => None,
            Self::AtMost(most) => Some(most),
        }
    }
}

impl FromStr for TenantJobs {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "off" => Ok(Self::Off),
            number => number.parse().map(Self::AtMost).map_err(|_| "expected off or a number of jobs"),
        }
    }
}

/// One program, two shapes; `DATABASE_URL` decides.
#[derive(Clone, Debug)]
pub enum Shape {
    Embedded,
    Distributed(Box<Distributed>),
}

#[derive(Clone, Debug)]
pub struct Distributed {
    /// `DATABASE_URL`.
    pub database_url: String,
    /// `AMQP_URL`; `None`: workers look for jobs in the database by themselves.
    pub amqp_url: Option<String>,
    pub s3: S3Settings,
}

#[derive(Clone, Debug)]
pub struct S3Settings {
    /// `S3_ENDPOINT`.
    pub endpoint: String,
    /// `S3_PUBLIC_ENDPOINT`, where clients reach the bucket when that is another address.
    pub public_endpoint: Option<String>,
    /// `S3_BUCKET`.
    pub bucket: String,
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    pub access_key: String,
    pub secret_key: String,
    pub session_token: Option<String>,
}

impl Settings {
    /// Reads the process's environment. `embedded` ignores `DATABASE_URL` (`--demo` is always embedded).
    pub fn from_environment(default_listen: &str, embedded: bool) -> Result<Self, SettingError> {
        Self::read(&|name| std::env::var(name).ok(), default_listen, embedded)
    }

    fn read(env: Env<'_>, default_listen: &str, embedded: bool) -> Result<Self, SettingError> {
        let listen = set(env, "COLLOQUY_LISTEN").unwrap_or_else(|| default_listen.to_owned());
        let listen = listen
            .parse()
            .map_err(|_| SettingError::new("COLLOQUY_LISTEN", "expected an address and a port, like 127.0.0.1:8080"))?;
        let public_url =
            set(env, "COLLOQUY_PUBLIC_URL").map(|text| http_url("COLLOQUY_PUBLIC_URL", &text)).transpose()?;
        let shape = match secret(env, "DATABASE_URL")? {
            Some(database_url) if !embedded => {
                Shape::Distributed(Box::new(Distributed { database_url, amqp_url: amqp_url(env)?, s3: s3(env)? }))
            }
            _ => Shape::Embedded,
        };
        Ok(Self {
            listen,
            public_url,
            data_dir: set(env, "COLLOQUY_DATA_DIR").unwrap_or_else(|| "./colloquy-data".to_owned()).into(),
            upload_url_lifetime: upload_url_lifetime(env)?,
            max_upload_bytes: max_upload_bytes(env)?,
            max_queue_age: max_queue_age(env)?,
            tenant_jobs: tenant_jobs(env)?,
            retention: retention(env)?,
            transcriber: transcriber::read(env)?,
            zoom: zoom::read(env)?,
            allow_private: webhooks::read(env)?,
            limits: limits::read(env)?,
            log: set(env, "RUST_LOG"),
            shape,
        })
    }
}

type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// An empty variable is an unset one.
fn set(env: Env<'_>, name: &str) -> Option<String> {
    env(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn secret(env: Env<'_>, name: &str) -> Result<Option<String>, SettingError> {
    let twin = format!("{name}_FILE");
    match (set(env, name), set(env, &twin)) {
        (Some(_), Some(_)) => Err(SettingError::new(name, format!("set either this or {twin}, not both"))),
        (value, None) => Ok(value),
        (None, Some(path)) => std::fs::read_to_string(&path)
            .map(|text| Some(text.trim().to_owned()))
            .map_err(|error| SettingError::new(&twin, format!("cannot read the file it names ({})", error.kind()))),
    }
}

fn required(env: Env<'_>, name: &str, why: &str) -> Result<String, SettingError> {
    secret(env, name)?.ok_or_else(|| SettingError::new(name, why))
}

fn s3(env: Env<'_>) -> Result<S3Settings, SettingError> {
    let why = "required when DATABASE_URL is set: the distributed shape keeps objects in a bucket";
    let public = set(env, "S3_PUBLIC_ENDPOINT").map(|text| http_url("S3_PUBLIC_ENDPOINT", &text)).transpose()?;
    Ok(S3Settings {
        endpoint: http_url("S3_ENDPOINT", &required(env, "S3_ENDPOINT", why)?)?,
        public_endpoint: public,
        bucket: required(env, "S3_BUCKET", why)?,
        region: set(env, "AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned()),
        access_key: required(env, "AWS_ACCESS_KEY_ID", why)?,
        secret_key: required(env, "AWS_SECRET_ACCESS_KEY", why)?,
        session_token: secret(env, "AWS_SESSION_TOKEN")?,
    })
}

fn amqp_url(env: Env<'_>) -> Result<Option<String>, SettingError> {
    let Some(text) = secret(env, "AMQP_URL")? else { return Ok(None) };
    let known = |url: &Url| matches!(url.scheme(), "amqp" | "amqps") && url.has_host();
    if Url::parse(&text).is_ok_and(|url| known(&url)) {
        return Ok(Some(text));
    }
    Err(SettingError::new("AMQP_URL", "expected an amqp or amqps URL, like amqp://user:password@host:5672/vhost"))
}

fn http_url(name: &str, text: &str) -> Result<String, SettingError> {
    let wrong =
        || SettingError::new(name, "expected an http or https URL without a path, like https://colloquy.example");
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || !plain {
        return Err(wrong());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// S3's own bound on a presigned URL.
const LONGEST_URL: Duration = Duration::from_hours(7 * 24);

fn upload_url_lifetime(env: Env<'_>) -> Result<Duration, SettingError> {
    let name = "COLLOQUY_UPLOAD_URL_TTL";
    let Some(text) = set(env, name) else { return Ok(Duration::from_hours(1)) };
    duration(&text)
        .filter(|ttl| (Duration::from_secs(1)..=LONGEST_URL).contains(ttl))
        .ok_or_else(|| SettingError::new(name, "expected 1s to 7d, like 30s, 15m or 1h"))
}

fn tenant_jobs(env: Env<'_>) -> Result<Option<TenantJobs>, SettingError> {
    let name = "COLLOQUY_TENANT_JOBS";
    let jobs = set(env, name).map(|text| text.parse());
    jobs.transpose().map_err(|problem| SettingError::new(name, problem))
}

fn max_queue_age(env: Env<'_>) -> Result<Option<Duration>, SettingError> {
    let name = "COLLOQUY_MAX_QUEUE_AGE";
    let Some(text) = set(env, name).filter(|text| text != "off") else { return Ok(None) };
    let age = duration(&text).filter(|age| !age.is_zero());
    age.map(Some).ok_or_else(|| SettingError::new(name, "expected off or a duration, like 30s, 5m or 1h"))
}

fn retention(env: Env<'_>) -> Result<Option<Duration>, SettingError> {
    let name = "COLLOQUY_RETENTION";
    let Some(text) = set(env, name) else { return Ok(Some(Duration::from_hours(30 * 24))) };
    if text == "off" {
        return Ok(None);
    }
    let age = duration(&text).filter(|age| !age.is_zero() && *age <= LONGEST_RETENTION);
    age.map(Some)
        .ok_or_else(|| SettingError::new(name, "expected off or a duration up to 36500d, like 30d, 12h or 90s"))
}

/// More than any archive wants, and less than a database can reckon back from today.
const LONGEST_RETENTION: Duration = Duration::from_hours(36_500 * 24);

/// `90s`, `15m`, `1h`, `30d`; a bare number is seconds.
pub fn duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok()?;
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.checked_mul(unit).map(Duration::from_secs)
}

fn max_upload_bytes(env: Env<'_>) -> Result<i64, SettingError> {
    let name = "COLLOQUY_MAX_UPLOAD_BYTES";
    match set(env, name) {
        None => Ok(100 << 30),
        Some(text) => text
            .parse()
            .ok()
            .filter(|&bytes| bytes > 0)
            .ok_or_else(|| SettingError::new(name, "expected a number of bytes, like 107374182400")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
        let env = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Settings::read(&env, "127.0.0.1:8080", false)
    }

    #[test]
    fn nothing_set_is_embedded_on_loopback() {
        let settings = read(&[]).unwrap();
        assert!(matches!(settings.shape, Shape::Embedded) && settings.listen.ip().is_loopback());
        assert_eq!(settings.upload_url_lifetime, Duration::from_hours(1));
        assert_eq!(settings.max_upload_bytes, 107_374_182_400);
    }

    #[test]
    fn a_database_without_a_bucket_is_refused_by_name() {
        let error = read(&[("DATABASE_URL", "postgres://u:secret@h/d")]).unwrap_err().to_string();
        assert!(error.starts_with("S3_ENDPOINT:") && !error.contains("secret"), "{error}");
    }

    #[test]
    fn bad_values_name_their_variable() {
        for (name, value) in [
            ("COLLOQUY_LISTEN", "localhost"),
            ("COLLOQUY_PUBLIC_URL", "ftp://x"),
            ("COLLOQUY_PUBLIC_URL", "https://x/path"),
            ("COLLOQUY_UPLOAD_URL_TTL", "8d"),
            ("COLLOQUY_UPLOAD_URL_TTL", "soon"),
            ("COLLOQUY_MAX_UPLOAD_BYTES", "-5"),
            ("COLLOQUY_MAX_QUEUE_AGE", "0"),
            ("COLLOQUY_MAX_QUEUE_AGE", "never"),
            ("COLLOQUY_WEBHOOK_ALLOW_PRIVATE", "yes"),
            ("COLLOQUY_RETENTION", "0d"),
            ("COLLOQUY_RETENTION", "forever"),
            ("COLLOQUY_RETENTION", "30 days"),
            ("COLLOQUY_RETENTION", "36501d"),
            ("COLLOQUY_RETENTION", "99999999999999999d"),
        ] {
            let error = read(&[(name, value)]).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
        }
    }

    #[test]
    fn retention_is_a_month_a_duration_or_off() {
        let hours = |hours| Some(Duration::from_hours(hours));
        for (set, retention) in
            [(None, hours(720)), (Some("30d"), hours(720)), (Some("12h"), hours(12)), (Some("off"), None)]
        {
            let pairs: Vec<(&str, &str)> = set.map(|text| ("COLLOQUY_RETENTION", text)).into_iter().collect();
            assert_eq!(read(&pairs).unwrap().retention, retention, "{set:?}");
        }
        let refused = read(&[("COLLOQUY_RETENTION", "forever")]).unwrap_err().to_string();
        assert!(["off", "30d", "12h", "90s"].iter().all(|form| refused.contains(form)), "{refused}");
    }

    const BUCKET: [(&str, &str); 4] = [
        ("S3_ENDPOINT", "http://127.0.0.1:1"),
        ("S3_BUCKET", "b"),
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
    ];

    fn distributed(more: &[(&str, &str)]) -> Result<Distributed, SettingError> {
        let all: Vec<(&str, &str)> = BUCKET.iter().copied().chain(more.iter().copied()).collect();
        match read(&all)?.shape {
            Shape::Distributed(distributed) => Ok(*distributed),
            Shape::Embedded => panic!("embedded"),
        }
    }

    #[test]
    fn a_secret_comes_from_its_file_and_not_from_both() {
        let file = std::env::temp_dir().join(format!("colloquy-setting-{}", std::process::id()));
        std::fs::write(&file, "postgres://from-file\n").unwrap();
        let path = file.to_str().unwrap();
        let settings = distributed(&[("DATABASE_URL_FILE", path)]).unwrap();
        assert_eq!((settings.database_url.as_str(), settings.amqp_url), ("postgres://from-file", None));
        assert!(distributed(&[("DATABASE_URL_FILE", path), ("DATABASE_URL", "x")]).is_err());
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn the_broker_may_be_named_and_its_password_is_never_shown() {
        for url in ["amqp://u:secret@h/%2f", "amqps://h:5671"] {
            let settings = distributed(&[("DATABASE_URL", "postgres://d"), ("AMQP_URL", url)]).unwrap();
            assert_eq!(settings.amqp_url.as_deref(), Some(url));
        }
        for url in ["http://u:secret@h", "amqp:secret", "secret"] {
            let refused = distributed(&[("DATABASE_URL", "postgres://d"), ("AMQP_URL", url)]).unwrap_err().to_string();
            assert!(refused.starts_with("AMQP_URL:") && !refused.contains("secret"), "{refused}");
        }
        // The embedded shape has no use for one, right or wrong.
        assert!(read(&[("AMQP_URL", "nonsense")]).is_ok());
    }
}
