//! What calamine does not say of an `.xls`: which rows are hidden, and in which sheet a damaged
//! file breaks off.
//!
//! The stream of the workbook is taken out of the compound file, and its records are walked
//! through; no cell is read here. Whatever does not fit is left out: whether the file is sound is
//! decided by the reader of its cells.

use std::collections::HashMap;

/// The kinds of records that are looked at.
const EOF: u16 = 0x000A;
const BEGIN: u16 = 0x0809;
const SHEET: u16 = 0x0085;
const ENCRYPTED: u16 = 0x002F;
const ROW: u16 = 0x0208;
/// Where a row says whether it is hidden, and by which bit.
const ROW_FLAGS: usize = 12;
const HIDDEN: u16 = 0x20;

/// What a sheet is like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// Its hidden rows, in their order.
    pub(super) hidden: Vec<u32>,
    /// Its records end before the sheet does.
    pub(super) is_cut: bool,
}

/// The sheets of a workbook of Excel 97 and later, by their names; nothing for other files.
pub(super) fn layouts(bytes: &[u8]) -> HashMap<String, Layout> {
    sheets(bytes).into_iter().collect()
}

/// The first sheet whose records break off.
pub(super) fn broken_sheet(bytes: &[u8]) -> Option<String> {
    sheets(bytes).into_iter().find(|(_, layout)| layout.is_cut).map(|(name, _)| name)
}

fn sheets(bytes: &[u8]) -> Vec<(String, Layout)> {
    let Some(stream) = stream(bytes, "Workbook") else { return Vec::new() };
    let mut all = Vec::new();
    for (kind, data) in (Records { stream: &stream, at: 0 }) {
        match kind {
            SHEET => all.extend(name_and_place(data).map(|(name, at)| (name, layout(&stream, at)))),
            EOF | ENCRYPTED => break,
            _ => {}
        }
    }
    all
}

/// The records from a place to the end of the stream, or to one that reaches beyond it.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (short(self.stream, self.at)?, short(self.stream, self.at + 2)?);
        let data = self.stream.get(self.at + 4..)?.get(..usize::from(length))?;
        self.at += 4 + data.len();
        Some((kind, data))
    }
}

/// The name of a sheet, and where its records begin.
fn name_and_place(data: &[u8]) -> Option<(String, usize)> {
    let at = usize::try_from(long(data, 0)?).ok()?;
    let (length, is_wide) = (usize::from(*data.get(6)?), data.get(7)? & 1 == 1);
    let letters = data.get(8..)?;
    let name = if is_wide {
        let units: Vec<u16> = (0..length).map_while(|index| short(letters, 2 * index)).collect();
        String::from_utf16_lossy(&units)
    } else {
        letters.get(..length)?.iter().map(|byte| char::from(*byte)).collect()
    };
    Some((name, at))
}

fn layout(stream: &[u8], at: usize) -> Layout {
    let mut layout = Layout { is_cut: true, ..Layout::default() };
    let mut open = 0;
    for (kind, data) in (Records { stream, at }) {
        match kind {
            // Charts on a sheet have records of their own within its.
            BEGIN => open += 1,
            EOF if open <= 1 => {
                layout.is_cut = false;
                break;
            }
            EOF => open -= 1,
            ROW if open == 1 && short(data, ROW_FLAGS).is_some_and(|flags| flags & HIDDEN != 0) => {
                layout.hidden.extend(short(data, 0).map(u32::from));
            }
            _ => {}
        }
    }
    layout.hidden.sort_unstable();
    layout.hidden.dedup();
    layout
}

/// The number of a sector after the last of a chain, and any other that is none.
const LAST: u32 = 0xFFFF_FFFA;
/// The numbers of sectors of the table in the header.
const IN_HEADER: usize = 109;
/// The size of an entry of the directory.
const ENTRY: usize = 128;

/// A stream of a compound file, by its name; short ones are kept otherwise, and hold no workbook.
fn stream(bytes: &[u8], wanted: &str) -> Option<Vec<u8>> {
    let shift = short(bytes, 30).filter(|shift| (9..=12).contains(shift))?;
    let size = 1_usize << shift;
    let most = bytes.len() / size + 1;
    let sector = |number: u32| {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(size)?;
        bytes.get(start..(start + size).min(bytes.len()))
    };
    // The sectors of the table of all chains: in the header, then in a chain of their own.
    let mut of_table: Vec<u32> = (0..IN_HEADER).filter_map(|index| long(bytes, 76 + 4 * index)).collect();
    let mut next = long(bytes, 68)?;
    let mut seen = 0;
    while next < LAST && seen < most {
        let here = sector(next)?;
        let count = here.len() / 4;
        of_table.extend((0..count.saturating_sub(1)).filter_map(|index| long(here, 4 * index)));
        next = long(here, 4 * count.saturating_sub(1))?;
        seen += 1;
    }
    let mut table: Vec<u32> = Vec::new();
    for number in of_table.into_iter().filter(|number| *number < LAST).take(most) {
        let here = sector(number)?;
        table.extend((0..here.len() / 4).filter_map(|index| long(here, 4 * index)));
    }
    let chain = |first: u32| {
        let mut all = Vec::new();
        let (mut number, mut seen) = (first, 0);
        while number < LAST && seen < most {
            all.extend_from_slice(sector(number)?);
            number = usize::try_from(number).ok().and_then(|at| table.get(at).copied())?;
            seen += 1;
        }
        Some(all)
    };
    let directory = chain(long(bytes, 48)?)?;
    let name: Vec<u8> = wanted.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let entry = directory.chunks_exact(ENTRY).find(|entry| entry.starts_with(&name))?;
    let length = usize::try_from(long(entry, 120)?).ok()?;
    let mut stream = chain(long(entry, 116)?)?;
    stream.truncate(length);
    (length >= usize::try_from(long(bytes, 56)?).ok()?).then_some(stream)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, EOF, Layout, ROW, layout, layouts, name_and_place};

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("short");
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn row(number: u16, flags: u16) -> Vec<u8> {
        let mut data = [0; 16];
        data[..2].copy_from_slice(&number.to_le_bytes());
        data[12..14].copy_from_slice(&flags.to_le_bytes());
        record(ROW, &data)
    }

    #[test]
    fn hidden_rows_are_those_of_the_sheet_and_a_cut_is_seen() {
        let begin = record(BEGIN, &[0; 16]);
        let end = record(EOF, &[]);
        let chart = [begin.clone(), row(9, 0x20), end.clone()].concat();
        let whole = [begin, row(7, 0x120), row(3, 0x20), row(4, 0x100), chart, end].concat();
        assert_eq!(layout(&whole, 0), Layout { hidden: vec![3, 7], is_cut: false });
        assert!(layout(&whole[..whole.len() - 6], 0).is_cut);
    }

    #[test]
    fn names_are_read_in_both_widths() {
        let wide =
            [&[8, 0, 0, 0, 0, 0, 2, 1][..], &0x8868_u16.to_le_bytes(), &0x4E09_u16.to_le_bytes()].concat();
        assert_eq!(name_and_place(&wide), Some(("表三".to_owned(), 8)));
        assert_eq!(name_and_place(&[8, 0, 0, 0, 0, 0, 1, 0, b'A']), Some(("A".to_owned(), 8)));
    }

    #[test]
    fn what_is_no_compound_file_has_no_layout() {
        assert!(layouts(b"").is_empty());
        assert!(layouts(&[0xFF; 4096]).is_empty());
        assert!(layouts(&[9; 4096]).is_empty());
    }
}
