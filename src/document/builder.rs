//! Puts a book together, within the limits.
//!
//! A file may claim any size, so cells, text and sheets are counted while they are put in.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::book::{Book, Cell, Content, Region, Sheet, Web, Word};
use super::limit::Limit;
use super::refusal::Refusal;

/// The most rows or columns that a cell of a text document may cover, as in browsers.
const MOST_SPAN: usize = 1_000;
/// The most columns of a table: those of a sheet of Excel.
const MOST_COLUMNS: usize = 16_384;

/// A book while it is put together.
#[derive(Debug, Default)]
pub(super) struct Builder {
    book: Book,
    cells: usize,
    text: usize,
    /// How many tables of a text document there are.
    tables: usize,
    /// How many paragraphs there are on each page.
    paragraphs: BTreeMap<Option<usize>, u32>,
    /// How many paragraphs, pictures and links there are.
    items: usize,
}

impl Builder {
    /// Begins a sheet.
    pub(super) fn sheet(&mut self, sheet: Sheet) -> Result<(), Refusal> {
        Limit::Sheets.check(self.book.sheets.len() + 1)?;
        self.book.sheets.push(sheet);
        Ok(())
    }

    /// Adds a cell to the last sheet; empty ones are left out.
    pub(super) fn put(&mut self, row: u32, column: u32, content: Content) -> Result<(), Refusal> {
        let length = content.text().len();
        if length > Limit::CellText.most() {
            Limit::CellText.check(content.text().chars().count())?;
        }
        self.add(row, column, content)
    }

    fn add(&mut self, row: u32, column: u32, content: Content) -> Result<(), Refusal> {
        if content.is_blank() {
            return Ok(());
        }
        let content = match content {
            Content::Text(text) => Content::Text(with_newlines(text)),
            other => other,
        };
        self.cells += 1;
        self.text += content.text().len();
        Limit::Cells.check(self.cells)?;
        Limit::Text.check(self.text)?;
        if let Some(sheet) = self.book.sheets.last_mut() {
            sheet.cells.push(Cell { row, column, content });
        }
        Ok(())
    }

    /// Adds a merged region to the last sheet; one of a single cell is left out.
    pub(super) fn merge(&mut self, region: Region) -> Result<(), Refusal> {
        let Some(sheet) = self.book.sheets.last_mut() else { return Ok(()) };
        if region != Region::of(region.top, region.left) {
            Limit::Merges.check(sheet.merges.len() + 1)?;
            sheet.merges.push(region);
        }
        Ok(())
    }

    /// Notes that a formula gives the content of a cell of the last sheet.
    pub(super) fn formula(&mut self, row: u32, column: u32) -> Result<(), Refusal> {
        let Some(sheet) = self.book.sheets.last_mut() else { return Ok(()) };
        Limit::Cells.check(sheet.formulas.len() + 1)?;
        sheet.formulas.push((row, column));
        Ok(())
    }

    /// Notes that a row of the last sheet is hidden.
    pub(super) fn hide(&mut self, row: u32) -> Result<(), Refusal> {
        let Some(sheet) = self.book.sheets.last_mut() else { return Ok(()) };
        Limit::Cells.check(sheet.hidden_rows.len() + 1)?;
        sheet.hidden_rows.push(row);
        Ok(())
    }

