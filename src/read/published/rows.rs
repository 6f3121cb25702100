//! Tables of a document, row by row: a row is known by its label, its figures by their order.
//!
//! Sites and office programs write spans that do not fit the rows below them, so the place that the
//! spans give a cell proves nothing. What holds is this: a row that has as many cells after its
//! label
//! as the header has columns, under a header whose labels come in the order of the form. Where the
//! header is another, the matcher of workbooks finds columns by their places; what it finds counts
//! only where it takes each cell of the row exactly once.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use super::columns::Columns;
use super::found::{Found, Value};
use super::widths::{Widths, adds_up, uneven};
use crate::document::{Book, CellName, Content, Sheet};
use crate::figure;
use crate::form::{Axis, Form, NodeId, fold, spellings};
use crate::matcher::Matched;
use crate::model::FigureId;

/// A cell of a row, empty ones too.
#[derive(Debug, Clone, Copy)]
struct Cell<'b> {
    column: u32,
    content: Option<&'b Content>,
}

impl Cell<'_> {
    fn text(&self) -> &str {
        self.content.map_or("", Content::text)
    }

    /// Whether it may be a figure: a number, a mark, nothing.
    fn may_be_figure(&self) -> bool {
        let Some(content) = self.content else { return true };
        let text: String = content.text().chars().filter(|c| !c.is_whitespace()).collect();
        let marks = ["", "/", "／", "\\", "-", "－", "—", "——", "–", "--", "无", "不适用", "未取得"];
        figure::is_number(content) || matches!(content, Content::Misshown { .. }) || marks.contains(&text.as_str())
            // 1,2O4 and 12件 are figures that are not certain.
            || text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().count() <= 16
    }
}

/// The rows of a sheet with all their cells.
fn rows(sheet: &Sheet) -> BTreeMap<u32, Vec<Cell<'_>>> {
    let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    for cell in &sheet.cells {
        rows.entry(cell.row).or_default().push(Cell { column: cell.column, content: Some(&cell.content) });
    }
    for &(row, column) in &sheet.empty {
        rows.entry(row).or_default().push(Cell { column, content: None });
    }
    for cells in rows.values_mut() {
        cells.sort_by_key(|cell| cell.column);
    }
    rows
}

/// A row of figures.
struct DataRow<'b> {
    section: usize,
    /// The number of its block in the table, and of the row in the block.
    block: usize,
    row: usize,
    cells: Vec<Cell<'b>>,
}

/// The texts of a header, row by row, and the most cells that one of these rows has.
#[derive(Debug, Default)]
struct Header<'a> {
    rows: Vec<Vec<&'a str>>,
    width: usize,
}

/// Reads the tables of a document by a form; `matched` is what the matcher of workbooks found.
/// Plain text has no spans, so that places are certain there.
pub(super) fn read(book: &Book, form: &Form, matched: &Matched, is_plain: bool) -> Found {
    let mut found = Found::default();
    let mut reader = Reader {
        book,
        form,
        matched,
        is_plain,
        header: Rc::default(),
        counted: Vec::new(),
        found: &mut found,
    };
    for (number, sheet) in book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.is_text) {
        reader.sheet(number, sheet);
    }
    found
}

/// Whether a text is a label in a table of the form: of a row, a column, a group, a block.
pub(super) fn is_label(form: &Form, text: &str) -> bool {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let blocks = form.sections.iter().flat_map(|one| &one.table).flat_map(|table| &table.blocks);
    let mut notes = blocks.flat_map(|block| block.caption.iter().chain(&block.corner));
    form.heading(&solid).is_none()
        && (!form.labels.named(&spellings(last_part(text))).is_empty()
            || notes.any(|note| fold(note) == fold(text)))
}

