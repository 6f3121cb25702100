//! `nianbao build`: check everything, render what is sound and not up to date, write what changed.

use std::path::Path;
use std::time::{Duration, Instant};

use clap::Args;

use super::help::say;
use super::index::Waiting;
use super::progress::Teller;
use super::report::{judge, nothing, print_findings, state};
use super::{CANNOT, FINDINGS, Global, INTERRUPTED, OK, Output, interrupt};
use crate::diagnose::visible;
use crate::make::{self, Built, Done, Identity, Order, Outcome, Shard};
use crate::render::{FORMATS, Format, Renderer};

#[derive(Args)]
pub(super) struct Build {
    #[command(flatten)]
    outputs: Outputs,
    #[arg(long, help = say("全部重新生成，不管有没有变化", "make everything anew, changed or not"))]
    force: bool,
    #[arg(long, help = say("只说明会生成什么、为什么，不写任何文件", "only say what would be made, and why; write nothing"))]
    dry_run: bool,
    #[arg(long, help = say("说明时间用在哪里", "say where the time went"))]
    timings: bool,
    #[arg(long, value_name = "K/N", value_parser = shard,
        help = say("只做 N 个分片中的第 K 个，之后用 nianbao index 合并", "only part K of N; nianbao index joins them"))]
    shard: Option<Shard>,
    #[command(flatten)]
    waiting: Waiting,
}

/// What is made, options of all that build.
#[derive(Args, Clone)]
pub(super) struct Outputs {
    #[command(flatten)]
    formats: Formats,
    #[arg(long, help = say("有错误的报告也生成，标明“草稿”，另存为 .draft 文件", "render reports with errors too, marked as drafts, in .draft files"))]
    draft: bool,
}

/// Formats that are named; without any, those of each unit.
#[derive(Args, Clone)]
pub(super) struct Formats {
    #[arg(long, value_delimiter = ',', value_parser = names(), hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say(&format!("只要这些格式，用逗号分开：{}", listed()), &format!("only these formats, separated by commas: {}", listed())))]
    format: Vec<String>,
    #[arg(long, help = say("只要网页正文片段，供粘贴到网站后台，同 --format fragment", "only the fragment of a page, to paste into a site's editor, as --format fragment"))]
    fragment: bool,
}

impl Formats {
    /// The formats that were named.
    pub(super) fn named(&self) -> Vec<&'static Format> {
        let fragment = self.fragment.then_some("fragment");
        let named = |format: &&Format| {
            self.format.iter().map(String::as_str).chain(fragment).any(|name| name == format.name)
        };
        FORMATS.iter().filter(named).collect()
    }
}

impl Build {
    /// A build of what changed, as `watch` and `serve` ask for.
    pub(super) fn of(outputs: &Outputs) -> Self {
        Self {
            outputs: outputs.clone(),
            force: false,
            dry_run: false,
            timings: false,
            shard: None,
            waiting: Waiting::default(),
        }
    }
}

/// Says which of the office's own fonts the PDFs are set with.
fn say_fonts(renderer: &Renderer, output: &mut Output) {
    let (used, others) = renderer.own_fonts();
    if used.is_empty() {
        return;
    }
    let (used, rest) = (used.join("、"), others.join("、"));
    let rest = if others.is_empty() {
        String::new()
    } else {
        say(&format!("；没有用到：{rest}"), &format!("; not needed: {rest}"))
    };
    output.chat(&say(
        &format!("PDF 用了自备字体：{used}{rest}\n"),
        &format!("PDFs are set with your own fonts: {used}{rest}\n"),
    ));
}

