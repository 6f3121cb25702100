//! What the text of a report says about figures of its tables.
//!
//! A claim is a number with a counter, right after words that mean a figure (the form lists them) and with
//! nothing between and before them but words that change nothing. Anything else in the clause (网上, 自然人,
//! 去年, 全县) may make it another number, and then nothing is claimed: a wrong finding on a right sentence is
//! worse than a miss.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::passages::sentences;
use crate::form::{Form, Phrase};

/// A number that a text gives for a figure.
pub(super) struct Claim<'f> {
    /// What is meant.
    pub(super) phrase: &'f Phrase,
    /// The words with number and counter, in the paragraph.
    pub(super) at: Range<usize>,
    /// The number.
    pub(super) number: Decimal,
}

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[0-9][0-9,，]*(?:\.[0-9]+)?").ok());

/// What may stand between the words and the number.
static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:政府信息公开|依申请公开|信息公开|公开|申请|事宜|决定|案件|共计|共有?|合计|总计|总数|总量|数量|件数|为|是|有|的|了|计|达到?|情形|结果|处理|答复|办理|各类|各种|申请人|[：:“”（）() \u{3000}])*$").ok()
});

/// What may stand before the words in their clause.
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:20[0-9]{2} ?年度?|所有|新收|收到的|受理的|[我本](?:局|委|办|镇|乡|县|市|区|街道|中心|单位|机关|行政机关|部门)|(?:局|委|镇)机关|全年|一年来|一年中|全局|全委|本年度?|年度内?|年内|年末|截至|年底|月|日|期间|共计|共|一共|合计|总计|其中|包括|主要|依法依规|依法|依规|按照?规定|按时|按期|及时|均|已|全部|作出|做出|收取|征收|实施|办理|处理|答复|受理|收到|接收|审查|审理|制发|结果|决定|中|从|看|来看|来说|政府信息公开|政府信息|信息公开|依申请公开|公开|申请|事项|工作|方面|情况|的|了|和|及|对|为|是|在|年|新增|发生|被|被申请|被提起|提起|引起|引发|产生|因|由|有关|相关|涉及|案件|另有?|还有|同时|并|此外|属于|涉及|以|符合|规定|[“”（）() \u{3000}一二三四五六七八九十0-9.]|第)*$").ok()
});

/// Words after which a sentence counts only some: 自然人申请中，予以公开 6 件.
static NARROWER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("涉及|关于|针对|内容|委托|其余|剩余|(?:企业|法人|组织|机构|个人|公民)[^0-9，、。；（）()]{0,6}(?:申请|新收|提出)").ok()
});

/// Whether what stands before a clause makes it count only some: those of a column of a table, say.
fn is_narrowed(form: &Form, before: &str) -> bool {
    let columns = form.nodes.iter().map(|node| node.name.as_str()).filter(|name| !name.is_empty());
    let of_column =
        |name: &str| before.split_once(name).is_some_and(|(_, after)| after.starts_with("申请中"));
    NARROWER.as_ref().is_some_and(|pattern| pattern.is_match(before)) || columns.into_iter().any(of_column)
}

/// Whether a counter ends what is counted: 5 件, 5 件申请, but not 5 件诉讼案件.
fn ends_there(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty()
        || rest.starts_with(['，', ',', '、', '：', ':', '）', ')', '（', '('])
        || ["申请", "已", "均", "并", "的申请"].iter().any(|word| rest.starts_with(word))
}

/// Words by which a sentence speaks of other units or other times.
const ELSEWHERE: [&str; 26] = [
    "本级",
    "政府办",
    "全市",
    "全区",
    "全县",
    "全省",
    "全州",
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
    "累计",
    "去年",
    "同期",
    "上半年",
    "下半年",
    "季度",
    "代表",
    "计划",
];

/// Every claim of a paragraph in a report of this year.
pub(super) fn claims<'f>(form: &'f Form, year: u16, unit: &str, text: &str) -> Vec<Claim<'f>> {
    let mut claims = Vec::new();
    for sentence in sentences(text) {
        if !is_about_the_unit(&text[sentence.clone()], year) {
            continue;
        }
        let mut from = sentence.start;
        for found in NUMBER.iter().flat_map(|number| number.find_iter(&text[sentence.clone()])) {
            let number = sentence.start + found.start()..sentence.start + found.end();
            let after = text[number.end..sentence.end].trim_start_matches(' ');
            if let Some(claim) = claim(form, unit, text, &sentence, from..number.start, &number, after) {
                claims.push(claim);
            }
            if !after.starts_with(['年', '月', '日', '号']) {
                from = number.end;
            }
        }
    }
    claims
}

/// Words by which a sentence says of only some that they are done, or wishes it.
const SOME: [&str; 15] = [
    "除",
    "其余",
    "其他",
    "剩余",
    "到期",
    "应办结",
    "要求",
    "力争",
    "确保",
    "争取",
    "上年",
    "投诉",
    "信访",
    "建议",
    "提案",
];

/// What may follow words that say that there was none.
const NONE_AT_ALL: [&str; 7] = ["", "的情况", "情况", "案件", "事项", "申请", "的申请"];

/// Whether a text says that something did not happen, or that all is done: the words stand at the end of a
/// clause in which nothing else is spoken of.
pub(super) fn says(text: &str, year: u16, unit: &str, words: &str) -> bool {
    let is_meant = |sentence: &str| {
        let of_requests =
            ["申请", "复议"].iter().any(|word| words.contains(word)) || sentence.contains("申请");
        of_requests && is_about_the_unit(sentence, year) && SOME.iter().all(|some| !sentence.contains(some))
    };
    let is_said = |clause: &str| {
        clause.split_once(words).is_some_and(|(before, after)| {
            let before = before.trim_start();
            let before = before.strip_prefix(unit).unwrap_or(before);
            let nothing_else = BEFORE.as_ref().is_some_and(|pattern| pattern.is_match(before));
            nothing_else && NONE_AT_ALL.contains(&after.trim())
        })
    };
    let clauses = |sentence: &str| sentence.split(['，', ',', '、', '：', ':']).any(is_said);
    sentences(text).into_iter().map(|at| &text[at]).any(|sentence| is_meant(sentence) && clauses(sentence))
}

