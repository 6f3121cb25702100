//! The fonts, and the characters that none of them has.
//!
//! Built-in fonts and those of the project are loaded once. Whether a report can be set with them
//! is asked with the other checks, long before anything is rendered, so that one run tells
//! everything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use typst::foundations::Bytes;
use typst::text::Font;
use typst::utils::hash128;

use crate::finding::{Finding, Subject};
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Piece, Prose, Report};
use crate::render::Unrendered;
use crate::render::templates::EMBEDDED_FONTS;
use crate::rule::{About, Basis, Level};

/// 缺字: a character that no font has.
pub static GLYPH_MISSING: About = About::new(
    "glyph-missing",
    Level::Error,
    Basis::None,
    Words::fixed("字体里没有这个字", "no font has this character"),
    Words::fixed(
        "PDF 里不能出现空框。内置字体含《通用规范汉字表》8105 字和常用符号；人名地名用字不在其中的，请把含该字的字体文件（.ttf、.otf、.ttc）放进项目的 templates/fonts/，或用 --fonts 指明字体文件夹。表情符号请删去。",
        "No box may stand for a character. The built-in fonts hold the 8,105 standard characters and common symbols; for others put a font file into templates/fonts/ of the project, or name a folder of fonts by --fonts. Delete emoji.",
    ),
);

/// The built-in fonts, and an office's own over and beside them.
pub struct Fonts {
    pub(super) loaded: Vec<Font>,
    /// The families of the office's own.
    pub(super) own: BTreeSet<String>,
    covered: Covered,
}

/// The bytes of a built-in font, which Typst tells from others by its name.
///
/// Typst hashes whatever it remembers the use of, and each process would hash 16 MB of fonts
/// first, a seventh of the time that one report takes. It keeps the hash of what cannot change, and
/// asks for the bytes to hash once: it is asked here, and given the name.
fn known_by_name(name: &'static str, bytes: &'static [u8]) -> Bytes {
    let hashed = Arc::new(AtomicBool::new(false));
    let known = Bytes::new(Named { name, bytes, hashed: Arc::clone(&hashed) });
    hash128(&known);
    hashed.store(true, Ordering::Relaxed);
    known
}

struct Named {
    name: &'static str,
    bytes: &'static [u8],
    hashed: Arc<AtomicBool>,
}

impl AsRef<[u8]> for Named {
    fn as_ref(&self) -> &[u8] {
        if self.hashed.load(Ordering::Relaxed) { self.bytes } else { self.name.as_bytes() }
    }
}

/// A font file of an office.
#[derive(Debug, Clone)]
pub struct FontFile {
    /// Its name below the folder of fonts: it takes the place of a built-in one of that name.
    pub name: String,
    /// Its path as shown to people.
    pub shown: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Fonts {
    /// Loads the built-in fonts, and those of an office in their place or beside them.
    ///
    /// # Errors
    /// [`Unrendered::Font`] for a file that holds no font.
    pub fn load(own: Vec<FontFile>) -> Result<Self, Unrendered> {
        let built_in =
            EMBEDDED_FONTS.iter().map(|&(name, bytes)| (name.to_owned(), (None, known_by_name(name, bytes))));
        let mut files: BTreeMap<String, (Option<String>, Bytes)> = built_in.collect();
        // A copy of a built-in one is no font of the office's own.
        let is_built_in = |file: &FontFile| {
            EMBEDDED_FONTS.iter().any(|&(name, bytes)| name == file.name && bytes == file.bytes)
        };
        let own = own.into_iter().filter(|file| !is_built_in(file));
        files.extend(own.map(|file| (file.name, (Some(file.shown), Bytes::new(file.bytes)))));
        let mut loaded = Vec::new();
        let mut families = BTreeSet::new();
        for (name, (shown, bytes)) in files {
            let before = loaded.len();
            loaded.extend(Font::iter(bytes));
            if loaded.len() == before {
                return Err(Unrendered::Font(shown.unwrap_or(name)));
            }
            if shown.is_some() {
                families.extend(loaded[before..].iter().map(|font: &Font| font.info().family.clone()));
            }
        }
        Ok(Self { covered: Covered::by(&loaded), loaded, own: families })
    }

    /// The names of the families, each once.
    pub(super) fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = Vec::new();
        for font in &self.loaded {
            if !families.contains(&font.info().family.as_str()) {
                families.push(&font.info().family);
            }
        }
        families
    }