/// So many cells of a row of plain text that has more: what is left of cells over several columns
/// is empty, and stands before all figures or after them.
fn without_rest<'c, 'b>(cells: &'c [Cell<'b>], wanted: usize) -> &'c [Cell<'b>] {
    let is_said = |cell: &Cell| cell.content.is_some_and(|content| !content.is_blank());
    let (Some(first), Some(last)) = (cells.iter().position(is_said), cells.iter().rposition(is_said)) else {
        return &cells[..cells.len().min(wanted)];
    };
    if first == 0 && last < wanted && cells.len() > wanted {
        &cells[..wanted]
    } else if cells.len() > wanted && last + 1 == cells.len() && first + wanted >= cells.len() {
        &cells[cells.len() - wanted..]
    } else {
        cells
    }
}

/// A label without the groups that are written before it: 三、本年度办理结果 / （一）予以公开.
fn last_part(text: &str) -> &str {
    text.rsplit(" / ").next().unwrap_or(text)
}

struct Reader<'a> {
    book: &'a Book,
    form: &'a Form,
    matched: &'a Matched,
    is_plain: bool,
    /// The texts of the last header, row by row.
    header: Rc<Header<'a>>,
    /// The rows of the sheet that have as many cells as the form.
    counted: Vec<Counted>,
    found: &'a mut Found,
}

/// Where the figures of a row are.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Counted {
    section: usize,
    block: usize,
    columns: Vec<u32>,
}

