//! What the options of a request do to what is detected.

use serde_json::{Value, json};
use tests::{Dialogue, request};

use super::shapes::{self, Asked};
use crate::json::Json;
use crate::reply::get;
use crate::shape::Null;
use crate::site::{SOON, Site};

/// The behaviors of every utterance, in order, under these options.
async fn behaviors(site: &Site, options: &Value) -> Vec<Vec<Json>> {
    let mut body = request(Dialogue { turns: 150, seed: 11 });
    body["include_conversation"] = true.into();
    for (name, value) in options.as_object().expect("options are an object") {
        body[name] = value.clone();
    }
    let id = site.client.submit(&body).await;
    site.client.completed(&id, SOON).await;
    let document = get(&site.client, &format!("/v1/conversations/jobs/{id}")).await.document();
    let turns = document.at("/conversations_response/conversation/talk_turns").list();
    let utterances = turns.iter().flat_map(|turn| turn.at("/behavior_detections").list());
    utterances.map(|utterance| utterance.at("/behaviors").list().to_vec()).collect()
}

fn number(behavior: &Json, member: &str) -> f64 {
    behavior.at(member).digits().parse().expect("a number")
}

#[tokio::test]
async fn max_behaviors_keeps_harm_and_then_the_best_of_each_utterance() {
    let site = Site::start().await;
    let all = behaviors(&site, &json!({ "max_behaviors": null })).await;
    assert!(all.iter().any(|utterance| utterance.len() > 1), "some utterance shows two behaviors");
    for utterance in &all {
        assert!(utterance.windows(2).all(|two| number(&two[0], "/score") >= number(&two[1], "/score")));
    }
    for most in [0, 1, 2_147_483_647] {
        let kept = behaviors(&site, &json!({ "max_behaviors": most })).await;
        let best = |utterance: &Vec<Json>| -> Vec<Json> {
            let (harm, other) = utterance.iter().partition::<Vec<_>, _>(|b| number(b, "/severity") > 0.0);
            let kept: Vec<&Json> = harm.into_iter().chain(other).take(most).collect();
            utterance.iter().filter(|b| kept.contains(b)).cloned().collect()
        };
        let expected: Vec<_> = all.iter().map(best).collect();
        assert_eq!(kept, expected, "max_behaviors {most}");
    }
}

#[tokio::test]
async fn confidence_threshold_is_a_cut_on_confidence_and_null_one_on_score() {
    let site = Site::start().await;
    let everything = behaviors(&site, &json!({ "confidence_threshold": 0 })).await;
    let of_them = |keep: &dyn Fn(&Json) -> bool| -> Vec<Vec<Json>> {
        everything.iter().map(|utterance| utterance.iter().filter(|b| keep(b)).cloned().collect()).collect()
    };
    let unsaid = behaviors(&site, &json!({})).await;
    assert_eq!(unsaid, of_them(&|behavior| number(behavior, "/score") >= 0.5));
    assert_eq!(unsaid, behaviors(&site, &json!({ "confidence_threshold": null })).await);
    let mut sizes = Vec::new();
    for cut in [0.5, 0.8, 0.9, 1.0] {
        let kept = behaviors(&site, &json!({ "confidence_threshold": cut })).await;
        assert_eq!(kept, of_them(&|behavior| number(behavior, "/confidence") >= cut), "confidence_threshold {cut}");
        sizes.push(kept.concat().len());
    }
    assert!(sizes[0] > sizes[3] && sizes.is_sorted_by(|a, b| a >= b), "a higher cut keeps less: {sizes:?}");
}

#[tokio::test]
async fn a_file_that_is_a_request_brings_its_own_options() {
    let site = Site::start().await;
    let turns = request(Dialogue { turns: 40, seed: 13 })["talk_turns"].to_string();
    let announced_options = json!({ "include_definitions": true, "include_suggestions": true, "max_behaviors": 0 });
    // They may follow the turns; what the file does not say stays as announced.
    let file = format!(
        r#"{{"talk_turns":{turns},"max_behaviors":1,"include_conversation":true,"include_tips":true,
        "include_suggestions":false}}"#
    );
    let announced = json!({
        "file_name": "request.json",
        "file_size_bytes": file.len(),
        "content_type": "application/json",
        "options": announced_options,
    });
    let id = site.client.upload(&announced, file.as_bytes()).await;
    site.client.completed(&id, SOON).await;
    let document = get(&site.client, &format!("/v1/conversations/jobs/{id}")).await.document();
    let asked = Asked { conversation: true, tips: true, definitions: true, ..Asked::default() };
    shapes::job(shapes::conversations_response(asked), Null).check(&document);
    let turns = document.at("/conversations_response/conversation/talk_turns").list();
    let most = turns.iter().flat_map(|turn| turn.at("/behavior_detections").list());
    assert_eq!(most.map(|utterance| utterance.at("/behaviors").list().len()).max(), Some(1));
}
