//! Workbooks of Excel 97 to 2003 and of WPS (`.xls`, `.et`), read by calamine.
//!
//! Its reader takes what a file claims for what it holds, and can end the process: it is run in a
//! child process with limits, see `confine`. How numbers are shown is not known here; hidden rows
//! are found in [`biff`].

use std::io::{Cursor, Read, Seek};
use std::panic::catch_unwind;

use calamine::{Data, Dimensions, Range, Reader, Xls, XlsError};
use memchr::memmem;

use super::biff;
use super::book::{Book, Content, Region, Sheet};
use super::builder::Builder;
use super::limit::Limit;
use super::refusal::{Damage, Other, Refusal};
use super::xlsx::content;

/// The first bytes of a compound file, in which Office kept its documents.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// The size of an entry of its directory, at multiples of which entries begin.
const ENTRY: usize = 128;
/// Where an entry has the length of its name in bytes, and after that the kind of what it names.
const LENGTH: usize = 64;
const STREAM: u8 = 2;

/// Whether the directory of a compound file has a stream of a name.
fn has(bytes: &[u8], stream: &str) -> bool {
    let name: Vec<u8> = stream.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let kind = [u8::try_from(name.len()).unwrap_or(u8::MAX), 0, STREAM];
    memmem::find_iter(bytes, &name)
        .any(|at| at % ENTRY == 0 && bytes.get(at + LENGTH..).is_some_and(|rest| rest.starts_with(&kind)))
}

/// Whether bytes are such a workbook.
pub(super) fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
        && !has(bytes, "EncryptedPackage")
        && (has(bytes, "Workbook") || has(bytes, "Book"))
}

/// What a compound file is that is not a workbook; `None` for what is not a compound file.
pub(super) fn refusal(bytes: &[u8]) -> Option<Refusal> {
    if !bytes.starts_with(COMPOUND) {
        return None;
    }
    Some(if has(bytes, "EncryptedPackage") {
        Refusal::Locked
    } else if has(bytes, "WordDocument") {
        Refusal::Other(Other::Word)
    } else if has(bytes, "PowerPoint Document") {
        Refusal::Other(Other::Slides)
    } else {
        Refusal::Damaged(Damage::Package("OLE".to_owned()))
    })
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    Limit::PlainBytes.check(bytes.len())?;
    guarded(|| {
        let workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => Refusal::Locked,
            error => Refusal::Damaged(damage(bytes, &error)),
        })?;
        let mut layouts = biff::layouts(bytes);
        sheets(workbook, |workbook, name| {
            let hidden = layouts.remove(name).unwrap_or_default().hidden;
            (workbook.merge_cells_by_sheet_name(name).unwrap_or_default(), hidden)
        })
    })
}

/// What is wrong, with the sheet in which the file breaks off.
fn damage(bytes: &[u8], error: &XlsError) -> Damage {
    if let Some(sheet) = biff::broken_sheet(bytes) {
        return Damage::Sheet(sheet, error.to_string());
    }
    match error {
        XlsError::EoStream(_) | XlsError::ContinueRecordTooShort | XlsError::Len { .. } => {
            Damage::CutShort(error.to_string())
        }
        error => Damage::Library(error.to_string()),
    }
}

/// Runs a library that may panic.
pub(super) fn guarded(
    read: impl FnOnce() -> Result<Book, Refusal> + std::panic::UnwindSafe,
) -> Result<Book, Refusal> {
    catch_unwind(read).unwrap_or_else(|_| Err(Damage::library("panic")))
}

/// Puts the sheets of a workbook into a book; `layout` gives the merged cells and hidden rows of
/// each.
pub(super) fn sheets<W, R>(
    mut workbook: W,
    mut layout: impl FnMut(&W, &str) -> (Vec<Dimensions>, Vec<u32>),
) -> Result<Book, Refusal>
where
    R: Read + Seek,
    W: Reader<R>,
    W::Error: std::fmt::Display,
{
    let mut builder = Builder::default();
    for name in workbook.sheet_names() {
        let damaged = |error: W::Error| Refusal::Damaged(Damage::Sheet(name.clone(), error.to_string()));
        let values = workbook.worksheet_range(&name).map_err(damaged)?;
        let formulas = workbook.worksheet_formula(&name).map_err(damaged)?;
        let (merges, hidden) = layout(&workbook, &name);
        sheet(&mut builder, &name, &values, &formulas, &merges)?;
        hidden.into_iter().try_for_each(|row| builder.hide(row))?;
    }
    Ok(builder.finish())
}

/// Puts a sheet into the book: values, formulas without a stored result, merges.
fn sheet(
    builder: &mut Builder,
    name: &str,
    values: &Range<Data>,
    formulas: &Range<String>,
    merges: &[Dimensions],
) -> Result<(), Refusal> {
    builder.sheet(Sheet::named(name))?;
    for ((row, column), value) in cells(values) {
        builder.put(row, column, content(value))?;
    }
    for ((row, column), _) in cells(formulas) {
        builder.formula(row, column)?;
        if values.get_value((row, column)).is_none_or(|value| *value == Data::Empty) {
            builder.put(row, column, Content::NoResult)?;
        }
    }
    for merged in merges {
        let ((top, left), (bottom, right)) = (merged.start, merged.end);
        builder.merge(Region { top, left, bottom, right })?;
    }
    Ok(())
}

/// The filled cells of a range, each with its row and column in the sheet.
fn cells<T: calamine::CellType>(range: &Range<T>) -> impl Iterator<Item = ((u32, u32), &T)> {
    let (top, left) = range.start().unwrap_or_default();
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    range.used_cells().map(move |(row, column, value)| {
        ((top.saturating_add(number(row)), left.saturating_add(number(column))), value)
    })
}

#[cfg(test)]
mod tests {
    use super::{COMPOUND, ENTRY, has};

    #[test]
    fn a_name_counts_in_the_directory_only() {
        let name: Vec<u8> = "Workbook\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut bytes = COMPOUND.to_vec();
        bytes.resize(8 * ENTRY, 0);
        bytes[3 * ENTRY..3 * ENTRY + name.len()].copy_from_slice(&name);
        assert!(!has(&bytes, "Workbook"), "a text in a cell");
        bytes[3 * ENTRY + 64] = 18;
        bytes[3 * ENTRY + 66] = 2;
        assert!(has(&bytes, "Workbook"));
        assert!(!has(&bytes, "Book"));
    }
}
