//! The suite on RabbitMQ, and what only a broker can do to us. `TEST_AMQP_URL` names one; every test has names of its
//! own in it. What stops a broker or raises its alarms starts one for itself.

#[path = "../conformance/mod.rs"]
#[macro_use]
mod conformance;
#[path = "../conformance/carried.rs"]
#[macro_use]
mod carried;
mod bench;
mod broker;
mod cuts;
mod damage;
mod examined;
mod outage;
mod proxy;

any!(crate::bench::Bench::open);
carried!(crate::bench::Bench::open);
