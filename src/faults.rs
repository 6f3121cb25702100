//! What can be wrong with a file itself, before any figure is compared with another.
//!
//! Each fault has an id like a rule and is explained like one. Its words are here, once, for all
//! readers.

use crate::document::{Family, Refusal};
use crate::finding::{Finding, Subject};
use crate::form::{Unknown, Why};
use crate::lang::Words;
use crate::rule::{About, Basis, Level};
use crate::yaml::Bytes;

macro_rules! fault {
    ($name:ident = $id:literal, $title:literal $title_en:literal, $explain:literal $explain_en:literal) => {
        fault! { $name = $id Error, $title $title_en, $explain $explain_en }
    };
    ($name:ident = $id:literal $level:ident, $title:literal $title_en:literal, $zh:literal $en:literal) => {
        pub(crate) static $name: About = About::new(
            $id,
            Level::$level,
            Basis::None,
            Words::fixed($title, $title_en),
            Words::fixed($zh, $en),
        );
    };
}

fault! { NOT_UTF8 = "not-utf8",
"文件不是 UTF-8 编码" "the file is not UTF-8",
"数据文件须用 UTF-8 保存（有无 BOM 均可）。记事本、WPS 里请选“另存为”，编码选 UTF-8。为避免认错字，本程序不自动转换。"
"Data files are UTF-8, with or without a byte-order mark. Save the file again as UTF-8; nothing is converted silently." }
fault! { FILE_TOO_LARGE = "file-too-large",
"文件过大" "the file is too large",
"一份报告的数据文件不超过 4 MiB，文字不超过 3000 段、20 万字，都是实际报告的十倍以上。更大的多半是放错了文件。"
"The data file of a report has at most 4 MiB, its text at most 3,000 paragraphs and 200,000 characters, over ten times as much as real reports. A larger file is probably another one." }
fault! { YAML_SYNTAX = "yaml-syntax",
"YAML 写法有误" "the YAML is not well-formed",
"常见的是：用 Tab 缩进、全角冒号、引号或括号不配对、上下行没有对齐。其余部分仍会继续检查。"
"Most often a tab, a full-width colon, an unclosed quote or bracket, or lines that do not align. The rest of the file is checked all the same." }
fault! { WRONG_TYPE = "wrong-type",
"内容的写法不对" "another kind of value is expected here",
"表格写成“行: { 列: 数 }”，文字写成一段或一个列表，单位、年度等各写一个值。"
"Tables are `row: { column: number }`, texts a scalar or a list, unit, year and the like one value each." }
fault! { UNKNOWN_KEY = "unknown-key",
"表样里没有的名称" "unknown key",
"名称须是表样里的行、列或部分：可用简称、官方全称（编号和括号可省）或英文键。写错时给出最接近的名称；表样里没有的内容不会被忽略。"
"A key is a row, column or section of the form: its short name, official label or English key. The nearest names are suggested; nothing unknown is ignored." }
fault! { DUPLICATE_KEY = "duplicate-key",
"同一内容写了两次" "the same thing is given twice",
"同一格或同一部分只能写一次，即使两次的写法不同（简称与全称、逐格与整行）。请只保留一处。"
"A figure or section may be given only once, even if the two spellings differ. Keep one of them." }
fault! { NOT_A_NUMBER = "not-a-number",
"这里应当是一个数" "a number is expected here",
"可以写 12、1,234、１２、12件（单位须与表一致）、3.5万元、\"12\"。不能写 0x10、1e3、1_000、012、12.5.1、约12 等。空着、~ 是没有填；/、—、-、无、不适用 是“不适用”。工作簿里的日期、TRUE/FALSE、#REF! 一类的错误、没有计算结果的公式都不是数；公式请用 Excel 或 WPS 打开后保存。"
"Accepted: 12, 1,234, full-width digits, 12件 (with the unit of the figure), 3.5万元, \"12\". Refused: 0x10, 1e3, 1_000, 012 and the like. An empty value is an empty cell; / — - 无 不适用 mean not applicable. In a workbook a date, TRUE or FALSE, an error such as #REF! and a formula without a stored result are not numbers: open the file in Excel or WPS and save it." }
fault! { MISSING_UNIT = "missing-unit",
"没有写单位" "the unit is missing",
"每份数据都要写单位的全称：YAML 里写“单位: 全称”；工作簿里写在“单位”旁边的一格，或写在标题里。"
"Every report gives the full name of its unit: in YAML `单位: name` (or `unit:`), in a workbook in the cell next to `单位`, or in the title." }
fault! { MISSING_YEAR = "missing-year",
"没有写年度，或年度有误" "the year is missing or wrong",
"每份数据都要写四位年份，并与所在文件夹一致：YAML 里写“年度: 2024”；工作簿里写在“年度”旁边的一格，或写在标题里。"
"Every report gives its year, the same as its folder: in YAML `年度: 2024` (or `year:`), in a workbook in the cell next to `年度`, or in the title." }
fault! { NO_FORM = "no-form",
"没有适用的表样" "no form applies",
"表样按年度选用：2019、2020 年度用国办公开办函〔2019〕60号，2021 年度起用〔2021〕30号。也可以在 templates/forms/ 增加表样，用“表样: 年份”指定。"
"The form follows from the year. A project may add forms in templates/forms/ and name one with `表样:` (or `edition:`)." }
fault! { UNKNOWN_REFERENCE = "unknown-reference",
"文字里引用的数不存在" "a reference in the text is not a figure",
"文字里用 {{ 表.行.列 }} 引用表中的数，只有一列的行可省去列；{{ 表.组.列 }} 是一组的和，{{ A + B }} 相加，{{ A / B }} 占比，{{ A 比上年 }} 增减。行、列可用简称、官方全称或英文键。"
"Text refers to a figure as {{ table.row.column }}; a row with one column needs none. A group instead of a row is its sum, {{ A + B }} a sum, {{ A / B }} a share, {{ A vs last year }} a change. Short names, official labels and English keys are understood." }
fault! { NOT_A_DATE = "not-a-date",
"日期有误" "not a date",
"成文日期写成 2025-01-20 或 2025年1月20日。"
"A date is written 2025-01-20 or 2025年1月20日." }
fault! { WAIVER_INVALID = "waiver-invalid",
"核实说明不完整" "a waiver is incomplete",
"核实说明写在数据文件里，每条要有规则、问题（提示的原文）、理由、核实人、日期；`nianbao check --waive` 会写好前两项。理由要说明数据为什么是这样，“核实无误”不算。强制性问题不能用核实说明通过。"
"Waivers are part of the data file, each with rule, finding (its own words), reason, by and date; `nianbao check --waive` writes the first two. The reason says why the data is as it is; that it was checked is not a reason. Errors cannot be waived." }
fault! { CORRECTION_INVALID = "correction-invalid",
"更正不完整" "a correction is incomplete",
"公布后更正的，在数据文件里写“更正”，每条要有日期、内容、原因，会印在报告末尾：“- { 日期: 2025-03-05, 内容: 许可由 12 件改为 13 件, 原因: 漏计一件 }”。报送的是工作簿的，写在同名的 YAML 文件里。"
"What is corrected after publication is written under `corrections` in the data file, each with date, what and why, and is printed at the end of the report. Next to a workbook it is in a YAML file of the same name." }
fault! { CONTROL_CHARACTER = "control-character",
"文字里有看不见的字符" "the text holds an invisible character",
"控制字符、零宽字符、书写方向符等看不见，多是从网页或 Word 粘贴时带来的，会打乱版面；请删去该处文字，重新录入。"
"Control characters, zero-width characters and marks of direction are invisible, come with pasting, and break layouts or files. Delete them and type the text again." }
fault! { UNIT_CONFLICT = "unit-conflict",
"几处写的单位不同" "the unit is given in two ways",
"一份报告只有一个单位。工作簿里的“单位”、标题和同名的 YAML 文件应当写同一个全称；复制别的单位的文件时最容易漏改。"
"A report is about one unit. The cell `单位`, the title and the YAML file next to a workbook give the same full name; copied files are often wrong here." }
fault! { NOT_A_WORKBOOK = "not-a-workbook",
"不是工作簿" "not a workbook",
"能读的有 .xlsx、.xlsm、.xls、.et、.ods、.csv、.tsv，以及系统导出的、名为 .xls 的网页、MHTML、XML 表格和文本。是哪一种由文件开头的内容决定，与扩展名无关。"
"These are read: .xlsx, .xlsm, .xls, .et, .ods, .csv, .tsv, and web pages, MHTML, XML workbooks and text that systems export as .xls. The first bytes of a file decide what it is, not its name." }
fault! { WORKBOOK_LOCKED = "workbook-locked",
"工作簿有密码" "the workbook is protected by a password",
"有打开密码的文件无法读取；只锁定了单元格（保护工作表）的可以读。"
"A file that asks for a password cannot be read; one whose cells are locked can." }
fault! { WORKBOOK_DAMAGED = "workbook-damaged",
"工作簿已损坏" "the workbook is damaged",
"为免读出错的数，文件有一处损坏就不读。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送；打不开的，请原单位重发。"
"A file that is damaged anywhere is not read, so that no wrong figure is taken from it. Open it in Excel or WPS and save it as .xlsx; if that fails, ask the unit to send it again." }
fault! { NO_TABLE = "no-table",
"没有找到表样里的表" "none of the form's tables is there",
"表格按行名、列名辨认，不看位置。工作簿里没有足够多的表样名称时，就认不出表。图片里的表也读不出来。"
"Tables are recognised by their row and column labels, not by their position. A workbook with too few of them has no table; pictures of tables are not read." }
fault! { LABEL_MISSING = "label-missing",
"表里缺少行或列" "a row or column is missing",
"表样的每一行、每一列都要有。行名、列名认编号以外的文字，空格、换行、全角半角、括号和引号不同都不要紧，少了字、换了字就认不出。缺少的不会当作 0。"
"Every row and column of the form must be present. Labels are compared without numbering, spaces, line ends, brackets and quotes; one that lost or changed a character is not recognised. What is missing does not count as 0." }
fault! { LABEL_TWICE = "label-twice",
"同一行或列出现两次" "a row or column appears twice",
"同一张表里两行（列）同名，无法确定用哪一个。"
"Two rows or columns of a table have the same label: keep one." }
fault! { LABEL_UNKNOWN = "label-unknown",
"表样里没有的行或列填了数" "figures in a row or column that is not in the form",
"表里多出来的行、列如果填了数（小计、上年度数、备注），不会被忽略：请移到表外，或把写错的名称改正。没有填数的不要紧。"
"Figures in rows or columns that are not in the form (subtotals, last year's, remarks) are not ignored: move them out of the table, or fix the label. Without figures they do no harm." }
fault! { LABEL_AMBIGUOUS = "label-ambiguous",
"行名或列名对不上位置" "a label does not fit its place",
"一个名称在表样里有几处（如“总计”），从所在的组、相邻的行列也看不出是哪一处；或者它排在了别的组里、别的次序里。请对照表样补上所在的组。"
"A label that the form has in several places (such as 总计), where neither its group nor its neighbours decide which one is meant; or one in another group or order. Add its group as in the form." }
fault! { TABLE_TWICE = "table-twice",
"同一张表出现两次" "a table appears twice",
"一个工作簿里同一张表只能有一张，隐藏的工作表也算。上年度的、别的单位的请移出。"
"A workbook may have each table only once, hidden sheets included. Move those of other years and units out." }
fault! { TABLE_IN_PARTS = "table-in-parts",
"一张表分成几张，拼不起来" "the parts of a table do not fit together",
"一张表可以分成几张（每项一张、跨页断开），按行名和列名拼成一张。没有列名的那一张，数须与前一张的各列对齐，否则无法确定数属于哪一列。"
"A table may be in several parts, which are joined by their labels. A part without column labels has to line up with the part before; otherwise it is not certain which column a number is in." }
fault! { ROW_HIDDEN = "row-hidden" Warning,
"有隐藏的行填了数" "hidden rows have figures",
"筛选或隐藏的行在表格程序里看不见，其中的数照样读入，并在这里说明，供核对。没有填数的隐藏行不要紧。"
"Rows that a filter hides are not seen in a spreadsheet program. Their figures are read like all others, and reported so that somebody checks them. Hidden rows without figures do no harm." }
fault! { NUMBER_AS_TEXT = "number-as-text",
"数是文本格式，合计没有算进去" "numbers stored as text are left out of a total",
"单元格左上角有绿色三角的数是文本格式，公式 SUM 会跳过它们，合计因此偏小。选中这些格，点黄色感叹号，选“转换为数字”，合计会随之改正。只在合计确实漏算时提示；没有公式的表照常读取。"
"Excel marks numbers stored as text with a green triangle, and SUM leaves them out. Select the cells, click the sign next to them, and choose to convert them to numbers. Reported only where a total is wrong for this reason; a table without formulas is read as it is." }
fault! { FORMULA_WITHOUT_RESULT = "formula-without-result" Warning,
"合计的公式没有计算结果" "formulas of totals have no result",
"有的系统导出的工作簿只有公式，没有计算结果。合计由各项推算；不是合计的格无法推算，列为强制性问题（not-a-number）。用 Excel 或 WPS 打开并保存一次，就有结果了。"
"Workbooks that some systems export have formulas but no results. Totals are derived from their parts; a cell that is not a total is an error (not-a-number). Opening and saving the file once in Excel or WPS stores the results." }
fault! { TABLE_OF_OTHER_FORM = "table-of-other-form",
"有一张表用了另一年的表样" "a table is of another form",
"表样有 2019 年（〔2019〕60号）和 2021 年（〔2021〕30号）两种，行列的含义不同，不能互相换算。一份报告的各表须用同一种。"
"There is the form of 2019 and that of 2021; their rows and columns mean different things and are not converted. The tables of a report are of one form." }
fault! { FIGURE_AMBIGUOUS = "figure-ambiguous",
"无法确定数属于哪一格" "it is not clear which figure a number is",
"一格里出现两个数，一行数错了位，或只有一行的表填了两行。请对照表样，每格只保留一个数。"
"Two numbers where one belongs, a row that has shifted, or two rows in a table of one. Keep one number a cell, as in the form." }
fault! { FIGURE_AS_SHOWN = "figure-as-shown",
"显示的数与实际的数不同" "the cell shows another number than it holds",
"单元格的数字格式会四舍五入、变成百分数、缩小一千倍，甚至什么也不显示。公布的数应与表上看到的一样：划去的数、带上下标的数也不算。请把格式设为“常规”，填上要公布的数。只对 .xlsx、.xlsm 检查。"
"A number format can round, make a percentage, divide by a thousand or show nothing. What is published is what the sheet shows: numbers that are struck out or have raised digits are not taken either. Set the format to General and type the number. Checked in .xlsx and .xlsm only." }
fault! { TEXT_UNREAD = "text-unread",
"有文字没有归入报告的任何部分" "a text belongs to no section",
"报告文字按标题归入各部分：标题右边、下边，直到下一个标题。哪一部分都没有收的文字不会悄悄丢掉，也不会归入别的部分。常见的是：从 Word 逐段粘贴，盖过了下一格；写在表的旁边或下面；留在隐藏的工作表里。请把同一部分的文字放进标题旁边的一格（单元格内换行按 Alt+Enter），与报告无关的请删去。“填报人：…”“注：…”一类的附注不要紧。"
"Text belongs to the heading to its left or above it, up to the next heading. Text that no section takes is neither dropped nor put into another one: paragraphs pasted over the next cell, text beside or below a table, on a hidden sheet. Put the text of a section into the cell next to its heading, and delete what is not part of the report. Notes such as `填报人：…` and `注：…` do no harm." }
fault! { MEASURE_CONFLICT = "measure-conflict",
"表外写的计量单位与表头不同" "a unit of measure contradicts the header",
"表外写“金额单位：元”，表头写万元：不知道填的是哪一种，差一万倍。请只保留一种，并按表样的计量单位填写。"
"A note says 元, the header 万元: the figures may be wrong by a factor of 10,000. Keep one, and give the figures in the unit of the form." }
fault! { CONTACT_INVALID = "contact-invalid",
"联系方式的写法不对" "a contact does not have its shape",
"邮政编码是六位数字，电话至少有一个号码（可带区号、分机，可写几个），邮箱里有 @。没有的请留空，或写“无”“/”，都不会印出。"
"A postcode is six digits, a telephone number has at least one number (area codes, extensions and several numbers are fine), a mail address has an @. What does not exist is left empty, or `无` or `/`; it is not printed." }
fault! { BLANKS_AS_ZERO = "blanks-as-zero" Warning,
"空白格按 0 计" "empty cells count as zero",
"单位可以在工作簿里写一格“空白格按 0 计：是”（或在同名的 YAML 里写“空格按零计: 是”），空白格就印成 0；空着的总计由各项推算。计了多少格在这里说明，供汇总单位核实。"
"A unit may declare in a cell `空白格按 0 计：是` (or in the YAML file next to the workbook `空格按零计: 是`) that empty cells are zeros; they are printed as 0, and empty totals are derived. Their number is reported, for the collecting office to verify." }
fault! { WORKBOOK_OUTDATED = "workbook-outdated" Warning,
"填报表的年度或单位不符" "the form workbook is for another year or unit",
"nianbao form 生成的填报表里有一张隐藏的工作表，记着表样、单位、年度和程序版本。与报告不符，多半是填了上年度的或别的单位的填报表：预填的数和上年度数都不能用。"
"Workbooks made by `nianbao form` have a hidden sheet with form, unit, year and version. Where it differs from the report, last year's workbook or another unit's was filled in: figures that were filled in beforehand are wrong." }

