//! Free text → paragraphs, with the figures it refers to.
//!
//! A line is a paragraph. `{{ 表二.行政许可 }}` is a reference to a figure: an address and nothing else; no
//! template language stands behind it and nothing is run. Numbers typed by hand stay text.

use super::faults::{self, CONTROL_CHARACTER, UNKNOWN_REFERENCE};
use crate::finding::{Finding, Subject};
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Paragraph, Piece, Prose};
use crate::yaml::Bytes;

/// Reads a text. `raw` is the text as it stands in the file at `span`: faults are shown there.
pub(super) fn read(
    text: &str,
    raw: &str,
    span: &Bytes,
    form: &Form,
    findings: &mut Vec<Finding>,
) -> Option<Prose> {
    check_characters(text, span, findings);
    let mut references = References {
        raw_places: places_of_references(raw, span.start),
        seen: 0,
        whole: span,
        form,
        findings,
    };
    let mut paragraphs = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        paragraphs.push(Paragraph { pieces: references.pieces(line) });
    }
    (!paragraphs.is_empty()).then_some(Prose { paragraphs })
}

/// Refuses characters that cannot stand in a document.
pub(super) fn check_characters(text: &str, span: &Bytes, findings: &mut Vec<Finding>) {
    let bad = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    if let Some(c) = text.chars().find(|&c| bad(c)) {
        let code = u32::from(c);
        let clause = Words::new(
            format!("文字里有控制字符 U+{code:04X}"),
            format!("the text holds the control character U+{code:04X}"),
        );
        findings.push(Finding::new(&CONTROL_CHARACTER, Subject::At(span.clone()), clause));
    }
}

struct References<'a> {
    raw_places: Vec<Bytes>,
    seen: usize,
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
            let Some(close) = after.find("}}") else {
                let clause =
                    Words::fixed("引用没有写完：缺少“}}”", "the reference is not closed: `}}` is missing");
                self.findings.push(Finding::new(&UNKNOWN_REFERENCE, Subject::At(place), clause));
                break;
            };
            if open > 0 {
                pieces.push(Piece::Text(rest[..open].to_owned()));
            }
            match self.form.resolve(&after[..close]) {
                Ok(figure) => pieces.push(Piece::Figure(figure)),
                Err(unknown) => self.findings.push(faults::unknown(&UNKNOWN_REFERENCE, place, &unknown)),
            }
            rest = &after[close + 2..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        pieces
    }
}

/// Where each `{{ … }}` stands in the file; the n-th there is the n-th of the text.
fn places_of_references(raw: &str, base: usize) -> Vec<Bytes> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(open) = raw[at..].find("{{").map(|open| at + open) {
        let line_end = raw[open..].find('\n').map_or(raw.len(), |newline| open + newline);
        let close = raw[open..line_end].find("}}").map_or(line_end, |close| open + close + 2);
        places.push(base + open..base + close);
        at = close;
    }
    places
}
