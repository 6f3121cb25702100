//! Damaged tables: a cell lost, doubled, cut, two joined, a line lost or moved, a wrong span. Every
//! figure that is obtained is the report's; what is not certain is not obtained.
//!
//! `MUTANTS=2000` tries as many damages of each kind.

use std::collections::HashSet;

use nianbao::document::{Packer, in_this_process};
use nianbao::form::Form;
use nianbao::model::{Entry, Figure, FigureId, Report};
use nianbao::read::{self, Expected, File};
use nianbao::render::{Document, Grid, Role};
use nianbao::roster::Publishing;
use rust_decimal::Decimal;

use crate::pasted::{WAYS, Way, read_text, report, shown, text};
use crate::support::forms;

/// How many damages of each kind are tried where nobody asks for more.
const FEW: u64 = 12;

/// Numbers that look like chance and are the same in every run.
#[derive(Clone)]
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % most.max(1) as u64).expect("a small number")
    }
}

/// A report as departments write them: mostly zeros, its sums right.
fn sound_report(form: &Form, chance: &mut Chance) -> Report {
    let figure = |chance: &mut Chance| match chance.below(10) {
        0..7 => Figure::Number(Decimal::ZERO),
        _ => Figure::Number(Decimal::from(chance.below(60))),
    };
    let mut report = report(form, (0..form.figures.len()).map(|_| figure(chance)).collect());
    // Sums of sums come after their parts.
    for _ in 0..3 {
        for (_, equation) in form.equations() {
            let Some(total) = equation.defines() else { continue };
            let parts =
                equation.right.iter().flat_map(|term| term.figures.iter().map(|id| (term.minus, *id)));
            let value = |(minus, id)| match report.entry(id).figure {
                Figure::Number(number) if minus => -number,
                Figure::Number(number) => number,
                _ => Decimal::ZERO,
            };
            report.entries[total.index()] = Entry::stated(Figure::Number(parts.map(value).sum()));
        }
    }
    report
}

/// A sound report, or any figures.
fn some_report(form: &Form, chance: &mut Chance) -> Report {
    if chance.below(3) == 0 {
        return sound_report(form, chance);
    }
    let figure = |chance: &mut Chance| match chance.below(10) {
        0 => Figure::NotApplicable,
        1..3 => Figure::Blank,
        3..6 => Figure::Number(Decimal::ZERO),
        _ => Figure::Number(Decimal::from(chance.below(2000))),
    };
    report(form, (0..form.figures.len()).map(|_| figure(chance)).collect())
}

/// What happens to the text of a table on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// A cell, with what divides it from the next.
    Lost,
    /// What a cell says.
    Emptied,
    Doubled,
    /// A number is in two cells.
    Cut,
    /// Two cells are one.
    Joined,
    LineLost,
    LinesMoved,
    /// What divides two cells is something else.
    Divided,
}

const DAMAGES: [Damage; 8] = [
    Damage::Lost,
    Damage::Emptied,
    Damage::Doubled,
    Damage::Cut,
    Damage::Joined,
    Damage::LineLost,
    Damage::LinesMoved,
    Damage::Divided,
];

/// Whether a line has no label.
fn is_value(line: &str) -> bool {
    line.chars().all(|c| c.is_ascii_digit() || "|/.\t ".contains(c))
}

