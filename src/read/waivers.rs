//! 核实说明: what a unit says about findings that it has looked into.
//!
//! A waiver names a rule and the finding in its own words, with the numbers at the time, and says
//! why the data is right, who says so and when. The checks decide whether there is such a finding.

use super::parts::{parts, text};
use crate::faults::{WAIVER_INVALID, WRONG_TYPE};
use crate::finding::{Finding, Subject};
use crate::lang::Words;
use crate::model::Waiver;
use crate::yaml::{Bytes, Kind, Node};

/// The keys of a waiver, each with its English twin.
const KEYS: [(&str, &str); 5] =
    [("规则", "rule"), ("问题", "finding"), ("理由", "reason"), ("核实人", "by"), ("日期", "date")];

/// The shortest reason, in characters.
const SHORTEST_REASON: usize = 6;
/// Words that say that somebody looked, not what was found.
const EMPTY_REASONS: [&str; 8] = ["核实", "无误", "属实", "情况", "数据", "已经", "正确", "确认"];

/// Reads the waivers of a report; each with its place.
pub(super) fn read(node: &Node, findings: &mut Vec<Finding>) -> (Vec<Waiver>, Vec<Bytes>) {
    let Kind::List(items) = &node.kind else {
        if !node.is_null() {
            let words = Words::fixed(
                "核实说明是一个列表，每条以“- 规则: …”开头",
                "waivers are a list of `- rule: …`",
            );
            findings.push(Finding::new(&WRONG_TYPE, Subject::At(node.span.clone()), words));
        }
        return (Vec::new(), Vec::new());
    };
    items.iter().filter_map(|item| Some((waiver(item, findings)?, item.span.clone()))).unzip()
}

fn waiver(item: &Node, findings: &mut Vec<Finding>) -> Option<Waiver> {
    let Kind::Map(pairs) = &item.kind else {
        let words = Words::fixed("这里应当是“规则: …”", "`rule: …` is expected here");
        findings.push(Finding::new(&WRONG_TYPE, Subject::At(item.span.clone()), words));
        return None;
    };
    let values = parts(pairs, KEYS, ("核实说明", "a waiver"), findings).map(text);
    let missing: Vec<&str> =
        KEYS.iter().zip(&values).filter(|(_, value)| value.is_none()).map(|((zh, _), _)| *zh).collect();
    if !missing.is_empty() {
        let (zh, en) = (missing.join("、"), missing.join(", "));
        let words = words!("核实说明还缺：{zh}", "the waiver lacks {en}");
        findings.push(Finding::new(&WAIVER_INVALID, Subject::At(item.span.clone()), words));
        return None;
    }
    let [rule, finding, reason, by, date] = values.map(Option::unwrap_or_default);
    if says_nothing(&reason) {
        findings.push(no_reason(&reason, item.span.clone()));
        return None;
    }
    Some(Waiver { rule, finding, reason, by, date, listed: false })
}

/// That a reason says nothing.
pub(super) fn no_reason(reason: &str, at: Bytes) -> Finding {
    let words =
        words!("理由只写了“{reason}”：请写明数据为什么是这样", "the reason `{reason}` gives no cause");
    Finding::new(&WAIVER_INVALID, Subject::At(at), words).hint(Words::fixed(
        "如“本年承接市局下放的 12 项许可”",
        "say why the data is as it is, such as `twelve licences were taken over from the city`",
    ))
}

pub(super) fn says_nothing(reason: &str) -> bool {
    let bare = EMPTY_REASONS.iter().fold(reason.to_owned(), |text, word| text.replace(word, ""));
    bare.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST_REASON
}
