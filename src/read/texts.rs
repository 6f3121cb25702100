//! What a workbook says outside its tables: unit, year, date, and the texts of the report.
//!
//! In a cell with its label (单位：某局), next to its label, or below it; a sheet that is named after a
//! section is its text. A text goes on until something else begins. Cells of tables are left to the
//! matcher; what nobody takes is left to `unread`.

mod overrun;

use std::collections::BTreeSet;

use super::keys::{self, Key};
use super::labels::{LONGEST_LABEL, SHORT, What, headings, said_in};
use super::page;
use super::region::Region;
use crate::document::{self, Book, Cell, CellName, Content, Sheet};
use crate::fingerprint;
use crate::form::{CORRECTIONS, Form, ROWS, Sure, nearest, spellings, without_number};
use crate::matcher::FoundTable;

/// Something that a workbook says outside its tables.
#[derive(Debug, Clone)]
pub(super) struct Labelled {
    pub(super) what: What,
    /// The cell of its label.
    pub(super) label: CellName,
    /// The cells of what is said, with the text that counts of each.
    pub(super) cells: Vec<(CellName, String)>,
}

/// Headings that are like one of a section, but not one.
#[derive(Debug, Clone)]
pub(super) struct NearHeading {
    pub(super) cell: CellName,
    pub(super) text: String,
    pub(super) nearest: Vec<String>,
    /// The section that it is most likely meant for.
    pub(super) meant: Option<usize>,
    /// The text below it, which belongs to no section.
    pub(super) below: Option<Region>,
}

/// Paragraphs that were pasted over the cells of several sections.
#[derive(Debug, Clone)]
pub(super) struct Overrun {
    pub(super) region: Region,
    /// The sections whose cells they are in.
    pub(super) sections: Vec<usize>,
    /// Whether they surely were, and none was taken.
    pub(super) is_sure: bool,
}

/// What is outside the tables.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    pub(super) labelled: Vec<Labelled>,
    pub(super) near: Vec<NearHeading>,
    pub(super) overrun: Vec<Overrun>,
    /// Every cell that something was taken from.
    pub(super) taken: BTreeSet<CellName>,
}

/// Reads what is outside the tables.
pub(super) fn read(book: &Book, form: &Form, tables: &[FoundTable]) -> Texts {
    let mut texts = Texts::default();
    let surest = surest(book, form, tables);
    for (number, sheet) in sheets(book) {
        let taken = BTreeSet::new();
        let mut reader = SheetReader { form, sheet, number, tables, surest: &surest, taken };
        reader.read(&mut texts);
        let taken = reader.taken.into_iter().map(|(row, column)| CellName { sheet: number, row, column });
        texts.taken.extend(taken);
    }
    texts
}

/// The sheets that people write on; that of corrections is read on its own, and that with a row for
/// each figure says nothing new.
pub(super) fn sheets(book: &Book) -> impl Iterator<Item = (usize, &Sheet)> {
    let others = |name: &str| fingerprint::is_list(name) || [fingerprint::SHEET, CORRECTIONS].contains(&name);
    let (rows, columns) = ROWS;
    let heads = move |sheet: &Sheet| sheet.row(0).iter().map(|cell| cell.content.text()).eq(columns);
    let ours = move |sheet: &Sheet| others(&sheet.name) || sheet.name == rows && heads(sheet);
    book.sheets.iter().enumerate().filter(move |(_, sheet)| !ours(sheet))
}

/// How sure the surest heading of each section is: others that may be headings of it are text.
fn surest(book: &Book, form: &Form, tables: &[FoundTable]) -> Vec<Option<Sure>> {
    let mut surest = vec![None; form.sections.len()];
    for (number, sheet) in sheets(book) {
        for cell in &sheet.cells {
            let Content::Text(text) = &cell.content else { continue };
            if is_in_table(tables, number, cell.row) {
                continue;
            }
            for (section, sure) in headings(form, text) {
                surest[section] = surest[section].max(Some(sure));
            }
        }
    }
    surest
}

fn is_in_table(tables: &[FoundTable], sheet: usize, row: u32) -> bool {
    let here = |found: &&FoundTable| found.sheet == sheet && !found.figures.is_empty();
    tables.iter().filter(here).any(|found| (found.rows.0..=found.rows.1).contains(&row))
}

/// The last row of what a label says.
fn last_row(one: &Labelled) -> u32 {
    one.cells.iter().map(|(cell, _)| cell.row).max().unwrap_or(one.label.row)
}

