use std::time::{SystemTime, UNIX_EPOCH};

use hyper::HeaderMap;
use proptest::prelude::*;
use standardwebhooks::Webhook;

use super::*;

/// As receivers know it.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn it_signs_as_the_specification_does() {
    let message =
        Message { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: br#"{"test": 2432232314}"# };
    let signature = message.signature(&[SECRET.parse().expect("a secret")]);
    assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn without_secrets_nothing_is_signed() {
    assert_eq!(Message { id: "msg_1", timestamp: 0, body: b"{}" }.signature(&[]), "");
}

#[test]
fn debugging_shows_nothing_of_it() {
    assert_eq!(format!("{:?}", Message { id: "msg_1", timestamp: 0, body: b"{}" }), "Message { .. }");
}

#[expect(clippy::disallowed_methods, reason = "receivers compare a message's time with their own")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970");
    i64::try_from(since.as_secs()).expect("and not that late")
}

fn headers(message: &Message<'_>, signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", message.id.parse().expect("a header"));
    headers.insert("webhook-timestamp", message.timestamp.into());
    headers.insert("webhook-signature", signature.parse().expect("a header"));
    headers
}

proptest! {
    #[test]
    fn receivers_verify_it_with_either_secret(
        id in "msg_[0-9A-Za-z]{1,40}",
        body in "\\PC{0,200}",
        keys in any::<[[u8; 32]; 3]>(),
    ) {
        let message = Message { id: &id, timestamp: now(), body: body.as_bytes() };
        let [new, old, other] = keys.map(Secret::new);
        let signature = message.signature(&[new.clone(), old.clone()]);
        let headers = headers(&message, &signature);
        let verified = |secret: &Secret, body: &[u8]| {
            Webhook::new(&secret.to_string()).expect("a secret").verify(body, &headers).is_ok()
        };
        let longer = format!("{body} ");
        prop_assert!(verified(&new, message.body) && verified(&old, message.body));
        prop_assert!(!verified(&other, message.body) && !verified(&new, longer.as_bytes()));
    }
}
