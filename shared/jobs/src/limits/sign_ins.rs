//! How often somebody may fail to sign in.
//!
//! What must stay true: a sign-in that works is not counted, so an address from where many clients come is not limited by
//! how many they are; who fails at many at the same moment is counted before it is known; addresses and clients that are
//! remembered are bounded.
//! Counted are the failures of a client at an address, and, [`MANY`] times as many, those of an address with whatever
//! clients: a client with a wrong secret does not lock out its neighbours at once. Deliberately absent: counting a client's
//! failures wherever they come from. Its secret is 256 random bits, which nobody finds by trying; but who knows a client's
//! id, which is no secret, could keep it out.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Instant;

use sha2::{Digest, Sha256};

use super::windows::Windows;
use super::{Rate, Standing};

/// Addresses, and clients at addresses, that are remembered. Where there are more than that within a window, those that
/// come last are not counted.
pub const SIGN_INS: usize = 65_536;
/// Failures of an address for each one that a client may have there.
const MANY: u32 = 10;

/// Counts failures.
#[derive(Debug)]
pub struct SignIns {
    rate: Option<Rate>,
    failed: Windows<Origin>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Origin {
    Address(IpAddr),
    /// With what its id hashes to: an id may be long.
    Client(IpAddr, [u8; 32]),
}

/// One that has begun, and counts as failed until it is said to have worked.
#[must_use]
#[derive(Debug)]
pub struct SignIn<'a> {
    of: &'a SignIns,
    counted: Vec<Origin>,
}

impl SignIns {
    /// `None`: anybody may fail as often as they like.
    pub fn new(rate: Option<Rate>) -> Self {
        Self { rate, failed: Windows::new(SIGN_INS) }
    }

    /// Refused is who has failed too often; how it stands then is the error.
    pub fn begin(&self, from: IpAddr, client_id: &str, now: Instant) -> Result<SignIn<'_>, Standing> {
        let mut begun = SignIn { of: self, counted: Vec::new() };
        let Some(rate) = self.rate else { return Ok(begun) };
        let from = network(from);
        let of_all = Rate { most: rate.most.saturating_mul(MANY), ..rate };
        let client = Origin::Client(from, Sha256::digest(client_id.as_bytes()).into());
        for (origin, rate) in [(Origin::Address(from), of_all), (client, rate)] {
            match self.failed.take(origin, rate, now) {
                Some(standing) if standing.over => {
                    begun.worked();
                    return Err(standing);
                }
                Some(_) => begun.counted.push(origin),
                None => {}
            }
        }
        Ok(begun)
    }
}

impl SignIn<'_> {
    /// It was no failure, or none of the client's.
    pub fn worked(self) {
        for origin in &self.counted {
            self.of.failed.give_back(origin);
        }
    }
}

/// Who has an IPv6 address has the 2⁶⁴ beside it too.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const RATE: Rate = Rate { most: 2, window: Duration::from_mins(1) };

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn failures_count_for_a_client_at_an_address_and_what_works_does_not() {
        let (sign_ins, now) = (SignIns::new(Some(RATE)), Instant::now());
        let begin = |from, client_id| sign_ins.begin(address(from), client_id, now);
        for _ in 0..10 {
            begin("192.0.2.1", "right").expect("never too often").worked();
        }
        for _ in 0..2 {
            assert!(begin("192.0.2.1", "wrong").is_ok());
        }
        let refused = begin("192.0.2.1", "wrong").expect_err("too often");
        assert_eq!((refused.left, refused.ends_in), (0, RATE.window));
        assert!(begin("::ffff:192.0.2.1", "wrong").is_err(), "the same address");
        begin("192.0.2.1", "right").expect("its neighbour is not kept out").worked();
        assert!(begin("192.0.2.2", "wrong").is_ok(), "nor is the client at its own address");
        assert!(sign_ins.begin(address("192.0.2.1"), "wrong", now + RATE.window).is_ok(), "it is over");
    }

    #[test]
    fn an_address_may_fail_only_so_often_whatever_names_it_makes_up() {
        let (sign_ins, now) = (SignIns::new(Some(RATE)), Instant::now());
        let attempts = (0..100).map(|n| sign_ins.begin(address(&format!("2001:db8::{n:x}")), &n.to_string(), now));
        assert_eq!(attempts.flatten().count(), 20);
        assert!(sign_ins.begin(address("2001:db8:0:1::1"), "0", now).is_ok(), "another network");
    }

    #[test]
    fn nobody_is_counted_where_nothing_is_configured() {
        let (sign_ins, now) = (SignIns::new(None), Instant::now());
        assert!((0..100).all(|_| sign_ins.begin(address("192.0.2.1"), "wrong", now).is_ok()));
    }
}
