//! The closed set of ways a request can fail; each surface renders it its own way.

/// What kind of failure the caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request itself is wrong.
    Invalid,
    /// Nobody we know, or no longer.
    Unauthenticated,
    /// No such thing, or not this tenant's: the two are never told apart.
    Missing,
    /// The method does not exist on this path.
    Method,
    /// The client takes none of the forms in which it could be sent.
    Unacceptable,
    /// The thing is in a state that forbids it.
    Conflict,
    /// It was there and is gone for good.
    Gone,
    /// Over a limit that the message names.
    TooLarge,
    /// A content type we do not read.
    Unsupported,
    /// Well-formed, but cannot be done as asked (only on routes and headers that are ours).
    Unprocessable,
    /// Too much is waiting; try again later.
    Busy,
    /// As much as this caller may do in a while; the answer says when to come again.
    Limited,
    /// Something we depend on is away; try again later.
    Unavailable,
    /// The disk is full.
    Full,
    /// Our fault.
    Internal,
}

impl ErrorKind {
    pub const ALL: &'static [Self] = &[
        Self::Invalid,
        Self::Unauthenticated,
        Self::Missing,
        Self::Method,
        Self::Unacceptable,
        Self::Conflict,
        Self::Gone,
        Self::TooLarge,
        Self::Unsupported,
        Self::Unprocessable,
        Self::Busy,
        Self::Limited,
        Self::Unavailable,
        Self::Full,
        Self::Internal,
    ];
}

/// A domain error that knows its kind and what a client may read of it.
pub trait Classified: std::error::Error {
    fn kind(&self) -> ErrorKind;
    /// A short stable name, e.g. `upload_parts_missing`.
    fn code(&self) -> &'static str;
    /// What a client may read: never transcript text, names, metadata values or internals.
    fn public(&self) -> String;
}