/// A text with one damage in its tables; `None` where the damage changes nothing, or cannot be seen
/// by anybody: two numbers in each other's place, in lines of their own.
fn damaged(text: &str, way: Way, damage: Damage, chance: &mut Chance) -> Option<String> {
    let from = text.lines().position(|line| line.starts_with("二、"))? + 1;
    let to = text.lines().position(|line| line.starts_with("五、"))?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let own: Vec<usize> = (from..to).filter(|&at| !lines[at].trim().is_empty()).collect();
    let at = own[chance.below(own.len())];
    let divider = if matches!(way, Way::Tabs | Way::Sheet) { "\t" } else { "|" };
    match damage {
        Damage::LineLost => drop(lines.remove(at)),
        Damage::LinesMoved => {
            let labels: Vec<usize> = own.iter().copied().filter(|at| !is_value(&lines[*at])).collect();
            let all = if chance.below(2) == 0 || labels.is_empty() { &own } else { &labels };
            let (at, other) = (all[chance.below(all.len())], all[chance.below(all.len())]);
            if lines[at] == lines[other] || is_value(&lines[at]) && is_value(&lines[other]) {
                return None;
            }
            lines.swap(at, other);
        }
        _ if matches!(way, Way::Bare | Way::Apart) => return whole_line(lines, at, damage, chance),
        _ => {
            let mut cells: Vec<String> = lines[at].split(divider).map(str::to_owned).collect();
            let cell = chance.below(cells.len());
            let next = (cell + 1 < cells.len()).then_some(cell + 1);
            match damage {
                Damage::Lost => drop(cells.remove(cell)),
                Damage::Emptied => cells[cell] = if divider == "|" { " ".into() } else { String::new() },
                Damage::Doubled => cells.insert(cell, cells[cell].clone()),
                Damage::Cut => {
                    let (one, two) = cut(&cells[cell], chance)?;
                    cells.splice(cell..=cell, [one, two]);
                }
                Damage::Joined => {
                    let next = cells.remove(next?);
                    cells[cell] = format!("{}{}", cells[cell].trim_end(), next.trim_start());
                }
                _ => {
                    let next = cells.remove(next?);
                    let other = ["\t", "|", " ", "\n", "，"][chance.below(5)];
                    cells[cell] = format!("{}{other}{next}", cells[cell]);
                }
            }
            lines[at] = cells.join(divider);
        }
    }
    let damaged = format!("{}\n", lines.join("\n"));
    (damaged != text).then_some(damaged)
}

/// A damage where each cell is a line.
fn whole_line(mut lines: Vec<String>, at: usize, damage: Damage, chance: &mut Chance) -> Option<String> {
    let before = lines.clone();
    match damage {
        Damage::Lost => drop(lines.remove(at)),
        Damage::Emptied => lines[at] = String::new(),
        Damage::Doubled => lines.insert(at, lines[at].clone()),
        Damage::Cut => {
            let (one, two) = cut(&lines[at], chance)?;
            lines.splice(at..=at, [one, two]);
        }
        Damage::Joined => {
            let next = (at + 1..lines.len()).find(|&next| !lines[next].trim().is_empty())?;
            let next = lines.remove(next);
            lines[at] += &next;
        }
        _ => lines[at] += ["\t", "|", " ", "，"][chance.below(4)],
    }
    (lines != before).then(|| format!("{}\n", lines.join("\n")))
}

/// A number as two.
fn cut(cell: &str, chance: &mut Chance) -> Option<(String, String)> {
    let digits = cell.trim();
    if digits.len() < 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let at = 1 + chance.below(digits.len() - 1);
    Some((format!(" {} ", &digits[..at]), format!(" {} ", &digits[at..])))
}

/// Figures in the rows of a report that have an empty cell, or one at the end: a text that leaves
/// this out was damaged before.
fn of_open_rows(form: &Form, report: &Report, at_end: bool) -> HashSet<FigureId> {
    let blocks = form.sections.iter().flat_map(|one| &one.table).flat_map(|table| &table.blocks);
    let rows = blocks.flat_map(|block| {
        (0..block.row_leaves.len()).map(|row| -> Vec<FigureId> {
            (0..block.column_leaves.len()).map(|column| block.figure(row, column)).collect()
        })
    });
    let is_blank = |id: &FigureId| report.entry(*id).figure == Figure::Blank;
    let is_open = |row: &Vec<FigureId>| {
        if at_end { row.last().is_some_and(is_blank) } else { row.iter().any(is_blank) }
    };
    rows.filter(is_open).flatten().collect()
}

/// How many figures were obtained, and those that are not the report's.
fn compared(
    form: &Form,
    back: &Report,
    report: &Report,
    emptied: bool,
    open: &HashSet<FigureId>,
) -> (usize, Vec<String>) {
    let (mut right, mut wrong, mut empty) = (0, Vec::new(), Vec::new());
    for id in form.ids().filter(|id| !open.contains(id)) {
        let (is, was) = (back.entry(id).figure, report.entry(id).figure);
        let words = || format!("{}: {is:?} for {was:?}", form.spec(id).address);
        match is {
            Figure::NotObtained => {}
            _ if is == was => right += 1,
            // The cell is empty now.
            Figure::Blank if emptied => empty.push(words()),
            _ => wrong.push(words()),
        }
    }
    if empty.len() > 1 {
        wrong.extend(empty);
    }
    (right, wrong)
}

