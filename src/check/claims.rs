//! What the text of a report says about figures of its tables.
//!
//! A claim is a number with a counter, right after words that mean a figure (the form lists them) and with
//! nothing between and before them but words that change nothing. Anything else in the clause (网上,
//! 去年, 全县) may make it another number, and then nothing is claimed: a wrong finding on a right sentence is
//! worse than a miss.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::numbers::{Number, numbers};
use super::passages::sentences;
use super::scope::{is_of_the_unit_and_year, without_unit};
use crate::form::{Form, Phrase};
use crate::model::Report;

/// A number that a text gives for a figure.
pub(super) struct Claim<'f> {
    /// What is meant.
    pub(super) phrase: &'f Phrase,
    /// The words with number and counter, in the paragraph.
    pub(super) at: Range<usize>,
    /// The number.
    pub(super) number: Number,
}

/// What may stand behind the words that follow a number: 1 件属于国家秘密，依法不予公开.
static OUTCOME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:而|依法)*(?:继续办理|办理|继续答复|答复|案件|申请)?(?:$|[，,、）)])").ok()
});

impl Claim<'_> {
    /// Whether the number is one of those that the words can mean.
    pub(super) fn agrees(&self, form: &Form, report: &Report) -> bool {
        let rounded = self.number.step > Decimal::ONE;
        let is_meant = |sum: Decimal| sum == self.number.value || rounded && self.number.is_rounded(sum);
        self.phrase.sums.iter().any(|(figures, _)| form.sum(report, figures).is_some_and(is_meant))
    }
}

/// What may stand between the words and the number.
static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:政府信息公开|依申请公开|信息公开|政府信息|公开|申请|事宜|事项|办件|决定|案件|一共|共计|共有?|合计|总计|总数|总量|数量|数|量|件数|为|是|有|的|了|计|达到?|情形|结果|处理|答复|办理|各类|各种|依申请|政务信息|信息|件|申请人|申请件|提交的?|提出的?|向[^0-9，。；]{1,16}?(?:提出|提交|申请)的?|受理量|申请量|公民|法人|其他组织|、|和|或者?|及|与|办件量|类|社会公众|公众|群众|书面|[：:“”（）() \u{3000}])*$").ok()
});

/// What may stand before the words in their clause.
pub(super) static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:20[0-9]{2} ?年度?|所有|新收|收到的|受理的|累计|[我本](?:局|委|办|厅|院|镇|乡|县|市|区|街道|中心|单位|机关|行政机关|部门)|(?:局|委|镇)机关|机关|街道|办事处|办公室|全年度?|一年来|一年中|全局|全委|全镇|全乡|全街道?|回复|书面|类|也|目前|全区|全市|全县|全省|全州|另外?|本年度?|年度内?|年内|年末|年底|当年|今年|截至|截止|月|日|期间|共计|一共|共有?|合计|总计|有|其中|包括|包含|含|主要|依法依规|依法|依规|按照?规定|按时|按期|及时|均|已|全部|作出|做出|收取|征收|实施|办理|处理|答复|受理|收到|接收|接到|审查|审理|制发|新增|结果|决定|中|从|看|来看|来说|政府信息公开|政府信息|信息公开|依申请公开|公开|申请|事项|工作|方面|情况|的|了|和|及|对|为|是|在|年|发生|被|被申请|被提起|提起|引起|引发|产生|因|由|有关|相关|涉及|案件|所办|应办|保留|件|另有?|还有|同时|并|此外|属于|涉及|以|符合|规定|[“”（）() \u{3000}一二三四五六七八九十0-9.]|第)*$").ok()
});

/// Words after which a sentence counts only some: 自然人申请中，予以公开 6 件.
static NARROWER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:企业|法人|组织|机构|个人|公民)[^0-9，、。；（）()]{0,6}(?:申请|新收|提出)").ok()
});

/// Words after which it counts some in whatever table.
static OF_SOME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("涉及|关于|针对|内容|委托|其余|剩余|(?:收到|受理|接收)(?:线上|线下|网上|网络|信函|当面)").ok()
});

pub(super) fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Whether what stands before a clause makes it count only some: those of a column of a table, say.
fn is_narrowed(form: &Form, before: &str) -> bool {
    let columns = form.nodes.iter().map(|node| node.name.as_str()).filter(|name| !name.is_empty());
    let of_column =
        |name: &str| before.split_once(name).is_some_and(|(_, after)| after.starts_with("申请中"));
    matches(&NARROWER, before) || columns.into_iter().any(of_column)
}

/// Whether a counter ends what is counted: 5 件, 5 件申请, but not 5 件诉讼案件.
fn ends_there(form: &Form, rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty()
        || rest.starts_with(['，', ',', '、', '：', ':', '）', ')', '（', '('])
        || ["申请", "已", "均", "并", "的申请", "依申请公开", "政府信息公开申请", "信息公开申请", "依法"]
            .iter()
            .any(|word| rest.starts_with(word))
        || names(form).any(|name| rest.starts_with(name))
}

