//! Fonts of a PDF: what each code means, and how wide it is.
//!
//! Known for certain is only what the font's own map to Unicode, a named encoding or a named map of
//! Chinese codes says. Whatever else a code may draw, it is U+FFFD here: a digit that is not
//! certain is not read.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Encoding, Object};

/// The largest map of a font, in bytes.
const MOST_MAP: usize = 4 << 20;
/// How wide a character is that nobody says the width of, in thousandths of its height.
const USUAL_WIDTH: f32 = 500.0;
/// The most widths that are read.
const MOST_WIDTHS: i64 = 70_000;

/// What the codes of a font mean.
enum Codes<'d> {
    /// By a map to Unicode, with so many bytes a code.
    Mapped(Encoding<'d>, usize),
    /// One byte a code.
    Single(Encoding<'d>),
    /// UTF-16.
    Wide,
    /// GBK: one or two bytes.
    Gbk,
    /// Nobody knows, with so many bytes a code.
    Unknown(usize),
}

/// A font.
pub(super) struct Font<'d> {
    codes: Codes<'d>,
    widths: HashMap<u32, f32>, // looked up, never walked
    usual: f32,
}

/// A code of a text: what it means, how wide it is, and whether it is the space of one byte.
pub(super) struct Glyph {
    pub(super) text: String,
    pub(super) width: f32,
    pub(super) is_space: bool,
}

impl<'d> Font<'d> {
    /// Reads a font.
    fn new(document: &'d Document, font: &'d Dictionary) -> Self {
        let name = |dictionary: &Dictionary, key: &[u8]| {
            dictionary
                .get_deref(key, document)
                .and_then(Object::as_name)
                .map(<[u8]>::to_vec)
                .unwrap_or_default()
        };
        let is_composite = name(font, b"Subtype") == b"Type0";
        let encoding = name(font, b"Encoding");
        let mapped = mapped(document, font);
        let codes = match mapped {
            Some(mapped) => Codes::Mapped(mapped, if is_composite { 2 } else { 1 }),
            None if is_composite && encoding.starts_with(b"UniGB-U") => Codes::Wide,
            None if is_composite && encoding.starts_with(b"GB") && encoding.ends_with(b"-H") => Codes::Gbk,
            None if is_composite => Codes::Unknown(2),
            None => match font.get_font_encoding_with_limit(document, MOST_MAP) {
                // Without an encoding of its own a font has that of its file, which is not read.
                Ok(encoding) if font.has(b"Encoding") || is_standard(&name(font, b"BaseFont")) => {
                    Codes::Single(encoding)
                }
                _ => Codes::Unknown(1),
            },
        };
        let mut read = Self { codes, widths: HashMap::new(), usual: USUAL_WIDTH };
        if is_composite {
            read.composite_widths(document, font);
        } else {
            read.simple_widths(document, font);
        }
        read
    }

    fn simple_widths(&mut self, document: &Document, font: &Dictionary) {
        let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or_default();
        let Ok(widths) = font.get_deref(b"Widths", document).and_then(Object::as_array) else { return };
        for (code, width) in (first..).zip(widths.iter().take(256)) {
            if let (Ok(code), Some(width)) = (u32::try_from(code), number(document, width)) {
                self.widths.insert(code, width);
            }
        }
    }

    fn composite_widths(&mut self, document: &Document, font: &Dictionary) {
        self.usual = 1000.0;
        let below = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
        let below = below.ok().and_then(|all| document.dereference(all.first()?).ok()?.1.as_dict().ok());
        let Some(below) = below else { return };
        if let Some(usual) = below.get_deref(b"DW", document).ok().and_then(|width| number(document, width)) {
            self.usual = usual;
        }
        let Ok(all) = below.get_deref(b"W", document).and_then(Object::as_array) else { return };
        let integer = |object: &Object| number(document, object).map(|number| number as i64);
        let mut at = 0;
        while let Some(first) = all.get(at).and_then(integer) {
            let next = all.get(at + 1).and_then(|next| document.dereference(next).ok()).map(|(_, next)| next);
            if let Some(Object::Array(widths)) = next {
                let own = (first..).zip(widths.iter().filter_map(|width| number(document, width)));
                self.widths.extend(own.filter_map(|(code, width)| Some((u32::try_from(code).ok()?, width))));
                at += 2;
            } else {
                let last = next.and_then(integer).unwrap_or(first);
                let width = all.get(at + 2).and_then(|width| number(document, width));
                let codes = first..=last.min(first.saturating_add(MOST_WIDTHS));
                if let Some(width) = width.filter(|_| last >= first) {
                    self.widths.extend(codes.filter_map(|code| Some((u32::try_from(code).ok()?, width))));
                }
                at += 3;
            }
            if self.widths.len() > MOST_WIDTHS as usize {
                return;
            }
        }
    }

