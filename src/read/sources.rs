//! 来源: the reports that a superior's figures were added from, as a roll-up writes them.
//!
//! People do not write this by hand. Whether the reports still say the same is not asked here.

use super::parts::{parts, text};
use crate::faults::WRONG_TYPE;
use crate::finding::{Finding, Subject};
use crate::lang::Words;
use crate::model::Addend;
use crate::yaml::{Kind, Node};

/// The keys of an addend, each with its English twin.
const KEYS: [(&str, &str); 3] = [("单位", "unit"), ("文件", "file"), ("指纹", "mark")];

/// Reads the list.
pub(super) fn read(node: &Node, findings: &mut Vec<Finding>) -> Vec<Addend> {
    let Kind::List(items) = &node.kind else {
        if !node.is_null() {
            let words = Words::fixed(
                "来源是一个列表，每行一个单位：- { 单位: … }",
                "sources are a list of `- { unit: … }`",
            );
            findings.push(Finding::new(&WRONG_TYPE, Subject::At(node.span.clone()), words));
        }
        return Vec::new();
    };
    items.iter().filter_map(|item| addend(item, findings)).collect()
}

fn addend(item: &Node, findings: &mut Vec<Finding>) -> Option<Addend> {
    let mut wrong = |node: &Node| {
        let words = Words::fixed("这里应当是“{ 单位: … }”", "`{ unit: … }` is expected here");
        findings.push(Finding::new(&WRONG_TYPE, Subject::At(node.span.clone()), words));
    };
    let Kind::Map(pairs) = &item.kind else {
        wrong(item);
        return None;
    };
    let [unit, file, mark] = parts(pairs, KEYS, ("来源", "sources"), findings).map(text);
    if unit.is_none() {
        let words = Words::fixed("来源没有写单位", "the source has no unit");
        findings.push(Finding::new(&WRONG_TYPE, Subject::At(item.span.clone()), words));
    }
    Some(Addend { unit: unit?, file: file.unwrap_or_default(), mark: mark.unwrap_or_default() })
}
