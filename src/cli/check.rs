//! `nianbao check [FILES…]`: findings only, for people or for programs.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::help::{lang, say};
use super::report::{judge, list, nothing, print_findings};
use super::rules::all_rules;
use super::{CANNOT, FINDINGS, Global, OK, Output};
use crate::diagnose::{Judged, RECORDS, fingerprints};
use crate::form::nearest;
use crate::fs::{self, Trouble};
use crate::make::{self, Item};
use crate::rule::{About, Level};

#[derive(Args)]
pub(super) struct Check {
    #[arg(value_name = say("文件", "FILES"), help = say("要校验的数据文件或文件夹；不给则校验整个项目", "data files or folders to check; without any, the whole project"))]
    files: Vec<PathBuf>,
    #[arg(long, value_parser = formats(), default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say(&format!("text（默认），或供程序读取的 {}", listed()), &format!("text (default), or for programs {}", listed())))]
    format: String,
    #[arg(long, value_delimiter = ',', value_name = say("规则", "RULES"),
        help = say("只看这些规则，用逗号分开，可用 *", "only these rules, separated by commas; * allowed"))]
    select: Vec<String>,
    #[arg(long, value_delimiter = ',', value_name = say("规则", "RULES"),
        help = say("不看这些规则，用逗号分开，可用 *", "not these rules, separated by commas; * allowed"))]
    ignore: Vec<String>,
    #[arg(long, help = say("有核实性提醒也以 1 退出", "exit with 1 for warnings too"))]
    deny_warnings: bool,
    #[arg(long, value_name = say("文件", "FILE"),
        help = say("只看新问题：这个文件是以前 --format json 的输出", "only what is new since FILE, an earlier output of --format json"))]
    baseline: Option<PathBuf>,
    #[arg(long, help = say("写出核实说明的样子：补上理由、核实人、日期，加到数据文件里", "write waivers for the warnings, to be completed and put into the data files"))]
    waive: bool,
    #[arg(long, help = say("最后列出每条规则各有几处", "count the findings of each rule at the end"))]
    statistics: bool,
}

fn formats() -> clap::builder::PossibleValuesParser {
    std::iter::once("text").chain(RECORDS.iter().map(|format| format.name)).collect::<Vec<_>>().into()
}

fn listed() -> String {
    RECORDS.iter().map(|format| format.name).collect::<Vec<_>>().join("、")
}

/// The largest baseline.
const MAX_BASELINE: usize = 256 << 20;

pub(super) fn run(verb: &Check, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let rules = all_rules(&project.forms);
    let (wanted, unwanted) = match (patterns(&verb.select, &rules), patterns(&verb.ignore, &rules)) {
        (Ok(wanted), Ok(unwanted)) => (wanted, unwanted),
        (Err(words), _) | (_, Err(words)) => {
            output.error(&words);
            return CANNOT;
        }
    };
    let known = match verb.baseline.as_deref().map(baseline).transpose() {
        Ok(known) => known.unwrap_or_default(),
        Err(trouble) => {
            output.disk(&trouble);
            return CANNOT;
        }
    };
    let mut items = match make::gather(&project, &verb.files, global.jobs()) {
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
        let named = |item: &Item| {
            let asked =
                |path: &PathBuf| verb.files.iter().any(|file| fs::lies_at(path, &project.named(file)));
            item.paths.iter().any(asked)
        };
        chosen.retain(|&index| named(&items[index]));
    }
    if verb.files.is_empty() {
        Global::say_unread(&project, output);
    }
    if chosen.is_empty() {
        output.error(&nothing(global, items.len()));
        return CANNOT;
    }
    make::check(&project, &mut items, &chosen, global.jobs());
    let mut reports = judge(&project, &items, &chosen);
    for judged in &mut reports {
        let fits =
            |patterns: &[glob::Pattern], rule: &str| patterns.iter().any(|pattern| pattern.matches(rule));
        let told = fingerprints(judged);
        let kept = judged.findings.iter().zip(&told).filter(|(finding, print)| {
            (wanted.is_empty() || fits(&wanted, &finding.rule))
                && !fits(&unwanted, &finding.rule)
                && !known.contains(*print)
        });
        judged.findings = kept.map(|(finding, _)| *finding).collect();
    }
    let text = match RECORDS.iter().find(|format| format.name == verb.format) {
        _ if verb.waive => skeleton(&reports),
        Some(format) => (format.write)(&reports, &rules, lang()),
        None => told(verb, global, &reports, &items, &chosen, output),
    };
    output.result(&text);
    let count = |level| reports.iter().map(|judged| judged.count(level)).sum::<usize>();
    let unread = chosen.iter().any(|&index| items[index].unreadable());
    let blocking = count(Level::Error) > 0 || verb.deny_warnings && count(Level::Warning) > 0;
    match (unread, blocking) {
        (true, _) => CANNOT,
        (false, true) => FINDINGS,
        (false, false) => OK,
    }
}

