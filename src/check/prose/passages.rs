//! The texts of a report as a reader sees them, with their figures filled in and their place.

use std::ops::Range;

use crate::finding::Subject;
use crate::model::{Prose, Report};

/// A paragraph.
pub(crate) struct Passage {
    /// The section that it stands in; the preface where there is none.
    pub(crate) section: Option<usize>,
    /// Its text.
    pub(crate) text: String,
}

impl Passage {
    /// These words of it.
    pub(crate) fn quote(&self, words: &str) -> Subject {
        Subject::Quote(self.section, words.to_owned())
    }

    /// The sentence that holds the byte, or what of it is near: a text of 200,000 characters may
    /// have no stop at all, and something to tell of each of them.
    pub(crate) fn sentence(&self, at: usize) -> &str {
        const NEAR: usize = 1_000;
        let from = self.text.floor_char_boundary(at.saturating_sub(NEAR));
        let to = self.text.ceil_char_boundary(at + NEAR);
        let start = self.text[from..at].rfind(ENDS).map_or(from, |mark| from + mark);
        let end = self.text[at..to].find(ENDS).map_or(to, |mark| at + mark);
        self.text[start..end].trim_start_matches(ENDS)
    }
}

/// The marks that end a sentence.
const ENDS: [char; 7] = ['。', '；', '！', '？', ';', '!', '?'];

/// Where each sentence of a text stands, without the mark that ends it.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| ENDS.contains(c)) {
        sentences.push(start..at);
        start = at + c.len_utf8();
    }
    sentences.push(start..text.len());
    sentences
}

/// Every paragraph: the preface, then the sections.
pub(crate) fn passages(report: &Report) -> Vec<Passage> {
    let of = |section: Option<usize>, prose: &Prose| -> Vec<Passage> {
        let paragraphs = prose.paragraphs.iter();
        paragraphs.map(|paragraph| Passage { section, text: report.paragraph(paragraph) }).collect()
    };
    let mut all = report.preface.iter().flat_map(|prose| of(None, prose)).collect::<Vec<_>>();
    for (index, prose) in report.sections.iter().enumerate() {
        all.extend(prose.iter().flat_map(|prose| of(Some(index), prose)));
    }
    all
}
