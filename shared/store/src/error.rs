//! What a failed database call means to the caller.
//!
//! What must stay true: no parameter and no row content in any message. A database's `DETAIL` quotes
//! rows, so only its code and message pass, and for data exceptions only the code.

use std::borrow::Cow;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a store call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Away, restarting or overloaded: wait and try again. The write may or may not have happened.
    #[error("the database did not answer ({transaction})")]
    Unavailable {
        transaction: &'static str,
        #[source]
        source: Source,
    },
    /// A row holds something this program cannot read.
    #[error("unreadable {table}.{column} in row {row}")]
    Corrupt {
        table: &'static str,
        column: &'static str,
        row: String,
        #[source]
        source: Source,
    },
    /// The disk is full.
    #[error("the database's disk is full")]
    Full,
    /// Anything else: our fault.
    #[error("the database refused {transaction}")]
    Refused {
        transaction: &'static str,
        #[source]
        source: Source,
    },
}

/// Why a transaction's body failed, before it is known in whose name.
#[derive(Debug)]
pub(crate) enum Trouble {
    Sql(sqlx::Error),
    /// Not now, for a reason that is not the database's; the same later, made anew, may work.
    Unavailable(&'static str),
    Corrupt {
        table: &'static str,
        column: &'static str,
        row: String,
        source: Source,
    },
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl Trouble {
    pub(crate) fn named(self, transaction: &'static str) -> Error {
        match self {
            Self::Sql(error) => classify(transaction, &error),
            Self::Unavailable(why) => unavailable(transaction, why),
            Self::Corrupt { table, column, row, source } => Error::Corrupt { table, column, row, source },
        }
    }
}

/// The database's own words, without what it quotes.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Said(Cow<'static, str>);

/// No answer, for a reason that is not the database's.
pub(crate) fn unavailable(transaction: &'static str, why: &'static str) -> Error {
    Error::Unavailable { transaction, source: Box::new(Said(Cow::Borrowed(why))) }
}

pub(crate) fn classify(transaction: &'static str, error: &sqlx::Error) -> Error {
    let source = || Box::new(Said(Cow::Owned(said(error))));
    match meaning(error) {
        Meaning::Full => Error::Full,
        Meaning::Lost | Meaning::Conflict | Meaning::Busy => Error::Unavailable { transaction, source: source() },
        Meaning::Refused => Error::Refused { transaction, source: source() },
    }
}

/// What to do about a failed statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The connection is gone; another one may work.
    Lost,
    /// Rolled back in favour of another transaction: the same again may work at once.
    Conflict,
    /// Up but not able to serve now.
    Busy,
    Full,
    Refused,
}

pub(crate) fn meaning(error: &sqlx::Error) -> Meaning {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::BeginFailed => Meaning::Lost,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Meaning::Busy,
        sqlx::Error::Database(error) => match error.code().as_deref() {
            Some(code) if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() => sqlstate(code),
            Some(code) => code.parse().map_or(Meaning::Refused, sqlite_code),
            None => Meaning::Refused,
        },
        _ => Meaning::Refused,
    }
}

/// PostgreSQL's codes (manual, appendix A).
fn sqlstate(code: &str) -> Meaning {
    match code {
        "53100" => Meaning::Full,
        "40001" | "40P01" => Meaning::Conflict,
        // Shut down, crashed or not yet up; or a standby since a failover, where only a new connection helps.
        "57P01" | "57P02" | "57P03" | "25006" | "25P03" => Meaning::Lost,
        // A statement or lock that took too long.
        "57014" | "55P03" => Meaning::Busy,
        _ if code.starts_with("08") => Meaning::Lost,
        _ if code.starts_with("53") => Meaning::Busy,
        _ => Meaning::Refused,
    }
}

/// SQLite's extended result codes; the low byte is the primary one (sqlite.org/rescode.html).
fn sqlite_code(code: i32) -> Meaning {
    const BUSY: i32 = 5;
    const LOCKED: i32 = 6;
    const IOERR: i32 = 10;
    const FULL: i32 = 13;
    const CANTOPEN: i32 = 14;
    match code & 0xff {
        FULL => Meaning::Full,
        BUSY | LOCKED | IOERR | CANTOPEN => Meaning::Busy,
        _ => Meaning::Refused,
    }
}

/// The database's own code, where it was the database that failed.
pub(crate) fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(Cow::into_owned)
}

pub(crate) fn said(error: &sqlx::Error) -> String {
    const DATA_EXCEPTION: &str = "22";
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            if code.starts_with(DATA_EXCEPTION) && code.len() == 5 {
                format!("{code}: data exception")
            } else {
                format!("{code}: {}", error.message())
            }
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_the_manuals_say() {
        for (code, expected) in [
            ("53100", Meaning::Full),
            ("53300", Meaning::Busy),
            ("40P01", Meaning::Conflict),
            ("08006", Meaning::Lost),
            ("57P01", Meaning::Lost),
            ("57014", Meaning::Busy),
            ("23505", Meaning::Refused),
        ] {
            assert_eq!(sqlstate(code), expected, "{code}");
        }
        // 2067 is SQLITE_CONSTRAINT_UNIQUE, 517 SQLITE_BUSY_SNAPSHOT, 778 SQLITE_IOERR_WRITE.
        for (code, expected) in
            [(13, Meaning::Full), (517, Meaning::Busy), (778, Meaning::Busy), (2067, Meaning::Refused)]
        {
            assert_eq!(sqlite_code(code), expected, "{code}");
        }
    }
}
