//! A table in several pieces → one, to be read like any other.
//!
//! Pages break tables in two, and editors make a table of each block. What has rows is put one
//! piece below the other; what has only columns (表四), one next to the other. Labels decide
//! whether pieces are one table: no row or column may be in two of them. A piece without column
//! labels is only joined where its numbers are in the columns of the piece before.

use std::borrow::Cow;

use super::labels::Label;
use crate::document::{Book, Cell, CellName, Region, Sheet};
use crate::figure::is_number;
use crate::form::{Axis, Form, NodeId};

/// The most rows between the header and the figures of a table without row labels.
pub(super) const LOWEST_ROW: u32 = 6;

/// Where some cells of a joined table come from.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Their sheet.
    pub(super) sheet: usize,
    /// The cells there.
    pub(super) real: Region,
    /// The row and column here of the first of them.
    top: u32,
    left: u32,
}

impl Piece {
    /// A whole sheet, as it is.
    pub(super) fn whole(sheet: usize) -> Self {
        let real = Region { top: 0, left: 0, bottom: u32::MAX, right: u32::MAX };
        Self { sheet, real, top: 0, left: 0 }
    }

    /// The cell that is here in a row and column.
    fn cell(&self, row: u32, column: u32) -> Option<CellName> {
        let row = row.checked_sub(self.top)?.checked_add(self.real.top)?;
        let column = column.checked_sub(self.left)?.checked_add(self.real.left)?;
        self.real.holds(row, column).then_some(CellName { sheet: self.sheet, row, column })
    }

    /// A region of the sheet, here.
    fn here(&self, region: Region) -> Region {
        let row = |row: u32| row - self.real.top + self.top;
        let column = |column: u32| column - self.real.left + self.left;
        let (bottom, right) = (region.bottom.min(self.real.bottom), region.right.min(self.real.right));
        Region { top: row(region.top), left: column(region.left), bottom: row(bottom), right: column(right) }
    }
}

/// The cell of the file that is in a row and column of a joined table.
pub(super) fn origin(pieces: &[Piece], row: u32, column: u32) -> CellName {
    let found = pieces.iter().find_map(|piece| piece.cell(row, column));
    found.unwrap_or(CellName { sheet: pieces.first().map_or(0, |piece| piece.sheet), row: 0, column: 0 })
}

/// A table put together.
pub(super) struct Joined<'g> {
    pub(super) sheet: Sheet,
    pub(super) labels: Vec<Label<'g>>,
    pub(super) pieces: Vec<Piece>,
}

impl<'g> Joined<'g> {
    /// Puts pieces together.
    fn of(book: &Book, labels: &[Vec<Label<'g>>], pieces: Vec<Piece>) -> Self {
        let mut sheet = Sheet::default();
        let mut joined = Vec::new();
        for piece in &pieces {
            for cell in &book.sheets[piece.sheet].cells {
                if piece.real.holds(cell.row, cell.column) {
                    let Region { top: row, left: column, .. } = piece.here(Region::of(cell.row, cell.column));
                    sheet.cells.push(Cell { row, column, content: cell.content.clone() });
                }
            }
            for label in &labels[piece.sheet] {
                if piece.real.holds(label.region.top, label.region.left) {
                    joined.push(Label {
                        region: piece.here(label.region),
                        text: Cow::clone(&label.text),
                        named: label.named.clone(),
                    });
                }
            }
        }
        sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
        joined.sort_by_key(|label| (label.region.top, label.region.left));
        Self { sheet, labels: joined, pieces }
    }
}

/// A section of the form as it is spread over a book.
pub(super) struct Spread<'a, 'g> {
    pub(super) form: &'a Form,
    pub(super) section: usize,
    pub(super) book: &'a Book,
    pub(super) labels: &'a [Vec<Label<'g>>],
}

