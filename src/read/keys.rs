//! What a file says that no form declares: 单位, 年度, 成文日期 and the like, by which names and how their
//! values are written.
//!
//! The same for YAML and for labelled cells of a workbook, where people write the names in more
//! ways. What a value means for the report is decided in `draft`.

use jiff::civil::Date;

use crate::form::{fold, spellings};
use crate::lang::half_width;
use crate::model::Contact;

/// Something that a file says apart from tables and texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// 单位.
    Unit,
    /// 年度.
    Year,
    /// 表样.
    Edition,
    /// 前言.
    Preface,
    /// 成文日期.
    Date,
    /// 联系方式.
    Contact,
    /// 核实说明.
    Waivers,
    /// 来源: the document that the report was read from, or the reports that were added up.
    Provenance,
    /// 更正.
    Corrections,
    /// 空格按零计: that empty cells of the workbook are zeros.
    BlanksAreZero,
}

/// Each key with its Chinese and its English name in YAML.
pub(super) const KEYS: &[(Key, &str, &str)] = &[
    (Key::Unit, "单位", "unit"),
    (Key::Year, "年度", "year"),
    (Key::Edition, "表样", "edition"),
    (Key::Preface, "前言", "preface"),
    (Key::Date, "成文日期", "date"),
    (Key::Contact, "联系方式", "contact"),
    (Key::Waivers, "核实说明", "waivers"),
    (Key::Provenance, "来源", "provenance"),
    (Key::Corrections, "更正", "corrections"),
    (Key::BlanksAreZero, "空格按零计", "blanks_are_zero"),
];

/// Other names of a key, in sheets.
const IN_SHEETS: &[(Key, &[&str])] = &[
    (
        Key::Unit,
        &[
            "填报单位",
            "单位名称",
            "报送单位",
            "编报单位",
            "填表单位",
            "填报机关",
            "报告单位",
            "发布单位",
            "机关名称",
        ],
    ),
    (Key::Year, &["填报年度", "报告年度", "统计年度", "年份", "报告年份"]),
    (Key::Date, &["日期", "填报日期", "发布日期"]),
    (
        Key::BlanksAreZero,
        &[
            "空白格按0计",
            "空格按0计",
            "空白格按零计",
            "空格按零计算",
            "空白格按零计算",
            "空格视为零",
            "空白格视为零",
        ],
    ),
];

/// What is counted, and scales of it; 单位：万元 is one of these, and no organ.
const MEASURES: &[&str] = &[
    "件",
    "宗",
    "份",
    "项",
    "个",
    "条",
    "篇",
    "起",
    "次",
    "人",
    "人次",
    "件次",
    "户",
    "家",
    "例",
    "百件",
    "千件",
    "万件",
    "元",
    "百元",
    "千元",
    "万元",
    "十万元",
    "百万元",
    "千万元",
    "亿元",
];

/// Who filled a table in, and the like: notes at tables that no report prints.
const NOTES: &[&str] = &[
    "填报人",
    "填表人",
    "制表人",
    "制表",
    "填表",
    "填报",
    "经办人",
    "经办",
    "审核人",
    "审核",
    "复核人",
    "复核",
    "审签人",
    "审签",
    "签发人",
    "签发",
    "负责人",
    "单位负责人",
    "主要负责人",
    "分管领导",
    "分管负责人",
    "主管领导",
    "科室负责人",
    "联系人",
    "联系电话",
    "办公电话",
    "手机",
    "手机号",
    "手机号码",
    "传真",
    "报送人",
    "报送日期",
    "报送时间",
    "填报时间",
    "填表日期",
    "填表时间",
    "制表日期",
    "制表时间",
    "统计时间",
    "统计期限",
    "报表编号",
    "表号",
    "文号",
    "制定机关",
    "批准机关",
    "批准文号",
    "有效期至",
    "填报科室",
    "填报部门",
    "科室",
    "部门",
    "职务",
    "姓名",
    "签字",
    "签名",
    "盖章",
    "公章",
    "单位公章",
    "附件",
    "附表",
    "页码",
    "计量单位",
    "金额单位",
    "数量单位",
    "货币单位",
    "所属年度",
    "数据来源",
    "密级",
    "版本",
    "编号",
    "序号",
];

/// What begins a note at a table, which may be of any length.
const REMARKS: &[&str] =
    &["注", "备注", "说明", "填表说明", "填报说明", "填写说明", "注意", "注意事项", "数据来源", "提示"];

