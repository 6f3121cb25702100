//! `nianbao completions SHELL`: a completion script on stdout.

use clap::Args;
use clap_complete::Shell;

use super::help::{command, say};
use super::{Cli, Exit, Output};

#[derive(Args)]
pub(super) struct Completions {
    #[arg(value_name = say("命令解释器", "SHELL"), value_enum, hide_possible_values = true, help = say("bash、zsh、fish、powershell、elvish 之一", "bash, zsh, fish, powershell or elvish"))]
    shell: Shell,
}

pub(super) fn run(verb: &Completions, output: &mut Output) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(verb.shell, &mut command::<Cli>(output.lang()), "nianbao", &mut script);
    output.result(&String::from_utf8_lossy(&script));
    Exit::Sound
}
