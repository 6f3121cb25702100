//! PDF by `templates/report.typ`, with Typst as a library.
//!
//! All of Typst is behind this file. The report reaches the template as a virtual JSON file, never
//! as markup, and the template sees no disk, no network and no clock. Output conforms to PDF/A-3a
//! and PDF/UA-1 or is refused, and so is whatever Typst warns of. The open data of the report go
//! with it, as an attached file. A character that no font has is a finding of the check, so that no
//! empty box ever stands in a report.
//!
//! Typst numbers virtual files in a process-wide table that only grows: every report uses the same
//! paths.

mod data;
mod fonts;
mod packed;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError};

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{Document, Format, Media, Renderer, TemplateFault, Templates, Unrendered, View, open_data};
use crate::lang::Words;
use crate::place;

pub use fonts::{FontFile, Fonts, GLYPH_MISSING};

pub(super) const FORMAT: Format = Format {
    name: "pdf",
    ending: "pdf",
    template: MAIN,
    media: Media::Pdf,
    template_endings: &["typ"],
    title: Words::fixed("PDF", "PDF"),
    for_readers: true,
    links: false,
    about: Words::fixed(
        "A4 公文版式，PDF/A-3a 与 PDF/UA-1，内附数据",
        "A4 document, PDF/A-3a and PDF/UA-1, with the data attached",
    ),
    by_default: true,
    render,
};

const MAIN: &str = "report.typ";
const BRIEF: &str = "brief.typ";
/// The report as the templates of offices get it, and its two parts for the built-in one.
const DATA: &str = "report.json";
const TEXTS: &str = "texts.json";
const TABLES: &str = "tables.json";
const FAMILIES: &str = "fonts.json";
/// The name under which the open data are attached.
pub const ATTACHED: &str = "figures.json";

/// What all reports share.
pub(super) struct Pdf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    own_fonts: BTreeSet<String>,
    used_fonts: Mutex<BTreeSet<String>>,
    families: Bytes,
    main: FileId,
    brief: FileId,
    data: FileId,
    families_id: FileId,
}

/// The templates for Typst.
pub(super) type Sources = HashMap<FileId, Source>; // looked up, never walked

/// Makes templates ready for Typst.
pub(super) fn sources(templates: &Templates) -> Result<Sources, Unrendered> {
    let source = |(path, text): (&str, &str)| {
        let id = file_id(path)?;
        Ok((id, Source::new(id, text.to_owned())))
    };
    templates.with_ending("typ").map(source).collect()
}

impl Pdf {
    pub(super) fn new(fonts: &Fonts) -> Result<Self, Unrendered> {
        let families = Bytes::from_string(serde_json::json!(fonts.families()).to_string());
        let features = [Feature::A11yExtras].into_iter().collect();
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts.loaded)),
            fonts: fonts.loaded.clone(),
            own_fonts: fonts.own.clone(),
            used_fonts: Mutex::default(),
            families,
            main: file_id(MAIN)?,
            brief: file_id(BRIEF)?,
            data: file_id(DATA)?,
            families_id: file_id(FAMILIES)?,
        })
    }
}

impl Pdf {
    /// The office's own families that documents were set with so far, and the others.
    pub(super) fn own_fonts(&self) -> (Vec<String>, Vec<String>) {
        let used = self.used_fonts.lock().unwrap_or_else(PoisonError::into_inner);
        self.own_fonts.iter().cloned().partition(|family| used.contains(family))
    }

    fn note_fonts(&self, document: &PagedDocument) {
        if self.own_fonts.is_empty() {
            return;
        }
        let mut used = self.used_fonts.lock().unwrap_or_else(PoisonError::into_inner);
        document.pages().iter().for_each(|page| note_families(&page.frame, &mut used));
    }
}

fn note_families(frame: &Frame, used: &mut BTreeSet<String>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => note_families(&group.frame, used),
            FrameItem::Text(text) if !used.contains(&text.font.info().family) => {
                used.insert(text.font.info().family.clone());
            }
            _ => {}
        }
    }
}

fn file_id(path: &str) -> Result<FileId, Unrendered> {
    let id = VirtualPath::new(path).map(|path| RootedPath::new(VirtualRoot::Project, path).intern());
    id.map_err(|error| unplaced(format!("{path}: {error:?}")))
}

/// Typst's window on one report.
struct ReportWorld<'a> {
    pdf: &'a Pdf,
    templates: &'a Templates,
    sources: &'a Sources,
    main: FileId,
    /// What is given to the template, by path.
    files: Vec<(FileId, Bytes)>,
    view: &'a View,
    /// The whole view, made if a template asks for it.
    whole: OnceLock<Result<Bytes, String>>,
}