/// The names of rows and columns that can be nothing else.
fn names(form: &Form) -> impl Iterator<Item = &str> {
    form.nodes.iter().map(|node| node.name.as_str()).filter(|name| name.chars().count() >= 4)
}

/// A text without the names of rows and columns: 依法不予公开 says no more than 依法.
pub(super) fn without_names(form: &Form, text: &str) -> String {
    names(form).fold(text.to_owned(), |text, name| text.replace(name, ""))
}

/// Every claim of a paragraph in a report of this year.
pub(super) fn claims<'f>(form: &'f Form, year: u16, unit: &str, text: &str) -> Vec<Claim<'f>> {
    let mut claims = Vec::new();
    for sentence in sentences(text) {
        let spoken = form.vocabulary.spoken(&text[sentence.clone()]).phrases;
        let spoken: Vec<&Phrase> = spoken.iter().map(|&index| &form.phrases[index]).collect();
        let mut left = sentence.start;
        for mut number in numbers(&text[sentence.clone()]) {
            number.at = sentence.start + number.at.start..sentence.start + number.at.end;
            let after = text[number.at.end..sentence.end].trim_start_matches(' ');
            let counted = form.phrases.iter().any(|phrase| counter(phrase, after).is_some());
            if counted {
                let reader = Reader {
                    form,
                    spoken: &spoken,
                    unit,
                    text,
                    sentence: &sentence,
                    left,
                    number: &number,
                    after,
                };
                claims.extend(reader.claim().filter(|claim| {
                    // A remark right behind belongs to it: 133 件（全县合计）.
                    let rest = &text[claim.at.end..sentence.end];
                    let remark = rest.find(['）', ')']).filter(|_| rest.starts_with(['（', '(']));
                    let end = remark.map_or(claim.at.end, |at| claim.at.end + at);
                    is_of_the_unit_and_year(&text[sentence.start..end], year, unit)
                }));
            }
            let digits = text[number.at.clone()].starts_with(|c: char| c.is_ascii_digit());
            if counted || digits && !after.starts_with(['年', '月', '日', '号']) {
                left = number.at.end;
            }
        }
    }
    claims
}

/// The counter of a phrase that starts a text: 5 件, but not 5 件套 or 5 件次; 个 is part of many words.
fn counter<'p>(phrase: &'p Phrase, after: &str) -> Option<&'p String> {
    phrase.counters.iter().find(|counter| {
        after.strip_prefix(counter.as_str()).is_some_and(|rest| {
            !rest.starts_with(['次', '百', '月', '工', '自', '余', '多', '套', '目', '事'])
        })
    })
}

/// One number in its sentence.
struct Reader<'t, 'f> {
    form: &'f Form,
    /// The phrases of which words stand in the sentence.
    spoken: &'t [&'f Phrase],
    unit: &'t str,
    text: &'t str,
    sentence: &'t Range<usize>,
    /// Where the number before it ends.
    left: usize,
    number: &'t Number,
    /// What stands behind it.
    after: &'t str,
}

