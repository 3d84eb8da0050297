//! Parses the command line, does what it says, gives the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    egard::cli::run(std::env::args_os())
}
