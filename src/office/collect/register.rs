//! `data/<year>/received.csv`: every file that came in, whose it is, and what it is used for.
//!
//! A line for each content under each name; the lines of earlier runs stay. No time of a run is in
//! it, so that a second run writes the same. It is an office's own record: what a report says is
//! never read from it.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::identify::By;
use crate::fs::{self, Trouble};
use crate::make::REGISTER;
use crate::render::inert;

/// The heads of the columns.
const HEADS: [&str; 5] = ["文件", "校验码", "单位", "依据", "结果"];
/// The largest register that is read.
const MOST: usize = 64 << 20;

/// What a file that came in is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is the unit's file.
    InUse,
    /// It was, or is older than the one in use.
    Earlier,
    Uncertain,
    Stranger,
    Unreadable,
}

impl Kept {
    const ALL: [(Self, &'static str); 5] = [
        (Self::InUse, "在用"),
        (Self::Earlier, "以前的版本"),
        (Self::Uncertain, "待定"),
        (Self::Stranger, "无关"),
        (Self::Unreadable, "不能读"),
    ];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kept, _)| *kept == self).map_or("", |(_, word)| word)
    }

    fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(kept, _)| *kept)
    }
}

/// What is known of a file that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The unit; empty where it is not known.
    pub(super) unit: String,
    /// By what it is known.
    pub(super) by: Option<By>,
    pub(super) kept: Kept,
    /// The hash of its bytes; empty where they could not be read.
    pub(super) hash: String,
}

/// The register of a year.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// By file and hash.
    lines: BTreeMap<(String, String), [String; 5]>,
}

impl Register {
    /// Reads it; one that is not there is empty.
    pub(super) fn load(path: &Path) -> Result<Self, Trouble> {
        if !fs::exists(path) {
            return Ok(Self::default());
        }
        Ok(Self { lines: lines(&fs::read(path, MOST)?) })
    }

    /// Takes up what a run found; `in_use` are the hashes of the files that are in use now.
    pub(super) fn take(&mut self, found: impl Iterator<Item = (String, Line)>, in_use: &HashSet<String>) {
        for cells in self.lines.values_mut() {
            let kept = if in_use.contains(&cells[1]) { Kept::InUse } else { Kept::Earlier };
            if [Kept::InUse.word(), Kept::Earlier.word()].contains(&cells[4].as_str()) {
                kept.word().clone_into(&mut cells[4]);
            }
        }
        for (file, Line { unit, by, kept, hash }) in found {
            let by = by.map(|by| by.words().zh.into_owned()).unwrap_or_default();
            let cells = [file.clone(), hash.clone(), unit, by, kept.word().to_owned()];
            self.lines.insert((file, hash), cells);
        }
    }

    /// Writes it, sorted by unit and file.
    pub(super) fn save(&self, path: &Path) -> Result<(), Trouble> {
        const IN_MEMORY: &str = "a text in memory can be written to";
        let mut sorted: Vec<&[String; 5]> = self.lines.values().collect();
        sorted.sort_by(|a, b| (&a[2], &a[0], &a[1]).cmp(&(&b[2], &b[0], &b[1])));
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        writer.write_record(HEADS).expect(IN_MEMORY);
        for cells in sorted {
            writer.write_record(cells.iter().map(|cell| inert(cell))).expect(IN_MEMORY);
        }
        let mut bytes = "\u{FEFF}".as_bytes().to_vec();
        bytes.extend(writer.into_inner().expect(IN_MEMORY));
        fs::write_changed(&[fs::Output { path: path.to_owned(), bytes }]).map(|_| ())
    }
}

/// The lines of a register, those that are none left out.
fn lines(bytes: &[u8]) -> BTreeMap<(String, String), [String; 5]> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let mut lines = BTreeMap::new();
    for record in reader.records().flatten() {
        let cell = |index: usize| {
            let text = record.get(index).unwrap_or_default();
            text.strip_prefix('\'').unwrap_or(text).to_owned()
        };
        let cells = [cell(0), cell(1), cell(2), cell(3), cell(4)];
        if Kept::named(&cells[4]).is_some() {
            lines.insert((cells[0].clone(), cells[1].clone()), cells);
        }
    }
    lines
}

/// The units of which a file came in that cannot be read, with the file.
///
/// # Errors
/// What the disk says of a register that is there.
pub fn unreadable_units(folder: &Path) -> Result<Vec<(String, String)>, Trouble> {
    let register = Register::load(&folder.join(REGISTER))?;
    let lines = register.lines.into_values().filter(|cells| cells[4] == Kept::Unreadable.word());
    Ok(lines.filter(|cells| !cells[2].is_empty()).map(|[file, _, unit, ..]| (unit, file)).collect())
}
