//! `nianbao check [FILES…]`: findings only, for people or for programs.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arrivals::{self, Absent};
use super::help::{lang, say};
use super::options::Global;
use super::report::{judge, list, print_findings};
use super::rules::no_rule;
use super::status::{MOST_UNITS, keep_chosen};
use super::{Exit, Output, Ran};
use crate::diagnose::{Judged, Judgements, RECORDS, fingerprints, visible};
use crate::fs::{self, Trouble};
use crate::lang::{Lang, Words, counted};
use crate::make::{Item, Missing, Project, Survey, UNIT_UNLISTED, Unread};
use crate::office::status::{self, Handed, Status};
use crate::rule::{About, Level};
use crate::rulebook;

#[derive(Args)]
pub(super) struct Check {
    #[arg(value_name = say("文件", "FILES"), help = say("要校验的数据文件或文件夹；不给则校验整个项目", "data files or folders to check; default: the whole project"))]
    files: Vec<PathBuf>,
    #[arg(long, value_parser = formats(), default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"), help = formats_help())]
    format: String,
    #[arg(long, value_delimiter = ',', value_name = say("规则", "RULES"),
        help = say("只看这些规则，用逗号分开，可用 *", "only these rules, separated by commas; * allowed"))]
    select: Vec<String>,
    #[arg(long, value_delimiter = ',', value_name = say("规则", "RULES"),
        help = say("不看这些规则，用逗号分开，可用 *", "not these rules, separated by commas; * allowed"))]
    ignore: Vec<String>,
    #[arg(long, help = say("有核实性问题也算不通过（退出码 1）", "exit with 1 for warnings too"))]
    deny_warnings: bool,
    #[arg(long, value_name = say("文件", "FILE"),
        help = say("只列新增的问题：与这个文件（以前 --format json 的结果）相比", "only what is new since FILE, an earlier output of --format json"))]
    baseline: Option<PathBuf>,
    #[arg(long, help = say("输出核实说明的样例，填写理由、核实人、日期后加到数据文件里", "print waivers for the warnings, to be completed and put into the data files"))]
    waive: bool,
    #[arg(long, help = say("最后按规则统计问题数", "count the findings of each rule at the end"))]
    statistics: bool,
}

impl Check {
    /// A check of files, as people read it.
    pub(super) fn of(files: Vec<PathBuf>) -> Self {
        Self {
            files,
            format: "text".to_owned(),
            select: Vec::new(),
            ignore: Vec::new(),
            deny_warnings: false,
            baseline: None,
            waive: false,
            statistics: false,
        }
    }
}

fn formats() -> clap::builder::PossibleValuesParser {
    std::iter::once("text").chain(RECORDS.iter().map(|format| format.name)).collect::<Vec<_>>().into()
}

fn formats_help() -> String {
    let names: Vec<&str> = RECORDS.iter().map(|format| format.name).collect();
    let words = words!(
        "text（默认），或供程序读取的 {}", names.join("、");
        "text (default), or for programs {}", names.join(", ")
    );
    words.in_lang(lang()).to_owned()
}

/// The largest baseline.
const MAX_BASELINE: usize = 256 << 20;