/// The ends of names of organs, for a name that nothing but its place shows to be one.
const ORGANS: &[&str] = &[
    "局",
    "委",
    "办",
    "厅",
    "部",
    "院",
    "处",
    "所",
    "站",
    "中心",
    "政府",
    "街道",
    "镇",
    "乡",
    "会",
    "队",
    "校",
    "署",
    "室",
    "社",
    "馆",
    "公司",
    "集团",
    "银行",
    "银保监",
    "区",
    "县",
    "市",
    "省",
    "州",
    "旗",
    "园",
    "场",
    "团",
    "（本级）",
    "(本级)",
];

/// A part of 联系方式.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContactPart {
    /// 地址.
    Address,
    /// 邮编.
    Postcode,
    /// 电话.
    Phone,
    /// 邮箱.
    Email,
}

impl ContactPart {
    /// Each part with its Chinese and its English name.
    const ALL: [(Self, &str, &str); 4] = [
        (Self::Address, "地址", "address"),
        (Self::Postcode, "邮编", "postcode"),
        (Self::Phone, "电话", "phone"),
        (Self::Email, "邮箱", "email"),
    ];

    /// The part of a name.
    pub(super) fn named(word: &str) -> Option<Self> {
        let folded = fold(word);
        Self::ALL.iter().find(|(_, zh, en)| folded == *zh || folded == *en).map(|&(part, ..)| part)
    }

    /// The Chinese names of all parts.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|&(_, zh, _)| zh)
    }

    /// Its Chinese name.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(part, ..)| *part == self).map_or("", |&(_, zh, _)| zh)
    }

    /// Where it is kept.
    pub(super) fn slot(self, contact: &mut Contact) -> &mut Option<String> {
        match self {
            Self::Address => &mut contact.address,
            Self::Postcode => &mut contact.postcode,
            Self::Phone => &mut contact.phone,
            Self::Email => &mut contact.email,
        }
    }
}

/// The key that a word of a YAML file is.
pub(super) fn key(word: &str) -> Option<Key> {
    let folded = fold(word);
    KEYS.iter().find(|(_, zh, en)| folded == *zh || folded == fold(en)).map(|&(key, ..)| key)
}

/// The key that a label in a sheet is: 填报单位（盖章）.
pub(super) fn key_in_sheet(label: &str) -> Option<Key> {
    let spelled = spellings(label);
    let fits = |name: &str| spelled.iter().any(|spelling| spelling == name);
    // Written in a text next to the workbook; in sheets 来源 is a column of open data.
    let in_sheets = KEYS.iter().filter(|(key, ..)| ![Key::Corrections, Key::Provenance].contains(key));
    let own = in_sheets.into_iter().find(|(_, zh, _)| fits(zh)).map(|&(key, ..)| key);
    own.or_else(|| {
        IN_SHEETS.iter().find(|(_, names)| names.iter().any(|name| fits(name))).map(|&(key, _)| key)
    })
}

/// The unit of measure that a cell states in place of an organ: 件, 万元, 件、万元.
pub(super) fn measures(written: &str) -> Option<Vec<&'static str>> {
    let plain: String = written.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let plain = plain.trim_matches(['(', ')', '。', '；', ';', '【', '】', '[', ']']);
    let plain = plain.strip_prefix("人民币").unwrap_or(plain);
    let one = |part: &str| MEASURES.iter().find(|&&name| name == part).copied();
    let parts: Vec<&str> = plain.split(['、', '/', ',', ';', '；', '和', '或']).collect();
    parts.into_iter().map(one).collect()
}

/// The unit of measure that a remark states: 注：金额单位为元。
pub(super) fn measures_in(remark: &str) -> Option<Vec<&'static str>> {
    let (_, after) = remark.split_once("单位")?;
    let after = after.trim_start_matches(|c: char| c.is_whitespace() || "为是均：:“".contains(c));
    measures(after.split(['，', '。', '；', ',', ';', '”', '）', ')', '\n']).next()?)
}

/// Returns whether a label is that of a unit of measure: 计量单位, 金额单位.
pub(super) fn is_measure_label(label: &str) -> bool {
    matches!(fold(label).as_str(), "计量单位" | "金额单位" | "数量单位" | "货币单位")
}

/// Returns whether a label is that of a note at a table: 填报人, 联系电话.
pub(super) fn is_note_label(label: &str) -> bool {
    let spelled = spellings(label);
    NOTES.iter().any(|name| spelled.iter().any(|spelling| spelling == name))
}

/// Returns whether a text begins as a remark does: 注：….
pub(super) fn is_remark(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches(['（', '(', '【', '[', '*', '※', '★']);
    REMARKS.iter().any(|word| {
        let rest = text.strip_prefix(word).map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['：', ':', '】', ']', '）', ')']))
    })
}

/// Returns whether a name ends as those of organs do.
pub(super) fn is_organ(name: &str) -> bool {
    name.chars().count() >= 3 && ORGANS.iter().any(|end| name.ends_with(end))
}

