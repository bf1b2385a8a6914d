//! What the doctor said.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The promise: the whole ends within this, whatever hangs.
const WHOLE: Duration = Duration::from_secs(30);

pub(crate) struct Report {
    pub(crate) checks: Vec<Value>,
    /// The exit code was 0.
    pub(crate) well: bool,
    /// The same for people.
    pub(crate) text: String,
}

impl Report {
    /// Runs the command twice, for machines and for people; what is in `secrets` must be in neither.
    pub(crate) fn of(command: impl Fn() -> Command, origin: Option<&str>, secrets: &[String]) -> Self {
        let run = |json: bool| {
            let mut command = command();
            command.arg("doctor").args(json.then_some("--json"));
            command.args(origin.iter().flat_map(|origin| ["--origin", origin]));
            let began = Instant::now();
            let output = command.output().expect("the program starts");
            assert!(began.elapsed() < WHOLE, "it took {:?}", began.elapsed());
            for said in [&output.stdout, &output.stderr] {
                let said = String::from_utf8_lossy(said);
                for secret in secrets {
                    assert!(!said.contains(secret.as_str()), "a secret is shown: {said}");
                }
                assert!(!said.contains("X-Amz-"), "a signature is shown: {said}");
            }
            output
        };
        let (machine, person) = (run(true), run(false));
        let document: Value = serde_json::from_slice(&machine.stdout).expect("JSON alone is on the output");
        assert_eq!(document["shape"], "distributed");
        let well = machine.status.success();
        assert_eq!(document["verdict"] != "fail", well, "{document}");
        assert_eq!(machine.status.code(), Some(i32::from(!well)));
        assert_eq!(person.status.code(), machine.status.code());
        let checks = document["checks"].as_array().expect("a list").clone();
        for check in &checks {
            assert_eq!(check["verdict"] == "ok", check["fix"].is_null(), "what is not well has a fix: {check}");
        }
        Self { checks, well, text: String::from_utf8(person.stdout).expect("text") }
    }

    /// The one line of this check.
    pub(crate) fn line(&self, check: &str) -> &Value {
        let mut lines = self.checks.iter().filter(|line| line["check"] == check);
        let line = lines.next().unwrap_or_else(|| panic!("no line for {check}:\n{}", self.text));
        assert!(lines.next().is_none(), "two lines for {check}:\n{}", self.text);
        line
    }

    /// Checks that are not OK, in order, without those that depend on who else uses the server.
    pub(crate) fn complaints(&self) -> Vec<&str> {
        let complaint = |line: &&Value| line["verdict"] != "ok" && line["check"] != "database sessions";
        let lines = self.checks.iter().filter(complaint);
        lines.map(|line| line["check"].as_str().expect("a name")).collect()
    }

    pub(crate) fn expect(&self, check: &str, verdict: &str, fix: &str) {
        let line = self.line(check);
        assert_eq!(line["verdict"], verdict, "{}", self.text);
        assert!(line["fix"].as_str().is_some_and(|said| said.contains(fix)), "{line}: no {fix}");
        let word = format!("{:<4}  {check} ", verdict.to_uppercase());
        assert!(self.text.lines().any(|line| line.starts_with(&word)), "{word}\n{}", self.text);
    }
}
