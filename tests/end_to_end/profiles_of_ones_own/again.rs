//! A conversation once more, by another profile.

use reqwest::Method;
use tests::Client;

use super::{DESK, JOBS, analysed_by, announced_by, document, kept, questions, talk, uploaded};
use crate::json::Json;
use crate::reply::{Reply, get, reply};
use crate::site::Site;

async fn reanalyze(client: &Client, conversation: &str, profile: &str, key: Option<&str>) -> Reply {
    let path = format!("/v1/conversations/{conversation}/reanalyze");
    let mut request = client.request(Method::POST, &path).header("mpathic-profile", profile);
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    reply(request).await
}

/// The document of a 202.
fn accepted(answer: &Reply) -> Json {
    assert_eq!((answer.status, answer.header("content-type")), (202, Some("application/json")), "{}", answer.text);
    let document = Json::parse(&answer.text);
    let place = format!("{JOBS}/{}", document.at("/id").text());
    assert_eq!(answer.header("location"), Some(place.as_str()));
    document
}

#[tokio::test]
async fn the_same_input_is_analysed_by_another_profile() {
    let site = Site::start().await;
    let client = &site.client;
    let mut body = talk();
    body["conversation_id"] = "säge/7".into();
    body["user_metadata"] = 7.into();
    let first = analysed_by(client, "default", &body).await;
    assert!(questions(&first) > 0);
    kept(client, DESK).await;
    let made = accepted(&reanalyze(client, "s%C3%A4ge%2F7", "support desk", None).await);
    assert_eq!(made.at("/redrive_of"), first.at("/id"));
    assert_eq!(made.at("/profile_version").count(), 1);
    let again = document(client, made.at("/id").text()).await;
    assert_eq!((again.at("/conversation_id").text(), again.at("/user_metadata").digits()), ("säge/7", "7"));
    assert_eq!(questions(&again), 0);
    let turns = "/conversations_response/conversation/talk_turns";
    assert_eq!(again.at(turns).list().len(), first.at(turns).list().len(), "as it was asked for");
    // What was is as it was, and by a later version it may be analysed again.
    assert_eq!(get(client, &format!("{JOBS}/{}", first.at("/id").text())).await.document(), first);
    kept(client, &DESK.replace("\"questions\"", "\"listening\"")).await;
    let made = accepted(&reanalyze(client, "s%C3%A4ge%2F7", "support desk", None).await);
    assert_eq!((made.at("/profile_version").count(), made.at("/redrive_of")), (2, again.at("/id")));
    assert_eq!(questions(&document(client, made.at("/id").text()).await), questions(&first));
    let built_in = accepted(&reanalyze(client, "s%C3%A4ge%2F7", "counts", None).await);
    assert_eq!(document(client, built_in.at("/id").text()).await.at("/profile").text(), "counts");
    site.unharmed().await;
}

#[tokio::test]
async fn a_file_is_analysed_again_and_a_key_means_one_job() {
    let site = Site::start().await;
    let client = &site.client;
    kept(client, DESK).await;
    let (started, file) = announced_by(client, "default").await;
    let conversation = started["conversation_id"].as_str().expect("an id").to_owned();
    reanalyze(client, &conversation, "counts", None).await.refused(409, "nothing_completed");
    assert!(questions(&uploaded(client, &started, file).await) > 0);
    let first = reanalyze(client, &conversation, "support desk", Some("k")).await;
    let again = reanalyze(client, &conversation, "support desk", Some("k")).await;
    assert_eq!(
        (accepted(&again).at("/id"), again.header("idempotent-replayed")),
        (accepted(&first).at("/id"), Some("true"))
    );
    reanalyze(client, &conversation, "counts", Some("k")).await.refused(422, "idempotency_key_reused");
    assert_eq!(questions(&document(client, accepted(&first).at("/id").text()).await), 0);
    site.unharmed().await;
}