/// Says which folders of templates are no unit's and no edition's.
fn say_unused(unused: &[String], output: &mut Output) {
    for folder in unused {
        output.chat(&say(
            &format!("{folder}/ 没有用到：没有这个单位或表样\n"),
            &format!("{folder}/ is not used: there is no such unit or edition\n"),
        ));
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    text.parse().map_err(|()| say("要写成 3/16：16 个分片中的第 3 个", "write 3/16: the third of sixteen"))
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
    let formats = verb.outputs.formats.named();
    let chooses = match global.chooses(&project, output) {
        Ok(chooses) => chooses,
        Err(code) => return code,
    };
    let renderer = match project.renderer() {
        Ok(renderer) => renderer,
        Err(broken) => return Global::say_broken(&broken, output),
    };
    Global::say_unread(&project, output);
    let out = global.out();
    if project.holds_sources(&out) {
        output.error(&say(
            &format!("输出文件夹不能是 {}：那里是项目自己的文件", out.display()),
            &format!("the output folder cannot be {}: the project's own files are there", out.display()),
        ));
        return CANNOT;
    }
    let _busy = interrupt::busy();
    let teller = Teller::new(output);
    let opened = start.elapsed();
    let order = Order {
        out: &out,
        formats: &formats,
        chosen: &|identity: &Identity| chooses(identity.unit(), &identity.stem, identity.year),
        shard: verb.shard,
        jobs: global.jobs(),
        draft: verb.outputs.draft,
        force: verb.force,
        dry_run: verb.dry_run,
        wait: verb.waiting.time(),
        stop: interrupt::flag(),
        progress: &|progress| teller.tell(progress),
    };
    let built = make::build(&project, &renderer, &order);
    teller.finish();
    let built = match built {
        Ok(built) => built,
        Err(broken) => return Global::say_broken(&broken, output),
    };
    if built.reports.is_empty() && verb.shard.is_none() {
        output.error(&nothing(global, built.total));
        return CANNOT;
    }
    if built.damaged {
        output.chat(&say(
            "生成记录有损坏，已当作没有：报告全部重新生成；数据已不在的旧文件认不出来，可能留在输出文件夹里\n",
            "the record of what was made is damaged and was not used: everything is made anew; old files whose data is gone may stay in the output folder\n",
        ));
    }
    say_fonts(&renderer, output);
    say_unused(&built.unused, output);
    let mut text = String::new();
    let found: Vec<usize> =
        (0..built.items.len()).filter(|&index| !is_last_only(&built.items, index)).collect();
    print_findings(&judge(&project, &built.items, &found), global.verbose, output, &mut text);
    if global.verbose || verb.dry_run {
        built.reports.iter().for_each(|done| list(done, global.verbose, verb.dry_run, &mut text));
    }
    for name in &built.to_remove {
        text.push_str(&say(
            &format!("将清除 {name}：数据已不在\n"),
            &format!("would remove {name}: its data is gone\n"),
        ));
    }
    output.message(&text);
    for (broken, report) in &built.broken {
        Global::say_broken(broken, output);
        if let Some(path) = report {
            let path = visible(path);
            output.message(&say(&format!("   = 报告: {path}\n\n"), &format!("   = report: {path}\n\n")));
        }
    }
    output.chat(&summary(&built, verb.dry_run, &out, start.elapsed()));
    if verb.timings {
        output.message(&timings(&built, opened, start.elapsed()));
    }
    exit_code(&built)
}

/// Whether an item is there for the sake of the one before it alone.
fn is_last_only(items: &[make::Item], index: usize) -> bool {
    index > 0 && items[index - 1].last == Some(index)
}

fn exit_code(built: &Built) -> u8 {
    let unread = built.reports.iter().any(|done| done.unreadable);
    if built.stopped {
        INTERRUPTED
    } else if unread || !built.broken.is_empty() {
        CANNOT
    } else if built.reports.iter().any(|done| done.found.errors > 0) {
        FINDINGS
    } else {
        OK
    }
}

/// A line for a report, and one for what was made of it.
fn list(done: &Done, all: bool, dry_run: bool, text: &mut String) {
    let identity = &done.identity;
    if all {
        let state = state(done.found.errors, done.found.warnings);
        let (year, unit, path) = (identity.year, identity.unit(), &identity.shown);
        text.push_str(&format!("{year} {unit}  {state}  {path}\n"));
    }
    for (ending, reason) in &done.made {
        let words = reason.words();
        let name = format!("{}/{}.{ending}", identity.year, identity.stem);
        text.push_str(&if dry_run {
            say(&format!("将生成 {name}：{}\n", words.zh), &format!("would make {name}: {}\n", words.en))
        } else {
            say(&format!("    生成 {name}：{}\n", words.zh), &format!("    made {name}: {}\n", words.en))
        });
    }
}

/// What was done, in one line.
fn summary(built: &Built, dry_run: bool, out: &Path, time: Duration) -> String {
    let seconds = format!("{}.{:02}", time.as_secs(), time.subsec_millis() / 10);
    let out = out.display();
    let errors: usize = built.reports.iter().map(|done| done.found.errors).sum();
    let warnings: usize = built.reports.iter().map(|done| done.found.warnings).sum();
    let drafts = built.count(Outcome::Refused { drafted: true });
    let refused = drafts + built.count(Outcome::Refused { drafted: false });
    let (failed, left) = (built.count(Outcome::Failed), built.count(Outcome::Left));
    let (reports, files, written) = (built.count(Outcome::Sound), built.files, built.written);
    let mut summary = if dry_run {
        let made: usize = built.reports.iter().map(|done| done.made.len()).sum();
        say(
            &format!("将生成 {made} 个文件，没有写任何文件，用时 {seconds} 秒"),
            &format!("{made} files would be made, none was written, in {seconds} s"),
        )
    } else {
        say(
            &format!(
                "生成 {reports} 份报告、{files} 个文件（{written} 个有变化），用时 {seconds} 秒 → {out}"
            ),
            &format!("{reports} reports, {files} files ({written} changed) in {seconds} s → {out}"),
        )
    };
    let mut add = |zh: String, en: String| summary.push_str(&say(&zh, &en));
    if built.removed > 0 {
        let removed = built.removed;
        add(
            format!("；清除 {removed} 个已没有数据的文件"),
            format!("; {removed} removed whose data is gone"),
        );
    }
    if refused > 0 {
        let (zh, en) = if drafts > 0 {
            (format!("，另存草稿 {drafts} 份（.draft）"), format!(", {drafts} drafts beside them (.draft)"))
        } else {
            Default::default()
        };
        add(
            format!("；{refused} 份有强制性问题（共 {errors} 处），没有生成{zh}，原有文件未动"),
            format!("; {refused} with {errors} errors not made{en}, earlier files left alone"),
        );
    }
    if failed > 0 {
        add(format!("；{failed} 份未能生成"), format!("; {failed} could not be made"));
    }
    if warnings > 0 {
        add(format!("；{warnings} 处核实性提醒"), format!("; {warnings} warnings"));
    }
    if left > 0 {
        add(
            format!("；已中断，还有 {left} 份没有处理，再运行一次即可接着做"),
            format!("; interrupted, {left} left: run again to go on"),
        );
    }
    summary.push('\n');
    summary
}

/// Where the time went: each step once, those of several threads together.
fn timings(built: &Built, opened: Duration, all: Duration) -> String {
    let mut text = String::new();
    let mut add = |zh: &str, en: &str, time: Duration| {
        let (name, milliseconds) = (say(zh, en), time.as_millis());
        text.push_str(&format!("{milliseconds:>8} ms  {name}\n"));
    };
    add("读模板、表样、字体", "templates, forms, fonts", opened);
    for (step, time) in built.timings.all() {
        let (zh, en) = match step {
            "survey" => ("查看数据文件", "looking at data files"),
            "verify" => ("核对已有的文件", "looking at outputs"),
            "check" => ("读取和校验（各线程合计）", "reading and checking, all threads"),
            "write" => ("写盘（各线程合计）", "writing, all threads"),
            "index" => ("首页和校验和", "index and hashes"),
            "manifest" => ("生成记录", "the manifest"),
            format => {
                let words = (format!("生成 {format}（各线程合计）"), format!("{format}, all threads"));
                add(&words.0, &words.1, time);
                continue;
            }
        };
        add(zh, en, time);
    }
    add("总计", "in all", all);
    text
}
