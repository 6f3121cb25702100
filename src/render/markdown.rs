//! Markdown by `templates/report.md`: for developers, and to see in a diff what changed from one
//! year to the next.
//!
//! Markdown has no merged cells: every row carries its groups, every column its own. What people
//! wrote is text: each character that Markdown or the HTML in it could take for a mark is escaped
//! wherever a template prints it.

use std::io::Write;

use tera::Tera;

use super::text::{Nothing, add, by_view};
use super::{Document, Format, Media, Renderer, Templates, Unrendered};
use crate::lang::Words;

pub(super) const FORMAT: Format = Format {
    name: "md",
    ending: "md",
    template: TEMPLATE,
    media: Media::Markdown,
    template_endings: &["md"],
    title: Words::fixed("Markdown", "Markdown"),
    for_readers: false,
    links: false,
    about: Words::fixed("Markdown，供查看差异", "Markdown, for diffs"),
    by_default: false,
    render,
};

const TEMPLATE: &str = "report.md";

fn render(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let set = renderer.set(&document.layer);
    by_view(&set.markdown, &set.templates, TEMPLATE, document, &Nothing {})
}

/// Markdown templates for Tera.
pub(super) fn tera(templates: &Templates) -> Result<Tera, Unrendered> {
    let mut tera = Tera::new();
    tera.set_escape_fn(escape);
    tera.autoescape_on(vec![".md"]);
    add(tera, templates, &["md"], |_| true)
}

/// Text of which nothing is a mark. A number with a point or bracket, and a sign alone, begin a
/// list.
fn escape(text: &str, to: &mut dyn Write) -> std::io::Result<()> {
    let mut digits_only = true;
    for c in text.chars() {
        let mark = match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' => true,
            '.' | ')' | '+' | '-' | '=' => digits_only,
            _ => false,
        };
        digits_only &= c.is_ascii_digit() || c == ' ';
        if mark {
            to.write_all(b"\\")?;
        }
        write!(to, "{}", if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })?;
    }
    Ok(())
}
