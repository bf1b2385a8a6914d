//! PostgreSQL: there, ours, set as it should be, with room for our sessions.

use model::Clock;
use store::{PostgresFacts, Unexamined, examine_postgres};

use super::clock::{self, Reading};
use super::report::Line;
use super::schema;

/// The oldest whose SQL is written here.
const OLDEST: i64 = 150_000;
/// Processes of ours that a server must have room for: an api and a worker.
const FEWEST_PROCESSES: i64 = 2;

pub(super) async fn examine(url: &str, clock: &dyn Clock) -> Vec<Line> {
    match examine_postgres(url, clock).await {
        Ok(facts) => judge(&facts),
        Err(unexamined) => vec![away(&unexamined)],
    }
}

fn away(unexamined: &Unexamined) -> Line {
    let fix = match unexamined.code.as_deref() {
        Some(code) if code.starts_with("28") => {
            "put the right user and password into DATABASE_URL, and let pg_hba.conf admit them from here"
        }
        Some("3D000") => "create the database that DATABASE_URL names, or name another",
        Some("42501") => "grant the role of DATABASE_URL access to the database and its schema",
        Some(code) if code.starts_with("53") => "free sessions or raise max_connections",
        Some(code) if code.starts_with("57") => "wait until the server has started; its log says what keeps it",
        Some(_) => "see the server's log",
        None => {
            "start the server, or put its host and port into DATABASE_URL; see that a firewall lets this machine through"
        }
    };
    Line::fail("database", format!("PostgreSQL cannot be used: {}", unexamined.said), fix)
}

fn judge(facts: &PostgresFacts) -> Vec<Line> {
    let store::ClockReading { asked, told, answered } = facts.clock;
    vec![
        server(facts),
        schema::judge(&facts.schema),
        durability(facts),
        vacuum(facts),
        sessions(facts),
        clock::of_database(Reading { asked, told, answered }),
    ]
}

fn server(facts: &PostgresFacts) -> Line {
    let (check, version) = ("database", &facts.version);
    if facts.version_number < OLDEST {
        return Line::fail(check, format!("PostgreSQL {version} is too old"), "upgrade to PostgreSQL 15 or newer");
    }
    if facts.standby {
        let found = format!("PostgreSQL {version} takes no writes (a standby, or read-only)");
        return Line::fail(check, found, "let DATABASE_URL name the primary (target_session_attrs is not enough)");
    }
    if !facts.writable {
        let found = format!("PostgreSQL {version}: this role may not write to our tables");
        return Line::fail(check, found, "use the role that owns the tables, or grant it INSERT, UPDATE and DELETE");
    }
    Line::ok(check, format!("PostgreSQL {version} answers"))
}

fn durability(facts: &PostgresFacts) -> Line {
    let mut off: Vec<&str> = Vec::new();
    off.extend((!facts.fsync).then_some("fsync = off"));
    off.extend((!facts.full_page_writes).then_some("full_page_writes = off"));
    off.extend((facts.synchronous_commit == "off").then_some("synchronous_commit = off"));
    if off.is_empty() {
        return Line::ok("database durability", format!("synchronous_commit = {}", facts.synchronous_commit));
    }
    let found = format!("{}: accepted jobs can be lost with the machine", off.join(", "));
    let fix =
        "switch them on; what need not wait for the disk is told so by the program itself, statement by statement";
    Line::warn("database durability", found, fix)
}

fn vacuum(facts: &PostgresFacts) -> Line {
    if facts.autovacuum {
        return Line::ok("database vacuum", "autovacuum is on");
    }
    let fix = "set autovacuum = on: a queue changes every row several times, and unswept tables slow every claim";
    Line::warn("database vacuum", "autovacuum is off", fix)
}

/// Pools grow as they are used, so this is the most there can be.
fn sessions(facts: &PostgresFacts) -> Line {
    let PostgresFacts { sessions_allowed, sessions_open, sessions_each, workers, .. } = *facts;
    let room = sessions_allowed / sessions_each;
    let found = format!(
        "{sessions_open} of {sessions_allowed} open; each api and worker opens up to {sessions_each}, so {room} fit; \
         {workers} workers now"
    );
    // The workers that beat, and at least one api beside them.
    let needed = FEWEST_PROCESSES.max(workers + 1);
    if room < needed || sessions_open * 10 > sessions_allowed * 9 {
        let fix = format!("raise max_connections to {} or more for each api and worker", sessions_each * needed + 3);
        return Line::warn("database sessions", found, fix);
    }
    Line::ok("database sessions", found)
}

#[cfg(test)]
pub(super) mod tests {
    use model::Timestamp;
    use store::{ClockReading, SchemaFacts};

    use super::super::report::Verdict;
    use super::*;

    fn good() -> PostgresFacts {
        let now = Timestamp(1_800_000_000_000_000);
        PostgresFacts {
            version: "15.4".to_owned(),
            version_number: 150_004,
            standby: false,
            writable: true,
            fsync: true,
            full_page_writes: true,
            synchronous_commit: "on".to_owned(),
            autovacuum: true,
            sessions_allowed: 197,
            sessions_open: 40,
            workers: 2,
            sessions_each: 34,
            schema: SchemaFacts { known: 3, applied: Some(3), ..SchemaFacts::default() },
            clock: ClockReading { asked: now, told: now, answered: now },
        }
    }

    fn verdicts(facts: &PostgresFacts) -> Vec<(&'static str, Verdict)> {
        let bad = |line: &Line| line.verdict != Verdict::Ok;
        judge(facts).iter().filter(|line| bad(line)).map(|line| (line.check, line.verdict)).collect()
    }

    #[test]
    fn a_good_server_has_six_good_lines() {
        assert_eq!((judge(&good()).len(), verdicts(&good())), (6, vec![]));
    }

    #[test]
    fn each_bad_setting_has_its_line() {
        let old = PostgresFacts { version_number: 140_009, ..good() };
        assert_eq!(verdicts(&old), [("database", Verdict::Fail)]);
        assert_eq!(verdicts(&PostgresFacts { standby: true, ..good() }), [("database", Verdict::Fail)]);
        assert_eq!(verdicts(&PostgresFacts { writable: false, ..good() }), [("database", Verdict::Fail)]);
        let fast = PostgresFacts { fsync: false, synchronous_commit: "off".to_owned(), ..good() };
        assert_eq!(verdicts(&fast), [("database durability", Verdict::Warn)]);
        assert!(judge(&fast)[2].found.starts_with("fsync = off, synchronous_commit = off:"));
        assert_eq!(verdicts(&PostgresFacts { autovacuum: false, ..good() }), [("database vacuum", Verdict::Warn)]);
    }

    #[test]
    fn room_is_reckoned_from_what_our_pools_may_open() {
        let small = PostgresFacts { sessions_allowed: 60, ..good() };
        assert_eq!(verdicts(&small), [("database sessions", Verdict::Warn)]);
        let crowded = PostgresFacts { workers: 6, ..good() };
        assert_eq!(verdicts(&crowded), [("database sessions", Verdict::Warn)]);
        let nearly_full = PostgresFacts { sessions_open: 190, ..good() };
        assert_eq!(verdicts(&nearly_full), [("database sessions", Verdict::Warn)]);
    }

    #[test]
    fn the_fix_follows_the_code() {
        let fix = |code: Option<&str>| {
            let unexamined = Unexamined { code: code.map(str::to_owned), said: "…".to_owned() };
            away(&unexamined).fix.unwrap()
        };
        assert!(fix(Some("28P01")).contains("password"));
        assert!(fix(Some("3D000")).contains("create the database"));
        assert!(fix(None).contains("host and port"));
    }
}
