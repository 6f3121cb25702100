//! Percentages and changes that a text states right behind a figure: 予以公开 7 件，占 41.2%; 新收 17 件，
//! 较上年增加 3 件.
//!
//! Only what follows a claim at once is read, and of wholes only the totals that the form lists: 占网上申请的
//! 30% is another share.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::claims::Claim;
use super::numbers::{Number, numbers};

/// What a text says of a figure that it has just named.
pub(super) struct Comparison {
    /// The words, in the paragraph.
    pub(super) at: Range<usize>,
    /// The number in them.
    pub(super) number: Number,
    /// What the number is.
    pub(super) kind: Kind,
}

/// What a number behind a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 占 41.2%.
    Share,
    /// 增长 12.5%, 下降 3%, against the year before.
    Growth {
        /// 下降.
        down: bool,
    },
    /// 增加 3 件.
    Difference {
        /// 减少.
        down: bool,
    },
}

static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^ ?[，,（(]?约?占(?:比|(?:全部|申请|总数|总量|总|数|量|收到|受理|办理|办结|答复|新收|全年|的|政府信息公开|依申请公开|件)*(?:比例|比重)?)?(?:约?为|达到?)? ?$").ok()
});

static CHANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^ ?[，,（(]?(?:数量)?(?:同比|(?:较|比|与)(?:去年|上年度?|上一年度?|(20[0-9]{2}) ?年度?)(?:同期)?(?:相比)?[，,]?(?:同比)?)(增长|增加|上升|提高|减少|下降|降低)(?:了|约|达|幅度为?)? ?$").ok()
});

/// What stands right behind a claim.
pub(super) fn comparison(text: &str, year: u16, claim: &Claim) -> Option<Comparison> {
    let rest = &text[claim.at.end..];
    let rest = &rest[..rest.find(['。', '；', '！', '？']).unwrap_or(rest.len())];
    // The year that it is compared with is a number too.
    for found in numbers(rest) {
        let (before, after) = (&rest[..found.at.start], rest[found.at.end..].trim_start_matches(' '));
        let (percent, cases) = (after.starts_with(['%', '％']), after.starts_with('件'));
        let kind = if percent && SHARE.as_ref().is_some_and(|pattern| pattern.is_match(before)) {
            Kind::Share
        } else {
            let Some(change) = CHANGE.as_ref().and_then(|pattern| pattern.captures(before)) else { continue };
            let last_year = (year.checked_sub(1)?).to_string();
            let of_last_year = change.get(1).is_none_or(|stated| stated.as_str() == last_year);
            let down = change.get(2).is_some_and(|verb| ["减少", "下降", "降低"].contains(&verb.as_str()));
            match (of_last_year, percent, cases) {
                (true, true, _) => Kind::Growth { down },
                (true, _, true) => Kind::Difference { down },
                _ => return None,
            }
        };
        // 12.5 个百分点, 30%以上
        let behind = after.trim_start_matches(['%', '％', '件']);
        if !behind.is_empty() && !behind.starts_with(['，', ',', '、', '）', ')', '（', '(']) {
            return None;
        }
        let length = rest.len() - after.len() + after.chars().next().map_or(0, char::len_utf8);
        let start = claim.at.end + before.find(|c: char| !"，,（( ".contains(c)).unwrap_or(0);
        return Some(Comparison { at: start..claim.at.end + length, number: found, kind });
    }
    None
}
