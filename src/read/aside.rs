//! Short words on a sheet that are no text of a report: a name, a note, a word at a table.
//!
//! What is short and has no mark of a sentence may be either. Here is what people write around
//! tables; anything else is reported, as a warning.

use crate::form::{Form, fold, split_years};
use crate::lang::half_width;

/// Fewer characters are a name or a mark.
const FEWEST: usize = 4;

/// Notes, whole.
const NOTES: &[&str] = &[
    "以下空白",
    "以下无正文",
    "此页无正文",
    "本页无正文",
    "此处空白",
    "政务公开办公室",
    "内部资料",
    "仅供参考",
    "请勿外传",
    "核对无误",
    "已经审核",
    "审核无误",
    "同意报送",
    "同意上报",
    "单位盖章",
    "加盖公章",
    "单位公章",
    "公章",
];

/// How labels at tables end.
const LABELS: &[&str] = &[
    "名称",
    "代码",
    "栏次",
    "行次",
    "情况",
    "项目",
    "类别",
    "指标",
    "内容",
    "数量",
    "件数",
    "金额",
    "总数",
    "总计",
    "合计",
    "小计",
    "序号",
    "编号",
    "表号",
    "日期",
    "时间",
    "单位",
    "机关",
    "部门",
    "科室",
    "人员",
    "负责人",
    "领导",
    "电话",
    "意见",
    "签字",
    "签名",
    "签章",
    "盖章",
    "公章",
    "稿",
    "版",
    "表",
    "格式",
    "要求",
    "须知",
    "目录",
    "附件",
    "正文",
    "封面",
    "说明",
    "备注",
    "口径",
    "标准",
    "用途",
    "制发件",
    "要素",
    "方式",
    "形式",
    "年度",
    "季度",
    "月份",
    "统计",
    "报告",
    "年报",
    "模板",
    "样式",
];

/// Words of a sentence.
const SPEAKS: &[&str] =
    &["了", "我", "已", "将", "，", "召开", "开展", "举办", "参加", "完成", "详见", "收到", "全年", "没有"];

/// How they begin.
const BEGINNINGS: &[&str] = &["附件", "附表", "续表", "第", "共", "表", "其中", "注", "（续", "(续"];

/// Returns whether a short text is no text of a report.
pub(super) fn is_aside(form: &Form, text: &str) -> bool {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let bare = solid.trim_matches(['(', ')', '（', '）', '【', '】', '[', ']', '“', '”', '《', '》']);
    let han = bare.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count();
    let others = bare.chars().filter(char::is_ascii_alphanumeric).count();
    let of_title = |words: &str| !words.is_empty() && fold(&form.title).contains(words);
    // 办公室 0735-2345678, Sheet1.
    han < FEWEST
        || others > han
        || is_date(bare)
        || NOTES.contains(&bare)
        || is_signature(bare)
        || !speaks(bare) && is_label(bare)
        || of_title(&fold(&split_years(bare).0))
}

/// Whether a text has words that no name of a unit, a table or a column has.
pub(super) fn speaks(text: &str) -> bool {
    SPEAKS.iter().any(|word| text.contains(word))
}

fn is_label(text: &str) -> bool {
    LABELS.iter().any(|end| text.ends_with(end)) || BEGINNINGS.iter().any(|word| text.starts_with(word))
}

/// 二〇二五年一月, 二〇二五年一月二十日.
fn is_date(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || "〇○零一二三四五六七八九十元年月日号度至-/.".contains(c))
}

/// 联络员:王某, 签发人:.
fn is_signature(text: &str) -> bool {
    const ENDS: [&str; 12] =
        ["人", "员", "长", "领导", "科室", "部门", "电话", "日期", "时间", "号", "章", "字"];
    let Some((label, value)) = text.split_once([':', '：']) else { return false };
    value.is_empty() || ENDS.iter().any(|end| label.ends_with(end)) && value.chars().count() <= 8
}
