//! The real `colloquy` against a real server: what it prints where, its exit codes, and uploads that are interrupted.

mod ending;
mod examining;
mod looking_back;
mod resuming;
mod showing;
mod terminal;
mod webhooks;
