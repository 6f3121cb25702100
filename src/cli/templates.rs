//! `nianbao templates eject`: the built-in templates as files, to be changed.

use clap::{Args, Subcommand};

use super::help::say;
use super::options::Global;
use super::{Exit, Output, Ran};
use crate::fs;
use crate::lang::counted;
use crate::render::EMBEDDED;

#[derive(Args)]
pub(super) struct Templates {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = say("把内置模板和表样导出到项目的 templates/", "export the built-in templates and forms to the project's templates/"))]
    Eject(Eject),
}

#[derive(Args)]
struct Eject {
    #[arg(value_name = say("文件", "FILE"), help = say("只导出这些，如 report.html；默认全部", "only these, such as report.html; default: all"))]
    files: Vec<String>,
    #[arg(long, help = say("已有的也覆盖", "replace existing files"))]
    force: bool,
}

pub(super) fn run(verb: &Templates, global: &Global, output: &mut Output) -> Ran {
    let Verb::Eject(eject) = &verb.verb;
    let is_unknown = |name: &&String| EMBEDDED.iter().all(|(known, _)| known != name);
    if let Some(name) = eject.files.iter().find(is_unknown) {
        let known: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
        return Err(words!(
            "没有“{name}”这个模板，可用的有：{}", known.join("、");
            "there is no template `{name}`; there are {}", known.join(", ")
        )
        .into());
    }
    let folder = global.root.join("templates");
    let (mut written, mut kept) = (0, Vec::new());
    for (name, text) in EMBEDDED.iter() {
        if !eject.files.is_empty() && eject.files.iter().all(|asked| asked != name) {
            continue;
        }
        let path = folder.join(name);
        if fs::exists(&path) && !eject.force {
            kept.push(*name);
            continue;
        }
        fs::write_changed(&[fs::Output { path, bytes: text.as_bytes().to_vec() }])?;
        written += 1;
    }
    let files = counted(written, "file");
    let place = folder.strip_prefix("./").unwrap_or(&folder).display();
    output.chat(&words!("已导出 {written} 个文件，在 {place}/", "{files} exported to {place}/"));
    if !kept.is_empty() {
        output.chat(&words!(
            "已存在，没有覆盖：{}（确要覆盖，请加 --force）", kept.join("、");
            "kept because they exist: {} (use --force to replace them)", kept.join(", ")
        ));
    }
    Ok(Exit::Sound)
}
