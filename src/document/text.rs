//! Text in whatever encoding it comes: UTF-8, UTF-16 with its mark, or GB18030, which holds GBK and
//! GB2312.
//!
//! A byte that is not text is refused: no character is ever replaced.

use std::borrow::Cow;

use super::limit::Limit;
use super::refusal::{Other, Refusal};

/// How much is looked at to decide what a file is.
const HEAD: usize = 8 << 10;

/// The text of a file; `None` where it is in none of these encodings.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, wrong) = encoding.decode(bytes);
        return (!wrong).then_some(text);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    let (text, wrong) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    (!wrong).then_some(text)
}

/// The text of a file that is text as a whole.
///
/// # Errors
/// It is too large, or not text.
pub(super) fn whole(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    Limit::PlainBytes.check(bytes.len())?;
    decode(bytes).ok_or(Refusal::Other(Other::Unknown))
}

/// The beginning of a text in lower case; empty where it is not text.
pub(super) fn head(bytes: &[u8]) -> String {
    let mut end = bytes.len().min(HEAD);
    // A character may be cut in two at the end.
    for _ in 0..4 {
        if let Some(text) = decode(&bytes[..end]) {
            return text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).to_ascii_lowercase();
        }
        end = end.saturating_sub(1);
    }
    String::new()
}

/// Text without what formats may add or lose: spaces and line ends. A character without width
/// counts.
#[must_use]
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|&c| !is_space(c)).collect()
}

/// Whether [`squeeze`] leaves a character out.
#[must_use]
pub fn is_space(c: char) -> bool {
    c.is_whitespace()
}
