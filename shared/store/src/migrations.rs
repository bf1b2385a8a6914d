//! The schema's versions, compiled in.
//!
//! What must stay true: a landed migration is never edited; both databases have the same files. A newer
//! schema than this program knows is left alone, so that an older process can run beside a newer one.

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::error::classify;
use crate::{Error, Sql};

macro_rules! migration {
    ($file:literal) => {
        (
            $file,
            Sql {
                pg: include_str!(concat!("../../../migrations/postgres/", $file)),
                lite: include_str!(concat!("../../../migrations/sqlite/", $file)),
            },
        )
    };
}

/// In the order of their numbers, with which their names begin.
const ALL: &[(&str, Sql)] = &[
    migration!("0001_jobs.sql"),
    migration!("0002_tickets.sql"),
    migration!("0003_checks.sql"),
    migration!("0004_fairness.sql"),
    migration!("0005_retention.sql"),
    migration!("0006_clients.sql"),
    migration!("0007_profiles.sql"),
    migration!("0008_files.sql"),
    migration!("0009_zoom.sql"),
    migration!("0010_history.sql"),
    migration!("0011_webhooks.sql"),
    migration!("0012_limits.sql"),
];

/// For `run_direct`: the future of `run` is not `Send` in the way a port behind `dyn` needs.
pub(crate) fn migrator(dialect: fn(&Sql) -> &'static str) -> Migrator {
    let versions = ALL.iter().map(|(file, sql)| {
        let (version, name) = named(file);
        Migration::new(version, name.into(), MigrationType::Simple, dialect(sql).into_sql_str(), false)
    });
    let mut migrator = Migrator::with_migrations(versions.collect());
    migrator.set_ignore_missing(true);
    migrator
}

/// `0001_jobs.sql`: version 1, "jobs".
fn named(file: &'static str) -> (i64, &'static str) {
    let parts = file.strip_suffix(".sql").and_then(|file| file.split_once('_'));
    let (number, name) = parts.expect("a file of ours is called so");
    (number.parse().expect("its number is one"), name)
}

pub(crate) fn failed(error: MigrateError) -> Error {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => classify("migrate", &error),
        other => Error::Refused { transaction: "migrate", source: Box::new(other) },
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_is_compiled_in_and_both_databases_have_it() {
        let expected: Vec<&str> = ALL.iter().map(|(file, _)| *file).collect();
        assert!(ALL.is_sorted_by_key(|(file, _)| named(file)), "{expected:?}");
        for dialect in ["postgres", "sqlite"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(dialect);
            let mut files: Vec<String> = fs::read_dir(folder)
                .expect("the folder is there")
                .map(|entry| entry.expect("readable").file_name().into_string().expect("a plain name"))
                .collect();
            files.sort();
            assert_eq!(files, expected, "{dialect}");
        }
    }
}
