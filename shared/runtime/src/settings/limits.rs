//! Limits on who calls: how often, from where, and from which web pages. All are off until they are set.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::{Env, SettingError, duration, set};

/// Limits on callers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitSettings {
    /// `COLLOQUY_RATE_LIMIT`: requests of a client that has no limit of its own.
    pub requests: Option<RateSetting>,
    /// `COLLOQUY_SIGN_IN_LIMIT`: failed sign-ins of a client at an address.
    pub sign_ins: Option<RateSetting>,
    /// `COLLOQUY_TRUSTED_PROXIES`: who is believed when it says for whom it asks.
    pub trusted_proxies: Vec<Network>,
    /// `COLLOQUY_CORS_ORIGINS`; `None`: web pages of other origins may not read what is answered.
    pub cors: Option<CorsOrigins>,
}

/// So many in a window: `100/1s`, `6000/1m`, `1000/1d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateSetting {
    pub most: u32,
    pub window: Duration,
}

/// Longer than anybody wants to wait.
const LONGEST_WINDOW: Duration = Duration::from_hours(31 * 24);

impl FromStr for RateSetting {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('/').and_then(|(most, window)| Some((most.parse().ok()?, duration(window)?)));
        let rate = parts.map(|(most, window)| Self { most, window });
        let usable = rate.filter(|rate| (Duration::from_secs(1)..=LONGEST_WINDOW).contains(&rate.window));
        usable.ok_or("expected a number and a time of 1s to 31d, like 100/1s, 6000/1m or 1000/1d")
    }
}

/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// An IPv4 address that is written as an IPv6 one is the IPv4 one.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => alike(own.to_bits() ^ other.to_bits(), self.bits),
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

fn alike(differing: u32, bits: u32) -> bool {
    differing.checked_shr(32 - bits).unwrap_or(0) == 0
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected addresses or networks, like 10.0.0.0/8,192.0.2.7,2001:db8::/32";
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| expected)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok().filter(|bits| *bits <= most));
        bits.map(|bits| Self { address, bits }).ok_or(expected)
    }
}

/// Which web pages may read what is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorsOrigins {
    Any,
    /// As browsers write them: `https://app.example`.
    These(Vec<String>),
}

impl FromStr for CorsOrigins {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let origins = text.split(',').map(|one| origin(one.trim())).collect::<Option<_>>();
        origins.map(Self::These).ok_or("expected * or origins, like https://app.example,http://localhost:3000")
    }
}

fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let origin = url.origin();
    (matches!(url.scheme(), "http" | "https") && origin.ascii_serialization() == text.trim_end_matches('/'))
        .then(|| origin.ascii_serialization())
}

pub(super) fn read(env: Env<'_>) -> Result<LimitSettings, SettingError> {
    Ok(LimitSettings {
        requests: setting(env, "COLLOQUY_RATE_LIMIT")?,
        sign_ins: setting(env, "COLLOQUY_SIGN_IN_LIMIT")?,
        trusted_proxies: proxies(env)?,
        cors: setting(env, "COLLOQUY_CORS_ORIGINS")?,
    })
}

/// Off where it says so, or nothing.
fn setting<T: FromStr<Err = &'static str>>(env: Env<'_>, name: &str) -> Result<Option<T>, SettingError> {
    let text = set(env, name).filter(|text| text != "off");
    text.map(|text| text.parse()).transpose().map_err(|problem| SettingError::new(name, problem))
}

fn proxies(env: Env<'_>) -> Result<Vec<Network>, SettingError> {
    let name = "COLLOQUY_TRUSTED_PROXIES";
    let text = set(env, name).unwrap_or_default();
    let networks = text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::parse);
    networks.collect::<Result<_, _>>().map_err(|problem| SettingError::new(name, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(pairs: &[(&str, &str)]) -> Result<LimitSettings, SettingError> {
        read(&|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn all_is_off_until_it_is_set() {
        assert_eq!(limits(&[]).unwrap(), LimitSettings::default());
        let off = [("COLLOQUY_RATE_LIMIT", "off"), ("COLLOQUY_SIGN_IN_LIMIT", "off"), ("COLLOQUY_CORS_ORIGINS", "off")];
        assert_eq!(limits(&off).unwrap(), LimitSettings::default());
    }

    #[test]
    fn rates_are_a_number_and_a_time() {
        for (text, most, seconds) in
            [("100/1s", 100, 1), ("6000/1m", 6_000, 60), ("0/60", 0, 60), ("7/31d", 7, 2_678_400)]
        {
            let window = Duration::from_secs(seconds);
            assert_eq!(limits(&[("COLLOQUY_RATE_LIMIT", text)]).unwrap().requests, Some(RateSetting { most, window }));
        }
        for text in ["100", "100/0s", "100/32d", "/1s", "-1/1s", "100/", "1s/100", "4294967296/1s"] {
            let refused = limits(&[("COLLOQUY_SIGN_IN_LIMIT", text)]).unwrap_err().to_string();
            assert!(refused.starts_with("COLLOQUY_SIGN_IN_LIMIT: expected"), "{text}: {refused}");
        }
    }

    #[test]
    fn networks_hold_the_addresses_that_begin_alike() {
        let networks = limits(&[("COLLOQUY_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7,2001:db8::/32,")]).unwrap();
        let trusted = |text: &str| {
            let address = text.parse().expect("an address");
            networks.trusted_proxies.iter().any(|network| network.contains(address))
        };
        for inside in ["10.255.0.1", "::ffff:10.0.0.1", "192.0.2.7", "2001:db8:ffff::1"] {
            assert!(trusted(inside), "{inside}");
        }
        for outside in ["11.0.0.1", "192.0.2.8", "2001:db9::1", "::1", "::"] {
            assert!(!trusted(outside), "{outside}");
        }
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("203.0.113.9".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
        for wrong in ["10.0.0.0/33", "::/129", "10.0.0/8", "proxy", "10.0.0.1/-1"] {
            assert!(limits(&[("COLLOQUY_TRUSTED_PROXIES", wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn origins_are_as_browsers_write_them() {
        let cors = |text| limits(&[("COLLOQUY_CORS_ORIGINS", text)]).map(|limits| limits.cors);
        assert_eq!(cors("*").unwrap(), Some(CorsOrigins::Any));
        let these = CorsOrigins::These(vec!["https://a.example".to_owned(), "http://localhost:3000".to_owned()]);
        assert_eq!(cors("https://a.example/, http://localhost:3000").unwrap(), Some(these));
        for wrong in
            ["a.example", "https://a.example/path", "ftp://a", "https://a.example:443", "https://A.example", "*,*"]
        {
            assert!(cors(wrong).is_err(), "{wrong}");
        }
    }
}
