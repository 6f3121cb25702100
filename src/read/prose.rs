//! Free text → paragraphs, with the figures it refers to.
//!
//! A line is a paragraph. `{{ 表二.行政许可 }}` is a reference to a figure, or to one of three things
//! computed from figures (`form::reference`); there is no template language behind it and nothing
//! is run. Numbers typed by hand stay text.

use std::ops::RangeInclusive;

use crate::faults::{self, CONTROL_CHARACTER, UNKNOWN_REFERENCE};
use crate::finding::{Finding, Subject};
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Paragraph, Piece, Prose, UNKNOWN};
use crate::yaml::Bytes;

/// Reads a text, which is at `span` of the file `source`: faults are shown there.
pub(super) fn read(
    text: &str,
    source: &str,
    span: &Bytes,
    form: &Form,
    findings: &mut Vec<Finding>,
) -> Option<Prose> {
    check_characters(text, source, span, findings);
    let raw = &source[span.clone()];
    let mut references = References {
        raw_places: places_of_references(raw, span.start),
        source,
        seen: 0,
        told: span.start,
        whole: span,
        form,
        findings,
    };
    let mut paragraphs = Vec::new();
    for line in text.lines().map(one_line).filter(|line| !line.is_empty()) {
        paragraphs.push(Paragraph { pieces: references.pieces(&line) });
    }
    (!paragraphs.is_empty()).then_some(Prose { paragraphs })
}

/// A line as it is printed: without spaces around it, and with a space for a tab, which no PDF can
/// show.
pub(super) fn one_line(text: &str) -> String {
    let blank = |c: char| if c.is_whitespace() && c != '\u{3000}' { ' ' } else { c };
    text.trim().chars().map(blank).collect()
}

/// Zero-width characters, separators of lines, marks of direction, variation selectors,
/// annotations.
const UNSEEN: [RangeInclusive<char>; 5] = [
    '\u{200B}'..='\u{200F}',
    '\u{2028}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    '\u{FE00}'..='\u{FE0F}',
    '\u{FFF9}'..='\u{FFFB}',
];

/// Whether a character is invisible, or cannot be in a document.
pub(super) fn is_unseen(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        // Soft hyphen, joiners and marks of direction, line separators, byte-order mark,
        // non-characters.
        '\u{AD}' | '\u{61C}' | '\u{1680}' | '\u{180E}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => true,
        c if UNSEEN.iter().any(|range| range.contains(&c)) => true,
        c => c.is_control(),
    }
}

/// Reports characters that cannot be in a document, or are invisible there.
pub(super) fn check_characters(text: &str, source: &str, span: &Bytes, findings: &mut Vec<Finding>) {
    if let Some(c) = text.chars().find(|&c| is_unseen(c)) {
        let code = u32::from(c);
        let clause = words!(
            "文字里有看不见的字符 U+{code:04X}：请删去该处文字，重新录入",
            "the text has the invisible character U+{code:04X}: delete it and type the text again"
        );
        // It is invisible, so the exact place is shown, if it is in the file literally.
        let found = source.get(span.clone()).and_then(|raw| raw.find(c)).map(|at| span.start + at);
        let place = found.map_or(span.clone(), |at| at..at + c.len_utf8());
        findings.push(Finding::new(&CONTROL_CHARACTER, Subject::At(place), clause));
    }
}

struct References<'a> {
    raw_places: Vec<Bytes>,
    source: &'a str,
    seen: usize,
    /// How far places of the file were reported.
    told: usize,
    whole: &'a Bytes,
    form: &'a Form,
    findings: &'a mut Vec<Finding>,
}

impl References<'_> {
    fn pieces(&mut self, line: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = line;
        while let Some(open) = rest.find("{{") {
            let place = self.raw_places.get(self.seen).cloned().unwrap_or_else(|| self.whole.clone());
            self.seen += 1;
            let after = &rest[open + 2..];
            self.text(&rest[..open], &mut pieces);
            self.told = self.told.max(place.start);
            let next = after.find("{{").unwrap_or(after.len());
            let Some(close) = after.find("}}").filter(|&close| close < next) else {
                let clause =
                    Words::fixed("引用没有写完：缺少“}}”", "the reference is not closed: `}}` is missing");
                self.findings.push(Finding::new(&UNKNOWN_REFERENCE, Subject::At(place), clause));
                rest = &after[next..];
                continue;
            };
            match self.form.reference(&after[..close]) {
                Ok(piece) => pieces.push(piece),
                Err(unknown) => {
                    self.findings.push(faults::unknown(&UNKNOWN_REFERENCE, place, &unknown));
                    pieces.push(Piece::Text(UNKNOWN.to_owned()));
                }
            }
            rest = &after[close + 2..];
        }
        self.text(rest, &mut pieces);
        pieces
    }

    /// Text between references. Braces that were meant for one are reported, or they would be
    /// printed.
    fn text(&mut self, text: &str, pieces: &mut Vec<Piece>) {
        if text.is_empty() {
            return;
        }
        let mut rest = text;
        while let Some(slip) = self.slip(rest) {
            rest = rest.split_once(slip).map_or("", |(_, after)| after);
            let raw = self.source.get(self.told..self.whole.end).unwrap_or_default();
            let place =
                raw.find(slip).map_or(self.whole.clone(), |at| self.told + at..self.told + at + slip.len());
            self.told = place.end;
            let clause = words!(
                "“{slip}”不是引用，会原样印出：请用两对半角花括号，如 {{{{ 表.行.列 }}}}",
                "`{slip}` is not a reference and would be printed: use two pairs of half-width braces, such as \
                 {{{{ table.row.column }}}}"
            );
            self.findings.push(Finding::new(&UNKNOWN_REFERENCE, Subject::At(place), clause));
        }
        pieces.push(Piece::Text(text.to_owned()));
    }

    /// Braces that look like a reference: full-width, single around an address, or closing nothing.
    fn slip<'t>(&self, text: &'t str) -> Option<&'t str> {
        let open = text.find(['{', '｛']);
        let braces = |c: char| matches!(c, '{' | '}' | '｛' | '｝');
        if let Some(open) = open {
            let part = &text[open..];
            let inside = part.trim_start_matches(['{', '｛']);
            let close = inside.find(braces).unwrap_or(inside.len());
            let closing = inside[close..].chars().take_while(|&c| matches!(c, '}' | '｝'));
            let length = part.len() - inside.len() + close + closing.map(char::len_utf8).sum::<usize>();
            let double = part.starts_with("｛｛") || part.starts_with("{｛") || part.starts_with("｛{");
            let first = inside[..close].split(['.', '．', '。', '·']).next().unwrap_or_default();
            if double || self.form.section_named(first.trim()).is_some() {
                return Some(&part[..length]);
            }
        }
        text.find("}}")
            .map(|at| &text[at..at + 2])
            .or_else(|| text.find("｝｝").map(|at| &text[at..at + '｝'.len_utf8() * 2]))
    }
}

/// Where each `{{ … }}` is in the file; the n-th there is the n-th of the text.
fn places_of_references(raw: &str, base: usize) -> Vec<Bytes> {
    let mut places = Vec::new();
    let mut start = base;
    for line in raw.split_inclusive('\n') {
        let mut at = 0;
        while let Some(open) = line[at..].find("{{").map(|open| at + open) {
            let inside = &line[open + 2..];
            let end = inside.find("{{").unwrap_or(inside.trim_end().len());
            let length = inside[..end].find("}}").map_or(end, |close| close + 2);
            at = open + 2 + length;
            places.push(start + open..start + at);
        }
        start += line.len();
    }
    places
}
