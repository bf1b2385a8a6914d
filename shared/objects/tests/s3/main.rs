//! The embedded S3 and our client, hermetic: on a temporary directory and loopback sockets.

mod answers;
mod crash;
mod in_process;
mod logs;
mod outside;
mod over_http;
mod protocol;
mod server;
mod strict;
mod suite;