fault! { NO_REPORT = "no-report",
"文件里没有年度报告" "the document has no report",
"网页、Word、PDF 和文本按标题和行名、列名认报告。目录页、脚本加载的空壳、报告在附件里的页面、扫描件和图片都不是报告本身：按名称列出，不会当作空白的报告。"
"Pages, Word files, PDFs and texts are recognised as reports by headings and labels. Lists, shells that scripts fill, pages with the report as an attachment, scans and pictures are not the report itself: they are named, and never taken for a report with empty cells." }
fault! { DOCUMENT_REVISED = "revisions-accepted" Warning,
"文档里有修订，按接受后的样子读取" "tracked changes were read as accepted",
"Word、WPS 文档里可以留有没有接受的修订。读取的是全部接受后的样子：删去的不读，插入的照读。请核对，并在文档里接受或拒绝修订。"
"A Word document may hold changes that nobody has accepted. It is read as if all were: what was deleted is not read, what was inserted is. Check it, and accept or reject the changes in the document." }

/// Faults of a file that could not be read at all.
pub static NO_TEXT: &[&About] =
    &[&NOT_UTF8, &FILE_TOO_LARGE, &NOT_A_WORKBOOK, &WORKBOOK_LOCKED, &WORKBOOK_DAMAGED];

/// Every fault of reading.
pub static FAULTS: &[&About] = &[
    &NOT_UTF8,
    &FILE_TOO_LARGE,
    &YAML_SYNTAX,
    &WRONG_TYPE,
    &UNKNOWN_KEY,
    &DUPLICATE_KEY,
    &NOT_A_NUMBER,
    &MISSING_UNIT,
    &MISSING_YEAR,
    &NO_FORM,
    &UNKNOWN_REFERENCE,
    &NOT_A_DATE,
    &WAIVER_INVALID,
    &CORRECTION_INVALID,
    &CONTROL_CHARACTER,
    &UNIT_CONFLICT,
    &NOT_A_WORKBOOK,
    &WORKBOOK_LOCKED,
    &WORKBOOK_DAMAGED,
    &NO_TABLE,
    &LABEL_MISSING,
    &LABEL_TWICE,
    &LABEL_UNKNOWN,
    &LABEL_AMBIGUOUS,
    &TABLE_TWICE,
    &TABLE_IN_PARTS,
    &ROW_HIDDEN,
    &NUMBER_AS_TEXT,
    &FORMULA_WITHOUT_RESULT,
    &TABLE_OF_OTHER_FORM,
    &FIGURE_AMBIGUOUS,
    &FIGURE_AS_SHOWN,
    &TEXT_UNREAD,
    &MEASURE_CONFLICT,
    &CONTACT_INVALID,
    &BLANKS_AS_ZERO,
    &WORKBOOK_OUTDATED,
    &NO_REPORT,
    &DOCUMENT_REVISED,
];