/// Messages for people, with a line that counts.
fn told(
    verb: &Check,
    global: &Global,
    reports: &[Judged],
    items: &[Item],
    chosen: &[usize],
    output: &Output,
) -> String {
    let mut text = String::new();
    print_findings(reports, global.verbose, output, &mut text);
    if global.verbose {
        list(items, chosen, &mut text);
    }
    if verb.statistics {
        text.push_str(&statistics(reports));
    }
    if !output.quiet() {
        let count = |level| reports.iter().map(|judged| judged.count(level)).sum::<usize>();
        let (all, errors, warnings) = (reports.len(), count(Level::Error), count(Level::Warning));
        let waived =
            reports.iter().flat_map(|judged| &judged.findings).filter(|one| one.waived.is_some()).count();
        let sound =
            reports.iter().filter(|one| one.findings.iter().all(|finding| finding.waived.is_some())).count();
        let (only_zh, only_en) = if verb.baseline.is_some() {
            ("（只计新问题）", " (new findings only)")
        } else {
            ("", "")
        };
        let (waived_zh, waived_en) = match waived {
            0 => (String::new(), String::new()),
            count => (format!("，已核实 {count} 处"), format!(", {count} waived")),
        };
        text.push_str(&say(
            &format!(
                "校验 {all} 份报告：{sound} 份无问题，强制性问题 {errors} 处，核实性提醒 {warnings} 处{waived_zh}{only_zh}\n"
            ),
            &format!(
                "{all} reports checked: {sound} without findings, {errors} errors, {warnings} warnings{waived_en}{only_en}\n"
            ),
        ));
    }
    text
}

/// Waivers for all warnings, without what only a person can say.
fn skeleton(reports: &[Judged]) -> String {
    let mut text = String::new();
    for judged in reports {
        let warnings: Vec<_> =
            judged.findings.iter().filter(|finding| finding.counts_as(Level::Warning)).collect();
        if warnings.is_empty() {
            continue;
        }
        let path = judged.path();
        text.push_str(&say(
            &format!("# 加到 {path} 里；理由要说明数据为什么是这样\n核实说明:\n"),
            &format!("# for {path}; the reason says why the data is as it is\n核实说明:\n"),
        ));
        for finding in warnings {
            let quoted = judged.shown.form.map(|form| finding.quoted(form));
            let quoted = quoted.as_deref().unwrap_or(&finding.clause.zh);
            let clause = serde_yaml::to_string(quoted).unwrap_or_default();
            let rule = &finding.rule;
            let clause = clause.trim_end();
            // Writing to a String cannot fail.
            let _ = write!(text, "- 规则: {rule}\n  问题: {clause}\n  理由:\n  核实人:\n  日期:\n");
        }
    }
    text
}

fn statistics(reports: &[Judged]) -> String {
    let mut counts: BTreeMap<&str, (Level, usize)> = BTreeMap::new();
    let counted =
        reports.iter().flat_map(|judged| &judged.findings).filter(|finding| finding.waived.is_none());
    for finding in counted {
        counts.entry(finding.rule.as_ref()).or_insert((finding.level, 0)).1 += 1;
    }
    let width = counts.keys().map(|rule| rule.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (rule, (level, count)) in counts {
        let _ = writeln!(text, "{rule:width$}  {}  {count}", level.word(lang())); // writing to a String cannot fail
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Names of rules, in which `*` stands for anything; one that fits no rule is a slip.
fn patterns(names: &[String], rules: &[&About]) -> Result<Vec<glob::Pattern>, String> {
    let mut patterns = Vec::new();
    for name in names {
        let pattern = glob::Pattern::new(name).ok();
        let fits = |pattern: &&glob::Pattern| rules.iter().any(|about| pattern.matches(&about.id));
        if let Some(pattern) = pattern.as_ref().filter(fits) {
            patterns.push(pattern.clone());
        } else {
            let near = nearest(name, rules.iter().map(|about| about.id.as_ref()));
            let hint = near.first().map_or(String::new(), |near| {
                say(&format!("，是否“{near}”？"), &format!(", did you mean `{near}`?"))
            });
            return Err(say(&format!("没有规则“{name}”{hint}"), &format!("there is no rule `{name}`{hint}")));
        }
    }
    Ok(patterns)
}

/// The fingerprints in an earlier output.
fn baseline(path: &Path) -> Result<HashSet<String>, Trouble> {
    let bytes = fs::read(path, MAX_BASELINE)?;
    let document: serde_json::Value = serde_json::from_slice(&bytes)
        .map_err(|error| Trouble { path: path.to_owned(), cause: std::io::Error::other(error) })?;
    let reports = document["reports"].as_array().into_iter().flatten();
    let findings = reports.flat_map(|report| report["findings"].as_array().into_iter().flatten());
    Ok(findings.filter_map(|finding| Some(finding["fingerprint"].as_str()?.to_owned())).collect())
}
