//! Conversations that nobody would call one: what is said of them, and what is not.
//!
//! Every document here is also checked as a whole ([`sense`]).

mod people;
mod sense;
mod talk;
mod texts;
mod times;
