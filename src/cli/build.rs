//! `nianbao build`: check everything, render what is sound and not up to date, write what changed.

mod summary;
mod timings;

use std::time::Instant;

use clap::Args;

use super::arrivals;
use super::help::say;
use super::options::{Global, Outputs, Waiting, shown_folder};
use super::progress::Teller;
use super::report::{line, print_findings, print_told};
use super::{Exit, Output, Ran, interrupt};
use crate::diagnose::{Judged, visible};
use crate::lang::{Lang, Words};
use crate::make::{self, Built, Done, Identity, Order, Outcome, Shard, Unread};
use crate::render::Renderer;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(super) struct Build {
    #[command(flatten)]
    outputs: Outputs,
    #[arg(long, help = say("不论有无变化，全部重新生成", "make everything again, changed or not"))]
    force: bool,
    #[arg(long, help = say("只列出将生成的文件和原因，不写文件", "only list what would be made, and why; write nothing"))]
    dry_run: bool,
    #[arg(long, conflicts_with_all = ["dry_run", "shard"], help = say("记下现在的文件都已上传，以后列出要重新上传的", "remember that everything was uploaded; later builds list what to upload again"))]
    published: bool,
    #[arg(long, help = say("列出各步用时", "list the time that each step took"))]
    timings: bool,
    #[arg(long, value_name = "K/N", value_parser = shard,
        help = say("只做 N 个分片中的第 K 个，之后用 nianbao index 合并", "only part K of N; nianbao index joins them"))]
    shard: Option<Shard>,
    #[command(flatten)]
    waiting: Waiting,
}

impl Build {
    /// A build of what changed, as `watch` and `serve` ask for.
    pub(super) fn of(outputs: &Outputs) -> Self {
        Self {
            outputs: outputs.clone(),
            force: false,
            dry_run: false,
            published: false,
            timings: false,
            shard: None,
            waiting: Waiting::default(),
        }
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    text.parse().map_err(|()| {
        say("请写成 3/16，即 16 个分片中的第 3 个", "write 3/16 for the third of sixteen parts")
    })
}

pub(super) fn run(verb: &Build, global: &Global, output: &mut Output) -> Ran {
    // Long: what a build says, one kind after another, in the order in which people read it.
    let start = Instant::now();
    let project = global.open()?;
    let formats = verb.outputs.formats.named();
    let renderer = project.renderer()?;
    let out = global.out();
    if project.holds_sources(&out) {
        return Err(not_there(&out).into());
    }
    let _busy = interrupt::busy();
    let teller = Teller::new(output);
    let opened = start.elapsed();
    let order = Order {
        out: &out,
        drafts: &project.drafts(),
        formats: &formats,
        chosen: &|identity: &Identity| global.chooses(&project, identity),
        years: &global.year,
        shard: verb.shard,
        jobs: global.jobs_that_wait(),
        draft: verb.outputs.draft,
        deny_warnings: verb.outputs.deny_warnings,
        force: verb.force,
        dry_run: verb.dry_run,
        published: verb.published,
        wait: verb.waiting.time(),
        stop: interrupt::flag(),
        reporter: output.reporter(),
        progress: &|progress| teller.tell(progress),
    };
    let built = make::build(&project, &renderer, &order);
    teller.finish();
    let mut built = built?;
    let missing = std::mem::take(&mut built.missing);
    built.missing = arrivals::missed(global, &project, missing);
    let unread = arrivals::chosen(global, &project, &built.unread);
    let others: Vec<Judged> = unread.iter().map(|one| one.judged()).collect();
    if built.reports.is_empty() && verb.shard.is_none() {
        let mut text = String::new();
        print_findings(&others, global.verbose, output, &mut text);
        output.message(&text);
        return Err(global.nothing(built.total > 0).into());
    }
    say_notes(&built, &renderer, output);
    let mut text = String::new();
    print_told(&built.told, global.verbose, output, &mut text);
    print_findings(&others, global.verbose, output, &mut text);
    list(&built, global.verbose, verb.dry_run, output.lang(), &mut text);
    output.message(&text);
    for (broken, report) in &built.broken {
        output.message(&broken.message(output.reporter()));
        if let Some(path) = report {
            let path = visible(path);
            output.say(&words!("   = 报告：{path}\n", "   = report: {path}\n"));
        }
    }
    if !output.quiet() {
        output.message(&arrivals::list_missing(&built.missing, global.verbose, output.lang()));
    }
    let shown = shown_folder(&project, &out);
    output.chat(&summary::summary(&project, &built, &unread, verb.dry_run, &shown, start.elapsed()));
    for words in summary::uploads(&built.uploads, global.verbose) {
        output.chat(&words);
    }
    if verb.timings {
        output.message(&timings::timings(&built, opened, start.elapsed(), output.lang()));
    }
    Ok(exit(&built, &unread))
}

/// Why nothing is written to a folder.
pub(super) fn not_there(folder: &std::path::Path) -> Words {
    let folder = folder.display();
    words!(
        "{folder} 是存放项目文件的文件夹，请用 -o 换一个文件夹",
        "{folder} is a folder of the project's own files: name another one with -o"
    )
}

/// Says what about the project's own files is worth knowing.
fn say_notes(built: &Built, renderer: &Renderer, output: &mut Output) {
    if built.damaged {
        output.chat(&Words::fixed(
            "生成记录已损坏，全部报告重新生成；数据已删除的旧文件可能仍在输出文件夹里，请自行核对",
            "the record of earlier builds is damaged: everything is made again; old files whose data is gone may still be in the output folder",
        ));
    }
    let (used, others) = renderer.own_fonts();
    if !used.is_empty() {
        let rest = match others.as_slice() {
            [] => Words::fixed("", ""),
            others => words!("；没有用到：{}", others.join("、"); "; not needed: {}", others.join(", ")),
        };
        output.chat(&words!(
            "PDF 用了自备字体：{}{}", used.join("、"), rest.zh;
            "PDFs use your own fonts: {}{}", used.join(", "), rest.en
        ));
    }
    built.unused.iter().for_each(|unused| output.chat(unused));
}

fn exit(built: &Built, others: &[&Unread]) -> Exit {
    let unread =
        built.reports.iter().any(|done| done.unreadable) || others.iter().any(|one| one.is_refused());
    let refused = |done: &Done| matches!(done.outcome, Outcome::Refused { .. });
    if built.stopped {
        Exit::Interrupted
    } else if unread || !built.broken.is_empty() {
        Exit::Cannot
    } else if built.reports.iter().any(refused) || !others.is_empty() {
        Exit::Findings
    } else {
        Exit::Sound
    }
}

/// Lists reports, where all are asked for, what was made of them, and what a dry run would remove.
fn list(built: &Built, all: bool, dry_run: bool, lang: Lang, text: &mut String) {
    for Done { identity, found, made, .. } in built.reports.iter().filter(|_| all || dry_run) {
        if all {
            let counts = (found.errors, found.warnings);
            text.push_str(&line(identity.year, identity.unit(), &identity.shown, counts.0, counts.1, lang));
        }
        for (ending, reason) in made {
            let Words { zh, en } = reason.words();
            let name = format!("{}/{}.{ending}", identity.year, identity.name);
            let words = if dry_run {
                words!("将生成 {name}：{zh}\n", "would make {name}: {en}\n")
            } else {
                words!("    生成 {name}：{zh}\n", "    made {name}: {en}\n")
            };
            text.push_str(words.in_lang(lang));
        }
    }
    for name in &built.to_remove {
        let words = words!("将清除 {name}：数据已删除\n", "would remove {name}: its data is gone\n");
        text.push_str(words.in_lang(lang));
    }
}
