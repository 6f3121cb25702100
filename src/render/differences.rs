//! What two reports, or two folders of them, do not have in common: as JSON, CSV and a page.
//!
//! The JSON is a contract of its own: fields are only ever added, and `version` counts changes that
//! a reader must know of. Numbers are strings, so that no reader rounds them.

use serde::Serialize;

use super::open_data::inert;
use super::text::by_template;
use super::{Renderer, Unrendered};
use crate::diff::{Diff, FigureChange, TextChange, Unmatched, Word};
use crate::model::Figure;

/// The template of the page.
pub const DIFF_TEMPLATE: &str = "diff.html";

/// What was compared, and what came of it.
pub struct Comparison {
    /// What was named first.
    pub a: String,
    /// What was named second.
    pub b: String,
    /// Whether these are folders.
    pub folders: bool,
    /// Reports that were compared; one where no folders are.
    pub pairs: Vec<Pair>,
    /// Reports of one folder alone.
    pub only: Vec<Only>,
}

/// A report that one folder alone has.
pub struct Only {
    /// Its unit.
    pub unit: String,
    /// Whether it is in the second.
    pub in_second: bool,
    /// The unit that it was merged into, which reports in its place.
    pub merged_into: Option<String>,
}

impl Comparison {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.only.is_empty() && self.pairs.iter().all(|pair| pair.diff.is_empty())
    }
}

/// Two reports that were compared.
pub struct Pair {
    /// The unit.
    pub unit: String,
    /// The first, for people.
    pub a: String,
    /// The second.
    pub b: String,
    /// What differs.
    pub diff: Diff,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    a: &'a str,
    b: &'a str,
    #[serde(flatten)]
    what: What<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum What<'a> {
    Reports(DiffJson<'a>),
    Folders { reports: Vec<PairJson<'a>>, only: Vec<OnlyJson<'a>> },
}

#[derive(Serialize)]
struct PairJson<'a> {
    unit: &'a str,
    a: &'a str,
    b: &'a str,
    #[serde(flatten)]
    diff: DiffJson<'a>,
}

#[derive(Serialize)]
struct OnlyJson<'a> {
    unit: &'a str,
    side: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<&'a str>,
}

#[derive(Serialize)]
struct DiffJson<'a> {
    figures: Vec<FigureJson<'a>>,
    texts: Vec<TextJson<'a>>,
    unmatched: Vec<UnmatchedJson<'a>>,
}

#[derive(Serialize)]
struct FigureJson<'a> {
    address: &'a str,
    key: &'a str,
    a: Option<String>,
    b: Option<String>,
    change: Option<String>,
}

#[derive(Serialize)]
struct TextJson<'a> {
    section: &'a str,
    change: &'static str,
    a: &'a str,
    b: &'a str,
}

#[derive(Serialize)]
struct UnmatchedJson<'a> {
    address: &'a str,
    side: &'static str,
}

/// A figure as text: nothing for an empty cell, a mark for what does not apply.
fn value(figure: Figure) -> Option<String> {
    (figure != Figure::Blank).then(|| figure.text())
}

fn side(in_second: bool) -> &'static str {
    if in_second { "b" } else { "a" }
}

fn change_of(figure: &FigureChange) -> Option<String> {
    figure.change().map(|change| change.normalize().to_string())
}

impl<'a> DiffJson<'a> {
    fn of(diff: &'a Diff) -> Self {
        let figure = |one: &'a FigureChange| FigureJson {
            address: &one.address,
            key: &one.key,
            a: value(one.a),
            b: value(one.b),
            change: change_of(one),
        };
        let text = |one: &'a TextChange| TextJson {
            section: &one.section,
            change: one.change(),
            a: &one.a,
            b: &one.b,
        };
        let unmatched =
            |one: &'a Unmatched| UnmatchedJson { address: &one.address, side: side(one.in_second) };
        Self {
            figures: diff.figures.iter().map(figure).collect(),
            texts: diff.texts.iter().map(text).collect(),
            unmatched: diff.unmatched.iter().map(unmatched).collect(),
        }
    }
}

/// A comparison as JSON; that of folders has a list of reports.
///
/// # Panics
/// Never: only strings and numbers are written.
#[must_use]
pub fn diff_json(comparison: &Comparison) -> String {
    let what = match comparison.pairs.as_slice() {
        [only] if !comparison.folders => What::Reports(DiffJson::of(&only.diff)),
        pairs => What::Folders {
            reports: pairs.iter().map(pair_json).collect(),
            only: comparison
                .only
                .iter()
                .map(|one| OnlyJson {
                    unit: &one.unit,
                    side: side(one.in_second),
                    merged_into: one.merged_into.as_deref(),
                })
                .collect(),
        },
    };
    let document = Document { version: 1, a: &comparison.a, b: &comparison.b, what };
    serde_json::to_string_pretty(&document).expect("strings and numbers can be written as JSON")
}

fn pair_json(pair: &Pair) -> PairJson<'_> {
    PairJson { unit: &pair.unit, a: &pair.a, b: &pair.b, diff: DiffJson::of(&pair.diff) }
}

