//! How far another machine's clock is from ours.

use std::time::Duration;

use model::Timestamp;

use super::report::Line;

/// Another clock, read between two looks at ours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) asked: Timestamp,
    pub(super) told: Timestamp,
    pub(super) answered: Timestamp,
}

/// What is worth a look.
const NOTABLE: Duration = Duration::from_secs(5);
/// Beyond this S3 refuses a signature (`RequestTimeTooSkewed`).
const SIGNATURE: Duration = Duration::from_mins(15);

const SYNCHRONISE: &str = "synchronise the clocks of both machines (chrony, systemd-timesyncd)";

impl Reading {
    /// Positive when the other clock is ahead. What the round trip took is in doubt and counts for neither side.
    fn ahead_seconds(self) -> f64 {
        let middle = self.asked.0.midpoint(self.answered.0);
        let doubt = (self.answered.0 - self.asked.0) / 2;
        let apart = self.told.0 - middle;
        let sure = (apart.abs() - doubt).max(0) * apart.signum();
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a few years are exact")]
        let seconds = sure as f64 / 1e6;
        seconds
    }

    fn words(self) -> String {
        let ahead = self.ahead_seconds();
        match ahead {
            _ if ahead.abs() < 1.0 => "less than a second from this machine's".to_owned(),
            _ if ahead > 0.0 => format!("{ahead:.0} s ahead of this machine's"),
            _ => format!("{:.0} s behind this machine's", -ahead),
        }
    }
}

/// Leases are judged by the database's clock alone, so a difference misleads people only.
pub(super) fn of_database(reading: Reading) -> Line {
    let check = "database clock";
    if reading.ahead_seconds().abs() < NOTABLE.as_secs_f64() {
        return Line::ok(check, reading.words());
    }
    Line::warn(check, reading.words(), SYNCHRONISE)
}

/// What we sign is valid by the bucket's clock. `ttl` is how long a part URL is meant to live.
pub(super) fn of_bucket(reading: Reading, ttl: Duration) -> Line {
    let (check, apart) = ("bucket clock", reading.ahead_seconds().abs());
    if apart >= SIGNATURE.min(ttl).as_secs_f64() {
        return Line::fail(check, format!("{}: what is signed here is not valid there", reading.words()), SYNCHRONISE);
    }
    if apart >= NOTABLE.as_secs_f64() {
        return Line::warn(check, format!("{}: part URLs end sooner or later than told", reading.words()), SYNCHRONISE);
    }
    Line::ok(check, reading.words())
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    fn reading(ahead_seconds: i64, took_seconds: i64) -> Reading {
        let asked = Timestamp(1_800_000_000_000_000);
        let answered = Timestamp(asked.0 + took_seconds * 1_000_000);
        Reading { asked, told: Timestamp(asked.0.midpoint(answered.0) + ahead_seconds * 1_000_000), answered }
    }

    #[test]
    fn the_round_trip_is_not_held_against_the_clock() {
        assert_eq!(of_database(reading(6, 0)).verdict, Verdict::Warn);
        assert_eq!(of_database(reading(6, 4)).verdict, Verdict::Ok);
        assert_eq!(reading(-90, 0).words(), "90 s behind this machine's");
        assert_eq!(reading(90, 0).words(), "90 s ahead of this machine's");
    }

    #[test]
    fn a_bucket_whose_clock_makes_urls_worthless_fails() {
        let hour = Duration::from_hours(1);
        assert_eq!(of_bucket(reading(1, 0), hour).verdict, Verdict::Ok);
        assert_eq!(of_bucket(reading(-40, 0), hour).verdict, Verdict::Warn);
        assert_eq!(of_bucket(reading(-40, 0), Duration::from_secs(30)).verdict, Verdict::Fail);
        assert_eq!(of_bucket(reading(901, 0), hour).verdict, Verdict::Fail);
    }
}
