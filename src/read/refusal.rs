//! Why a file is not read at all: it is no workbook, it is damaged, it asks for too much.
//!
//! A value that can be sent from one process to another (risky files are read in a child process), and the one place
//! where such reasons get their words: every limit is told with its number, every refusal says what to do.

use serde::{Deserialize, Serialize};

use super::faults::{FILE_TOO_LARGE, NOT_A_WORKBOOK, WORKBOOK_DAMAGED, WORKBOOK_LOCKED};
use super::grid;
use crate::finding::{Finding, Subject};
use crate::lang::Words;

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// It holds nothing.
    Empty,
    /// It is something else than a workbook.
    Other(Other),
    /// It is protected by a password.
    Locked,
    /// It is broken, or says two things at once.
    Damaged(Damage),
    /// It holds more than is read.
    Limit(Limit),
}

/// What a file is instead of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Other {
    /// A document of Word or WPS.
    Word,
    /// Slides.
    Slides,
    /// An Excel binary workbook (.xlsb).
    BinaryWorkbook,
    /// A workbook older than Excel 97.
    OldWorkbook,
    /// PDF.
    Pdf,
    /// A picture.
    Picture,
    /// An archive.
    Archive,
    /// A web page or text without a table.
    NoTable,
    /// Nothing that is known.
    Unknown,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Damage {
    /// It ends too early, or its directory is broken.
    Package(String),
    /// What is in it is not what was put in: the checksum of a part differs.
    Checksum(String),
    /// Two parts of the package have one name.
    TwoParts(String),
    /// A part is encrypted or packed in an unusual way.
    Packing(String),
    /// A part is not UTF-8.
    Encoding(String),
    /// A part declares entities, which workbooks never do.
    Doctype(String),
    /// A part is no well-formed XML.
    Xml(String, String),
    /// A cell, row or region is named in a way that no sheet has, or twice.
    Cell(String, String),
    /// What the library that reads it says.
    Library(String),
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limit {
    /// Bytes of the file.
    Bytes,
    /// Bytes of a text, a web page or an old workbook.
    PlainBytes,
    /// Parts of the package.
    Parts,
    /// Bytes of a part when unpacked.
    PartBytes,
    /// Bytes of all parts when unpacked.
    Unpacked,
    /// Elements of a part.
    Elements,
    /// Sheets.
    Sheets,
    /// Cells.
    Cells,
    /// Text of all cells.
    Text,
    /// Text of a cell.
    CellText,
    /// Merged regions.
    Merges,
    /// Memory to read it.
    Memory,
    /// Time to read it.
    Time,
}

/// Says it once for all kinds of files.
fn save_again() -> Words {
    Words::fixed(
        "请用 Excel 或 WPS 打开，另存为 .xlsx 后再交",
        "open it in Excel or WPS and save it as .xlsx",
    )
}

impl Refusal {
    /// The finding about the file that says so.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let (about, clause) = match self {
            Self::Empty => (
                &NOT_A_WORKBOOK,
                Words::fixed("文件是空的，一个字节也没有", "the file is empty, not one byte"),
            ),
            Self::Other(other) => (&NOT_A_WORKBOOK, other.words()),
            Self::Locked => (
                &WORKBOOK_LOCKED,
                Words::fixed("文件有打开密码，读不出来", "the file is protected by a password"),
            ),
            Self::Damaged(damage) => (&WORKBOOK_DAMAGED, damage.words()),
            Self::Limit(limit) => (&FILE_TOO_LARGE, limit.words()),
        };
        let hint = match self {
            Self::Locked => Words::fixed(
                "请在 Excel 或 WPS 里去掉打开密码，另存为 .xlsx 后再交",
                "take the password off in Excel or WPS and save it as .xlsx",
            ),
            Self::Empty => Words::fixed(
                "多半是复制或下载没有完成：请重新复制一份",
                "most likely copying or downloading was not finished: copy it again",
            ),
            Self::Other(Other::Word | Other::Slides | Other::Pdf | Other::Picture) => Words::fixed(
                "改扩展名不能转换格式：请把表格填进 .xlsx（空表可用 nianbao form 生成）",
                "another ending of its name does not convert it: fill in an .xlsx (`nianbao form` makes a blank one)",
            ),
            Self::Other(Other::Archive) => Words::fixed(
                "请先解压，把里面的表格放进来",
                "unpack it and put in the workbook that is inside",
            ),
            Self::Limit(_) => Words::fixed(
                "请只留下报告的几张表，新建一个工作簿另存为 .xlsx 后再交",
                "keep the sheets of the report only, in a new workbook saved as .xlsx",
            ),
            _ => save_again(),
        };
        Finding::new(about, Subject::File, clause).hint(hint)
    }
}

