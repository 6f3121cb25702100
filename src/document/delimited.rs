//! Text with a mark between its cells: `.csv`, `.tsv`, and text that a system exported as `.xls`.
//!
//! The mark is the one of tab, comma and semicolon that the first lines have most.

use super::book::{Book, Content, Sheet};
use super::builder::Builder;
use super::refusal::{Damage, Other, Refusal};
use super::text::whole;

/// How much is looked at to decide what a file is.
const HEAD: usize = 64 << 10;

/// Whether bytes are text.
pub(super) fn is(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"{\\rtf") {
        return false;
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    let control = |&&b: &&u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C);
    wide || head.iter().filter(control).count() == 0
}

/// Reads a text as one sheet without a name.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    let text = whole(bytes)?;
    if text.trim().is_empty() {
        return Err(Refusal::Other(Other::NoTable));
    }
    // Every line ends in one way, the last too: rows are counted by line ends.
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.push('\n');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut builder = Builder::default();
    builder.sheet(Sheet::default())?;
    let mut record = csv::StringRecord::new();
    let mut lines = 1;
    let mut row = 0_u32;
    loop {
        let more = reader.read_record(&mut record);
        if !more.map_err(Damage::library)? {
            break;
        }
        // The library skips empty lines, which are rows to spreadsheet programs.
        let passed = reader.position().line().saturating_sub(lines);
        let own = 1 + record.iter().map(|text| text.matches('\n').count()).sum::<usize>();
        let empty = usize::try_from(passed).unwrap_or(usize::MAX).saturating_sub(own);
        row = row.saturating_add(u32::try_from(empty).unwrap_or(u32::MAX));
        for (column, text) in record.iter().enumerate() {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            builder.put(row, column, Content::Text(text.to_owned()))?;
        }
        lines = reader.position().line();
        row = row.saturating_add(1);
    }
    Ok(builder.finish())
}

/// The mark that the first lines have most; tab before comma before semicolon where they have as
/// many.
fn delimiter(text: &str) -> u8 {
    let lines = || text.lines().take(60);
    let count = |mark: u8| lines().map(|line| line.bytes().filter(|&b| b == mark).count()).sum::<usize>();
    let mut marks = [b';', b',', b'\t'];
    marks.sort_by_key(|&mark| count(mark)); // a stable order: the last of equals stays last
    marks[2]
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::document::CellName;

    fn cell(bytes: &[u8], row: u32, column: u32) -> String {
        let book = read(bytes).expect("a table");
        book.at(CellName { sheet: 0, row, column }).map_or(String::new(), |content| content.text().to_owned())
    }

    #[test]
    fn rows_and_columns_are_those_of_the_text() {
        let text = "某局,,\n\n\"两\n行\",\"1,234\",5\n末行,7\n".as_bytes();
        assert_eq!(cell(text, 0, 0), "某局");
        assert_eq!(cell(text, 2, 0), "两\n行");
        assert_eq!(cell(text, 2, 1), "1,234");
        assert_eq!(cell(text, 3, 1), "7");
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "", "甲,1", "", "", "乙,2", "", "丙,3"].join(end);
            let rows: Vec<u32> = read(text.as_bytes()).expect("a table").sheets[0]
                .cells
                .iter()
                .filter(|cell| cell.column == 1)
                .map(|cell| cell.row)
                .collect();
            assert_eq!(rows, [2, 5, 7], "{end:?}");
        }
        assert_eq!(cell("甲\t乙\n1\t2\n".as_bytes(), 1, 1), "2");
        assert_eq!(cell("甲;乙\n1;2\n".as_bytes(), 1, 1), "2");
    }

    #[test]
    fn every_encoding_of_china_is_read() {
        let text = "自然人,1\n";
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        let wide: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &gbk, &wide, &marked] {
            assert_eq!(cell(bytes, 0, 0), "自然人");
        }
        assert!(read(b"\x81\xFF\xFF,1\n").is_err());
    }
}