impl<'a> Reader<'a> {
    fn sheet(&mut self, number: usize, sheet: &'a Sheet) {
        let mut pending = Header::default();
        let widths = Widths::of(sheet);
        let mut found: Vec<(u32, DataRow, Rc<Header<'a>>)> = Vec::new();
        for (row, cells) in rows(sheet) {
            let Some(data) = self.data_row(&cells, &pending.rows) else {
                pending.rows.push(cells.iter().filter_map(|cell| cell.content).map(Content::text).collect());
                pending.width = pending.width.max(widths.width(row));
                continue;
            };
            let pending = std::mem::take(&mut pending);
            if pending.rows.iter().flatten().any(|text| self.is_column(data.section, text)) {
                self.header = Rc::new(pending);
            }
            found.push((row, data, Rc::clone(&self.header)));
        }
        if !found.is_empty() {
            self.found.tables.insert(number);
        }
        if self.is_plain {
            self.drop_uneven(&widths, &mut found);
        }
        self.counted = found.iter().filter_map(|(_, data, _)| self.counted(data)).collect();
        self.counted.sort();
        self.counted.dedup();
        for (row, data, header) in found {
            self.header = header;
            self.figures(number, row, &data);
        }
    }

    /// The columns of a row that has as many cells as the form, whatever their places mean.
    fn counted(&self, data: &DataRow) -> Option<Counted> {
        let block = self.form.sections[data.section].table.as_ref()?.blocks.get(data.block)?;
        let cells = without_rest(&data.cells, block.column_leaves.len());
        let columns: Vec<u32> = cells.iter().map(|cell| cell.column).collect();
        (columns.len() == block.column_leaves.len()).then_some(Counted {
            section: data.section,
            block: data.block,
            columns,
        })
    }

    /// Whether places of plain text are those of the rows that have as many cells as the form.
    fn is_aligned(&self, data: &DataRow, columns: &[u32]) -> bool {
        let mut own =
            self.counted.iter().filter(|row| (row.section, row.block) == (data.section, data.block));
        own.all(|row| row.columns == columns)
    }

    /// Leaves out the rows of plain text that may have lost a cell. Where empty ones were left out,
    /// the others count only if they add up: one may have lost a cell and have another twice.
    fn drop_uneven(&mut self, widths: &Widths, found: &mut Vec<(u32, DataRow<'a>, Rc<Header<'a>>)>) {
        let block = |data: &DataRow| {
            let table = self.form.sections[data.section].table.as_ref();
            table.and_then(|table| table.blocks.get(data.block))
        };
        let count = |data: &DataRow| block(data).map_or(0, |block| block.column_leaves.len());
        let is_whole = |(row, data, header): &(u32, DataRow, Rc<Header>)| {
            widths.is_whole(*row, header.width, data.cells.len(), count(data))
        };
        let damaged: BTreeSet<usize> =
            found.iter().filter(|one| !is_whole(one)).map(|(_, data, _)| data.section).collect();
        let adds_up = |data: &DataRow| {
            let texts: Vec<&str> = without_rest(&data.cells, count(data)).iter().map(Cell::text).collect();
            block(data).and_then(|block| adds_up(self.form, block, data.row, &texts)).unwrap_or(true)
        };
        let may_hide = |data: &DataRow| widths.is_trimmed() && damaged.contains(&data.section);
        found.retain(|one| is_whole(one) && (!may_hide(&one.1) || adds_up(&one.1)));
        for section in damaged {
            self.found.say(section, uneven(&self.form.sections[section].name));
        }
    }

    /// The block of a row of the form, and its number there.
    fn place_of(&self, section: usize, leaf: NodeId) -> Option<(usize, usize)> {
        let blocks = self.form.sections[section].table.as_ref()?.blocks.iter().enumerate();
        blocks
            .into_iter()
            .find_map(|(number, block)| Some((number, block.row_leaves.iter().position(|one| *one == leaf)?)))
    }

    /// Whether a text is the label of a column of a section's table.
    fn is_column(&self, section: usize, text: &str) -> bool {
        let named = self.form.labels.named(&spellings(last_part(text)));
        named.iter().any(|one| one.section == section && matches!(one.axis, Axis::Columns(_)))
    }

    /// A row whose label is that of a row of the form, or that is below a header for a row without
    /// a label.
    fn data_row<'b>(&self, cells: &[Cell<'b>], pending: &[Vec<&str>]) -> Option<DataRow<'b>> {
        let label = cells.iter().rposition(|cell| !self.leaves(cell).is_empty());
        if let Some(at) = label {
            let rest = &cells[at + 1..];
            let leaves = self.leaves(&cells[at]);
            let [(section, leaf)] = leaves[..] else { return None };
            if rest.is_empty() || !rest.iter().all(Cell::may_be_figure) {
                return None;
            }
            let (block, row) = self.place_of(section, leaf)?;
            // 其他 in a header, with an empty cell after it, is no row.
            let wanted = self.form.sections[section].table.as_ref()?.blocks[block].column_leaves.len();
            let says = rest.iter().any(|cell| cell.content.is_some_and(|content| !content.is_blank()));
            return (says || rest.len() >= wanted).then(|| DataRow {
                section,
                block,
                row,
                cells: rest.to_vec(),
            });
        }
        // A row without a label comes right below its header.
        let rest: Vec<Cell> = cells.iter().skip_while(|cell| !cell.may_be_figure()).copied().collect();
        let numbers = rest.iter().filter(|cell| cell.content.is_some_and(figure::is_number)).count();
        if numbers == 0 || !rest.iter().all(Cell::may_be_figure) {
            return None;
        }
        self.form.sections.iter().enumerate().find_map(|(section, one)| {
            let blocks = one.table.as_ref()?.blocks.iter().enumerate();
            let mut nameless = blocks.filter(|(_, block)| {
                block.row_leaves.len() == 1 && self.form.node(block.row_leaves[0]).name.is_empty()
            });
            let (block, _) = nameless.find(|(_, block)| block.column_leaves.len() == rest.len())?;
            let own = pending.iter().flatten().any(|text| self.is_column(section, text));
            own.then(|| DataRow { section, block, row: 0, cells: rest.clone() })
        })
    }

    /// The rows of the form that a cell may be the label of.
    fn leaves(&self, cell: &Cell) -> Vec<(usize, NodeId)> {
        let text = last_part(cell.text());
        if text.is_empty() || text.len() > 400 {
            return Vec::new();
        }
        let named = self.form.labels.named(&spellings(text)).into_iter();
        let is_leaf =
            |node: NodeId| self.form.node(node).children.is_empty() && !self.form.node(node).name.is_empty();
        let leaves = named.filter(|one| matches!(one.axis, Axis::Rows) && is_leaf(one.node));
        leaves.map(|one| (one.section, one.node)).collect()
    }

    /// Takes the figures of a row by their places, all of them or none.
    fn placed(&mut self, sheet: usize, data: &DataRow) -> bool {
        let Some(table) = &self.form.sections[data.section].table else { return false };
        let block = &table.blocks[data.block];
        let ids: Vec<FigureId> =
            (0..block.column_leaves.len()).map(|at| block.figure(data.row, at)).collect();
        let figures = self.matched.tables.iter().flat_map(|found| &found.figures);
        let own: Vec<(FigureId, CellName)> = figures
            .filter(|(id, cell, _)| ids.contains(id) && cell.sheet == sheet)
            .map(|&(id, cell, _)| (id, cell))
            .collect();
        let columns: Vec<u32> = ids
            .iter()
            .filter_map(|id| own.iter().find(|(one, _)| one == id))
            .map(|(_, cell)| cell.column)
            .collect();
        let in_order = columns.windows(2).all(|two| two[0] < two[1]);
        let is_whole = own.len() == ids.len() && columns.len() == ids.len();
        if !is_whole || !in_order || !self.is_aligned(data, &columns) {
            return false;
        }
        for (id, cell) in own {
            self.found.add(id, Value { cell, content: self.book.at(cell).cloned() });
        }
        true
    }

    fn figures(&mut self, number: usize, row: u32, data: &DataRow) {
        let form = self.form;
        let Some(table) = &form.sections[data.section].table else { return };
        let block = &table.blocks[data.block];
        let name = &form.sections[data.section].name;
        let label = self.form.node(block.row_leaves[data.row]).label.as_str();
        let (wanted, there) = (block.column_leaves.len(), data.cells.len());
        let cells = if self.is_plain { without_rest(&data.cells, wanted) } else { &data.cells };
        if cells.len() > wanted && self.is_plain && self.placed(number, data) {
            return;
        }
        if cells.len() != wanted {
            let label: String = label.chars().take(20).collect();
            let words = words!(
                "{name}：“{label}”一行有 {there} 格，表样是 {wanted} 格，无法确定数属于哪一列",
                "{name}: the row `{label}` has {there} cells, not {wanted}, so their columns are not certain"
            );
            return self.found.say(data.section, words);
        }
        let columns = Columns::new(form, data.section, data.block, block);
        let nodes: Vec<Vec<Vec<NodeId>>> = self
            .header
            .rows
            .iter()
            .map(|row| row.iter().map(|text| columns.named(last_part(text))).collect())
            .collect();
        let labels =
            nodes.iter().map(|row| row.iter().filter(|one| !one.is_empty()).map(Vec::as_slice).collect());
        let cell_of = |cell: &Cell| CellName { sheet: number, row, column: cell.column };
        if columns.in_order(labels) {
            for (column, cell) in cells.iter().enumerate() {
                let value = Value { cell: cell_of(cell), content: cell.content.cloned() };
                self.found.add(block.figure(data.row, column), value);
            }
            return;
        }
        let ids: Vec<FigureId> = (0..wanted).map(|column| block.figure(data.row, column)).collect();
        let cells: HashSet<CellName> = cells.iter().map(cell_of).collect();
        let placed: Vec<(FigureId, CellName)> = (self.matched.tables.iter())
            .flat_map(|found| &found.figures)
            .filter(|(id, cell, _)| ids.contains(id) && cells.contains(cell))
            .map(|&(id, cell, _)| (id, cell))
            .collect();
        let distinct: HashSet<CellName> = placed.iter().map(|(_, cell)| *cell).collect();
        if placed.len() == wanted && distinct.len() == wanted {
            for (id, cell) in placed {
                self.found.add(id, Value { cell, content: self.book.at(cell).cloned() });
            }
        } else {
            let words = words!(
                "{name}：列名残缺或与表样不同，无法确定数属于哪一列",
                "{name}: labels of columns are damaged or differ from the form, so the columns are not certain"
            );
            self.found.say(data.section, words);
        }
    }
}
