//! The parts of an entry of a list in a data file: of a waiver, a correction, an addend.
//!
//! Each part has a name in both languages. What a part says is left to its reader.

use crate::faults::{DUPLICATE_KEY, UNKNOWN_KEY};
use crate::finding::{Finding, Subject};
use crate::form::fold;
use crate::yaml::Node;

/// The value of each part, in the order of its names; a name that is unknown or given twice is a
/// finding. `entry` is what an entry is called.
pub(super) fn parts<'n, const N: usize>(
    pairs: &'n [(Node, Node)],
    names: [(&str, &str); N],
    entry: (&str, &str),
    findings: &mut Vec<Finding>,
) -> [Option<&'n Node>; N] {
    let mut values = [None; N];
    for (key, value) in pairs {
        let word = key.text().unwrap_or_default();
        let folded = fold(word);
        let part = names.iter().position(|&(zh, en)| folded == zh || folded == en);
        let (zh, en) = entry;
        let (about, clause) = match part {
            None => (&UNKNOWN_KEY, words!("{zh}里没有“{word}”这一项", "`{word}` is unknown in {en}")),
            Some(part) if values[part].is_some() => {
                (&DUPLICATE_KEY, words!("“{word}”写了两次", "`{word}` is given twice"))
            }
            Some(part) => {
                values[part] = Some(value);
                continue;
            }
        };
        findings.push(Finding::new(about, Subject::At(key.span.clone()), clause));
    }
    values
}

/// The text of a part, without spaces around it; none where it is not given.
pub(super) fn text(value: Option<&Node>) -> Option<String> {
    value.filter(|value| !value.is_null()).and_then(Node::text).map(|text| text.trim().to_owned())
}
