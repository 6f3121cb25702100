//! How much of a file is read: each limit with its number, its check and its words.
//!
//! A report has some 200 figures and a few pages of text; the limits are a hundred times that and
//! more. They keep a small file from taking all memory or time, whoever made it.

use serde::{Deserialize, Serialize};

use crate::lang::Words;

/// What there can be too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limit {
    /// Bytes of the file.
    Bytes,
    /// Bytes of a file that has to be held in memory whole: text, web pages, `.xls`, `.ods`.
    PlainBytes,
    /// Parts of the package.
    Parts,
    /// Bytes of an unpacked part.
    PartBytes,
    /// Bytes of all unpacked parts.
    Unpacked,
    /// Styles, shared strings and the like in a part.
    Elements,
    /// Tags of a PDF.
    Tags,
    /// Sheets.
    Sheets,
    /// Cells that are not empty.
    Cells,
    /// Bytes of text in all cells.
    Text,
    /// Characters in a cell: as many as Excel allows.
    CellText,
    /// Merged regions of a sheet.
    Merges,
    /// Bytes of memory that a child process may take.
    Memory,
    /// Seconds that a child process may take.
    Seconds,
}

const MIB: usize = 1 << 20;

impl Limit {
    /// The largest number that is allowed.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Bytes | Self::Unpacked => 64 * MIB,
            Self::PlainBytes => 16 * MIB,
            Self::Parts => 4_096,
            Self::PartBytes => 32 * MIB,
            Self::Elements | Self::Cells => 200_000,
            Self::Tags => 100_000,
            Self::Sheets => 256,
            Self::Text => 8 * MIB,
            Self::CellText => 32_767,
            Self::Merges => 20_000,
            Self::Memory => 160 * MIB,
            Self::Seconds => 8,
        }
    }

    /// Refuses more than is allowed.
    ///
    /// # Errors
    /// This limit.
    pub const fn check(self, count: usize) -> Result<(), Self> {
        if count > self.most() { Err(self) } else { Ok(()) }
    }

    /// Says what there is too much of.
    pub(super) fn words(self) -> Words {
        let (zh, en) = match self {
            Self::Bytes => ("文件超过 {} MiB", "the file is larger than {} MiB"),
            Self::PlainBytes => ("这种文件不能超过 {} MiB", "files of this kind are read up to {} MiB"),
            Self::Parts => ("压缩包里超过 {} 个文件", "the package has more than {} parts"),
            Self::PartBytes => {
                ("压缩包里有一个文件解开超过 {} MiB", "a part of the package unpacks to more than {} MiB")
            }
            Self::Unpacked => ("压缩包解开超过 {} MiB", "the package unpacks to more than {} MiB"),
            Self::Elements => ("样式等超过 {} 项", "there are more than {} styles and the like"),
            Self::Tags => ("标签超过 {} 个", "there are more than {} tags"),
            Self::Sheets => ("超过 {} 张工作表", "there are more than {} sheets"),
            Self::Cells => ("有内容的单元格超过 {} 个", "more than {} cells are filled"),
            Self::Text => ("文字合计超过 {} MiB", "there is more than {} MiB of text"),
            Self::CellText => ("有一格文字超过 {} 字", "a cell has more than {} characters"),
            Self::Merges => ("一张工作表里合并单元格超过 {} 处", "a sheet has more than {} merged regions"),
            Self::Memory => ("读取它需要超过 {} MiB 内存", "reading it takes more than {} MiB of memory"),
            Self::Seconds => ("读取它需要超过 {} 秒", "reading it takes more than {} seconds"),
        };
        let most = if zh.contains("MiB") { self.most() / MIB } else { self.most() }.to_string();
        let (zh, en) = (zh.replace("{}", &most), en.replace("{}", &most));
        words!("{zh}，没有读取", "{en}; it was not read")
    }
}
