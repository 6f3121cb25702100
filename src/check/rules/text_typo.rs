//! 文字差错: punctuation typed twice, spaces inside a number, full-width and ordinary digits in one
//! number.

use regex::Regex;

use crate::check::prose::{Passage, passages};
use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "text-typo",
        Level::Warning,
        Basis::None,
        Words::fixed("文字里有录入差错", "a typo in the text"),
        Words::fixed(
            "连着两个标点、数字中间有空格、同一个数里全角和半角数字混用，多半是录入或粘贴时留下的。电话号码里的空格不算。",
            "Punctuation typed twice, spaces inside a number, full-width and ordinary digits in one number. Spaces in telephone numbers do not count.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

pattern! {
    DOUBLED = "[，。、；：！？][，。、；：]|。[！？]"
}
pattern! {
    PARTED = "[0-9]+(?: [0-9]+)+"
}
pattern! {
    MIXED = "[0-9]+[０-９][0-9０-９]*|[０-９]+[0-9][0-9０-９]*"
}

/// Words after which digits are not a number.
const TELEPHONE: [&str; 6] = ["电话", "热线", "传真", "邮编", "邮政编码", "手机"];

/// So many characters before a typo are quoted with it, so that it is found in the file.
const CONTEXT: usize = 4;

fn check(Filled { report, .. }: Filled, found: &mut Found) {
    for passage in passages(report) {
        // A pattern takes longer to make than a report to read: it is asked where it may match.
        let text = passage.text.as_bytes();
        let parted =
            |three: &[u8]| three[0].is_ascii_digit() && three[1] == b' ' && three[2].is_ascii_digit();
        report_typos(&passage, &DOUBLED, found, "标点重复", "punctuation typed twice");
        if text.windows(3).any(parted) {
            report_typos(&passage, &PARTED, found, "数字中间有空格", "spaces inside a number");
        }
        if passage.text.contains(|c| ('０'..='９').contains(&c)) {
            let en = "full-width and ordinary digits in one number";
            report_typos(&passage, &MIXED, found, "全角和半角数字混用", en);
        }
    }
}

fn report_typos(passage: &Passage, pattern: &Regex, found: &mut Found, zh: &str, en: &str) {
    for typo in pattern.find_iter(&passage.text) {
        let of_telephone = || TELEPHONE.iter().any(|word| passage.sentence(typo.start()).contains(word));
        if typo.as_str().contains(' ') && of_telephone() {
            continue;
        }
        let text = &passage.text;
        let before = text[..typo.start()].char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let words = &text[before..typo.end()];
        // A cut inside a sentence is marked as one.
        let cut = if text[..before].ends_with(char::is_alphanumeric) { "……" } else { "" };
        let clause = words!("“{cut}{words}”：{zh}，请核对", "`{cut}{words}`: {en}, check it");
        found.add(passage.quote(words), clause);
    }
}
