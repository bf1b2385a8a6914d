use std::net::Ipv4Addr;

use proptest::prelude::*;

use super::*;

fn refused(url: &str, reach: Reach) -> Option<Refused> {
    Endpoint::parse(url, reach).err()
}

#[test]
fn a_url_of_the_internet_is_taken() {
    for url in [
        "https://hooks.example/colloquy",
        "https://hooks.example:8443/a?b=c|d&e={f}^",
        "https://1.1.1.1/",
        "https://[2606:4700:4700::1111]/",
        "https://bücher.example/ü",
    ] {
        for reach in [Reach::Public, Reach::Loopback, Reach::Private] {
            assert_eq!(refused(url, reach), None, "{url}");
        }
    }
}

#[test]
fn what_is_no_address_for_messages_is_refused() {
    let long = format!("https://hooks.example/{}", "x".repeat(2048));
    let longer_than_it_looks = format!("https://hooks.example/{}", "ü".repeat(512));
    for (url, why) in [
        ("", Refused::Unreadable),
        ("hooks.example", Refused::Unreadable),
        ("/path", Refused::Unreadable),
        ("https://", Refused::Unreadable),
        ("https://a b/", Refused::Unreadable),
        ("https://256.1.1.1/", Refused::Unreadable),
        ("http://hooks.example/", Refused::Scheme),
        ("ftp://hooks.example/", Refused::Scheme),
        ("file:///etc/passwd", Refused::Scheme),
        ("gopher://127.0.0.1/", Refused::Scheme),
        ("https://user@hooks.example/", Refused::Credentials),
        ("https://:word@hooks.example/", Refused::Credentials),
        ("https://hooks.example/#part", Refused::Fragment),
        (&long, Refused::TooLong),
        (&longer_than_it_looks, Refused::TooLong),
    ] {
        assert_eq!(refused(url, Reach::Public), Some(why), "{url}");
    }
    assert_eq!(refused(&"x".repeat(1 << 20), Reach::Public), Some(Refused::TooLong));
}

#[test]
fn this_machine_has_many_names() {
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "api.localhost",
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "1２7.0.0.1",
        "%31%32%37.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ] {
        let (url, plain) = (format!("https://{host}:8080/"), format!("http://{host}:8080/"));
        assert_eq!(refused(&url, Reach::Public), Some(Refused::Address), "{url}");
        assert_eq!(refused(&plain, Reach::Public), Some(Refused::Scheme), "{plain}");
        for reach in [Reach::Loopback, Reach::Private] {
            assert_eq!((refused(&url, reach), refused(&plain, reach)), (None, None), "{url}");
        }
    }
}

#[test]
fn private_networks_are_for_those_who_allow_them() {
    for url in ["http://10.0.0.1/", "https://192.168.1.1/", "http://[fd12::1]/"] {
        assert_eq!(refused(url, Reach::Loopback), Some(Refused::Address), "{url}");
        assert_eq!(refused(url, Reach::Private), None, "{url}");
    }
    for reach in [Reach::Loopback, Reach::Private] {
        assert_eq!(refused("http://1.1.1.1/", reach), Some(Refused::Scheme));
        assert_eq!(refused("http://169.254.169.254/latest/", reach), Some(Refused::Address));
        // Whether it may be called without TLS is seen when it is looked up.
        assert_eq!(refused("http://hooks.example/", reach), None);
    }
}

#[test]
fn what_is_shown_of_it_tells_nothing() {
    let endpoint = Endpoint::parse("https://hooks.example/token", Reach::Public).expect("an endpoint");
    assert_eq!(format!("{endpoint:?}"), "Endpoint { .. }");
    assert_eq!(endpoint.as_str(), "https://hooks.example/token");
    let why = refused("http://hooks.example/token", Reach::Public).expect("refused");
    assert!(!format!("{why} {why:?}").contains("hooks.example"));
}

/// An IPv4 address as it can be written in a URL.
fn writings(address: Ipv4Addr) -> [String; 7] {
    let bits = address.to_bits();
    let [a, b, c, d] = address.octets();
    let rest = bits & 0x00ff_ffff;
    [
        address.to_string(),
        bits.to_string(),
        format!("0x{bits:x}"),
        format!("0{bits:o}"),
        format!("0{a:o}.0x{b:x}.{c}.0{d:o}"),
        format!("{a}.{rest}"),
        format!("[::ffff:{address}]"),
    ]
}

proptest! {
    #[test]
    fn however_an_address_is_written_it_is_judged_alike(bits in any::<u32>()) {
        let address = Ipv4Addr::from_bits(bits);
        for reach in [Reach::Public, Reach::Loopback, Reach::Private] {
            for host in writings(address) {
                let taken = Endpoint::parse(&format!("https://{host}/"), reach).is_ok();
                prop_assert_eq!(taken, reach.allows(address.into(), true), "{}", host);
            }
        }
    }

    #[test]
    fn no_text_is_too_odd_and_what_is_taken_is_taken_again(text in "\\PC{0,80}", url in "https?://[!-~]{0,60}") {
        for text in [text, url] {
            if let Ok(endpoint) = Endpoint::parse(&text, Reach::Private) {
                prop_assert_eq!(Endpoint::parse(endpoint.as_str(), Reach::Private), Ok(endpoint));
            }
        }
    }
}
