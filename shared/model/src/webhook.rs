//! What a webhook is told, how that ended, and when it is told again.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::status::named;
use crate::{Status, UnknownName};

named!(
    /// What is told. The names of the ends of jobs are `job.` and the status.
    WebhookEvent "event" {
        JobCompleted = "job.completed",
        JobFailed = "job.failed",
        JobCancelled = "job.cancelled",
        /// Of no job: a client wants to see whether it arrives.
        Test = "webhook.test",
    }
);

impl WebhookEvent {
    /// Those that a webhook may ask for.
    pub const OF_JOBS: [Self; 3] = [Self::JobCompleted, Self::JobFailed, Self::JobCancelled];
}

named!(
    /// How it stands with a delivery.
    DeliveryStatus "status of a delivery" {
        Pending = "pending",
        Delivered = "delivered",
        Failed = "failed",
    }
);

impl DeliveryStatus {
    /// Of a delivery whose job stands so.
    pub const fn of(status: Status) -> Self {
        match status {
            Status::AwaitingUpload | Status::Queued | Status::Processing => Self::Pending,
            Status::Completed => Self::Delivered,
            Status::Failed | Status::Cancelled => Self::Failed,
        }
    }
}

named!(
    /// How an attempt at a delivery ended.
    CallOutcome "outcome of an attempt" {
        Delivered = "delivered",
        /// Any status but 2xx and 410.
        Refused = "refused",
        /// 410: nobody is there any more.
        Gone = "gone",
        TimedOut = "timed_out",
        Unreachable = "unreachable",
        Tls = "tls",
        /// Its address may not be called from here.
        ForbiddenAddress = "forbidden_address",
    }
);

named!(
    /// Why a webhook is told nothing.
    DisabledReason "reason" {
        /// It answered 410.
        Gone = "gone",
        Client = "client",
    }
);

/// How long after each attempt comes the next one, as Standard Webhooks has it: ten in about three days.
const SCHEDULE: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(14),
    Duration::from_hours(20),
    Duration::from_hours(24),
];

/// Nobody who is called may put off the next attempt for longer.
const LONGEST_WISH: Duration = Duration::from_hours(24);

/// How long to wait after this attempt (1 is the first), up to a tenth more than the schedule says for `unit` in `0.0..1.0`,
/// or as long as the endpoint wishes where that is longer. `None`: it was the last.
pub fn next_call(attempt: i64, wish: Option<Duration>, unit: f64) -> Option<Duration> {
    let place = usize::try_from(attempt.saturating_sub(1)).ok()?;
    let pause = SCHEDULE.get(place)?.mul_f64(1.0 + unit.clamp(0.0, 1.0) / 10.0);
    Some(pause.max(wish.unwrap_or_default().min(LONGEST_WISH)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_ten_attempts_in_about_three_days() {
        let pauses: Vec<Duration> = (1..).map_while(|attempt| next_call(attempt, None, 0.0)).collect();
        assert_eq!(pauses, SCHEDULE);
        let all: Duration = pauses.into_iter().sum();
        assert!((Duration::from_hours(3 * 24)..Duration::from_hours(4 * 24)).contains(&all), "{all:?}");
        assert_eq!(next_call(1, None, 1.0), Some(Duration::from_millis(5_500)));
    }

    #[test]
    fn a_wish_is_heeded_where_it_is_longer_and_within_a_day() {
        let wish = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(next_call(1, wish(60), 0.0), wish(60));
        assert_eq!(next_call(2, wish(60), 0.0), wish(300));
        assert_eq!(next_call(1, wish(1 << 40), 0.0), Some(Duration::from_hours(24)));
        assert_eq!(next_call(10, wish(60), 0.0), None);
    }

    #[test]
    fn an_end_of_a_job_is_called_by_its_status() {
        for (event, status) in WebhookEvent::OF_JOBS.iter().zip([Status::Completed, Status::Failed, Status::Cancelled])
        {
            assert_eq!(event.as_str(), format!("job.{status}"));
        }
    }
}