const HEADER: [&str; 7] = ["单位", "类别", "数据项", "键", "甲", "乙", "增减"];

/// A comparison as CSV, a line a difference: UTF-8 with the mark by which Excel knows it.
///
/// # Errors
/// [`Unrendered::Unwritable`] where it cannot be written.
pub fn diff_csv(comparison: &Comparison) -> Result<Vec<u8>, Unrendered> {
    let refused = |error: csv::Error| Unrendered::Unwritable(error.to_string());
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    writer.write_record(HEADER).map_err(refused)?;
    for Pair { unit, diff, .. } in &comparison.pairs {
        for one in &diff.figures {
            let (a, b) = (one.a.text(), one.b.text());
            let change = change_of(one).unwrap_or_default();
            writer
                .write_record([&inert(unit), "数", &one.address, &one.key, &a, &b, &change])
                .map_err(refused)?;
        }
        for one in &diff.texts {
            let (a, b) = (inert(&one.a), inert(&one.b));
            writer
                .write_record([&inert(unit), "文字", &one.heading, &one.section, &a, &b, ""])
                .map_err(refused)?;
        }
        for one in &diff.unmatched {
            let (a, b) = if one.in_second { ("", "有") } else { ("有", "") };
            writer
                .write_record([&inert(unit), "另一表样没有", &one.address, "", a, b, ""])
                .map_err(refused)?;
        }
    }
    for Only { unit, in_second, merged_into } in &comparison.only {
        let (a, b) = if *in_second { ("", "有") } else { ("有", "") };
        let merged = inert(&merged_into.as_ref().map(|other| format!("已并入{other}")).unwrap_or_default());
        writer.write_record([&inert(unit), "只有一边有", &merged, "", a, b, ""]).map_err(refused)?;
    }
    writer.into_inner().map_err(|error| Unrendered::Unwritable(error.to_string()))
}

/// What the page sees.
#[derive(Serialize)]
struct Page<'a> {
    a: &'a str,
    b: &'a str,
    pairs: Vec<PagePair<'a>>,
    only: Vec<PageOnly<'a>>,
}

#[derive(Serialize)]
struct PagePair<'a> {
    unit: &'a str,
    a: &'a str,
    b: &'a str,
    same: bool,
    figures: Vec<PageFigure<'a>>,
    sections: Vec<PageSection<'a>>,
    unmatched: Vec<PageOnly<'a>>,
}

#[derive(Serialize)]
struct PageFigure<'a> {
    address: &'a str,
    a: String,
    b: String,
    change: String,
}

#[derive(Serialize)]
struct PageSection<'a> {
    heading: &'a str,
    /// Each word by word.
    paragraphs: Vec<Vec<PageWord<'a>>>,
}

#[derive(Serialize)]
struct PageWord<'a> {
    kind: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct PageOnly<'a> {
    name: &'a str,
    second: bool,
    /// The unit that it was merged into; empty where it was not.
    merged: &'a str,
}

/// A comparison as a page.
///
/// # Errors
/// [`Unrendered::Template`] when the template is broken.
pub fn diff_page(renderer: &Renderer, comparison: &Comparison) -> Result<Vec<u8>, Unrendered> {
    let page = Page {
        a: &comparison.a,
        b: &comparison.b,
        pairs: comparison.pairs.iter().map(page_pair).collect(),
        only: comparison
            .only
            .iter()
            .map(|one| PageOnly {
                name: &one.unit,
                second: one.in_second,
                merged: one.merged_into.as_deref().unwrap_or_default(),
            })
            .collect(),
    };
    by_template(&renderer.of_all.tera, &renderer.of_all.templates, DIFF_TEMPLATE, &page)
}

fn page_pair(pair: &Pair) -> PagePair<'_> {
    let figures = pair.diff.figures.iter().map(|one| PageFigure {
        address: &one.address,
        a: one.a.text(),
        b: one.b.text(),
        change: signed(one),
    });
    let unmatched = pair.diff.unmatched.iter();
    PagePair {
        unit: &pair.unit,
        a: &pair.a,
        b: &pair.b,
        same: pair.diff.is_empty(),
        figures: figures.collect(),
        sections: pair.diff.texts.chunk_by(|a, b| a.section == b.section).map(page_section).collect(),
        unmatched: unmatched
            .map(|one| PageOnly { name: &one.address, second: one.in_second, merged: "" })
            .collect(),
    }
}

/// The changed paragraphs of one section.
fn page_section(texts: &[TextChange]) -> PageSection<'_> {
    PageSection {
        heading: texts.first().map_or("", |text| text.heading.as_str()),
        paragraphs: texts.iter().map(|text| text.words.iter().map(page_word).collect()).collect(),
    }
}

fn page_word(word: &Word) -> PageWord<'_> {
    let kind = match word {
        Word::Same(_) => "same",
        Word::Removed(_) => "removed",
        Word::Added(_) => "added",
    };
    PageWord { kind, text: word.text() }
}

/// A change with its sign: `+5`, `-3`.
fn signed(figure: &FigureChange) -> String {
    let change = change_of(figure).unwrap_or_default();
    if change.is_empty() || change.starts_with('-') { change } else { format!("+{change}") }
}