/// A unit as it is written in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenUnit {
    /// Its name; empty where only the place for it is there.
    pub(super) name: String,
    /// Years in the same cell.
    pub(super) years: Vec<u16>,
}

/// The name of a unit without what surrounds it: 2024年, （公章）.
pub(super) fn unit(written: &str) -> WrittenUnit {
    const BLANK: [char; 3] = ['_', '＿', '﹍'];
    let mut name = written.trim();
    let mut years = Vec::new();
    loop {
        let before = name.len();
        name = name.trim_matches(|c: char| c.is_whitespace() || BLANK.contains(&c));
        for (open, close) in
            [('（', '）'), ('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('（', ')'), ('(', '）')]
        {
            if let Some((rest, remark)) = name.strip_suffix(close).and_then(|name| name.rsplit_once(open))
                && is_seal(remark)
            {
                name = rest;
            }
            if let Some((remark, rest)) = name.strip_prefix(open).and_then(|name| name.split_once(close))
                && is_seal(remark)
            {
                name = rest;
            }
        }
        if let Some((at, year)) = year_at_end(name) {
            years.push(year);
            name = &name[..at];
        }
        if let Some((end, year)) = year_at_start(name) {
            years.push(year);
            name = &name[end..];
        }
        if name.len() == before {
            break;
        }
    }
    WrittenUnit { name: name.to_owned(), years }
}

/// 公章, 盖章, 签章.
fn is_seal(remark: &str) -> bool {
    let remark: String = remark.chars().filter(|c| !c.is_whitespace()).collect();
    let words = [
        "公章",
        "盖章",
        "签章",
        "印章",
        "章",
        "单位公章",
        "单位盖章",
        "加盖公章",
        "盖公章",
        "公章处",
        "盖章处",
        "签字盖章",
    ];
    words.contains(&remark.as_str())
}

/// A year after a name: 2023年度; a number without 年 only where a space is before it.
fn year_at_end(name: &str) -> Option<(usize, u16)> {
    let bare = name.strip_suffix("年度").or_else(|| name.strip_suffix('年'));
    let named = bare.is_some();
    let digits = bare.unwrap_or(name).trim_end();
    let at = digits.char_indices().rev().nth(3).map(|(at, _)| at)?;
    let apart = named || digits[..at].ends_with(char::is_whitespace);
    let alone = !digits[..at].ends_with(|c: char| half_width(c).is_ascii_digit());
    (apart && alone && at > 0).then(|| Some((at, sound_year(&digits[at..])?)))?
}

/// A year before a name: 2023年, 2023年度.
fn year_at_start(name: &str) -> Option<(usize, u16)> {
    let end = name.char_indices().nth(4).map(|(at, _)| at)?;
    let year = sound_year(&name[..end])?;
    let rest = name[end..].trim_start();
    let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年'))?;
    (!rest.is_empty()).then_some((name.len() - rest.len(), year))
}

fn sound_year(digits: &str) -> Option<u16> {
    four_digits(digits).filter(|year| (1990..=2100).contains(year))
}

/// `2024`, `2024年`, `2024年度`.
pub(super) fn year(written: &str) -> Option<u16> {
    four_digits(written.trim().trim_end_matches("年度").trim_end_matches('年').trim())
}

/// A year of four digits, half-width or full-width.
pub(super) fn four_digits(text: &str) -> Option<u16> {
    let digits: String = text.chars().map(half_width).collect();
    let fits = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

/// Returns whether a word says yes.
pub(super) fn says_yes(word: &str) -> bool {
    matches!(word.trim().to_lowercase().as_str(), "是" | "对" | "√" | "✓" | "y" | "yes" | "true" | "1")
}

/// Returns whether a word says no, or nothing.
pub(super) fn says_no(word: &str) -> bool {
    matches!(
        word.trim().to_lowercase().as_str(),
        "" | "否" | "不" | "×" | "✗" | "n" | "no" | "false" | "0" | "无" | "/" | "—"
    )
}

/// `2025-01-20`, `2025/1/20`, `2025年1月20日`.
pub(super) fn date(written: &str) -> Option<Date> {
    // A cell may hold the time of day as well.
    let is_time = |rest: &str| rest.contains(':') && rest.chars().all(|c| c.is_ascii_digit() || c == ':');
    let day = written.trim().split_once([' ', 'T']).filter(|(_, time)| is_time(time));
    let written = day.map_or(written, |(day, _)| day);
    let folded: String = written.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let plain = folded.replace(['年', '月', '/', '.'], "-");
    let plain = plain.strip_suffix('日').unwrap_or(&plain);
    let mut parts = plain.split('-');
    let mut number = |most: usize| {
        let part = parts.next()?;
        let fits = !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || year < 1000 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
