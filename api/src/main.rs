//! The `api` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::main()
}
