//! `lossfn`: exact losses for tables of predictions, in the shell.

// These texts are small; `write!` would hide what they say behind errors that cannot happen.
#![allow(clippy::format_push_string)]

mod args;
mod bars;
mod batch;
mod check;
mod classes;
mod columns;
mod eval;
mod explain;
mod failure;
mod fit;
mod gathered;
mod list;
mod nearest;
mod output;
mod pictures;
mod plot;
mod predict;
mod progress;
mod read;
mod report;
mod rows;
mod score;
mod show;
mod surface;
mod tasks;
mod verify;
mod worst;

#[cfg(test)]
mod fuzz;

use std::io::Write as _;
use std::process::ExitCode;

use args::{Cli, Command};
use clap::Parser as _;

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Eval(args) => eval::run(&args),
        Command::List(args) => list::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Plot(args) => plot::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Fit(args) => fit::run(&args),
        Command::Predict(args) => predict::run(&args),
        Command::Surface(args) => surface::run(&args),
    };
    let Err(failure) = done else { return ExitCode::SUCCESS };
    let text = failure.to_string();
    if !text.is_empty() {
        // When not even this can be told, the status still says it.
        let _ = writeln!(std::io::stderr().lock(), "error: {text}");
    }
    ExitCode::from(failure.status())
}