/// What came of many damaged documents.
#[derive(Default)]
struct Tally {
    tried: usize,
    got: usize,
    all: usize,
    wrong: Vec<String>,
}

impl Tally {
    /// Adds what was read of one, if it was read at all; `counts` says whether all of it is there.
    fn add(
        &mut self,
        label: &str,
        (form, report): (&Form, &Report),
        back: Option<&Report>,
        (emptied, open): (bool, &HashSet<FigureId>),
        counts: bool,
    ) {
        self.tried += 1;
        let Some(back) = back else { return };
        let (right, other) = if back.edition == report.edition {
            compared(form, back, report, emptied, open)
        } else {
            (0, vec![format!("edition {}", back.edition)])
        };
        if counts {
            self.got += right;
            self.all += form.figures.len();
        }
        if !other.is_empty() {
            self.wrong.push(format!("{label}: {other:?}"));
        }
    }

    /// Nothing is wrong, and of a hundred figures so many were obtained.
    fn hold(&self, percent: usize) {
        let Self { tried, got, all, wrong } = self;
        assert!(wrong.is_empty(), "{} of {tried}\n{}", wrong.len(), wrong.join("\n"));
        assert!(got * 100 > all * percent, "only {got} of {all} figures were obtained in {tried} documents");
    }
}

fn mutants() -> u64 {
    std::env::var("MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(FEW)
}

#[test]
fn no_figure_of_a_damaged_text_is_wrong() {
    let mut tally = Tally::default();
    for (way, damage) in WAYS.iter().flat_map(|&way| DAMAGES.map(|damage| (way, damage))) {
        for seed in 0..mutants() {
            let mut chance = Chance(seed);
            let form = forms().edition(if seed % 4 == 0 { 2019 } else { 2021 }).expect("a form");
            let report = some_report(form, &mut chance);
            let Some(text) = damaged(&text(form, &report, way), way, damage, &mut chance) else { continue };
            // A bar without the number before it is an empty cell.
            let emptied = damage == Damage::Emptied
                || way == Way::Apart && matches!(damage, Damage::Lost | Damage::LineLost);
            let twice =
                matches!(damage, Damage::Doubled | Damage::Cut | Damage::Divided) && way == Way::Sheet;
            let open = if twice { of_open_rows(form, &report, true) } else { HashSet::new() };
            let back = read_text(&text).report;
            let label = format!("{way:?} {damage:?} {seed}");
            tally.add(&label, (form, &report), back.as_ref(), (emptied, &open), true);
        }
    }
    tally.hold(60);
}

/// A cell of a page or a Word file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    text: String,
    down: usize,
    across: usize,
}

/// The rows of a table with their spans.
fn spans(grid: &Grid) -> Vec<Vec<Span>> {
    let cell = |cell: &nianbao::render::Cell| Span {
        text: cell.text.replace('\n', ""),
        down: cell.row_span,
        across: cell.column_span,
    };
    grid.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect()
}

/// What happens to a table of a page on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoil {
    Lost,
    Emptied,
    Doubled,
    Cut,
    Joined,
    Across,
    Down,
    NoSpans,
    RowLost,
    RowsMoved,
    /// The label of a row reaches over the next one.
    Merged,
}

const SPOILS: [Spoil; 11] = [
    Spoil::Lost,
    Spoil::Emptied,
    Spoil::Doubled,
    Spoil::Cut,
    Spoil::Joined,
    Spoil::Across,
    Spoil::Down,
    Spoil::NoSpans,
    Spoil::RowLost,
    Spoil::RowsMoved,
    Spoil::Merged,
];

