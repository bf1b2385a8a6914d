//! The command line, as its own binary starts it.

fn main() -> std::process::ExitCode {
    client::main()
}