    /// The characters of a text that no font has, each once.
    #[must_use]
    pub fn lacking(&self, text: &str) -> BTreeSet<char> {
        text.chars().filter(|&c| !self.covered.has(c) && !c.is_whitespace() && !is_invisible(c)).collect()
    }

    /// The families of the office's own fonts.
    #[must_use]
    pub fn own_families(&self) -> Vec<&str> {
        self.own.iter().map(String::as_str).collect()
    }

    /// A finding for every character of the report that no font has, once each, where it first
    /// stands.
    #[must_use]
    pub fn missing(&self, form: &Form, report: &Report) -> Vec<Finding> {
        let mut missing: Vec<(char, &str)> = Vec::new();
        let mut look = |text: &str, part| {
            for c in text.chars().filter(|&c| !self.covered.has(c) && !c.is_whitespace() && !is_invisible(c))
            {
                if missing.iter().all(|&(known, _)| known != c) {
                    missing.push((c, part));
                }
            }
        };
        look(&report.unit, "单位");
        let mut prose = |prose: Option<&Prose>, part| {
            let pieces = prose.into_iter().flat_map(|prose| &prose.paragraphs).flat_map(|one| &one.pieces);
            for piece in pieces {
                if let Piece::Text(text) = piece {
                    look(text, part);
                }
            }
        };
        prose(report.preface.as_ref(), "前言");
        for (section, text) in form.sections.iter().zip(&report.sections) {
            prose(text.as_ref(), &section.heading);
        }
        let contact = &report.contact;
        for part in
            [&contact.address, &contact.postcode, &contact.phone, &contact.email].into_iter().flatten()
        {
            look(part, "联系方式");
        }
        for correction in &report.corrections {
            look(&correction.what, "更正");
            look(&correction.why, "更正");
        }
        look(&form.title, "标题");
        for section in &form.sections {
            look(&section.heading, &section.heading);
        }
        for node in &form.nodes {
            look(&node.label, "表样");
        }
        missing.into_iter().map(|(character, part)| finding(character, part)).collect()
    }
}

fn finding(character: char, part: &str) -> Finding {
    let code = u32::from(character);
    let clause = words!(
        "字体里没有“{character}”（U+{code:04X}），见“{part}”",
        "no font has `{character}` (U+{code:04X}), in {part}"
    );
    Finding::new(&GLYPH_MISSING, Subject::Character(character), clause).hint(Words::fixed(
        "可把含这个字的字体文件放进 templates/fonts/，或用 --fonts 指明字体文件夹，或改用规范汉字",
        "put a font that has it into templates/fonts/ or a folder named by --fonts, or use another character",
    ))
}

/// The characters that some font has, a bit each.
struct Covered(Vec<u64>);

impl Covered {
    fn by(fonts: &[Font]) -> Self {
        let mut bits = vec![0_u64; 0x11_0000 / 64];
        for font in fonts {
            for point in font.info().coverage.iter() {
                if let Some(word) = bits.get_mut(point as usize / 64) {
                    *word |= 1 << (point % 64);
                }
            }
        }
        Self(bits)
    }

    fn has(&self, c: char) -> bool {
        let point = u32::from(c);
        self.0.get(point as usize / 64).is_some_and(|word| word >> (point % 64) & 1 == 1)
    }
}

/// Characters that are never drawn, so that no font need have them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}
