use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::*;

/// First and last of what is never called, written out here a second time, as it stands in the registries.
const FORBIDDEN_V4: &[(&str, &str)] = &[
    ("0.0.0.0", "0.255.255.255"),
    ("10.0.0.0", "10.255.255.255"),
    ("100.64.0.0", "100.127.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("168.63.129.16", "168.63.129.16"),
    ("169.254.0.0", "169.254.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.0.0.0", "192.0.0.255"),
    ("192.0.2.0", "192.0.2.255"),
    ("192.88.99.0", "192.88.99.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("198.18.0.0", "198.19.255.255"),
    ("198.51.100.0", "198.51.100.255"),
    ("203.0.113.0", "203.0.113.255"),
    ("224.0.0.0", "255.255.255.255"),
];
const FORBIDDEN_V6: &[(&str, &str)] = &[
    // Unspecified, loopback, and IPv4 in its oldest disguise.
    ("::", "::fffe:ffff:ffff"),
    ("0:0:0:0:1::", "64:ff9b::"),
    // NAT64 of private networks.
    ("64:ff9b:0:0:0:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
    ("100::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
];

fn v4(text: &str) -> Ipv4Addr {
    text.parse().expect(text)
}

fn v6(text: &str) -> Ipv6Addr {
    text.parse().expect(text)
}

fn forbidden_v4() -> impl Strategy<Value = Ipv4Addr> {
    prop::sample::select(FORBIDDEN_V4)
        .prop_flat_map(|(first, last)| v4(first).to_bits()..=v4(last).to_bits())
        .prop_map(Ipv4Addr::from_bits)
}

fn forbidden_v6() -> impl Strategy<Value = Ipv6Addr> {
    prop::sample::select(FORBIDDEN_V6)
        .prop_flat_map(|(first, last)| v6(first).to_bits()..=v6(last).to_bits())
        .prop_map(Ipv6Addr::from_bits)
}

fn is_forbidden(address: Ipv4Addr) -> bool {
    FORBIDDEN_V4.iter().any(|(first, last)| (v4(first)..=v4(last)).contains(&address))
        || address == v4("100.100.100.200")
}

fn public(address: impl Into<IpAddr>) -> bool {
    Reach::Public.allows(address.into(), true)
}

/// An IPv4 address within an IPv6 one, from the given bit on.
fn within(prefix: &str, address: Ipv4Addr, from: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(v6(prefix).to_bits() | (u128::from(address.to_bits()) << (96 - from)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn forbidden_ipv4_is_refused_in_every_disguise(address in forbidden_v4()) {
        prop_assert!(!public(address));
        for disguised in [within("::ffff:0:0", address, 96), within("64:ff9b::", address, 96), within("::", address, 96)] {
            prop_assert!(!public(disguised), "{disguised}");
        }
    }

    #[test]
    fn forbidden_ipv6_is_refused(address in forbidden_v6()) {
        prop_assert!(!public(address));
    }

    /// Whatever they carry.
    #[test]
    fn tunnels_are_refused(bits in any::<u32>(), client in any::<u32>()) {
        let address = Ipv4Addr::from_bits(bits);
        let teredo = Ipv6Addr::from_bits(within("2001::", address, 32).to_bits() | u128::from(!client));
        for tunnel in [within("2002::", address, 16), teredo, within("::", address, 96), within("64:ff9b:1::", address, 96)] {
            for reach in [Reach::Public, Reach::Private] {
                prop_assert!(tunnel == Ipv6Addr::LOCALHOST || !reach.allows(tunnel.into(), true), "{tunnel}");
            }
        }
    }

    #[test]
    fn the_rest_of_ipv4_is_public(bits in any::<u32>()) {
        let address = Ipv4Addr::from_bits(bits);
        prop_assert_eq!(public(address), !is_forbidden(address));
        prop_assert_eq!(public(within("::ffff:0:0", address, 96)), public(address));
        prop_assert_eq!(public(within("64:ff9b::", address, 96)), public(address));
    }

    /// What the standard library knows of them, as a second opinion.
    #[test]
    fn the_standard_library_finds_nothing_more(bits in any::<u128>()) {
        let address = Ipv6Addr::from_bits(bits);
        let special = address.is_loopback() || address.is_unspecified() || address.is_multicast()
            || address.is_unique_local() || address.is_unicast_link_local();
        prop_assert!(!(special && public(address)), "{address}");
    }
}

#[test]
fn ranges_end_where_they_should() {
    for (first, last) in FORBIDDEN_V4 {
        let (first, last) = (v4(first).to_bits(), v4(last).to_bits());
        for inside in [first, last] {
            assert!(!public(Ipv4Addr::from_bits(inside)));
        }
        for outside in [first.checked_sub(1), last.checked_add(1)].into_iter().flatten().map(Ipv4Addr::from_bits) {
            assert_eq!(public(outside), !is_forbidden(outside), "{outside}");
        }
    }
}

#[test]
fn the_internet_is_public() {
    for text in ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0"] {
        assert!(public(v4(text)), "{text}");
    }
    for text in
        ["2606:4700:4700::1111", "2001:200::", "2001:4860:4860::8888", "2003::1", "2a00:1450::1", "64:ff9b::808:808"]
    {
        assert!(public(v6(text)), "{text}");
    }
}

#[test]
fn what_is_nearer_is_reached_only_where_it_is_allowed() {
    let reached = |text: &str| {
        let address: IpAddr = text.parse().expect(text);
        [Reach::Public, Reach::Loopback, Reach::Private].map(|reach| reach.allows(address, false))
    };
    for text in ["127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"] {
        assert_eq!(reached(text), [false, true, true], "{text}");
    }
    for text in ["10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fc00::1", "fdff::1", "::ffff:10.0.0.1"] {
        assert_eq!(reached(text), [false, false, true], "{text}");
    }
    // The public internet is called with TLS alone.
    assert_eq!(reached("8.8.8.8"), [false, false, false]);
}

#[test]
fn what_no_receiver_has_is_never_reached() {
    for text in [
        "0.0.0.0",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "::127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::ffff:0:7f00:1",
    ] {
        let address: IpAddr = text.parse().expect(text);
        for reach in [Reach::Public, Reach::Loopback, Reach::Private] {
            assert!(!reach.allows(address, true) && !reach.allows(address, false), "{text}");
        }
    }
}