fn is_about_the_unit(sentence: &str, year: u16) -> bool {
    let other_year = sentence.match_indices('年').any(|(at, _)| {
        let before = sentence[..at].trim_end();
        let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        digits.len() == 4 && digits.chars().rev().collect::<String>() != year.to_string()
    });
    // 12 月新收 3 件, 截至 6 月底: not the whole year.
    let of_a_month = sentence.match_indices('月').any(|(at, _)| {
        let before = sentence[..at].trim_end();
        let digits = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let after: String = sentence[at + '月'.len_utf8()..].chars().filter(|c| *c != ' ').take(3).collect();
        let whole_year = digits == "1" && after.starts_with("1日")
            || digits == "12" && (after == "31日" || after.starts_with('底'));
        !digits.is_empty() && !whole_year
    });
    !other_year && !of_a_month && ELSEWHERE.iter().all(|word| !sentence.contains(word))
}

fn claim<'f>(
    form: &'f Form,
    unit: &str,
    text: &str,
    sentence: &Range<usize>,
    left: Range<usize>,
    number: &Range<usize>,
    after: &str,
) -> Option<Claim<'f>> {
    let digits = text[number.clone()].replace([',', '，'], "");
    let value = Decimal::from_str_exact(&digits).ok()?;
    let boundary = |c: char| matches!(c, '，' | ',' | '、' | '：' | ':' | '（' | '(');
    // `行政许可：126 件`: what stands right before the number ends no clause.
    let written = text[left.clone()].trim_end_matches(['：', ':', ' ']);
    let clause = left.start
        + written.rfind(boundary).map_or(0, |at| at + written[at..].chars().next().map_or(1, char::len_utf8));
    let words = &text[clause..left.end];
    let is_counted = |phrase: &&Phrase| {
        phrase.counters.iter().any(|counter| {
            // 5 件, but not 5 件套 or 5 万件; 个 is part of many words.
            after
                .strip_prefix(counter.as_str())
                .is_some_and(|rest| !rest.starts_with(['次', '百', '月', '工', '自', '余', '多', '套', '目']))
        })
    };
    let before_clause = &text[sentence.start..clause];
    let sentence_end = sentence.end;
    // What a list of several is said of stands before its first member.
    let list = text[sentence.start..number.start]
        .rfind(['，', ',', '：', ':'])
        .map_or(sentence.start, |at| sentence.start + at);
    let said = &text[list..number.start];
    let in_list = text[..clause].ends_with('、');
    let sentence = &text[sentence.clone()];
    let fits = |phrase: &&Phrase| {
        (phrase.with.is_empty() || phrase.with.iter().any(|word| sentence.contains(word)))
            && phrase.without.iter().all(|word| !said.contains(word))
    };
    let candidates = || form.phrases.iter().filter(is_counted).filter(fits);
    // The words nearest to the number first; of those that end there, the longest.
    let mut found: Vec<_> = candidates()
        .flat_map(|phrase| {
            phrase.words.iter().filter_map(move |word| Some((phrase, word, words.rfind(word.as_str())?)))
        })
        .collect();
    let after_it = found.is_empty() && candidates().any(|phrase| phrase.after);
    if !after_it && found.is_empty() || is_narrowed(form, before_clause) {
        return None;
    }
    found.sort_by_key(|(_, word, at)| std::cmp::Reverse((at + word.len(), word.len())));
    let plain =
        |pattern: &LazyLock<Option<Regex>>, text: &str| pattern.as_ref().is_some_and(|p| p.is_match(text));
    for (phrase, word, at) in &found {
        let (before, between) = (&words[..*at], &words[at + word.len()..]);
        let before = before.strip_prefix(unit).unwrap_or(before);
        let between =
            phrase.between.iter().fold(between.to_owned(), |text, word| text.replace(word.as_str(), ""));
        let of_all = in_list && ["合计", "共", "总"].iter().any(|word| between.contains(word));
        if plain(&BETWEEN, &between) && plain(&BEFORE, before) && !of_all {
            let counter = phrase.counters.iter().find(|counter| after.starts_with(counter.as_str()))?;
            if !ends_there(&after[counter.len()..]) {
                return None;
            }
            let blanks = text[number.end..sentence_end].len() - after.len();
            let end = number.end + blanks + counter.len();
            return Some(Claim { phrase, at: clause + at..end, number: value });
        }
    }
    if !found.is_empty() {
        return None; // it is about one of them, but not surely that alone
    }
    // 5 件予以公开: the words right after number and counter, and then the end of the clause.
    if !plain(&BEFORE, words) {
        return None;
    }
    for phrase in candidates().filter(|phrase| phrase.after) {
        let counter = phrase.counters.iter().find(|counter| after.starts_with(counter.as_str()))?;
        let rest =
            after[counter.len()..].trim_start_matches("申请").trim_start_matches(['的', '均', '已', '被']);
        for word in &phrase.words {
            let Some(tail) = rest.strip_prefix(word.as_str()) else { continue };
            if tail.is_empty() || tail.starts_with(['，', ',', '、', '）', ')']) {
                let length = text[number.end..].find(word.as_str())? + word.len();
                return Some(Claim { phrase, at: number.start..number.end + length, number: value });
            }
        }
    }
    None
}
