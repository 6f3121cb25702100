//! 照抄上年: a text that is nearly that of last year.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::check::prose::{section_text, text_of};
use crate::check::{Checked, Found, Rule, Scope};
use crate::finding::Subject;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("text-copied"),
        level: Level::Warning,
        basis: Cow::Borrowed("{表样}：报告内容雷同的，按条例第四十七条处理"),
        title: Words::fixed("文字与上年度雷同", "the text repeats that of last year"),
        explain: Words::fixed(
            "这一部分与本单位上年度的文字几乎相同（数字和标点不计，每四个字一比，九成以上相同；不满 45 字的不比）。问题和措施每年应当如实重写。",
            "This section is nearly that of the unit's report of the year before (digits and punctuation aside, nine tenths of its phrases are the same).",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::YearPair(check),
};

/// Characters of a phrase.
const PHRASE: usize = 4;
/// Shorter texts are formulas that every year has.
const SHORTEST: usize = 45;

fn check(checked: &Checked, last: &Report, found: &mut Found) {
    let Some((last_form, _)) = checked.last else { return };
    for (index, section) in checked.form.sections.iter().enumerate() {
        let Some(now) = text_of(checked.report, index) else { continue };
        let Some((_, before)) = section_text(last_form, last, &section.key) else { continue };
        let (now, before) = (letters(&now), letters(&before));
        if now.len() < SHORTEST {
            continue;
        }
        let known: HashSet<&[char]> = before.windows(PHRASE).collect(); // looked up, never walked
        let all = now.windows(PHRASE).count();
        let same = now.windows(PHRASE).filter(|phrase| known.contains(phrase)).count();
        if same * 10 >= all * 9 {
            let (name, share) = (&section.name, same * 100 / all);
            found.add(
                Subject::Section(index),
                words!(
                    "{name}有 {share}% 的字句与上年度相同",
                    "{share}% of the phrases of {name} are those of last year"
                ),
            );
        }
    }
}

/// A text without digits, punctuation and blanks.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}