    /// Adds a paragraph of a text document.
    pub(super) fn paragraph(&mut self, page: Option<usize>, text: &str) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Ok(());
        }
        self.block(page, Content::Text(text.to_owned()))
    }

    /// Adds a paragraph of a web page, or a picture among them, in an element.
    pub(super) fn paragraph_in(&mut self, element: usize, content: Content) -> Result<(), Refusal> {
        if content.is_blank() {
            return Ok(());
        }
        self.block(None, content)?;
        if let Some(sheet) = self.book.sheets.last_mut() {
            sheet.within.push(element);
        }
        Ok(())
    }

    /// Whether the last sheet is one of paragraphs.
    pub(super) fn is_in_text(&self) -> bool {
        self.book.sheets.last().is_some_and(|sheet| sheet.is_text)
    }

    /// Adds a line of a text to the last sheet, by its number, or what is at a place in it.
    pub(super) fn line(&mut self, row: u32, column: u32, content: Content) -> Result<(), Refusal> {
        self.count()?;
        self.add(row, column, content)
    }

    /// Notes an empty cell of the last sheet where lines say that it is there.
    pub(super) fn empty(&mut self, row: u32, column: u32) -> Result<(), Refusal> {
        let Some(sheet) = self.book.sheets.last_mut() else { return Ok(()) };
        Limit::Cells.check(sheet.empty.len() + 1)?;
        sheet.empty.push((row, column));
        Ok(())
    }

    fn block(&mut self, page: Option<usize>, content: Content) -> Result<(), Refusal> {
        self.count()?;
        if !self.book.sheets.last().is_some_and(|sheet| sheet.is_text && sheet.page == page) {
            let name = page.map_or_else(|| "正文".to_owned(), |page| format!("第 {page} 页"));
            self.sheet(Sheet { is_text: true, page, ..Sheet::named(name) })?;
        }
        let next = self.paragraphs.entry(page).or_default();
        let row = *next;
        *next += 1;
        self.add(row, 0, content)
    }

    fn count(&mut self) -> Result<(), Refusal> {
        self.items += 1;
        Ok(Limit::Elements.check(self.items)?)
    }

    /// What a web page has besides text and tables.
    pub(super) fn web(&mut self) -> &mut Web {
        &mut self.book.web
    }

    /// A link of a web page.
    pub(super) fn link(&mut self, text: String, address: &str) -> Result<(), Refusal> {
        self.count()?;
        self.text += text.len() + address.len();
        Limit::Text.check(self.text)?;
        self.book.web.links.push((text, address.to_owned()));
        Ok(())
    }

    /// Changes in the document wait to be accepted.
    pub(super) fn revised(&mut self) {
        self.book.revised = true;
    }

    /// Adds a page of words with their places.
    pub(super) fn words(&mut self, words: Vec<Word>) -> Result<(), Refusal> {
        self.items += words.len();
        Limit::Elements.check(self.items)?;
        self.text += words.iter().map(|word| word.text.len()).sum::<usize>();
        Limit::Text.check(self.text)?;
        self.book.pages.push(words);
        Ok(())
    }

    /// Adds a table of a text document.
    pub(super) fn table(&mut self, table: Table) -> Result<(), Refusal> {
        self.tables += 1;
        let number = self.tables;
        let name = match table.page {
            Some(page) => format!("表格 {number}（第 {page} 页）"),
            None => format!("表格{number}"),
        };
        self.sheet(Sheet { page: table.page, ..Sheet::named(name) })?;
        let is_empty = |cell: &&Cell| cell.content.is_blank();
        let mut empty: Vec<(u32, u32)> =
            table.cells.iter().filter(is_empty).map(|cell| (cell.row, cell.column)).collect();
        empty.sort_unstable();
        Limit::Cells.check(empty.len())?;
        if let Some(sheet) = self.book.sheets.last_mut() {
            sheet.empty = empty;
            sheet.widths = table.widths;
        }
        table.cells.into_iter().try_for_each(|cell| self.put(cell.row, cell.column, cell.content))?;
        table.regions.into_iter().try_for_each(|region| self.merge(region))
    }

    /// The title among the document's properties.
    pub(super) fn title(&mut self, title: String) {
        self.book.title.get_or_insert(title);
    }

    /// Data for programs that the document carries.
    pub(super) fn attach(&mut self, name: impl Into<String>, bytes: Vec<u8>) {
        self.book.attached.push((name.into(), bytes));
    }

    /// The book: cells in order, without those that a merge covers, which no program shows.
    pub(super) fn finish(mut self) -> Book {
        for sheet in &mut self.book.sheets {
            let place = |cell: &Cell| (cell.row, cell.column);
            if !sheet.cells.is_sorted_by_key(place) {
                sheet.cells.sort_by_key(place);
            }
            sheet.formulas.sort_unstable();
            uncover(sheet);
        }
        self.book
    }
}

/// A table of a text document while it is read: a cell takes the first free columns of its row.
#[derive(Debug, Default)]
pub(super) struct Table {
    cells: Vec<Cell>,
    /// What each cell covers.
    regions: Vec<Region>,
    /// For each column the first row that no cell above reaches into.
    free: Vec<u32>,
    /// The row that is being read.
    row: u32,
    /// The page that it begins on.
    pub(super) page: Option<usize>,
    /// See [`Sheet::widths`].
    widths: Vec<(u32, usize)>,
}

impl Table {
    /// A table whose first row has a number.
    pub(super) fn from_row(first: usize) -> Self {
        Self { row: narrow(first), ..Self::default() }
    }

    /// Begins a cell that covers some rows and columns, in the first free column.
    pub(super) fn begin(&mut self, rows: usize, columns: usize) -> Result<(), Refusal> {
        let column = self.free.iter().position(|&free| free <= self.row).unwrap_or(self.free.len());
        let end = column + columns.clamp(1, MOST_SPAN);
        if end > MOST_COLUMNS {
            return Err(Refusal::Limit(Limit::Cells));
        }
        if self.free.len() < end {
            self.free.resize(end, 0);
        }
        self.begin_at(column, rows, columns);
        self.free[column..end].fill(self.regions.last().map_or(0, |region| region.bottom + 1));
        Ok(())
    }

