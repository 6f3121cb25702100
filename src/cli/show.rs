//! `nianbao show FILE`: what was read from a data file.
//!
//! As tables with aligned Chinese, as JSON with every figure's address, state and place, or as a
//! data file in its usual form.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use unicode_width::UnicodeWidthStr;

use super::help::say;
use super::options::Global;
use super::report::{judge, print_findings};
use super::schema::editor_line;
use super::{Exit, Output, Ran};
use crate::check;
use crate::diagnose::visible;
use crate::faults;
use crate::finding::Finding;
use crate::form::Form;
use crate::fs;
use crate::lang::{Lang, Words};
use crate::make::Survey;
use crate::model::Report;
use crate::render::{self, Grid, Role, Row, View};
use crate::rule::Level;

#[derive(Args)]
pub(super) struct Show {
    #[arg(value_name = say("文件", "FILE"), help = say("数据文件", "a data file"))]
    file: PathBuf,
    #[arg(long, value_enum, default_value = "table", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say("table（默认）、json（每个数的名称、状态、出处）或 yaml（规范写法）", "table (default), json (each figure's address, state and place) or yaml (in its usual form)"))]
    format: ShowFormat,
    #[arg(long, conflicts_with = "format",
        help = say("逐句列出文字里的数对应哪一格，不核对的说明原因", "list which figure each number of the texts is read as, and why others are left alone"))]
    sentences: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    Table,
    Json,
    Yaml,
}

pub(super) fn run(verb: &Show, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let survey = Survey::of(&project, std::slice::from_ref(&verb.file), global.jobs());
    let lies_there = |path: &PathBuf| fs::lies_at(path, &project.named(&verb.file));
    let entry = survey.entries().iter().find(|entry| entry.paths.iter().any(lies_there));
    let entry = entry.ok_or_else(|| {
        let file = verb.file.display();
        words!("{file} 里没有数据文件", "no data file in {file}")
    })?;
    let items = survey.check(&[entry], global.jobs())?;
    let item = items.first().expect("one report was checked");
    let mut text = String::new();
    print_findings(&judge(&project, &items), global.verbose, output, &mut text);
    output.message(&text);
    let (Some(report), Some(form)) = (&item.report, item.form(&project)) else {
        return Ok(if item.unreadable() { Exit::Cannot } else { Exit::Findings });
    };
    let is_misread = |finding: &Finding| {
        finding.level == Level::Error && faults::FAULTS.iter().any(|fault| fault.id == finding.rule)
    };
    if verb.format == ShowFormat::Yaml && item.findings.iter().any(is_misread) {
        // A file written from what could be read would look sound and say something else.
        output.error(&Words::fixed(
            "文件里有没读懂的内容，不能写成新的文件：请先改正",
            "some of the file could not be read, so it cannot be rewritten: fix it first",
        ));
        return Ok(Exit::Findings);
    }
    let text = match verb.format {
        _ if verb.sentences => visible(&sentences(form, report, output.lang())).into_owned(),
        ShowFormat::Table => visible(&tables(&render::view(form, report, false))).into_owned(),
        ShowFormat::Json => render::figures_json(form, report, &item.places) + "\n",
        ShowFormat::Yaml => editor_line(&global.root, None) + &render::write_yaml(form, report),
    };
    output.result(&text);
    Ok(if item.count(Level::Error) > 0 { Exit::Findings } else { Exit::Sound })
}

/// What each number of the texts is read as, section by section.
fn sentences(form: &Form, report: &Report, lang: Lang) -> String {
    let mut text = String::new();
    let mut section = None;
    for reading in check::readings(form, report) {
        if section != Some(reading.section) {
            section = Some(reading.section);
            let heading = reading
                .section
                .map_or_else(|| lang.pick("前言", "preface"), |index| form.sections[index].heading.as_str());
            text.push_str(&format!("{heading}\n"));
        }
        let meaning = reading.meaning.in_lang(lang);
        text.push_str(&format!("  {}\n      {meaning}\n", reading.words.trim()));
    }
    text
}

fn tables(view: &View) -> String {
    let mut text = format!("{}\n", view.title);
    for block in &view.preface {
        text.push_str(&format!("\n{}\n", block.text));
    }
    if !view.contact.is_empty() {
        text.push_str(&format!("\n{}\n", view.contact));
    }
    for section in &view.sections {
        text.push_str(&format!("\n{}\n", section.heading));
        for block in &section.paragraphs {
            text.push_str(&format!("\n{}\n", block.text));
        }
        if let Some(grid) = &section.table {
            text.push('\n');
            text.push_str(&table(grid));
        }
    }
    if !view.date.is_empty() {
        text.push_str(&format!("\n{}\n{}\n", view.unit, view.date));
    }
    text
}

/// A line of the terminal table: labels indented by group, then figures right-aligned.
pub(super) fn table(grid: &Grid) -> String {
    let mut text = String::new();
    let label_width = grid
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.role == Role::Row && !cell.group)
        .map(|cell| indent(cell.column) + cell.text.width())
        .max()
        .unwrap_or(0)
        .min(44);
    let widths = column_widths(grid);
    for row in &grid.rows {
        if row.header {
            header_line(row, label_width, &widths, grid.label_columns, &mut text);
        } else {
            body_lines(row, label_width, &widths, grid.label_columns, &mut text);
        }
    }
    text
}

fn column_widths(grid: &Grid) -> Vec<usize> {
    let mut widths = vec![4; grid.columns - grid.label_columns];
    for cell in grid.rows.iter().flat_map(|row| &row.cells) {
        let narrow = matches!(cell.role, Role::Value) || cell.role == Role::Column && !cell.group;
        if narrow && cell.column >= grid.label_columns {
            let slot = &mut widths[cell.column - grid.label_columns];
            *slot = (*slot).max(cell.text.width());
        }
    }
    widths
}

fn header_line(row: &Row, label_width: usize, widths: &[usize], labels: usize, text: &mut String) {
    if let Some(caption) = row.cells.iter().find(|cell| cell.role == Role::Caption) {
        text.push_str(&format!("{}\n", caption.text));
        return;
    }
    let mut line = " ".repeat(label_width);
    for (index, width) in widths.iter().enumerate() {
        let begins = row.cells.iter().find(|cell| cell.role == Role::Column && cell.column == index + labels);
        // A group's name may run over the columns that it spans; the others keep their place.
        let name = begins.map_or("", |cell| cell.text.as_str());
        line.push_str("  ");
        line.push_str(&pad_left(name, *width));
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

fn body_lines(row: &Row, label_width: usize, widths: &[usize], labels: usize, text: &mut String) {
    let mut line = String::new();
    for cell in row.cells.iter().filter(|cell| cell.role == Role::Row) {
        let label = format!("{}{}", " ".repeat(indent(cell.column)), cell.text);
        if cell.group {
            text.push_str(&format!("{label}\n"));
        } else {
            line = label;
        }
    }
    if line.width() > label_width {
        text.push_str(&format!("{line}\n"));
        line = String::new();
    }
    line.push_str(&" ".repeat(label_width.saturating_sub(line.width())));
    for cell in row.cells.iter().filter(|cell| cell.role == Role::Value) {
        let shown = if cell.state == "blank" { "·" } else { cell.text.as_str() };
        line.push_str("  ");
        line.push_str(&pad_left(shown, widths[cell.column - labels]));
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

fn indent(label_column: usize) -> usize {
    2 * label_column
}

fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}