impl<'g> Spread<'_, 'g> {
    /// Pieces with row labels, each on a sheet of its own, one below the other. `Err` with the
    /// sheet of a piece whose columns are not certain.
    pub(super) fn below(&self, sheets: &[usize]) -> Result<Joined<'g>, usize> {
        let extents: Vec<(usize, Region)> =
            sheets.iter().filter_map(|&sheet| Some((sheet, self.extent(sheet)?))).collect();
        let mut shifts: Vec<i64> = Vec::new();
        let mut known: Vec<(NodeId, u32)> = Vec::new();
        for &(sheet, _) in &extents {
            let own = self.columns(sheet);
            let moved = |&(node, left): &(NodeId, u32)| {
                let (_, first) = known.iter().find(|(other, _)| *other == node)?;
                Some(i64::from(*first) - i64::from(left))
            };
            let mut all = own.iter().filter_map(moved);
            let shift = all.next().unwrap_or_default();
            let same = all.all(|other| other == shift);
            if !same || !self.is_aligned(sheet, &own, &known) {
                return Err(sheet);
            }
            shifts.push(shift);
            for (node, left) in own {
                let left = u32::try_from(i64::from(left) + shift).map_err(|_| sheet)?;
                if known.iter().all(|(other, _)| *other != node) {
                    known.push((node, left));
                }
            }
        }
        let least = shifts.iter().min().copied().unwrap_or_default();
        let mut top = 0;
        let mut pieces = Vec::new();
        for ((sheet, real), shift) in extents.into_iter().zip(shifts) {
            let left = u32::try_from(shift - least).map_err(|_| sheet)?;
            pieces.push(Piece { sheet, real, top, left });
            top += real.bottom - real.top + 1;
        }
        let mut joined = Joined::of(self.book, self.labels, pieces);
        self.extend_groups(&mut joined);
        Ok(joined)
    }

    /// The rows of a sheet that a piece takes up: its labels, and rows of numbers right below.
    fn extent(&self, sheet: usize) -> Option<Region> {
        let own = |label: &&Label| label.surely(self.section, true) || label.surely(self.section, false);
        let all = || self.labels[sheet].iter().filter(own);
        let top = all().map(|label| label.region.top).min()?;
        let mut bottom = all().map(|label| label.region.bottom).max()?;
        let is_other = |row: u32| {
            let mut labels = self.labels[sheet].iter();
            labels.any(|label| label.region.top == row && !label.named.is_empty() && !own(&label))
        };
        let table = &self.book.sheets[sheet];
        let more = |row: u32| table.row(row).iter().any(|cell| is_number(&cell.content)) && !is_other(row);
        while more(bottom + 1) {
            bottom += 1;
        }
        Some(Region { top, left: 0, bottom, right: u32::MAX })
    }

    /// The columns of a sheet that have a label, with where they begin.
    fn columns(&self, sheet: usize) -> Vec<(NodeId, u32)> {
        let labels = self.labels[sheet].iter().filter(|label| label.surely(self.section, false));
        let one = |label: &Label| match label.named.as_slice() {
            [named] if self.form.node(named.node).children.is_empty() => {
                Some((named.node, label.region.left))
            }
            _ => None,
        };
        let mut all: Vec<(NodeId, u32)> = labels.clone().filter_map(one).collect();
        if all.is_empty() {
            // Some header is there all the same: 本年处理决定数量 is of two blocks.
            all.extend(
                labels.flat_map(|label| {
                    label.named.iter().map(|named| (named.node, label.region.left)).take(1)
                }),
            );
        }
        all
    }

    /// Whether the numbers of a piece are below its column labels; for a piece without any, whether
    /// they begin in the first column of those before it.
    fn is_aligned(&self, sheet: usize, own: &[(NodeId, u32)], known: &[(NodeId, u32)]) -> bool {
        let first = |columns: &[(NodeId, u32)]| columns.iter().map(|(_, left)| *left).min();
        let Some(least) = first(own).or_else(|| first(known)) else { return true };
        let rows = self.labels[sheet].iter().filter(|label| label.surely(self.section, true));
        let table = &self.book.sheets[sheet];
        let numbers = rows.flat_map(|label| {
            let after = move |cell: &&Cell| cell.column > label.region.right && is_number(&cell.content);
            table.row(label.region.top).iter().filter(after)
        });
        let begin = numbers.map(|cell| cell.column).min();
        if own.is_empty() { begin == Some(least) } else { begin.is_none_or(|begin| begin >= least) }
    }

    /// A group that is merged as far as the end of a piece goes on in the next, until another
    /// label comes in its column.
    fn extend_groups(&self, joined: &mut Joined) {
        let is_group = |label: &Label| {
            let nodes = label.on(self.section, Axis::Rows);
            nodes.iter().any(|node| !self.form.node(*node).children.is_empty())
        };
        let starts: Vec<u32> = joined.pieces.iter().skip(1).map(|piece| piece.top).collect();
        let Some(last) = joined.labels.iter().map(|label| label.region.bottom).max() else { return };
        for index in 0..joined.labels.len() {
            let region = joined.labels[index].region;
            if !starts.contains(&(region.bottom + 1)) || !is_group(&joined.labels[index]) {
                continue;
            }
            let ends = joined.labels.iter().filter(|label| {
                label.region.top > region.bottom
                    && label.region.left <= region.left
                    && !label.on(self.section, Axis::Rows).is_empty()
            });
            let end = ends.map(|label| label.region.top - 1).min().unwrap_or(last);
            joined.labels[index].region.bottom = end.max(region.bottom);
        }
    }

    /// The headers of a table without row labels on a sheet, each with the rows below it as far as
    /// its figures may be.
    pub(super) fn headers(&self, sheet: usize) -> Vec<(Region, u32)> {
        let mut sure: Vec<Region> = self.labels[sheet]
            .iter()
            .filter(|label| label.surely(self.section, false))
            .map(|label| label.region)
            .collect();
        sure.sort_by_key(|region| (region.top, region.left));
        let table = &self.book.sheets[sheet];
        let has_numbers = |row: u32, header: &Region| {
            let inside = |cell: &&Cell| (header.left..=header.right).contains(&cell.column);
            table.row(row).iter().filter(inside).any(|cell| is_number(&cell.content))
        };
        let mut headers: Vec<Region> = Vec::new();
        for region in sure {
            match headers.last_mut() {
                Some(header)
                    if region.top <= header.bottom
                        || !(header.bottom + 1..region.top).any(|row| has_numbers(row, header)) =>
                {
                    *header = Region {
                        top: header.top.min(region.top),
                        left: header.left.min(region.left),
                        bottom: header.bottom.max(region.bottom),
                        right: header.right.max(region.right),
                    };
                }
                _ => headers.push(region),
            }
        }
        let ends = |header: &Region| {
            let is_label = |row: u32| {
                let mut labels = self.labels[sheet].iter();
                labels.any(|label| label.region.top == row && !label.named.is_empty())
            };
            let below = header.bottom + 1..header.bottom + 1 + LOWEST_ROW;
            below.take_while(|&row| !is_label(row)).last().unwrap_or(header.bottom)
        };
        let widened = |header: &Region| {
            // 总计 is a row of other tables too, but in this header it is a column.
            let inside = self.labels[sheet].iter().filter(|label| {
                (header.top..=header.bottom).contains(&label.region.top)
                    && label.named.iter().any(|named| named.section == self.section)
            });
            let right = inside.map(|label| label.region.right).max().unwrap_or(header.right);
            Region { right: right.max(header.right), ..*header }
        };
        headers.iter().map(|header| (widened(header), ends(header))).collect()
    }

    /// One header with what is below it.
    pub(super) fn alone(&self, sheet: usize, header: Region, end: u32) -> Joined<'g> {
        let real = Region { bottom: end, ..header };
        let piece = Piece { sheet, real, top: 0, left: 0 };
        Joined::of(self.book, self.labels, vec![piece])
    }

    /// Pieces with columns only, one next to the other, their headers at the same level.
    pub(super) fn beside(&self, headers: &[(usize, Region, u32)]) -> Joined<'g> {
        let height = headers.iter().map(|(_, header, _)| header.bottom - header.top + 1).max().unwrap_or(0);
        let mut left = 0;
        let mut pieces = Vec::new();
        for &(sheet, header, end) in headers {
            let above = header.bottom - header.top + 1;
            pieces.push(Piece { sheet, real: header, top: height - above, left });
            let inside = |cell: &&Cell| (header.left..=header.right).contains(&cell.column);
            let filled = |row: &u32| self.book.sheets[sheet].row(*row).iter().any(|cell| inside(&cell));
            let first = (header.bottom + 1..=end).find(filled).unwrap_or(header.bottom + 1);
            let real = Region { top: first, bottom: end.max(first), ..header };
            pieces.push(Piece { sheet, real, top: height, left });
            left += header.right - header.left + 2;
        }
        Joined::of(self.book, self.labels, pieces)
    }
}
