//! Sending a request until it is answered.
//!
//! What must stay true: [`Client::patiently`] is for what is harmless to do twice; a 401 fetches a token once, and is then
//! believed.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Client, Error, Problem};

/// More than any problem holds.
const PROBLEM_BYTES: usize = 64 << 10;

impl Client {
    /// Reads; sent again when it fails in passing.
    pub(super) async fn get(
        &self,
        path: &str,
        with: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Error> {
        self.patiently(async || self.authorised(Method::GET, path, &with).await).await
    }

    /// The same for an operation that changes something, which this key makes harmless to send again.
    pub(super) async fn post(
        &self,
        path: &str,
        key: &str,
        body: &impl Serialize,
        with: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Error> {
        // Structured-field text, as the draft has it.
        let quoted = format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""));
        let with = |request: RequestBuilder| with(request.header("idempotency-key", &quoted).json(body));
        self.patiently(async || self.authorised(Method::POST, path, &with).await).await
    }

    pub(super) async fn authorised(
        &self,
        method: Method,
        path: &str,
        with: &impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Error> {
        let Self { shared } = self;
        let request = |token: &str| {
            let request = shared.http.request(method.clone(), shared.address.at(path));
            with(request.header("mpathic-id", &shared.credentials.mpathic_id).bearer_auth(token))
        };
        let token = self.token(None).await?;
        match self.answered(request(&token)).await {
            Err(error) if error.status() == Some(401) => {
                // It may have ended early: a server was set up again, its keys were changed.
                let renewed = self.token(Some(&token)).await?;
                self.answered(request(&renewed)).await
            }
            done => done,
        }
    }

    /// Tries until it succeeds, fails for good, or was tried often enough.
    pub(super) async fn patiently<T>(&self, mut once: impl AsyncFnMut() -> Result<T, Error>) -> Result<T, Error> {
        let mut failed = 0;
        loop {
            let error = match once().await {
                Err(error) if error.is_passing() => error,
                done => return done,
            };
            failed += 1;
            let Some(pause) = self.shared.pauses.after(failed, error.retry_after()) else { return Err(error) };
            tokio::time::sleep(pause).await;
        }
    }

    /// The answer to a request, unless it is a refusal. A 304 is an answer.
    pub(super) async fn answered(&self, request: RequestBuilder) -> Result<Response, Error> {
        let unreachable = |source| self.shared.unreachable(source);
        let mut response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            return Ok(response);
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(unreachable)? {
            body.extend_from_slice(&piece);
            if body.len() > PROBLEM_BYTES {
                break;
            }
        }
        Err(Error::Refused(Box::new(Problem::read(status, response.headers(), &body))))
    }

    pub(super) async fn json<T: DeserializeOwned>(&self, response: Response) -> Result<T, Error> {
        let bytes = response.bytes().await.map_err(|source| self.shared.unreachable(source))?;
        serde_json::from_slice(&bytes).map_err(|_| self.strange("a member is missing or of another type"))
    }

    pub(super) fn strange(&self, what: &'static str) -> Error {
        Error::Strange { address: self.shared.address.to_string(), what }
    }
}
