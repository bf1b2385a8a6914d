//! Running the program, and files for it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use model::{Speaker, TalkTurn};
use serde_json::Value;

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The document, when all went well.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        assert!(self.out.ends_with("}\n"));
        serde_json::from_str(&self.out).expect("the document is JSON")
    }

    #[track_caller]
    pub(crate) fn page(&self) -> &str {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        &self.out
    }
}

pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_colloquy"));
    command.arg("analyze").stdin(Stdio::null());
    command
}

/// `colloquy analyze` on a file.
pub(crate) fn analyze(file: &Path, arguments: &[&str]) -> Ran {
    ran(command().arg(file).args(arguments).output().expect("the program starts"))
}

/// `colloquy analyze -` on what is piped into it.
pub(crate) fn piped(bytes: &[u8], arguments: &[&str]) -> Ran {
    let mut command = command();
    command.arg("-").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(bytes)); // it may have seen enough before the end
        ran(child.wait_with_output().expect("the program ends"))
    })
}

fn ran(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder that goes away with the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).expect("a file for the test");
        path
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

pub(crate) fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(name)
}

/// Compares with a golden file; writes it instead where `WRITE_GOLDENS` is set.
#[track_caller]
pub(crate) fn is_golden(name: &str, found: &str) {
    let path = golden(name);
    if std::env::var_os("WRITE_GOLDENS").is_some() {
        return std::fs::write(path, found).expect("a golden file can be written");
    }
    let expected = std::fs::read_to_string(path).expect("a golden file");
    for (line, (expected, found)) in expected.lines().zip(found.lines()).enumerate() {
        assert_eq!(found, expected, "{name}, line {}", line + 1);
    }
    assert_eq!(found, expected, "{name}");
}

/// A small dialogue that every format can hold.
pub(crate) fn dialogue() -> Vec<TalkTurn> {
    let said = [
        ("Ada", "Good morning. How are you today?"),
        ("Ben", "Not great. The invoice is wrong again, and I am tired of it."),
        ("Ada", "I am sorry about that. What would you like us to do?"),
        ("Ben", "Please send the money back, thank you."),
        ("Ada", "I will send it back today."),
        ("Ben", "Great, much appreciated."),
    ];
    turns(said)
}

pub(crate) fn turns<'t>(said: impl IntoIterator<Item = (&'t str, &'t str)>) -> Vec<TalkTurn> {
    let turn = |(index, (id, input)): (u64, (&str, &str))| TalkTurn {
        index,
        input: input.to_owned(),
        speaker: Some(Speaker { id: Some(id.to_owned()), role: None }),
        ..TalkTurn::default()
    };
    (0..).zip(said).map(turn).collect()
}
