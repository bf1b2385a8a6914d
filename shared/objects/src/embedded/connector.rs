//! The client's HTTP connector that needs no connection.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http::header::HOST;
use http::{HeaderValue, Method};
use s3s::service::S3Service;

use super::{BoxError, quiet};

pub(super) struct InProcess(S3Service);

impl InProcess {
    pub(super) fn client(service: S3Service) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(Self(service));
        http_client_fn(move |_, _| connector.clone())
    }
}

impl std::fmt::Debug for InProcess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InProcess")
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let service = self.0.clone();
        HttpConnectorFuture::new(async move { exchange(&service, request).await.map_err(ConnectorError::user) })
    }
}

/// One request and its answer, with what an HTTP connection does to both: it names the host, and an answer to HEAD
/// has no body.
async fn exchange(service: &S3Service, request: HttpRequest) -> Result<HttpResponse, BoxError> {
    let mut request = request.try_into_http1x()?;
    if let Some(authority) = request.uri().authority() {
        let host = HeaderValue::from_str(authority.as_str())?;
        request.headers_mut().insert(HOST, host);
    }
    let head = request.method() == Method::HEAD;
    let answer = quiet::call(service, request.map(quiet::body)).await;
    let answer = answer.map(|body| if head { SdkBody::empty() } else { SdkBody::from_body_1_x(body) });
    Ok(answer.try_into()?)
}