impl Other {
    fn words(self) -> Words {
        let (zh, en) = match self {
            Self::Word => ("Word 文档", "a Word document"),
            Self::Slides => ("演示文稿", "a presentation"),
            Self::BinaryWorkbook => ("Excel 二进制工作簿（.xlsb）", "an Excel binary workbook (.xlsb)"),
            Self::OldWorkbook => ("Excel 97 以前的工作簿", "a workbook older than Excel 97"),
            Self::Pdf => ("PDF 文件", "a PDF file"),
            Self::Picture => ("图片", "a picture"),
            Self::Archive => ("压缩文件", "an archive"),
            Self::NoTable => ("文字，里面没有表格", "text without a table"),
            Self::Unknown => ("认不出的文件", "no kind of file that is known"),
        };
        words!("这不是电子表格，而是{zh}", "this is no workbook but {en}")
    }
}

impl Damage {
    fn words(&self) -> Words {
        match self {
            Self::Package(why) => {
                words!("文件不完整或已损坏（{why}）", "the file is incomplete or damaged ({why})")
            }
            Self::Checksum(part) => words!(
                "文件已损坏：{part} 的校验和不符，里面的数可能已经变了",
                "the file is damaged: the checksum of {part} differs, numbers may have changed"
            ),
            Self::TwoParts(part) => words!(
                "文件里有两个 {part}，无法确定用哪一个",
                "the file holds {part} twice, and nothing tells which one counts"
            ),
            Self::Packing(part) => words!(
                "{part} 是加密的，或用了少见的压缩方法",
                "{part} is encrypted or packed in an unusual way"
            ),
            Self::Encoding(part) => {
                words!("{part} 不是 UTF-8 编码", "{part} is not UTF-8")
            }
            Self::Doctype(part) => words!(
                "{part} 里有 DTD 声明，正常的表格没有：为安全起见不读",
                "{part} has a DTD, which no sound workbook has: it is not read"
            ),
            Self::Xml(part, why) => words!("{part} 的内容有误（{why}）", "{part} is not well-formed ({why})"),
            Self::Cell(part, name) => {
                words!("{part} 里的“{name}”有误或重复", "`{name}` in {part} is wrong or stands there twice")
            }
            Self::Library(why) => {
                words!("表格读不出来（{why}）", "the workbook cannot be read ({why})")
            }
        }
    }
}

impl Limit {
    fn words(self) -> Words {
        let mib = |bytes: usize| bytes >> 20;
        let (zh, en) = match self {
            Self::Bytes => {
                let most = mib(super::MAX_BOOK_BYTES);
                (format!("文件超过 {most} MiB"), format!("the file has more than {most} MiB"))
            }
            Self::PlainBytes => {
                let most = mib(super::MAX_PLAIN_BYTES);
                (
                    format!("这种文件最多读 {most} MiB"),
                    format!("of this kind of file at most {most} MiB are read"),
                )
            }
            Self::Parts => {
                let most = super::package::MOST_PARTS;
                (format!("压缩包里超过 {most} 个文件"), format!("the package has more than {most} parts"))
            }
            Self::PartBytes => {
                let most = mib(super::package::MOST_PART_BYTES);
                (
                    format!("压缩包里有一个文件解开超过 {most} MiB"),
                    format!("a part of the package has more than {most} MiB when unpacked"),
                )
            }
            Self::Unpacked => {
                let most = mib(super::package::MOST_UNPACKED);
                (
                    format!("压缩包解开超过 {most} MiB"),
                    format!("the package has more than {most} MiB when unpacked"),
                )
            }
            Self::Elements => {
                let most = super::package::MOST_ELEMENTS;
                (format!("样式等超过 {most} 项"), format!("there are more than {most} styles and the like"))
            }
            Self::Sheets => {
                let most = grid::MOST_SHEETS;
                (format!("超过 {most} 张工作表"), format!("there are more than {most} sheets"))
            }
            Self::Cells => {
                let most = grid::MOST_CELLS;
                (format!("有内容的单元格超过 {most} 个"), format!("more than {most} cells have a content"))
            }
            Self::Text => {
                let most = mib(grid::MOST_TEXT);
                (format!("文字合计超过 {most} MiB"), format!("there are more than {most} MiB of text"))
            }
            Self::CellText => {
                let most = grid::MOST_CELL_TEXT;
                (
                    format!("有一格文字超过 {most} 字"),
                    format!("the text of a cell has more than {most} characters"),
                )
            }
            Self::Merges => {
                let most = grid::MOST_MERGES;
                (
                    format!("一张工作表里合并单元格超过 {most} 处"),
                    format!("a sheet has more than {most} merged regions"),
                )
            }
            Self::Memory => {
                let most = mib(super::MOST_MEMORY);
                (
                    format!("读它需要超过 {most} MiB 内存"),
                    format!("reading it takes more than {most} MiB of memory"),
                )
            }
            Self::Time => {
                let most = super::MOST_SECONDS;
                (format!("读它需要超过 {most} 秒"), format!("reading it takes more than {most} seconds"))
            }
        };
        words!("{zh}，没有读取", "{en}; it was not read")
    }
}
