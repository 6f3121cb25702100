//! How a text of a file differs from the report, in words.

use std::ops::Range;

use crate::document::squeeze;
use crate::finding::Subject;
use crate::lang::Words;

/// How much of a text is shown on either side of the first difference.
const AROUND: usize = 16;

/// Reports a text that differs, unless only in spaces and places to break.
pub(super) fn text_differs(name: &Words, wanted: &str, found: &str) -> Option<(Subject, Words)> {
    (squeeze(wanted) != squeeze(found)).then(|| (Subject::File, differing(name, wanted, found)))
}

/// Both texts around their first difference.
pub(super) fn differing(name: &Words, wanted: &str, found: &str) -> Words {
    let (wanted, found) = (squeeze(wanted), squeeze(found));
    let same = wanted.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let around = same.saturating_sub(AROUND)..same + AROUND;
    let (wanted, found) = (cut(&wanted, around.clone()), cut(&found, around));
    words!(
        "{}：数据里是“{wanted}”，文件里是“{found}”", name.zh;
        "{}: `{wanted}` in the data, `{found}` in the file", name.en
    )
}

pub(super) fn shorten(text: &str) -> String {
    cut(text, 0..2 * AROUND)
}

/// Some characters of a text, with dots where others are left out.
fn cut(text: &str, part: Range<usize>) -> String {
    let all = text.chars().count();
    let middle: String = text.chars().skip(part.start).take(part.len()).collect();
    let before = if part.start > 0 { "…" } else { "" };
    let after = if part.end < all { "…" } else { "" };
    format!("{before}{middle}{after}")
}
