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
use std::sync::{Mutex, PoisonError};

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{Document, Format, Media, Renderer, TemplateFault, Templates, Unrendered, open_data};
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
const DATA: &str = "report.json";
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
    attached: FileId,
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
            attached: file_id(ATTACHED)?,
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
    data: Bytes,
    attached: Bytes,
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
        match id {
            id if id == self.pdf.data => Ok(self.data.clone()),
            id if id == self.pdf.families_id => Ok(self.pdf.families.clone()),
            id if id == self.pdf.attached => Ok(self.attached.clone()),
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

fn render(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let data = data::json(&document.view).map_err(|error| unplaced(error.to_string()))?;
    compiled(renderer, document, renderer.pdf.main, data)
}

/// A report at a glance, by `templates/brief.typ`, which gets these data.
pub(super) fn brief(renderer: &Renderer, document: &Document, data: Vec<u8>) -> Result<Vec<u8>, Unrendered> {
    compiled(renderer, document, renderer.pdf.brief, data)
}

fn compiled(
    renderer: &Renderer,
    document: &Document,
    main: FileId,
    data: Vec<u8>,
) -> Result<Vec<u8>, Unrendered> {
    let view = &document.view;
    let pdf = &renderer.pdf;
    let _evict = Evict;
    let set = renderer.set(&document.layer);
    let world = ReportWorld {
        pdf,
        templates: &set.templates,
        sources: &set.typst,
        main,
        data: Bytes::new(data),
        attached: Bytes::new(open_data::compact(document)?),
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
