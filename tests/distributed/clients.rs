//! Clients that get another secret or end while two apis run: neither is told, both know.

use std::time::Duration;

use reqwest::StatusCode;
use tests::{Answer, Client, Dialogue, Server, request, run_to_end, until};

use crate::site::Site;

const SOON: Duration = Duration::from_secs(20);
const JOBS: &str = "/v1/conversations/jobs";

/// What a command printed, which must have gone well.
fn command(api: &Server, arguments: &[&str]) -> String {
    let output = run_to_end(api.command().args(arguments));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("what is printed is text")
}

/// With credentials as they were printed, and no token yet.
fn printed(api: &Server, printed: &str) -> [String; 3] {
    assert!(!printed.contains(&api.url()), "credentials are of no one api");
    ["mpathic_id", "client_id", "client_secret"].map(|name| {
        let line = printed.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.expect("each of the credentials is printed").trim().to_owned()
    })
}

async fn token(api: &Server, client: &Client) -> Answer {
    let request = client.http.post(format!("{}/v1/token", api.url())).header("mpathic-id", &client.mpathic_id);
    Client::send(request.json(&client.token_request())).await
}

async fn status(api: &Server, client: &Client, path: &str) -> StatusCode {
    Client { url: api.url(), ..client.clone() }.get(path).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn two_apis_go_by_the_secrets_and_revocations_that_an_operator_made() {
    let site = Site::make().await;
    let apis = [site.api(), site.api()];
    let worker = site.worker();
    let [mpathic_id, client_id, secret] = printed(&apis[0], &command(&apis[0], &["create-client", "one"]));
    let ended = Client::with(&apis[0].url(), &mpathic_id, &client_id, &secret).await;
    let beside = command(&apis[1], &["create-client", "beside", "--tenant", &mpathic_id]);
    let [_, beside_id, beside_secret] = printed(&apis[1], &beside);
    let stays = Client::with(&apis[1].url(), &mpathic_id, &beside_id, &beside_secret).await;
    let job = ended.submit(&request(Dialogue { turns: 5, seed: 1 })).await;
    let path = format!("{JOBS}/{job}");

    // Both secrets at both apis, then at both only the new one; the database's clock and the api's are not one.
    let [.., new] = printed(&apis[0], &command(&apis[0], &["rotate-client", &client_id]));
    let renewed = Client { client_secret: new, ..ended.clone() };
    for api in &apis {
        for client in [&ended, &renewed] {
            assert_eq!(token(api, client).await.status, 200);
        }
    }
    let [.., last] = printed(&apis[0], &command(&apis[0], &["rotate-client", &client_id, "--keep-old", "2s"]));
    let last = Client { client_secret: last, ..ended.clone() };
    for api in &apis {
        until("the former secrets to end", SOON, async || {
            let answers = [token(api, &ended).await, token(api, &renewed).await];
            answers.iter().all(|answer| answer.status == 401).then_some(())
        })
        .await;
        assert_eq!(token(api, &last).await.status, 200);
        assert_eq!(status(api, &ended, &path).await, 200, "a token that is out stays");
    }

    command(&apis[0], &["revoke-client", &client_id]);
    for api in &apis {
        assert_eq!(token(api, &last).await.status, 401, "no token at once");
        until("its token to be refused", SOON, async || {
            assert_eq!(status(api, &stays, &path).await, 200, "the other goes on");
            (status(api, &ended, &path).await == 401).then_some(())
        })
        .await;
        assert_eq!(token(api, &stays).await.status, 200);
    }
    stays.completed(&job, SOON).await;
    let listed = command(&apis[1], &["list-clients"]);
    assert!(listed.contains(&client_id) && listed.contains(&beside_id) && !listed.contains(&secret));
    drop((apis, worker));
    site.discard().await;
}
