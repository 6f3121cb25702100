//! The XML of an `.xlsx`, looked at before the library that reads it.
//!
//! That library believes what it is told: how many strings there are, which cell comes where, which string a cell
//! means. A part that says something no spreadsheet program writes is refused here, so that no figure is taken from
//! the wrong cell, no number is read in part, and no size is reserved that the file does not have.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, BytesText, Event};

use super::grid::{MOST_MERGES, Region};
use super::package::MOST_ELEMENTS;
use super::refusal::{Damage, Limit, Refusal};
use crate::place::CellName;

/// The rows of a sheet.
const ROWS: u32 = 1_048_576;
/// The columns of a sheet.
const COLUMNS: u32 = 16_384;

/// What is seen while the parts of a workbook are looked at.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Whether some formula has no result.
    pub(super) without_result: bool,
    /// The ids of the sheets' parts, in the order of the sheets.
    sheets: Vec<String>,
    /// The parts by id, in lower case.
    targets: HashMap<String, String>,
    /// The merged regions by part.
    merges: HashMap<String, Vec<Region>>,
    /// Texts of which a part is struck out, raised or lowered: `125` with the 12 struck out shows 5.
    struck: HashSet<String>,
}

impl Scan {
    /// How many sheets the workbook says that it has, of whatever kind.
    pub(super) fn sheets(&self) -> usize {
        self.sheets.len()
    }

    /// The merged regions of a sheet: of the part that the library reads its cells from.
    pub(super) fn merges(&self, sheet: usize) -> &[Region] {
        let part = self.sheets.get(sheet).and_then(|id| self.targets.get(id));
        part.and_then(|part| self.merges.get(part)).map_or(&[], Vec::as_slice)
    }

    /// Whether some cell shows a part of this text struck out, raised or lowered.
    pub(super) fn is_struck(&self, text: &str) -> bool {
        self.struck.contains(text)
    }

    /// Looks at a part.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn look(&mut self, name: &str, xml: &[u8]) -> Result<(), Refusal> {
        let text = utf8(name, xml)?;
        let mut part = Part { name, text, reader: Reader::from_str(text), scan: self };
        part.reader.config_mut().expand_empty_elements = true;
        part.reader.config_mut().check_end_names = true;
        part.read()
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

fn limit(count: usize) -> Result<(), Refusal> {
    if count > MOST_ELEMENTS { Err(Refusal::Limit(Limit::Elements)) } else { Ok(()) }
}

struct Part<'p> {
    name: &'p str,
    text: &'p str,
    reader: Reader<&'p [u8]>,
    scan: &'p mut Scan,
}

