//! The tasks of the project: `cargo xtask COMMAND`.

mod accuracy;
mod accuracy_losses;
mod bench;
mod bits;
mod climb;
mod generate;
mod guard;
mod layers;
mod memory;
mod size;
mod specs;
#[path = "../../crates/lossfn/tests/support/mod.rs"]
mod support;

use std::process::ExitCode;

const COMMANDS: &str = "accuracy [--losses | --climb [ROUNDS]] [--write] [NAME...], bench [NAME...], \
    bench-guard [--record], bits [NAME...], generate [--check], layers, memory NAME..., size, specs [metrics]";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match command.as_str() {
        "accuracy" if rest.iter().any(|a| a == "--losses") => accuracy_losses::run(&rest),
        "accuracy" if rest.iter().any(|a| a == "--climb") => climb::run(&rest),
        "accuracy" => accuracy::run(rest),
        "bench" => bench::run(&rest),
        "bench-guard" => guard::run(&rest),
        "bits" => bits::run(&rest),
        "generate" => generate::run(&rest),
        "layers" => layers::run(),
        "memory" => memory::run(&rest),
        "size" => size::run(),
        "specs" => specs::run(&rest),
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
