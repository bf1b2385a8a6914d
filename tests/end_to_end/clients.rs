//! Clients are made, get another secret and end while their server runs, by the commands that an operator has.

use std::process::Output;

use reqwest::Method;
use serde_json::Value;
use tests::{Client, Dialogue, request, run_to_end, until};

use crate::reply::{Reply, get, reply};
use crate::site::{SOON, Site};

const JOBS: &str = "/v1/conversations/jobs";

/// What a command printed, which must have gone well.
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("what is printed is text")
}

/// What a command said, which must have failed.
fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty(), "nothing is printed as if it were an answer");
    String::from_utf8(output.stderr.clone()).expect("messages are text")
}

impl Site {
    /// Runs a command beside the server.
    fn command(&self, arguments: &[&str]) -> Output {
        run_to_end(self.server.command().args(arguments))
    }

    /// Its credentials are as they were printed; it has no token yet.
    fn printed(&self, output: &Output) -> Client {
        let printed = done(output);
        let field = |name: &str| {
            let mut lines = printed.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let only = (lines.next(), lines.next());
            assert!(only.1.is_none(), "{name} is printed once");
            only.0.expect("each of the credentials is printed").trim().to_owned()
        };
        Client {
            mpathic_id: field("mpathic_id"),
            client_id: field("client_id"),
            client_secret: field("client_secret"),
            token: String::new(),
            ..self.client.clone()
        }
    }
}

async fn asks(client: &Client) -> Reply {
    let request = client.http.post(format!("{}/v1/token", client.url)).header("mpathic-id", &client.mpathic_id);
    reply(request.json(&client.token_request())).await
}

async fn with_token(client: &Client) -> Client {
    let token = asks(client).await.document().at("/access_token").text().to_owned();
    Client { token, ..client.clone() }
}

#[tokio::test]
async fn clients_of_one_tenant_share_its_jobs_and_nothing_else() {
    let site = Site::start().await;
    let first = with_token(&site.printed(&site.command(&["create-client", "the first"]))).await;
    let second = site.command(&["create-client", "the second", "--tenant", &first.mpathic_id]);
    let second = with_token(&site.printed(&second)).await;
    assert_eq!(first.mpathic_id, second.mpathic_id);
    assert!(first.client_id != second.client_id && first.client_secret != second.client_secret);
    let job = first.submit(&request(Dialogue { turns: 5, seed: 1 })).await;
    second.completed(&job, SOON).await;
    get(&site.client, &format!("{JOBS}/{job}")).await.refused(404, "not_found");
    // A secret is of one client only.
    asks(&Client { client_secret: second.client_secret.clone(), ..first.clone() })
        .await
        .refused(401, "unauthenticated");
    // One client erases what the other has made.
    let erased = reply(second.request(Method::DELETE, &format!("{JOBS}/{job}"))).await;
    assert_eq!(erased.status, 204);
    get(&first, &format!("{JOBS}/{job}")).await.refused(404, "not_found");

    let nobody = "0".repeat(32);
    assert!(refused(&site.command(&["create-client", "x", "--tenant", &nobody])).contains("no such tenant"));
    assert!(!site.command(&["create-client", "x", "--tenant", "nobody's"]).status.success());
    site.unharmed().await;
}

#[tokio::test]
async fn a_rotated_clients_old_secret_is_good_for_as_long_as_was_said() {
    let site = Site::start().await;
    let old = site.printed(&site.command(&["create-client", "a client"]));
    let running = with_token(&old).await;
    let new = site.printed(&site.command(&["rotate-client", &old.client_id]));
    assert_eq!((&new.mpathic_id, &new.client_id), (&old.mpathic_id, &old.client_id));
    assert_ne!(new.client_secret, old.client_secret);
    for client in [&new, &old, &new] {
        with_token(client).await;
    }
    // A shorter time is over soon, for all that came before as well; tokens that are out stay.
    let newer = site.printed(&site.command(&["rotate-client", &old.client_id, "--keep-old", "2s"]));
    with_token(&newer).await;
    until("the former secrets to end", SOON, async || {
        let answers = [asks(&old).await, asks(&new).await];
        answers.iter().all(|answer| answer.status == 401).then_some(())
    })
    .await;
    let last = site.printed(&site.command(&["rotate-client", &old.client_id, "--keep-old", "0s"]));
    for ended in [&old, &new, &newer] {
        asks(ended).await.refused(401, "unauthenticated");
    }
    with_token(&last).await;
    running.submit(&request(Dialogue { turns: 2, seed: 1 })).await;

    for _ in 0..4 {
        done(&site.command(&["rotate-client", &old.client_id]));
    }
    assert!(refused(&site.command(&["rotate-client", &old.client_id])).contains("still good"));
    assert!(refused(&site.command(&["rotate-client", "nobody"])).contains("no such client"));
    assert!(!site.command(&["rotate-client", &old.client_id, "--keep-old", "31d"]).status.success());
    with_token(&last).await;
    site.unharmed().await;
}

