//! The key that signs tokens is changed while two apis run: neither is told, and neither refuses what the other signed.

use std::time::Duration;

use tests::{Client, Server, run_to_end, until};

use crate::site::Site;

const JOBS: &str = "/v1/conversations/jobs";
/// A key is known for ten seconds before it signs, and put away within ten after its end.
const ROTATED: Duration = Duration::from_mins(1);

/// What stands before the claims says which key signed.
fn key_of(client: &Client) -> &str {
    client.token.get(..21).expect("sixteen bytes in base64")
}

fn rotate(api: &Server, more: &[&str]) {
    let output = run_to_end(api.command().arg("rotate-signing-key").args(more));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What each of the apis answers to this client's token.
async fn statuses(apis: &[Server; 2], client: &Client) -> [u16; 2] {
    let ask = async |api: &Server| Client { url: api.url(), ..client.clone() }.get(JOBS).await.status.as_u16();
    [ask(&apis[0]).await, ask(&apis[1]).await]
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_good_on_both_apis_at_every_moment_of_a_rotation() {
    let site = Site::make().await;
    let apis = [site.api(), site.api()];
    let old = apis[0].client().await;
    rotate(&apis[0], &[]);
    let mut signed = [old.clone(), old.clone()];
    let both = async || {
        assert_eq!(statuses(&apis, &old).await, [200, 200], "a token of before");
        for (api, signed) in apis.iter().zip(&mut signed) {
            let anew = Client::with(&api.url(), &old.mpathic_id, &old.client_id, &old.client_secret).await;
            assert_eq!(statuses(&apis, &anew).await, [200, 200], "one that was just signed");
            *signed = anew;
        }
        signed.iter().all(|signed| key_of(signed) != key_of(&old)).then_some(())
    };
    until("both apis to sign with the new key", ROTATED, both).await;
    assert_eq!(key_of(&signed[0]), key_of(&signed[1]));
    assert_eq!(statuses(&apis, &old).await, [200, 200]);
    assert_eq!(site.count("SELECT count(*) FROM signing_keys").await, 2);

    rotate(&apis[1], &["--retire-after", "0s"]);
    for ended in [&old, &signed[0]] {
        let over = async || (statuses(&apis, ended).await == [401, 401]).then_some(());
        until("the old tokens to end on both", ROTATED, over).await;
    }
    let gone = async || (site.count("SELECT count(*) FROM signing_keys").await == 1).then_some(());
    until("the old keys to go", ROTATED, gone).await;
    let last = Client::with(&apis[0].url(), &old.mpathic_id, &old.client_id, &old.client_secret).await;
    assert_eq!(statuses(&apis, &last).await, [200, 200]);
    drop(apis);
    site.discard().await;
}
