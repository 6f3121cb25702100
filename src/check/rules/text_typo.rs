//! 文字差错: punctuation typed twice, blanks inside a number, full-width and ordinary digits in one number.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::prose::{Passage, passages};
use crate::check::{Found, Rule, Scope};
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("text-typo"),
        level: Level::Warning,
        basis: Cow::Borrowed(""),
        title: Words::fixed("文字里有录入差错", "a slip of typing in the text"),
        explain: Words::fixed(
            "连着两个标点、数字中间有空格、同一个数里全角和半角数字混用，多半是录入或粘贴时留下的。电话号码里的空格不算。",
            "Punctuation typed twice, blanks inside a number, full-width and ordinary digits in one number. Blanks in telephone numbers do not count.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

static DOUBLED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("[，。、；：！？][，。、；：]|。[！？]").ok());
static PARTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[0-9]+(?: [0-9]+)+").ok());
static MIXED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("[0-9]+[０-９][0-9０-９]*|[０-９]+[0-9][0-9０-９]*").ok());

/// Words after which digits are no number.
const TELEPHONE: [&str; 6] = ["电话", "热线", "传真", "邮编", "邮政编码", "手机"];

fn check(_: &Form, report: &Report, found: &mut Found) {
    for passage in passages(report) {
        tell(&passage, &DOUBLED, found, "标点重复", "punctuation typed twice");
        tell(&passage, &PARTED, found, "数字中间有空格", "blanks inside a number");
        tell(&passage, &MIXED, found, "全角和半角数字混用", "full-width and ordinary digits in one number");
    }
}

fn tell(passage: &Passage, pattern: &LazyLock<Option<Regex>>, found: &mut Found, zh: &str, en: &str) {
    for slip in pattern.iter().flat_map(|pattern| pattern.find_iter(&passage.text)) {
        let sentence = passage.sentence(slip.start());
        if slip.as_str().contains(' ') && TELEPHONE.iter().any(|word| sentence.contains(word)) {
            continue;
        }
        // With the words before it, so that it is found in the file where it stands.
        let before = passage.text[..slip.start()].char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        let words = &passage.text[before..slip.end()];
        let clause = words!("“{words}”：{zh}", "`{words}`: {en}");
        found.add(passage.quote(words), clause);
    }
}
