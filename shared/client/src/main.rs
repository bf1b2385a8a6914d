//! The `colloquy` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    client::main()
}
