//! The tasks of the project: `cargo xtask COMMAND`.

mod specs;

use std::process::ExitCode;

const COMMANDS: &str = "specs";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let done = match command.as_str() {
        "specs" => specs::run(),
        _ => Err(format!("the commands are: {COMMANDS}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            #[allow(clippy::print_stderr)]
            {
                eprintln!("xtask {command}: {message}");
            }
            ExitCode::FAILURE
        }
    }
}