    /// Begins a cell in a column; the number of its region.
    pub(super) fn begin_at(&mut self, column: usize, rows: usize, columns: usize) -> usize {
        let (top, left) = (self.row, narrow(column));
        let more = |count: usize| narrow(count.clamp(1, MOST_SPAN)) - 1;
        let (bottom, right) = (top.saturating_add(more(rows)), left.saturating_add(more(columns)));
        self.regions.push(Region { top, left, bottom, right });
        self.regions.len() - 1
    }

    /// Fills the cell that was begun last.
    pub(super) fn fill(&mut self, content: Content) {
        if let Some(&Region { top: row, left: column, .. }) = self.regions.last() {
            self.cells.push(Cell { row, column, content });
        }
    }

    /// Lets the cell that was begun last reach one column further.
    pub(super) fn reach_right(&mut self) {
        if let Some(region) = self.regions.last_mut() {
            region.right = region.right.saturating_add(1);
        }
    }

    /// Lets a region reach down into the row that is being read.
    pub(super) fn reach_down(&mut self, region: usize) {
        self.regions[region].bottom = self.row;
    }

    /// Notes into how many cells a line is divided.
    pub(super) fn divided(&mut self, width: usize) {
        self.widths.push((self.row, width));
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        self.row = self.row.saturating_add(1);
    }
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
/// Removes the cells of a merge after its first. Row by row, with the merges that reach into the
/// row by their first column: in a sound workbook they do not overlap, and of two that do the first
/// counts.
fn uncover(sheet: &mut Sheet) {
    if sheet.merges.is_empty() {
        return;
    }
    sheet.merges.sort_by_key(|region| (region.top, region.left));
    let mut begun = 0;
    let mut open: BTreeMap<u32, Region> = BTreeMap::new();
    let mut row = None;
    sheet.cells.retain(|cell| {
        if row != Some(cell.row) {
            row = Some(cell.row);
            open.retain(|_, region| region.bottom >= cell.row);
            while let Some(region) = sheet.merges.get(begun).filter(|region| region.top <= cell.row) {
                begun += 1;
                if region.bottom >= cell.row {
                    open.entry(region.left).or_insert(*region);
                }
            }
        }
        let around = open.range(..=cell.column).next_back().map(|(_, region)| *region);
        let inside = around.filter(|region| region.holds(cell.row, cell.column));
        inside.is_none_or(|region| (region.top, region.left) == (cell.row, cell.column))
    });
}

fn with_newlines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// A number of a spreadsheet as a decimal number, with the fifteen digits that spreadsheet programs
/// keep and show: 0.1 + 0.2 is 0.3 there. Anything else keeps its spelling and is rejected later.
pub(super) fn decimal(number: f64) -> String {
    // The shortest spelling that gives the number back is exact, where it has at most fifteen
    // digits.
    let shortest = number.to_string();
    let digits = shortest.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 && shortest.len() <= 20 && number.is_finite() {
        return if digits == 0 { "0".to_owned() } else { shortest };
    }
    let scientific = format!("{number:.14e}");
    let exact = Decimal::from_scientific(&scientific).ok().map(|exact| exact.normalize());
    let fits = |exact: &Decimal| exact.is_zero() || number.abs() < 1e15 && exact.scale() <= 20;
    // Zero is what a number below the range of decimals would become.
    let exact = exact.filter(fits).filter(|exact| exact.is_zero() == (number == 0.0));
    exact.map_or_else(|| format!("{number:e}"), |exact| exact.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Builder, Content, Region, Sheet, decimal};

    #[test]
    fn what_a_merge_covers_is_not_there() {
        let mut builder = Builder::default();
        builder.sheet(Sheet::named("表")).expect("a sheet");
        for (row, column) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 1), (3, 1)] {
            builder.put(row, column, Content::Number(format!("{row}{column}"))).expect("a cell");
        }
        builder.merge(Region { top: 0, left: 1, bottom: 2, right: 2 }).expect("a merge");
        builder.merge(Region { top: 1, left: 0, bottom: 1, right: 0 }).expect("no merge");
        let book = builder.finish();
        let left: Vec<&str> = book.cells().map(|(_, content)| content.text()).collect();
        assert_eq!(left, ["00", "01", "10", "31"]);
    }

    #[test]
    fn numbers_are_spelled_as_a_sheet_shows_them() {
        for (number, spelled) in [
            (0.0, "0"),
            (-0.0, "0"),
            (5.0, "5"),
            (0.1 + 0.2, "0.3"),
            (59237.2449, "59237.2449"),
            (25462.0, "25462"),
            (-8.0, "-8"),
            (0.000_1, "0.0001"),
            (1.0 / 3.0, "0.333333333333333"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e15, "1e15"),
            (1e300, "1e300"),
            (1e-300, "1e-300"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(decimal(number), spelled);
        }
    }
}