#[tokio::test]
async fn a_revoked_client_is_refused_within_seconds_and_its_neighbour_never() {
    let mut site = Site::start().await;
    let ended = with_token(&site.printed(&site.command(&["create-client", "to end"]))).await;
    let stays = site.command(&["create-client", "to stay", "--tenant", &ended.mpathic_id]);
    let stays = with_token(&site.printed(&stays)).await;
    let job = ended.submit(&request(Dialogue { turns: 5, seed: 1 })).await;
    let path = format!("{JOBS}/{job}");
    get(&ended, &path).await.document();
    assert!(done(&site.command(&["revoke-client", &ended.client_id])).starts_with("revoked"));
    asks(&ended).await.refused(401, "unauthenticated");
    let refusal = until("its token to be refused", SOON, async || {
        get(&stays, &path).await.document();
        let answer = get(&ended, &path).await;
        (answer.status != 200).then_some(answer)
    })
    .await;
    refusal.refused(401, "unauthenticated");
    // As any other wrong token is.
    let wrong = get(&Client { token: "x".to_owned(), ..ended.clone() }, &path).await;
    let told = |answer: &Reply| {
        let mut members: Value = serde_json::from_str(&answer.text).expect("JSON");
        members.as_object_mut().expect("an object").remove("request_id");
        members
    };
    assert_eq!(told(&refusal), told(&wrong));

    with_token(&stays).await;
    stays.completed(&job, SOON).await;
    assert!(done(&site.command(&["revoke-client", &ended.client_id])).contains("before"));
    assert!(refused(&site.command(&["rotate-client", &ended.client_id])).contains("revoked"));
    assert!(refused(&site.command(&["revoke-client", "nobody"])).contains("no such client"));
    // A number is not given again: a new client's tokens are not taken for those of the one that ended.
    let next = site.command(&["create-client", "next", "--tenant", &ended.mpathic_id]);
    get(&with_token(&site.printed(&next)).await, &path).await.document();
    // A server that starts knows from its first request on.
    assert!(site.server.terminate(), "a drained server exits with success");
    site.server.restart();
    get(&ended, &path).await.refused(401, "unauthenticated");
    get(&stays, &path).await.document();
    site.unharmed().await;
}

#[tokio::test]
async fn clients_are_listed_without_secrets_and_the_development_client_stays() {
    let site = Site::start().await;
    let one = site.printed(&site.command(&["create-client", "one\nof\u{1b}[31m two"]));
    let two = site.printed(&site.command(&["create-client", "Zwölf", "--tenant", &one.mpathic_id]));
    let new = site.printed(&site.command(&["rotate-client", &two.client_id]));
    done(&site.command(&["revoke-client", &one.client_id]));
    let listed = done(&site.command(&["list-clients"]));
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 4, "a heading and three clients: {listed}");
    let columns = |client: &Client| {
        let line = lines.iter().find(|line| line.starts_with(&client.client_id)).expect("it is listed");
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let time = |text: &str| text.len() == 24 && text.ends_with('Z');
    let of_one = columns(&one);
    assert_eq!((of_one[1].as_str(), of_one[3].as_str()), (one.mpathic_id.as_str(), "-"));
    assert!(time(&of_one[2]) && time(&of_one[4]), "{listed}");
    let of_two = columns(&two);
    assert_eq!((of_two[1].as_str(), of_two[4].as_str()), (one.mpathic_id.as_str(), "-"));
    assert!(time(&of_two[2]) && time(&of_two[3]) && of_two[5] == "Zwölf", "{listed}");
    let development = columns(&site.client);
    assert_eq!((development[3].as_str(), development[4].as_str(), development[5].as_str()), ("-", "-", "development"));
    for secret in [&one.client_secret, &two.client_secret, &new.client_secret, &site.client.client_secret] {
        assert!(!listed.contains(secret));
    }

    for command in ["rotate-client", "revoke-client"] {
        let said = refused(&site.command(&[command, &site.client.client_id]));
        assert!(said.contains("development client"), "{said}");
    }
    with_token(&site.client).await;
    // Its tenant may have others.
    let beside = site.command(&["create-client", "beside", "--tenant", &site.client.mpathic_id]);
    let beside = with_token(&site.printed(&beside)).await;
    let job = site.client.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    beside.completed(&job, SOON).await;
    site.unharmed().await;
}

/// Commands and requests write to one file: neither keeps the other from it.
#[tokio::test(flavor = "multi_thread")]
async fn commands_beside_a_server_under_load_fail_nobody() {
    let site = Site::start().await;
    let client = site.client.clone();
    let load = tokio::spawn(async move {
        let mut jobs = Vec::new();
        for seed in 0..60 {
            jobs.push(client.submit(&request(Dialogue { turns: 3, seed })).await);
        }
        jobs
    });
    let mut commands = 0;
    while !load.is_finished() || commands < 5 {
        let made = tokio::task::block_in_place(|| site.command(&["create-client", "one of many"]));
        with_token(&site.printed(&made)).await;
        commands += 1;
    }
    for job in load.await.expect("every job was accepted") {
        site.client.completed(&job, SOON).await;
    }
    site.unharmed().await;
}
