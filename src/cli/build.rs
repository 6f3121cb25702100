//! `nianbao build`: check everything, render what is sound, write what changed.

use std::path::Path;
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::help::say;
use super::report::{judge, list, nothing, print_findings};
use super::{CANNOT, FINDINGS, Global, OK, Output};
use crate::diagnose::visible;
use crate::make::{self, Built, Item, Order};
use crate::render::{FORMATS, Format};
use crate::rule::Level;

#[derive(Args)]
pub(super) struct Build {
    #[arg(long, value_delimiter = ',', value_parser = names(), hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say(&format!("只生成这些格式，用逗号分开：{}", listed()), &format!("only these formats, separated by commas: {}", listed())))]
    format: Vec<String>,
    #[arg(long, help = say("有错误的报告也生成，标明“草稿”，另存为 .draft 文件", "render reports with errors too, marked as drafts, in .draft files"))]
    draft: bool,
}

fn listed() -> String {
    FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(",")
}

fn names() -> clap::builder::PossibleValuesParser {
    FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().into()
}

pub(super) fn run(verb: &Build, global: &Global, output: &mut Output) -> u8 {
    let start = Instant::now();
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let formats: Vec<&'static Format> = FORMATS
        .iter()
        .filter(|format| verb.format.is_empty() || verb.format.iter().any(|name| name == format.name))
        .collect();
    let mut items = match make::gather(&project, &[], global.jobs()) {
        Ok(items) => items,
        Err(trouble) => {
            output.disk(&trouble);
            return CANNOT;
        }
    };
    let chosen = match global.chosen(&project, &items, output) {
        Ok(chosen) => chosen,
        Err(code) => return code,
    };
    // The index tells the state of all.
    let all: Vec<usize> = (0..items.len()).collect();
    make::check(&project, &mut items, &all, global.jobs());
    Global::say_unread(&project, output);
    if chosen.is_empty() {
        output.error(&nothing(global, items.len()));
        return CANNOT;
    }
    let renderer = match project.renderer() {
        Ok(renderer) => renderer,
        Err(broken) => return Global::say_broken(&broken, output),
    };
    let bar = progress(chosen.len(), output);
    let out = global.out();
    if project.holds_sources(&out) {
        output.error(&say(
            &format!("输出文件夹不能是 {}：那里是项目自己的文件", out.display()),
            &format!("the output folder cannot be {}: the project's own files are there", out.display()),
        ));
        return CANNOT;
    }
    let order = Order {
        out: &out,
        formats: &formats,
        jobs: global.jobs(),
        draft: verb.draft,
        progress: &|unit: &str| {
            bar.set_message(unit.to_owned());
            bar.inc(1);
        },
    };
    let built = make::build(&project, &renderer, &items, &chosen, &order);
    bar.finish_and_clear();

    let mut text = String::new();
    print_findings(&judge(&project, &items, &chosen), global.verbose, output, &mut text);
    if global.verbose {
        list(&items, &chosen, &mut text);
    }
    output.message(&text);
    for (broken, report) in &built.broken {
        Global::say_broken(broken, output);
        if let Some(path) = report {
            let path = visible(path);
            output.message(&say(&format!("   = 报告: {path}\n\n"), &format!("   = report: {path}\n\n")));
        }
    }
    output.chat(&summary(&built, &items, &chosen, &out, start.elapsed().as_secs_f64()));
    let errors = count(&items, &chosen, Level::Error);
    let unread = chosen.iter().any(|&index| items[index].unreadable());
    match (built.broken.is_empty() && !unread, errors) {
        (false, _) => CANNOT,
        (true, 0) => OK,
        (true, _) => FINDINGS,
    }
}

fn count(items: &[Item], chosen: &[usize], level: Level) -> usize {
    chosen.iter().map(|&index| items[index].count(level)).sum()
}

/// What was done, in one line.
fn summary(built: &Built, items: &[Item], chosen: &[usize], out: &Path, seconds: f64) -> String {
    let (errors, warnings) = (count(items, chosen, Level::Error), count(items, chosen, Level::Warning));
    let mut summary = say(
        &format!(
            "生成 {} 份报告、{} 个文件（{} 个有变化），用时 {seconds:.2} 秒 → {}",
            built.reports,
            built.files,
            built.written,
            out.display()
        ),
        &format!(
            "{} reports, {} files ({} changed) in {seconds:.2} s → {}",
            built.reports,
            built.files,
            built.written,
            out.display()
        ),
    );
    if built.refused > 0 {
        let (refused, drafts) = (built.refused, built.drafts);
        let (zh, en) = if drafts > 0 {
            (format!("，另存草稿 {drafts} 份（.draft）"), format!(", {drafts} drafts beside them (.draft)"))
        } else {
            Default::default()
        };
        summary.push_str(&say(
            &format!("；{refused} 份有强制性问题（共 {errors} 处），没有生成{zh}，原有文件未动"),
            &format!("; {refused} with {errors} errors not made{en}, earlier files left alone"),
        ));
    }
    if built.failed > 0 {
        summary.push_str(&say(
            &format!("；{} 份未能生成", built.failed),
            &format!("; {} could not be made", built.failed),
        ));
    }
    if warnings > 0 {
        summary.push_str(&say(&format!("；{warnings} 处核实性提醒"), &format!("; {warnings} warnings")));
    }
    summary.push('\n');
    summary
}

fn progress(length: usize, output: &Output) -> ProgressBar {
    if length < 2 || !output.has_bar() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {msg}") {
        bar.set_style(style);
    }
    bar
}
