//! `nianbao watch`: builds whenever data or templates change.

use std::time::Duration;

use clap::Args;

use super::build::{self, Build, Outputs};
use super::help::say;
use super::{CANNOT, Global, INTERRUPTED, Output};
use crate::serve::{Changes, Unwatched};

#[derive(Args)]
pub(super) struct Watch {
    #[command(flatten)]
    outputs: Outputs,
}

/// Nothing changes for longer.
const LONG: Duration = Duration::from_hours(1);

pub(super) fn run(verb: &Watch, global: &Global, output: &mut Output) -> u8 {
    let mut changes = match Changes::watch(&global.root) {
        Ok(changes) => changes,
        Err(unwatched) => return say_unwatched(&unwatched, output),
    };
    let build = Build::of(&verb.outputs);
    loop {
        if build::run(&build, global, output) == INTERRUPTED {
            return INTERRUPTED;
        }
        output.chat(&say("等待改动，按 Ctrl-C 结束\n", "waiting for changes; Ctrl-C ends\n"));
        match wait(&mut changes, output) {
            Ok(()) => {}
            Err(unwatched) => return say_unwatched(&unwatched, output),
        }
    }
}

/// Waits for a change and says what it is.
pub(super) fn wait(changes: &mut Changes, output: &mut Output) -> Result<(), Unwatched> {
    let files = loop {
        if let Some(batch) = changes.wait(LONG)? {
            break batch;
        }
    };
    let names: Vec<&str> = files.iter().take(3).map(String::as_str).collect();
    let (count, names) = (files.len(), names.join("、"));
    output.chat(&if count > 3 {
        say(
            &format!("\n有改动：{names} 等 {count} 处\n"),
            &format!("\nchanged: {names} and more, {count} in all\n"),
        )
    } else {
        say(&format!("\n有改动：{names}\n"), &format!("\nchanged: {names}\n"))
    });
    Ok(())
}

pub(super) fn say_unwatched(unwatched: &Unwatched, output: &mut Output) -> u8 {
    let (path, cause) = (unwatched.path.display(), &unwatched.cause);
    output.error(&say(
        &format!("{path} 的改动无法监视：{cause}"),
        &format!("changes of {path} cannot be watched: {cause}"),
    ));
    CANNOT
}