/// Spoils a table; returns whether that changed it.
fn spoil(rows: &mut Vec<Vec<Span>>, how: Spoil, chance: &mut Chance) -> bool {
    let before = rows.clone();
    let at = chance.below(rows.len());
    let cell = chance.below(rows[at].len());
    let last = rows[at].len() - 1;
    match how {
        Spoil::Lost => drop(rows[at].remove(cell)),
        Spoil::Emptied => rows[at][cell].text.clear(),
        Spoil::Doubled => {
            let one = rows[at][cell].clone();
            rows[at].insert(cell, one);
        }
        Spoil::Cut => {
            let Some((one, two)) = cut(&rows[at][cell].text, chance) else { return false };
            let own = rows[at][cell].clone();
            let two = Span { text: two, ..own.clone() };
            rows[at].splice(cell..=cell, [Span { text: one, ..own }, two]);
        }
        Spoil::Joined if cell < last => {
            let next = rows[at].remove(cell + 1);
            rows[at][cell].text += &next.text;
            rows[at][cell].across += if chance.below(2) == 0 { next.across } else { 0 };
        }
        Spoil::Across => rows[at][cell].across = 1 + chance.below(5),
        Spoil::Down => rows[at][cell].down = 1 + chance.below(5),
        Spoil::NoSpans => rows[at].iter_mut().for_each(|one| (one.down, one.across) = (1, 1)),
        Spoil::RowLost => drop(rows.remove(at)),
        Spoil::RowsMoved => {
            let other = chance.below(rows.len());
            rows.swap(at, other);
        }
        Spoil::Merged if at + 1 < rows.len() && !rows[at + 1].is_empty() => {
            let next = rows[at + 1].remove(0);
            rows[at][0].down += next.down;
            rows[at][0].text += &next.text;
        }
        _ => {}
    }
    *rows != before
}

/// A document around tables, a part of it for each section.
fn parts(
    form: &Form,
    report: &Report,
    mut table: impl FnMut(&Grid) -> String,
    p: impl Fn(&str) -> String,
) -> String {
    let document = Document::new(form, report, &Publishing::default(), false);
    let mut text = p(&document.view.title);
    for section in &document.view.sections {
        text += &p(&section.heading);
        match &section.table {
            Some(grid) => text += &table(grid),
            None => text += &p("按月公开，按季核对。"),
        }
    }
    text
}

fn page_table(rows: &[Vec<Span>]) -> String {
    let cell = |one: &Span| {
        format!("<td rowspan=\"{}\" colspan=\"{}\"><p>{}</p></td>", one.down, one.across, one.text)
    };
    let row = |row: &Vec<Span>| format!("<tr>{}</tr>", row.iter().map(cell).collect::<String>());
    format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
}

