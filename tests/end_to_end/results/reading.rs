//! What comes is what the document would show, in whatever form.

use super::{JOBS, NDJSON, kept, lines, positions, results};
use crate::contract::shapes::{self, Asked};
use crate::json::Json;
use crate::reply::get;
use crate::site::Site;

#[tokio::test]
async fn every_form_of_all_turns_says_what_the_document_says() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 500).await;
    let document = get(client, &format!("{JOBS}/{job}")).await.document();
    let link = document.at("/links/results").text();
    assert_eq!(link, format!("{JOBS}/{job}/results"));
    let turns = document.at("/conversations_response/conversation/talk_turns");
    assert_eq!(turns.list().len(), 500);

    let answer = get(client, link).await;
    let read = answer.document();
    shapes::results(Asked { tips: true, ..Asked::default() }).check(&read);
    assert_eq!(read.at("/talk_turns"), turns);
    for same in ["/id", "/conversation_id"] {
        assert_eq!(read.at(same), document.at(same));
    }
    assert_eq!((read.at("/object").text(), read.at("/talk_turn_count").count()), ("results", 500));
    assert_eq!((read.at("/range/first").count(), read.at("/range/last").count()), (0, 499));
    assert_eq!(read.at("/diagnostics/talk_turns").count(), 500);
    assert_eq!(read.at("/diagnostics/input_format").text(), "ndjson");
    assert_eq!(read.at("/links/job"), document.at("/links/self"));
    assert!(read.at("/links/next").is_null());

    let answer = results(client, &job, "?format=ndjson", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(NDJSON)));
    assert_eq!(lines(&answer), turns.list());
    assert!(answer.text.ends_with("}\n"));

    let answer = results(client, &job, "?format=csv", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/csv; charset=utf-8; header=present")));
    assert_eq!(table(&answer.text), rows(turns.list()));
}

/// The rows of a table, by column.
fn table(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let wanted = ["talk_turn_index", "speaker_id", "language", "utterance_index", "text", "behavior", "score", "tip"];
    let columns = wanted.map(|name| header.iter().position(|column| column == name).expect(name));
    let rows = reader.records().map(|row| row.expect("rows are of one length"));
    rows.map(|row| columns.iter().map(|&column| row[column].to_owned()).collect()).collect()
}

/// What the table of these turns has to be: a row for each behavior, and one for an utterance without any.
fn rows(turns: &[Json]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for turn in turns {
        let of_turn =
            [turn.at("/index").digits(), turn.at("/speaker/id").text(), turn.at("/language").text()].map(str::to_owned);
        for utterance in turn.at("/behavior_detections").list() {
            let of_utterance = [utterance.at("/index").digits(), utterance.at("/text").text()].map(str::to_owned);
            let row = |rest: [&str; 3]| [&of_turn[..], &of_utterance, &rest.map(str::to_owned)].concat();
            let behaviors = utterance.at("/behaviors").list();
            if behaviors.is_empty() {
                rows.push(row(["", "", ""]));
            }
            rows.extend(behaviors.iter().map(|behavior| {
                row([behavior.at("/name").text(), behavior.at("/score").digits(), behavior.at("/tip/text").text()])
            }));
        }
    }
    rows
}

#[tokio::test]
async fn a_range_is_those_turns_and_ends_where_the_turns_end() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 500).await;
    for (asked, expected) in [
        ("0-0", 0..1),
        ("100-199", 100..200),
        ("490-", 490..500),
        ("-10", 490..500),
        ("490-600", 490..500),
        ("-9000", 0..500),
        ("500-", 500..500),
        ("1000-1099", 500..500),
        ("-0", 500..500),
    ] {
        let answer = results(client, &job, &format!("?turns={asked}"), &[]).await;
        assert_eq!(positions(&answer), expected.clone().collect::<Vec<u64>>(), "{asked}");
        let read = answer.document();
        shapes::results(Asked { tips: true, ..Asked::default() }).check(&read);
        assert_eq!(read.at("/talk_turn_count").count(), 500);
        if expected.is_empty() {
            assert!(read.at("/range").is_null());
        } else {
            assert_eq!(
                (read.at("/range/first").count(), read.at("/range/last").count() + 1),
                (expected.start, expected.end)
            );
        }
        let of_lines = results(client, &job, &format!("?format=ndjson&turns={asked}"), &[]).await;
        assert_eq!(lines(&of_lines), read.at("/talk_turns").list());
    }
    let header = results(client, &job, "?format=csv&turns=500-", &[]).await.text;
    assert!(header.starts_with("talk_turn_index,talk_turn_id,speaker_id,") && header.ends_with(",tip\r\n"), "{header}");
}

#[tokio::test]
async fn who_follows_the_links_reads_every_turn_once() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 250).await;
    let (mut path, mut read) = (Some(format!("{JOBS}/{job}/results?turns=0-99")), Vec::new());
    while let Some(here) = path {
        let answer = get(client, &here).await;
        read.extend(positions(&answer));
        let next = answer.document().at("/links/next").clone();
        path = (!next.is_null()).then(|| next.text().to_owned());
    }
    assert_eq!(read, (0..250).collect::<Vec<u64>>());
}

#[tokio::test]
async fn what_is_too_long_for_its_document_is_read_here() {
    let site = Site::start().await;
    let client = &site.client;
    let job = kept(client, 10_100).await;
    let document = get(client, &format!("{JOBS}/{job}")).await.document();
    assert!(document.at("/conversations_response/conversation").is_null());
    let answer = get(client, document.at("/links/results").text()).await;
    assert_eq!(positions(&answer), (0..10_100).collect::<Vec<u64>>());
    let middle = results(client, &job, "?turns=7000-7002", &[]).await.document();
    for (of_all, turn) in
        answer.document().at("/talk_turns").list()[7_000..].iter().zip(middle.at("/talk_turns").list())
    {
        assert_eq!(of_all, turn);
    }
}
