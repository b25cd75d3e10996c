//! The `paydsl` command: provider archives, and what they say.

fn main() -> std::process::ExitCode {
    paydsl::command::main()
}
