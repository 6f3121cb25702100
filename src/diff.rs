//! Two reports compared: figures by their addresses, texts by paragraph and word.
//!
//! Figures of two editions of the form are compared only where the forms say that they mean the
//! same; the others are named. What differs is a fact here, not a fault: nothing is judged. Pure.

use rust_decimal::Decimal;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::form::Filled;
use crate::model::{Figure, FigureId};

/// What two reports do not have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Figures that differ, in the order of the first form.
    pub figures: Vec<FigureChange>,
    /// Texts that differ, in their order.
    pub texts: Vec<TextChange>,
    /// Figures that the other form does not have.
    pub unmatched: Vec<Unmatched>,
}

impl Diff {
    /// Whether nothing differs. A figure that only one form has is no difference.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.texts.is_empty()
    }
}

/// A figure that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureChange {
    /// Its address, in the first form.
    pub address: String,
    /// Its key, the same in both.
    pub key: String,
    /// What the first report says.
    pub a: Figure,
    /// What the second says.
    pub b: Figure,
}

impl FigureChange {
    /// The second less the first, where both are numbers.
    #[must_use]
    pub fn change(&self) -> Option<Decimal> {
        self.b.number()?.checked_sub(self.a.number()?)
    }
}

/// A paragraph that differs; empty on the side that does not have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// The key of its section, or `unit`, `date`, `preface`, `contact`.
    pub section: String,
    /// The heading of its section, for people.
    pub heading: String,
    /// The paragraph of the first report.
    pub a: String,
    /// That of the second.
    pub b: String,
    /// Both word by word.
    pub words: Vec<Word>,
}

impl TextChange {
    /// What happened to the paragraph, in machine-readable output.
    #[must_use]
    pub fn change(&self) -> &'static str {
        match (self.a.is_empty(), self.b.is_empty()) {
            (true, _) => "added",
            (_, true) => "removed",
            _ => "changed",
        }
    }
}

/// A run of words of one side, or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// In both.
    Same(String),
    /// In the first alone.
    Removed(String),
    /// In the second alone.
    Added(String),
}

impl Word {
    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Same(text) | Self::Removed(text) | Self::Added(text) => text,
        }
    }
}

/// A figure of one form alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// Its address.
    pub address: String,
    /// Whether the second report has it, and not the first.
    pub in_second: bool,
}

/// Compares two reports.
#[must_use]
pub fn diff(a: Filled, b: Filled) -> Diff {
    let mut diff = Diff::default();
    let mut matched = vec![false; b.form.figures.len()];
    for id in a.form.ids() {
        let spec = a.form.spec(id);
        let Some(other) = a.form.counterpart(id, b.form) else {
            diff.unmatched.push(Unmatched { address: spec.address.clone(), in_second: false });
            continue;
        };
        matched[other.index()] = true;
        let (one, two) = (a.entry(id).figure, b.entry(other).figure);
        if one != two {
            let (address, key) = (spec.address.clone(), spec.key.clone());
            diff.figures.push(FigureChange { address, key, a: one, b: two });
        }
    }
    let only_second = |id: &FigureId| !matched[id.index()];
    diff.unmatched.extend(
        b.form
            .ids()
            .filter(only_second)
            .map(|id| Unmatched { address: b.form.spec(id).address.clone(), in_second: true }),
    );
    for (section, heading) in sections(a, b) {
        let (one, two) = (paragraphs(a, &section), paragraphs(b, &section));
        texts(&section, &heading, &one, &two, &mut diff.texts);
    }
    diff
}

/// Keys and headings of all that is text, in the order of a report.
fn sections(a: Filled, b: Filled) -> Vec<(String, String)> {
    let head = [("unit", "单位"), ("date", "成文日期"), ("preface", "前言"), ("contact", "联系方式")];
    let mut all: Vec<(String, String)> =
        head.into_iter().map(|(key, name)| (key.to_owned(), name.to_owned())).collect();
    for section in a.form.sections.iter().chain(&b.form.sections).filter(|section| section.table.is_none()) {
        if all.iter().all(|(key, _)| *key != section.key) {
            all.push((section.key.clone(), section.heading.clone()));
        }
    }
    all
}

