//! PDF by `templates/report.typ`, with Typst as a library.
//!
//! All of Typst is behind this file. The report reaches the template as a virtual JSON file, never as
//! markup, and the template sees no disk, no network and no clock. Output conforms to PDF/A-2a and PDF/UA-1
//! or is refused. A character that no font has is an error, never an empty box.
//!
//! Typst numbers virtual files in a process-wide table that only grows: every report uses the same paths.

mod data;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::templates::EMBEDDED_FONTS;
use super::view::Block;
use super::{Format, MissingGlyph, Renderer, TemplateFault, Templates, Unrendered, View};
use crate::lang::Words;
use crate::place;
use crate::rule::{About, Level};

pub(super) const FORMAT: Format = Format {
    name: "pdf",
    about: Words::fixed("A4 公文版式，PDF/A-2a 与 PDF/UA-1", "A4 document, PDF/A-2a and PDF/UA-1"),
    render,
};

/// 缺字: a character that no font has.
pub static GLYPH_MISSING: About = About {
    id: Cow::Borrowed("glyph-missing"),
    level: Level::Error,
    basis: Cow::Borrowed(""),
    title: Words::fixed("字体里没有这个字", "no font has this character"),
    explain: Words::fixed(
        "PDF 里不能出现空框。内置字体含《通用规范汉字表》8105 字和常用符号；人名地名用字不在其中的，请把含该字的字体文件（.ttf、.otf、.ttc）放进项目的 templates/fonts/。表情符号请删去。",
        "No box may stand for a character. The built-in fonts hold the 8,105 standard characters and common symbols; for others put a font file into templates/fonts/ of the project. Delete emoji.",
    ),
};

const MAIN: &str = "report.typ";
const DATA: &str = "report.json";
const FAMILIES: &str = "fonts.json";

/// Font files by name: the built-in ones, and a project's own over and beside them.
#[derive(Debug, Clone)]
pub struct Fonts {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Default for Fonts {
    /// The built-in ones.
    fn default() -> Self {
        let files = EMBEDDED_FONTS.iter().map(|&(name, bytes)| (name.to_owned(), Cow::Borrowed(bytes)));
        Self { files: files.collect() }
    }
}

impl Fonts {
    /// Puts a project's own font in the place of a built-in one, or beside them.
    pub fn replace(&mut self, name: String, bytes: Vec<u8>) {
        self.files.insert(name, Cow::Owned(bytes));
    }
}

/// What all reports share.
pub(super) struct Pdf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>, // looked up, never walked
    families: Bytes,
    covered: Covered,
    main: FileId,
    data: FileId,
    families_id: FileId,
}

impl Pdf {
    pub(super) fn new(templates: &Templates, fonts: &Fonts) -> Result<Self, Unrendered> {
        let mut loaded = Vec::new();
        for (name, bytes) in &fonts.files {
            let data = match bytes {
                Cow::Borrowed(bytes) => Bytes::new(*bytes),
                Cow::Owned(bytes) => Bytes::new(bytes.clone()),
            };
            let before = loaded.len();
            loaded.extend(Font::iter(data));
            if loaded.len() == before {
                return Err(Unrendered::Font(format!("templates/fonts/{name}")));
            }
        }
        let mut families: Vec<&str> = Vec::new();
        for font in &loaded {
            if !families.contains(&font.info().family.as_str()) {
                families.push(&font.info().family);
            }
        }
        let families = Bytes::from_string(serde_json::json!(families).to_string());
        let mut sources = HashMap::new();
        for (path, text) in templates.with_ending("typ") {
            let id = file_id(path)?;
            sources.insert(id, Source::new(id, text.to_owned()));
        }
        let features = [Feature::A11yExtras].into_iter().collect();
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&loaded)),
            covered: Covered::by(&loaded),
            fonts: loaded,
            sources,
            families,
            main: file_id(MAIN)?,
            data: file_id(DATA)?,
            families_id: file_id(FAMILIES)?,
        })
    }
}

