//! PDF: what the tags say to whoever hears the document, read from the pages themselves.
//!
//! A tagged PDF tells of each paragraph and table cell which marks on which pages it is made of; the words are those that
//! the fonts map the drawn glyphs to. So what is read here is what is copied, searched and read aloud. What stands in no
//! tag (page numbers, headers that a page repeats) is decoration and is passed over. The attached data are compared too.

use std::cell::Cell;
use std::collections::HashMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};
use serde_json::Value;

use super::compare::{squeeze, text_differs};
use super::copy::{Copy, Pieces, Table};
use super::{MOST_BYTES, Original, open_data, refused};
use crate::lang::Words;
use crate::render::ATTACHED;

/// Tags that hold others and are no paragraph themselves.
const CONTAINERS: &[&[u8]] = &[b"Document", b"Part", b"Art", b"Sect", b"Div", b"NonStruct", b"BlockQuote"];
/// Tags within tags: more than these are a circle.
const MOST_DEEP: usize = 64;
/// Tags in all: a hundred times those of a report.
const MOST_TAGS: usize = 100_000;
/// What is drawn on a page, in bytes: a dozen times what a full table takes.
const MOST_DRAWN: usize = 1 << 20;

/// A document.
pub(super) fn read(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let document = Document::load_mem(bytes).map_err(refused)?;
    let mut tagged = Tagged {
        pages: HashMap::new(),
        document: &document,
        words: HashMap::new(),
        pieces: Pieces::default(),
        left: Cell::new(MOST_TAGS),
    };
    for (number, page) in document.get_pages() {
        tagged.pages.insert(page, usize::try_from(number).unwrap_or_default());
        tagged.page(page).map_err(refused)?;
    }
    let root = document.catalog().and_then(|catalog| catalog.get_deref(b"StructTreeRoot", &document));
    let root = root.and_then(Object::as_dict).map_err(|_| Words::fixed("没有标签", "it has no tags"))?;
    tagged.element(root, None, 0);
    if tagged.left.get() == 0 {
        return Err(Words::fixed("标签过多", "it has too many tags"));
    }
    let mut copy = tagged.pieces.copy(path, original);
    let name = Words::fixed("文档标题", "title of the document");
    let title = title(&document).unwrap_or_default();
    copy.faults.extend(text_differs(&name, &original.view.title, &title));
    for data in attached(&document) {
        let data: Value = serde_json::from_slice(&data)
            .map_err(|error| words!("{ATTACHED}：{error}", "{ATTACHED}: {error}"))?;
        copy.faults.extend(open_data::differences(&data["figures"], "address", original, ATTACHED));
    }
    Ok(copy)
}

/// The title among the document's properties.
fn title(document: &Document) -> Option<String> {
    let info = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict).ok()?;
    lopdf::decode_text_string(info.get_deref(b"Title", document).ok()?).ok()
}

/// The attached open data.
fn attached(document: &Document) -> Vec<Vec<u8>> {
    let files = document.objects.values().filter_map(|object| object.as_dict().ok()).filter(|dictionary| {
        dictionary.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Filespec")
    });
    let file = |spec: &Dictionary| {
        let name = lopdf::decode_text_string(spec.get_deref(b"UF", document).ok()?).ok()?;
        let embedded = spec.get_deref(b"EF", document).and_then(Object::as_dict).ok()?;
        let stream = embedded.get_deref(b"F", document).and_then(Object::as_stream).ok()?;
        let data = stream.decompressed_content_with_limit(MOST_BYTES);
        (name == ATTACHED).then(|| data.unwrap_or_else(|_| stream.content.clone()))
    };
    files.filter_map(file).collect()
}

/// A document while its tags are read.
struct Tagged<'d> {
    document: &'d Document,
    /// The number of each page.
    pages: HashMap<ObjectId, usize>,
    /// What each mark of a page says.
    words: HashMap<(ObjectId, i64), String>,
    pieces: Pieces,
    /// How many more tags are read.
    left: Cell<usize>,
}

/// The page that an element says it is on.
fn page_of(element: &Dictionary) -> Option<ObjectId> {
    element.get(b"Pg").and_then(Object::as_reference).ok()
}

/// What was begun in a page: a mark, with the text that stands for what is drawn in it.
struct Begun {
    mark: Option<i64>,
    instead: bool,
}

