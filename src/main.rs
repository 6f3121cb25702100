//! The program: arguments in, exit code out. Everything is in the library.

use std::io::Write;
use std::panic::catch_unwind;
use std::process::ExitCode;

/// Exit code: a defect of the program itself.
const DEFECT: u8 = 3;

fn main() -> ExitCode {
    let run = || nianbao::cli::run(std::env::args_os());
    catch_unwind(run).unwrap_or_else(|_| {
        let words =
            "程序自身有缺陷，请附上以上文字和数据文件报告。This is a defect of nianbao: please report it.\n";
        let _ = std::io::stderr().write_all(words.as_bytes()); // nowhere to say that it cannot be said
        ExitCode::from(DEFECT)
    })
}
