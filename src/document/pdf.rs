//! PDF: what is drawn on its pages, and what its tags say of that.
//!
//! A tagged PDF says for each paragraph and table cell which marks on which pages it is made of;
//! the words are those that the fonts map the drawn glyphs to. So what is read here is what is
//! copied, searched and read aloud. Text without a tag (page numbers, headers that a page repeats)
//! is decoration there. The words are kept with their places too, for documents without tags. A
//! file
//! whose fonts do not say what they draw is refused, and so is a scan.

#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "places on a page, never figures"
)]

mod fonts;
mod words;

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::Content as Drawing;
use lopdf::{Dictionary, Document, Encoding, LoadOptions, Object, ObjectId};

use super::book::{Book, Content};
use super::builder::{Builder, Table};
use super::limit::Limit;
use super::refusal::{Damage, Other, Refusal};
use super::text::squeeze;
use words::Seen;

/// Tags that hold others and are not paragraphs themselves.
const CONTAINERS: &[&[u8]] = &[b"Document", b"Part", b"Art", b"Sect", b"Div", b"NonStruct", b"BlockQuote"];
/// Tags within tags: more than these are a circle.
const MOST_DEEP: usize = 64;
/// What is drawn on a page, in bytes: a dozen times what a full table takes.
const MOST_DRAWN: usize = 1 << 20;

/// Whether bytes are PDF.
pub(super) fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF")
}

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    let options = LoadOptions::with_max_decompressed_size(Limit::PartBytes.most());
    let document = Document::load_mem_with_options(bytes, options).map_err(locked)?;
    if document.is_encrypted() && document.get_pages().is_empty() {
        return Err(Refusal::Locked);
    }
    let seen = words::read(&document)?;
    certain(&seen)?;
    let mut tagged = Tagged {
        pages: HashMap::new(),
        document: &document,
        words: HashMap::new(),
        encodings: HashMap::new(),
        builder: Builder::default(),
        read: Cell::new(0),
    };
    let root = document.catalog().and_then(|catalog| catalog.get_deref(b"StructTreeRoot", &document));
    if let Ok(root) = root.and_then(Object::as_dict)
        && tagged.all_pages().is_ok()
    {
        tagged.element(root, None, 0)?;
        Limit::Tags.check(tagged.read.get())?;
    }
    let mut builder = tagged.builder;
    seen.pages.into_iter().try_for_each(|page| builder.words(page))?;
    builder.title(title(&document).unwrap_or_default());
    for (name, data) in attached(&document) {
        builder.attach(name, data);
    }
    Ok(builder.finish())
}

/// Why a library cannot load a document.
fn locked(error: lopdf::Error) -> Refusal {
    let words = error.to_string().to_lowercase();
    let is_locked = ["password", "encrypt", "decrypt"].iter().any(|word| words.contains(word));
    if is_locked { Refusal::Locked } else { Damage::library(error) }
}

/// Refuses a document without text, and one of which too much is not certain.
fn certain(seen: &Seen) -> Result<(), Refusal> {
    /// A hundredth: some sign of a list or a trade mark.
    const FEW: usize = 100;
    let private = |c: char| c == char::REPLACEMENT_CHARACTER || ('\u{E000}'..='\u{F8FF}').contains(&c);
    let chars = || seen.pages.iter().flatten().flat_map(|word| word.text.chars());
    let (all, unknown) = (chars().count(), chars().filter(|&c| private(c)).count());
    if all == 0 || seen.invisible > all {
        return Err(Refusal::Other(if seen.pictures > 0 { Other::Scan } else { Other::NoText }));
    }
    if unknown * FEW > all { Err(Refusal::Other(Other::Unmapped)) } else { Ok(()) }
}

/// The title among the document's properties.
fn title(document: &Document) -> Option<String> {
    let info = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict).ok()?;
    lopdf::decode_text_string(info.get_deref(b"Title", document).ok()?).ok()
}

