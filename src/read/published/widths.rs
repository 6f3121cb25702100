//! Whether a row of a table in plain text has all its cells.
//!
//! Text has no spans: what cells over several columns leave is empty cells, and nothing, and a row
//! that lost a cell looks like one that ends with an empty one. So more cells than a row of the
//! form has are believed only where the rows of the table agree on how many there are, or the
//! header does.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::document::{Cell, Sheet};
use crate::figure;
use crate::form::{Block, Form};
use crate::lang::Words;
use crate::model::{Figure, FigureId};

/// The widths of the rows of a table in plain text.
pub(super) struct Widths {
    by_row: BTreeMap<u32, usize>,
    /// How many cells all rows have, apart from a damaged one.
    common: Option<usize>,
    /// Whether tabs divide the cells, so that nothing closes the last.
    has_tabs: bool,
    /// Whether empty cells at the ends of lines were left out.
    is_trimmed: bool,
}

impl Widths {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let by_row: BTreeMap<u32, usize> = sheet.widths.iter().copied().collect();
        let common = common(by_row.values().copied());
        let mut cells: BTreeMap<u32, usize> = BTreeMap::new();
        let all = sheet.cells.iter().map(|cell| cell.row).chain(sheet.empty.iter().map(|(row, _)| *row));
        all.for_each(|row| *cells.entry(row).or_default() += 1);
        let ends = |(row, column): &(u32, u32)| usize::try_from(*column + 1).ok() == by_row.get(row).copied();
        let has_tabs = by_row.iter().all(|(row, width)| cells.get(row) == Some(width));
        let is_trimmed = has_tabs && !sheet.empty.iter().any(ends);
        Self { by_row, common, has_tabs, is_trimmed }
    }

    /// Whether lines end where nothing more is said, so that a short one may have lost any cell.
    pub(super) fn is_trimmed(&self) -> bool {
        self.is_trimmed
    }

    /// The width of a row; 0 where it is not known.
    pub(super) fn width(&self, row: u32) -> usize {
        self.by_row.get(&row).copied().unwrap_or_default()
    }

    /// Whether the cells of a row have empty ones among or after them that not all rows have.
    pub(super) fn has_gaps(&self, sheet: &Sheet, cells: &[Cell]) -> bool {
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return false };
        let from = sheet.empty.partition_point(|(row, column)| (*row, *column) < (first.row, first.column));
        let own = sheet.empty[from..].iter().take_while(|(row, _)| *row == first.row);
        let is_even = self.common == Some(self.width(first.row));
        own.into_iter().any(|(_, column)| *column < last.column || !is_even)
    }

    /// Whether a row with so many cells after its label is whole; `header` is the width of the
    /// header above it.
    pub(super) fn is_whole(&self, row: u32, header: usize, there: usize, wanted: usize) -> bool {
        let width = self.width(row);
        match self.common {
            Some(common) => width == common,
            None => width == header || there == wanted && (width > header || !self.has_tabs),
        }
    }
}

/// The width that all rows have, apart from a damaged one.
pub(super) fn common(widths: impl IntoIterator<Item = usize>) -> Option<usize> {
    /// A line that was broken is two that differ.
    const DAMAGED: usize = 2;
    /// Fewer rows prove nothing.
    const FEWEST: usize = 3;
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    widths.into_iter().for_each(|width| *counts.entry(width).or_default() += 1);
    let needed = counts.values().sum::<usize>().saturating_sub(DAMAGED).max(FEWEST);
    counts.into_iter().find(|(_, count)| *count >= needed).map(|(width, _)| width)
}

/// Whether the figures of a row add up as the form says; `None` where it says nothing of them.
pub(super) fn adds_up(form: &Form, block: &Block, row: usize, texts: &[&str]) -> Option<bool> {
    let ids: Vec<FigureId> = (0..block.column_leaves.len()).map(|column| block.figure(row, column)).collect();
    let value = |id: &FigureId| {
        let at = ids.iter().position(|one| one == id)?;
        match figure::parse(texts.get(at)?, form.unit(*id)).ok()? {
            Figure::Number(number) => Some(number),
            // As the sums of the form take them.
            Figure::Blank | Figure::NotApplicable => Some(Decimal::ZERO),
            Figure::NotObtained => None,
        }
    };
    let own = form.equations().map(|(_, equation)| equation).filter(|equation| {
        equation.defines().is_some()
            && equation.terms().all(|(term, _)| !term.last && term.figures.iter().all(|id| ids.contains(id)))
    });
    let mut said = None;
    for equation in own {
        let mut terms =
            equation.terms().flat_map(|(term, minus)| term.figures.iter().map(move |id| (minus, id)));
        let sum = terms.try_fold(Decimal::ZERO, |sum, (minus, id)| {
            let value = value(id)?;
            sum.checked_add(if minus { -value } else { value })
        });
        let holds = sum.is_some_and(|sum| sum.is_zero());
        said = Some(said.unwrap_or(true) && holds);
    }
    said
}

/// Why rows of a table were left out.
pub(super) fn uneven(table: &str) -> Words {
    words!(
        "{table}：各行的格数不一样多，无法确定数属于哪一列",
        "{table}: rows have different numbers of cells, so their columns are not certain"
    )
}
