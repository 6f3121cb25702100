//! `nianbao watch`: builds whenever data or templates change.

use std::time::Duration;

use clap::Args;

use super::build::{self, Build};
use super::options::{Global, Outputs};
use super::{Exit, Output, Ran, Stop};
use crate::lang::Words;
use crate::serve::{Changes, Unwatched};

#[derive(Args)]
pub(super) struct Watch {
    #[command(flatten)]
    outputs: Outputs,
}

/// Nothing changes for longer.
const LONG: Duration = Duration::from_hours(1);

impl From<Unwatched> for Stop {
    fn from(Unwatched { path, cause }: Unwatched) -> Self {
        let path = path.display();
        words!("无法监视 {path} 的改动：{cause}", "changes of {path} cannot be watched: {cause}").into()
    }
}

pub(super) fn run(verb: &Watch, global: &Global, output: &mut Output) -> Ran {
    let mut changes = Changes::watch(&global.root)?;
    let build = Build::of(&verb.outputs);
    loop {
        if build_once(&build, global, output) == Exit::Interrupted {
            return Ok(Exit::Interrupted);
        }
        output.chat(&Words::fixed("正在监视改动，按 Ctrl+C 结束", "watching for changes; Ctrl+C ends"));
        wait(&mut changes, output)?;
    }
}

/// A build among many: what stops one of them does not stop the next.
pub(super) fn build_once(build: &Build, global: &Global, output: &mut Output) -> Exit {
    build::run(build, global, output).unwrap_or_else(|stop| output.stop(&stop))
}

/// Waits for a change and says what it is.
pub(super) fn wait(changes: &mut Changes, output: &mut Output) -> Result<(), Unwatched> {
    let files = loop {
        if let Some(batch) = changes.wait(LONG)? {
            break batch;
        }
    };
    let names: Vec<&str> = files.iter().take(3).map(String::as_str).collect();
    let (count, zh, en) = (files.len(), names.join("、"), names.join(", "));
    output.chat(&if count > 3 {
        words!("\n有改动：{zh} 等 {count} 处", "\nchanged: {en} and more, {count} in all")
    } else {
        words!("\n有改动：{zh}", "\nchanged: {en}")
    });
    Ok(())
}
