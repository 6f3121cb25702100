//! What a build did: a line for what was made, and one for what was not and what was found.

use std::time::Duration;

use crate::lang::{Words, counted};
use crate::make::{Built, Outcome};

pub(super) fn summary(built: &Built, dry_run: bool, out: &str, time: Duration) -> Words {
    let (head, rest) = (made(built, dry_run, out, time), rest(built));
    if rest.is_empty() {
        return head;
    }
    let zh: Vec<&str> = rest.iter().map(|words| words.zh.as_ref()).collect();
    let en: Vec<&str> = rest.iter().map(|words| words.en.as_ref()).collect();
    words!("{}\n{}", head.zh, zh.join("；"); "{}\n{}", head.en, en.join("; "))
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

/// What was not made, and what else there is to know.
fn rest(built: &Built) -> Vec<Words> {
    let errors: usize = built.reports.iter().map(|done| done.found.errors).sum();
    let warnings: usize = built.reports.iter().map(|done| done.found.warnings).sum();
    let drafts = built.count(Outcome::Refused { drafted: true });
    let refused = drafts + built.count(Outcome::Refused { drafted: false });
    let (failed, left) = (built.count(Outcome::Failed), built.count(Outcome::Left));
    let removed = built.removed;
    let mut rest = Vec::new();
    if refused > 0 {
        let (reports, errors_en) = (counted(refused, "report"), counted(errors, "error"));
        rest.push(if drafts > 0 {
            let drafts_en = counted(drafts, "draft");
            words!(
                "另有 {refused} 份因强制性问题（共 {errors} 处）没有生成正式文件，另存草稿 {drafts} 份（.draft），原有文件不变",
                "{reports} not built because of {errors_en}: {drafts_en} made next to them (.draft), existing files are unchanged"
            )
        } else {
            words!(
                "另有 {refused} 份因强制性问题（共 {errors} 处）没有生成，原有文件不变",
                "{reports} not built because of {errors_en}: existing files are unchanged"
            )
        });
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
