//! 年度: a sentence that was left over from another year's report.
//!
//! The year of the preface, of the fee statement, and of a sentence that begins with a year and
//! says what was published or received. Sentences that compare years, or speak of what was carried
//! over, of documents or of plans, are left alone.

use crate::check::prose::{Plain, passages, sentences};
use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "text-year",
        Level::Warning,
        Basis::OfForm("：报告反映上一年度 1 月 1 日至 12 月 31 日的情况"),
        Words::fixed("文中的年份与报告年度不符", "a sentence names another year than the report's"),
        Words::fixed(
            "前言、信息处理费的说明、写主动公开和依申请公开情况的句子，年份应当是报告年度。年份不同，多半是沿用了往年的文字。与往年比较、写结转的句子不核对。",
            "The preface, the fee statement and sentences on what was published or received name the report year. Another year most likely comes from last year's text. Sentences that compare years or speak of what was carried over are left alone.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

pattern! {
    /// 2024 年, 2024 年度.
    YEAR = "(?:^|[^0-9])((?:19|20)[0-9]{2}) ?年"
}

pattern! {
    /// 现公布示例局 2024 年政府信息公开工作年度报告.
    ANNOUNCED = "(?:现公布|现发布|现予公布|现予以公布|现将|公布|发布|编制|形成|特制作|编写|编撰|撰写)[^。；]*?[^0-9]?((?:19|20)[0-9]{2}) ?年(?:度)?[^，。；]{0,24}(?:年度报告|年报|信息公开[^，。；]{0,10}报告如下)"
}

/// What a sentence is about whose year is the report's.
const SUBJECTS: [&str; 9] = [
    "主动公开",
    "公开政府信息",
    "公开信息",
    "发布信息",
    "发布政府信息",
    "公开申请",
    "依申请",
    "申请公开",
    "收到申请",
];
/// Words of a sentence that may rightly name another year.
const OTHERWISE: [&str; 26] = [
    "比",
    "较上",
    "较去",
    "较20",
    "同期",
    "上年",
    "去年",
    "上一年",
    "往年",
    "历年",
    "结转",
    "遗留",
    "以来",
    "自20",
    "从20",
    "至20",
    "年起",
    "日起",
    "《",
    "〔",
    "印发",
    "修订",
    "施行",
    "出台",
    "颁布",
    "累计",
];
/// Words by which the rest of a paragraph compares years.
const COMPARES: [&str; 9] = ["比", "同期", "较上", "较去", "增长", "增加", "减少", "下降", "持平"];
/// How far from its beginning a sentence may name its year, in characters.
const FIRST_WORDS: usize = 8;

fn check(Filled { report, .. }: Filled, found: &mut Found) {
    let (own, last) = (report.year.to_string(), report.year.saturating_sub(1).to_string());
    for passage in passages(report) {
        let plain = Plain::of(&passage.text);
        let text = &plain.text;
        let compares = text.contains(&own) && COMPARES.iter().any(|word| text.contains(word));
        for range in sentences(text) {
            let sentence = &text[range.clone()];
            if sentence.contains(&own) {
                continue;
            }
            // The patterns take longer to make than most texts to check.
            let names_report = sentence.contains("报告") || sentence.contains("年报");
            let announced = || ANNOUNCED.captures(sentence).and_then(|found| found.get(1));
            let announced = names_report.then(announced).flatten();
            let left_over = || {
                YEAR.captures(sentence).and_then(|found| found.get(1)).filter(|year| {
                    let of_year = is_about_its_year(sentence, year.start());
                    year.as_str() == last && of_year && !compares
                })
            };
            let left_over = || sentence.contains(&last).then(left_over).flatten();
            let Some(year) = announced.or_else(left_over) else { continue };
            let start = range.start + year.start();
            let length = text[start..].find('年').map_or(year.len(), |at| at + '年'.len_utf8());
            let words = plain.words(&passage.text, start..start + length);
            let clause = words!(
                "文中写“{words}”，报告年度是 {own}：请核对是不是沿用了往年的文字",
                "the text names {words}, but the report year is {own}: is this sentence left over from another year?"
            );
            found.add(passage.quote(words), clause);
        }
    }
}

/// Whether the year at a byte of a sentence is the one that the sentence is about.
fn is_about_its_year(sentence: &str, at: usize) -> bool {
    let solid: String = sentence.chars().filter(|c| !c.is_whitespace()).collect();
    let says = |words: &[&str]| words.iter().any(|word| solid.contains(word));
    let before = sentence[..at].chars().filter(|c| !c.is_whitespace()).count();
    let subject = solid.contains("处理费") || before <= FIRST_WORDS && says(&SUBJECTS);
    subject && !says(&OTHERWISE)
}
