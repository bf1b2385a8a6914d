//! The command line: what a person or a script can do with conversations, here or on a server; and the typed client that
//! it speaks to a server with, for whoever wants one.
//!
//! What must stay true: data goes to standard output and words for people to standard error; what was said in a
//! conversation is quoted in no error; nothing that a file or a server says can reach a terminal as a control sequence; a
//! reader that closes the pipe ends the program quietly; `analyze` needs no network.
//! Deliberately absent: anything of the server's own. The two share the contract, and nothing else.

mod analyze;
mod command;
mod commands;
mod failed;
pub mod http;
mod options;
mod table;
mod terminal;
mod upload;

pub use command::main;
