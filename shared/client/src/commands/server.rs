//! Which server is meant, and as whom: settings and files.
//!
//! In this order: `--credentials`; `COLLOQUY_CLIENT_ID`, `COLLOQUY_CLIENT_SECRET` (or a file that
//! `COLLOQUY_CLIENT_SECRET_FILE` names) and `COLLOQUY_MPATHIC_ID`; `COLLOQUY_CREDENTIALS`; and for a server on this
//! machine `./colloquy-data/dev-credentials.json`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::failed::Failed;
use crate::http::{Address, Client, Credentials};

const DEFAULT: &str = "http://127.0.0.1:8080";
const DEVELOPMENT: &str = "colloquy-data/dev-credentials.json";

/// More than any credentials take.
const FILE_BYTES: u64 = 64 << 10;

#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Server")]
pub(crate) struct Server {
    /// Where the server is; else $COLLOQUY_URL, else http://127.0.0.1:8080
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// A file like dev-credentials.json; else $COLLOQUY_CLIENT_ID, $COLLOQUY_CLIENT_SECRET (or …_FILE) and
    /// $COLLOQUY_MPATHIC_ID, else $COLLOQUY_CREDENTIALS, else the development client's where the server is on this machine
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,
}

/// Where credentials were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    File(PathBuf),
    Environment,
}

impl Server {
    pub(crate) fn client(&self) -> Result<Client, Failed> {
        let address = self.address()?;
        let (credentials, _) = self.credentials(&address)?;
        Client::new(address, credentials).map_err(Failed::Server)
    }

    pub(super) fn address(&self) -> Result<Address, Failed> {
        let text = self.url.clone().or_else(|| variable("COLLOQUY_URL")).unwrap_or_else(|| DEFAULT.to_owned());
        Address::parse(&text).map_err(|why| Failed::Setting(format!("the server's address: {why}")))
    }

    pub(super) fn credentials(&self, address: &Address) -> Result<(Credentials, Found), Failed> {
        let development = address.is_loopback().then(|| PathBuf::from(DEVELOPMENT)).filter(|path| path.is_file());
        let (found, credentials) = match choose(self.credentials.as_deref(), variable, development)? {
            Choice::File(path) => (Found::File(path.clone()), of_file(&path)?),
            Choice::Given { mpathic_id, client_id, secret } => {
                let client_secret = match secret {
                    Secret::Text(text) => text,
                    Secret::File(path) => read(&path)?.trim_end_matches(['\r', '\n']).to_owned(),
                };
                (Found::Environment, Credentials { mpathic_id, client_id, client_secret })
            }
        };
        if !credentials.are_sendable() {
            return Err(Failed::Setting("a credential is empty or holds what no credential holds".to_owned()));
        }
        Ok((credentials, found))
    }
}

enum Choice {
    File(PathBuf),
    Given { mpathic_id: String, client_id: String, secret: Secret },
}

enum Secret {
    Text(String),
    File(PathBuf),
}

fn choose(
    said: Option<&Path>,
    variable: impl Fn(&str) -> Option<String>,
    development: Option<PathBuf>,
) -> Result<Choice, Failed> {
    if let Some(path) = said {
        return Ok(Choice::File(path.to_owned()));
    }
    let secret = variable("COLLOQUY_CLIENT_SECRET").map(Secret::Text);
    let secret = secret.or_else(|| variable("COLLOQUY_CLIENT_SECRET_FILE").map(|path| Secret::File(path.into())));
    let given = (variable("COLLOQUY_MPATHIC_ID"), variable("COLLOQUY_CLIENT_ID"), secret);
    match given {
        (Some(mpathic_id), Some(client_id), Some(secret)) => {
            return Ok(Choice::Given { mpathic_id, client_id, secret });
        }
        (None, None, None) => {}
        (mpathic_id, client_id, secret) => {
            let is_there = [
                ("COLLOQUY_MPATHIC_ID", mpathic_id.is_some()),
                ("COLLOQUY_CLIENT_ID", client_id.is_some()),
                ("COLLOQUY_CLIENT_SECRET (or COLLOQUY_CLIENT_SECRET_FILE)", secret.is_some()),
            ];
            let missing: Vec<_> = is_there.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
            return Err(Failed::Setting(format!("{} must be set too", missing.join(" and "))));
        }
    }
    let file = variable("COLLOQUY_CREDENTIALS").map(PathBuf::from).or(development);
    file.map(Choice::File).ok_or(Failed::NoCredentials)
}

fn of_file(path: &Path) -> Result<Credentials, Failed> {
    // What serde says may quote what stands there.
    serde_json::from_str(&read(path)?).map_err(|_| {
        let what = "expected JSON with mpathic_id, client_id and client_secret";
        Failed::Setting(format!("{}: {what}", path.display()))
    })
}

fn read(path: &Path) -> Result<String, Failed> {
    use std::io::Read as _;
    let mut text = String::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(FILE_BYTES).read_to_string(&mut text));
    read.map_err(|source| Failed::Input { name: path.display().to_string(), source })?;
    Ok(text)
}

/// What is set to nothing is not set.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(said: Option<&str>, variables: &[&str], development: bool) -> Result<String, Failed> {
        let variable = |name: &str| variables.contains(&name).then(|| format!("<{name}>"));
        let development = development.then(|| PathBuf::from(DEVELOPMENT));
        choose(said.map(Path::new), variable, development).map(|choice| match choice {
            Choice::Given { secret: Secret::Text(text), .. } => text,
            Choice::File(path) | Choice::Given { secret: Secret::File(path), .. } => path.display().to_string(),
        })
    }

    #[test]
    fn what_was_said_goes_before_what_is_set_before_what_lies_there() {
        let set = ["COLLOQUY_MPATHIC_ID", "COLLOQUY_CLIENT_ID", "COLLOQUY_CLIENT_SECRET"];
        let file = ["COLLOQUY_MPATHIC_ID", "COLLOQUY_CLIENT_ID", "COLLOQUY_CLIENT_SECRET_FILE"];
        assert_eq!(chosen(Some("mine.json"), &set, true).unwrap(), "mine.json");
        assert_eq!(chosen(None, &set, true).unwrap(), "<COLLOQUY_CLIENT_SECRET>");
        assert_eq!(chosen(None, &file, true).unwrap(), "<COLLOQUY_CLIENT_SECRET_FILE>");
        assert_eq!(chosen(None, &["COLLOQUY_CREDENTIALS"], true).unwrap(), "<COLLOQUY_CREDENTIALS>");
        assert_eq!(chosen(None, &[], true).unwrap(), DEVELOPMENT);
        assert!(matches!(chosen(None, &[], false), Err(Failed::NoCredentials)));
    }

    #[test]
    fn half_of_the_credentials_names_the_other_half() {
        let Err(Failed::Setting(words)) = chosen(None, &["COLLOQUY_CLIENT_ID"], true) else { panic!("it is refused") };
        assert!(words.contains("COLLOQUY_MPATHIC_ID and COLLOQUY_CLIENT_SECRET"), "{words}");
        assert!(!words.contains('<'), "no value is shown: {words}");
    }
}