fn file_id(path: &str) -> Result<FileId, Unrendered> {
    let id = VirtualPath::new(path).map(|path| RootedPath::new(VirtualRoot::Project, path).intern());
    id.map_err(|error| unplaced(format!("{path}: {error:?}")))
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

/// Typst's window on one report.
struct ReportWorld<'a> {
    pdf: &'a Pdf,
    data: Bytes,
}

impl World for ReportWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.pdf.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.pdf.book
    }

    fn main(&self) -> FileId {
        self.pdf.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.pdf.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if id == self.pdf.data => Ok(self.data.clone()),
            id if id == self.pdf.families_id => Ok(self.pdf.families.clone()),
            id => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.pdf.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None // a report that depends on the day it is made is not reproducible
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

/// Typst keeps what it computed for later documents; reports share too little for that to pay.
struct Evict;

impl Drop for Evict {
    fn drop(&mut self) {
        typst::comemo::evict(0);
    }
}

fn render(renderer: &Renderer, view: &View) -> Result<Vec<u8>, Unrendered> {
    let pdf = &renderer.pdf;
    let missing = missing_glyphs(&pdf.covered, view);
    if !missing.is_empty() {
        return Err(Unrendered::MissingGlyphs(missing));
    }
    let _evict = Evict;
    let data = data::json(view).map_err(|error| unplaced(error.to_string()))?;
    let world = ReportWorld { pdf, data: Bytes::new(data) };
    let document =
        typst::compile::<PagedDocument>(&world).output.map_err(|errors| refused(&world, &errors))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| unplaced(format!("{error:?}")))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("nianbao/{}/{}", view.year, view.unit)),
        creator: Smart::Custom(Some("nianbao".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| refused(&world, &errors))
}

/// Typst's errors, each with its place in a template.
fn refused(world: &ReportWorld, errors: &[SourceDiagnostic]) -> Unrendered {
    let fault = |error: &SourceDiagnostic| {
        let source = error.span.id().and_then(|id| Some((id, world.source(id).ok()?)));
        let (path, text) = source.map_or_else(
            || (MAIN.to_owned(), String::new()),
            |(id, source)| (id.vpath().get_without_slash().to_owned(), source.text().to_owned()),
        );
        TemplateFault {
            source_file: place::Source { path: format!("templates/{path}"), text },
            span: world.range(error.span).unwrap_or_default(),
            message: error.message.to_string(),
        }
    };
    Unrendered::Template(errors.iter().map(fault).collect())
}

/// An error that stands nowhere in a template.
fn unplaced(message: String) -> Unrendered {
    Unrendered::Template(vec![TemplateFault {
        source_file: place::Source { path: format!("templates/{MAIN}"), text: String::new() },
        span: 0..0,
        message,
    }])
}

/// Every character of the report that no font has, once each, where it first stands.
fn missing_glyphs(covered: &Covered, view: &View) -> Vec<MissingGlyph> {
    let mut missing: Vec<MissingGlyph> = Vec::new();
    let mut look = |text: &str, part: &str| {
        for character in text.chars().filter(|&c| !c.is_whitespace() && !covered.has(c) && !is_invisible(c)) {
            if missing.iter().all(|known| known.character != character) {
                missing.push(MissingGlyph { character, part: part.to_owned() });
            }
        }
    };
    look(&view.title, "标题");
    look(&view.unit, "单位");
    let mut all = |blocks: &[Block], part: &str| blocks.iter().for_each(|block| look(&block.text, part));
    all(&view.preface, "前言");
    for section in &view.sections {
        all(&section.paragraphs, &section.heading);
    }
    look(&view.contact, "联系方式");
    for section in &view.sections {
        look(&section.heading, &section.heading);
        for cell in section.table.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells) {
            look(&cell.text, &section.heading);
        }
    }
    missing
}

/// Characters that are never drawn, so that no font need have them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}
