//! `nianbao collect INBOX`: copies what departments sent to where it belongs, under their names.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::help::say;
use super::options::Global;
use super::{Exit, Output, Ran};
use crate::diagnose::{as_json, visible};
use crate::lang::{Lang, Words, counted};
use crate::office::collect::{self, By, Collected, Handled, Order, Outcome};

#[derive(Args)]
pub(super) struct Collect {
    #[arg(value_name = say("收件文件夹", "INBOX"), help = say("收到的文件所在的文件夹，里面可以有文件夹、压缩包、邮件；也可以是一个文件", "the folder with what came in, with folders, archives and mails in it; or a single file"))]
    inbox: PathBuf,
    #[arg(long, help = say("只列出，不复制", "only list; copy nothing"))]
    dry_run: bool,
    #[arg(long, value_parser = ["text", "json"], default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"), help = say("text（默认），或供程序读取的 json", "text (default), or json for programs"))]
    format: String,
}

pub(super) fn run(verb: &Collect, global: &Global, output: &mut Output) -> Ran {
    let [year] = global.year.as_slice() else {
        return Err(
            Words::fixed("请写明一个年度，如 --year 2025", "name one year, such as --year 2025").into()
        );
    };
    let project = global.open()?;
    if project.roster.agencies.is_empty() {
        return Err(Words::fixed(
            "没有单位名录，认不出是哪个单位的文件：请用 nianbao roster 名单.xlsx 建立 data/units.yaml",
            "there is no roster to tell whose a file is: make data/units.yaml with nianbao roster FILE",
        )
        .into());
    }
    if collect::overlaps(&project, &verb.inbox) {
        return Err(Words::fixed(
            "收件文件夹不能在 data/ 里，也不能包含 data/",
            "the folder of what came in and data/ must not be in one another",
        )
        .into());
    }
    let order = Order { inbox: &verb.inbox, year: *year, dry_run: verb.dry_run, jobs: global.jobs() };
    let collected = collect::collect(&project, &order)?;
    if verb.format == "json" {
        output.result(&json(*year, &collected));
    } else {
        output.result(&text(&collected, global.verbose, output.lang()));
        output.chat(&summary(*year, &collected, verb.dry_run));
    }
    Ok(if collected.is_settled() { Exit::Sound } else { Exit::Findings })
}

/// What became of a file, in words.
fn word(outcome: Outcome) -> Words {
    match outcome {
        Outcome::Copied => Words::fixed("归集", "copied"),
        Outcome::Replaced => Words::fixed("更新", "replaced"),
        Outcome::Unchanged => Words::fixed("已有", "unchanged"),
        Outcome::Uncertain => Words::fixed("待定", "uncertain"),
        Outcome::Stranger => Words::fixed("无关", "stranger"),
        Outcome::Unreadable => Words::fixed("不能读", "unreadable"),
    }
}

/// A line for each file; those that were there already only where all are asked for.
fn text(collected: &Collected, all: bool, lang: Lang) -> String {
    let mut text = String::new();
    let shown = collected.files.iter().filter(|file| all || file.outcome != Outcome::Unchanged);
    for Handled { file, outcome, by, to, reason, .. } in shown {
        let _ = write!(text, "{}  {}", word(*outcome).in_lang(lang), visible(file)); // a String
        if let Some(to) = to {
            let _ = write!(text, " → {}", visible(to));
        }
        let by = by.filter(|_| to.is_some()).map(By::words);
        let by = by.map(|by| words!("按{}", by.zh; "by the {}", by.en));
        let notes: Vec<&str> = by.iter().chain(reason).map(|words| words.in_lang(lang)).collect();
        if !notes.is_empty() {
            let notes = notes.join(lang.pick("；", "; "));
            let _ = write!(text, "{}", lang.pick("（", " ("));
            let _ = write!(text, "{}{}", visible(&notes), lang.pick("）", ")"));
        }
        text.push('\n');
    }
    text
}

fn summary(year: u16, collected: &Collected, dry_run: bool) -> Words {
    const ALL: [Outcome; 6] = [
        Outcome::Copied,
        Outcome::Replaced,
        Outcome::Unchanged,
        Outcome::Uncertain,
        Outcome::Stranger,
        Outcome::Unreadable,
    ];
    let counts = ALL.map(|outcome| (word(outcome), collected.count(outcome)));
    let there = || counts.iter().filter(|(_, count)| *count > 0);
    let zh: Vec<String> = there().map(|(words, count)| format!("{} {count}", words.zh)).collect();
    let en: Vec<String> = there().map(|(words, count)| format!("{count} {}", words.en)).collect();
    let all = collected.files.len();
    let end = if dry_run {
        ("；没有写文件（--dry-run）", "; nothing was written (--dry-run)")
    } else {
        ("", "")
    };
    words!(
        "{year} 年度收到 {all} 个文件：{}{}", zh.join("，"), end.0;
        "{} for {year}: {}{}", counted(all, "file"), en.join(", "), end.1
    )
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    year: u16,
    files: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    file: &'a str,
    result: Outcome,
    unit: Option<&'a str>,
    by: Option<By>,
    to: Option<&'a str>,
    reason: Option<Both<'a>>,
}

#[derive(Serialize)]
struct Both<'a> {
    zh: &'a str,
    en: &'a str,
}

fn json(year: u16, collected: &Collected) -> String {
    let files = collected.files.iter().map(|one| FileJson {
        file: &one.file,
        result: one.outcome,
        unit: one.unit.as_deref(),
        by: one.by,
        to: one.to.as_deref(),
        reason: one.reason.as_ref().map(|words| Both { zh: &words.zh, en: &words.en }),
    });
    as_json(&Document { version: 1, year, files: files.collect() })
}
