//! A department's own workbook given back: a list of what is wrong as its first sheet, the cells to
//! change coloured and commented.
//!
//! An `.xlsx` is edited in its package: bytes are put in where a mark belongs, and everything else
//! (figures, formulas, styles, other sheets, pictures, macros) stays byte for byte as it was. Marks
//! and lists of an earlier round are the program's own: they are taken off first. Of other kinds,
//! and of packages that are put together in an unusual way, the copy is the official form filled in
//! with what was read. The original is never touched.
//!
//! | module | does |
//! | --- | --- |
//! | `entries` | findings → rows of the list, with the cells to change |
//! | `advice` | what is said to a clerk: cells, no files and no YAML |
//! | `anew` | the official form, filled in with what was read |
//! | `package` | which parts of the package are changed, added, taken out |
//! | `list` `sheet` `comments` `styles` `workbook` `relations` | those parts |
//! | `xml` | bytes put into XML |

mod advice;
mod anew;
mod comments;
mod entries;
mod list;
mod package;
mod relations;
mod sheet;
mod styles;
mod workbook;
mod xml;

use std::collections::BTreeMap;

use self::entries::{Entry, Target, entries};
use super::{Judged, Reporter};
use crate::document::Book;
use crate::form::{Form, Forms};
use crate::model::Report;
use crate::read;
use crate::rule::{About, Level};

/// A workbook with marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The ending of its name.
    pub ending: &'static str,
    /// Whether it is the unit's own workbook, and not the official form filled in with what was
    /// read.
    pub own: bool,
    /// What is to be fixed and what is to be looked into, as many as the list has rows.
    pub counts: [usize; 2],
}

/// A workbook that is to be given back, and what is known of it.
pub struct Returned<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What is in it.
    pub book: &'a Book,
    /// What is wrong with it.
    pub judged: &'a Judged<'a>,
    /// What was read; `None` where unit, year or form are unknown.
    pub report: Option<&'a Report>,
    /// Its form, else the one that it should have been.
    pub form: &'a Form,
    /// The report of the year before with its form.
    pub last: Option<(&'a Form, &'a Report)>,
    /// All forms.
    pub forms: &'a Forms,
    /// All rules.
    pub rules: &'a [&'a About],
}

/// What is to be marked in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    /// The gravest of its findings.
    level: Level,
    /// What its comment says; empty for none.
    text: String,
}

/// The marks of the cells of each sheet, by the sheet's number.
type Marks = BTreeMap<usize, BTreeMap<(u32, u32), Mark>>;

/// What is said at the top of the list.
struct Head {
    /// The unit and year that it is for.
    title: String,
    /// How many of each level, and those that are explained.
    counts: [usize; 3],
    /// Which time the workbook is sent back, from 1.
    round: usize,
}

/// Marks a workbook.
///
/// # Errors
/// Why no copy could be made.
pub fn marked(returned: &Returned, reporter: Reporter) -> Result<Marked, String> {
    let places = &returned.judged.shown.places;
    let target = Target { book: returned.book, places, is_own: true };
    let listed = entries(returned, &target, reporter);
    // What cannot be edited in place is not an error: it is filled into the form.
    if let Some(bytes) = edited(returned, returned.bytes, returned.book, &listed, reporter) {
        let ending = if has_macros(&bytes) { "xlsm" } else { "xlsx" };
        return Ok(Marked { bytes, ending, own: true, counts: counts(&listed) });
    }
    let form = anew::filled_in(returned)?;
    let target = Target { book: &form.book, places: &form.places, is_own: false };
    let listed = entries(returned, &target, reporter);
    let bytes = edited(returned, &form.bytes, &form.book, &listed, reporter)
        .ok_or_else(|| "the form that was made cannot be edited".to_owned())?;
    Ok(Marked { bytes, ending: "xlsx", own: false, counts: counts(&listed) })
}

fn edited(
    returned: &Returned,
    bytes: &[u8],
    book: &Book,
    listed: &[Entry],
    reporter: Reporter,
) -> Option<Vec<u8>> {
    let lang = reporter.lang;
    let Judged { unit, year, .. } = returned.judged;
    let [errors, warnings] = counts(listed);
    let title = lang.pick(
        format!("{unit} {year} 年度填报表问题清单"),
        format!("Findings in the form workbook of {unit} for {year}"),
    );
    let counts = [errors, warnings, listed.len() - errors - warnings];
    let head = Head { title, counts, round: read::rounds(returned.book) + 1 };
    package::edited(bytes, book, &marks(listed, lang), listed, &head, lang)
}

fn counts(entries: &[Entry]) -> [usize; 2] {
    [Level::Error, Level::Warning]
        .map(|level| entries.iter().filter(|entry| entry.level == level && !entry.is_explained).count())
}

fn has_macros(bytes: &[u8]) -> bool {
    let name = b"vbaProject.bin";
    bytes.windows(name.len()).any(|window| window == name)
}

/// More cells than this of one finding have one comment together, at the first.
const MOST_COMMENTS: usize = 8;

/// The cells to change.
fn marks(entries: &[Entry], lang: crate::lang::Lang) -> Marks {
    let mut marks = Marks::new();
    for entry in entries.iter().filter(|entry| !entry.is_explained) {
        let all = entry.cells.len() <= MOST_COMMENTS;
        for (number, cell) in entry.cells.iter().enumerate() {
            let text = if all || number == 0 { entry.comment(lang) } else { String::new() };
            let mark = marks.entry(cell.sheet).or_default().entry((cell.row, cell.column));
            mark.and_modify(|mark| {
                mark.level = mark.level.min(entry.level);
                let gap = if mark.text.is_empty() || text.is_empty() { "" } else { "\n\n" };
                mark.text.push_str(&format!("{gap}{text}"));
            })
            .or_insert(Mark { level: entry.level, text });
        }
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
