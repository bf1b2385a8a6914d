//! What one client may do in a while, as an operator says.
//!
//! What must stay true: running servers are not told and know within seconds; what was used of a window stays used.

use std::str::FromStr;

use runtime::{RateSetting, Settings};
use store::{ClientLimit, Counted};

use crate::command::{Failed, open_store};

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HowOften {
    AtMost(RateSetting),
    /// As is usual.
    Default,
    /// Any number, whatever is usual.
    Off,
}

impl FromStr for HowOften {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "default" => Ok(Self::Default),
            "off" => Ok(Self::Off),
            rate => {
                rate.parse().map(Self::AtMost).map_err(|_| "expected default, off, or a rate like 100/1s or 6000/1m")
            }
        }
    }
}

/// How many jobs: a rate, or any number.
pub(crate) fn quota(text: &str) -> Result<HowOften, &'static str> {
    match text {
        "off" => Ok(HowOften::Off),
        rate => rate.parse().map(HowOften::AtMost).map_err(|_| "expected off, or a rate like 1000/1d or 50/1h"),
    }
}

/// `false`: there is no such client.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) async fn limit(settings: &Settings, client_id: &str, how_often: HowOften) -> Result<bool, Failed> {
    let limit = match how_often {
        HowOften::AtMost(rate) => Some(at_most(rate)),
        HowOften::Default => None,
        // The window says nothing then.
        HowOften::Off => Some(ClientLimit { most: None, window: std::time::Duration::from_secs(1) }),
    };
    let known = set(settings, client_id, Counted::Requests, limit).await?;
    match how_often {
        _ if !known => println!("there is no such client"),
        HowOften::AtMost(RateSetting { most, window }) => {
            println!("of this client, each api takes at most {most} requests in {} s", window.as_secs());
        }
        HowOften::Default => println!("of this client, as many requests are taken as is usual"),
        HowOften::Off => println!("of this client, any number of requests is taken"),
    }
    Ok(known)
}

/// `false`: there is no such client.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) async fn limit_jobs(settings: &Settings, client_id: &str, how_many: HowOften) -> Result<bool, Failed> {
    let limit = match how_many {
        HowOften::AtMost(rate) => Some(at_most(rate)),
        HowOften::Default | HowOften::Off => None,
    };
    let known = set(settings, client_id, Counted::Jobs, limit).await?;
    match limit {
        _ if !known => println!("there is no such client"),
        Some(ClientLimit { most: Some(most), window }) => {
            println!("this client makes at most {most} jobs in {} s, on all apis together", window.as_secs());
        }
        _ => println!("this client makes any number of jobs"),
    }
    Ok(known)
}

const fn at_most(RateSetting { most, window }: RateSetting) -> ClientLimit {
    ClientLimit { most: Some(most), window }
}

async fn set(settings: &Settings, client_id: &str, of: Counted, limit: Option<ClientLimit>) -> Result<bool, Failed> {
    let store = open_store(settings).await?.store;
    store.migrate().await.map_err(Failed::Store)?;
    store.administration().limit_client(client_id, of, limit).await.map_err(Failed::Store)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_limit_is_a_rate_the_usual_one_or_none() {
        let rate = RateSetting { most: 6_000, window: Duration::from_mins(1) };
        assert_eq!("6000/1m".parse(), Ok(HowOften::AtMost(rate)));
        assert_eq!(("default".parse(), "off".parse()), (Ok(HowOften::Default), Ok(HowOften::Off)));
        assert!("often".parse::<HowOften>().is_err());
        assert_eq!((quota("6000/1m"), quota("off")), (Ok(HowOften::AtMost(rate)), Ok(HowOften::Off)));
        assert!(quota("default").is_err(), "nothing is usual");
    }
}
