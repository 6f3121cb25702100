//! Whose file it is, and for which year: by the marks of the form that was sent out, by the unit in
//! a cell, by the title, by the name; what the content says wins over the name.
//!
//! Where the content contradicts itself it is not certain, and then the reason says so, with the
//! nearest units of the roster. Pure: no disk, nothing is copied here.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::stem::{self, Named};
use crate::confine;
use crate::document::{Kind, Limit, Other, Refusal};
use crate::lang::Words;
use crate::make::Project;
use crate::read::Claims;
use crate::roster::Roster;

/// By what a unit is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The marks of the form that was sent out.
    Fingerprint,
    /// A cell.
    Content,
    /// A title.
    Title,
    /// The name of the file.
    Name,
}

impl By {
    /// In words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Fingerprint => Words::fixed("填报表标记", "marks of the form"),
            Self::Content => Words::fixed("表内单位", "unit in a cell"),
            Self::Title => Words::fixed("标题", "title"),
            Self::Name => Words::fixed("文件名", "file name"),
        }
    }
}

/// What kind of file a report is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A text in YAML, which may stand beside a workbook.
    Text,
    /// A workbook.
    Workbook,
    /// A document: Word, PDF, a page.
    Document,
}

/// Files of one unit that take each other's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Text,
    Book,
}

impl Class {
    pub(super) fn slot(self) -> Slot {
        if self == Self::Text { Slot::Text } else { Slot::Book }
    }
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The report of a unit.
    Unit {
        position: usize,
        by: By,
        /// What there is to say of it.
        note: Option<Words>,
    },
    /// A report, but not certainly whose or of which year.
    Uncertain(Words),
    /// Not a report.
    Stranger(Words),
    /// It cannot be read; whose it is, by its name.
    Unreadable { why: Words, position: Option<usize> },
    /// It was told and is settled.
    Taken,
}

/// A file that was looked at.
pub(super) struct Examined {
    pub(super) hash: String,
    pub(super) class: Class,
    /// The ending of a copy.
    pub(super) ending: &'static str,
    /// How many times it was sent back.
    pub(super) round: usize,
    pub(super) verdict: Verdict,
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Looks at a file.
pub(super) fn examine(project: &Project, year: u16, name: &str, bytes: &[u8]) -> Examined {
    // Long: the kinds of files, each with how it is looked at.
    let hash = hash(bytes);
    let roster = &project.roster;
    let ending =
        name.rsplit('/').next().unwrap_or_default().rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_lowercase();
    let named = stem::of_path(roster, name);
    let refused = |verdict: Verdict| Examined {
        hash: hash.clone(),
        class: Class::Document,
        ending: "bin",
        round: 0,
        verdict,
    };
    if ["yaml", "yml"].contains(&ending.as_str()) {
        return match Claims::of_yaml(bytes, &project.forms) {
            Ok(claims) => Examined {
                hash,
                class: Class::Text,
                ending: "yaml",
                round: 0,
                verdict: verdict(roster, year, name, &claims, named, false),
            },
            Err(finding) => refused(unreadable(finding.clause, named)),
        };
    }
    let read = Limit::Bytes
        .check(bytes.len())
        .map_err(Refusal::from)
        .and_then(|()| Kind::of(bytes))
        .and_then(|kind| Ok((kind, confine::read(kind, bytes)?)));
    match read {
        Ok((kind, book)) => {
            let claims = Claims::of_book(&book, &project.forms);
            let (class, endings) = kept_as(kind.name);
            let ending = endings.iter().find(|known| **known == ending).or(endings.first());
            // What systems export as a workbook is a page by its content.
            let class = if ending == Some(&"xls") { Class::Workbook } else { class };
            let is_document = ["pdf", "word"].contains(&kind.name);
            Examined {
                hash,
                class,
                ending: ending.copied().unwrap_or("bin"),
                round: claims.returned,
                verdict: verdict(roster, year, name, &claims, named, is_document),
            }
        }
        Err(Refusal::Other(Other::Picture)) => refused(Verdict::Stranger(Words::fixed(
            "这是图片：图片里的数不读，是报告的请该单位报送填报表",
            "a picture: figures in pictures are not read",
        ))),
        Err(Refusal::Other(Other::Slides | Other::Unknown)) if !is_office(&ending) => {
            refused(Verdict::Stranger(Words::fixed("不是年度报告能用的文件", "no file of a report")))
        }
        Err(refusal) => {
            let (why, hint) = (refusal.words(), refusal.hint(Kind::family(name, bytes)));
            let why = words!("{}：{}", why.zh, hint.zh; "{}: {}", why.en, hint.en);
            refused(unreadable(why, named))
        }
    }
}

/// Endings of documents in which reports are sent.
fn is_office(ending: &str) -> bool {
    ["xls", "xlsx", "et", "doc", "docx", "wps", "pdf", "ofd", "ods", "csv"].contains(&ending)
}

/// How a kind of document is kept: its class and the endings that it may have, the usual one first.
fn kept_as(kind: &str) -> (Class, &'static [&'static str]) {
    match kind {
        "xlsx" => (Class::Workbook, &["xlsx", "xlsm"]),
        "ods" => (Class::Workbook, &["ods"]),
        "xls" => (Class::Workbook, &["xls", "et"]),
        "spreadsheet-xml" => (Class::Workbook, &["xls"]),
        "mhtml" => (Class::Document, &["mht", "mhtml", "xls"]),
        "html" => (Class::Document, &["html", "htm", "xls"]),
        "word" => (Class::Document, &["docx"]),
        "pdf" => (Class::Document, &["pdf"]),
        "delimited" => (Class::Workbook, &["csv", "tsv", "txt", "md"]),
        _ => (Class::Document, &["bin"]),
    }
}

