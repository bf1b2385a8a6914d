//! The command line: what a person or a script can do with conversations.
//!
//! What must stay true: data goes to standard output and words for people to standard error; what was said in a
//! conversation is quoted in no error; nothing that a file says can reach a terminal as a control sequence; a reader that
//! closes the pipe ends the program quietly.
//! Deliberately absent: anything that needs a runtime or a database.

mod analyze;
mod command;
mod failed;
mod table;
mod terminal;

pub use command::main;
