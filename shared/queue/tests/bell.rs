//! The suite on the in-process bell.

#[macro_use]
mod conformance;

use queue::{Bell, Queue};

struct Bench {
    queue: Box<dyn Queue>,
}

#[expect(clippy::unused_async, reason = "the suite awaits what other adapters have to do here")]
impl Bench {
    async fn open() -> Self {
        Self { queue: Box::new(Bell::default()) }
    }

    async fn close(self) {}
}

any!(crate::Bench::open);