/// A table of Word: cells that reach down go on as empty ones.
fn word_table(rows: &[Vec<Span>]) -> String {
    let one = |across: usize, down: &str, text: &str| {
        format!(
            "<w:tc><w:tcPr><w:gridSpan w:val=\"{across}\"/>{down}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        )
    };
    let mut open: Vec<(usize, usize, usize)> = Vec::new(); // column, across, rows that are left
    let mut xml = String::new();
    for row in rows {
        let mut column = 0;
        let mut cells = String::new();
        let mut next = open.clone();
        for one in &mut next {
            one.2 -= 1;
        }
        let go_on = |column: &mut usize, cells: &mut String| {
            while let Some(&(_, across, _)) = open.iter().find(|one| one.0 == *column) {
                *cells += &one(across, "<w:vMerge/>", "");
                *column += across;
            }
        };
        for cell in row {
            go_on(&mut column, &mut cells);
            let down = if cell.down > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" };
            cells += &one(cell.across, down, &cell.text);
            if cell.down > 1 {
                next.push((column, cell.across, cell.down - 1));
            }
            column += cell.across;
        }
        go_on(&mut column, &mut cells);
        open = next.into_iter().filter(|one| one.2 > 0).collect();
        xml += &format!("<w:tr>{cells}</w:tr>");
    }
    format!("<w:tbl><w:tblPr/>{xml}</w:tbl>")
}

fn page(body: &str) -> Vec<u8> {
    format!("<!DOCTYPE html><html><head><meta charset=utf-8></head><body><div>{body}</div></body></html>")
        .into_bytes()
}

fn word(body: &str) -> Vec<u8> {
    let mut packer = Packer::default();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    packer.add("word/document.xml", xml.as_bytes()).expect("a part");
    packer.finish().expect("a package")
}

/// Reads documents with one spoiled table each.
fn hold_spoiled(
    name: &str,
    kinds: &[Spoil],
    made: impl Fn(&Form, &Report, &mut dyn FnMut(&Grid) -> Vec<Vec<Span>>) -> Vec<u8>,
) {
    let mut tally = Tally::default();
    for &how in kinds {
        for seed in 0..mutants() {
            let mut chance = Chance(seed * 7 + 1);
            let form = forms().edition(if seed % 4 == 0 { 2019 } else { 2021 }).expect("a form");
            let report = some_report(form, &mut chance);
            let which = chance.below(3);
            let (mut number, mut changed) = (0, false);
            let bytes = made(form, &report, &mut |grid| {
                let mut rows = spans(grid);
                if number == which {
                    changed = spoil(&mut rows, how, &mut chance);
                }
                number += 1;
                rows
            });
            if !changed {
                continue;
            }
            let file = File::named(name, &bytes).expect("a known ending");
            let back = read::read(&[file], &Expected::default(), forms(), in_this_process).report;
            let (label, is_empty) = (format!("{name} {how:?} {seed}"), how == Spoil::Emptied);
            tally.add(&label, (form, &report), back.as_ref(), (is_empty, &HashSet::new()), true);
        }
    }
    tally.hold(95);
}

#[test]
fn no_figure_of_a_damaged_page_is_wrong() {
    hold_spoiled("报告.html", &SPOILS, |form, report, rows| {
        let body = parts(form, report, |grid| page_table(&rows(grid)), |text| format!("<p>{text}</p>"));
        page(&body)
    });
}

#[test]
fn no_figure_of_a_damaged_word_file_is_wrong() {
    hold_spoiled("报告.docx", &SPOILS, |form, report, rows| {
        let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        word(&parts(form, report, |grid| word_table(&rows(grid)), p))
    });
}

/// 表三 with two of the five kinds of organisations in each other's place, labels and figures.
fn with_columns_moved(grid: &Grid, chance: &mut Chance) -> Grid {
    let mut moved = grid.clone();
    if grid.key != "requests" {
        return moved;
    }
    let (one, other) = (chance.below(5), chance.below(5));
    for row in &mut moved.rows {
        let is_kinds = row.cells.iter().all(|cell| cell.role == Role::Column) && row.cells.len() == 5;
        let values = row.cells.iter().position(|cell| cell.role == Role::Value);
        let Some(first) = values.map(|first| first + 1).or(is_kinds.then_some(0)) else { continue };
        let text = std::mem::take(&mut row.cells[first + one].text);
        let text = std::mem::replace(&mut row.cells[first + other].text, text);
        row.cells[first + one].text = text;
    }
    moved
}

/// Any order of the applicants fulfils all sums: only the header says which it is.
#[test]
fn columns_count_by_their_labels_alone() {
    let made =
        |form: &Form, report: &Report, way: Option<Way>, change: &mut dyn FnMut(&Grid) -> Grid| match way {
            Some(way) => {
                let text = parts(form, report, |grid| shown(&change(grid), way), |text| format!("{text}\n"));
                ("报告.txt", text.into_bytes())
            }
            None => {
                let table = |grid: &Grid| page_table(&spans(&change(grid)));
                ("报告.html", page(&parts(form, report, table, |text| format!("<p>{text}</p>"))))
            }
        };
    for way in WAYS.into_iter().map(Some).chain([None]) {
        for seed in 0..mutants().min(100) {
            let mut chance = Chance(3 * seed);
            let form = forms().edition(if seed % 4 == 0 { 2019 } else { 2021 }).expect("a form");
            // The sums are right in every order.
            let report = sound_report(form, &mut chance);
            let section = form.section_by_key("requests").expect("a table");
            let read = |change: &mut dyn FnMut(&Grid) -> Grid| {
                let (name, bytes) = made(form, &report, way, change);
                let file = File::named(name, &bytes).expect("a known ending");
                let read = read::read(&[file], &Expected::default(), forms(), in_this_process);
                read.report.expect("a report")
            };
            let back = read(&mut |grid| with_columns_moved(grid, &mut chance.clone()));
            let (_, wrong) = compared(form, &back, &report, false, &HashSet::new());
            assert!(wrong.is_empty(), "{way:?} {seed}: {wrong:?}");
            let back = read(&mut |grid| {
                let mut bare = grid.clone();
                bare.rows.retain(|row| row.cells.iter().any(|cell| cell.role == Role::Value));
                bare
            });
            let (_, wrong) = compared(form, &back, &report, false, &HashSet::new());
            assert!(wrong.is_empty(), "{way:?} {seed}: {wrong:?}");
            let named = |id: &FigureId| back.entry(*id).figure != Figure::NotObtained;
            let columns =
                form.ids_of_section(section).enumerate().filter(|(at, id)| at % 7 != 6 && named(id));
            assert_eq!(columns.count(), 0, "{way:?} {seed}: a column without its label");
        }
    }
}

/// A table as `pdftotext` gives it: a row a line, empty cells lost; with `-layout` places are kept,
/// with `-raw` a long label is in lines of its own.
fn extracted(grid: &Grid, is_raw: bool) -> String {
    let mut text = String::new();
    for row in &grid.rows {
        let mut line = String::new();
        for cell in &row.cells {
            let said = cell.text.replace('\n', "");
            let count = said.chars().count();
            if is_raw && cell.role == Role::Row && count > 14 {
                let half: String = said.chars().take(count / 2).collect();
                line += &format!("{half}\n{}", &said[half.len()..]);
            } else if is_raw {
                line += &said;
            } else {
                let width = line.lines().last().unwrap_or_default().chars().count();
                line += &" ".repeat((cell.column * 9).saturating_sub(width));
                line += &said;
            }
            line += " ";
        }
        text += &format!("{}\n", line.trim_end());
    }
    text
}

/// A line without the figures at its end.
fn label(line: &str) -> &str {
    line.trim_end_matches(|c: char| c.is_ascii_digit() || "/ ".contains(c)).trim()
}

/// Damages words and lines of a text.
fn damaged_words(text: &str, damage: Damage, chance: &mut Chance) -> Option<String> {
    let from = text.lines().position(|line| line.starts_with("二、"))? + 1;
    let to = text.lines().position(|line| line.starts_with("五、"))?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = from + chance.below(to - from);
    let other = from + chance.below(to - from);
    let mut words: Vec<String> = lines[at].split(' ').map(str::to_owned).collect();
    let said: Vec<usize> = (0..words.len()).filter(|&at| !words[at].is_empty()).collect();
    let word = *said.get(chance.below(said.len()))?;
    match damage {
        Damage::LineLost => drop(lines.remove(at)),
        // The ends of two labels may be alike.
        Damage::LinesMoved if label(&lines[at]) == label(&lines[other]) => return None,
        Damage::LinesMoved => lines.swap(at, other),
        _ => {
            match damage {
                Damage::Lost => drop(words.remove(word)),
                Damage::Emptied => words[word].clear(),
                Damage::Doubled => words.insert(word, words[word].clone()),
                Damage::Cut => {
                    let (one, two) = cut(&words[word], chance)?;
                    words.splice(word..=word, [one, two]);
                }
                Damage::Joined => {
                    let next = words.drain(word + 1..).collect::<Vec<_>>().join(" ");
                    words[word] += next.trim_start();
                }
                _ => words[word] += ["\n", "\t", " | ", "，"][chance.below(4)],
            }
            lines[at] = words.join(" ");
        }
    }
    let damaged = format!("{}\n", lines.join("\n"));
    (damaged != text).then_some(damaged)
}

#[test]
fn no_figure_of_a_damaged_extract_is_wrong() {
    let mut tally = Tally::default();
    for (is_raw, damage) in [false, true].iter().flat_map(|&raw| DAMAGES.map(|damage| (raw, damage))) {
        for seed in 0..mutants() {
            let mut chance = Chance(seed * 5 + 2);
            let form = forms().edition(if seed % 4 == 0 { 2019 } else { 2021 }).expect("a form");
            let is_sound = seed % 3 > 0;
            let report =
                if is_sound { sound_report(form, &mut chance) } else { some_report(form, &mut chance) };
            let whole = parts(form, &report, |grid| extracted(grid, is_raw), |text| format!("{text}\n"));
            let Some(text) = damaged_words(&whole, damage, &mut chance) else { continue };
            let twice = matches!(damage, Damage::Doubled | Damage::Cut | Damage::Divided);
            let open = if twice { of_open_rows(form, &report, false) } else { HashSet::new() };
            let back = read_text(&text).report;
            let label = format!("raw {is_raw} {damage:?} {seed}");
            tally.add(&label, (form, &report), back.as_ref(), (false, &open), is_sound);
        }
    }
    tally.hold(80);
}
