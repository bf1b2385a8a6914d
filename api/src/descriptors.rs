//! As many open files as the system lets this process have.
//!
//! Every client that waits for a job holds a socket, and the usual limit of 1,024 was made for programs that hold few.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

pub(crate) fn raise() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, ..limit };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, limit = limit.current, "the limit of open files stays as it is");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_the_highest_that_there_is() {
        let limit = getrlimit(Resource::Nofile);
        // One less harms nobody who runs beside us.
        let lower = limit.maximum.or(limit.current).map(|most| most - 1);
        setrlimit(Resource::Nofile, Rlimit { current: lower, ..limit }).expect("a limit may be lowered");
        assert_ne!(getrlimit(Resource::Nofile).current, limit.maximum);
        raise();
        assert_eq!(getrlimit(Resource::Nofile).current, limit.maximum);
    }
}
