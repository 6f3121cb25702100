//! The program: arguments in, exit code out. Everything is in the library.

use std::io::Write;
use std::panic::catch_unwind;
use std::process::ExitCode;

use nianbao::cli::{self, Exit};

fn main() -> ExitCode {
    let run = || cli::run(std::env::args_os());
    catch_unwind(run).unwrap_or_else(|_| {
        let _ = std::io::stderr().write_all(cli::defect().as_bytes()); // there is nowhere else to report it
        Exit::Defect.into()
    })
}
