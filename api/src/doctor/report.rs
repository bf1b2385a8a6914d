//! What an examination comes to: one line a check, for people or as JSON.
//!
//! What must stay true: whatever was said by somebody else (an error, a header) passes [`Secrets::masked`] on its way out.
//! The members of the JSON are only added to.

use std::fmt::Write as _;

use serde::Serialize;

use super::secrets::Secrets;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    Ok,
    /// It works, and somebody should look.
    Warn,
    /// Something that clients or workers need does not work.
    Fail,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warn => "WARN",
            Self::Fail => "FAIL",
        }
    }
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    pub(super) check: &'static str,
    pub(super) verdict: Verdict,
    pub(super) found: String,
    /// What to do about it; nothing when all is well.
    pub(super) fix: Option<String>,
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
}

#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// `embedded` or `distributed`; `unknown` when the settings could not be read.
    shape: &'static str,
    verdict: Verdict,
    checks: Vec<Line>,
}

impl Report {
    pub(super) fn new(shape: &'static str, lines: Vec<Line>, secrets: &Secrets) -> Self {
        let masked = |line: Line| Line {
            found: secrets.masked(&line.found),
            fix: line.fix.map(|fix| secrets.masked(&fix)),
            ..line
        };
        let checks: Vec<Line> = lines.into_iter().map(masked).collect();
        let verdict = checks.iter().map(|line| line.verdict).max().unwrap_or(Verdict::Ok);
        Self { shape, verdict, checks }
    }

    /// Nothing failed.
    pub(super) fn is_well(&self) -> bool {
        self.verdict != Verdict::Fail
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("words and numbers are JSON")
    }

    pub(super) fn text(&self) -> String {
        let width = self.checks.iter().map(|line| line.check.len()).max().unwrap_or(0);
        let mut text = String::new();
        for line in &self.checks {
            let (word, check) = (line.verdict.word(), line.check);
            let _ = writeln!(text, "{word:<4}  {check:<width$}  {}", line.found);
            if let Some(fix) = &line.fix {
                let _ = writeln!(text, "{:<4}  {:<width$}  fix: {fix}", "", "");
            }
        }
        let count = |verdict| self.checks.iter().filter(|line| line.verdict == verdict).count();
        let (ok, warn, fail) = (count(Verdict::Ok), count(Verdict::Warn), count(Verdict::Fail));
        let _ = writeln!(text, "{}: {ok} OK, {warn} WARN, {fail} FAIL", self.shape);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(lines: Vec<Line>) -> Report {
        Report::new("embedded", lines, &Secrets::of(&["hunter22"]))
    }

    #[test]
    fn the_worst_line_is_the_verdict_and_only_a_failure_is_not_well() {
        assert!(report(vec![]).is_well());
        let warned = report(vec![Line::warn("a", "x", "y"), Line::ok("b", "z")]);
        assert_eq!((warned.verdict, warned.is_well()), (Verdict::Warn, true));
        let failed = report(vec![Line::fail("a", "x", "y"), Line::warn("b", "x", "y")]);
        assert_eq!((failed.verdict, failed.is_well()), (Verdict::Fail, false));
    }

    #[test]
    fn both_forms_say_the_same_and_neither_a_secret() {
        let report = report(vec![Line::ok("disk", "5 GB"), Line::fail("broker", "no hunter22 here", "drop hunter22")]);
        let expected =
            "OK    disk    5 GB\nFAIL  broker  no … here\n              fix: drop …\nembedded: 1 OK, 0 WARN, 1 FAIL\n";
        assert_eq!(report.text(), expected);
        let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!(json["verdict"], "fail");
        assert_eq!(json["checks"][0]["fix"], serde_json::Value::Null);
        assert_eq!(json["checks"][1]["fix"], "drop …");
    }
}