impl<'p> Part<'p> {
    fn broken(&self, why: impl std::fmt::Display) -> Refusal {
        Refusal::Damaged(Damage::Xml(self.name.to_owned(), why.to_string()))
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

    /// Looks at the elements that the library believes; what it does not count, place or reserve by is left to it.
    fn read(&mut self) -> Result<(), Refusal> {
        // Few elements reserve little, whatever they are.
        let few = self.text.bytes().filter(|&b| b == b'<').count() <= MOST_ELEMENTS;
        let plain = few && !self.text.contains("<!");
        let part = self.name.to_lowercase();
        let relations = part.strip_suffix("_rels/workbook.xml.rels");
        let styled = self.text.contains("strike") || self.text.contains("vertAlign");
        let (mut depth, mut elements, mut sheets) = (0_usize, 0_usize, 0);
        loop {
            match self.next()? {
                Event::Start(start) => {
                    depth += 1;
                    elements += 1;
                    if depth > 200 || elements > 20 * MOST_ELEMENTS {
                        return Err(Refusal::Limit(Limit::Elements));
                    }
                    let name = start.local_name();
                    let name = name.as_ref();
                    let other = depth == 1
                        && name != "worksheet"
                        && name != "workbook"
                        && !(name == "sst" && styled)
                        && relations.is_none();
                    match name {
                        "sheetData" => {
                            sheets += 1;
                            if sheets > 1 {
                                return Err(self.wrong("sheetData"));
                            }
                            self.cells()?;
                            depth -= 1;
                            if plain && self.has_no_more() {
                                return Ok(());
                            }
                        }
                        "dimension" => {
                            if let [Some(region)] = self.attributes(&start, ["ref"])? {
                                let _: Region = self.region(region)?;
                            }
                        }
                        "mergeCell" => {
                            if let [Some(region)] = self.attributes(&start, ["ref"])? {
                                let region = self.region(region)?;
                                let merges = self.scan.merges.entry(part.clone()).or_default();
                                if merges.len() > MOST_MERGES {
                                    return Err(Refusal::Limit(Limit::Merges));
                                }
                                merges.push(region);
                            }
                        }
                        "Relationship" => {
                            if let Some(folder) = relations
                                && let [Some(id), Some(target)] = self.attributes(&start, ["Id", "Target"])?
                            {
                                let target = target.to_lowercase();
                                let part = target
                                    .strip_prefix('/')
                                    .map_or_else(|| format!("{folder}{target}"), str::to_owned);
                                if self.scan.targets.insert(id.to_owned(), part).is_some() {
                                    return Err(self.wrong(id));
                                }
                            }
                        }
                        "sst" => {
                            let count = self.number(&start, "uniqueCount")?;
                            limit(count.unwrap_or_default())?;
                        }
                        "si" if styled => {
                            limit(elements)?;
                            self.rich("si")?;
                            depth -= 1;
                        }
                        "si" | "xf" | "font" | "fill" | "border" | "numFmt" | "definedName" | "sheet" => {
                            limit(elements)?;
                            if name == "sheet" {
                                let id = start
                                    .attributes()
                                    .flatten()
                                    .find(|one| one.key.local_name().as_ref() == "id");
                                self.scan.sheets.push(id.map(|id| id.value.into_owned()).unwrap_or_default());
                            }
                        }
                        _ => {}
                    }
                    if other && plain {
                        return Ok(());
                    }
                }
                Event::End(end) => {
                    depth = depth.saturating_sub(1);
                    if plain && end.local_name().as_ref() == "mergeCells" && self.has_no_more() {
                        return Ok(());
                    }
                }
                Event::Eof if depth > 0 => return Err(self.broken("unexpected end")),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Whether neither cells nor merges come any more.
    fn has_no_more(&self) -> bool {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or_default();
        let rest = self.text.get(at..).unwrap_or(self.text);
        !rest.contains("mergeCell") && !rest.contains("sheetData")
    }

    /// An attribute as it stands; those that are looked at never hold an escape.
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

    /// `A1` or `A1:B2`, its corners in order.
    fn region(&self, written: &str) -> Result<Region, Refusal> {
        let (from, to) = written.split_once(':').unwrap_or((written, written));
        match (cell(from), cell(to)) {
            (Some((top, left)), Some((bottom, right))) if top <= bottom && left <= right => {
                Ok(Region { top, left, bottom, right })
            }
            _ => Err(self.wrong(written)),
        }
    }

    /// The rows of a sheet, which come in order, as do the cells in each.
    fn cells(&mut self) -> Result<(), Refusal> {
        let (mut row, mut next_row, mut next_column) = (0, 0, 0);
        loop {
            match self.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "row" => {
                        row = next_row;
                        if let [Some(written)] = self.attributes(&start, ["r"])? {
                            let number = written.parse::<u32>().ok().filter(|n| (1..=ROWS).contains(n));
                            let found = number.map(|number| number - 1).filter(|&row| row >= next_row);
                            row = found.ok_or_else(|| self.wrong(format!("row {written}")))?;
                        }
                        (next_row, next_column) = (row + 1, 0);
                    }
                    "c" => {
                        let mut column = next_column;
                        let [name, kind] = self.attributes(&start, ["r", "t"])?;
                        if let Some(written) = name {
                            let found = cell(written).filter(|&(r, c)| r == row && c >= next_column);
                            column = found.ok_or_else(|| self.wrong(written))?.1;
                        }
                        next_column = column + 1;
                        self.cell(Kind::of(kind), (row, column))?;
                    }
                    other => return Err(self.wrong(other)),
                },
                Event::End(end) if end.local_name().as_ref() == "sheetData" => return Ok(()),
                Event::Eof => return Err(self.broken("unexpected end")),
                _ => {}
            }
        }
    }

    /// What stands in a cell, as far as its end: one value at most, and that in one piece.
    fn cell(&mut self, kind: Kind, place: (u32, u32)) -> Result<(), Refusal> {
        let name = |part: &Self| {
            let cell = CellName { sheet: 0, row: place.0, column: place.1 };
            part.wrong(cell)
        };
        let (mut values, mut results, mut texts, mut formulas) = (0, 0, 0, 0);
        loop {
            match self.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "v" => {
                        values += 1;
                        let text =
                            self.value(kind).map_err(|refusal| refusal.unwrap_or_else(|| name(self)))?;
                        results += usize::from(text.as_ref().is_some_and(|text| !text.is_empty()));
                        // What is no number would be taken for the first string.
                        let number = |text: &BytesText| text.parse::<usize>().is_ok();
                        if kind == Kind::Shared && text.is_some_and(|text| !number(&text)) {
                            return Err(name(self));
                        }
                    }
                    "f" => {
                        formulas += 1;
                        if let [Some(region)] = self.attributes(&start, ["ref"])? {
                            self.region(region)?;
                        }
                        let group = self.number(&start, "si")?;
                        limit(group.unwrap_or_default())?;
                        self.skip("f")?;
                    }
                    "is" => {
                        texts += 1;
                        self.rich("is")?;
                    }
                    _ => return Err(name(self)),
                },
                Event::End(end) if end.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(self.broken("unexpected end")),
                _ => {}
            }
        }
        if values > 1 || texts > 1 || formulas > 1 {
            return Err(name(self));
        }
        self.scan.without_result |= formulas > 0 && results == 0;
        Ok(())
    }

    /// The text of a value: a number in two pieces would be read as its first. `Err(None)` for such a one.
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

    /// A text with its runs, as far as its end: one of which a part is not shown as the rest is kept.
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

    /// Passes over an element.
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

/// Row and column of `J8`, from 0.
fn cell(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || number.len() > 7 || number.starts_with('0') {
        return None;
    }
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        letter.is_ascii_alphabetic().then(|| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse::<u32>().ok()).flatten()?;
    ((1..=ROWS).contains(&row) && (1..=COLUMNS).contains(&column)).then(|| (row - 1, column - 1))
}
