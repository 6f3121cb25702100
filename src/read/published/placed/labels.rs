//! The labels of rows on a page: words one below the other that mean a row together.

use super::Placed;
use crate::form::split_numbering;
use crate::read::published::lines::{Leaf, RowLabels};

/// The label of a row, all numbers in hundredths of a point.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) leaf: Leaf,
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) right: i32,
}

/// A label has not more lines.
const MOST_LINES: usize = 10;

/// The labels of rows on a page. Each word belongs to one: the longest that it begins.
pub(super) fn labels(words: &[Placed], known: &RowLabels) -> Vec<Label> {
    let mut texts: Vec<&Placed> = words.iter().filter(|one| !one.is_figure()).collect();
    texts.sort_by_key(|one| (-one.word.base, one.word.left));
    let mut used = vec![false; texts.len()];
    let mut labels = Vec::new();
    for start in 0..texts.len() {
        if used[start] {
            continue;
        }
        let mut chain = vec![start];
        let mut best: Option<(Leaf, usize)> = None;
        let mut text = texts[start].word.text.trim().to_owned();
        loop {
            if let Some(leaf) = known.leaf(&text) {
                best = Some((leaf, chain.len()));
            }
            let Some(next) = (chain.len() < MOST_LINES).then(|| below(&texts, &chain, &used)).flatten()
            else {
                break;
            };
            chain.push(next);
            text.push_str(texts[next].word.text.trim());
        }
        let Some((leaf, count)) = best else { continue };
        let own: Vec<&Placed> = chain[..count].iter().map(|&at| texts[at]).collect();
        chain[..count].iter().for_each(|&at| used[at] = true);
        let edge = |pick: fn(&Placed) -> i32| own.iter().copied().map(pick);
        labels.push(Label {
            leaf,
            top: edge(|one| one.word.base + one.word.size * 8 / 10).max().unwrap_or_default(),
            bottom: edge(|one| one.word.base - one.word.size * 2 / 10).min().unwrap_or_default(),
            right: edge(|one| one.word.right).max().unwrap_or_default(),
        });
    }
    labels
}

/// The next line of a label: the nearest word below it, or behind it on its line.
fn below(texts: &[&Placed], chain: &[usize], used: &[bool]) -> Option<usize> {
    let last = texts[*chain.last()?].word;
    let (left, right) = chain.iter().fold((i32::MAX, i32::MIN), |(left, right), &at| {
        (left.min(texts[at].word.left), right.max(texts[at].word.right))
    });
    let near = |at: &usize| {
        let word = texts[*at].word;
        let size = last.size.max(word.size);
        let same_line =
            (last.base - word.base).abs() < size / 3 && (0..size).contains(&(word.left - last.right));
        let next_line = (size / 3..size * 22 / 10).contains(&(last.base - word.base))
            && word.left < right
            && word.right > left;
        // What has a number of its own is the next label.
        let goes_on = split_numbering(word.text.trim()).0.is_empty();
        !used[*at] && !chain.contains(at) && goes_on && (same_line || next_line)
    };
    (0..texts.len()).filter(near).min_by_key(|&at| {
        let word = texts[at].word;
        ((last.base - word.base) / 100, word.left)
    })
}
