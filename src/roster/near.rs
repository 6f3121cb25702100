//! The names of a roster that are nearest to one that it does not know.
//!
//! A roster may have 10,000 units, and a project as many reports under wrong names: two names are
//! only compared letter by letter where the letters that they share leave room for a likeness.

use std::collections::HashMap;

use crate::form::{FEW, LEAST_LIKE, fold, likeness, split_numbering};

/// Names like the best ones by their letters that are compared letter by letter.
const MOST_COMPARED: usize = 100;

/// The names of a roster, by their letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// Each name, folded, with its length.
    names: Vec<(String, usize)>,
    /// For each letter the names that have it, each as often as it has it.
    by_letter: HashMap<char, Vec<usize>>,
}

impl Names {
    /// Adds a name; its number is that of the names before it.
    pub(super) fn add(&mut self, name: &str) {
        let folded = fold(split_numbering(name).1);
        for letter in folded.chars() {
            self.by_letter.entry(letter).or_default().push(self.names.len());
        }
        let length = folded.chars().count();
        self.names.push((folded, length));
    }

    /// The numbers of the names nearest to one, the best first, at most three.
    pub(super) fn nearest(&self, written: &str) -> Vec<usize> {
        let wanted = fold(split_numbering(written).1);
        let length = wanted.chars().count();
        if length == 0 {
            return Vec::new();
        }
        let mut shared = vec![0_usize; self.names.len()];
        for (letter, times) in letters(&wanted) {
            let mut last = (usize::MAX, 0);
            for &name in self.by_letter.get(&letter).into_iter().flatten() {
                last = if last.0 == name { (name, last.1 + 1) } else { (name, 1) };
                shared[name] += usize::from(last.1 <= times);
            }
        }
        // By their letters alone, two names are no more alike than this.
        let mut by_bound: Vec<Vec<usize>> = vec![Vec::new(); 101];
        for (name, (&shared, (_, other))) in shared.iter().zip(&self.names).enumerate() {
            let longest = length.max(*other);
            let part = if shared == length.min(*other) { 70 } else { 0 };
            let bound = (100 - 100 * (longest - shared) / longest).max(part);
            by_bound[bound].push(name);
        }
        let mut scored: Vec<(u32, usize)> = Vec::new();
        let mut left = MOST_COMPARED;
        for bound in (LEAST_LIKE..=100).rev() {
            let third = scored.get(FEW - 1).map_or(0, |(score, _)| *score);
            if third > bound || left == 0 {
                break;
            }
            let names = usize::try_from(bound).map_or(&[][..], |bound| &by_bound[bound]);
            let taken = names.len().min(left);
            left -= taken;
            scored.extend(names[..taken].iter().map(|&name| (likeness(&wanted, &self.names[name].0), name)));
            scored.retain(|(score, _)| *score >= LEAST_LIKE);
            scored.sort_by_key(|&(score, name)| (std::cmp::Reverse(score), name));
            scored.truncate(FEW);
        }
        scored.into_iter().map(|(_, name)| name).collect()
    }
}

/// Each letter of a text, with how often it is there.
fn letters(text: &str) -> Vec<(char, usize)> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::form::nearest;

    #[test]
    fn the_nearest_are_those_of_a_comparison_with_every_name() {
        let ends = ["公安局", "水务局", "水利局", "林业局", "林草局", "教育局", "教育和体育局", "局"];
        let all: Vec<String> = (0..30)
            .flat_map(|county| {
                let county = char::from_u32(0x4E00 + 37 * county).expect("a character");
                ends.map(|end| format!("{county}县{end}"))
            })
            .collect();
        let mut names = Names::default();
        for name in &all {
            names.add(name);
        }
        for wrong in ["一县公按局", "一县林业和草原局", "水务", "一县一县", "某某大学", "县局", ""]
        {
            let slow = nearest(wrong, all.iter().map(String::as_str));
            let fast: Vec<String> = names.nearest(wrong).into_iter().map(|name| all[name].clone()).collect();
            assert_eq!(fast, slow, "{wrong}");
        }
    }
}
