//! `nianbao diff A B`: what two reports, years or folders do not have in common; with `--git`, a
//! file as text, for `git diff`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::help::say;
use super::options::{Global, save};
use super::{Exit, Output, Ran, Stop};
use crate::diagnose::visible;
use crate::diff::{Word, diff};
use crate::form::{Filled, Form};
use crate::fs;
use crate::lang::{Lang, Words, did_you_mean};
use crate::make::{Entry, Item, Project, Survey};
use crate::model::Report;
use crate::render::{self, Comparison, Only, Pair};

#[derive(Args)]
pub(super) struct DiffVerb {
    #[arg(value_name = "A", help = say("数据文件、文件夹，或“单位@年度”", "a data file, a folder, or UNIT@YEAR"))]
    a: String,
    #[arg(value_name = "B", required_unless_present = "git", conflicts_with = "git",
        help = say("与它比较的一个", "what it is compared with"))]
    b: Option<String>,
    #[arg(long, value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say("text（默认）、json、csv、xlsx 或 html；-o 写明保存为哪个文件", "text (default), json, csv, xlsx or html; -o names the file"))]
    format: DiffFormat,
    #[arg(long, help = say("把一个文件写成文字，供 git diff 比较工作簿（textconv）", "write one file as text, for git diff of workbooks (textconv)"))]
    git: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
    Csv,
    Xlsx,
    Html,
}

pub(super) fn run(verb: &DiffVerb, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let Some(b) = &verb.b else {
        let item = Item::of_file(&project, &project.named(Path::new(&verb.a)));
        output.result(&lines(&project, &item, output.lang()));
        return Ok(Exit::Sound);
    };
    let comparison = compare(&verb.a, b, global, &project, output)?;
    let bytes = match verb.format {
        DiffFormat::Text => text(&comparison, output.lang()).into_bytes(),
        DiffFormat::Json => (render::diff_json(&comparison) + "\n").into_bytes(),
        DiffFormat::Csv => render::diff_csv(&comparison)?,
        DiffFormat::Xlsx => render::diff_workbook(&comparison)?,
        DiffFormat::Html => render::diff_page(&project.renderer()?, &comparison)?,
    };
    match &global.out {
        Some(path) => save(path, bytes, &project, output)?,
        None if verb.format == DiffFormat::Xlsx => {
            return Err(Words::fixed(
                "工作簿请用 -o 写明保存为哪个文件",
                "a workbook needs a file: name it with -o",
            )
            .into());
        }
        None => output.result(&String::from_utf8_lossy(&bytes)),
    }
    Ok(if comparison.is_empty() { Exit::Sound } else { Exit::Findings })
}

/// What one side names: one report, or a folder of them.
enum Side<'s> {
    One(&'s Entry),
    Folder(Vec<&'s Entry>),
}

fn compare(
    a: &str,
    b: &str,
    global: &Global,
    project: &Project,
    output: &mut Output,
) -> Result<Comparison, Stop> {
    let paths: Vec<PathBuf> =
        [a, b].into_iter().filter(|name| unit_and_year(name, project).is_none()).map(PathBuf::from).collect();
    let survey = Survey::of(project, &paths, global.jobs());
    let mut only: Vec<Only> = Vec::new();
    let mut pairs = Vec::new();
    let (one, two) = (side(a, project, &survey, output)?, side(b, project, &survey, output)?);
    let folders = match (one, two) {
        (Side::One(one), Side::One(two)) => {
            came_in(one, two, project, output);
            pairs.push(pair(one, two, project, &survey, global.jobs())?);
            false
        }
        (Side::Folder(first), Side::Folder(second)) => {
            let unit = |entry: &Entry| entry.identity.unit().to_owned();
            let same = |one: &Entry, two: &Entry| {
                let single = |all: &[&Entry], name: &str| {
                    all.iter().filter(|one| one.identity.unit() == name).count() == 1
                };
                let names = unit(one) == unit(two);
                // A unit that has one report on each side is compared whatever the years are.
                names
                    && (one.identity.year == two.identity.year
                        || single(&first, one.identity.unit()) && single(&second, two.identity.unit()))
            };
            for &one in &first {
                match second.iter().find(|two| same(one, two)) {
                    Some(two) => pairs.push(pair(one, two, project, &survey, global.jobs())?),
                    None => only.push(alone(one, false, &second, project)),
                }
            }
            let lonely = second.iter().filter(|two| first.iter().all(|one| !same(one, two)));
            only.extend(lonely.map(|two| alone(two, true, &first, project)));
            true
        }
        _ => {
            return Err(Words::fixed(
                "一个是文件夹，另一个不是：请给两份报告，或两个文件夹",
                "one is a folder and the other is not: name two reports, or two folders",
            )
            .into());
        }
    };
    Ok(Comparison { a: a.to_owned(), b: b.to_owned(), folders, pairs, only })
}

/// A report that has none of its unit on the other side, with the unit there that it is part of.
fn alone(entry: &Entry, in_second: bool, others: &[&Entry], project: &Project) -> Only {
    let (unit, roster) = (entry.identity.unit().to_owned(), &project.roster);
    let survivor = |other: &&Entry| {
        let position = roster.position(&unit)?;
        let survivor = roster.survivor(position, other.identity.year);
        (survivor != position).then(|| roster.agencies[survivor].name.clone())
    };
    let merged_into = others.iter().find_map(survivor);
    Only { unit, in_second, merged_into }
}

/// Says which units came to another between its two reports: their figures are in one of them only.
fn came_in(one: &Entry, two: &Entry, project: &Project, output: &mut Output) {
    let roster = &project.roster;
    let (Some(unit), Some(other)) = (&one.identity.unit, &two.identity.unit) else { return };
    let Some(position) = roster.position(unit).filter(|_| unit == other) else { return };
    let (before, after) =
        (one.identity.year.min(two.identity.year), one.identity.year.max(two.identity.year));
    let earlier = roster.merged_into(position, before);
    let came = roster.merged_into(position, after).into_iter().filter(|index| !earlier.contains(index));
    let names: Vec<&str> = came.map(|index| roster.agencies[index].name.as_str()).collect();
    if !names.is_empty() {
        output.chat(&words!(
            "{} 在 {before} 年度以后并入{unit}：{unit} {before} 年度的数里没有它们的", names.join("、");
            "{} came to {unit} after {before}: the figures of {unit} for {before} are without theirs", names.join(", ")
        ));
    }
}

/// `UNIT@YEAR`, unless there is a file of this name.
fn unit_and_year<'n>(name: &'n str, project: &Project) -> Option<(&'n str, u16)> {
    let (unit, year) = name.rsplit_once(['@', '＠'])?;
    let is_file = fs::exists(&project.named(Path::new(name)));
    year.parse().ok().filter(|_| year.len() == 4 && !is_file).map(|year| (unit, year))
}

