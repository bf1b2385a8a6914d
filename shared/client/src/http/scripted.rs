//! A server that answers by a script, for tests; and tests of how a client takes what it is answered.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::{Address, Client, Credentials, Pauses};

/// A status, header lines and a body. `{here}` in a body is the server's address.
pub(crate) type Answer = (u16, &'static str, &'static str);

/// What was asked: the request line and the headers, in small letters, and the body as it came.
type Asked = Arc<Mutex<Vec<String>>>;

pub(crate) struct Scripted {
    url: String,
    asked: Asked,
}

impl Scripted {
    /// Tokens (`t1`, `t2`, …) are given by themselves, everything else is answered by the script.
    pub(crate) async fn answering(script: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let asked = Asked::default();
        let (here, noted, script) = (url.clone(), Arc::clone(&asked), script.to_vec());
        tokio::spawn(async move {
            let (mut script, mut tokens) = (script.into_iter(), 0);
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, &here, &noted, &mut script, &mut tokens).await;
            }
        });
        Self { url, asked }
    }

    pub(crate) fn client(&self) -> Client {
        let credentials = Credentials { mpathic_id: "m".into(), client_id: "c".into(), client_secret: "s".into() };
        let address = Address::parse(&self.url).expect("an address");
        let pauses = Pauses { tries: 3, first: Duration::from_millis(1), longest: Duration::from_millis(5) };
        Client::new(address, credentials).expect("a client").pausing(pauses)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What was asked beside tokens.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("no holder panics").clone();
        asked.into_iter().filter(|request| !request.starts_with("post /v1/token")).collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    here: &str,
    asked: &Asked,
    script: &mut impl Iterator<Item = Answer>,
    tokens: &mut u32,
) {
    let mut reader = BufReader::new(&mut stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let line = line.to_lowercase();
        if let Some(given) = line.strip_prefix("content-length:") {
            length = given.trim().parse().expect("a length");
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let mut sent = vec![0; length];
    reader.read_exact(&mut sent).await.expect("the whole body");
    let token;
    let (status, headers, body) = if head.starts_with("post /v1/token") {
        *tokens += 1;
        token = format!(r#"{{"access_token":"t{tokens}","expires_in":3600}}"#);
        (200, "", token.as_str())
    } else {
        script.next().unwrap_or((500, "", "the script is over"))
    };
    asked.lock().expect("no holder panics").push(head + &String::from_utf8_lossy(&sent));
    let body = body.replace("{here}", here);
    let length = body.len();
    let answer = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
    let _ = stream.write_all(answer.as_bytes()).await;
}

mod tests {
    use serde_json::json;

    use super::super::{Error, Form, Turns};
    use super::*;

    const JOB: &str = r#"{"id":"j1","status":"queued"}"#;

    fn header<'a>(request: &'a str, name: &str) -> &'a str {
        let line = request.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("{name} is not in {request}"))
    }

    #[tokio::test]
    async fn what_fails_in_passing_is_sent_again_under_the_same_key() {
        let server = Scripted::answering(&[(503, "retry-after: 0\r\n", ""), (429, "", ""), (200, "", JOB)]).await;
        let form = Form { profile: Some("counts".into()), ..Form::default() };
        let document = server.client().submit(&json!({}), &form).await.expect("a job in the end");
        assert_eq!(document.job.id, "j1");
        let asked = server.asked();
        let keys: Vec<_> = asked.iter().map(|request| header(request, "idempotency-key")).collect();
        assert!(keys.len() == 3 && keys.iter().all(|key| *key == keys[0] && key.len() == 38), "{keys:?}");
        assert_eq!(header(&asked[2], "mpathic-profile"), "counts");
    }

    #[tokio::test]
    async fn what_fails_for_good_is_sent_once_and_what_goes_on_failing_is_given_up() {
        let server = Scripted::answering(&[(409, "", r#"{"code":"wrong_state","detail":"No."}"#)]).await;
        let refused = server.client().cancel("j1").await.err().expect("a refusal");
        assert_eq!((refused.status(), server.asked().len()), (Some(409), 1));
        assert!(refused.to_string().contains("wrong_state"), "{refused}");
        let server = Scripted::answering(&[(500, "", ""); 9]).await;
        assert_eq!(server.client().job("j1").await.err().and_then(|error| error.status()), Some(500));
        assert_eq!(server.asked().len(), 3);
    }

    #[tokio::test]
    async fn a_token_that_is_refused_is_renewed_once() {
        let server =
            Scripted::answering(&[(200, "", JOB), (401, "", ""), (200, "", JOB), (401, "", ""), (401, "", "")]).await;
        let client = server.client();
        client.job("j1").await.expect("a job");
        client.job("j1").await.expect("a job, with another token");
        assert_eq!(client.job("j1").await.err().and_then(|error| error.status()), Some(401));
        let asked = server.asked();
        let tokens: Vec<_> = asked.iter().map(|request| header(request, "authorization")).collect();
        assert_eq!(tokens, ["bearer t1", "bearer t1", "bearer t2", "bearer t2", "bearer t3"]);
    }

    #[tokio::test]
    async fn an_answer_that_is_no_job_is_strange_and_not_shown() {
        let server = Scripted::answering(&[(200, "", r#"{"secret":1}"#)]).await;
        let error = server.client().job("j1").await.err().expect("an error");
        assert!(matches!(error, Error::Strange { .. }) && !error.to_string().contains("secret"), "{error}");
    }

    #[tokio::test]
    async fn a_look_brings_along_what_is_known_and_tells_whether_the_server_has_waited() {
        let first = (200, "etag: \"7\"\r\nretry-after: 3\r\n", JOB);
        let server = Scripted::answering(&[first, (304, "preference-applied: wait=30\r\n", "")]).await;
        let client = server.client();
        let looked = client.look("j1", None, Duration::from_secs(30)).await.expect("an answer");
        assert!(looked.document.is_some() && !looked.waited);
        assert_eq!((looked.etag.as_deref(), looked.retry_after), (Some("\"7\""), Some(Duration::from_secs(3))));
        let again = client.look("j1", looked.etag.as_deref(), Duration::from_secs(30)).await.expect("an answer");
        assert!(again.document.is_none() && again.waited);
        assert_eq!(again.etag, looked.etag, "still the one that is known");
        let asked = server.asked();
        assert_eq!((header(&asked[1], "if-none-match"), header(&asked[1], "prefer")), ("\"7\"", "wait=30"));
    }

    #[tokio::test]
    async fn a_page_of_jobs_is_asked_for_by_status_limit_and_cursor() {
        let page =
            r#"{"object":"list","data":[{"id":"j2","status":"failed","more":1}],"has_more":true,"next_cursor":"c/2"}"#;
        let server = Scripted::answering(&[(200, "", page), (200, "", r#"{"object":"list","data":[]}"#)]).await;
        let client = server.client();
        let list = client.jobs(Some("failed"), 20, None).await.expect("a page");
        assert_eq!(list.data[0].get(), r#"{"id":"j2","status":"failed","more":1}"#, "as it came");
        assert_eq!((list.has_more, list.next_cursor.as_deref()), (true, Some("c/2")));
        let last = client.jobs(None, 5, list.next_cursor.as_deref()).await.expect("a page");
        assert!(last.data.is_empty() && !last.has_more && last.next_cursor.is_none());
        let asked = server.asked();
        assert!(asked[0].starts_with("get /v1/conversations/jobs?limit=20&status=failed http"), "{asked:?}");
        assert!(asked[1].starts_with("get /v1/conversations/jobs?limit=5&cursor=c%2f2 http"), "{asked:?}");
    }

    #[tokio::test]
    async fn results_are_passed_on_as_they_come() {
        let server = Scripted::answering(&[(200, "content-type: text/csv\r\n", "a,b\r\n1,2\r\n")]).await;
        let mut pieces = server.client().results("j1", "csv", Some(Turns::Between(0, 9))).await.expect("results");
        let mut all = Vec::new();
        while let Some(piece) = pieces.next().await.expect("a piece") {
            all.extend_from_slice(&piece);
        }
        assert_eq!(all, b"a,b\r\n1,2\r\n");
        let asked = server.asked();
        assert!(asked[0].starts_with("get /v1/conversations/jobs/j1/results?format=csv&turns=0-9 http"), "{asked:?}");
    }
}