impl<'f> Reader<'_, 'f> {
    /// Where the clause of the number starts.
    fn clause(&self) -> usize {
        let boundary = |c: char| matches!(c, '，' | ',' | '、' | '：' | ':' | '（' | '(');
        // `行政许可：126 件`: what stands right before the number ends no clause.
        let written = self.text[self.left..self.number.at.start].trim_end_matches(['：', ':', ' ']);
        // 公民、法人和其他组织 is one word here.
        let parts =
            |(at, c): &(usize, char)| boundary(*c) && !(*c == '、' && written[..*at].ends_with("公民"));
        let last = written.char_indices().rfind(parts);
        self.left + last.map_or(0, |(at, c)| at + c.len_utf8())
    }

    /// Whether the words that a phrase asks for stand where it asks for them.
    fn fits(&self, phrase: &Phrase) -> bool {
        let sentence = &self.text[self.sentence.clone()];
        // What a list of several is said of stands before its first member.
        let before = &self.text[self.sentence.start..self.number.at.start];
        let list = before.rfind(['，', ',', '：', ':']).unwrap_or(0);
        (phrase.with.is_empty() || phrase.with.iter().any(|word| self.whole_sentence().contains(word)))
            && phrase.without.iter().all(|word| !before[list..].contains(word))
            && phrase.not_after.iter().all(|word| !before.contains(word))
            && phrase.unless.iter().all(|word| !sentence.contains(word))
    }

    /// The sentence with what semicolons part from it.
    fn whole_sentence(&self) -> &str {
        let end = |c: char| matches!(c, '。' | '！' | '？');
        let start = self.text[..self.sentence.start].rfind(end).unwrap_or(0);
        let stop =
            self.text[self.sentence.end..].find(end).map_or(self.text.len(), |at| self.sentence.end + at);
        &self.text[start..stop]
    }

    /// Whether a phrase is said of what was spoken of last: 维持 2 件 after 行政复议 3 件.
    fn is_under(&self, phrase: &Phrase, at: usize) -> bool {
        if phrase.under.is_empty() {
            return true;
        }
        let end = self.text[..at].rfind(['。', '！', '？']).unwrap_or(0);
        let before = &self.text[end..at];
        let others = self.form.phrases.iter().filter(|other| !other.last);
        let heads = others.flat_map(|other| if other.under.is_empty() { &other.words } else { &other.under });
        let last = heads.filter_map(|head| Some((before.rfind(head.as_str())? + head.len(), head))).max();
        last.is_some_and(|(_, head)| phrase.under.iter().any(|under| head.contains(under.as_str())))
    }

    fn claim(&self) -> Option<Claim<'f>> {
        let (text, number) = (self.text, self.number);
        let clause = self.clause();
        let words = &text[clause..number.at.start];
        let of_counter =
            self.spoken.iter().filter_map(|&phrase| Some((phrase, counter(phrase, self.after)?)));
        let candidates: Vec<_> = of_counter.filter(|(phrase, _)| self.fits(phrase)).collect();
        let before = &text[self.sentence.start..clause];
        let narrowed = is_narrowed(self.form, before);
        // The words nearest to the number first; of those that end there, the longest.
        let mut found: Vec<_> = candidates
            .iter()
            .flat_map(|&(phrase, counter)| {
                let of_word =
                    move |word: &'f String| Some((phrase, counter, word, words.rfind(word.as_str())?));
                phrase.words.iter().filter_map(of_word)
            })
            .filter(|(phrase, _, _, at)| self.is_under(phrase, clause + at))
            .filter(|(phrase, ..)| !phrase.under.is_empty() || !narrowed)
            .collect();
        let may_follow = found.is_empty() && candidates.iter().any(|(phrase, _)| phrase.after);
        if !may_follow && found.is_empty() || matches(&OF_SOME, before) {
            return None;
        }
        found.sort_by_key(|(phrase, _, word, at)| {
            (phrase.last, std::cmp::Reverse((at + word.len(), word.len())))
        });
        let behind = text[number.at.end..self.sentence.end].len() - self.after.len();
        let in_list = text[..clause].ends_with('、');
        // 行政复议、行政诉讼案件 4 件: one number for both.
        let list = &text[self.left..clause];
        let item = list.trim_end_matches('、');
        let item = &item[item.rfind(['，', ',', '、', '：', ':']).unwrap_or(0)..];
        if in_list
            && self.spoken.iter().any(|phrase| phrase.words.iter().any(|word| item.contains(word.as_str())))
        {
            return None;
        }
        for (phrase, counter, word, at) in &found {
            let between = &words[at + word.len()..];
            let between =
                phrase.between.iter().fold(between.to_owned(), |text, word| text.replace(word.as_str(), ""));
            let of_all = in_list && ["合计", "共", "总"].iter().any(|word| between.contains(word));
            if matches(&BETWEEN, &between) && self.says_nothing_else(&words[..*at]) && !of_all {
                let end = number.at.end + behind + counter.len();
                return ends_there(self.form, &self.after[counter.len()..]).then(|| Claim {
                    phrase,
                    at: clause + at..end,
                    number: number.clone(),
                });
            }
        }
        if !found.is_empty() {
            return None; // it is about one of them, but not surely that alone
        }
        self.followed(&candidates).filter(|_| !narrowed && self.says_nothing_else(words))
    }

    /// Whether words change nothing in what stands behind them.
    fn says_nothing_else(&self, before: &str) -> bool {
        matches(&BEFORE, without_unit(before.trim_start(), self.unit))
    }

    /// 5 件予以公开: the words right after number and counter, and then the end of the clause.
    fn followed(&self, candidates: &[(&'f Phrase, &'f String)]) -> Option<Claim<'f>> {
        let number_at = self.number.at.start;
        for (phrase, counter) in candidates.iter().filter(|(phrase, _)| phrase.after) {
            let rest = self.after[counter.len()..].trim_start_matches("申请");
            let rest = rest.trim_start_matches(['的', '均', '已', '被', '因', '为', '系']);
            let rest = ["属于", "按规定", "依法"]
                .iter()
                .fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
            if !self.is_under(phrase, number_at) {
                continue;
            }
            for word in &phrase.words {
                let Some(tail) = rest.strip_prefix(word.as_str()) else { continue };
                if matches(&OUTCOME, &without_names(self.form, tail)) {
                    let number = self.number.clone();
                    let length = self.text[number.at.end..].find(word.as_str())? + word.len();
                    return Some(Claim { phrase, at: number.at.start..number.at.end + length, number });
                }
            }
        }
        None
    }
}
