//! Totals that the file itself computes, and what its formulas left out or never computed.
//!
//! `SUM` skips numbers stored as text, so a sheet whose figures are all right shows wrong totals;
//! and some systems write formulas without results. Both have one cause and are one finding. Such
//! totals are derived from their parts, and not compared with them. A total is only taken for one
//! that left texts out where it is exactly the sum of the others.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::document::{Book, CellName, Content};
use crate::faults::{FORMULA_WITHOUT_RESULT, NOT_A_NUMBER, NUMBER_AS_TEXT};
use crate::figure;
use crate::form::{Form, Term, sum};
use crate::lang::Words;
use crate::matcher::FoundTable;
use crate::model::{Entry, Figure, FigureId, Origin};
use crate::rule::About;

/// What formulas make of the figures of a workbook.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// Totals to be derived.
    derived: Vec<FigureId>,
    /// Other figures whose formula has no result.
    refused: Vec<FigureId>,
    /// Numbers stored as text that some total leaves out.
    texts: Vec<CellName>,
    /// Formulas without a result.
    without_result: Vec<CellName>,
}

/// One finding about cells of a workbook, shown at the first of them.
pub(super) struct StoredFault {
    pub(super) about: &'static About,
    pub(super) cells: Vec<CellName>,
    pub(super) clause: Words,
    pub(super) hint: Words,
}

impl Stored {
    /// Looks at the figures of a workbook.
    pub(super) fn of(book: &Book, form: &Form, tables: &[FoundTable]) -> Self {
        let cells: HashMap<FigureId, CellName> =
            tables.iter().flat_map(|found| &found.figures).map(|&(id, cell, _)| (id, cell)).collect();
        let totals = form.totals();
        let mut stored = Self::default();
        let mut all: Vec<(FigureId, CellName)> = cells.iter().map(|(id, cell)| (*id, *cell)).collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        for &(id, cell) in &all {
            if book.at(cell) == Some(&Content::NoResult) {
                stored.without_result.push(cell);
                if totals[id.index()] { &mut stored.derived } else { &mut stored.refused }.push(id);
            }
        }
        let left_out = left_out(book, form, &cells);
        if !left_out.is_empty() {
            let sections: Vec<usize> = left_out.iter().map(|id| form.spec(*id).section).collect();
            let texts = all.iter().filter(|(id, cell)| {
                sections.contains(&form.spec(*id).section)
                    && as_text(book, form, *id, *cell).is_some()
                    && !left_out.contains(id)
            });
            stored.texts = texts.map(|(_, cell)| *cell).collect();
            stored.derived.extend(left_out);
        }
        stored
    }

    /// Whether a figure is a total that is derived and not read.
    pub(super) fn is_derived(&self, id: FigureId) -> bool {
        self.derived.contains(&id)
    }

    /// Whether a figure has no result, which is reported once for all.
    pub(super) fn is_refused(&self, id: FigureId) -> bool {
        self.refused.contains(&id)
    }

    /// Refuses the totals that cannot be derived: what their parts lack is reported.
    pub(super) fn settle(&self, form: &Form, entries: &mut [Entry]) {
        let mut tried = entries.to_vec();
        form.derive(&mut tried);
        for id in &self.derived {
            if tried[id.index()].origin == Origin::Absent {
                entries[id.index()].origin = Origin::Refused;
            }
        }
    }

    /// What is wrong, once for each cause.
    pub(super) fn faults(&self, book: &Book) -> Vec<StoredFault> {
        let mut faults = Vec::new();
        if !self.texts.is_empty() {
            let ranges = book.ranges(&self.texts);
            faults.push(StoredFault {
                about: &NUMBER_AS_TEXT,
                cells: self.texts.clone(),
                clause: words!(
                    "{ranges} 是文本格式的数，合计公式没有把它们算进去",
                    "numbers stored as text in {ranges} are left out of the totals"
                ),
                hint: Words::fixed(
                    "请选中这些格，点旁边的黄色感叹号，选“转换为数字”，保存后重新报送",
                    "select these cells, click the sign next to them, choose Convert to Number, and save the file",
                ),
            });
        }
        let mut cells = self.without_result.clone();
        cells.sort_unstable();
        if !cells.is_empty() {
            let (count, ranges) = (self.without_result.len(), book.ranges(&self.without_result));
            let (about, clause) = if self.refused.is_empty() {
                (
                    &FORMULA_WITHOUT_RESULT,
                    words!(
                        "合计的公式（{ranges}，共 {count} 格）在文件里没有计算结果，已由各项推算",
                        "the formulas of {count} totals ({ranges}) have no stored result; they were derived"
                    ),
                )
            } else {
                (
                    &NOT_A_NUMBER,
                    words!(
                        "{ranges} 是公式，文件里没有计算结果",
                        "the formulas in {ranges} have no stored result"
                    ),
                )
            };
            let hint = Words::fixed(
                "请用 Excel 或 WPS 打开，保存后重新报送",
                "open the file in Excel or WPS and save it",
            );
            faults.push(StoredFault { about, cells, clause, hint });
        }
        faults
    }
}

/// The number of a cell that is stored as text.
fn as_text(book: &Book, form: &Form, id: FigureId, cell: CellName) -> Option<Decimal> {
    let content = book.at(cell).filter(|content| matches!(content, Content::Text(_)))?;
    match figure::of(content, form.unit(id)) {
        Ok(Figure::Number(number)) => Some(number),
        _ => None,
    }
}

/// The totals that a formula gives and that are the sum of their parts without those stored as
/// text, and totals of such totals.
fn left_out(book: &Book, form: &Form, cells: &HashMap<FigureId, CellName>) -> Vec<FigureId> {
    let number = |id: FigureId| {
        let cell = *cells.get(&id)?;
        match book.at(cell) {
            None | Some(Content::Text(_)) => Some(Decimal::ZERO),
            Some(Content::Number(number)) => Decimal::from_str_exact(number).ok(),
            Some(_) => None,
        }
    };
    let text = |id: FigureId| as_text(book, form, id, *cells.get(&id)?);
    let is_formula = |id: &FigureId| {
        let cell = cells.get(id).filter(|cell| matches!(book.at(**cell), Some(Content::Number(_))));
        cell.is_some_and(|cell| book.sheets[cell.sheet].is_formula(cell.row, cell.column))
    };
    let mut found: Vec<FigureId> = Vec::new();
    loop {
        let before = found.len();
        for (_, equation) in form.equations() {
            let Some(total) = equation.defines().filter(is_formula) else { continue };
            if found.contains(&total) {
                continue;
            }
            let parts = || equation.right.iter().flat_map(|term| &term.figures);
            let skips = parts().any(|part| text(*part).is_some_and(|number| !number.is_zero()));
            let follows = parts().any(|part| found.contains(part));
            let stated = number(total);
            let skipped = sum(&equation.right, |_: &Term, id| number(id));
            let whole = sum(&equation.right, |_: &Term, id| text(id).or_else(|| number(id)));
            let explained = stated.is_some() && stated == skipped;
            if explained && (skips && stated != whole || follows) {
                found.push(total);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}
