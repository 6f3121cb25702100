//! A department's own workbook given back: faulty cells coloured and commented, and a sheet that
//! lists what is wrong.
//!
//! An `.xlsx` is edited in its package: bytes are put in where a mark belongs, and everything else
//! (figures, formulas, styles, other sheets, pictures, macros) stays byte for byte as it was. Of
//! other kinds, and of packages that are put together in an unusual way, a new workbook is made of
//! what was read. The original is never touched.

mod comments;
mod copy;
mod list;
mod package;
mod sheet;
mod styles;
mod xml;

use std::collections::BTreeMap;

use super::{Judged, Reporter};
use crate::document::{Book, CellName};
use crate::place::{Place, Spot};
use crate::rule::Level;

/// A workbook with marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The ending of its name.
    pub ending: &'static str,
    /// Whether it is the unit's own workbook, and not a new one of what was read.
    pub own: bool,
}

/// What is to be marked in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    /// The gravest of its findings.
    level: Level,
    /// What its comment says.
    text: String,
}

/// The marks of the cells of each sheet, by the sheet's number.
type Marks = BTreeMap<usize, BTreeMap<(u32, u32), Mark>>;

/// Marks a workbook.
///
/// # Errors
/// Why not even a new workbook could be made.
pub fn marked(bytes: &[u8], book: &Book, judged: &Judged, reporter: Reporter) -> Result<Marked, String> {
    let entries = list::entries(judged, reporter);
    let marks = marks(judged, reporter);
    // What cannot be edited in place is not an error: it is written anew.
    if let Some(bytes) = package::edited(bytes, book, &marks, &entries, reporter.lang) {
        let macros = has_macros(&bytes);
        return Ok(Marked { bytes, ending: if macros { "xlsm" } else { "xlsx" }, own: true });
    }
    let bytes = copy::written(book, &judged.shown.places.source.path, &marks, &entries, reporter.lang)
        .map_err(|error| error.to_string())?;
    Ok(Marked { bytes, ending: "xlsx", own: false })
}

fn has_macros(bytes: &[u8]) -> bool {
    let name = b"vbaProject.bin";
    bytes.windows(name.len()).any(|window| window == name)
}

/// Every cell with a finding that is not waived.
fn marks(judged: &Judged, reporter: Reporter) -> Marks {
    let mut marks = Marks::new();
    let source = &judged.shown.places.source;
    for finding in judged.findings.iter().filter(|finding| finding.waived.is_none()) {
        let Spot::Bytes(bytes) = judged.shown.places.spot(&finding.subject) else { continue };
        let Place::Cell { cell: CellName { sheet, row, column }, .. } = source.place(bytes.start) else {
            continue;
        };
        let lang = reporter.lang;
        let colon = lang.pick("：", ": ");
        let mut text = format!("{}{colon}{}", finding.level.word(lang), finding.clause.in_lang(lang));
        for (name, note) in reporter.notes(finding, &judged.shown) {
            text.push_str(&format!("\n{name}{colon}{note}"));
        }
        let mark = marks.entry(sheet).or_default().entry((row, column));
        mark.and_modify(|mark| {
            mark.level = mark.level.min(finding.level);
            mark.text.push_str(&format!("\n\n{text}"));
        })
        .or_insert(Mark { level: finding.level, text });
    }
    marks
}

/// Red for what must be fixed, amber for what must be checked.
fn colour(level: Level) -> u32 {
    match level {
        Level::Error => 0x00FF_C7CE,
        Level::Warning => 0x00FF_EB9C,
    }
}

/// The colour of the border of a marked cell, which is seen where a sheet colours its cells itself,
/// and in print.
fn edge(level: Level) -> u32 {
    match level {
        Level::Error => 0x00C0_0000,
        Level::Warning => 0x00BF_8F00,
    }
}
