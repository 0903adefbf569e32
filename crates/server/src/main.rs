#![doc = include_str!("../README.md")]

mod cli;
mod commands;
mod environment;
mod events;
mod limits;
mod modules;
mod sockets;
mod telemetry;
mod trusted;
mod webhooks;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// Rows are made on one thread and freed on another, in many small pieces: glibc's allocator took a quarter of a page's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Serve(args) => commands::serve::run(&cli.shared, args),
        Command::Migrate => commands::migrate::run(&cli.shared),
        Command::Seed(args) => commands::seed::run(&cli.shared, args),
        Command::Import(args) => commands::import::run(&cli.shared, args),
        Command::Reindex => commands::reindex::run(&cli.shared),
        Command::Token(args) => commands::token::run(&cli.shared, args),
        Command::Schema(args) => commands::schema::run(args),
        Command::Doctor => commands::doctor::run(&cli.shared),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rapport: {error:#}");
            ExitCode::FAILURE
        }
    }
}