pub(super) fn run(verb: &Check, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let rules = rulebook::all(&project.forms);
    let (wanted, unwanted) = (patterns(&verb.select, &rules)?, patterns(&verb.ignore, &rules)?);
    let known = verb.baseline.as_deref().map(baseline).transpose()?.unwrap_or_default();
    let survey = Survey::of(&project, &verb.files, global.jobs());
    let unread = arrivals::chosen(global, &project, survey.unread());
    // Whoever asks about some files does not ask who is missing.
    let missing = if verb.files.is_empty() { survey.missing(&global.year) } else { Vec::new() };
    let missing = arrivals::missed(global, &project, missing);
    let chosen = match global.chosen(&project, &survey, &verb.files) {
        Err(_) if !unread.is_empty() || !missing.is_empty() && !survey.entries().is_empty() => Vec::new(),
        chosen => chosen?,
    };
    let absent: Vec<Absent> = missing.iter().map(Absent::new).collect();
    let items = survey.judge(&chosen, global.jobs())?;
    let mut all = Judgements {
        reports: judge(&project, &items),
        others: unread.iter().map(|one| one.judged()).chain(absent.iter().map(Absent::judged)).collect(),
        unread: unread
            .iter()
            .map(|one| (one.shown(), &one.finding.clause))
            .chain(items.iter().filter_map(unreadable))
            .collect(),
        missing: missing.iter().map(|one| (one.unit.as_str(), one.year)).collect(),
        unlisted: items.iter().filter_map(unlisted).collect(),
    };
    for judged in all.reports.iter_mut().chain(&mut all.others) {
        let fits =
            |patterns: &[glob::Pattern], rule: &str| patterns.iter().any(|pattern| pattern.matches(rule));
        let prints = fingerprints(judged);
        let kept = judged.findings.iter().zip(&prints).filter(|(finding, print)| {
            (wanted.is_empty() || fits(&wanted, &finding.rule))
                && !fits(&unwanted, &finding.rule)
                && !known.contains(*print)
        });
        judged.findings = kept.map(|(finding, _)| *finding).collect();
    }
    let text = match RECORDS.iter().find(|format| format.name == verb.format) {
        _ if verb.waive => waivers(&all.reports, output.lang()),
        Some(format) => (format.write)(&all, &rules, output.lang()),
        None => {
            let mut text = for_people(verb, global, &all, &items, &missing, output);
            if !output.quiet() && verb.files.is_empty() && known.is_empty() {
                text.push_str(&by_unit(&project, &survey, global, &items, &unread, output.lang()));
            }
            text
        }
    };
    output.result(&text);
    let errors = count(&all.reports, Level::Error) + count(&all.others, Level::Error);
    let blocking = errors > 0 || verb.deny_warnings && count(&all.reports, Level::Warning) > 0;
    let unreadable = items.iter().any(Item::unreadable) || unread.iter().any(|one| one.is_refused());
    Ok(match (unreadable, blocking) {
        (true, _) => Exit::Cannot,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Sound,
    })
}

/// The table by unit of the newest year, or that of `--year`; nothing without a roster.
fn by_unit(
    project: &Project,
    survey: &Survey,
    global: &Global,
    items: &[Item],
    unread: &[&Unread],
    lang: Lang,
) -> String {
    let year = match global.year.as_slice() {
        [] => survey.newest_year(),
        [year] => Some(*year),
        _ => None,
    };
    let Some(year) = year.filter(|_| !project.roster.agencies.is_empty()) else { return String::new() };
    let mut handed: Vec<Handed> = items.iter().map(|item| Handed::item(project, item)).collect();
    handed.extend(unread.iter().map(|one| Handed::unread(project, one)));
    let mut status = Status::of(&project.roster.agencies, year, &handed);
    keep_chosen(&mut status, project, global);
    let most = if global.verbose { usize::MAX } else { MOST_UNITS };
    format!("\n{}{}\n", status::table(&status, most, lang), status::summary(&status).in_lang(lang))
}

/// A report of which no file could be read, with the reason.
fn unreadable(item: &Item) -> Option<(&str, &Words)> {
    let finding = item.findings.iter().find(|finding| Item::is_unread(finding))?;
    Some((&item.places.source.path, &finding.clause))
}

/// A report of a unit that the roster does not know.
fn unlisted(item: &Item) -> Option<(&str, &str)> {
    let is_unlisted = item.findings.iter().any(|finding| finding.rule == UNIT_UNLISTED.id);
    is_unlisted.then(|| (item.unit(), item.places.source.path.as_str()))
}

fn count(reports: &[Judged], level: Level) -> usize {
    reports.iter().map(|judged| judged.count(level)).sum()
}

/// Messages for people, with a line that counts.
fn for_people(
    verb: &Check,
    global: &Global,
    all: &Judgements,
    items: &[Item],
    missing: &[Missing],
    output: &Output,
) -> String {
    let mut text = String::new();
    let reports = &all.reports;
    print_findings(reports, global.verbose, output, &mut text);
    let is_error = |judged: &&Judged| judged.count(Level::Error) > 0;
    print_findings(all.others.iter().filter(is_error), global.verbose, output, &mut text);
    if global.verbose {
        list(items, output.lang(), &mut text);
    }
    if verb.statistics {
        text.push_str(&statistics(reports, output.lang()));
    }
    if !output.quiet() {
        text.push_str(&arrivals::list_missing(missing, global.verbose, output.lang()));
        if let Some(words) =
            arrivals::unread_names(&all.unread.iter().map(|(file, _)| *file).collect::<Vec<_>>())
        {
            text.push_str(&format!("{}\n", visible(words.in_lang(output.lang()))));
        }
        text.push_str(summary(reports, verb.baseline.is_some()).in_lang(output.lang()));
        text.push('\n');
    }
    text
}

