//! Plain text by `templates/report.txt`: paragraphs and tab-separated tables, to paste into Word,
//! Excel or a site's editor.
//!
//! Tera itself is set up here, for this format and for the others.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use super::{
    Document, FORMATS, Format, LIST_TEMPLATE, Media, Renderer, TemplateFault, Templates, Unrendered, links,
};
use crate::lang::Words;
use crate::place::Source;

pub(super) const FORMAT: Format = Format {
    name: "txt",
    ending: "txt",
    template: TEMPLATE,
    media: Media::Text,
    template_endings: &["txt"],
    title: Words::fixed("文本", "Text"),
    for_readers: true,
    links: false,
    about: Words::fixed("纯文本，表格以制表符分列", "plain text, tables separated by tabs"),
    by_default: true,
    render,
};

const TEMPLATE: &str = "report.txt";

fn render(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let set = renderer.set(&document.layer);
    by_view(&set.tera, &set.templates, TEMPLATE, document, &Nothing {})
}

const ENDINGS: [&str; 3] = ["html", "txt", "css"];

/// Whether a build needs a template where nobody asks for more.
fn is_usual(name: &str) -> bool {
    let of_format = |format: &Format| format.by_default && format.template == name;
    let is_style = name.rsplit('.').next() == Some("css");
    is_style || name == LIST_TEMPLATE || FORMATS.iter().any(of_format)
}

/// Every built-in template, read where one is asked for that a usual build does without.
static BUILT_IN: LazyLock<Tera> =
    LazyLock::new(|| of(&Templates::default(), |_| true).expect("the built-in templates are sound"));

/// Text and HTML for Tera: the usual templates, or all of them where a project has some of its own,
/// so that it is told of every fault.
pub(super) fn tera(templates: &Templates) -> Result<Tera, Unrendered> {
    let all = templates.has_own(&ENDINGS);
    of(templates, |name| all || is_usual(name))
}

/// Some templates. HTML is escaped whatever a file is called, all but `.txt`.
fn of(templates: &Templates, is_wanted: impl Fn(&str) -> bool) -> Result<Tera, Unrendered> {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    links::register(&mut tera);
    add(tera, templates, &ENDINGS, is_wanted)
}

/// Adds templates with some endings.
pub(super) fn add(
    mut tera: Tera,
    templates: &Templates,
    endings: &[&str],
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Tera, Unrendered> {
    let ours = endings.iter().flat_map(|ending| templates.with_ending(ending));
    let wanted = ours.filter(|(name, _)| is_wanted(name));
    tera.add_raw_templates(wanted).map_err(|error| broken(&error, templates))?;
    Ok(tera)
}

/// Renders something by a template of Tera.
pub(super) fn by_template(
    tera: &Tera,
    templates: &Templates,
    name: &str,
    view: &impl Serialize,
) -> Result<Vec<u8>, Unrendered> {
    let context = Context::from_serialize(view).map_err(|error| broken(&error, templates))?;
    by_context(tera, templates, name, &context)
}

/// Renders a report, with what only some templates see besides its view. The view is made ready for
/// Tera once, whatever it is rendered by.
pub(super) fn by_view(
    tera: &Tera,
    templates: &Templates,
    name: &str,
    document: &Document,
    besides: &impl Serialize,
) -> Result<Vec<u8>, Unrendered> {
    let told = |error: tera::Error| broken(&error, templates);
    let mut context = match document.ready.get() {
        Some(view) => view.clone(),
        None => {
            let view = Context::from_serialize(&document.view).map_err(told)?;
            document.ready.get_or_init(|| view).clone()
        }
    };
    context.extend(Context::from_serialize(besides).map_err(told)?);
    by_context(tera, templates, name, &context)
}

/// What a template sees besides the view where it sees no more.
#[derive(Serialize)]
pub(super) struct Nothing {}

fn by_context(
    tera: &Tera,
    templates: &Templates,
    name: &str,
    context: &Context,
) -> Result<Vec<u8>, Unrendered> {
    let tera = if tera.contains_template(name) { tera } else { &BUILT_IN };
    tera.render(name, context).map(String::into_bytes).map_err(|error| broken(&error, templates))
}

/// Tera's error with its place.
fn broken(error: &tera::Error, templates: &Templates) -> Unrendered {
    let fault = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let text = templates.get(report.filename()).unwrap_or_default().to_owned();
            TemplateFault {
                source_file: Source::new(templates.file(report.filename()), text),
                span: report.span().range.clone(),
                message: report.message().to_owned(),
            }
        }
        _ => unplaced(error, templates),
    };
    Unrendered::Template(vec![fault])
}

/// An error for which Tera has its place only in a drawn message: `--> report.html:3:5`.
fn unplaced(error: &tera::Error, templates: &Templates) -> TemplateFault {
    let drawn = error.to_string();
    let place = drawn.lines().find_map(|line| line.trim().strip_prefix("--> ")).unwrap_or_default();
    let (name, at) = place.split_at(place.find(':').unwrap_or(place.len()));
    let first = drawn.lines().next().unwrap_or_default().trim_start_matches("error: ");
    TemplateFault {
        source_file: Source::unread(format!("{}{at}", templates.file(name))),
        span: 0..0,
        message: first.to_owned(),
    }
}