/// A file that was refused.
pub(crate) fn refused(refusal: &Refusal, family: Family) -> Finding {
    let about = match refusal {
        Refusal::Empty | Refusal::Other(_) => &NOT_A_WORKBOOK,
        Refusal::Locked => &WORKBOOK_LOCKED,
        Refusal::Damaged(_) => &WORKBOOK_DAMAGED,
        Refusal::Limit(_) => &FILE_TOO_LARGE,
    };
    Finding::new(about, Subject::File, refusal.words()).hint(refusal.hint(family))
}

/// A file that was not read because it has more than so many bytes.
pub(crate) fn too_large(most_bytes: usize) -> Finding {
    let most = most_bytes >> 20;
    let clause =
        words!("文件超过 {most} MiB，没有读取", "the file is larger than {most} MiB; it was not read");
    Finding::new(&FILE_TOO_LARGE, Subject::File, clause)
}

/// Something that no encoding makes a text.
pub(crate) fn no_text(zh: &str, en: &str) -> Finding {
    let clause = words!(
        "这是{zh}，不是文本：改扩展名不能转换格式",
        "this is {en}, not text: renaming does not convert a file"
    );
    Finding::new(&NOT_UTF8, Subject::File, clause)
}

pub(crate) fn not_utf8(guess: &str, line: Option<usize>) -> Finding {
    let (maybe_zh, maybe_en) = match guess {
        "" => (String::new(), String::new()),
        _ => (format!("，可能是 {guess}"), format!(" (possibly {guess})")),
    };
    let (at_zh, at_en) = line.map_or((String::new(), String::new()), |line| {
        (format!("（第 {line} 行起）"), format!(" (from line {line})"))
    });
    let clause = words!(
        "不是 UTF-8{maybe_zh}：请另存为 UTF-8{at_zh}",
        "not UTF-8{maybe_en}: save the file as UTF-8{at_en}"
    );
    Finding::new(&NOT_UTF8, Subject::File, clause)
}

