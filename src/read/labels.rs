//! What a cell outside the tables is the label of: 单位：某局, 一、总体情况, 填报人：张某.
//!
//! Which of several headings of a section counts is decided in `texts`.

use super::keys::{self, ContactPart, Key, key_in_sheet};
use crate::form::{Form, Sure};

/// Longer texts are no labels.
pub(super) const LONGEST_LABEL: usize = 40;
/// What is not longer and has no mark of a sentence is no text of a report, in characters.
pub(super) const SHORT: usize = 12;
/// What is longer is not the value of a note.
const LONGEST_NOTE: usize = 40;

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Unit, year and the like.
    Key(Key),
    /// A part of 联系方式.
    Contact(ContactPart),
    /// The text of a section.
    Section(usize),
    /// The title of the report.
    Title,
    /// What is counted: 单位：万元.
    Measure,
    /// Who filled the table in, and the like.
    Note,
    /// 注：…, a note of any length.
    Remark,
}

/// What a cell says, each with the text in the same cell: after a colon, or below a heading.
pub(super) fn said_in(form: &Form, text: &str) -> Vec<(What, String)> {
    if keys::is_remark(text) {
        return vec![(What::Remark, text.to_owned())];
    }
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // A label set in several lines is one all the same.
    if let Some((what, "")) = label(form, &solid) {
        return vec![(what, String::new())];
    }
    let (first, rest) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
    let several = pairs(form, first);
    if rest.is_empty() && several.len() > 1 {
        return several.into_iter().map(|(what, inline)| (what, inline.trim().to_owned())).collect();
    }
    let found =
        label(form, first).map(|(what, inline)| (what, format!("{inline}\n{rest}").trim().to_owned()));
    found.into_iter().filter(|(what, inline)| *what != What::Note || is_note(inline)).collect()
}

fn is_note(value: &str) -> bool {
    value.chars().count() <= LONGEST_NOTE && !value.contains(['。', '；'])
}

/// The sections that a cell may be the heading of.
pub(super) fn headings(form: &Form, text: &str) -> Vec<(usize, Sure)> {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let line = text.trim().lines().next().unwrap_or_default();
    let before_colon = line.split(['：', ':']).next().unwrap_or_default();
    let short = |line: &&str| line.chars().count() <= LONGEST_LABEL;
    [solid.as_str(), line, before_colon]
        .into_iter()
        .filter(short)
        .find_map(|line| form.heading(line))
        .into_iter()
        .collect()
}

/// What a line is the label of, with the text after its colon.
fn label<'t>(form: &Form, line: &'t str) -> Option<(What, &'t str)> {
    // （单位：件）
    let bare = line
        .trim()
        .strip_prefix(['（', '(', '【', '['])
        .and_then(|line| line.strip_suffix(['）', ')', '】', ']']));
    let line = bare.filter(|line| line.contains(['：', ':'])).unwrap_or(line);
    let short = |label: &str| label.chars().count() <= LONGEST_LABEL;
    if short(line)
        && let Some((section, _)) = form.heading(line)
    {
        return Some((What::Section(section), ""));
    }
    let (label, rest) = line.split_once(['：', ':']).unwrap_or((line, ""));
    if !short(label) {
        return None;
    }
    if let Some((section, _)) = form.heading(label) {
        return Some((What::Section(section), rest));
    }
    short_label(label).map(|what| (what, rest))
}

/// What a short label means, apart from headings.
fn short_label(label: &str) -> Option<What> {
    if keys::is_measure_label(label) {
        return Some(What::Measure);
    }
    let key = key_in_sheet(label).map(What::Key);
    let contact = || ContactPart::named(label).map(What::Contact);
    key.or_else(contact).or_else(|| keys::is_note_label(label).then_some(What::Note))
}

/// The labels of one line with what follows each: 填报单位：某局  年度：2024.
fn pairs<'t>(form: &Form, line: &'t str) -> Vec<(What, &'t str)> {
    let starts: Vec<usize> = line
        .char_indices()
        .filter(|&(at, c)| !c.is_whitespace() && (at == 0 || line[..at].ends_with(char::is_whitespace)))
        .filter(|&(at, _)| {
            let word = line[at..].split(['：', ':']).next().unwrap_or_default();
            let whole = line[at..].len() > word.len();
            whole && word.chars().count() <= LONGEST_LABEL && short_label(word).is_some()
        })
        .map(|(at, _)| at)
        .collect();
    if starts.first() != Some(&0) {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    starts.iter().zip(ends).filter_map(|(&start, end)| label(form, &line[start..end])).collect()
}
