//! Rows that a spreadsheet program may make higher: for rows of text.
//!
//! The library can give a row a height or none. With a height the row stays as it is when more is
//! typed; without one some programs show a single line of what is there. In the file a row may have
//! a height that is only where the program begins: that is put in here, after the library is done.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::document::Packer;
use crate::render::Unrendered;

/// Lets the heights of rows of a sheet grow; rows and sheets count from 1.
pub(super) fn growing(bytes: &[u8], sheet: usize, rows: &[u32]) -> Result<Vec<u8>, Unrendered> {
    let part = format!("xl/worksheets/sheet{sheet}.xml");
    repacked(bytes, &part, |text| {
        let mut made = String::with_capacity(text.len());
        for piece in text.split_inclusive("<row ") {
            let number =
                piece.strip_prefix("r=\"").and_then(|rest| rest.split_once('"')).map(|(number, _)| number);
            let number = number.and_then(|number| number.parse::<u32>().ok());
            match number.filter(|number| rows.contains(number)) {
                Some(_) => made.push_str(&piece.replacen(" customHeight=\"1\"", "", 1)),
                None => made.push_str(piece),
            }
        }
        made
    })
    .map_err(|error| Unrendered::Unwritable(error.to_string()))
}

/// A package with one part changed, all others as they are.
fn repacked(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut text = String::new();
    archive.by_name(part)?.read_to_string(&mut text)?;
    let mut packer = Packer::default();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        if entry.name()? == part {
            packer.add(part, change(&text).as_bytes())?;
        } else {
            packer.copy(entry)?;
        }
    }
    packer.finish()
}