fn summary(reports: &[Judged], new_only: bool) -> Words {
    let all = reports.len();
    let (errors, warnings) = (count(reports, Level::Error), count(reports, Level::Warning));
    let is_waived = |judged: &Judged| judged.findings.iter().filter(|one| one.waived.is_some()).count();
    let waived: usize = reports.iter().map(is_waived).sum();
    let sound = reports.iter().filter(|judged| is_waived(judged) == judged.findings.len()).count();
    let waived = match waived {
        0 => Words::fixed("", ""),
        count => words!("，已核实 {count} 处", ", {count} waived"),
    };
    let new_only = if new_only { ("（只计新问题）", " (new findings only)") } else { ("", "") };
    let (all_en, errors_en) = (counted(all, "report"), counted(errors, "error"));
    let warnings_en = counted(warnings, "warning");
    words!(
        "校验 {all} 份报告：{sound} 份无问题；强制性问题 {errors} 处，核实性问题 {warnings} 处{}{}", waived.zh, new_only.0;
        "{all_en} checked: {sound} without findings; {errors_en}, {warnings_en}{}{}", waived.en, new_only.1
    )
}

/// Waivers for all warnings, without what only a person can say.
fn waivers(reports: &[Judged], lang: Lang) -> String {
    let mut text = String::new();
    for judged in reports {
        let warnings: Vec<_> =
            judged.findings.iter().filter(|finding| finding.counts_as(Level::Warning)).collect();
        if warnings.is_empty() {
            continue;
        }
        text.push_str(where_to(judged).in_lang(lang));
        text.push_str("核实说明:\n");
        for finding in warnings {
            let quoted = judged.shown.form.map(|form| finding.quoted(form));
            let quoted = quoted.as_deref().unwrap_or(&finding.clause.zh);
            let clause = serde_yaml::to_string(quoted).expect("a text can be written as YAML");
            let rule = &finding.rule;
            let clause = clause.trim_end();
            // Writing to a String cannot fail.
            let _ = write!(text, "- 规则: {rule}\n  问题: {clause}\n  理由:\n  核实人:\n  日期:\n");
        }
    }
    text
}

/// Where waivers are to be written: a workbook has no place for YAML.
fn where_to(judged: &Judged) -> Words {
    let (path, source) = (judged.path(), &judged.shown.places.source);
    if !(source.has_book() && source.without_book().is_empty()) {
        return words!(
            "# 请填写理由、核实人、日期后，加到 {path}；理由请写明原因，如“本年承接市局下放的 12 项许可”\n",
            "# for {path}, once reason, name and date are filled in; the reason says why the data is as it is\n"
        );
    }
    let text = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    words!(
        "# {path} 是工作簿，核实说明有两种写法：\n\
         # 1. 用 nianbao return 退回副本，由填报单位写在“问题清单”工作表的“说明”一栏，重新报送后生效；\n\
         # 2. 填写下列各条的理由、核实人、日期，存为同名的 {text}.yaml，其他内容不用写。\n\
         # 理由请写明原因，如“本年承接市局下放的 12 项许可”\n",
        "# {path} is a workbook; there are two ways:\n\
         # 1. nianbao return: the unit writes its reasons into the last column of the sheet 问题清单 and submits the copy\n\
         # 2. save this as {text}.yaml, once reason, name and date are filled in; nothing else is needed there\n\
         # the reason says why the data is as it is\n"
    )
}

fn statistics(reports: &[Judged], lang: Lang) -> String {
    let mut counts: BTreeMap<&str, (Level, usize)> = BTreeMap::new();
    let counted =
        reports.iter().flat_map(|judged| &judged.findings).filter(|finding| finding.waived.is_none());
    for finding in counted {
        counts.entry(finding.rule.as_ref()).or_insert((finding.level, 0)).1 += 1;
    }
    let width = counts.keys().map(|rule| rule.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (rule, (level, count)) in counts {
        let _ = writeln!(text, "{rule:width$}  {}  {count}", level.word(lang)); // writing to a String cannot fail
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Names of rules, in which `*` stands for anything; one that matches no rule is a typo.
fn patterns(names: &[String], rules: &[&About]) -> Result<Vec<glob::Pattern>, Words> {
    let mut patterns = Vec::new();
    for name in names {
        let pattern = glob::Pattern::new(name).ok();
        let fits = |pattern: &glob::Pattern| rules.iter().any(|about| pattern.matches(&about.id));
        patterns.push(pattern.filter(fits).ok_or_else(|| no_rule(name, rules))?);
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