struct SheetReader<'a> {
    form: &'a Form,
    sheet: &'a Sheet,
    number: usize,
    tables: &'a [FoundTable],
    surest: &'a [Option<Sure>],
    /// Cells that something was taken from.
    taken: BTreeSet<(u32, u32)>,
}

impl SheetReader<'_> {
    fn read(&mut self, texts: &mut Texts) {
        let before = texts.labelled.len();
        for (index, cell) in self.sheet.cells.iter().enumerate() {
            let Content::Text(text) = &cell.content else { continue };
            if self.taken.contains(&(cell.row, cell.column)) {
                continue;
            }
            if self.in_table(cell.row) {
                self.beside_table(index, text, texts);
                continue;
            }
            if self.is_around(text) {
                self.take([index]);
                continue;
            }
            if self.form.is_title(text) {
                self.title(index, texts);
                continue;
            }
            let parts = self.parts(text);
            if parts.is_empty() {
                self.near(index, text, texts);
                continue;
            }
            self.take([index]);
            let several = parts.len() > 1;
            for (what, inline) in parts {
                if what == What::Section(0) && texts.labelled.len() == before {
                    self.preface(index, texts);
                }
                self.say(index, what, inline, several, texts);
            }
        }
        self.named_sheet(before, texts);
        let said = &texts.labelled[before..];
        if let Some(overrun) = self.overrun(said) {
            let inside = |one: &Labelled| {
                one.label.sheet == self.number
                    && one.cells.iter().any(|(cell, _)| overrun.region.holds(cell.row, cell.column))
            };
            texts.labelled.retain(|one| !inside(one));
            texts.overrun.push(overrun);
        } else if let Some(overrun) = self.likely_overrun(said) {
            texts.overrun.push(overrun);
        }
    }

    /// What a cell is the label of; headings that are less sure than others are not labels.
    fn parts(&self, text: &str) -> Vec<(What, String)> {
        let mut parts = said_in(self.form, text);
        let is_text = |what: &What| match what {
            What::Section(section) => {
                headings(self.form, text).iter().all(|(_, sure)| Some(*sure) < self.surest[*section])
            }
            _ => false,
        };
        parts.retain(|(what, _)| !is_text(what));
        parts
    }

    /// Puts in what the cell of a label says: in itself, or in the cells after it.
    fn say(&mut self, index: usize, what: What, inline: String, several: bool, texts: &mut Texts) {
        let label = self.name(index);
        let mut cells = Vec::new();
        if !inline.is_empty() {
            cells.push((label, inline));
        }
        if self.is_text(what) {
            let more = self.text_after(index);
            self.take(more.iter().copied());
            cells.extend(more.into_iter().map(|at| self.said(at)));
        } else if cells.is_empty() && !several && what != What::Remark {
            let value = self.value_after(index);
            self.take(value);
            cells.extend(value.map(|at| self.said(at)));
        }
        let measured = |(_, text): &(CellName, String)| keys::measures(text).is_some();
        let what = match what {
            What::Key(Key::Unit) if cells.first().is_some_and(measured) => What::Measure,
            what => what,
        };
        texts.labelled.push(Labelled { what, label, cells });
    }

    fn name(&self, index: usize) -> CellName {
        let Cell { row, column, .. } = self.sheet.cells[index];
        CellName { sheet: self.number, row, column }
    }

    fn said(&self, index: usize) -> (CellName, String) {
        (self.name(index), self.sheet.cells[index].content.text().to_owned())
    }

    fn take(&mut self, cells: impl IntoIterator<Item = usize>) {
        for index in cells {
            let Cell { row, column, .. } = self.sheet.cells[index];
            self.taken.insert((row, column));
        }
    }

    fn in_table(&self, row: u32) -> bool {
        is_in_table(self.tables, self.number, row)
    }

    fn is_text(&self, what: What) -> bool {
        match what {
            What::Section(section) => self.form.sections[section].table.is_none(),
            what => what == What::Key(Key::Preface),
        }
    }

    /// What is said next to a table, in one of its rows: whether empty cells are zeros, what is
    /// counted, and what has its label in the same cell.
    fn beside_table(&mut self, index: usize, text: &str, texts: &mut Texts) {
        if self.tables.iter().any(|found| found.has(self.name(index))) {
            return;
        }
        let parts = said_in(self.form, text);
        let fits = |(what, inline): &(What, String)| match what {
            What::Key(Key::BlanksAreZero) | What::Remark => true,
            What::Key(Key::Unit | Key::Year | Key::Date) | What::Measure | What::Note | What::Contact(_) => {
                !inline.is_empty()
            }
            _ => false,
        };
        if parts.is_empty() || !parts.iter().all(fits) {
            return;
        }
        self.take([index]);
        let several = parts.len() > 1;
        for (what, inline) in parts {
            self.say(index, what, inline, several, texts);
        }
    }

    /// A title, which may be in the cells before it too.
    fn title(&mut self, index: usize, texts: &mut Texts) {
        let label = self.name(index);
        self.take([index]);
        let text = self.sheet.cells[index].content.text();
        let says = |text: &str| {
            let title = self.form.read_title(text)?;
            let unit = title.unit.as_deref().map(keys::unit);
            // 编制2024年…年度报告 is a sentence, and 机密 above a title is no unit.
            unit.is_none_or(|unit| keys::is_organ(&unit.name)).then_some(title)
        };
        let mut best = says(text).map(|title| (title, text.to_owned()));
        let mut joined = text.to_owned();
        for at in (0..index).rev().take(2) {
            let Cell { row, column, content } = &self.sheet.cells[at];
            let near = self.sheet.cells[index].row - row <= 2 && !self.taken.contains(&(*row, *column));
            let Content::Text(above) = content else { break };
            if best.as_ref().is_some_and(|(title, _)| title.unit.is_some()) || !near || self.in_table(*row) {
                break;
            }
            joined = format!("{}{joined}", keys::unit(above).name);
            if !keys::unit(above).years.is_empty() {
                joined = format!("{above}{}", &joined[keys::unit(above).name.len()..]);
            }
            if let Some(title) = says(&joined).filter(|title| title.unit.is_some()) {
                best = Some((title, joined.clone()));
                self.take(at..index);
            }
        }
        if let Some((_, text)) = best {
            texts.labelled.push(Labelled { what: What::Title, label, cells: vec![(label, text)] });
        }
    }

    /// The cell to the right of a label, unless it is a label itself.
    fn value_after(&self, index: usize) -> Option<usize> {
        let label = &self.sheet.cells[index];
        let row = self.sheet.cells[index + 1..].iter().take_while(|cell| cell.row == label.row);
        // A label may be repeated in cells that were one.
        let again = row.take_while(|cell| cell.content == label.content).count();
        let at = index + 1 + again;
        let next = self.sheet.cells.get(at).filter(|cell| cell.row == label.row)?;
        // 单位 | 某局 | 年度 | 2024.
        let is_label =
            !said_in(self.form, next.content.text()).is_empty() || self.form.is_title(next.content.text());
        let title = self.form.read_title(next.content.text()).is_some_and(|title| title.unit.is_some());
        (title || !is_label).then_some(at)
    }

    /// The last row of a cell, which may be merged with those below it.
    fn bottom(&self, cell: &Cell) -> u32 {
        let of = |region: &&document::Region| (region.top, region.left) == (cell.row, cell.column);
        self.sheet.merges.iter().find(of).map_or(cell.row, |region| region.bottom)
    }

    /// The cells of a text: to the right of its label and below it, until something else begins.
    /// What is next to a label that is merged over several rows is its text, whatever it looks
    /// like.
    fn text_after(&self, index: usize) -> Vec<usize> {
        let label = &self.sheet.cells[index];
        let bottom = self.bottom(label);
        let mut found = Vec::new();
        let mut at = index + 1;
        while at < self.sheet.cells.len() {
            let row = self.sheet.cells[at].row;
            let end = self.sheet.cells[at..].iter().take_while(|cell| cell.row == row).count() + at;
            let own = row <= bottom;
            let ends = |cell: &Cell| self.ends_text(cell.content.text());
            if !own && (self.in_table(row) || self.sheet.cells[at..end].iter().any(ends)) {
                break;
            }
            found.extend(at..end);
            at = end;
        }
        found
    }

    /// Whether something else begins with a text.
    fn ends_text(&self, text: &str) -> bool {
        let ends = |(what, _): &(What, String)| *what != What::Remark;
        self.form.read_title(text).is_some_and(|title| title.unit.is_some_and(|unit| keys::is_organ(&unit)))
            || self.parts(text).iter().any(ends)
            || self.nearly(text).is_some()
            || self.is_around(text)
    }

    /// Whether a paragraph of a page is not of the report.
    fn is_around(&self, text: &str) -> bool {
        self.sheet.is_text && page::is_around(text)
    }

    fn near(&mut self, index: usize, text: &str, texts: &mut Texts) {
        let Some(nearest) = self.nearly(text) else { return };
        self.take([index]);
        let more = self.text_after(index);
        self.take(more.iter().copied());
        let below = Region::of(more.into_iter().map(|at| self.name(at)));
        let named = nearest.first().and_then(|name| self.form.section_named(name));
        let number = crate::form::number_of_line(text.trim()).and_then(|number| usize::try_from(number).ok());
        let numbered = number.and_then(|number| number.checked_sub(1));
        let is_text =
            |section: &usize| self.form.sections.get(*section).is_some_and(|one| one.table.is_none());
        let meant = named.or(numbered).filter(is_text);
        let (cell, text) = (self.name(index), text.to_owned());
        texts.near.push(NearHeading { cell, text, nearest, meant, below });
    }

    /// The sections without a heading whose heading a text nearly is: what is below it would be
    /// taken for something else.
    fn nearly(&self, text: &str) -> Option<Vec<String>> {
        let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let rest = without_number(&solid);
        let length = rest.chars().count();
        if !(2..=LONGEST_LABEL).contains(&length) || rest.contains(['。', '，', '；', '：', ':', '、']) {
            return None;
        }
        // 四、结转下年度继续办理, of a table that was not read: the matcher speaks of it.
        if !self.form.labels.named(&spellings(text)).is_empty() {
            return None;
        }
        let missing = || {
            let sections = self.form.sections.iter().enumerate();
            sections.filter(|(index, section)| section.table.is_none() && self.surest[*index].is_none())
        };
        // 五、问题清单 where nothing else is 五.
        let numbered = self.form.numbered_heading(&solid).is_some();
        let like = nearest(rest, missing().map(|(_, section)| section.name.as_str()));
        if numbered && !like.is_empty() {
            return Some(like);
        }
        let begins = |section: &crate::form::Section| length >= 4 && section.begins_like(rest);
        let own = missing().find(|(index, section)| {
            let number = crate::form::number_of_line(&solid).and_then(|number| usize::try_from(number).ok());
            numbered && number == Some(index + 1) || begins(section)
        });
        own.map(|(_, section)| vec![section.heading.clone()])
    }

    /// The preface, between the title and the first heading of a sheet.
    fn preface(&mut self, heading: usize, texts: &mut Texts) {
        let above: Vec<usize> = (0..heading)
            .filter(|&at| {
                let Cell { row, column, content } = &self.sheet.cells[at];
                let long = content.text().chars().count() > SHORT;
                matches!(content, Content::Text(_)) && long && !self.taken.contains(&(*row, *column))
            })
            .collect();
        let speaks = above.iter().any(|&at| {
            let text = self.sheet.cells[at].content.text();
            text.contains('。')
                && (text.contains("年度报告") || text.contains("《条例》") || text.contains("公开条例"))
        });
        let alone = !above.iter().any(|&at| self.in_table(self.sheet.cells[at].row));
        let given =
            texts.labelled.iter().any(|one| one.what == What::Key(Key::Preface) && !one.cells.is_empty());
        if let Some(&first) = above.first().filter(|_| speaks && alone && !given) {
            self.take(above.iter().copied());
            let cells = above.iter().map(|&at| self.said(at)).collect();
            texts.labelled.push(Labelled { what: What::Key(Key::Preface), label: self.name(first), cells });
        }
    }

    /// A sheet that is named after a section, without a heading in it, is its text.
    fn named_sheet(&mut self, before: usize, texts: &mut Texts) {
        let section = self.form.section_named(&self.sheet.name);
        let section = section.filter(|&section| self.form.sections[section].table.is_none());
        let has = |one: &Labelled| matches!(one.what, What::Section(_));
        let Some(section) = section.filter(|_| !texts.labelled[before..].iter().any(has)) else { return };
        let free = |cell: &Cell| !self.taken.contains(&(cell.row, cell.column)) && !self.in_table(cell.row);
        let cells: Vec<usize> =
            (0..self.sheet.cells.len()).filter(|&at| free(&self.sheet.cells[at])).collect();
        if let Some(&first) = cells.first() {
            self.take(cells.iter().copied());
            let label = self.name(first);
            let cells = cells.into_iter().map(|at| self.said(at)).collect();
            texts.labelled.push(Labelled { what: What::Section(section), label, cells });
        }
    }
}
