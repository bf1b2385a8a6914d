//! The protocol adapter, called so that it writes no logs.
//!
//! It logs whole requests, with the signature in their query, at one level and every mistake of a client as an error
//! at another. Neither belongs in our logs; what fails on our side is logged where it fails.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use s3s::service::S3Service;
use tracing::Dispatch;
use tracing::instrument::WithSubscriber;

use super::{AnswerBody, BoxError};

pub(super) type Answer = Pin<Box<dyn Future<Output = Result<Response<AnswerBody>, Infallible>> + Send>>;

pub(super) async fn call(service: &S3Service, request: Request<s3s::Body>) -> Response<s3s::Body> {
    match service.call(request).with_subscriber(Dispatch::none()).await {
        Ok(answer) => answer,
        Err(error) => {
            let error: BoxError = error.into();
            tracing::error!(%error, "the embedded S3 failed to answer");
            let mut answer = Response::new(s3s::Body::empty());
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        }
    }
}

/// The whole S3 protocol as a service.
#[derive(Clone)]
pub struct FullService(S3Service);

impl FullService {
    pub(super) fn new(service: S3Service) -> Self {
        Self(service)
    }
}

impl<B> tower::Service<Request<B>> for FullService
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<AnswerBody>;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Answer {
        let service = self.0.clone();
        Box::pin(async move { Ok(boxed(call(&service, request.map(body)).await)) })
    }
}

pub(super) fn body<B>(body: B) -> s3s::Body
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    s3s::Body::http_body_unsync(body.map_err(Into::into))
}

pub(super) fn boxed(answer: Response<s3s::Body>) -> Response<AnswerBody> {
    answer.map(BodyExt::boxed_unsync)
}