/// The attached files with their names.
fn attached(document: &Document) -> Vec<(String, Vec<u8>)> {
    let files = document.objects.values().filter_map(|object| object.as_dict().ok()).filter(|dictionary| {
        dictionary.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Filespec")
    });
    let file = |spec: &Dictionary| {
        let name = lopdf::decode_text_string(spec.get_deref(b"UF", document).ok()?).ok()?;
        let embedded = spec.get_deref(b"EF", document).and_then(Object::as_dict).ok()?;
        let stream = embedded.get_deref(b"F", document).and_then(Object::as_stream).ok()?;
        let data = stream.decompressed_content_with_limit(Limit::Text.most());
        Some((name, data.unwrap_or_else(|_| stream.content.clone())))
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
    /// What the codes of each font mean.
    encodings: HashMap<*const Dictionary, Rc<Encoding<'d>>>, // looked up, never walked
    builder: Builder,
    /// How many tags were read.
    read: Cell<usize>,
}

/// The page that an element says it is on.
fn page_of(element: &Dictionary) -> Option<ObjectId> {
    element.get(b"Pg").and_then(Object::as_reference).ok()
}

/// What was begun in a page: a mark, and whether a text replaces what is drawn in it.
struct Begun {
    mark: Option<i64>,
    instead: bool,
}

impl<'d> Tagged<'d> {
    /// Reads what the marks of all pages say.
    fn all_pages(&mut self) -> lopdf::Result<()> {
        for (number, page) in self.document.get_pages() {
            self.pages.insert(page, usize::try_from(number).unwrap_or(usize::MAX));
            self.page(page)?;
        }
        Ok(())
    }

    /// Reads what the marks of a page say.
    fn page(&mut self, page: ObjectId) -> lopdf::Result<()> {
        let content = Drawing::decode(&self.document.get_page_content_with_limit(page, MOST_DRAWN)?)?;
        let fonts = self.document.get_page_fonts(page)?;
        let mut encodings: HashMap<&[u8], Rc<Encoding>> = HashMap::new();
        for (name, font) in &fonts {
            encodings.insert(name.as_slice(), self.encoding(font)?);
        }
        let mut begun: Vec<Begun> = Vec::new();
        let mut font: Option<&Rc<Encoding>> = None;
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

    /// The encoding of a font, read once for all pages.
    fn encoding(&mut self, font: &'d Dictionary) -> lopdf::Result<Rc<Encoding<'d>>> {
        if let Some(known) = self.encodings.get(&std::ptr::from_ref(font)) {
            return Ok(Rc::clone(known));
        }
        let read = Rc::new(font.get_font_encoding(self.document)?);
        self.encodings.insert(std::ptr::from_ref(font), Rc::clone(&read));
        Ok(read)
    }

    fn say(&mut self, page: ObjectId, begun: &[Begun], text: &str) {
        if let Some(mark) = begun.iter().rev().find_map(|one| one.mark) {
            self.words.entry((page, mark)).or_default().push_str(text);
        }
    }

    /// The elements below one; none where too many were read already.
    fn below<'e>(&'e self, element: &'e Dictionary) -> Vec<&'e Object> {
        self.read.set(self.read.get() + 1);
        if Limit::Tags.check(self.read.get()).is_err() {
            return Vec::new();
        }
        match element.get_deref(b"K", self.document) {
            Ok(Object::Array(all)) => all.iter().collect(),
            Ok(one) => vec![one],
            Err(_) => Vec::new(),
        }
    }

    fn dictionary<'e>(&'e self, object: &'e Object) -> Option<&'e Dictionary> {
        self.document.dereference(object).ok()?.1.as_dict().ok()
    }

    /// What a mark of a page says.
    fn marked(&self, page: Option<ObjectId>, mark: i64) -> String {
        page.and_then(|page| self.words.get(&(page, mark))).cloned().unwrap_or_default()
    }

    /// The words of an element with all below it, and the page that the first of them is on.
    fn text(&self, element: &Dictionary, page: Option<ObjectId>, deep: usize) -> (String, Option<ObjectId>) {
        let page = page_of(element).or(page);
        if deep > MOST_DEEP {
            return (String::new(), page);
        }
        if let Ok(mark) = element.get(b"MCID").and_then(Object::as_i64) {
            return (self.marked(page, mark), page);
        }
        let mut text = String::new();
        let mut first = None;
        for one in self.below(element) {
            let (words, at) = match one.as_i64() {
                Ok(mark) => (self.marked(page, mark), page),
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

    fn element(&mut self, element: &Dictionary, page: Option<ObjectId>, deep: usize) -> Result<(), Refusal> {
        if deep > MOST_DEEP {
            return Ok(());
        }
        let document = self.document;
        let kind = element.get(b"S").and_then(Object::as_name).unwrap_or(b"Document");
        let page = page_of(element).or(page);
        if kind == b"Table" {
            let mut table = Table::default();
            self.rows(element, page, &mut table, deep)?;
            return self.builder.table(table);
        }
        if !CONTAINERS.contains(&kind) {
            let (text, page) = self.text(element, page, deep);
            return self.paragraph(&text, page);
        }
        let below: Vec<Object> = self.below(element).into_iter().cloned().collect();
        let mut loose = String::new();
        for one in &below {
            if let Ok(mark) = one.as_i64() {
                loose.push_str(&self.marked(page, mark));
            } else if let Ok((_, Object::Dictionary(one))) = document.dereference(one) {
                self.paragraph(&std::mem::take(&mut loose), page)?;
                self.element(one, page, deep + 1)?;
            }
        }
        self.paragraph(&loose, page)
    }

    fn paragraph(&mut self, text: &str, page: Option<ObjectId>) -> Result<(), Refusal> {
        let number = page.and_then(|page| self.pages.get(&page).copied());
        self.builder.paragraph(number, text)
    }

    /// The rows of a table, in its groups of rows.
    fn rows(
        &self,
        element: &Dictionary,
        page: Option<ObjectId>,
        table: &mut Table,
        deep: usize,
    ) -> Result<(), Refusal> {
        if deep > MOST_DEEP {
            return Ok(());
        }
        for one in self.below(element).into_iter().filter_map(|one| self.dictionary(one)) {
            let page = page_of(one).or(page);
            if one.get(b"S").and_then(Object::as_name).is_ok_and(|kind| kind == b"TR") {
                for cell in self.below(one).into_iter().filter_map(|cell| self.dictionary(cell)) {
                    let (text, at) = self.text(cell, page, deep);
                    let number = at.and_then(|page| self.pages.get(&page).copied());
                    table.page = table.page.or(number);
                    table.begin(self.span(cell, b"RowSpan"), self.span(cell, b"ColSpan"))?;
                    table.fill(Content::Text(squeeze(&text)));
                }
                table.end_row();
            } else {
                self.rows(one, page, table, deep + 1)?;
            }
        }
        Ok(())
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