    /// The codes of a text.
    pub(super) fn glyphs(&self, bytes: &[u8]) -> Vec<Glyph> {
        let size = match &self.codes {
            Codes::Mapped(_, size) | Codes::Unknown(size) => *size,
            Codes::Single(_) => 1,
            Codes::Wide => 2,
            Codes::Gbk => return self.gbk(bytes),
        };
        bytes.chunks(size).map(|code| self.glyph(code, self.said(code))).collect()
    }

    fn glyph(&self, code: &[u8], text: String) -> Glyph {
        let number = code.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        let width = self.widths.get(&number).copied().unwrap_or(self.usual);
        Glyph { text, width, is_space: code == b" " }
    }

    fn said(&self, code: &[u8]) -> String {
        let unknown = || char::REPLACEMENT_CHARACTER.to_string();
        match &self.codes {
            Codes::Mapped(Encoding::UnicodeMapEncoding(map), _) => {
                let number = code.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
                let size = u8::try_from(code.len()).unwrap_or(1);
                let units = map.get(number, size).or_else(|| map.get(number, 1).filter(|_| number < 256));
                units.map_or_else(unknown, |units| String::from_utf16_lossy(&units))
            }
            Codes::Single(encoding) => {
                let text = Document::decode_text(encoding, code).unwrap_or_default();
                if text.is_empty() { unknown() } else { text }
            }
            Codes::Wide => encoding_rs::UTF_16BE.decode(code).0.into_owned(),
            Codes::Mapped(..) | Codes::Gbk | Codes::Unknown(_) => unknown(),
        }
    }

    fn gbk(&self, bytes: &[u8]) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let size = if rest[0] >= 0x81 { 2 } else { 1 };
            let (code, more) = rest.split_at(size.min(rest.len()));
            let (text, _) = encoding_rs::GBK.decode_without_bom_handling(code);
            let mut glyph = self.glyph(code, text.into_owned());
            // Widths of these fonts go by another number than the code.
            glyph.width = if code.len() == 2 { 1000.0 } else { USUAL_WIDTH };
            glyphs.push(glyph);
            rest = more;
        }
        glyphs
    }
}

/// What a font's own map says. It is read from a font that has nothing else: lopdf reads no map
/// where there is an encoding besides.
fn mapped<'d>(document: &Document, font: &Dictionary) -> Option<Encoding<'d>> {
    let map = font.get(b"ToUnicode").ok()?.clone();
    let alone = Dictionary::from_iter([("Type", Object::Name(b"Font".to_vec())), ("ToUnicode", map)]);
    match alone.get_font_encoding_with_limit(document, MOST_MAP) {
        Ok(Encoding::UnicodeMapEncoding(map)) => Some(Encoding::UnicodeMapEncoding(map)),
        _ => None,
    }
}

/// The fonts of a document, each read once: a map of Chinese characters has hundreds of lines, and
/// every page asks for it.
pub(super) struct Fonts<'d> {
    pub(super) document: &'d Document,
    known: RefCell<HashMap<*const Dictionary, Rc<Font<'d>>>>, // looked up, never walked
}

impl<'d> Fonts<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        Self { document, known: RefCell::default() }
    }

    /// A font of the document.
    pub(super) fn font(&self, font: &'d Dictionary) -> Rc<Font<'d>> {
        let known = self.known.borrow().get(&std::ptr::from_ref(font)).cloned();
        known.unwrap_or_else(|| {
            let read = Rc::new(Font::new(self.document, font));
            self.known.borrow_mut().insert(std::ptr::from_ref(font), Rc::clone(&read));
            read
        })
    }
}

/// One of the fonts that every program has.
fn is_standard(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    ["Helvetica", "Times", "Courier", "Arial"].iter().any(|font| name.starts_with(font))
        && !name.contains('+')
}

/// A number that may be an integer.
pub(super) fn number(document: &Document, object: &Object) -> Option<f32> {
    match document.dereference(object).ok()?.1 {
        Object::Integer(number) => Some(*number as f32),
        Object::Real(number) => Some(*number),
        _ => None,
    }
}
