//! A broker of a test's own, which may be stopped and alarmed: the machine's `rabbitmq-server`, in a temporary folder.

use std::fs::Permissions;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::conformance::AT_LEISURE;

pub(crate) struct Broker {
    home: TempDir,
    ports: [u16; 3],
    server: Option<Child>,
    /// The registry of Erlang nodes; a node would start one and leave it behind.
    _names: Child,
}

impl Broker {
    pub(crate) async fn start() -> Self {
        let ports: Vec<TcpListener> = (0..3).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
        let ports = [0, 1, 2].map(|at: usize| ports[at].local_addr().expect("bound").port());
        let home = TempDir::new().expect("a folder");
        let settings = "loopback_users = none\ndisk_free_limit.absolute = 50MB\n";
        std::fs::write(home.path().join("rabbitmq.conf"), settings).expect("written");
        std::fs::write(home.path().join("plugins"), "[].").expect("written");
        // Two programs start at once here, and each would make its own.
        let cookie = home.path().join(".erlang.cookie");
        std::fs::write(&cookie, "QUEUETESTS").expect("written");
        std::fs::set_permissions(&cookie, Permissions::from_mode(0o400)).expect("ours");
        let mut names = Command::new("epmd");
        names.args(["-address", "127.0.0.1", "-port", &ports[2].to_string()]).kill_on_drop(true);
        let mut broker = Self { home, ports, server: None, _names: names.spawn().expect("epmd starts") };
        broker.run().await;
        broker
    }

    pub(crate) fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.ports[0])
    }

    pub(crate) async fn run(&mut self) {
        self.server = Some(self.command("rabbitmq-server").kill_on_drop(true).spawn().expect("rabbitmq-server starts"));
        let reached = async {
            while TcpStream::connect(("127.0.0.1", self.ports[0])).await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(AT_LEISURE * 3, reached).await.expect("it is up");
    }

    pub(crate) async fn stop(&mut self) {
        self.ctl(&["stop"]).await;
        let mut server = self.server.take().expect("it runs");
        timeout(AT_LEISURE, server.wait()).await.expect("it stops").expect("it is ours");
    }

    pub(crate) async fn ctl(&self, what: &[&str]) {
        let done = timeout(AT_LEISURE, self.command("rabbitmqctl").args(what).kill_on_drop(true).status()).await;
        assert!(done.expect("in time").expect("rabbitmqctl runs").success(), "rabbitmqctl {what:?}");
    }

    fn command(&self, program: &str) -> Command {
        let [port, distribution, mapper] = self.ports;
        let at = |name: &str| self.home.path().join(name);
        let mut command = Command::new(script(program));
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .env("RABBITMQ_NODENAME", format!("queue-{port}@localhost"))
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODE_PORT", port.to_string())
            .env("RABBITMQ_DIST_PORT", distribution.to_string())
            .env("ERL_EPMD_PORT", mapper.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_MNESIA_BASE", at("data"))
            .env("RABBITMQ_LOG_BASE", at("log"))
            .env("RABBITMQ_CONFIG_FILE", at("rabbitmq.conf"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", at("plugins"))
            .env("HOME", self.home.path())
            // Where a crash leaves its dump.
            .current_dir(self.home.path());
        command
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // The broker is a child of the script we started.
        let mut stop = std::process::Command::new(script("rabbitmqctl"));
        for (key, value) in self.command("rabbitmqctl").as_std().get_envs() {
            stop.env(key, value.expect("every one is set"));
        }
        let _ = stop.arg("stop").stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// The distribution's wrapper in the path wants to be root; the script it wraps does not.
fn script(program: &str) -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/rabbitmq/lib").ok();
    let scripts =
        installed.into_iter().flatten().filter_map(|found| Some(found.ok()?.path().join("sbin").join(program)));
    scripts.into_iter().find(|script| script.exists()).unwrap_or_else(|| program.into())
}
