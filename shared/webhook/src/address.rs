//! Which addresses may be called for somebody else.
//!
//! What must stay true: an address is judged by where packets for it end up. Those that carry another one are judged by
//! that, where a route for them is in use today (IPv4 mapped into IPv6, and NAT64's well-known prefix, without which a host
//! that has IPv6 alone reaches nobody's IPv4), and else by none: 6to4, Teredo and their like are refused whole.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses may be called. What no receiver can have is never called: unspecified, link-local, multicast, reserved,
/// documentation and benchmarking addresses, and those under which clouds tell a machine its own credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those of the public internet alone, over https alone.
    Public,
    /// Those of this machine too, and they without TLS as well.
    Loopback,
    /// Those of this machine and of private networks too, and they without TLS as well.
    Private,
}

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Public,
    Loopback,
    Private,
    /// To nobody who could be meant.
    Nowhere,
}

impl Reach {
    /// Whether an address may be called, with TLS or without.
    pub(crate) fn allows(self, address: IpAddr, encrypted: bool) -> bool {
        self.allows_place(Place::of(address), encrypted)
    }

    pub(crate) fn allows_place(self, place: Place, encrypted: bool) -> bool {
        match place {
            Place::Public => encrypted,
            Place::Loopback => self != Self::Public,
            Place::Private => self == Self::Private,
            Place::Nowhere => false,
        }
    }
}

impl Place {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => of_v6(address),
        }
    }
}

/// A network: its first address, and how many bits its addresses share.
type V4 = ([u8; 4], u32);
type V6 = ([u16; 8], u32);

const V4_LOOPBACK: V4 = ([127, 0, 0, 0], 8);
const V4_PRIVATE: &[V4] = &[
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10), // shared with a carrier
    ([172, 16, 0, 0], 12),
    ([192, 168, 0, 0], 16),
];
const V4_NOWHERE: &[V4] = &[
    ([0, 0, 0, 0], 8),          // "this network": Linux takes it for loopback
    ([100, 100, 100, 200], 32), // a cloud's metadata
    ([168, 63, 129, 16], 32),   // a cloud's metadata, among public addresses
    ([169, 254, 0, 0], 16),     // link-local, and most clouds' metadata
    ([192, 0, 0, 0], 24),       // protocol assignments, and a cloud's metadata
    ([192, 0, 2, 0], 24),       // documentation
    ([192, 88, 99, 0], 24),     // relays of 6to4
    ([198, 18, 0, 0], 15),      // benchmarking
    ([198, 51, 100, 0], 24),    // documentation
    ([203, 0, 113, 0], 24),     // documentation
    ([224, 0, 0, 0], 4),        // multicast
    ([240, 0, 0, 0], 4),        // reserved, and broadcast
];

/// NAT64's well-known prefix; what follows is an IPv4 address, which by its rules is a public one.
const V6_NAT64: V6 = ([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);
const V6_PRIVATE: V6 = ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7);
/// All that is given out for public use; whatever lies outside is special.
const V6_GLOBAL: V6 = ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);
const V6_NOWHERE: &[V6] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // protocol assignments: Teredo, benchmarking, ORCHID
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128), // a cloud's metadata, among private addresses
    ([0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], 128), // a cloud's metadata, among private addresses
];

fn of_v4(address: Ipv4Addr) -> Place {
    let within = |network: &V4| within_v4(address, *network);
    match () {
        () if V4_NOWHERE.iter().any(within) => Place::Nowhere,
        () if within(&V4_LOOPBACK) => Place::Loopback,
        () if V4_PRIVATE.iter().any(within) => Place::Private,
        () => Place::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> Place {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return of_v4(mapped);
    }
    let within = |network: &V6| within_v6(address, *network);
    match () {
        () if V6_NOWHERE.iter().any(within) => Place::Nowhere,
        () if address == Ipv6Addr::LOCALHOST => Place::Loopback,
        () if within(&V6_PRIVATE) => Place::Private,
        () if within(&V6_NAT64) && of_v4(carried(address)) == Place::Public => Place::Public,
        () if within(&V6_GLOBAL) => Place::Public,
        () => Place::Nowhere,
    }
}

fn within_v4(address: Ipv4Addr, (network, bits): V4) -> bool {
    (address.to_bits() ^ Ipv4Addr::from(network).to_bits()) >> (u32::BITS - bits) == 0
}

fn within_v6(address: Ipv6Addr, (network, bits): V6) -> bool {
    (address.to_bits() ^ Ipv6Addr::from(network).to_bits()) >> (u128::BITS - bits) == 0
}

/// The last four bytes.
fn carried(address: Ipv6Addr) -> Ipv4Addr {
    let [.., a, b, c, d] = address.octets();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests;
