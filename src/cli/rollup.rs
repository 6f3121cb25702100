//! `nianbao rollup UNIT`: the sum of the reports below a unit, as a text, a data file, JSON, a
//! working paper or a page.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::help::say;
use super::options::{Global, save, save_by};
use super::schema::editor_line;
use super::show::table;
use super::{Exit, Output, Ran, Stop};
use crate::diagnose::visible;
use crate::form::Form;
use crate::fs;
use crate::lang::{Lang, Words, did_you_mean};
use crate::make::{Project, Rolled, Survey, file_name};
use crate::model::{Figure, Origin, Report};
use crate::render::{self, RolledUp};
use crate::rollup::{self, Rollup};

#[derive(Args)]
pub(super) struct RollupVerb {
    #[arg(value_name = say("单位", "UNIT"), help = say("上级单位的全称、简称或曾用名", "the superior, by any of its names"))]
    of: String,
    #[arg(long, value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say("text（默认）、yaml（上级报告的数据文件）、json、xlsx（汇总底稿）或 html；-o 写明保存为哪个文件", "text (default), yaml (a data file for the superior's report), json, xlsx (the working paper) or html; -o names the file"))]
    format: RollupFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RollupFormat {
    Text,
    Yaml,
    Json,
    Xlsx,
    Html,
}

pub(super) fn run(verb: &RollupVerb, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let survey = Survey::of(&project, &[], global.jobs());
    let asked = Superior::asked(&verb.of, global, &project, &survey)?;
    let rolled = survey.rollup(asked.form, asked.position, asked.year)?;
    let own = asked.report(&survey)?;
    let own = own.as_ref().filter(|report| report.edition == asked.form.edition);
    let rollup = &rolled.rollup;
    let file = match (verb.format, &global.out) {
        (_, Some(file)) => Some(file.clone()),
        (RollupFormat::Xlsx, None) => Some(paper(global, rollup)),
        (_, None) => None,
    };
    let folder = file.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    let base = match fs::seen_from(folder.unwrap_or(Path::new(".")), &global.root) {
        base if base.is_empty() => base,
        base => format!("{base}/"),
    };
    let shown = RolledUp { form: asked.form, rollup, places: &rolled.places, own, base };
    // The JSON of a large county is written as it is made: it is larger than all the data.
    let json = |writer: &mut dyn io::Write| render::rollup_json(&shown, writer);
    let bytes = match verb.format {
        RollupFormat::Json => None,
        RollupFormat::Text => Some(text(&shown, output.lang()).into_bytes()),
        RollupFormat::Yaml => {
            let line = editor_line(&global.root, file.as_deref());
            Some((line + &render::write_yaml(asked.form, &rollup.report(asked.form, own))).into_bytes())
        }
        RollupFormat::Xlsx => Some(render::working_paper(&shown)?),
        RollupFormat::Html => Some(render::rollup_page(&project.renderer()?, &shown)?),
    };
    match (file, bytes) {
        (Some(path), Some(bytes)) => save(&path, bytes, &project, output)?,
        (Some(path), None) => save_by(&path, &json, &project, output)?,
        (None, Some(bytes)) => output.result(&String::from_utf8_lossy(&bytes)),
        (None, None) => output.result_by(&json),
    }
    notes(rollup, output);
    Ok(if rollup.is_complete() { Exit::Sound } else { Exit::Findings })
}

/// Where a working paper goes when nobody says: not among what may be published.
fn paper(global: &Global, rollup: &Rollup) -> PathBuf {
    let name = format!("{}.xlsx", file_name(&rollup.unit));
    global.root.join("rollup").join(rollup.year.to_string()).join(name)
}

/// What is not in the sum, and what is not certain about it.
fn notes(rollup: &Rollup, output: &mut Output) {
    if !rollup.is_complete() {
        output.say(&rollup::lacking(rollup));
    }
    for member in rollup.unsaid() {
        let unit = &member.unit;
        output.chat(&words!(
            "名录没有写明“{unit}”的汇总：按本级计，与下属单位各计一次；它的报告已含下属的，请写“汇总: 全域”",
            "the roster does not say what the report of `{unit}` is the sum of: it counts with those below it; write `sum: whole` if it holds them"
        ));
    }
}

/// A unit with others below it, the year and the form to add up by.
pub(super) struct Superior<'a> {
    pub(super) position: usize,
    pub(super) year: u16,
    pub(super) form: &'a Form,
}

impl<'a> Superior<'a> {
    /// The one that is asked for.
    pub(super) fn asked(
        name: &str,
        global: &Global,
        project: &'a Project,
        survey: &Survey,
    ) -> Result<Self, Stop> {
        let roster = &project.roster;
        if roster.agencies.is_empty() {
            return Err(Words::fixed(
                "没有单位名录：请在 data/units.yaml 里列出单位，下属单位写明“上级”",
                "there is no roster: list the units in data/units.yaml, each with its `parent`",
            )
            .into());
        }
        let position = roster.position(name).ok_or_else(|| {
            words!("名录里没有“{name}”", "`{name}` is not in the roster")
                .and(&did_you_mean(&roster.nearest(name)))
        })?;
        let unit = &roster.agencies[position].name;
        if roster.below(position).is_empty() {
            return Err(words!(
                "名录里没有单位的上级是“{unit}”，没有可以汇总的",
                "no unit of the roster has `{unit}` as its parent: there is nothing to add up"
            )
            .into());
        }
        let newest = || survey.entries().iter().map(|entry| entry.identity.year).max();
        let year = match global.year.as_slice() {
            [] => newest().ok_or_else(|| global.nothing(false))?,
            [year] => *year,
            _ => {
                return Err(Words::fixed(
                    "一次只能汇总一个年度：--year 请只写一个",
                    "one year at a time: give --year once",
                )
                .into());
            }
        };
        let own = survey.report_of(position, year).map(|entry| survey.read(entry)).transpose()?;
        let own = own.and_then(|item| item.form(project));
        let form = own
            .or_else(|| project.forms.for_year(year))
            .ok_or_else(|| words!("没有适用于 {year} 年度的表样", "no form applies to {year}"))?;
        Ok(Self { position, year, form })
    }

