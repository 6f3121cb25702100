//! What is said to a clerk, who has the workbook and Excel: no names of the collecting office's
//! files, no YAML, no commands, no references.
//!
//! Hints are written for all readers. Here the parts that speak to others are left out, clause by
//! clause; what is left says what to do, or the rule's own explanation does.

use crate::lang::{Lang, Words};

/// Words that mean nothing to a clerk.
const FOREIGN: &[&str] = &["YAML", ".yaml", "{{", "}}", "nianbao", "data/", "名录", "roster", "explain"];

/// What a clerk is to do where a rule speaks of what only data files have.
const INSTEAD: &[(&str, Words)] = &[(
    "unknown-reference",
    Words::fixed("请删去花括号，直接写表中的数", "Delete the braces and write the number of the table"),
)];

/// What a clerk is to do about the findings of a rule, where the rule says something else.
pub(super) fn instead(rule: &str) -> Option<&'static Words> {
    INSTEAD.iter().find(|(known, _)| *known == rule).map(|(_, words)| words)
}

/// A sentence without what means nothing to a clerk; empty where nothing is left.
pub(super) fn plain(text: &str, lang: Lang) -> String {
    let (clauses, parts) = lang.pick((['；', '。'], ['，', '：']), ([';', '.'], [',', ':']));
    let mut kept = String::new();
    let mut dropped = true;
    for clause in text.split_inclusive(clauses) {
        if !is_foreign(clause) {
            kept.push_str(clause);
            dropped = false;
            continue;
        }
        // A clause ends before its first part that speaks to others.
        let own: String = clause.split_inclusive(parts).take_while(|part| !is_foreign(part)).collect();
        let own = own.trim_end_matches(parts);
        kept.push_str(own);
        if !own.is_empty() {
            kept.push(clauses[0]);
        }
        dropped = true;
    }
    let kept = kept.trim();
    if dropped { kept.trim_end_matches(clauses).to_owned() } else { kept.to_owned() }
}

fn is_foreign(text: &str) -> bool {
    // A full stop in a name of a file ends no English sentence.
    FOREIGN.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::plain;
    use crate::lang::Lang;

    #[test]
    fn what_speaks_to_others_is_left_out() {
        let zh = |text: &str| plain(text, Lang::Zh);
        assert_eq!(
            zh(
                "没有发生的请填 0；空白格确实都是 0 的，工作簿可把“空白格按 0 计”选为“是”，YAML 可写一行“其余: 0”"
            ),
            "没有发生的请填 0；空白格确实都是 0 的，工作簿可把“空白格按 0 计”选为“是”"
        );
        assert_eq!(
            zh("请核对文字和表格，把不对的一处改正；文字可写成 {{ 表二.行政许可 }}，自动取表中的数"),
            "请核对文字和表格，把不对的一处改正"
        );
        assert_eq!(zh("名录里没有“甲局”：请改正单位名称，或把它加进 data/units.yaml"), "");
        assert_eq!(zh("请改正，平衡后再报送。"), "请改正，平衡后再报送。");
    }
}
