//! A row of a table of routes: where it is, what answers, and what is said of that.

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;

use super::Operation;

type Describe = fn() -> Operation;

/// The operations at a primary path and its aliases.
pub(crate) struct Route<S> {
    pub paths: &'static [&'static str],
    pub methods: MethodRouter<S>,
    pub operations: Vec<(Method, Describe)>,
}

impl<S: Clone + Send + Sync + 'static> Route<S> {
    pub(crate) fn at(paths: &'static [&'static str]) -> Self {
        Self { paths, methods: MethodRouter::new(), operations: Vec::new() }
    }

    pub(crate) fn get<H: Handler<T, S>, T: 'static>(self, handler: H, describe: Describe) -> Self {
        self.on(Method::GET, MethodFilter::GET, handler, describe)
    }

    pub(crate) fn post<H: Handler<T, S>, T: 'static>(self, handler: H, describe: Describe) -> Self {
        self.on(Method::POST, MethodFilter::POST, handler, describe)
    }

    pub(crate) fn patch<H: Handler<T, S>, T: 'static>(self, handler: H, describe: Describe) -> Self {
        self.on(Method::PATCH, MethodFilter::PATCH, handler, describe)
    }

    pub(crate) fn delete<H: Handler<T, S>, T: 'static>(self, handler: H, describe: Describe) -> Self {
        self.on(Method::DELETE, MethodFilter::DELETE, handler, describe)
    }

    fn on<H: Handler<T, S>, T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        handler: H,
        describe: Describe,
    ) -> Self {
        self.methods = self.methods.merge(on(filter, handler));
        self.operations.push((method, describe));
        self
    }
}
