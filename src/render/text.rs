//! Plain text by `templates/report.txt`: paragraphs and tab-separated tables, to paste into Word, Excel or a
//! site's editor.
//!
//! Tera itself is set up here for this format and for HTML.

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use super::{Document, Format, Renderer, TemplateFault, Templates, Unrendered};
use crate::lang::Words;
use crate::place::Source;

pub(super) const FORMAT: Format = Format {
    name: "txt",
    template: TEMPLATE,
    about: Words::fixed("纯文本，表格以制表符分列", "plain text, tables separated by tabs"),
    by_default: true,
    render,
};

const TEMPLATE: &str = "report.txt";

fn render(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let view = &document.view;
    by_template(renderer, TEMPLATE, view).map(String::into_bytes)
}

/// Every template for Tera. HTML is escaped whatever a file is called, all but `.txt`.
pub(super) fn tera(templates: &Templates) -> Result<Tera, Unrendered> {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    let ours = ["html", "txt", "css"].into_iter().flat_map(|ending| templates.with_ending(ending));
    tera.add_raw_templates(ours).map_err(|error| {
        let text = |name: &str| templates.get(name).unwrap_or_default().to_owned();
        broken(&error, text)
    })?;
    Ok(tera)
}

/// Renders something by a template of Tera.
pub(super) fn by_template(
    renderer: &Renderer,
    name: &str,
    view: &impl Serialize,
) -> Result<String, Unrendered> {
    let text = |name: &str| renderer.templates.get(name).unwrap_or_default().to_owned();
    let context = Context::from_serialize(view).map_err(|error| broken(&error, text))?;
    renderer.tera.render(name, &context).map_err(|error| broken(&error, text))
}

/// An error for which Tera has its place only in a drawn message: `--> report.html:3:5`.
fn unplaced(error: &tera::Error) -> TemplateFault {
    let drawn = error.to_string();
    let place = drawn.lines().find_map(|line| line.trim().strip_prefix("--> ")).unwrap_or_default();
    let first = drawn.lines().next().unwrap_or_default().trim_start_matches("error: ");
    TemplateFault {
        source_file: Source::unread(format!("templates/{place}")),
        span: 0..0,
        message: first.to_owned(),
    }
}

/// Tera's error with its place.
fn broken(error: &tera::Error, text: impl Fn(&str) -> String) -> Unrendered {
    let fault = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => TemplateFault {
            source_file: Source::new(format!("templates/{}", report.filename()), text(report.filename())),
            span: report.span().range.clone(),
            message: report.message().to_owned(),
        },
        _ => unplaced(error),
    };
    Unrendered::Template(vec![fault])
}