/// Every job that is made of what older versions analysed, in portions of one.
async fn outdated(client: &Client, profile: &str) -> Vec<Json> {
    let (mut jobs, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/profiles/{profile}/reanalyze?limit=1{cursor}");
        let answer = reply(client.request(Method::POST, &path)).await;
        assert_eq!(answer.status, 202, "{}", answer.text);
        let answer = Json::parse(&answer.text);
        assert_eq!(answer.at("/profile_id").text(), profile);
        jobs.extend(answer.at("/jobs").list().iter().cloned());
        match answer.at("/next_cursor") {
            Json::Null => return jobs,
            next => cursor = format!("&cursor={}", next.text()),
        }
    }
}

#[tokio::test]
async fn all_that_an_older_version_analysed_is_analysed_by_the_latest() {
    let site = Site::start().await;
    let client = &site.client;
    let mut body = talk();
    let profile = kept(client, DESK).await;
    for (conversation, by) in
        [("a", "support desk"), ("b", "support desk"), ("b", "counts"), ("c", "counts"), ("d", "support desk")]
    {
        body["conversation_id"] = conversation.into();
        analysed_by(client, by, &body).await;
    }
    assert_eq!(outdated(client, &profile).await, [], "nothing is older than the latest");
    kept(client, &DESK.replace("\"questions\"", "\"listening\"")).await;
    let made = outdated(client, &profile).await;
    let conversations: Vec<_> = made.iter().map(|job| job.at("/conversation_id").text()).collect();
    assert_eq!(conversations, ["a", "d"], "of b another profile's analysis is the last");
    for job in &made {
        let again = document(client, job.at("/id").text()).await;
        assert_eq!((again.at("/profile_version").count(), again.at("/redrive_of")), (2, job.at("/redrive_of")));
        assert!(questions(&again) > 0);
    }
    assert_eq!(outdated(client, &profile).await, [], "what is the latest stays");
    site.unharmed().await;
}

#[tokio::test]
async fn asked_twice_a_profiles_jobs_are_made_once() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let client = &site.client;
    let profile = kept(client, DESK).await;
    let mut body = talk();
    for conversation in ["a", "b"] {
        body["conversation_id"] = conversation.into();
        analysed_by(client, "support desk", &body).await;
    }
    kept(client, &DESK.replace("\"questions\"", "\"listening\"")).await;
    let path = format!("/v1/profiles/{profile}/reanalyze");
    let ask = || reply(client.request(Method::POST, &path));
    let (one, other) = futures::future::join(ask(), ask()).await;
    let ids = |answer: &Reply| -> Vec<String> {
        Json::parse(&answer.text).at("/jobs").list().iter().map(|job| job.at("/id").text().to_owned()).collect()
    };
    // What one has made and seen completed the other does not name any more.
    let mut all = [ids(&one), ids(&other)].concat();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 2);
    reply(neighbour.request(Method::POST, &path)).await.refused(404, "not_found");
    let wrong = reply(client.request(Method::POST, &format!("{path}?limit=0&cursor=x"))).await;
    wrong.refused(400, "limit_illegal");
    assert_eq!(Json::parse(&wrong.text).at("/errors").list().len(), 2, "{}", wrong.text);
    reply(client.request(Method::POST, &format!("{path}?limit=1&limit=2"))).await.invalid("doubled", "/limit");
    site.unharmed().await;
}

#[tokio::test]
async fn what_is_unknown_is_not_analysed() {
    let site = Site::start().await;
    let neighbour = site.neighbour().await;
    let mut body = talk();
    body["conversation_id"] = "mine".into();
    analysed_by(&site.client, "default", &body).await;
    for id in ["mine", "nobody's", "%ff", "%00", &"7".repeat(3_000)] {
        reanalyze(&neighbour, id, "default", None).await.refused(404, "not_found");
    }
    reanalyze(&site.client, "mine", "nobody's", None).await.refused(400, "profile_unknown");
    site.unharmed().await;
}
