//! Every documented status of every operation, provoked.
//!
//! What must stay true: an operation that is in the surface's table of routes and not in this walk is a failure. What comes
//! with a status is the other suites' business; here it is a problem document with that status, and says nothing of ours.
//! Deliberately absent: what [`operations`] leaves to other suites.

mod keys;
mod operations;

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use tests::{Client, Dialogue, Server, request};

use crate::described::Description;
use crate::json::Json;
use crate::redriving::failed;
use crate::reply::{CANARY, Reply, any_reply};
use crate::site::{SOON, Site};

pub(crate) use self::operations::OPERATIONS;
use self::operations::{FILE, Operation, Subject, announced};

const SURFACE: &str = include_str!("../../api/src/surfaces/mpathic/mod.rs");
const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// Methods and paths of the surface's table, read from its source.
fn routes() -> BTreeSet<(String, String)> {
    let (_, table) = SURFACE.split_once("fn routes()").expect("the surface has a table of routes");
    let (table, _) = table.split_once("\n}").expect("which ends");
    let mut routes = BTreeSet::new();
    for entry in table.split("&[").skip(1) {
        let (paths, handlers) = entry.split_once(']').expect("paths are a list");
        let methods = ["get", "post", "put", "patch", "delete"].into_iter();
        let methods: Vec<&str> = methods.filter(|method| handlers.contains(&format!("{method}("))).collect();
        assert!(!methods.is_empty(), "methods that this test does not know: {handlers}");
        for path in paths.split('"').skip(1).step_by(2) {
            routes.extend(methods.iter().map(|method| (method.to_uppercase(), path.to_owned())));
        }
    }
    routes
}

#[test]
fn every_route_is_walked() {
    let walked = OPERATIONS
        .iter()
        .flat_map(|operation| operation.paths.iter().map(|path| (operation.method.to_owned(), (*path).to_owned())));
    assert_eq!(walked.collect::<BTreeSet<_>>(), routes());
}

/// The id of something new to operate on.
pub(crate) async fn make(client: &Client, subject: Subject) -> String {
    match subject {
        Subject::Nothing => String::new(),
        Subject::Announced => client.start_upload(&announced()).await.job,
        Subject::Arrived => {
            let started = client.start_upload(&announced()).await;
            client.put_part(&started.urls[0].1, FILE.into()).await;
            started.job
        }
        Subject::Completed => {
            let job = client.upload(&announced(), FILE.as_bytes()).await;
            client.completed(&job, SOON).await;
            job
        }
        Subject::Kept => {
            let mut body = request(Dialogue { turns: 2, seed: 1 });
            body["include_conversation"] = true.into();
            let job = client.submit(&body).await;
            client.completed(&job, SOON).await;
            job
        }
        Subject::Failed => failed(client, 1).await,
        Subject::Profile | Subject::File | Subject::ZoomApp => {
            let (path, id) = match subject {
                Subject::File => ("/v1/files", "/file_id"),
                Subject::ZoomApp => ("/v1/zoom/credentials", "/credentials_id"),
                _ => ("/v1/profiles", "/profile_id"),
            };
            let made = OPERATIONS.iter().find(|made| made.method == "POST" && made.paths[0] == path);
            let made = any_reply(made.expect("it is walked").good(client, path, "")).await;
            Json::parse(&made.text).at(id).text().to_owned()
        }
        Subject::Webhook => {
            let made = client.post("/v1/webhooks", &json!({ "url": "http://127.0.0.1:1/hook" })).await;
            made.body["id"].as_str().expect("an id").to_owned()
        }
        Subject::Delivery => {
            let made = client.post("/v1/webhooks", &json!({ "url": "http://127.0.0.1:1/hook" })).await;
            let webhook = made.body["id"].as_str().expect("an id").to_owned();
            let told = client.post(&format!("/v1/webhooks/{webhook}/test"), &json!({})).await;
            format!("{webhook}/{}", told.body["id"].as_str().expect("an id"))
        }
        Subject::Conversation => {
            let job = client.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
            let document = client.completed(&job, SOON).await;
            document["conversation_id"].as_str().expect("an id").to_owned()
        }
    }
}