impl World for ReportWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.pdf.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.pdf.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some((_, bytes)) = self.files.iter().find(|(known, _)| *known == id) {
            return Ok(bytes.clone());
        }
        if id != self.pdf.data {
            return Err(not_found(id));
        }
        let make = || data::whole(self.view).map(Bytes::new).map_err(|error| error.to_string());
        let whole = self.whole.get_or_init(make).clone();
        whole.map_err(|error| FileError::Other(Some(error.into())))
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

/// Typst keeps what it computed for this many later documents: what reports have in common is laid
/// out once. As many are made at a time by the threads of most machines, and each more takes some
/// MiB.
const REMEMBERED: usize = 4;

struct Evict;

impl Drop for Evict {
    fn drop(&mut self) {
        typst::comemo::evict(REMEMBERED);
    }
}

fn render(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    compiled(renderer, document, renderer.pdf.main, files(document)?)
}

/// A report at a glance, by `templates/brief.typ`, which gets these data.
pub(super) fn brief(renderer: &Renderer, document: &Document, data: Vec<u8>) -> Result<Vec<u8>, Unrendered> {
    let attached = (ATTACHED, open_data::compact(document)?);
    compiled(renderer, document, renderer.pdf.brief, [(DATA, data), attached])
}

/// What of a report the built-in template reads, by the names of the files, besides the fonts.
///
/// # Errors
/// [`Unrendered`] where the report cannot be written as JSON.
pub fn files(document: &Document) -> Result<[(&'static str, Vec<u8>); 3], Unrendered> {
    let unwritten = |error: serde_json::Error| unplaced(error.to_string());
    let (texts, tables) = (data::texts(&document.view), data::tables(&document.view));
    Ok([
        (TEXTS, texts.map_err(unwritten)?),
        (TABLES, tables.map_err(unwritten)?),
        (ATTACHED, open_data::compact(document)?),
    ])
}

fn compiled(
    renderer: &Renderer,
    document: &Document,
    main: FileId,
    data: impl IntoIterator<Item = (&'static str, Vec<u8>)>,
) -> Result<Vec<u8>, Unrendered> {
    let view = &document.view;
    let pdf = &renderer.pdf;
    let _evict = Evict;
    let set = renderer.set(&document.layer);
    let files = data.into_iter().map(|(name, data)| Ok((file_id(name)?, Bytes::new(data))));
    let families = (pdf.families_id, pdf.families.clone());
    let world = ReportWorld {
        pdf,
        templates: &set.templates,
        sources: &set.typst,
        main,
        files: files.chain([Ok(families)]).collect::<Result<_, Unrendered>>()?,
        view,
        whole: OnceLock::new(),
    };
    let compiled = typst::compile::<PagedDocument>(&world);
    let document = compiled.output.map_err(|errors| refused(&world, &errors))?;
    if !compiled.warnings.is_empty() {
        // Typst warns where it goes on without a font, and so without the text that was to be set
        // in it.
        return Err(refused(&world, &compiled.warnings));
    }
    pdf.note_fonts(&document);
    // A draft shows the boxes of characters that no font has; what is published may not.
    let standards: &[PdfStandard] = if view.draft { &[] } else { &[PdfStandard::A_3a, PdfStandard::Ua_1] };
    let standards = PdfStandards::new(standards).map_err(|error| unplaced(format!("{error:?}")))?;
    // The identity of a file that exists is kept.
    let of = if main == pdf.brief { "/brief" } else { "" };
    let options = PdfOptions {
        ident: Smart::Custom(format!("nianbao/{}/{}{of}", view.year, view.unit)),
        creator: Smart::Custom(Some("nianbao".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| refused(&world, &errors))?;
    packed::packed(&bytes).ok_or_else(|| Unrendered::Unwritable("the PDF has an unexpected shape".to_owned()))
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
            source_file: place::Source::new(world.templates.file(&path), text),
            span: world.range(error.span).unwrap_or_default(),
            message: error.message.to_string(),
        }
    };
    Unrendered::Template(errors.iter().map(fault).collect())
}

/// An error that stands nowhere in a template.
fn unplaced(message: String) -> Unrendered {
    Unrendered::Template(vec![TemplateFault {
        source_file: place::Source::unread(format!("templates/{MAIN}")),
        span: 0..0,
        message,
    }])
}
