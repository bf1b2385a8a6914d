//! From where a request comes.
//!
//! What must stay true: what a request says of it is believed of proxies alone that an operator has named. Read from its
//! end, where the nearest proxy writes: what stands before the first address that is no such proxy anybody may have made up.

use std::net::{IpAddr, SocketAddr};

use http::{Extensions, HeaderMap};
use runtime::Network;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Who is at the other end of the connection: an extension of its requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The address of whoever asks. Without a known connection it is nobody's.
pub(crate) fn address(extensions: &Extensions, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let peer = extensions.get().map_or(IpAddr::from([0; 4]), |&Peer(address)| address.ip());
    let is_proxy = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut asking = peer;
    let said = headers.get_all(FORWARDED_FOR).iter().rev();
    let hops = said.flat_map(|value| value.to_str().unwrap_or_default().rsplit(',')).map(|hop| hop.trim().parse());
    for hop in hops {
        // What cannot be read was not written by a proxy that knows its trade.
        let (true, Ok(before)) = (is_proxy(asking), hop) else { break };
        asking = before;
    }
    asking
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, said: &[&'static str], trusted: &[&str]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(Peer(SocketAddr::new(peer.parse().unwrap(), 1)));
        let mut headers = HeaderMap::new();
        for value in said {
            headers.append(FORWARDED_FOR, http::HeaderValue::from_static(value));
        }
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        address(&extensions, &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_who_was_not_named() {
        assert_eq!(seen("203.0.113.1", &[], &[]), "203.0.113.1");
        assert_eq!(seen("203.0.113.1", &["198.51.100.1"], &[]), "203.0.113.1");
        assert_eq!(seen("203.0.113.1", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.1");
    }

    #[test]
    fn of_what_proxies_say_the_last_that_is_no_proxy_counts() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(seen("10.0.0.1", &["198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["192.0.2.66, 198.51.100.1"], &trusted), "198.51.100.1", "made up before it");
        assert_eq!(seen("10.0.0.1", &["192.0.2.66", "198.51.100.1,10.0.0.2"], &trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["10.0.0.3, 10.0.0.2"], &trusted), "10.0.0.3", "a proxy that asks itself");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1, unknown"], &trusted), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["2001:db8::7"], &trusted), "2001:db8::7");
        assert_eq!(seen("10.0.0.1", &[], &trusted), "10.0.0.1");
    }
}