impl Tagged<'_> {
    /// Reads what the marks of a page say.
    fn page(&mut self, page: ObjectId) -> lopdf::Result<()> {
        let content = Content::decode(&self.document.get_page_content_with_limit(page, MOST_DRAWN)?)?;
        let fonts = self.document.get_page_fonts(page)?;
        let mut encodings: HashMap<&[u8], Encoding> = HashMap::new();
        for (name, font) in &fonts {
            encodings.insert(name.as_slice(), font.get_font_encoding(self.document)?);
        }
        let mut begun: Vec<Begun> = Vec::new();
        let mut font: Option<&Encoding> = None;
        for operation in &content.operations {
            let operands = operation.operands.as_slice();
            match operation.operator.as_str() {
                "BMC" => begun.push(Begun { mark: None, instead: false }),
                "BDC" => {
                    let properties = operands.get(1).and_then(|one| one.as_dict().ok());
                    let mark = properties.and_then(|one| one.get(b"MCID").ok()?.as_i64().ok());
                    let actual = properties.and_then(|one| one.get(b"ActualText").ok());
                    begun.push(Begun { mark, instead: actual.is_some() });
                    let text = actual.and_then(|text| lopdf::decode_text_string(text).ok());
                    self.say(page, &begun, &text.unwrap_or_default());
                }
                "EMC" => {
                    begun.pop();
                }
                "Tf" => {
                    let name = operands.first().and_then(|name| name.as_name().ok());
                    font = name.and_then(|name| encodings.get(name));
                }
                "Tj" | "TJ" | "'" | "\"" if !begun.iter().any(|one| one.instead) => {
                    let Some(font) = font else { continue };
                    let mut text = String::new();
                    for operand in operands {
                        let pieces = operand.as_array().map_or(std::slice::from_ref(operand), Vec::as_slice);
                        for piece in pieces.iter().filter_map(|piece| piece.as_str().ok()) {
                            text.push_str(&Document::decode_text(font, piece)?);
                        }
                    }
                    self.say(page, &begun, &text);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn say(&mut self, page: ObjectId, begun: &[Begun], text: &str) {
        if let Some(mark) = begun.iter().rev().find_map(|one| one.mark) {
            self.words.entry((page, mark)).or_default().push_str(text);
        }
    }

    /// The elements below one; none where too many were read already.
    fn below<'e>(&'e self, element: &'e Dictionary) -> Vec<&'e Object> {
        let Some(left) = self.left.get().checked_sub(1) else { return Vec::new() };
        self.left.set(left);
        match element.get_deref(b"K", self.document) {
            Ok(Object::Array(all)) => all.iter().collect(),
            Ok(one) => vec![one],
            Err(_) => Vec::new(),
        }
    }

    fn dictionary<'e>(&'e self, object: &'e Object) -> Option<&'e Dictionary> {
        self.document.dereference(object).ok()?.1.as_dict().ok()
    }

    /// The words of an element with all below it, and the page that the first of them stands on.
    fn text(&self, element: &Dictionary, page: Option<ObjectId>, deep: usize) -> (String, Option<ObjectId>) {
        let page = page_of(element).or(page);
        if deep > MOST_DEEP {
            return (String::new(), page);
        }
        if let Ok(mark) = element.get(b"MCID").and_then(Object::as_i64) {
            let words = page.and_then(|page| self.words.get(&(page, mark)));
            return (words.cloned().unwrap_or_default(), page);
        }
        let mut text = String::new();
        let mut first = None;
        for one in self.below(element) {
            let (words, at) = match one.as_i64() {
                Ok(mark) => {
                    let words = page.and_then(|page| self.words.get(&(page, mark)));
                    (words.cloned().unwrap_or_default(), page)
                }
                Err(_) => match self.dictionary(one) {
                    Some(below) => self.text(below, page, deep + 1),
                    None => continue,
                },
            };
            first = first.or(at);
            text.push_str(&words);
        }
        (text, first.or(page))
    }

    fn element(&mut self, element: &Dictionary, page: Option<ObjectId>, deep: usize) {
        if deep > MOST_DEEP {
            return;
        }
        let document = self.document;
        let kind = element.get(b"S").and_then(Object::as_name).unwrap_or(b"Document");
        let page = page_of(element).or(page);
        if kind == b"Table" {
            let mut table = Table::default();
            self.rows(element, page, &mut table, deep);
            self.pieces.push(table);
        } else if CONTAINERS.contains(&kind) {
            let below: Vec<Object> = self.below(element).into_iter().cloned().collect();
            let mut loose = String::new();
            for one in &below {
                if let Ok(mark) = one.as_i64() {
                    loose.push_str(
                        page.and_then(|page| self.words.get(&(page, mark))).map_or("", String::as_str),
                    );
                } else if let Ok((_, Object::Dictionary(one))) = document.dereference(one) {
                    self.paragraph(std::mem::take(&mut loose), page);
                    self.element(one, page, deep + 1);
                }
            }
            self.paragraph(loose, page);
        } else {
            let (text, page) = self.text(element, page, deep);
            self.paragraph(text, page);
        }
    }

    fn paragraph(&mut self, text: String, page: Option<ObjectId>) {
        if !text.trim().is_empty() {
            let number = page.and_then(|page| self.pages.get(&page).copied());
            self.pieces.paragraphs.push((number, text));
        }
    }

    /// The rows of a table, in its groups of rows.
    fn rows(&self, element: &Dictionary, page: Option<ObjectId>, table: &mut Table, deep: usize) {
        if deep > MOST_DEEP {
            return;
        }
        for one in self.below(element).into_iter().filter_map(|one| self.dictionary(one)) {
            let kind = one.get(b"S").and_then(Object::as_name).unwrap_or_default();
            let page = page_of(one).or(page);
            match kind {
                b"TR" => {
                    for cell in self.below(one).into_iter().filter_map(|cell| self.dictionary(cell)) {
                        let (text, at) = self.text(cell, page, deep);
                        let number = at.and_then(|page| self.pages.get(&page).copied());
                        table.page = table.page.or(number);
                        let (rows, columns) = (self.span(cell, b"RowSpan"), self.span(cell, b"ColSpan"));
                        table.put(&squeeze(&text), rows, columns);
                    }
                    table.end_row();
                }
                _ => self.rows(one, page, table, deep + 1),
            }
        }
    }

    /// How many rows or columns a cell covers.
    fn span(&self, cell: &Dictionary, name: &[u8]) -> usize {
        let attributes = match cell.get_deref(b"A", self.document) {
            Ok(Object::Array(all)) => all.iter().filter_map(|one| self.dictionary(one)).collect(),
            Ok(Object::Dictionary(one)) => vec![one],
            _ => Vec::new(),
        };
        let found = attributes.iter().find_map(|one| one.get(name).ok()?.as_i64().ok());
        found.and_then(|span| usize::try_from(span).ok()).unwrap_or(1)
    }
}
