//! When two spellings of a label are the same label.
//!
//! People type `1、属于国家秘密`, `１．属于 国家秘密` and `属于国家秘密` and mean one row. Labels, short names,
//! keys and what people wrote are compared after folding: full-width letters and digits made
//! half-width, everything but letters and digits dropped, numbering taken off. Nothing is corrected
//! that changes a letter: `属于国家密秘` stays another word, and gets a suggestion instead.

use std::borrow::Cow;

use crate::lang::{half_width, is_plain};

/// A spelling reduced to its letters and digits.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_plain(c) => folded.push(c),
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            '\0'..='\x7F' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{2010}'..='\u{2027}' => {}
            c => {
                let c = half_width(c);
                if c.is_alphanumeric() {
                    folded.extend(c.to_lowercase());
                }
            }
        }
    }
    folded
}

/// Splits a label into its numbering (`（三）`, `1.`, `四、`; empty where there is none) and the rest.
#[must_use]
pub fn split_numbering(label: &str) -> (&str, &str) {
    let trimmed = label.trim_start();
    let mut chars = trimmed.char_indices().map(|(at, c)| (at, half_width(c))).peekable();
    let bracketed = chars.next_if(|&(_, c)| c == '(').is_some();
    let mut digits = 0;
    while chars.next_if(|&(_, c)| is_numeral(c)).is_some() {
        digits += 1;
    }
    let closed = match chars.next() {
        Some((at, c)) if digits > 0 => {
            let fits = if bracketed { c == ')' } else { matches!(c, '、' | '.' | ',' | ')') };
            fits.then_some(at)
        }
        _ => None,
    };
    let Some(at) = closed else {
        return ("", label);
    };
    let end = at + trimmed[at..].chars().next().map_or(0, char::len_utf8);
    (&trimmed[..end], trimmed[end..].trim_start())
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百".contains(c)
}

/// The label without a bracketed remark at its end: `部分公开（区分处理的，…）` → `部分公开`.
fn without_remark(label: &str) -> &str {
    let trimmed = label.trim_end();
    if !trimmed.ends_with(['）', ')']) {
        return trimmed;
    }
    match trimmed.find(['（', '(']) {
        Some(open) if open > 0 && !changes_meaning(&trimmed[open..]) => trimmed[..open].trim_end(),
        _ => trimmed,
    }
}

/// Whether a remark makes other figures of those beside it: another unit of measure, another year,
/// more or fewer cases. 万元 is the form's own.
fn changes_meaning(remark: &str) -> bool {
    let remark = remark.replace("万元", "");
    let measures = ['元', '百', '千', '万', '亿'];
    let others = ["上年", "去年", "前年", "上一年", "往年", "含", "包括", "其中", "除外", "累计"];
    remark.contains(measures) || others.iter().any(|word| remark.contains(word))
}

/// The folded spellings of a label: as it is, without its number, and without a remark at its end.
/// Spaces and line ends do not count, as in a header set one character a line.
#[must_use]
pub fn spellings(label: &str) -> Vec<String> {
    let solid: Cow<str> = if label.contains(char::is_whitespace) {
        label.chars().filter(|c| !c.is_whitespace()).collect()
    } else {
        label.into()
    };
    let bare = split_numbering(&solid).1;
    let plain = without_remark(bare);
    let mut all = vec![fold(&solid)];
    for part in [bare, plain] {
        // Nothing was taken off most labels.
        if part.len() < solid.len() {
            let folded = fold(part);
            if !all.contains(&folded) {
                all.push(folded);
            }
        }
    }
    all.retain(|folded| !folded.is_empty());
    all
}

/// Whether a line is a heading as in （一）主动公开情况: a numbered line of its own, without a full stop.
#[must_use]
pub fn is_heading(text: &str) -> bool {
    let (number, rest) = split_numbering(text);
    let bracketed = number.starts_with(['（', '(']) && !number.chars().any(|c| c.is_ascii_digit());
    bracketed
        && !rest.is_empty()
        && rest.chars().count() <= 30
        && !rest.contains(['。', '；', '：', '！', '？', '，'])
}

/// Names that are less alike, out of 100, are not suggested.
pub const LEAST_LIKE: u32 = 45;
/// More names than this are not suggested.
pub const FEW: usize = 3;

