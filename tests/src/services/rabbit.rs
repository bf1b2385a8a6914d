//! A RabbitMQ broker of one node.

use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::daemon::Daemon;
use crate::process::{free_port, run_within};

/// A command of its own Erlang machine, which takes seconds to start.
const ANSWERED: Duration = Duration::from_mins(1);

/// Takes 8 s to start: let several tests share one, each with a virtual host of its own ([`Self::vhost`]).
pub struct RabbitMq {
    broker: Daemon,
    /// The registry of Erlang nodes, which a node would leave behind if it started one itself.
    _names: Daemon,
    programs: PathBuf,
    port: u16,
    names_port: u16,
    cluster_port: u16,
    folder: TempDir,
}

impl RabbitMq {
    pub fn start() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let (port, names_port, cluster_port) = (free_port(), free_port(), free_port());
        let settings = format!(
            "listeners.tcp.1 = 127.0.0.1:{port}\nloopback_users = none\ndisk_free_limit.absolute = 50MB\nlog.console = false\n"
        );
        std::fs::write(folder.path().join("rabbitmq.conf"), settings).expect("the settings can be written");
        std::fs::write(folder.path().join("plugins"), "[].\n").expect("the settings can be written");
        let mut names = Daemon::new("epmd", folder.path());
        let mut epmd = Command::new("epmd");
        epmd.args(["-address", "127.0.0.1", "-port", &names_port.to_string()]);
        names.start(epmd, |_| TcpStream::connect((Ipv4Addr::LOCALHOST, names_port)).is_ok());
        let mut rabbit = Self {
            broker: Daemon::new("rabbitmq", folder.path()),
            _names: names,
            programs: programs(),
            port,
            names_port,
            cluster_port,
            folder,
        };
        rabbit.restart();
        rabbit
    }

    /// Starts a stopped or killed broker again.
    pub fn restart(&mut self) {
        let command = self.command("rabbitmq-server");
        self.broker.start(command, |said| said.contains("completed with"));
    }

    /// The virtual host `/`.
    pub fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.port)
    }

    /// Makes a virtual host and returns the URL to reach it by.
    pub fn vhost(&self, name: &str) -> String {
        self.ctl(&["add_vhost", name]);
        self.ctl(&["set_permissions", "-p", name, "guest", ".*", ".*", ".*"]);
        format!("amqp://guest:guest@127.0.0.1:{}/{name}", self.port)
    }

    /// Runs `rabbitmqctl` with these arguments, like `["close_all_connections", "test"]`, and returns what it says.
    ///
    /// A memory alarm: `["set_vm_memory_high_watermark", "absolute", "1"]`, and its end: `[…, "0.4"]`.
    pub fn ctl(&self, arguments: &[&str]) -> String {
        let output = run_within(self.command("rabbitmqctl").arg("-q").args(arguments), ANSWERED);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// Shuts the broker down in good order.
    pub fn stop(&mut self) {
        self.broker.stop("TERM");
    }

    /// SIGKILL to every process of the broker.
    pub fn kill(&mut self) {
        self.broker.kill();
    }

    fn command(&self, program: &str) -> Command {
        let folder = self.folder.path();
        let mut command = Command::new(self.programs.join(program));
        command
            // Here is its cookie.
            .env("HOME", folder)
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("ERL_EPMD_PORT", self.names_port.to_string())
            .env("RABBITMQ_CONF_ENV_FILE", folder.join("none"))
            .env("RABBITMQ_CONFIG_FILE", folder.join("rabbitmq.conf"))
            .env("RABBITMQ_ADVANCED_CONFIG_FILE", folder.join("none.config"))
            .env("RABBITMQ_DIST_PORT", self.cluster_port.to_string())
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", folder.join("plugins"))
            .env("RABBITMQ_LOG_BASE", folder.join("log"))
            .env("RABBITMQ_MNESIA_BASE", folder.join("mnesia"))
            .env("RABBITMQ_NODENAME", format!("test{}@localhost", self.port))
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODE_PORT", self.port.to_string())
            // Schedulers that wait without turning: other suites want the cores.
            .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none");
        command
    }
}

/// Debian's own wrappers insist on a user and a folder; the programs behind them do not.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/rabbitmq/lib").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("sbin")).collect();
    folders.sort();
    let whole = |folder: &PathBuf| Path::is_file(&folder.join("rabbitmq-server"));
    folders.into_iter().rev().find(whole).expect("RabbitMQ is here (Debian's package: rabbitmq-server)")
}

/// A virtual host of one test's own on the broker that `TEST_AMQP_URL` names, made and dropped by the command that
/// `TEST_RABBITMQCTL` names (`rabbitmqctl` when it names none).
pub struct Vhost {
    pub url: String,
    name: String,
}

impl Vhost {
    pub fn make(name: &str) -> Self {
        let url = std::env::var("TEST_AMQP_URL").expect("TEST_AMQP_URL names a broker");
        let mut url: reqwest::Url = url.parse().expect("a URL");
        administer(&["add_vhost", name]);
        administer(&["set_permissions", "-p", name, url.username(), ".*", ".*", ".*"]);
        url.set_path(name);
        Self { url: url.into(), name: name.to_owned() }
    }

    /// Drops it; a failed test does not come here: then it stays, as evidence.
    pub fn discard(self) {
        administer(&["delete_vhost", &self.name]);
    }
}

fn administer(arguments: &[&str]) {
    let program = std::env::var("TEST_RABBITMQCTL").unwrap_or_else(|_| "rabbitmqctl".to_owned());
    let output = run_within(Command::new(&program).arg("-q").args(arguments), ANSWERED);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
