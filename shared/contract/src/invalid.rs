//! What is wrong with a request.

/// One thing wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    pub code: &'static str,
    /// What was expected; never quotes the request.
    pub detail: String,
    /// JSON pointer into the request's body.
    pub pointer: Option<String>,
}

impl Invalid {
    pub fn at(pointer: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), pointer: Some(pointer.to_owned()) }
    }
}
