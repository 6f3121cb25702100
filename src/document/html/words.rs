//! Words with their places, as `pdftotext -bbox` writes them: a page whose elements are the words
//! of a PDF.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use scraper::Html;
use scraper::node::Element;

use crate::document::Word;

/// The words of each page; none for a page of a site.
pub(super) fn pages(document: &Html) -> Vec<Vec<Word>> {
    let mut pages: Vec<(i32, Vec<Word>)> = Vec::new();
    for node in document.tree.root().descendants() {
        let Some(element) = node.value().as_element() else { continue };
        match element.name() {
            "page" => pages.push((hundredths(element, "height").unwrap_or_default(), Vec::new())),
            "word" => {
                let Some((height, words)) = pages.last_mut() else { continue };
                let text = super::text_of(node);
                words.extend(word(element, *height, text.trim()).filter(|word| !word.text.is_empty()));
            }
            _ => {}
        }
    }
    if pages.iter().all(|(_, words)| words.is_empty()) {
        return Vec::new();
    }
    pages.into_iter().map(|(_, words)| words).collect()
}

fn word(element: &Element, height: i32, text: &str) -> Option<Word> {
    /// One part in so many of its height is below the base line of a word.
    const BELOW: i32 = 5;
    let (top, bottom) = (hundredths(element, "ymin")?, hundredths(element, "ymax")?);
    let size = bottom - top;
    Some(Word {
        left: hundredths(element, "xmin")?,
        right: hundredths(element, "xmax")?,
        base: height - bottom + size / BELOW,
        size,
        text: text.to_owned(),
    })
}

/// Points as hundredths of one.
fn hundredths(element: &Element, name: &str) -> Option<i32> {
    /// No page is larger, in hundredths of a point.
    const MOST: i32 = 2_000_000;
    let written = element.attrs().find(|(own, _)| own.eq_ignore_ascii_case(name))?.1;
    let points = Decimal::from_str_exact(written.trim()).ok()?;
    let hundredths = points.checked_mul(Decimal::ONE_HUNDRED)?.round().to_i32()?;
    (-MOST..=MOST).contains(&hundredths).then_some(hundredths)
}
