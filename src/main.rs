//! Parses the command line, does what it says, gives the exit code.

use std::process::ExitCode;

/// The system's own allocator keeps what a large journal's many small pieces leave behind, and looks through it for
/// longer and longer: under a steady load it came to take most of the time, and twice the memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    egard::cli::run(std::env::args_os())
}
