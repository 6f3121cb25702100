//! 与上年度雷同: a text that is nearly that of the year before.

use std::collections::HashSet;

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "text-copied",
        Level::Warning,
        Basis::OfForm("：报告内容雷同的，按条例第四十七条处理"),
        Words::fixed("文字与上年度雷同", "the text repeats last year's"),
        Words::fixed(
            "这一部分与本单位上年度的文字几乎相同（数字和标点不计，每四个字一比，九成以上相同；不满 45 字的不比）。问题和措施每年应当如实重写。",
            "This section is nearly the one in the unit's report of the year before (digits and punctuation aside, nine tenths of its phrases are the same). Problems and improvements are written anew each year.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::YearPair(check),
};

/// Characters of a phrase.
const PHRASE: usize = 4;
/// Shorter texts are formulas that every year has.
const SHORTEST: usize = 45;

fn check(this: Filled, last: Filled, found: &mut Found) {
    for (index, now) in this.texts() {
        let section = &this.form.sections[index];
        let Some((_, before)) = last.text_by_key(&section.key) else { continue };
        let (now, before) = (letters(&now), letters(&before));
        if now.len() < SHORTEST {
            continue;
        }
        let known: HashSet<&[char]> = before.windows(PHRASE).collect();
        let all = now.windows(PHRASE).count();
        let same = now.windows(PHRASE).filter(|phrase| known.contains(phrase)).count();
        if same * 10 >= all * 9 {
            let (name, share) = (&section.name, same * 100 / all);
            let clause = words!(
                "“{name}”与上年度文字 {share}% 相同：请按本年度情况重写",
                "{share}% of `{name}` is last year's text: rewrite it for this year"
            );
            found.add(Subject::Section(index), clause);
        }
    }
}

/// A text without digits, punctuation and spaces.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}
