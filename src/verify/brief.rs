//! A report at a glance, as a page or a PDF: its numbers are those that the form declares for it,
//! and no others.
//!
//! Where a number is on the page is not judged: every one that is to be there is, and every one
//! that is there is a figure of the report, of an earlier year's, or part of a name or date.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Original;
use super::copy::Copy;
use super::difference::shorten;
use crate::document::{self, Content, Kind, squeeze};
use crate::finding::Subject;
use crate::form::{Filled, Over};
use crate::lang::Words;
use crate::place::Source;

/// A page.
pub(super) fn page(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    read("html", path, bytes, original)
}

/// A PDF.
pub(super) fn pdf(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    read("pdf", path, bytes, original)
}

fn read(kind: &str, path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let kind = Kind::named(kind).ok_or_else(|| Words::fixed("认不出是哪种文件", "unknown kind of file"))?;
    let book = document::in_this_process(kind, bytes).map_err(|refusal| refusal.words())?;
    let mut text = String::new();
    for (_, content) in book.cells() {
        let content: &Content = content;
        text.push_str(content.text());
        text.push('\n');
    }
    let found = numbers(&text);
    let squeezed = squeeze(&text);
    let mut faults = Vec::new();
    for wanted in [&original.view.title, &original.view.unit] {
        if !squeezed.contains(&squeeze(wanted)) {
            let wanted = shorten(wanted);
            faults.push((Subject::File, words!("文件里没有“{wanted}”", "the file has no `{wanted}`")));
        }
    }
    let figures = figures(original);
    for Shown { label, value, .. } in figures.iter().filter(|one| one.is_part <= (kind.name == "html")) {
        if !found.contains(value) {
            faults.push((
                Subject::File,
                words!(
                    "{label}：数据里是 {value}，文件里没有找到",
                    "{label}: {value} in the data, nothing found in the file"
                ),
            ));
        }
    }
    let names = [&original.view.title, &original.view.date, &original.view.site, &original.view.unit];
    let mut known: BTreeSet<String> = names.into_iter().flat_map(|name| numbers(name)).collect();
    known.extend(figures.into_iter().map(|one| one.value));
    known.extend([original.report.year.to_string()]);
    known.extend(original.earlier.iter().map(|earlier| earlier.report.year.to_string()));
    for number in found.iter().filter(|number| !known.contains(*number)) {
        faults.push((
            Subject::File,
            words!("文件里的 {number} 不是数据里的数", "{number} in the file is no figure of the data"),
        ));
    }
    let source = Source::unread(path.to_owned());
    Ok(Copy { source, is_part: true, faults, ..Copy::default() })
}

/// A figure that is to be shown.
struct Shown {
    label: String,
    value: String,
    /// Whether it is one of several parts of a bar, which have numbers in the table of a page
    /// alone.
    is_part: bool,
}

/// The figures that a report at a glance shows.
fn figures(original: &Original) -> Vec<Shown> {
    let this = Filled::new(original.form, original.report);
    let mut all: Vec<Shown> = Vec::new();
    let mut add = |label: &str, number: Option<Decimal>, is_part: bool| {
        let shown = |number: Decimal| Shown { label: label.to_owned(), value: number.to_string(), is_part };
        all.extend(number.map(shown));
    };
    for one in &original.form.highlights {
        add(&one.label, this.sum(&one.figures), false);
    }
    for chart in original.form.charts.iter().filter(|chart| chart.over != Over::Units) {
        let years: &[Filled] = if chart.over == Over::Years { original.earlier } else { &[] };
        let mut shown = Vec::new();
        for filled in years {
            let own = filled.form.charts.iter().find(|one| one.key == chart.key);
            shown.extend(own.map(|own| (own, *filled)));
        }
        shown.push((chart, this));
        for (chart, filled) in shown {
            for line in &chart.lines {
                let parts: Vec<Decimal> =
                    line.parts.iter().filter_map(|figures| filled.sum(figures)).collect();
                if !parts.is_empty() {
                    add(&chart.title, Some(parts.iter().copied().sum()), false);
                }
                for part in &parts {
                    add(&chart.title, Some(*part), line.parts.len() > 1);
                }
            }
        }
    }
    all
}

/// The numbers of a text, as they are written.
fn numbers(text: &str) -> BTreeSet<String> {
    let pieces = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    pieces.map(|piece| piece.trim_matches('.')).filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}