/// The path with the id in its place.
pub(crate) fn at(path: &str, id: &str) -> String {
    let (id, delivery) = id.split_once('/').unwrap_or((id, id));
    let path = path.replace("{delivery_id}", delivery);
    ["{id}", "{conversation_id}", "{file_id}"].iter().fold(path, |path, place| path.replace(place, id))
}

impl Operation {
    pub(crate) fn success(&self) -> u16 {
        self.statuses[0]
    }

    /// Without what says who asks.
    fn plain(&self, client: &Client, method: &str, path: &str, id: &str) -> RequestBuilder {
        let path = at(path, id);
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let request = client.http.request(method, format!("{}{path}", client.url));
        if self.body.is_some() { request.header("content-type", self.content_type) } else { request }
    }

    /// With everything that belongs to it but a body.
    fn asked(&self, client: &Client, path: &str, id: &str) -> RequestBuilder {
        let request = self.plain(client, self.method, path, id).header("mpathic-id", &client.mpathic_id);
        request.bearer_auth(&client.token)
    }

    /// One that would do, if there is such an id.
    fn good(&self, client: &Client, path: &str, id: &str) -> RequestBuilder {
        let request = self.asked(client, path, id);
        match self.body {
            Some(body) => request.body(body(client, id)),
            None => request,
        }
    }

