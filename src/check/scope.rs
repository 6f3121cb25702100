//! Of whom and when a sentence speaks: a number of another unit, another year or part of the year is not the
//! table's, however it is worded.
//!
//! What counts is what stands before the number: 新收 17 件，比上年增加 3 件 speaks of this year first.

use std::sync::LazyLock;

use regex::Regex;

/// Words by which a sentence speaks of other units or other times.
const ELSEWHERE: [&str; 25] = [
    "全系统",
    "各部门",
    "各单位",
    "各镇",
    "各乡镇",
    "各街道",
    "下属",
    "下级",
    "所属",
    "辖区",
    "以来",
    "历年",
    "至今",
    "十四五",
    "同期",
    "上半年",
    "下半年",
    "季度",
    "代表",
    "计划",
    "预计",
    "无关",
    "指导",
    "协助",
    "督促",
];

/// The same, but for a government, whose tables hold the whole of it.
const WHOLE: [&str; 6] = ["本级", "全市", "全区", "全县", "全省", "全州"];

/// 同比, 较上年, 与 2022 年相比: compared with another year, but not told of it.
static COMPARED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("今年以来|本年以来|年初以来|同比|环比|(?:较|比|与|和|同|相比于?)(?:去年|上年度?|上一年度?|20[0-9]{2} ?年度?)(?:同期)?(?:相比|比)?").ok()
});

/// The year that words speak of: 2023年, 2023 年度, 去年, 今年.
static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(20[0-9]{2}) ?年|去年|前年|今年|本年").ok());

/// Whether words of a sentence, up to and with those that are asked about, speak of this unit and the whole of
/// this year.
pub(super) fn is_of_the_unit_and_year(words: &str, year: u16, unit: &str) -> bool {
    let words = COMPARED.as_ref().map_or(words.into(), |pattern| pattern.replace_all(words, ""));
    let words = words.replace(&format!("{year}年以来"), "");
    let elsewhere = |list: &[&str]| list.iter().any(|word| words.contains(word));
    // A government reports for all of it, its office for itself.
    let of_others = !unit.ends_with("人民政府") && elsewhere(&WHOLE)
        || !unit.ends_with("办公室") && words.contains("政府办");
    if elsewhere(&ELSEWHERE) || of_others || words.contains("累计") && words.contains("开通") {
        return false;
    }
    let mut of_this_year = true;
    for found in YEAR.iter().flat_map(|pattern| pattern.captures_iter(&words)) {
        let (Some(whole), digits) = (found.get(0), found.get(1)) else { continue };
        match (digits, whole.as_str()) {
            (Some(digits), _) => of_this_year = digits.as_str() == year.to_string(),
            (None, "去年" | "前年") => of_this_year = false,
            (None, "今年" | "本年") => of_this_year = true,
            _ => {}
        }
    }
    of_this_year && !is_of_a_month(&words)
}

/// 12 月新收 3 件, 截至 6 月底: not the whole year.
fn is_of_a_month(words: &str) -> bool {
    words.match_indices('月').any(|(at, _)| {
        let before = words[..at].trim_end();
        let digits = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let after: String = words[at + '月'.len_utf8()..].chars().filter(|c| *c != ' ').take(3).collect();
        let whole_year = digits == "1" && after.starts_with("1日")
            || digits == "12" && (after == "31日" || after.starts_with('底') || after.starts_with('末'));
        !digits.is_empty() && !whole_year
    })
}

/// The words without year and unit at their start, however it calls itself: 区市场监管局 for 西工区市场监督管理局.
pub(super) fn without_unit<'t>(words: &'t str, unit: &str) -> &'t str {
    let rest = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let year = rest.trim_start().strip_prefix('年').filter(|_| rest.len() < words.len());
    let words = year.map_or(words, |rest| rest.strip_prefix('度').unwrap_or(rest));
    let mut letters = unit.chars();
    let mut end = 0;
    let mut count = 0;
    for (at, c) in words.char_indices() {
        if !letters.by_ref().any(|letter| letter == c) {
            break;
        }
        end = at + c.len_utf8();
        count += 1;
    }
    if count >= 2 { &words[end..] } else { words }
}
