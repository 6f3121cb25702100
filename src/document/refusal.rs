//! Why a file is not read at all: it is another kind of file, it is damaged, it asks for too much.
//!
//! A value that can be sent from one process to another (risky files are read in a child process),
//! with its words: the fact, and what to do about it.

use serde::{Deserialize, Serialize};

use super::limit::Limit;
use crate::lang::Words;

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// It has no bytes.
    Empty,
    /// It is something else.
    Other(Other),
    /// It is protected by a password.
    Locked,
    /// It is broken, or says two things at once.
    Damaged(Damage),
    /// It holds more than is read.
    Limit(Limit),
}

/// What a file is instead of what it should be.
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
    /// A PDF of scanned pages.
    Scan,
    /// A PDF without any text.
    NoText,
    /// A PDF whose fonts do not say which characters they draw.
    Unmapped,
    /// A picture.
    Picture,
    /// An archive.
    Archive,
    /// A web page or text without a table.
    NoTable,
    /// Unknown.
    Unknown,
}

/// What is wrong with a file. The first text is the part of the package, the last one the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Damage {
    /// It ends too early, or its directory is broken.
    Package(String),
    /// The content is not what was packed: the checksum of a part differs.
    Checksum(String),
    /// Two parts of the package have one name.
    TwoParts(String),
    /// A part is encrypted or packed in an unusual way.
    Packing(String),
    /// A part is not UTF-8.
    Encoding(String),
    /// A part declares entities, which workbooks never do.
    Doctype(String),
    /// A part is not well-formed XML.
    Xml(String, String),
    /// A cell, row or region has a name that no sheet has, or comes twice.
    Cell(String, String),
    /// It ends before all of it came.
    CutShort(String),
    /// A sheet, by its name, cannot be read.
    Sheet(String, String),
    /// The library that reads it says so.
    Library(String),
}

impl Damage {
    /// What a library says.
    pub(super) fn library(error: impl std::fmt::Display) -> Refusal {
        Refusal::Damaged(Self::Library(error.to_string()))
    }

    /// A part that is not well-formed XML.
    pub(super) fn xml(part: &str, why: impl std::fmt::Display) -> Refusal {
        Refusal::Damaged(Self::Xml(part.to_owned(), why.to_string()))
    }
}

impl From<Limit> for Refusal {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

impl Refusal {
    /// The fact.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Empty => Words::fixed("文件是空的（0 字节）", "the file is empty (0 bytes)"),
            Self::Other(other) => other.words(),
            Self::Locked => Words::fixed("文件有打开密码，无法读取", "the file is protected by a password"),
            Self::Damaged(damage) => damage.words(),
            Self::Limit(limit) => limit.words(),
        }
    }

    /// What to do with a file that was written so.
    #[must_use]
    pub fn hint(&self, family: Family) -> Words {
        match (self, family) {
            (Self::Locked, Family::Word | Family::Pdf) => {
                Words::fixed("请取消打开密码，保存后重新报送", "remove the password and save the file again")
            }
            (Self::Damaged(_), Family::Word) => Words::fixed(
                "请用 Word 或 WPS 打开，另存为 .docx 后重新报送；打不开的，请原单位重发",
                "open it in Word or WPS and save it as .docx; if that fails, ask the unit to send it again",
            ),
            (Self::Damaged(_), Family::Pdf) => Words::fixed(
                "请原单位重新导出 PDF，或报送 Word 原件、填报表",
                "ask the unit to make the PDF again, or for the Word original or the form workbook",
            ),
            (Self::Damaged(_), Family::Page) => Words::fixed(
                "请在浏览器里打开原网页，重新保存",
                "open the page in a browser and save it again",
            ),
            _ => self.usual_hint(),
        }
    }

    /// What to do with a workbook.
    fn usual_hint(&self) -> Words {
        match self {
            Self::Locked => Words::fixed(
                "请在 Excel 或 WPS 里取消打开密码，另存为 .xlsx 后重新报送",
                "remove the password in Excel or WPS and save the file as .xlsx",
            ),
            Self::Empty => Words::fixed(
                "多半是复制或下载没有完成：请重新复制一份",
                "copying or downloading was probably interrupted: copy the file again",
            ),
            Self::Other(Other::Scan | Other::NoText | Other::Unmapped) => Words::fixed(
                "请找文字版（Word 原件、网页），或照原件录入填报表；识别文字后的结果须逐格核对",
                "find the original as Word or a web page, or enter it into the form workbook; what a program \
                 recognises has to be checked cell by cell",
            ),
            Self::Other(Other::Word | Other::Slides | Other::Pdf | Other::Picture) => Words::fixed(
                "改扩展名不能转换格式：请填在 .xlsx 填报表里（空白填报表可用 nianbao form 生成）",
                "renaming does not convert a file: fill in an .xlsx (`nianbao form` makes an empty one)",
            ),
            Self::Other(Other::Archive) => Words::fixed(
                "请先解压，把里面的工作簿放进来",
                "unpack it and use the workbook that is inside",
            ),
            Self::Limit(_) => Words::fixed(
                "请只保留报告的几张表，放进新工作簿，另存为 .xlsx 后重新报送",
                "copy only the sheets of the report to a new workbook and save it as .xlsx",
            ),
            Self::Other(_) | Self::Damaged(_) => Words::fixed(
                "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送",
                "open it in Excel or WPS and save it as .xlsx",
            ),
        }
    }
}

