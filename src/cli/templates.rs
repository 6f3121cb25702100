//! `nianbao templates eject`: the built-in templates as files, to be changed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::help::say;
use super::{CANNOT, Global, OK, Output};
use crate::fs;
use crate::render::EMBEDDED;

#[derive(Args)]
pub(super) struct Templates {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = say("把内置的模板和表样写到项目的 templates/ 里，供修改", "write the built-in templates and forms to the project's templates/, to be changed"))]
    Eject(Eject),
}

#[derive(Args)]
struct Eject {
    #[arg(value_name = say("文件", "FILE"), help = say("只要这些，如 report.html；默认全部", "these alone, such as report.html; default: all"))]
    files: Vec<String>,
    #[arg(long, help = say("已有的也覆盖", "replace those that are there"))]
    force: bool,
}

pub(super) fn run(verb: &Templates, global: &Global, output: &mut Output) -> u8 {
    let Verb::Eject(eject) = &verb.verb;
    let unknown = |name: &&String| EMBEDDED.iter().all(|(known, _)| known != name);
    if let Some(name) = eject.files.iter().find(unknown) {
        let known: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
        output.error(&say(
            &format!("没有内置的模板 {name}，有：{}", known.join("、")),
            &format!("there is no built-in template {name}; there are {}", known.join(", ")),
        ));
        return CANNOT;
    }
    let folder = global.root.join("templates");
    let (mut written, mut left) = (0, Vec::new());
    for (name, text) in EMBEDDED {
        if !eject.files.is_empty() && eject.files.iter().all(|asked| asked != name) {
            continue;
        }
        let path: PathBuf = folder.join(name);
        if fs::exists(&path) && !eject.force {
            left.push(*name);
            continue;
        }
        match fs::write_changed(&[fs::Output { path, bytes: text.as_bytes().to_vec() }]) {
            Ok(_) => written += 1,
            Err(trouble) => {
                output.disk(&trouble);
                return CANNOT;
            }
        }
    }
    let place = folder.display();
    output.chat(&say(
        &format!("写出 {written} 个文件 → {place}\n"),
        &format!("{written} files written → {place}\n"),
    ));
    if !left.is_empty() {
        let names = left.join("、");
        output.chat(&say(
            &format!("已有的没有动（--force 才覆盖）：{names}\n"),
            &format!("left alone, since they are there (--force replaces them): {}\n", left.join(", ")),
        ));
    }
    OK
}