/// The paragraphs of a section, as a reader sees them.
fn paragraphs(filled: Filled, section: &str) -> Vec<String> {
    let report = filled.report;
    let prose = match section {
        "unit" => return vec![report.unit.to_string()],
        "date" => return report.date.iter().map(ToString::to_string).collect(),
        "contact" => {
            let contact = &report.contact;
            let parts = [&contact.address, &contact.postcode, &contact.phone, &contact.email];
            return parts.into_iter().flatten().cloned().collect();
        }
        "preface" => report.preface.as_ref(),
        key => filled.form.section_by_key(key).and_then(|index| report.sections.get(index)?.as_ref()),
    };
    prose
        .into_iter()
        .flat_map(|prose| &prose.paragraphs)
        .map(|paragraph| report.paragraph(paragraph))
        .collect()
}

fn texts(section: &str, heading: &str, a: &[String], b: &[String], all: &mut Vec<TextChange>) {
    let mut add = |one: &str, two: &str| {
        all.push(TextChange {
            section: section.to_owned(),
            heading: heading.to_owned(),
            a: one.to_owned(),
            b: two.to_owned(),
            words: words(one, two),
        });
    };
    for op in capture_diff_slices(Algorithm::Patience, a, b) {
        let (old, new) = (&a[op.old_range()], &b[op.new_range()]);
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        // Paragraphs that were exchanged are compared one by one, as far as they have something in
        // common.
        for index in 0..old.len().max(new.len()) {
            let (one, two) =
                (old.get(index).map_or("", String::as_str), new.get(index).map_or("", String::as_str));
            if one.is_empty() || two.is_empty() || alike(one, two) {
                add(one, two);
            } else {
                add(one, "");
                add("", two);
            }
        }
    }
}

/// Longer paragraphs are not compared word by word: it would take too long.
const MOST_WORK: usize = 25_000_000;

/// Whether two paragraphs have a third of their words in common.
fn alike(a: &str, b: &str) -> bool {
    let same: usize = words(a, b)
        .iter()
        .map(|word| if let Word::Same(text) = word { text.chars().count() } else { 0 })
        .sum();
    3 * same >= a.chars().count().max(b.chars().count())
}

/// Both texts word by word.
fn words(a: &str, b: &str) -> Vec<Word> {
    let (one, two) = (tokens(a), tokens(b));
    let mut all = Vec::new();
    if one.len().saturating_mul(two.len()) > MOST_WORK {
        let whole = [Word::Removed(a.to_owned()), Word::Added(b.to_owned())];
        return whole.into_iter().filter(|word| !word.text().is_empty()).collect();
    }
    for op in capture_diff_slices(Algorithm::Myers, &one, &two) {
        let (old, new) = (one[op.old_range()].concat(), two[op.new_range()].concat());
        if matches!(op, DiffOp::Equal { .. }) {
            all.push(Word::Same(old));
            continue;
        }
        if !old.is_empty() {
            all.push(Word::Removed(old));
        }
        if !new.is_empty() {
            all.push(Word::Added(new));
        }
    }
    all
}

/// The words of a text: numbers and Latin words whole, every other sign for itself.
fn tokens(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '%';
    let mut all = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = is_word(c) && chars.peek().is_some_and(|&(_, next)| is_word(next));
        if !goes_on {
            let end = at + c.len_utf8();
            all.push(&text[start..end]);
            start = end;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Word, tokens, words};

    #[test]
    fn numbers_are_words() {
        assert_eq!(tokens("收到12.5%，a b"), ["收", "到", "12.5%", "，", "a", " ", "b"]);
        let same = |text: &str| Word::Same(text.to_owned());
        let change = [Word::Removed("12".to_owned()), Word::Added("13".to_owned())];
        let all = words("收到申请12件", "收到申请13件");
        assert_eq!(all, [&[same("收到申请")][..], &change, &[same("件")]].concat());
        assert_eq!(words("", "甲"), [Word::Added("甲".to_owned())]);
    }
}
