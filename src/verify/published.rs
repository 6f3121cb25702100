//! Documents for readers (web pages, Word files, PDFs) and the data that they carry for programs.
//!
//! They are read as any document is, so that figures that are hidden or struck out are reported;
//! figures are found in their tables by the reader of workbooks.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::copy::{Copy, ReadBack};
use super::difference::{shorten, text_differs};
use super::{Original, open_data, utf8};
use crate::document::{self, Book, CellName, Content, JSON_LD, Kind, squeeze};
use crate::finding::Subject;
use crate::lang::Words;
use crate::model::FigureId;
use crate::place::Source;
use crate::read;
use crate::render::{ATTACHED, Role, View};

/// Elements within elements: the parser takes long over more than these.
const MOST_DEEP: usize = 2_000;

/// A page, or a part of one.
pub(super) fn page(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    if depth(utf8(bytes)?) > MOST_DEEP {
        return Err(Words::fixed("网页的标签嵌套过深", "its elements are nested too deep"));
    }
    document("html", path, bytes, original)
}

/// A PDF.
pub(super) fn pdf(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    document("pdf", path, bytes, original)
}

/// A Word document.
pub(super) fn word(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    document("word", path, bytes, original)
}

fn document(kind: &str, path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let kind = Kind::named(kind).ok_or_else(|| Words::fixed("认不出是哪种文件", "unknown kind of file"))?;
    let book = document::in_this_process(kind, bytes).map_err(|refusal| refusal.words())?;
    let mut copy = copy_of(&book, path, original);
    if let Some(title) = &book.title {
        let name = match kind.name {
            "html" => Words::fixed("网页标题", "title of the page"),
            _ => Words::fixed("文档标题", "title of the document"),
        };
        copy.faults.extend(text_differs(&name, &original.view.title, title));
    }
    for (name, data) in book.attached.iter().filter(|(name, _)| [JSON_LD, ATTACHED].contains(&name.as_str()))
    {
        let (what, key) = if name == JSON_LD { ("JSON-LD", "name") } else { (ATTACHED, "address") };
        let data: Value =
            serde_json::from_slice(data).map_err(|error| words!("{what}：{error}", "{what}: {error}"))?;
        let figures = if name == JSON_LD { &data["hasPart"]["variableMeasured"] } else { &data["figures"] };
        copy.faults.extend(open_data::differences(figures, key, original, what));
    }
    Ok(copy)
}

/// How deep the elements of a page are at most.
fn depth(page: &str) -> usize {
    let tags = page.as_bytes().windows(2).filter(|two| two[0] == b'<');
    let steps = tags.scan(0_usize, |deep, two| {
        *deep = if two[1] == b'/' {
            deep.saturating_sub(1)
        } else {
            *deep + usize::from(two[1].is_ascii_alphabetic())
        };
        Some(*deep)
    });
    steps.max().unwrap_or_default()
}

/// Finds the figures by their labels, and compares the labels with those of the report.
fn copy_of(book: &Book, path: &str, original: &Original) -> Copy {
    let (figures, faults) = read::figures_in(book, original.forms, original.form);
    let mut faults: Vec<_> = faults.into_iter().map(|words| (None, words)).collect();
    if !figures.is_empty() {
        faults.extend(other_labels(book, &figures, original.view));
    }
    let mut source = Source::default();
    let spans = source.add_book(path, book, figures.iter().map(|&(_, cell)| cell));
    let subject = |cell: Option<CellName>| {
        cell.and_then(|cell| spans.get(&cell)).map_or(Subject::File, |at| Subject::At(at.clone()))
    };
    let read_back = |cell: CellName, text: &str| ReadBack {
        text: text.to_owned(),
        at: spans.get(&cell).cloned().unwrap_or_default(),
    };
    let figure = |(id, cell)| (id, read_back(cell, book.at(cell).map_or("", Content::text)));
    Copy {
        texts: Some(book.paragraphs().map(|(cell, text)| read_back(cell, text)).collect()),
        figures: figures.into_iter().map(figure).collect(),
        faults: faults.into_iter().map(|(cell, words)| (subject(cell), words)).collect(),
        is_part: false,
        source,
    }
}

/// Labels that the tables of a document lack, and other text in them.
fn other_labels(
    book: &Book,
    figures: &[(FigureId, CellName)],
    view: &View,
) -> Vec<(Option<CellName>, Words)> {
    let places: HashSet<CellName> = figures.iter().map(|&(_, cell)| cell).collect();
    let mut labels: BTreeMap<String, Vec<CellName>> = BTreeMap::new();
    let in_table = |cell: CellName| !book.sheets[cell.sheet].is_text && !places.contains(&cell);
    for (cell, content) in book.cells().filter(|(cell, _)| in_table(*cell)) {
        labels.entry(squeeze(content.text())).or_default().push(cell);
    }
    let mut faults = Vec::new();
    let grids = view.sections.iter().filter_map(|section| section.table.as_ref());
    let cells = grids.flat_map(|grid| &grid.rows).flat_map(|row| &row.cells);
    for cell in cells.filter(|cell| cell.role != Role::Value && !cell.text.trim().is_empty()) {
        if labels.get_mut(&squeeze(&cell.text)).and_then(Vec::pop).is_none() {
            let text = shorten(&cell.text);
            faults.push((None, words!("表格里没有“{text}”", "`{text}` is missing from the tables")));
        }
    }
    for (text, cell) in labels.iter().flat_map(|(text, cells)| cells.iter().map(move |cell| (text, *cell))) {
        let text = shorten(text);
        faults.push((Some(cell), words!("表格里多出“{text}”", "the tables also have `{text}`")));
    }
    faults
}
