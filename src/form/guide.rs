//! How every form workbook is filled in, whatever its form: printed on its first sheet.
//!
//! What holds for one form only is told by the form itself (`filling`). The lines come back with
//! the workbooks, where they are no text of a report.

/// The lines, without their numbers.
pub const GUIDE: &[&str] = &[
    "请只填浅黄色单元格。灰色部分是名称和公式，已锁定；总计自动计算。",
    "没有发生的请填 0，请勿留空，也勿填“/”“—”“无”；只填数字，不写“件”“万元”。",
    "每张表上方有一行“填写情况”，写明还有几格没有填、勾稽关系是否平衡、不平衡的是哪几格；改到平衡后再报送。",
    "已填好的内容（前言、结转的数、信息处理费等）请核对，与实际不符的请改；有上年度数据的，鼠标停在单元格上可看到上年度的数。",
    "报告文字填在“文字”工作表里，一格写一段，可从 Word 整篇复制后粘贴；文字里的数须与表中一致。",
    "表格请勿增删行、列，勿改动名称（文字部分的行数不够时可以插入行）。填好后存为 .xlsx 报送，文件名用单位全称。",
];

/// The lines of earlier versions, on workbooks that are still with departments.
pub const EARLIER_GUIDE: &[&str] = &[
    "请勿增删行、列，勿改动名称。填好后存为 .xlsx 报送，文件名用单位全称。",
    "每张表上方有一行提示，显示还有几格没有填、勾稽关系是否平衡；标红的行、列请核对改正，平衡后再报送。",
    "有上年度数据的，鼠标停在单元格上可看到上年度的数；结转的数已按上年度报告填好，请核对。",
    "报告文字填在“文字”工作表里，每段另起一行（单元格内换行按 Alt+Enter）；文字里的数须与表中一致。",
    "只填浅黄色的格子；灰色的是名称和公式，已经锁定。总计自动计算。",
    "没有发生的填 0。不要留空，不要填“/”“—”“无”，不要在格子里写“件”。",
    "每张表上方有一行勾稽关系的提示；不平衡的行、列会标红，改到平衡为止。",
    "有上年数据的，鼠标停在格子上可以看到上年数；从上年报告带过来的数已经填好，请核对。",
    "文字写在“文字”工作表里，一段一行（格子里换行按 Alt+Enter）。文字里的数要与表一致。",
    "不要增删行列，不要改名称；填好后保存成 .xlsx 交回，文件名用单位全称。",
];

/// The line above a table that says what is still to be filled in.
pub const STATE: &str = "填写情况：";

/// The heading of what was corrected after publication, and the name of the sheet of a workbook
/// that has it.
pub const CORRECTIONS: &str = "更正说明";

/// The name of the sheet of a published workbook that has a row for each figure, and its columns:
/// the same figures once more.
pub const ROWS: (&str, [&str; 5]) = ("数据", ["发布机关", "报告年", "指标", "数值", "计量单位"]);

/// Other words that form workbooks print.
pub const FRAME: &[&str] = &["政府信息公开工作年度报告填报表", "报告文字", "填表说明"];