fn unreadable(why: Words, named: Named) -> Verdict {
    let position = if let Named::One(position) = named { Some(position) } else { None };
    Verdict::Unreadable { why, position }
}

fn verdict(
    roster: &Roster,
    year: u16,
    name: &str,
    claims: &Claims,
    named: Named,
    is_document: bool,
) -> Verdict {
    if claims.is_blank && is_document {
        let why = Words::fixed(
            "里面没有文字，多半是扫描件：请该单位报送填报表，或电子文件生成的 PDF",
            "there is no text in it, most likely it is a scan: ask the unit for the form workbook",
        );
        return unreadable(why, named);
    }
    if !claims.is_report {
        return Verdict::Stranger(Words::fixed(
            "不是年度报告：没有表样里的表，也没有各部分的标题",
            "no annual report: neither the tables of the form nor the headings of its sections are in it",
        ));
    }
    match whose(roster, claims, named).and_then(|known| of_year(year, name, claims).map(|()| known)) {
        Ok((position, by, note)) => Verdict::Unit { position, by, note },
        Err(why) => Verdict::Uncertain(why),
    }
}

/// The unit, by what it is known, and what there is to say of that.
type Known = (usize, By, Option<Words>);

/// Whose report it is.
fn whose(roster: &Roster, claims: &Claims, named: Named) -> Result<Known, Words> {
    let print =
        claims.print.iter().filter_map(|print| print.unit.as_deref()).map(|unit| (By::Fingerprint, unit));
    let cells = claims.units.iter().map(|unit| (By::Content, unit.as_str()));
    let titles = claims.title_units.iter().map(|unit| (By::Title, unit.as_str()));
    let said: Vec<(By, &str)> = print.chain(cells).chain(titles).collect();
    let known: Vec<(By, usize)> =
        said.iter().filter_map(|&(by, unit)| Some((by, roster.position(unit)?))).collect();
    let units: BTreeSet<usize> = known.iter().map(|(_, position)| *position).collect();
    let contradiction = || {
        let list = |lang: fn(&Words) -> &str| {
            let one = |(by, unit): &(By, &str)| (lang(&by.words()).to_owned(), (*unit).to_owned());
            said.iter().map(one).collect::<Vec<_>>()
        };
        let zh: Vec<String> =
            list(|words| &words.zh).iter().map(|(by, unit)| format!("{by}“{unit}”")).collect();
        let en: Vec<String> =
            list(|words| &words.en).iter().map(|(by, unit)| format!("{by} `{unit}`")).collect();
        words!("文件里写了不同的单位：{}", zh.join("，"); "the file names different units: {}", en.join(", "))
    };
    let Some(&(by, position)) = known.first() else {
        return match (said.first(), named) {
            (Some((_, unit)), _) => Err(unknown(roster, unit)),
            (None, Named::One(position)) => Ok((position, By::Name, None)),
            (None, Named::Several) => Err(Words::fixed(
                "文件里没有写单位，文件名里有几个单位",
                "the file does not name its unit, and its name has several",
            )),
            (None, Named::None) => Err(Words::fixed(
                "文件里没有写单位，文件名也不是名录里的单位",
                "the file does not name its unit, and its name is not that of a unit of the roster",
            )),
        };
    };
    let agency = &roster.agencies[position];
    let is_like = |unit: &str| {
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let unit = plain(unit);
        agency.names().map(plain).any(|name| name.contains(&unit) && !unit.is_empty())
    };
    let strange = said.iter().any(|(_, unit)| roster.position(unit).is_none() && !is_like(unit));
    if units.len() > 1 || strange {
        return Err(contradiction());
    }
    let note = match named {
        Named::One(other) if other != position => {
            let other = &roster.agencies[other].name;
            Some(words!(
                "文件名是“{other}”，内容是“{}”，按内容", agency.name;
                "named after `{other}`, but its content is of `{}`, which counts", agency.name
            ))
        }
        _ => None,
    };
    Ok((position, by, note))
}

/// A unit that the roster does not know.
fn unknown(roster: &Roster, unit: &str) -> Words {
    let near = roster.nearest(unit);
    if near.is_empty() {
        return words!("名录里没有“{unit}”", "`{unit}` is not in the roster");
    }
    words!(
        "名录里没有“{unit}”，相近的有“{}”", near.join("”“");
        "`{unit}` is not in the roster; near names are `{}`", near.join("`, `")
    )
}

/// Whether it is a report for the year.
fn of_year(year: u16, name: &str, claims: &Claims) -> Result<(), Words> {
    let print = claims.print.iter().filter_map(|print| print.year);
    let years: BTreeSet<u16> = print.chain(claims.years.iter().copied()).collect();
    let other = |other: u16| {
        words!(
            "这是 {other} 年度的报告，不是 {year} 年度的：请核对；确是 {other} 年度的，用 --year {other} 归集",
            "a report for {other}, not for {year}: check it; if it is for {other}, collect it with --year {other}"
        )
    };
    let list = || years.iter().map(ToString::to_string).collect::<Vec<_>>();
    match (years.len(), years.first()) {
        (0, _) => {
            // 2026 in a name may be when the report for 2025 was sent.
            let named = stem::years(name);
            match named.as_slice() {
                [one] if *one != year && *one != year + 1 => Err(other(*one)),
                _ => Ok(()),
            }
        }
        (1, Some(&one)) if one == year => Ok(()),
        (1, Some(&one)) => Err(other(one)),
        _ => Err(words!(
            "文件里写了不同的年度：{}", list().join("、");
            "the file names different years: {}", list().join(", ")
        )),
    }
}
