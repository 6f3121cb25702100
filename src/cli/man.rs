//! `nianbao man FOLDER`: a page of the manual for each command.
//!
//! The pages are the help texts, set by `clap_mangen`, in the language of the run: packages take
//! them in both.

use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man as Page;

use super::help::{command, say};
use super::{Cli, Exit, Output, Ran};
use crate::fs;
use crate::lang::counted;

#[derive(Args)]
pub(super) struct Man {
    #[arg(value_name = say("文件夹", "FOLDER"), help = say("写到这个文件夹，如 /usr/local/share/man/zh_CN/man1", "the folder to write to, such as /usr/local/share/man/man1"))]
    folder: PathBuf,
}

pub(super) fn run(verb: &Man, output: &mut Output) -> Ran {
    let mut root = command::<Cli>(output.lang());
    root.build(); // the options of every command are in each page
    let subs = root.get_subcommands().filter(|sub| !sub.is_hide_set());
    let subs = subs.map(|sub| (format!("nianbao-{}", sub.get_name()), sub.clone()));
    let mut files = Vec::new();
    for (name, command) in std::iter::once(("nianbao".to_owned(), root.clone())).chain(subs) {
        let mut bytes = Vec::new();
        let page = Page::new(command.name(name.clone()).display_name(name.clone()));
        page.render(&mut bytes).expect("writing to memory does not fail");
        files.push(fs::Output { path: verb.folder.join(format!("{name}.1")), bytes });
    }
    fs::write_changed(&files)?;
    let (written, place) = (files.len(), verb.folder.display());
    let pages = counted(written, "page");
    output.chat(&words!("已写出 {written} 页手册，在 {place}", "{pages} written to {place}"));
    Ok(Exit::Sound)
}