fn side<'s>(
    name: &str,
    project: &Project,
    survey: &'s Survey,
    output: &mut Output,
) -> Result<Side<'s>, Stop> {
    if let Some((unit, year)) = unit_and_year(name, project) {
        return of_unit(unit, year, project, survey, output).map(Side::One).ok_or_else(|| {
            words!("没有“{unit}”{year} 年度的报告", "there is no report of `{unit}` for {year}")
                .and(&did_you_mean(&project.roster.nearest(unit)))
                .into()
        });
    }
    let path = project.named(Path::new(name));
    if !fs::exists(&path) {
        return Err(words!(
            "没有文件或文件夹“{name}”，也不是“单位@年度”",
            "there is no file or folder `{name}`, and it is not UNIT@YEAR"
        )
        .into());
    }
    let lies_there = |entry: &&Entry| entry.paths.iter().any(|one| fs::lies_at(one, &path));
    let mut found: Vec<&Entry> = survey.entries().iter().filter(lies_there).collect();
    if fs::is_folder(&path) {
        found.sort_by_key(|entry| project.roster.position(entry.identity.unit()).unwrap_or(usize::MAX));
        return Ok(Side::Folder(found));
    }
    found.first().map(|entry| Side::One(entry)).ok_or_else(|| {
        words!("{name} 里没有数据，或不是能读的文件", "there are no data in {name}, or it cannot be read")
            .into()
    })
}

/// The report of a unit for a year; where it was merged into another, that one's.
fn of_unit<'s>(
    unit: &str,
    year: u16,
    project: &Project,
    survey: &'s Survey,
    output: &mut Output,
) -> Option<&'s Entry> {
    let roster = &project.roster;
    let present = roster.present(unit);
    let mut of_year = survey.entries().iter().filter(|entry| entry.identity.year == year);
    let is_named = |entry: &&Entry| entry.identity.unit() == present || entry.identity.stem == unit;
    if let Some(own) = of_year.clone().find(is_named) {
        return Some(own);
    }
    let survivor = &roster.agencies[roster.survivor(roster.position(unit)?, year)].name;
    let found = of_year.find(|entry| entry.identity.unit() == survivor)?;
    output.chat(&words!(
        "“{present}”{year} 年度已并入“{survivor}”：用“{survivor}”的报告比较",
        "`{present}` was merged into `{survivor}` by {year}: the report of `{survivor}` is compared"
    ));
    Some(found)
}

fn pair(one: &Entry, two: &Entry, project: &Project, survey: &Survey, jobs: usize) -> Result<Pair, Stop> {
    let items = survey.check(&[one, two], jobs)?;
    let [one, two] = items.as_slice() else { return Err(nothing_read("").into()) };
    let (a, b) = (filled(one, project)?, filled(two, project)?);
    let shown =
        |item: &Item, report: &Report| format!("{}（{} {}）", item.identity.shown, report.unit, report.year);
    Ok(Pair {
        unit: one.unit().to_owned(),
        a: shown(one, a.report),
        b: shown(two, b.report),
        diff: diff(a, b),
    })
}

