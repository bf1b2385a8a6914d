//! The embedded shape's database: sound, and of a schema that this program knows.

use std::path::Path;
use std::time::Duration;

use store::{SqliteFacts, examine_sqlite};
use tokio::time::timeout;

use super::report::Line;
use super::schema;

pub(super) async fn examine(path: &Path, within: Duration) -> Vec<Line> {
    if !path.exists() {
        return vec![Line::ok("database", "not there yet; the first start makes it")];
    }
    match timeout(within, examine_sqlite(path)).await {
        Ok(Ok(facts)) => vec![soundness(&facts), schema::judge(&facts.schema)],
        Ok(Err(unexamined)) => {
            let fix =
                "run this as the user that runs the server; restore the backup if the file is not a database any more";
            vec![Line::fail("database", format!("SQLite cannot use the file: {unexamined}"), fix)]
        }
        Err(_) => {
            let found =
                format!("too large to be checked within {} s; nothing bad was found until then", within.as_secs());
            let fix = "check it at leisure: `sqlite3 colloquy.db 'PRAGMA quick_check'` in the data directory";
            vec![Line::warn("database", found, fix)]
        }
    }
}

fn soundness(facts: &SqliteFacts) -> Line {
    let check = "database";
    match facts.damage.first() {
        None => Line::ok(check, format!("SQLite, {} KiB, sound", facts.bytes >> 10)),
        Some(first) => {
            let found = format!("damaged: {first}");
            let fix = "stop the server, keep a copy of the data directory, restore the backup, and look at the disk";
            Line::fail(check, found, fix)
        }
    }
}

#[cfg(test)]
mod tests {
    use store::SchemaFacts;

    use super::super::report::Verdict;
    use super::*;

    #[test]
    fn damage_fails_in_the_databases_words() {
        let mut facts = SqliteFacts { bytes: 3 << 20, damage: vec![], schema: SchemaFacts::default() };
        assert_eq!(soundness(&facts).found, "SQLite, 3072 KiB, sound");
        facts.damage.push("row 3 missing from index jobs_due".to_owned());
        let line = soundness(&facts);
        assert!(line.verdict == Verdict::Fail && line.found.ends_with("jobs_due"), "{line:?}");
    }
}