    /// A request for which this status is documented; a server that is at fault is not made here.
    async fn provoke(&self, client: &Client, path: &str, status: u16) -> RequestBuilder {
        match status {
            200..=204 => self.good(client, path, &make(client, self.subject).await),
            400 if self.body.is_some() => self.asked(client, path, UNKNOWN).body(format!(r#"{{"{CANARY}":"#)),
            400 => self.plain(client, self.method, path, UNKNOWN).bearer_auth(&client.token),
            401 if path == "/v1/token" => {
                let other = Client { client_secret: CANARY.to_owned(), ..client.clone() };
                self.good(&other, path, UNKNOWN)
            }
            401 => self.plain(client, self.method, path, UNKNOWN).header("mpathic-id", &client.mpathic_id),
            404 => self.good(client, path, UNKNOWN),
            405 => self.plain(client, "BREW", path, UNKNOWN).bearer_auth(&client.token),
            406 => self.good(client, path, UNKNOWN).header("accept", "image/png"),
            409 => self.good(client, path, &make(client, self.conflict).await),
            413 => self.asked(client, path, UNKNOWN).body(" ".repeat(self.most_bytes + 1)),
            415 => {
                let method = Method::from_bytes(self.method.as_bytes()).expect("a method");
                let request = client.http.request(method, format!("{}{}", client.url, at(path, UNKNOWN)));
                let request = request.header("mpathic-id", &client.mpathic_id).bearer_auth(&client.token);
                request.header("content-type", "image/png").body(CANARY)
            }
            other => panic!("nobody knows how to provoke a {other}"),
        }
    }
}

fn check(answer: &Reply, status: u16, at: &str) {
    assert_eq!(answer.status, status, "{at}: {}", answer.text);
    if status == 204 {
        assert_eq!(answer.text, "", "{at}");
    } else if answer.header("content-type") == Some("text/event-stream") {
        assert!(status == 200 && answer.text.contains("event: done\n"), "{at}: {}", answer.text);
    } else if status < 300 {
        assert!(!Json::parse(&answer.text).members().is_empty(), "{at}");
    } else {
        let code = Json::parse(&answer.text).at("/code").text().to_owned();
        answer.refused(status, &code);
        assert!(!answer.text.contains(" table") && !answer.text.contains("SQL"), "{at}: {}", answer.text);
    }
}

#[tokio::test]
async fn every_documented_status_is_provoked() {
    let site = Site::start().await;
    let client = &site.client;
    let described = Description::of(client).await;
    for operation in OPERATIONS {
        assert!(matches!(operation.success(), 200..=204));
        for path in operation.paths {
            for &status in operation.statuses.iter().filter(|&&status| status != 500) {
                let request = operation.provoke(client, path, status).await;
                let answer = any_reply(request).await;
                check(&answer, status, &format!("{} {path}", operation.method));
                described.holds(operation.method, path, &answer);
            }
        }
    }
    site.unharmed().await;
}

/// Runs a statement behind the server's back.
pub(crate) async fn alter(server: &Server, sql: &str) {
    let options = SqliteConnectOptions::new().filename(server.data_dir().join("colloquy.db"));
    let mut connection = options.connect().await.expect("the database opens beside its server");
    connection.execute(AssertSqlSafe(sql)).await.expect("it is done");
    connection.close().await.expect("the connection closes");
}

/// What no operation can do without: rows that it changes or reads, each kept beside so that it can be mended.
const BREAK: &str = "
CREATE TRIGGER no_insert BEFORE INSERT ON jobs BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_update BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_delete BEFORE DELETE ON jobs BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_word BEFORE INSERT ON conversation_metadata BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_profile BEFORE INSERT ON profiles BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_retiring BEFORE UPDATE ON profiles BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_file BEFORE INSERT ON files BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_erasing BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_app BEFORE INSERT ON zoom_credentials BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_leaving BEFORE DELETE ON zoom_credentials BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_hook BEFORE INSERT ON webhooks BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_change BEFORE UPDATE ON webhooks BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TRIGGER no_going BEFORE DELETE ON webhooks BEGIN SELECT RAISE(ABORT, 'kanarienvogel'); END;
CREATE TABLE kept_clients AS SELECT client_id, secret_hash FROM clients;
UPDATE clients SET secret_hash = x'00';
CREATE TABLE kept_results AS SELECT job, manifest FROM results;
UPDATE results SET manifest = x'00';";
const MEND: &str = "
DROP TRIGGER no_insert; DROP TRIGGER no_update; DROP TRIGGER no_delete; DROP TRIGGER no_word; DROP TRIGGER no_profile;
DROP TRIGGER no_retiring; DROP TRIGGER no_file; DROP TRIGGER no_erasing;
DROP TRIGGER no_app; DROP TRIGGER no_leaving;
DROP TRIGGER no_hook; DROP TRIGGER no_change; DROP TRIGGER no_going;
UPDATE clients SET secret_hash = (SELECT secret_hash FROM kept_clients WHERE client_id = clients.client_id);
UPDATE results SET manifest = (SELECT manifest FROM kept_results WHERE job = results.job);
DROP TABLE kept_clients; DROP TABLE kept_results;";

#[tokio::test]
async fn a_broken_database_is_a_500_everywhere_and_over_once_it_is_mended() {
    let site = Site::start().await;
    let client = &site.client;
    let mut prepared = Vec::new();
    for operation in OPERATIONS.iter().filter(|operation| operation.statuses.contains(&500)) {
        for path in operation.paths {
            let id = make(client, operation.subject).await;
            prepared.push((operation, path, id));
        }
    }
    let described = Description::of(client).await;
    alter(&site.server, BREAK).await;
    for (operation, path, id) in &prepared {
        let answer = any_reply(operation.good(client, path, id)).await;
        check(&answer, 500, &format!("{} {path}", operation.method));
        described.holds(operation.method, path, &answer);
    }
    alter(&site.server, MEND).await;
    for (operation, path, id) in &prepared {
        let answer = any_reply(operation.good(client, path, id)).await;
        check(&answer, operation.success(), &format!("{} {path}", operation.method));
    }
    let job = client.submit(&request(Dialogue { turns: 2, seed: 1 })).await;
    client.completed(&job, SOON).await;
}
