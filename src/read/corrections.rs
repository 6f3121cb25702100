//! 更正: what was corrected after publication, when and why.
//!
//! It is printed at the end of the report, so each part is there and is plain text. Whether the
//! figures were really changed is not known here.

use super::draft::first_line;
use super::parts::{parts, text};
use super::{keys, prose};
use crate::faults::CORRECTION_INVALID;
use crate::finding::{Finding, Subject};
use crate::form::CORRECTION;
use crate::lang::Words;
use crate::model::Correction;
use crate::yaml::{Kind, Node};

/// The keys of a correction, each with its English twin.
const KEYS: [(&str, &str); 3] = [("日期", "date"), ("内容", "what"), ("原因", "why")];

/// Reads the corrections of a report; `source` is the text of the file.
pub(super) fn read(node: &Node, source: &str, findings: &mut Vec<Finding>) -> Vec<Correction> {
    let items: &[Node] = match &node.kind {
        Kind::List(items) => items,
        // A single one without its dash.
        Kind::Map(_) => std::slice::from_ref(node),
        Kind::Scalar { .. } if node.is_null() => &[],
        Kind::Scalar { .. } => {
            findings.push(how(node, source));
            &[]
        }
    };
    items.iter().filter_map(|item| correction(item, source, findings)).collect()
}

fn how(node: &Node, source: &str) -> Finding {
    let clause = Words::fixed(
        "更正是一个列表，每条写成“- { 日期: 2025-03-05, 内容: …, 原因: … }”",
        "corrections are a list of `- { date: 2025-03-05, what: …, why: … }`",
    );
    Finding::new(&CORRECTION_INVALID, Subject::At(first_line(source, &node.span)), clause)
}

fn correction(item: &Node, source: &str, findings: &mut Vec<Finding>) -> Option<Correction> {
    let Kind::Map(pairs) = &item.kind else {
        findings.push(how(item, source));
        return None;
    };
    let written = |value: Option<&Node>| text(value).filter(|text| !text.is_empty());
    let values = parts(pairs, KEYS, ("更正", "a correction"), findings)
        .map(|value| Some((value?, prose::one_line(&written(value)?))));
    let texts = values.each_ref().map(|value| value.as_ref().map_or("", |(_, text)| text));
    match of_texts(texts) {
        Ok(correction) => {
            for (node, text) in values.iter().flatten() {
                prose::check_characters(text, source, &node.span, findings);
            }
            Some(correction)
        }
        Err(clause) => {
            let at = Subject::At(first_line(source, &item.span));
            findings.push(Finding::new(&CORRECTION_INVALID, at, clause));
            None
        }
    }
}

/// A correction as a document prints it; `None` for another line.
pub(super) fn of_line(line: &str) -> Option<Correction> {
    let (date, rest) = line.split_once(CORRECTION)?;
    let rest = rest.trim_start().strip_prefix(['：', ':'])?;
    let (what, why) = rest.rsplit_once("。原因：")?;
    of_texts([date.trim(), what, why.trim_end().trim_end_matches('。')]).ok()
}

/// A correction of its parts.
///
/// # Errors
/// What it lacks, or is wrong with it.
pub(super) fn of_texts(texts: [&str; 3]) -> Result<Correction, Words> {
    let missing: Vec<(&str, &str)> =
        KEYS.iter().zip(texts).filter(|(_, text)| text.trim().is_empty()).map(|(names, _)| *names).collect();
    if !missing.is_empty() {
        let zh: Vec<&str> = missing.iter().map(|(zh, _)| *zh).collect();
        let en: Vec<&str> = missing.iter().map(|(_, en)| *en).collect();
        return Err(words!("这条更正还缺：{}", zh.join("、"); "the correction lacks {}", en.join(", ")));
    }
    let [date, what, why] = texts.map(|text| prose::one_line(text.trim()));
    match keys::date(&date) {
        Some(date) => Ok(Correction { date, what, why }),
        None => Err(words!(
            "更正的日期“{date}”不是日期：请写成 2025-03-05",
            "`{date}`, the date of the correction, is not one: write 2025-03-05"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::of_line;

    #[test]
    fn a_correction_is_read_as_it_is_printed() {
        let read =
            of_line("2026年3月5日更正：许可由 12 件改为 13 件。原因：漏计一件。").expect("a correction");
        assert_eq!(read.date.to_string(), "2026-03-05");
        assert_eq!((read.what.as_str(), read.why.as_str()), ("许可由 12 件改为 13 件", "漏计一件"));
        for line in
            ["更正：甲。原因：乙。", "2026年3月5日更正：甲。", "2026年3月5日。", "全年更正：无。原因：无。"]
        {
            assert_eq!(of_line(line), None, "{line}");
        }
    }
}
