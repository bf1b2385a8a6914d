//! What an examination comes to: one line a check, for people or as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use crate::terminal::clean;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    /// It works, and somebody should look.
    Warn,
    Fail,
}

/// What one check found.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    check: &'static str,
    verdict: Verdict,
    found: String,
    /// What to do about it; nothing when all is well.
    fix: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Report {
    verdict: Verdict,
    checks: Vec<Line>,
}

impl Line {
    pub(super) fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Ok, found: found.into(), fix: None }
    }

    pub(super) fn warn(check: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Warn, found: found.into(), fix: Some(fix.into()) }
    }

    pub(super) fn fail(check: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Fail, found: found.into(), fix: Some(fix.into()) }
    }

    #[cfg(test)]
    pub(super) fn is_ok(&self) -> bool {
        self.verdict == Verdict::Ok
    }
}

impl Report {
    pub(super) fn new(checks: Vec<Line>) -> Self {
        let verdict = checks.iter().map(|line| line.verdict).max().unwrap_or(Verdict::Ok);
        Self { verdict, checks }
    }

    /// Nothing failed.
    pub(super) fn is_well(&self) -> bool {
        self.verdict != Verdict::Fail
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("words are JSON") + "\n"
    }

    pub(super) fn text(&self) -> String {
        let width = self.checks.iter().map(|line| line.check.len()).max().unwrap_or(0);
        let mut text = String::new();
        for Line { check, verdict, found, fix } in &self.checks {
            let word = match verdict {
                Verdict::Ok => "OK",
                Verdict::Warn => "WARN",
                Verdict::Fail => "FAIL",
            };
            let _ = writeln!(text, "{word:<4}  {check:<width$}  {}", clean(found));
            if let Some(fix) = fix {
                let _ = writeln!(text, "{:<4}  {:<width$}  fix: {}", "", "", clean(fix));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_failure_is_not_well_and_both_forms_say_the_same() {
        assert!(Report::new(vec![Line::warn("a", "x", "y"), Line::ok("b", "z")]).is_well());
        let report = Report::new(vec![Line::ok("server", "ready"), Line::fail("part", "no\u{1b}[2J", "mend it")]);
        assert!(!report.is_well());
        assert_eq!(report.text(), "OK    server  ready\nFAIL  part    no[2J\n              fix: mend it\n");
        let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!(json["verdict"], "fail");
        assert_eq!(json["checks"][1]["fix"], "mend it");
    }
}
