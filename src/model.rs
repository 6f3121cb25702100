//! A report as values: what a unit says for a year, apart from how it is written or printed.
//!
//! Figures are one list in the order of the form ([`FigureId`] is an index into it), so that this
//! module knows no edition, no table and no label. A number, an empty cell, a mark for "not
//! applicable" and what a document does not show are four different things and never turn into one
//! another here. Where a figure was written is not kept here but next to it, in the module `place`.

mod unit_name;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use unit_name::UnitName;

use crate::lang::Words;

/// The number of a figure in its form: an index into [`Report::entries`] and into the form's
/// figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureId(pub u16);

impl FigureId {
    /// As an index.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The content of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Figure {
    /// A number, zero included, exactly as written.
    Number(Decimal),
    /// Nothing (空白): not the same as zero.
    #[default]
    Blank,
    /// A mark such as `/` or 不适用.
    NotApplicable,
    /// 未取得: the document that was read does not show it, or not with certainty. Whether the cell
    /// is a number, empty or marked is not known.
    NotObtained,
}

/// 未取得, as data files and outputs write it.
pub const NOT_OBTAINED: &str = "未取得";

/// How the reason ends that 来源 gives for a text which is in no section.
pub const UNTAKEN: &str = "没有归入报告的任何部分";

impl Figure {
    /// As printed: a number in full, an empty cell as nothing, a mark as `/`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Blank => String::new(),
            Self::NotApplicable => "/".to_owned(),
            Self::NotObtained => NOT_OBTAINED.to_owned(),
        }
    }

    /// The number, where there is one.
    #[must_use]
    pub fn number(self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(number),
            Self::Blank | Self::NotApplicable | Self::NotObtained => None,
        }
    }
}

/// How a figure came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// 填报数: written down for this cell.
    Stated,
    /// 其余为 0: zero because the unit said that all the rest is zero.
    Rest,
    /// 推算数: a total that was left out and computed from its parts.
    Derived,
    /// Something was written that is not a figure: reading has reported it.
    Refused,
    /// Nothing was said.
    #[default]
    Absent,
}

/// A figure and how it came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entry {
    /// The content of the cell.
    pub figure: Figure,
    /// How it came to be.
    pub origin: Origin,
}

impl Entry {
    /// A figure that somebody wrote down.
    #[must_use]
    pub fn stated(figure: Figure) -> Self {
        Self { figure, origin: Origin::Stated }
    }
}

/// What a draft shows where a reference leads nowhere.
pub const UNKNOWN: &str = "【？】";

/// A run of text, or a figure that the text refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as written.
    Text(String),
    /// `{{ 表二.行政许可 }}`: printed as that figure.
    Figure(FigureId),
    /// A number computed from several.
    Computed(Computed),
}

/// A number that a text computes from figures: a sum, a share, or a change against last year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// As written between the braces.
    pub written: String,
    /// The figures that are added.
    pub sum: Vec<FigureId>,
    /// What is made of the sum.
    pub kind: ComputedKind,
    /// What is printed; `None` where it cannot be computed, or has not been yet.
    pub shown: Option<String>,
}

/// What is made of a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComputedKind {
    /// The sum itself.
    Sum,
    /// Its share of another sum, in percent with so many decimals.
    Share(Vec<FigureId>, u32),
    /// Its change against last year, in percent with so many decimals.
    Change(u32),
}

/// A paragraph: one line of the data file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// Its text, in order.
    pub pieces: Vec<Piece>,
}

/// Free text of a section or the preface.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    /// Its paragraphs; headings such as （一）主动公开情况 are paragraphs too.
    pub paragraphs: Vec<Paragraph>,
}

impl Prose {
    /// Whether some number in it is computed.
    #[must_use]
    pub fn computes(&self) -> bool {
        let mut pieces = self.paragraphs.iter().flat_map(|paragraph| &paragraph.pieces);
        pieces.any(|piece| matches!(piece, Piece::Computed(_)))
    }
}

/// 联系方式: how to reach the unit's disclosure office. Each part is optional.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// 地址.
    pub address: Option<String>,
    /// 邮政编码.
    pub postcode: Option<String>,
    /// 电话.
    pub phone: Option<String>,
    /// 电子邮箱.
    pub email: Option<String>,
}