/// What people use to write a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A program for tables.
    Workbook,
    /// A program for texts.
    Word,
    /// Whatever writes PDFs.
    Pdf,
    /// A site.
    Page,
}

impl Other {
    fn words(self) -> Words {
        let (zh, en) = match self {
            Self::Word => ("Word 文档", "a Word document"),
            Self::Slides => ("演示文稿", "a presentation"),
            Self::BinaryWorkbook => ("Excel 二进制工作簿（.xlsb）", "an Excel binary workbook (.xlsb)"),
            Self::OldWorkbook => ("Excel 97 以前的文件", "a file older than Excel 97"),
            Self::Pdf => ("PDF 文件", "a PDF file"),
            Self::Scan => {
                return Words::fixed(
                    "这份 PDF 是扫描件，只有图片，没有文字",
                    "the PDF is a scan: it has pictures and no text",
                );
            }
            Self::NoText => return Words::fixed("这份 PDF 里没有文字", "the PDF has no text"),
            Self::Unmapped => {
                return Words::fixed(
                    "这份 PDF 的字体没有文字对照（复制出来是乱码），无法确定写的是什么字、什么数",
                    "fonts of the PDF do not say which characters they draw, so neither words nor digits are certain",
                );
            }
            Self::Picture => ("图片", "a picture"),
            Self::Archive => ("压缩文件", "an archive"),
            Self::NoTable => {
                return Words::fixed("文件里只有文字，没有表格", "the file has text but no table");
            }
            Self::Unknown => return Words::fixed("认不出是哪种文件", "the kind of file is unknown"),
        };
        words!("这是{zh}，不是工作簿", "this is {en}, not a workbook")
    }
}

impl Damage {
    fn words(&self) -> Words {
        match self {
            Self::Package(why) => {
                words!("文件不完整或已损坏", "the file is incomplete or damaged ({why})")
            }
            Self::Checksum(part) => words!(
                "文件已损坏，里面的数可能已经变了",
                "the file is damaged, and numbers in it may have changed: wrong checksum of {part}"
            ),
            Self::TwoParts(part) => words!(
                "文件已损坏：里面有两个 {part}，无法确定用哪一个",
                "the file is damaged: it has {part} twice, and either could be the right one"
            ),
            Self::Packing(part) => words!(
                "文件里的 {part} 是加密的，或用了少见的压缩方法",
                "{part} is encrypted or packed in an unusual way"
            ),
            Self::Encoding(part) => {
                words!("文件里的 {part} 不是 UTF-8 编码", "{part} is not UTF-8")
            }
            Self::Doctype(part) => words!(
                "文件里有不该有的内容（{part} 里的 DTD 声明），为安全起见没有读取",
                "{part} has a DTD, which no sound workbook has: for safety it was not read"
            ),
            Self::Xml(part, why) => words!("文件里的 {part} 已损坏", "{part} is not well-formed ({why})"),
            Self::Cell(part, name) => words!(
                "文件已损坏：{part} 里的“{name}”有误或重复",
                "the file is damaged: `{name}` in {part} is wrong or a duplicate"
            ),
            Self::CutShort(why) => {
                words!("文件不完整，后面的内容缺失或已损坏", "the file is cut short or damaged ({why})")
            }
            Self::Sheet(name, why) => words!(
                "工作表“{name}”已损坏，无法读取",
                "the sheet `{name}` is damaged and cannot be read ({why})"
            ),
            Self::Library(why) => words!("文件内部已损坏，无法读取", "the file cannot be read ({why})"),
        }
    }
}
