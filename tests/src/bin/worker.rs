//! The worker, as its own binary starts it.

fn main() -> std::process::ExitCode {
    worker::main()
}
