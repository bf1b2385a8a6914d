//! The schema in the database against the one in this program.

use store::SchemaFacts;

use super::report::Line;

const CHECK: &str = "schema";

pub(super) fn judge(facts: &SchemaFacts) -> Line {
    let known = facts.known;
    if !facts.altered.is_empty() {
        let found = format!("migrations {} are not this program's", listed(&facts.altered));
        return Line::fail(CHECK, found, "another program's database, or another build's: let this one have its own");
    }
    if !facts.unfinished.is_empty() {
        let found = format!("migrations {} were begun and not finished", listed(&facts.unfinished));
        return Line::fail(CHECK, found, "restore the backup from before the upgrade, then run `api migrate`");
    }
    match facts.applied {
        None => Line::warn(CHECK, "not there yet", "start an api or worker, or run `api migrate`"),
        Some(applied) if applied < known => {
            let found = format!("version {applied}, this program wants {known}");
            Line::warn(CHECK, found, "restart an api or worker of this version, or run `api migrate`")
        }
        // Migrations only add until every program is newer, so this is how an upgrade looks from the old program.
        Some(applied) if applied > known => {
            let found = format!("version {applied}, newer than this program's {known}");
            Line::warn(CHECK, found, "finish the upgrade: replace this program too")
        }
        Some(applied) => Line::ok(CHECK, format!("version {applied}, as this program wants it")),
    }
}

fn listed(versions: &[i64]) -> String {
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    #[test]
    fn every_difference_has_its_verdict() {
        let facts = |applied| SchemaFacts { known: 3, applied, ..SchemaFacts::default() };
        assert_eq!(judge(&facts(Some(3))).verdict, Verdict::Ok);
        for (applied, word) in [(None, "api migrate"), (Some(2), "api migrate"), (Some(4), "upgrade")] {
            let line = judge(&facts(applied));
            assert!(line.verdict == Verdict::Warn && line.fix.as_ref().unwrap().contains(word), "{line:?}");
        }
        let altered = judge(&SchemaFacts { altered: vec![1, 2], ..facts(Some(3)) });
        assert!(altered.verdict == Verdict::Fail && altered.found.contains("1, 2"), "{altered:?}");
        assert_eq!(judge(&SchemaFacts { unfinished: vec![3], ..facts(Some(3)) }).verdict, Verdict::Fail);
    }
}
