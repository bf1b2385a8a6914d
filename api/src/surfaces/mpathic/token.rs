//! `POST /v1/token`: client credentials for a short-lived bearer token.

use std::net::IpAddr;
use std::time::Instant;

use axum::Json;
use axum::extract::{Request, State};
use contract::user_metadata_schema;
use contract::{API_VERSION, raw};
use http::HeaderName;
use http::header::CACHE_CONTROL;
use jobs::{Error, Token};
use model::ErrorKind;
use model::limits::MAX_BODY;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::{MPATHIC_ID, Mpathic, Surface, described, mpathic_id, user_metadata};
use crate::http::{Fields, Problem, RequestId, address, json_body};
use crate::openapi::{Answer, Operation};

#[derive(Serialize, JsonSchema)]
pub(super) struct TokenResponse {
    id: String,
    #[schemars(with = "serde_json::Value")]
    user_metadata: Option<Box<RawValue>>,
    #[schemars(extend("const" = contract::API_VERSION))]
    api_version: &'static str,
    access_token: String,
    /// Seconds.
    expires_in: u64,
    #[schemars(extend("const" = "Bearer"))]
    token_type: &'static str,
}

/// What must not be stored, as it is a secret.
type Unstored = ([(HeaderName, &'static str); 1], Json<TokenResponse>);

pub(super) async fn handle(State(mpathic): State<Mpathic>, request: Request) -> Result<Unstored, Problem> {
    let from = address(request.extensions(), request.headers(), &mpathic.trusted_proxies);
    let (headers, body) = json_body(request, MAX_BODY).await?;
    let Some(mpathic_id) = mpathic_id(&headers) else { return Err(Problem::missing_header(MPATHIC_ID)) };
    let mut fields = Fields::parse(&body)?;
    let grant_type = fields.required_text("grant_type");
    let client_id = fields.required_text("client_id");
    let client_secret = fields.required_text("client_secret");
    let user_metadata = user_metadata::of(&mut fields).as_deref().and_then(raw);
    fields.check()?;
    if grant_type != "client_credentials" {
        let detail = "Expected the grant type client_credentials.";
        return Err(Problem::new(ErrorKind::Invalid, "grant_type_unsupported", detail));
    }
    let token = signed_in(&mpathic, from, mpathic_id, &client_id, &client_secret).await?;
    let response = TokenResponse {
        id: RequestId::current(),
        user_metadata,
        api_version: API_VERSION,
        access_token: token.access_token,
        expires_in: token.expires_in.as_secs(),
        token_type: "Bearer",
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(response)))
}

/// Who has failed too often from there is refused before the database is asked.
async fn signed_in(
    mpathic: &Surface,
    from: IpAddr,
    mpathic_id: &str,
    client_id: &str,
    client_secret: &str,
) -> Result<Token, Problem> {
    let begun = mpathic.sign_ins.begin(from, client_id, Instant::now()).map_err(|standing| {
        let detail = "There were too many sign-ins that failed; nothing was looked at, see Retry-After.";
        Problem::limited("too_many_failed_sign_ins", detail, standing.ends_in).telling("sign-in", standing)
    })?;
    let token = mpathic.access.token(mpathic_id, client_id, client_secret).await;
    if !matches!(token, Err(Error::Unauthenticated)) {
        begun.worked();
    }
    Ok(token?)
}

pub(super) fn operation() -> Operation {
    let schema = json!({
        "type": "object",
        "required": ["grant_type", "client_id", "client_secret"],
        "properties": {
            "grant_type": { "const": "client_credentials" },
            "client_id": described::required_text("Of the client."),
            "client_secret": described::required_text("Of the client."),
            "user_metadata": user_metadata_schema(),
        },
    });
    let example =
        json!({ "grant_type": "client_credentials", "client_id": "dev", "client_secret": "the client's secret" });
    Operation::new("getToken", described::ACCESS, "Client credentials for a token")
        .without_token()
        .takes([described::mpathic_id(true)])
        .json(schema, example)
        .answers(
            Answer::json::<TokenResponse>(200, "A token.", include_str!("examples/getToken.json"))
                .with([described::cache_control("no-store")]),
        )
        .problems(described::NAMED)
        .problems(described::FIELDS)
        .problems(&["grant_type_unsupported", "too_many_failed_sign_ins", "unauthenticated"])
}
