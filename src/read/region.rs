//! Cells of a sheet from one corner to the other, as a finding names them.

use crate::document::CellName;

/// Cells of a sheet from one corner to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) sheet: usize,
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Region {
    /// The smallest that has all of some cells.
    pub(super) fn of(cells: impl IntoIterator<Item = CellName>) -> Option<Self> {
        let one = |CellName { sheet, row, column }| Self {
            sheet,
            top: row,
            left: column,
            bottom: row,
            right: column,
        };
        cells.into_iter().map(one).reduce(Self::and)
    }

    /// The smallest that has both.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            sheet: self.sheet,
            top: self.top.min(other.top),
            left: self.left.min(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.max(other.right),
        }
    }

    /// Whether a cell of its sheet is in it.
    pub(super) fn holds(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }

    /// Its first cell.
    pub(super) fn first(&self) -> CellName {
        CellName { sheet: self.sheet, row: self.top, column: self.left }
    }

    /// As spreadsheet programs name it: `A3:B9`.
    pub(super) fn name(&self) -> String {
        let last = CellName { sheet: self.sheet, row: self.bottom, column: self.right };
        if last == self.first() { last.to_string() } else { format!("{}:{last}", self.first()) }
    }
}