fn nothing_read(file: &str) -> Words {
    words!(
        "{file} 读不出报告：用 nianbao check {file} 查看原因",
        "no report could be read from {file}: nianbao check {file} says why"
    )
}

fn filled<'a>(item: &'a Item, project: &'a Project) -> Result<Filled<'a>, Stop> {
    let form = item.form(project);
    let both = form.zip(item.report.as_ref());
    both.map(|(form, report)| Filled::new(form, report))
        .ok_or_else(|| nothing_read(&item.identity.shown).into())
}

/// A comparison for people.
fn text(comparison: &Comparison, lang: Lang) -> String {
    // Long: the parts of a comparison, one after another, as they are printed.
    let mut text = String::new();
    for pair in &comparison.pairs {
        if pair.diff.is_empty() && pair.diff.unmatched.is_empty() {
            continue;
        }
        text.push_str(&format!("--- {}\n+++ {}\n", pair.a, pair.b));
        let shown = |figure: crate::model::Figure| match figure.text() {
            empty if empty.is_empty() => lang.pick("空白", "blank").to_owned(),
            number => number,
        };
        for one in &pair.diff.figures {
            let change = one.change().map(|change| change.normalize().to_string()).unwrap_or_default();
            let sign = if change.is_empty() || change.starts_with('-') { "" } else { "+" };
            let change = if change.is_empty() { change } else { format!("（{sign}{change}）") };
            text.push_str(&format!("{}  {} → {}{change}\n", one.address, shown(one.a), shown(one.b)));
        }
        let mut heading = "";
        for one in &pair.diff.texts {
            if heading != one.heading {
                heading = &one.heading;
                text.push_str(&format!("\n{heading}\n"));
            }
            let word = |word: &Word| match word {
                Word::Same(text) => text.clone(),
                Word::Removed(text) => format!("[-{text}-]"),
                Word::Added(text) => format!("{{+{text}+}}"),
            };
            text.push_str(&format!("  {}\n", one.words.iter().map(word).collect::<String>()));
        }
        for (in_second, words) in [
            (false, Words::fixed("只有前一个的表样有", "only in the first form")),
            (true, Words::fixed("只有后一个的表样有", "only in the second form")),
        ] {
            let names: Vec<&str> = pair
                .diff
                .unmatched
                .iter()
                .filter(|one| one.in_second == in_second)
                .map(|one| one.address.as_str())
                .collect();
            if !names.is_empty() {
                let between = lang.pick("、", ", ");
                text.push_str(&format!(
                    "\n{}{}{}\n",
                    words.in_lang(lang),
                    lang.pick("：", ": "),
                    names.join(between)
                ));
            }
        }
        text.push('\n');
    }
    for Only { unit, in_second, merged_into } in &comparison.only {
        let words = if *in_second {
            words!("只在后一个里有：{unit}", "only in the second: {unit}")
        } else {
            words!("只在前一个里有：{unit}", "only in the first: {unit}")
        };
        text.push_str(words.in_lang(lang));
        if let Some(other) = merged_into {
            text.push_str(words!("（已并入{other}）", " (merged into {other})").in_lang(lang));
        }
        text.push('\n');
    }
    visible(&text).into_owned()
}

/// A file as lines of text, the same for the same content: a line a figure, a line a paragraph.
fn lines(project: &Project, item: &Item, lang: Lang) -> String {
    let (Some(form), Some(report)) = (item.form(project), &item.report) else {
        let said = item.findings.iter().map(|finding| format!("{}\n", finding.clause.in_lang(lang)));
        return visible(&said.collect::<String>()).into_owned();
    };
    let mut text = format!("单位: {}\n年度: {}\n表样: {}\n", report.unit, report.year, report.edition);
    if let Some(date) = report.date {
        text.push_str(&format!("成文日期: {date}\n"));
    }
    let figure = |form: &Form, id| format!("{}: {}\n", form.spec(id).address, report.entry(id).figure.text());
    text.extend(form.ids().map(|id| figure(form, id).replace(": \n", ":\n")));
    let view = render::view(form, report, false);
    let blocks = |heading: &str, blocks: &[render::Block]| {
        let lines = blocks.iter().map(|block| format!("{}\n", block.text));
        format!("\n{heading}\n{}", lines.collect::<String>())
    };
    if !view.preface.is_empty() {
        text.push_str(&blocks("前言", &view.preface));
    }
    if !view.contact.is_empty() {
        text.push_str(&format!("\n{}\n", view.contact));
    }
    for section in view.sections.iter().filter(|section| section.table.is_none()) {
        text.push_str(&blocks(&section.heading, &section.paragraphs));
    }
    visible(&text).into_owned()
}