/// A name that does not lead to one thing.
pub(crate) fn unknown(about: &About, at: Bytes, unknown: &Unknown) -> Finding {
    let Unknown { part, why, nearest } = unknown;
    let clause = match why {
        Why::NoSuchName => words!("表样里没有“{part}”", "`{part}` is unknown"),
        Why::Several => {
            words!("“{part}”有几处，请写明是哪一处", "`{part}` could mean more than one thing")
        }
        Why::RowOpen => {
            words!("“{part}”是一列，前面请写明它所在的行", "`{part}` is a column: write its row before it")
        }
        Why::NoTable => words!("“{part}”前面请写明是哪张表", "`{part}`: write its table before it"),
        Why::ManyFigures => {
            words!("“{part}”不止一格，请写明是哪一格", "`{part}` is more than one figure")
        }
        Why::Empty => Words::fixed(
            "引用是空的：请写成 {{ 表.行.列 }} 这样",
            "the reference is empty: write it like {{ table.row.column }}",
        ),
    };
    let finding = Finding::new(about, Subject::At(at), clause);
    if nearest.is_empty() {
        return finding;
    }
    let names = |quote: [&str; 2], between: &str| {
        let quoted = nearest.iter().take(MOST_NAMES).map(|name| format!("{}{name}{}", quote[0], quote[1]));
        quoted.collect::<Vec<_>>().join(between)
    };
    let more = nearest.len() > MOST_NAMES;
    let (zh, en) = (names(["“", "”"], "、"), names(["`", "`"], ", "));
    finding.hint(match why {
        Why::RowOpen => words!("这里的行有：{zh}{}", if more { "等" } else { "" }; "rows here: {en}{}", if more { ", …" } else { "" }),
        Why::Empty => words!("例如{zh}", "for example {en}"),
        _ => words!("是不是{zh}？", "did you mean {en}?"),
    })
}

/// More names than this are not listed.
const MOST_NAMES: usize = 8;