/// The known names nearest to what was written, best first, at most three.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = fold(split_numbering(written).1);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<(u32, &str)> = Vec::new();
    for name in known {
        let score = likeness(&wanted, &fold(split_numbering(name).1));
        if score >= LEAST_LIKE && scored.iter().all(|&(_, other)| other != name) {
            scored.push((score, name));
        }
    }
    scored.sort_by_key(|&(score, _)| std::cmp::Reverse(score));
    scored.truncate(FEW);
    scored.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// How alike two folded names are, 0 to 100; whole numbers, so that no order depends on how floats
/// round.
#[must_use]
pub fn likeness(a: &str, b: &str) -> u32 {
    let longest = a.chars().count().max(b.chars().count()).max(1);
    let distance = strsim::osa_distance(a, b);
    let by_distance = 100 - u32::try_from(100 * distance.min(longest) / longest).unwrap_or(100);
    let part = !a.is_empty() && !b.is_empty() && (a.contains(b) || b.contains(a));
    if part { by_distance.max(70) } else { by_distance }
}

#[cfg(test)]
mod tests {
    use super::{fold, half_width, is_heading, nearest, split_numbering, without_remark};

    #[test]
    fn the_fast_way_folds_as_the_tables_of_unicode_do() {
        for c in ('\0'..=char::MAX).filter(|c| u32::from(*c) < 0x3_0000) {
            let slow: String = Some(half_width(c))
                .into_iter()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            assert_eq!(fold(&c.to_string()), slow, "{c:?}");
        }
    }

    #[test]
    fn spellings_of_one_label_fold_to_one() {
        for written in
            ["危及“三安全一稳定”", "危及\"三安全一稳定\"", "危及 三安全\n一稳定", "危及「三安全一稳定」"]
        {
            assert_eq!(fold(written), "危及三安全一稳定");
        }
        assert_eq!(fold("ＡＢ１－２"), "ab12");
        assert_eq!(fold("state_secret"), fold("State-Secret"));
    }

    #[test]
    fn numbering_is_not_words() {
        assert_eq!(split_numbering("（三）不予公开"), ("（三）", "不予公开"));
        assert_eq!(split_numbering("(三) 不予公开"), ("(三)", "不予公开"));
        assert_eq!(split_numbering("1、属于国家秘密"), ("1、", "属于国家秘密"));
        assert_eq!(split_numbering("１．属于国家秘密"), ("１．", "属于国家秘密"));
        assert_eq!(split_numbering("四、结转"), ("四、", "结转"));
        assert_eq!(split_numbering("三类内部事务"), ("", "三类内部事务"));
        assert_eq!(split_numbering("（本列数据的勾稽关系）"), ("", "（本列数据的勾稽关系）"));
        assert_eq!(split_numbering(""), ("", ""));
    }

    #[test]
    fn remarks_at_the_end_go() {
        assert_eq!(without_remark("部分公开（区分处理的，只计这一情形）"), "部分公开");
        assert_eq!(without_remark("（本列数据）"), "（本列数据）");
        assert_eq!(without_remark("本年收费金额（单位：万元）"), "本年收费金额");
        for other in
            ["收费金额（单位：元）", "行政许可（千件）", "行政许可（上年数）", "予以公开（含部分公开）"]
        {
            assert_eq!(without_remark(other), other);
        }
        assert_eq!(without_remark("规章"), "规章");
    }

    #[test]
    fn a_typo_finds_its_name() {
        let known = ["属于国家秘密", "属于行政执法案卷", "予以公开"];
        assert_eq!(nearest("1.属于国家密秘", known)[0], "属于国家秘密");
        assert_eq!(nearest("公开", known), ["予以公开"]);
        assert!(nearest("天气预报", known).is_empty());
    }

    #[test]
    fn headings_are_not_sentences() {
        assert!(is_heading("（一）主动公开情况"));
        assert!(is_heading("(五) 政府信息公开监督保障情况"));
        assert!(!is_heading("（一）主动公开情况。全年公开信息 5 条。"));
        assert!(!is_heading("（1）表格"));
        assert!(!is_heading("一是加强学习"));
        assert!(!is_heading("（一）"));
    }
}
