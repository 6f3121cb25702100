//! The XML of an `.xlsx`, looked at before the library that reads it.
//!
//! The library believes what the file claims: how many strings there are, which cell comes where,
//! which string a cell means. A part that says something no spreadsheet program writes is refused
//! here, so that no figure is taken from the wrong cell, no number is read in part, and no size is
//! reserved that the file does not have. What the library does not report (merges, struck
//! characters, formulas without a result) is collected on the way, and the [`Trail`] of the cells,
//! which the library's reading has to repeat.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, BytesText, Event};

use super::book::{CellName, Region};
use super::limit::Limit;
use super::refusal::{Damage, Refusal};

/// The rows of a sheet.
const ROWS: u32 = 1_048_576;
/// Elements within elements: more than any part has.
const MOST_DEEP: usize = 200;

/// Which cells were read, in which order: equal for two readings of one sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Trail {
    cells: usize,
    places: u64,
}

impl Trail {
    /// Adds a cell.
    pub(super) fn step(&mut self, (row, column): (u32, u32)) {
        let place = (u64::from(row) << 32) + u64::from(column) + 1;
        self.cells += 1;
        self.places = self.places.wrapping_mul(0x0100_0000_01B3).wrapping_add(place);
    }
}

/// What was seen in the part of a sheet.
#[derive(Debug, Default)]
pub(super) struct SheetPart {
    /// Its merged regions.
    pub(super) merges: Vec<Region>,
    /// Its cells with a formula.
    pub(super) formulas: Vec<(u32, u32)>,
    /// Its hidden rows.
    pub(super) hidden_rows: Vec<u32>,
    /// Its formulas without a stored result.
    pub(super) without_result: Vec<(u32, u32)>,
    /// Its cells.
    pub(super) trail: Trail,
}

/// What is seen while the parts of a workbook are looked at.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The ids of the sheets' parts, in the order of the sheets.
    sheets: Vec<String>,
    /// The parts by the id of their relationship, in lower case.
    targets: HashMap<String, String>,
    /// What was seen in each part, by its name in lower case.
    parts: HashMap<String, SheetPart>,
    /// Texts with some characters struck out, raised or lowered: `125` with the 12 struck out shows
    /// 5.
    struck: HashSet<String>,
}

impl Scan {
    /// How many sheets the workbook claims to have, of whatever kind.
    pub(super) fn sheets(&self) -> usize {
        self.sheets.len()
    }

    /// What was seen in the part of a sheet: the one that the library reads its cells from.
    pub(super) fn part(&mut self, sheet: usize) -> SheetPart {
        let part = self.sheets.get(sheet).and_then(|id| self.targets.get(id));
        part.and_then(|part| self.parts.remove(part)).unwrap_or_default()
    }

    /// Whether some cell shows some characters of this text struck out, raised or lowered.
    pub(super) fn is_struck(&self, text: &str) -> bool {
        self.struck.contains(text)
    }

    /// Looks at a part.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn look(&mut self, name: &str, xml: &[u8]) -> Result<(), Refusal> {
        let text = utf8(name, xml)?;
        let lower = name.to_lowercase();
        // Few elements reserve little, whatever they are.
        let few = text.bytes().filter(|&b| b == b'<').count() <= Limit::Elements.most();
        let mut part = Part {
            name,
            text,
            reader: Reader::from_str(text),
            relations_of: lower.split_once("_rels/workbook").map(|(folder, _)| folder),
            is_plain: few && !text.contains("<!"),
            is_styled: text.contains("strike") || text.contains("vertAlign"),
            has_cells: false,
            depth: 0,
            elements: 0,
            seen: SheetPart::default(),
            scan: self,
        };
        part.reader.config_mut().expand_empty_elements = true;
        part.reader.config_mut().check_end_names = true;
        part.read()?;
        let seen = part.seen;
        self.parts.insert(lower, seen);
        Ok(())
    }
}

