//! bytes → report + places + findings.
//!
//! Reading never stops at the first fault and refuses rather than guesses: what it cannot understand is a
//! finding, and the figure stays blank. Whether figures agree with one another is not asked here.

mod faults;
mod figure;
mod prose;
mod table;
mod waivers;
mod yaml;

use std::borrow::Cow;

use crate::finding::Finding;
use crate::form::Forms;
use crate::model::Report;
use crate::place::{Places, Source};

pub use faults::{FAULTS, NO_TEXT, too_large};

/// The largest data file that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;

/// What the path of a file says about the report in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected {
    /// The year of the folder it lies in.
    pub year: Option<u16>,
}

/// What was read from a file.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The report; `None` when unit, year or form could not be found out.
    pub report: Option<Report>,
    /// Where everything stands.
    pub places: Places,
    /// Everything that is wrong with the file.
    pub findings: Vec<Finding>,
}

/// A format of data files.
pub struct Reader {
    /// Its name.
    pub name: &'static str,
    /// The endings of its files, in lower case.
    pub extensions: &'static [&'static str],
    /// Reads a decoded file.
    read: fn(Source, Expected, &Forms) -> Read,
}

/// Every format that data may be written in.
pub static READERS: &[Reader] = &[Reader { name: "yaml", extensions: &["yaml", "yml"], read: yaml::read }];

/// The reader for a file ending.
#[must_use]
pub fn reader_for(extension: &str) -> Option<&'static Reader> {
    let extension = extension.to_lowercase();
    READERS.iter().find(|reader| reader.extensions.contains(&extension.as_str()))
}

/// Reads one data file.
#[must_use]
pub fn read(reader: &Reader, path: &str, bytes: &[u8], expected: Expected, forms: &Forms) -> Read {
    let unread = |finding| Read {
        places: Places { source: Source::unread(path.to_owned()), ..Places::default() },
        findings: vec![finding],
        report: None,
    };
    if bytes.len() > MAX_BYTES {
        return unread(faults::too_large());
    }
    match decode(bytes) {
        Ok(text) => {
            let source = Source::new(path.to_owned(), text.into_owned());
            (reader.read)(source, expected, forms)
        }
        Err(finding) => unread(finding),
    }
}

/// UTF-8 text without its byte-order mark; a line that ends with CR alone ends with LF instead.
///
/// # Errors
/// A finding that names the encoding that the bytes seem to be in.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Finding> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(faults::no_text("Excel、Word 或压缩文件", "an Excel, Word or zip file"));
    }
    let head = &bytes[..bytes.len().min(64)];
    if head.contains(&0) || head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        // In UTF-16 every second byte of an ASCII text is nothing.
        let marked = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        let nothing = head.split(|&b| b == 0).count() - 1;
        return Err(if marked || nothing * 8 >= head.len() && !head.windows(2).any(|two| two == [0, 0]) {
            faults::not_utf8("UTF-16", None)
        } else {
            faults::no_text("二进制文件", "a binary file")
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(with_newlines(text)),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].split(|&b| b == b'\n').count();
            let (_, _, malformed) = encoding_rs::GB18030.decode(bytes);
            Err(if malformed {
                faults::not_utf8("", Some(line))
            } else {
                faults::not_utf8("GBK", Some(line))
            })
        }
    }
}

/// Old Macintosh files: lines would be counted wrong, and a comment would reach to the end.
fn with_newlines(text: &str) -> Cow<'_, str> {
    let lone = |at: usize| text.as_bytes()[at] == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n');
    if !(0..text.len()).any(lone) {
        return Cow::Borrowed(text);
    }
    let chars = text.char_indices().map(|(at, c)| if lone(at) { '\n' } else { c });
    Cow::Owned(chars.collect())
}
