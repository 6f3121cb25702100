//! What a build did: a line for what was made, and one for what was not and what was found.

use std::time::Duration;

use crate::cli::arrivals;
use crate::lang::{Words, counted};
use crate::make::{Built, Change, Done, Outcome, Project, Unread, Uploads};
use crate::model::NOT_OBTAINED;
use crate::roster::Tier;

pub(super) fn summary(
    project: &Project,
    built: &Built,
    unread: &[&Unread],
    dry_run: bool,
    out: &str,
    time: Duration,
) -> Words {
    let (head, mut rest) = (made(built, dry_run, out, time), rest(built));
    rest.extend(unexplained(project, built));
    let unreadable = built.reports.iter().filter(|done| done.unreadable);
    let files =
        unread.iter().map(|one| one.shown()).chain(unreadable.map(|done| done.identity.shown.as_str()));
    rest.extend(arrivals::unread_names(&files.collect::<Vec<_>>()));
    if rest.is_empty() {
        return head;
    }
    let zh: Vec<&str> = rest.iter().map(|words| words.zh.as_ref()).collect();
    let en: Vec<&str> = rest.iter().map(|words| words.en.as_ref()).collect();
    words!("{}\n{}", head.zh, zh.join("；"); "{}\n{}", head.en, en.join("; "))
}

/// More files to be uploaded than this are not listed, unless all are asked for.
const MOST_UPLOADS: usize = 100;

/// What has to be uploaded again since the last upload.
pub(super) fn uploads(uploads: &Uploads, all: bool) -> Vec<Words> {
    let mut said = Vec::new();
    if let Some(changes) = uploads.changes.as_ref().filter(|changes| !changes.is_empty()) {
        let count = changes.len();
        said.push(words!(
            "上次上传以来有变化的文件 {count} 个，请重新上传：";
            "{} changed since the last upload; please upload again:", counted(count, "file")
        ));
        let most = if all { usize::MAX } else { MOST_UPLOADS };
        for (path, change) in changes.iter().take(most) {
            said.push(match change {
                Change::Added => words!("  新增 {path}", "  new {path}"),
                Change::Changed => words!("  改动 {path}", "  changed {path}"),
                Change::Removed => words!("  删除 {path}", "  removed {path}"),
            });
        }
        if count > most {
            let more = count - most;
            said.push(words!("  另有 {more} 个，用 -v 全部列出", "  {more} more, listed with -v"));
        }
    } else if uploads.changes.is_some() && uploads.marked.is_none() {
        said.push(Words::fixed("上次上传以来没有变化", "nothing changed since the last upload"));
    }
    if let Some(count) = uploads.marked {
        said.push(words!(
            "已记下：{count} 个文件都已上传";
            "remembered: {} uploaded", counted(count, "file")
        ));
    }
    said
}

/// What was made, or would be.
fn made(built: &Built, dry_run: bool, out: &str, time: Duration) -> Words {
    let seconds = format!("{}.{:02}", time.as_secs(), time.subsec_millis() / 10);
    if dry_run {
        let made: usize = built.reports.iter().map(|done| done.made.len()).sum();
        let files = counted(made, "file");
        return words!(
            "将生成 {made} 个文件，没有写文件，用时 {seconds} 秒",
            "{files} would be made, nothing was written, in {seconds} s"
        );
    }
    let (reports, files, written) = (built.count(Outcome::Sound), built.files, built.written);
    let (reports_en, files_en) = (counted(reports, "report"), counted(files, "file"));
    words!(
        "已生成 {reports} 份报告、{files} 个文件（更新 {written} 个），在 {out}，用时 {seconds} 秒",
        "{reports_en}, {files_en} ({written} updated) in {out}, in {seconds} s"
    )
}

