//! The key that signs tokens is changed while the server runs, and the audit tells of it.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Row as _};
use tests::{Client, Dialogue, request, run_to_end, until};

use crate::reply::{get, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";
/// A key is known for ten seconds before it signs, and put away within ten after its end.
const ROTATED: Duration = Duration::from_mins(1);

fn done(site: &Site, arguments: &[&str]) -> String {
    let output = run_to_end(site.server.command().args(arguments));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("what is printed is text")
}

/// What stands before the claims says which key signed.
fn key_of(token: &str) -> &str {
    token.get(..21).expect("sixteen bytes in base64")
}

async fn keys(site: &Site) -> i64 {
    let options = SqliteConnectOptions::new().filename(site.server.data_dir().join("colloquy.db"));
    let mut database = options.connect().await.expect("opened");
    sqlx::query("SELECT count(*) FROM signing_keys").fetch_one(&mut database).await.expect("counted").get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_before_and_after_are_good_at_every_moment() {
    let mut site = Site::start().await;
    let old = site.client.clone();
    let printed = done(&site, &["rotate-signing-key"]);
    assert!(printed.contains("signs in 10 s") && printed.contains("3900 s"), "{printed}");
    let good = async |client: &Client| assert_eq!(get(client, JOBS).await.status, 200);
    let new = until("the new key to sign", ROTATED, async || {
        good(&old).await;
        let next = site.server.client().await;
        good(&next).await;
        (key_of(&next.token) != key_of(&old.token)).then_some(next)
    })
    .await;
    good(&old).await;
    assert_eq!(keys(&site).await, 2);
    // Whoever made up a key is refused, however often, and nobody else for it.
    for n in 0..300_u32 {
        let made_up = format!("{:0>21}{}", n, &old.token[21..]);
        get(&Client { token: made_up, ..old.clone() }, JOBS).await.refused(401, "unauthenticated");
    }
    assert!(site.server.terminate(), "a drained server exits with success");
    site.server.restart();
    good(&old).await;
    good(&new).await;
    // A leak: no token of before is good once the next key signs, and the keys of before go.
    done(&site, &["rotate-signing-key", "--retire-after", "0s"]);
    until("the old tokens to end", ROTATED, async || {
        let statuses = [get(&old, JOBS).await.status, get(&new, JOBS).await.status];
        (statuses == [401, 401]).then_some(())
    })
    .await;
    until("the old keys to go", ROTATED, async || (keys(&site).await == 1).then_some(())).await;
    assert!(!run_to_end(site.server.command().args(["rotate-signing-key", "--retire-after", "31d"])).status.success());
    site.client = site.server.client().await;
    site.unharmed().await;
}

#[tokio::test]
async fn the_audit_tells_who_did_what() {
    let site = Site::start().await;
    let one = site.neighbour().await;
    done(&site, &["client-limit", &one.client_id, "1000/1s"]);
    done(&site, &["client-quota", &one.client_id, "1000/1d"]);
    done(&site, &["tenant-limit", &one.mpathic_id, "9"]);
    done(&site, &["rotate-signing-key"]);
    let job = one.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    one.completed(&job, SOON).await;
    assert_eq!(reply(one.request(Method::DELETE, &format!("{JOBS}/{job}"))).await.status, 204);
    done(&site, &["revoke-client", &one.client_id]);

    let told = done(&site, &["audit", "--since", "1h", "--json"]);
    let acts: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |act: &str| {
        let found: Vec<&Value> = acts.iter().filter(|entry| entry["act"] == act).collect();
        let [only] = found.as_slice() else { panic!("{act}: {told}") };
        (only["by"].as_str().expect("a name").to_owned(), only["subject"].as_str().expect("a name").to_owned())
    };
    let operator = |subject: &str| ("operator".to_owned(), subject.to_owned());
    for act in ["limit_client_requests", "limit_client_jobs", "revoke_client"] {
        assert_eq!(of(act), operator(&one.client_id), "{told}");
    }
    assert_eq!(of("limit_tenant"), operator(&one.mpathic_id));
    assert_eq!(of("erase_job"), (one.client_id.clone(), job));
    assert_eq!(of("rotate_signing_key").0, "operator");
    assert!(acts.is_sorted_by_key(|entry| entry["at"].as_str().expect("a time").to_owned()), "{told}");
    assert!(!told.contains(&one.client_secret) && !told.contains("neighbour"), "ids only");

    let lines = done(&site, &["audit"]);
    assert_eq!(lines.lines().count(), acts.len(), "{lines}");
    let first = run_to_end(site.server.command().args(["audit", "--limit", "1"]));
    assert_eq!(String::from_utf8_lossy(&first.stdout).lines().count(), 1);
    assert!(String::from_utf8_lossy(&first.stderr).contains("--since"), "it says how to go on");
    assert_eq!(done(&site, &["audit", "--since", "2999-01-01T00:00:00Z"]), "");
    assert!(!run_to_end(site.server.command().args(["audit", "--since", "yesterday"])).status.success());
    site.unharmed().await;
}
