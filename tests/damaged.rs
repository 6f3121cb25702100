//! Damaged tables: a cell lost, doubled, cut, two joined, a line lost or moved, a wrong span. Every
//! figure that is obtained is the report's; what is not certain is not obtained.
//!
//! `MUTANTS=2000` tries as many damages of each kind.

use std::collections::HashSet;

use nianbao::form::Form;
use nianbao::model::{Entry, Figure, FigureId, Report};
use rust_decimal::Decimal;

use crate::pasted::{WAYS, Way, read_text, report, text};
use crate::support::forms;

/// How many damages of each kind are tried where nobody asks for more.
const FEW: u64 = 12;

/// Numbers that look like chance and are the same in every run.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % most.max(1) as u64).expect("a small number")
    }
}

/// A report as departments write them: mostly zeros, its sums right; or any figures.
pub(crate) fn some_report(form: &Form, chance: &mut Chance) -> Report {
    let figure = |chance: &mut Chance, kind: usize| match (kind, chance.below(10)) {
        (0, 0..7) => Figure::Number(Decimal::ZERO),
        (0, _) => Figure::Number(Decimal::from(chance.below(60))),
        (_, 0) => Figure::NotApplicable,
        (_, 1..3) => Figure::Blank,
        (_, 3..6) => Figure::Number(Decimal::ZERO),
        _ => Figure::Number(Decimal::from(chance.below(2000))),
    };
    let kind = chance.below(3);
    let mut report = report(form, (0..form.figures.len()).map(|_| figure(chance, kind)).collect());
    if kind != 0 {
        return report;
    }
    // Sums of sums come after their parts.
    for _ in 0..3 {
        for (_, equation) in form.equations() {
            let Some(total) = equation.defines() else { continue };
            let parts = equation.right.iter().flat_map(|term| term.figures.iter().map(|id| (term.minus, *id)));
            let sum: Decimal = parts
                .map(|(minus, id)| match report.entry(id).figure {
                    Figure::Number(number) if minus => -number,
                    Figure::Number(number) => number,
                    _ => Decimal::ZERO,
                })
                .sum();
            report.entries[total.index()] = Entry::stated(Figure::Number(sum));
        }
    }
    report
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

/// Figures in the rows of a report that end with an empty cell: a text that leaves this out was
/// damaged before.
fn of_open_rows(form: &Form, report: &Report) -> HashSet<FigureId> {
    let blocks = form.sections.iter().flat_map(|one| &one.table).flat_map(|table| &table.blocks);
    let rows = blocks.flat_map(|block| {
        (0..block.row_leaves.len()).map(|row| -> Vec<FigureId> {
            (0..block.column_leaves.len()).map(|column| block.figure(row, column)).collect()
        })
    });
    let is_open = |row: &Vec<FigureId>| row.last().is_some_and(|id| report.entry(*id).figure == Figure::Blank);
    rows.filter(is_open).flatten().collect()
}

/// How many figures were obtained, and those that are not the report's.
pub(crate) fn compared(
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

pub(crate) fn mutants() -> u64 {
    std::env::var("MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(FEW)
}

#[test]
fn no_figure_of_a_damaged_text_is_wrong() {
    let (mut tried, mut got, mut all) = (0, 0, 0);
    let mut wrong = Vec::new();
    for (way, damage) in WAYS.iter().flat_map(|&way| DAMAGES.map(|damage| (way, damage))) {
        let mut bad = 0;
        for seed in 0..mutants() {
            let mut chance = Chance(seed);
            let form = forms().edition(if seed % 4 == 0 { 2019 } else { 2021 }).expect("a form");
            let report = some_report(form, &mut chance);
            let Some(text) = damaged(&text(form, &report, way), way, damage, &mut chance) else { continue };
            tried += 1;
            let Some(back) = read_text(&text).report else { continue };
            if back.edition != report.edition {
                wrong.push(format!("{way:?} {damage:?} {seed}: edition {}", back.edition));
                continue;
            }
            // A bar without the number before it is an empty cell.
            let emptied = damage == Damage::Emptied
                || way == Way::Apart && matches!(damage, Damage::Lost | Damage::LineLost);
            let twice = matches!(damage, Damage::Doubled | Damage::Cut | Damage::Divided) && way == Way::Sheet;
            let open = if twice { of_open_rows(form, &report) } else { HashSet::new() };
            let (right, other) = compared(form, &back, &report, emptied, &open);
            got += right;
            all += form.figures.len();
            if !other.is_empty() {
                bad += 1;
                wrong.push(format!("{way:?} {damage:?} {seed}: {other:?}"));
            }
        }
        if bad > 0 { eprintln!("{way:?} {damage:?}: {bad}"); }
    }
    eprintln!("{tried} tried, {} wrong, {got} of {all}", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
