//! 来源: the reports that a superior's figures were added from, as a roll-up writes them.
//!
//! People do not write this by hand. Whether the reports still say the same is not asked here.

use super::faults::{DUPLICATE_KEY, UNKNOWN_KEY, WRONG_TYPE};
use crate::finding::{Finding, Subject};
use crate::form::fold;
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
    let mut values: [Option<String>; 3] = Default::default();
    for (key, value) in pairs {
        let word = key.text().unwrap_or_default();
        let folded = fold(word);
        let Some(part) = KEYS.iter().position(|&(zh, en)| folded == zh || folded == en) else {
            let words = words!("来源里没有“{word}”这一项", "`{word}` is unknown in sources");
            findings.push(Finding::new(&UNKNOWN_KEY, Subject::At(key.span.clone()), words));
            continue;
        };
        if values[part].is_some() {
            let words = words!("“{word}”写了两次", "`{word}` is given twice");
            findings.push(Finding::new(&DUPLICATE_KEY, Subject::At(key.span.clone()), words));
            continue;
        }
        values[part] = value.text().filter(|_| !value.is_null()).map(|text| text.trim().to_owned());
    }
    let [unit, file, mark] = values;
    if unit.is_none() {
        let words = Words::fixed("来源没有写单位", "the source has no unit");
        findings.push(Finding::new(&WRONG_TYPE, Subject::At(item.span.clone()), words));
    }
    Some(Addend { unit: unit?, file: file.unwrap_or_default(), mark: mark.unwrap_or_default() })
}