    /// Its own report, where it has one that can be read.
    pub(super) fn report(&self, survey: &Survey) -> Result<Option<Report>, Stop> {
        let entry = survey.report_of(self.position, self.year);
        let item = entry.map(|entry| survey.read(entry)).transpose()?;
        Ok(item.and_then(|item| item.report.clone()))
    }
}

/// The units and the tables, for people.
fn text(shown: &RolledUp, lang: Lang) -> String {
    let rollup = shown.rollup;
    let (unit, year) = (&rollup.unit, rollup.year);
    let (expected, counted) = (rollup.expected(), rollup.counted().count());
    let head = words!(
        "{unit} {year} 年度汇总：应计 {expected} 家，计入 {counted} 家\n\n",
        "{unit} {year}: {counted} of {expected} units added up\n\n"
    );
    let mut text = head.in_lang(lang).to_owned();
    for member in &rollup.members {
        let (indent, state) = ("  ".repeat(member.depth), member.state.words());
        let state = state.in_lang(lang);
        text.push_str(format!("{indent}{}  {state}  {}", member.unit, member.file).trim_end());
        text.push('\n');
    }
    let report = rollup.report(shown.form, None);
    for section in render::view(shown.form, &report, false).sections {
        if let Some(grid) = &section.table {
            text.push_str(&format!("\n{}\n\n{}", section.heading, table(grid)));
        }
    }
    visible(&text).into_owned()
}

/// The figures that are added up to one of a superior's, with their places.
pub(super) fn addends(
    rolled: &Rolled,
    form: &Form,
    address: &str,
    own: Option<&Report>,
    lang: Lang,
) -> Result<String, Words> {
    let id = form.resolve(address).map_err(|unknown| {
        words!("没有数据项“{address}”", "there is no figure `{address}`").and(&did_you_mean(&unknown.nearest))
    })?;
    let rollup = &rolled.rollup;
    let (unit, year, title) = (&rollup.unit, rollup.year, &form.spec(id).title);
    let mut text =
        words!("{title}（{unit}，{year} 年度）\n\n", "{title} ({unit}, {year})\n\n").in_lang(lang).to_owned();
    let mut lines: Vec<(String, String, String)> = Vec::new();
    for (member, places) in rollup.members.iter().zip(&rolled.places) {
        let value = member.figure(id).map_or_else(|| "—".to_owned(), Figure::text);
        let bytes = places.as_ref().and_then(|places| Some((places, places.figure(id)?)));
        let place = match (bytes, member.is_counted()) {
            (Some((places, bytes)), true) => places.source.place(bytes.start).to_string(),
            (None, true) => {
                let file = &member.file;
                let words = match member.entries.get(id.index()).map(|entry| entry.origin) {
                    Some(Origin::Derived) => words!("{file}（推算）", "{file} (derived)"),
                    _ => words!("{file}（其余为 0）", "{file} (the rest is 0)"),
                };
                words.in_lang(lang).to_owned()
            }
            (_, false) => {
                format!("{}  {}", member.state.words().in_lang(lang), member.file).trim_end().to_owned()
            }
        };
        lines.push((format!("{}{}", "  ".repeat(member.depth.max(1)), member.unit), value, place));
    }
    text.push_str(&columns(&lines));
    text.push('\n');
    if !form.spec(id).additive {
        text.push_str(
            Words::fixed("按表样，这一格不是各单位之和。\n", "By the form, this figure is not a sum.\n")
                .in_lang(lang),
        );
        return Ok(visible(&text).into_owned());
    }
    let (sum, units) = (rollup.figure(id).text(), rollup.counted().count());
    text.push_str(words!("{units} 家之和 {sum}", "sum of {units}: {sum}").in_lang(lang));
    if let Some(own) = own.map(|report| report.entry(id).figure) {
        let said = own.text();
        let words = if own == rollup.figure(id) {
            words!("，{unit}的报告也是 {said}", ", as {unit} reports")
        } else {
            words!("，{unit}的报告是 {said}：不一致", ", but {unit} reports {said}")
        };
        text.push_str(words.in_lang(lang));
    }
    text.push('\n');
    if !rollup.is_complete() {
        text.push_str(&format!("{}\n", rollup::lacking(rollup).in_lang(lang)));
    }
    Ok(visible(&text).into_owned())
}

/// Names, numbers and places, one under the other.
fn columns(lines: &[(String, String, String)]) -> String {
    use unicode_width::UnicodeWidthStr;
    let names = lines.iter().map(|(name, ..)| name.width()).max().unwrap_or(0);
    let numbers = lines.iter().map(|(_, number, _)| number.width()).max().unwrap_or(0);
    let line = |(name, number, place): &(String, String, String)| {
        let (after, before) = (" ".repeat(names - name.width()), " ".repeat(numbers - number.width()));
        format!("{name}{after}  {before}{number}  {place}\n")
    };
    lines.iter().map(line).collect()
}
