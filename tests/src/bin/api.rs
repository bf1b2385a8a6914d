//! The api, as its own binary starts it.

fn main() -> std::process::ExitCode {
    api::main()
}