/// The text of a part, which says that it is UTF-8 or nothing.
pub(super) fn utf8<'x>(name: &str, xml: &'x [u8]) -> Result<&'x str, Refusal> {
    let damaged = || Refusal::Damaged(Damage::Encoding(name.to_owned()));
    let text = std::str::from_utf8(xml).map_err(|_| damaged())?;
    let head = text.trim_start_matches('\u{FEFF}').trim_start();
    let declared =
        head.strip_prefix("<?xml").and_then(|head| head.split_once("?>")).map_or("", |(head, _)| head);
    let encoding = declared.split_once("encoding").map(|(_, rest)| rest.to_ascii_lowercase());
    let fits = encoding.is_none_or(|encoding| encoding.contains("utf-8") || encoding.contains("us-ascii"));
    if fits { Ok(text) } else { Err(damaged()) }
}

struct Part<'p> {
    name: &'p str,
    text: &'p str,
    reader: Reader<&'p [u8]>,
    /// The folder that targets are relative to, in the part of the workbook's relationships.
    relations_of: Option<&'p str>,
    /// Whether reading may stop once nothing more can come that matters.
    is_plain: bool,
    /// Whether some text may be struck out, raised or lowered.
    is_styled: bool,
    /// Whether the cells of the sheet have come.
    has_cells: bool,
    depth: usize,
    elements: usize,
    seen: SheetPart,
    scan: &'p mut Scan,
}

impl<'p> Part<'p> {
    fn broken(&self, why: impl std::fmt::Display) -> Refusal {
        Damage::xml(self.name, why)
    }

    fn wrong(&self, name: impl std::fmt::Display) -> Refusal {
        Refusal::Damaged(Damage::Cell(self.name.to_owned(), name.to_string()))
    }

