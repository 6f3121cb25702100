//! The unit that a file is named after, among what people add to names: 副本(2), 最终版, （盖章版）.
//!
//! Only a name that is a unit's once all of that is taken off counts. A unit's name inside another
//! (某局 in 某局下属中队) names nobody.

use std::collections::BTreeSet;

use crate::form::split_years;
use crate::roster::Roster;

/// Words that are no part of a unit's name, at the beginning or the end of a file's. The longer
/// ones first.
const WORDS: &[&str] = &[
    "政府信息公开工作年度报告",
    "政府信息公开年度报告",
    "政务公开工作年度报告",
    "信息公开工作年度报告",
    "信息公开年度报告",
    "政府信息公开工作年报",
    "政府信息公开年报",
    "政府信息公开工作",
    "政府信息公开",
    "政务公开工作",
    "信息公开",
    "政务公开",
    "年度报告",
    "工作报告",
    "工作年报",
    "填报表",
    "统计表",
    "数据表",
    "最终版",
    "最终稿",
    "正式版",
    "修改版",
    "修改稿",
    "修改后",
    "盖章版",
    "盖章件",
    "签章版",
    "扫描件",
    "扫描版",
    "电子版",
    "打印版",
    "重新报送",
    "第一次",
    "第二次",
    "第三次",
    "附件",
    "附表",
    "关于",
    "报送",
    "上报",
    "补报",
    "重报",
    "提交",
    "转发",
    "回复",
    "回传",
    "反馈",
    "副本",
    "复件",
    "拷贝",
    "复制",
    "年报",
    "报告",
    "报表",
    "表格",
    "数据",
    "情况",
    "最终",
    "终稿",
    "终版",
    "定稿",
    "正式",
    "修改",
    "修订",
    "更新",
    "新版",
    "盖章",
    "公章",
    "扫描",
    "审核",
    "已审",
    "校对",
    "初稿",
    "年度",
    "final",
    "copy",
    "new",
    "word",
    "excel",
    "pdf",
    "表",
    "稿",
    "版",
    "新",
    "的",
    "年",
    "月",
    "日",
    "附",
    "改",
    "v",
];

/// Signs between the parts of a name.
const BETWEEN: &str = " \u{3000}_-—－–+＋()（）[]【】〔〕《》“”\"'、，,．.：:；;&#~～·|";

/// Whom a file's name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Nobody.
    None,
    /// A unit, by its place in the roster.
    One(usize),
    /// Several.
    Several,
}

/// The unit that a path names: by the name of the file, else by that of the folder, archive or mail
/// that it is in, the nearest first.
pub(super) fn of_path(roster: &Roster, path: &str) -> Named {
    path.rsplit('/')
        .map(|part| of_name(roster, part))
        .find(|named| *named != Named::None)
        .unwrap_or(Named::None)
}

/// The unit that a name names.
fn of_name(roster: &Roster, name: &str) -> Named {
    let stem = without_ending(name);
    if let Some(position) = stripped(roster, stem) {
        return Named::One(position);
    }
    let parts = stem.split(|c: char| BETWEEN.contains(c));
    let found: BTreeSet<usize> = parts.filter_map(|part| stripped(roster, part)).collect();
    match found.len() {
        0 => Named::None,
        1 => found.first().map_or(Named::None, |position| Named::One(*position)),
        _ => Named::Several,
    }
}

/// The years in the name of a file.
pub(super) fn years(path: &str) -> Vec<u16> {
    split_years(without_ending(path.rsplit('/').next().unwrap_or_default())).1
}

/// The name of a file without its ending.
fn without_ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 5 && ending.is_ascii() => stem,
        _ => name,
    }
}

/// The unit of a name, after words that are no part of it were taken off one by one.
fn stripped(roster: &Roster, name: &str) -> Option<usize> {
    let is_sign = |c: char| BETWEEN.contains(c) || c.is_numeric();
    let mut rest = name.trim_matches(|c: char| BETWEEN.contains(c));
    loop {
        if rest.is_empty() {
            return None;
        }
        if let Some(position) = roster.position(rest) {
            return Some(position);
        }
        let lower = rest.to_lowercase();
        let same = lower.len() == rest.len();
        let end = WORDS.iter().find(|word| same && lower.ends_with(**word)).map(|word| word.len());
        let start = WORDS.iter().find(|word| same && lower.starts_with(**word)).map(|word| word.len());
        let signs = rest.trim_matches(is_sign);
        rest = if signs.len() < rest.len() {
            signs
        } else if let Some(length) = end {
            &rest[..rest.len() - length]
        } else if let Some(length) = start {
            &rest[length..]
        } else {
            return None;
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Named, of_path, years};
    use crate::roster::load;

    #[test]
    fn what_people_add_to_names_is_taken_off() {
        let roster = load(
            "- { 名称: 示例县公安局, 简称: 县公安局 }\n- { 名称: 示例县水务局, 曾用名: [示例县水利局] }\n- { 名称: 示例县新城街道办事处（本级） }\n",
            &[],
        )
        .expect("a roster");
        for (name, position) in [
            ("示例县公安局.xlsx", 0),
            ("县公安局年报最终版(2).xlsx", 0),
            ("副本示例县公安局（盖章版）.pdf", 0),
            ("2025年示例县公安局政府信息公开工作年度报告.docx", 0),
            ("附件1：县公安局2025年度报告表 - 副本 (3).xls", 0),
            ("张三-县公安局-13800000000.xlsx", 0),
            ("关于报送县公安局2025年年报的报告.docx", 0),
            ("示例县水利局.xlsx", 1),
            ("示例县新城街道办事处（本级）_v2.xlsx", 2),
            ("示例县新城街道办事处(本级)最终.xlsx", 2),
            ("县公安局/年报.xlsx", 0),
            ("县公安局.zip/附件1.xlsx", 0),
            ("县水利/示例县公安局.xlsx", 0),
        ] {
            assert_eq!(of_path(&roster, name), Named::One(position), "{name}");
        }
        for name in [
            "示例县公安局青石派出所.xlsx",
            "邻县公安局.xlsx",
            "年报.xlsx",
            "新建 Microsoft Excel 工作表.xlsx",
            "",
        ] {
            assert_eq!(of_path(&roster, name), Named::None, "{name}");
        }
        assert_eq!(of_path(&roster, "县公安局、示例县水务局.xlsx"), Named::Several);
        assert_eq!(years("a/县公安局2025年报20260112.xlsx"), [2025]);
    }
}
