//! `nianbao check [FILES…]`: findings only.

use std::path::PathBuf;

use clap::Args;

use super::help::say;
use super::report::{list, nothing, print_findings};
use super::{CANNOT, FINDINGS, Global, OK, Output};
use crate::fs;
use crate::make::{self, Item};
use crate::rule::Level;

#[derive(Args)]
pub(super) struct Check {
    #[arg(value_name = say("文件", "FILES"), help = say("要校验的数据文件或文件夹；不给则校验整个项目", "data files or folders to check; without any, the whole project"))]
    files: Vec<PathBuf>,
}

pub(super) fn run(verb: &Check, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let items = match make::gather(&project, &verb.files, global.jobs()) {
        Ok(items) => items,
        Err(trouble) => {
            output.disk(&trouble);
            return CANNOT;
        }
    };
    let mut chosen = match global.chosen(&project, &items, output) {
        Ok(chosen) => chosen,
        Err(code) => return code,
    };
    if !verb.files.is_empty() {
        let named = |item: &Item| verb.files.iter().any(|file| fs::lies_at(&item.path, file));
        chosen.retain(|&index| named(&items[index]));
    }
    if verb.files.is_empty() {
        Global::say_unread(&project, output);
    }
    if chosen.is_empty() {
        output.error(&nothing(global, items.len()));
        return CANNOT;
    }
    let mut text = String::new();
    print_findings(&project, &items, &chosen, global.verbose, output, &mut text);
    let count = |level| chosen.iter().map(|&index| items[index].count(level)).sum::<usize>();
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let sound = chosen.iter().filter(|&&index| items[index].findings.is_empty()).count();
    if global.verbose {
        list(&items, &chosen, &mut text);
    }
    if !output.quiet() {
        text.push_str(&say(
            &format!(
                "校验 {} 份报告：{sound} 份无问题，强制性问题 {errors} 处，核实性提醒 {warnings} 处\n",
                chosen.len()
            ),
            &format!(
                "{} reports checked: {sound} without findings, {errors} errors, {warnings} warnings\n",
                chosen.len()
            ),
        ));
    }
    output.result(&text);
    let unread = chosen.iter().any(|&index| items[index].unreadable());
    match (unread, errors) {
        (true, _) => CANNOT,
        (false, 0) => OK,
        (false, _) => FINDINGS,
    }
}