    fn next(&mut self) -> Result<Event<'p>, Refusal> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => Err(Refusal::Damaged(Damage::Doctype(self.name.to_owned()))),
            Ok(event) => Ok(event),
            Err(error) => Err(self.broken(error)),
        }
    }

    /// Looks at the elements that the library believes; what it does not count, place or reserve by
    /// is left to it.
    fn read(&mut self) -> Result<(), Refusal> {
        loop {
            let is_last = match self.next()? {
                Event::Start(start) => self.element(&start)?,
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    end.local_name().as_ref() == "mergeCells" && self.has_no_more()
                }
                Event::Eof if self.depth > 0 => return Err(self.broken("unexpected end")),
                Event::Eof => return Ok(()),
                _ => false,
            };
            if is_last && self.is_plain {
                return Ok(());
            }
        }
    }

    /// Looks at an element; whether nothing more can come that matters.
    fn element(&mut self, start: &BytesStart<'p>) -> Result<bool, Refusal> {
        self.depth += 1;
        self.elements += 1;
        if self.depth > MOST_DEEP {
            return Err(Refusal::Limit(Limit::Elements));
        }
        Limit::Elements.check(self.elements / 20)?;
        let name = start.local_name();
        let name = name.as_ref();
        let is_other = self.depth == 1
            && name != "worksheet"
            && name != "workbook"
            && !(name == "sst" && self.is_styled)
            && self.relations_of.is_none();
        match name {
            "sheetData" => {
                self.cells()?;
                return Ok(self.has_no_more());
            }
            "dimension" => {
                self.region_in(start)?;
            }
            "mergeCell" => {
                if let Some(region) = self.region_in(start)? {
                    Limit::Merges.check(self.seen.merges.len())?;
                    self.seen.merges.push(region);
                }
            }
            "Relationship" => self.relationship(start)?,
            "sst" => Limit::Elements.check(self.number(start, "uniqueCount")?.unwrap_or(0))?,
            "si" if self.is_styled => {
                Limit::Elements.check(self.elements)?;
                self.rich("si")?;
                self.depth -= 1;
            }
            "si" | "xf" | "font" | "fill" | "border" | "numFmt" | "definedName" => {
                Limit::Elements.check(self.elements)?;
            }
            "sheet" => {
                Limit::Elements.check(self.elements)?;
                let id = start.attributes().flatten().find(|one| one.key.local_name().as_ref() == "id");
                self.scan.sheets.push(id.map_or(String::new(), |id| id.value.into_owned()));
            }
            _ => {}
        }
        Ok(is_other)
    }

    /// Notes which part a relationship of the workbook leads to.
    fn relationship(&mut self, start: &BytesStart) -> Result<(), Refusal> {
        let Some(folder) = self.relations_of else { return Ok(()) };
        let [Some(id), Some(target)] = self.attributes(start, ["Id", "Target"])? else { return Ok(()) };
        let target = target.to_lowercase();
        let part = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
        let known = self.scan.targets.insert(id.to_owned(), part);
        known.map_or(Ok(()), |_| Err(self.wrong(id)))
    }

    /// Whether neither cells nor merges come any more.
    fn has_no_more(&self) -> bool {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or_default();
        let rest = self.text.get(at..).unwrap_or(self.text);
        !rest.contains("mergeCell") && !rest.contains("sheetData")
    }

    /// Attributes as written; those that are looked at never hold an escape.
    fn attributes<'s, const N: usize>(
        &self,
        start: &'s BytesStart,
        names: [&str; N],
    ) -> Result<[Option<&'s str>; N], Refusal> {
        let mut found = [None; N];
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.broken(error))?;
            if let Some(index) = names.iter().position(|name| *name == attribute.key.as_ref())
                && let Cow::Borrowed(value) = attribute.value
                && found[index].replace(value).is_some()
            {
                return Err(self.broken(format!("two attributes {}", names[index])));
            }
        }
        Ok(found)
    }

    fn number(&self, start: &BytesStart, name: &str) -> Result<Option<usize>, Refusal> {
        let [Some(written)] = self.attributes(start, [name])? else { return Ok(None) };
        written.parse().map(Some).map_err(|_| self.wrong(written))
    }

    /// The region that an element is about: `A1` or `A1:B2`, its corners in order.
    fn region_in(&self, start: &BytesStart) -> Result<Option<Region>, Refusal> {
        let [Some(written)] = self.attributes(start, ["ref"])? else { return Ok(None) };
        let (from, to) = written.split_once(':').unwrap_or((written, written));
        match (CellName::parse(from), CellName::parse(to)) {
            (Some((top, left)), Some((bottom, right))) if top <= bottom && left <= right => {
                Ok(Some(Region { top, left, bottom, right }))
            }
            _ => Err(self.wrong(written)),
        }
    }

    /// The rows of a sheet, which come in order, as do the cells in each, as far as the end of all.
    fn cells(&mut self) -> Result<(), Refusal> {
        if std::mem::replace(&mut self.has_cells, true) {
            return Err(self.wrong("sheetData"));
        }
        let (mut row, mut next_row, mut next_column) = (0, 0, 0);
        loop {
            match self.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "row" => {
                        row = self.row(&start, next_row)?;
                        (next_row, next_column) = (row + 1, 0);
                    }
                    "c" => {
                        let mut column = next_column;
                        let [name, kind] = self.attributes(&start, ["r", "t"])?;
                        if let Some(written) = name {
                            let found = CellName::parse(written);
                            let found = found.filter(|&(r, c)| r == row && c >= next_column);
                            column = found.ok_or_else(|| self.wrong(written))?.1;
                        }
                        next_column = column + 1;
                        self.cell(Kind::of(kind), (row, column))?;
                    }
                    other => return Err(self.wrong(other)),
                },
                Event::End(end) if end.local_name().as_ref() == "sheetData" => {
                    self.depth -= 1;
                    return Ok(());
                }
                Event::Eof => return Err(self.broken("unexpected end")),
                _ => {}
            }
        }
    }

    /// The number of a row, from 0: at least the next.
    fn row(&mut self, start: &BytesStart, next: u32) -> Result<u32, Refusal> {
        let [written, hidden] = self.attributes(start, ["r", "hidden"])?;
        let row = match written {
            None => next,
            Some(written) => {
                let number = written.parse::<u32>().ok().filter(|n| (1..=ROWS).contains(n));
                let found = number.map(|number| number - 1).filter(|&row| row >= next);
                found.ok_or_else(|| self.wrong(format!("row {written}")))?
            }
        };
        if matches!(hidden, Some("1" | "true")) {
            Limit::Cells.check(self.seen.hidden_rows.len())?;
            self.seen.hidden_rows.push(row);
        }
        Ok(row)
    }

    /// What a cell holds, as far as its end: one value at most, that in one piece, and after its
    /// formula.
    fn cell(&mut self, kind: Kind, place: (u32, u32)) -> Result<(), Refusal> {
        let wrong = |part: &Self| {
            let (row, column) = place;
            part.wrong(CellName { sheet: 0, row, column })
        };
        let (mut values, mut results, mut texts, mut formulas) = (0, 0, 0, 0);
        loop {
            match self.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "v" => {
                        values += 1;
                        let text =
                            self.value(kind).map_err(|refusal| refusal.unwrap_or_else(|| wrong(self)))?;
                        results += usize::from(text.as_ref().is_some_and(|text| !text.is_empty()));
                        // What is not a number would be taken for the first string.
                        let number = |text: &BytesText| text.parse::<usize>().is_ok();
                        if kind == Kind::Shared && text.is_some_and(|text| !number(&text)) {
                            return Err(wrong(self));
                        }
                    }
                    "f" => {
                        // The library would forget a value that comes before.
                        formulas += 1 + values;
                        self.region_in(&start)?;
                        Limit::Elements.check(self.number(&start, "si")?.unwrap_or(0))?;
                        self.skip("f")?;
                    }
                    "is" => {
                        texts += 1;
                        self.rich("is")?;
                    }
                    _ => return Err(wrong(self)),
                },
                Event::End(end) if end.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(self.broken("unexpected end")),
                _ => {}
            }
        }
        if values > 1 || texts > 1 || formulas > 1 {
            return Err(wrong(self));
        }
        self.seen.trail.step(place);
        let is_empty = texts == 0 && (values == 0 || results == 0 && kind != Kind::Text);
        if formulas > 0 {
            Limit::Cells.check(self.seen.formulas.len())?;
            self.seen.formulas.push(place);
        }
        if formulas > 0 && is_empty {
            self.seen.without_result.push(place);
        }
        Ok(())
    }

    /// The text of a value: a number in two pieces would be read as the first: `Err(None)`.
    fn value(&mut self, kind: Kind) -> Result<Option<BytesText<'p>>, Option<Refusal>> {
        let mut text: Option<BytesText> = None;
        loop {
            match self.next().map_err(Some)? {
                Event::Text(piece) if text.is_none() => text = Some(piece),
                Event::Text(_) | Event::GeneralRef(_) if kind == Kind::Text => {}
                Event::End(end) if end.local_name().as_ref() == "v" => return Ok(text),
                _ => return Err(None),
            }
        }
    }

    /// A text with its runs, as far as its end; noted where some of it is not shown like the rest.
    fn rich(&mut self, name: &str) -> Result<(), Refusal> {
        let (mut text, mut struck, mut in_text, mut readings) = (String::new(), false, false, 0_usize);
        loop {
            match self.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "t" => in_text = readings == 0,
                    "rPh" => readings += 1,
                    "strike" => {
                        let [value] = self.attributes(&start, ["val"])?;
                        struck |= !matches!(value, Some("0" | "false"));
                    }
                    "vertAlign" => {
                        let [value] = self.attributes(&start, ["val"])?;
                        struck |= value != Some("baseline");
                    }
                    _ => {}
                },
                Event::Text(piece) if in_text => text.push_str(&piece),
                Event::End(end) => match end.local_name().as_ref() {
                    "t" => in_text = false,
                    "rPh" => readings = readings.saturating_sub(1),
                    other if other == name => break,
                    _ => {}
                },
                Event::Eof => return Err(self.broken("unexpected end")),
                _ => {}
            }
        }
        if struck {
            self.scan.struck.insert(text);
        }
        Ok(())
    }

    /// Skips an element.
    fn skip(&mut self, name: &str) -> Result<(), Refusal> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Event::Start(start) if start.local_name().as_ref() == name => depth += 1,
                Event::End(end) if end.local_name().as_ref() == name => depth -= 1,
                Event::Eof => return Err(self.broken("unexpected end")),
                _ => {}
            }
        }
        Ok(())
    }
}

/// What the value of a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The number of a shared string.
    Shared,
    /// A number and the like, in plain ASCII.
    Plain,
    /// Text.
    Text,
}

impl Kind {
    fn of(written: Option<&str>) -> Self {
        match written {
            Some("s") => Self::Shared,
            None | Some("n" | "b" | "e") => Self::Plain,
            Some(_) => Self::Text,
        }
    }
}
