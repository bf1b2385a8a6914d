//! Every documented failure, provoked. What must stay true: never a status of 500 or more, a hang, or a word of what was
//! sent in an answer or the log; and after all of it the server still does its work.

mod abandoned;
mod bodies;
mod files;
mod parts;
mod routes;
mod sockets;
mod strangers;
mod uploads;
mod urls;
