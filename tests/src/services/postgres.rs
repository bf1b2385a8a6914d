//! A PostgreSQL server.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::daemon::{Daemon, descendants, send};
use crate::process::{free_port, run_within};

const MADE: Duration = Duration::from_mins(1);

/// Takes a second to make and start. The superuser is `colloquy`, without a password.
pub struct Postgres {
    daemon: Daemon,
    programs: PathBuf,
    settings: Vec<String>,
    /// PostgreSQL refuses to run as root.
    instead_of_root: Option<(u32, u32)>,
    port: u16,
    folder: TempDir,
}

impl Postgres {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// With settings like `commit_delay=100000`.
    pub fn start_with(settings: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let instead_of_root = (number("id", &["-u"]) == Some(0)).then(|| {
            ["postgres", "nobody"]
                .into_iter()
                .find_map(|name| Some((number("id", &["-u", name])?, number("id", &["-g", name])?)))
                .expect("there is another user than root")
        });
        if let Some((user, group)) = instead_of_root {
            chown(folder.path(), Some(user), Some(group)).expect("root may give a folder away");
        }
        let mut postgres = Self {
            daemon: Daemon::new("postgres", folder.path()),
            programs: programs(),
            settings: settings.iter().map(|setting| (*setting).to_owned()).collect(),
            instead_of_root,
            port: free_port(),
            folder,
        };
        let mut init = postgres.command("initdb");
        init.args(["-U", "colloquy", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        let made = run_within(&mut init, MADE);
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        postgres.restart();
        postgres
    }

    /// Starts a stopped or killed server again.
    pub fn restart(&mut self) {
        let mut command = self.command("postgres");
        command.args(["-p", &self.port.to_string(), "-k"]).arg(self.folder.path());
        command.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]);
        command.args(self.settings.iter().flat_map(|setting| ["-c", setting]));
        self.daemon.start(command, |said| said.contains("ready to accept connections"));
    }

    /// The database `postgres`; a suite that wants its own makes it.
    pub fn url(&self) -> String {
        format!("postgres://colloquy@127.0.0.1:{}/postgres", self.port)
    }

    /// A fast shutdown: transactions are rolled back, connections are told.
    pub fn stop(&mut self) {
        self.daemon.stop("INT");
    }

    /// SIGKILL to every process of the server; the next start recovers.
    pub fn kill(&mut self) {
        self.daemon.kill();
    }

    /// SIGSTOP to every process of the server: connections stay and nothing answers, until [`Self::thaw`].
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    pub fn thaw(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let mut family = descendants(self.daemon.id());
        family.push(self.daemon.id());
        send(name, &family);
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-D").arg(self.folder.path().join("data")).current_dir(self.folder.path());
        if let Some((user, group)) = self.instead_of_root {
            command.uid(user).gid(group);
        }
        command
    }
}

/// The folder of PostgreSQL's programs: the newest of Debian's, or whatever `pg_config` knows.
pub fn programs() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = debian.map(|entry| entry.path()).collect();
    versions.sort_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    let known = Command::new("pg_config").arg("--bindir").output().ok();
    let known = known.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let folders = versions.into_iter().rev().map(|path| path.join("bin")).chain(known);
    let whole = |folder: &PathBuf| ["initdb", "postgres"].iter().all(|program| Path::is_file(&folder.join(program)));
    folders.into_iter().find(whole).expect("PostgreSQL is here (Debian's package: postgresql)")
}

fn number(program: &str, arguments: &[&str]) -> Option<u32> {
    let output = Command::new(program).args(arguments).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