/// 核实说明: why a finding is not a mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's id.
    pub rule: String,
    /// What the finding says, with its numbers.
    pub finding: String,
    /// Why the data is right.
    pub reason: String,
    /// Who says so.
    pub by: String,
    /// When; empty in the list of a returned copy, which has no place for it.
    pub date: String,
    /// Written in the list of a returned copy: it goes when its finding goes.
    pub listed: bool,
}

/// 来源: the document that a report was read from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// Its name, without folders.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// 公开日期: when it was published, where it says so.
    pub published: Option<Date>,
    /// What was not obtained from it, and why.
    pub missing: Vec<Words>,
}

/// 更正: what was corrected after publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// When.
    pub date: Date,
    /// What was corrected.
    pub what: String,
    /// Why it was wrong.
    pub why: String,
}

/// 来源: a report that was added into this one, and what it said then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addend {
    /// Its unit.
    pub unit: String,
    /// Its file.
    pub file: String,
    /// A mark of its figures, which are others where it differs.
    pub mark: String,
}

/// 政府信息公开工作年度报告（年报）: what one unit says for one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// 单位: the organ's full name.
    pub unit: UnitName,
    /// 年度: the calendar year reported on.
    pub year: u16,
    /// The edition of the form: 2019, 2021.
    pub edition: u16,
    /// Every figure of the form, in its order.
    pub entries: Vec<Entry>,
    /// The text of each section of the form, in its order; `None` for a table, or where nothing was
    /// written; no paragraphs where what was written could not be read, or was not obtained.
    pub sections: Vec<Option<Prose>>,
    /// 前言: the unnumbered paragraphs before section 一.
    pub preface: Option<Prose>,
    /// 成文日期: printed with the unit's name at the end.
    pub date: Option<Date>,
    /// 联系方式.
    pub contact: Contact,
    /// 核实说明: findings that were looked into.
    pub waivers: Vec<Waiver>,
    /// 来源; `None` for data that people wrote.
    pub provenance: Option<Provenance>,
    /// 更正: what was corrected after publication, in the order of the data.
    pub corrections: Vec<Correction>,
    /// 来源: the reports that were added up to this one; none where it was not made so.
    pub sources: Vec<Addend>,
}

impl Report {
    /// The entry of a figure; empty for one that is not in the form.
    #[must_use]
    pub fn entry(&self, id: FigureId) -> Entry {
        self.entries.get(id.index()).copied().unwrap_or_default()
    }

    /// The number of a figure, where it is one.
    #[must_use]
    pub fn number(&self, id: FigureId) -> Option<Decimal> {
        self.entry(id).figure.number()
    }

    /// A paragraph as a reader sees it, its figures filled in.
    #[must_use]
    pub fn paragraph(&self, paragraph: &Paragraph) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Figure(id) if self.entry(*id).origin == Origin::Refused => UNKNOWN.to_owned(),
            Piece::Figure(id) => self.entry(*id).figure.text(),
            Piece::Computed(computed) => computed.shown.clone().unwrap_or_else(|| UNKNOWN.to_owned()),
        };
        paragraph.pieces.iter().map(piece).collect()
    }

    /// Whether the unit is a government, and not one of a township, which reports as a unit of its
    /// county.
    #[must_use]
    pub fn is_government(&self) -> bool {
        let township = ["镇人民政府", "乡人民政府"].iter().any(|ending| self.unit.ends_with(ending));
        self.unit.ends_with("人民政府") && !township
    }

    /// Every computed number of the texts, to be filled in.
    pub fn computed_mut(&mut self) -> impl Iterator<Item = &mut Computed> {
        let texts = self.preface.iter_mut().chain(self.sections.iter_mut().flatten());
        let pieces =
            texts.flat_map(|prose| &mut prose.paragraphs).flat_map(|paragraph| &mut paragraph.pieces);
        pieces.filter_map(|piece| match piece {
            Piece::Computed(computed) => Some(computed),
            Piece::Text(_) | Piece::Figure(_) => None,
        })
    }

    /// Every text with the paragraphs it consists of: the preface, then the sections.
    pub fn prose(&self) -> impl Iterator<Item = &Prose> {
        self.preface.iter().chain(self.sections.iter().filter_map(Option::as_ref))
    }
}