/// How many reports are made with warnings that are not explained, for each level of government.
fn unexplained(project: &Project, built: &Built) -> Option<Words> {
    let tiers = [Some(Tier::Province), Some(Tier::City), Some(Tier::County), Some(Tier::Township), None];
    let mut counts = [0_usize; 5];
    let made = built.reports.iter().filter(|done| done.outcome == Outcome::Sound && done.found.warnings > 0);
    for done in made {
        let tier = project.roster.agency(done.identity.unit()).and_then(|agency| agency.tier);
        let index = tiers.iter().position(|known| *known == tier).unwrap_or(tiers.len() - 1);
        counts[index] += 1;
    }
    let all: usize = counts.iter().sum();
    if all == 0 {
        return None;
    }
    let of_tier = |(tier, count): (&Option<Tier>, &usize)| {
        let name = tier.map_or(Words::fixed("未写层级", "no tier"), Tier::words);
        words!("{} {count} 份", name.zh; "{} {count}", name.en)
    };
    if project.roster.agencies.is_empty() {
        let made = counted(all, "report");
        return Some(words!("{all} 份带着没有说明的核实性问题生成", "{made} made with unexplained warnings"));
    }
    let parts: Vec<Words> = tiers.iter().zip(&counts).filter(|(_, count)| **count > 0).map(of_tier).collect();
    let zh: Vec<&str> = parts.iter().map(|words| words.zh.as_ref()).collect();
    let en: Vec<&str> = parts.iter().map(|words| words.en.as_ref()).collect();
    Some(words!(
        "{all} 份带着没有说明的核实性问题生成（{}）", zh.join("，");
        "{} made with unexplained warnings ({})", counted(all, "report"), en.join(", ")
    ))
}

/// What was not made, and what else there is to know.
fn rest(built: &Built) -> Vec<Words> {
    let errors: usize = built.reports.iter().map(|done| done.found.errors).sum();
    let warnings: usize = built.reports.iter().map(|done| done.found.warnings).sum();
    let drafts = built.count(Outcome::Refused { drafted: true });
    let is_refused = |done: &&Done| matches!(done.outcome, Outcome::Refused { .. });
    let without_errors = |done: &&Done| is_refused(done) && done.found.errors == 0;
    let lacking = built.reports.iter().filter(without_errors).filter(|done| done.lacks).count();
    let denied = built.reports.iter().filter(without_errors).count() - lacking;
    let refused = drafts + built.count(Outcome::Refused { drafted: false }) - denied - lacking;
    let (failed, left) = (built.count(Outcome::Failed), built.count(Outcome::Left));
    let removed = built.removed;
    let mut rest = Vec::new();
    if refused > 0 {
        let (reports, errors_en) = (counted(refused, "report"), counted(errors, "error"));
        rest.push(words!(
            "另有 {refused} 份因强制性问题（共 {errors} 处）没有生成，原有文件不变",
            "{reports} not built because of {errors_en}: existing files are unchanged"
        ));
    }
    if lacking > 0 {
        let reports = counted(lacking, "report");
        rest.push(words!(
            "{lacking} 份有{NOT_OBTAINED}的内容，没有生成（请对照原件补上；原件确实没有的，写明核实说明）",
            "{reports} not built because something was not obtained: fill it in from the original, or add a waiver"
        ));
    }
    if denied > 0 {
        let reports = counted(denied, "report");
        rest.push(words!(
            "{denied} 份因核实性问题没有说明而没有生成（--deny-warnings），原有文件不变",
            "{reports} not built because of unexplained warnings (--deny-warnings): existing files are unchanged"
        ));
    }
    if drafts > 0 {
        let drafts_en = counted(drafts, "draft");
        rest.push(words!("另存草稿 {drafts} 份，在 drafts/", "{drafts_en} made in drafts/"));
    }
    if failed > 0 {
        let reports = counted(failed, "report");
        rest.push(words!("{failed} 份未能生成，原因见上", "{reports} could not be made, see above"));
    }
    if warnings > 0 {
        let warnings_en = counted(warnings, "warning");
        rest.push(words!("核实性问题 {warnings} 处", "{warnings_en}"));
    }
    if removed > 0 {
        let files = counted(removed, "file");
        rest.push(words!("清除 {removed} 个数据已删除的文件", "{files} removed whose data is gone"));
    }
    if left > 0 {
        let reports = counted(left, "report");
        rest.push(words!(
            "已中断，还有 {left} 份没有处理，再运行一次即可接着做",
            "interrupted, {reports} left: run again to go on"
        ));
    }
    rest
}
