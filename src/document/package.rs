//! The package of `.xlsx`, `.ods` and `.docx`, a zip archive: checked before anything is read from
//! it, and written.
//!
//! Departments' files come from outside. Archives can be bombs, hold two parts of one name, or have
//! been damaged on the way; libraries read on. So the parts that matter are unpacked here, once,
//! with limits and checksums, looked at one by one, and handed on in a package of our own: what is
//! read is what was checked. Pictures, macros, comments and whatever else holds no figure are left
//! out, unlooked at. Everything that writes a package does so by [`Packer`].

use std::collections::HashSet;
use std::io::{Cursor, Read, Seek, Write};

use zip::read::ZipFile;
use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::limit::Limit;
use super::refusal::{Damage, Other, Refusal};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
/// Parts that hold no figure and that no library needs in order to read figures.
const UNREAD: &[&str] = &[
    "drawings/",
    "media/",
    "charts/",
    "embeddings/",
    "externallinks/",
    "pivot",
    "printersettings/",
    "comments",
    "threadedcomments/",
    "persons/",
    "customxml/",
    "querytables/",
    "tables/",
    "ctrlprops/",
    "activex/",
    "slicer",
    "thumbnails/",
    "pictures/",
    "object",
    "docprops/",
    "customui/",
    "theme/",
    "richdata/",
    "revisions/",
];

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

fn broken(error: impl std::fmt::Display) -> Refusal {
    Refusal::Damaged(Damage::Package(error.to_string()))
}

fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    // The directory takes memory for every entry.
    if memchr::memmem::find_iter(bytes, CENTRAL).count() > 4 * Limit::Parts.most() {
        return Err(Refusal::Limit(Limit::Parts));
    }
    ZipArchive::new(Cursor::new(bytes)).map_err(broken)
}

/// The names of the parts in lower case; none where it is not a package.
pub(super) fn names(bytes: &[u8]) -> Vec<String> {
    if !bytes.starts_with(LOCAL) {
        return Vec::new();
    }
    let archive = open(bytes).ok();
    let names = archive.as_ref().map(ZipArchive::file_names_raw);
    names.into_iter().flatten().map(|name| String::from_utf8_lossy(name).to_lowercase()).collect()
}

/// What a package is that is not a document; `None` for what is not a package.
pub(super) fn refusal(bytes: &[u8]) -> Option<Refusal> {
    if !bytes.starts_with(LOCAL) {
        let empty = bytes.starts_with(b"PK\x05\x06");
        return empty.then_some(Refusal::Other(Other::Archive));
    }
    if let Err(refusal) = open(bytes) {
        return Some(refusal);
    }
    let names = names(bytes);
    let any = |start: &str| names.iter().any(|name| name.starts_with(start));
    let other = if any("word/") {
        Other::Word
    } else if any("ppt/") {
        Other::Slides
    } else if any("xl/workbook.bin") {
        Other::BinaryWorkbook
    } else if any("content.xml") {
        Other::Word // the text of LibreOffice; its other documents are rarer still
    } else {
        Other::Archive
    };
    Some(Refusal::Other(other))
}

/// Unpacks one part; `None` where there is none of that name.
///
/// # Errors
/// What is wrong with the package, or with the part.
pub(super) fn part(bytes: &[u8], name: &str) -> Result<Option<Vec<u8>>, Refusal> {
    let mut archive = open(bytes)?;
    let mut part = Vec::new();
    match archive.by_name(name) {
        Ok(entry) => unpack(entry, name, Limit::PartBytes.most(), &mut part)?,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(broken(error)),
    }
    Ok(Some(part))
}

/// Unpacks an entry, whose size and checksum the library compares at its end.
fn unpack(entry: impl Read, name: &str, most: usize, part: &mut Vec<u8>) -> Result<(), Refusal> {
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    entry.take(limit).read_to_end(part).map_err(|error| {
        let checksum = error.to_string().to_lowercase().contains("checksum");
        if checksum {
            Refusal::Damaged(Damage::Checksum(name.to_owned()))
        } else {
            broken(format!("{name}: {error}"))
        }
    })?;
    let limit = if most == Limit::PartBytes.most() { Limit::PartBytes } else { Limit::Unpacked };
    if part.len() > most { Err(Refusal::Limit(limit)) } else { Ok(()) }
}

/// Unpacks the parts that matter, has each looked at, and packs them again without compression.
///
/// # Errors
/// What is wrong with the package, or with a part.
pub(super) fn repack(
    bytes: &[u8],
    mut look: impl FnMut(&str, &[u8]) -> Result<(), Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let mut archive = open(bytes)?;
    Limit::Parts.check(archive.len())?;
    if archive.has_duplicate_names() {
        return Err(Refusal::Damaged(Damage::TwoParts("xml".to_owned())));
    }
    if archive.has_overlapping_files().map_err(broken)? {
        return Err(broken("overlapping parts"));
    }
    let mut packer = Packer::default();
    let mut seen = HashSet::new();
    let mut unpacked = 0;
    let mut part = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?.replace('\\', "/");
        let lower = name.to_lowercase();
        if !seen.insert(lower.trim_start_matches('/').to_owned()) {
            return Err(Refusal::Damaged(Damage::TwoParts(name)));
        }
        if entry.is_dir() || !matters(&lower) {
            continue;
        }
        let usual = matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated);
        if entry.encrypted() || !usual {
            return Err(Refusal::Damaged(Damage::Packing(name)));
        }
        drop(entry);
        part.clear();
        let most = Limit::PartBytes.most().min(Limit::Unpacked.most() - unpacked);
        unpack(archive.by_index(index).map_err(broken)?, &name, most, &mut part)?;
        unpacked += part.len();
        look(&name, &part)?;
        packer.store(&name, &part).map_err(broken)?;
    }
    packer.finish().map_err(broken)
}

fn matters(lower: &str) -> bool {
    let text = [".xml", ".rels"].iter().any(|ending| lower.ends_with(ending)) || lower == "mimetype";
    let unread = |name: &str| UNREAD.iter().any(|part| name.starts_with(part));
    text && !lower.split_inclusive('/').any(unread)
}

/// Writes a package. No clock: the same parts give the same bytes.
#[derive(Debug)]
pub struct Packer(ZipWriter<Cursor<Vec<u8>>>);

impl Default for Packer {
    fn default() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }
}

#[expect(clippy::missing_errors_doc, reason = "what zip cannot write")]
impl Packer {
    /// Adds a part, packed.
    pub fn add(&mut self, name: &str, part: &[u8]) -> ZipResult<()> {
        self.write(name, part, CompressionMethod::Deflated)
    }

    /// Adds a part as it is.
    fn store(&mut self, name: &str, part: &[u8]) -> ZipResult<()> {
        self.write(name, part, CompressionMethod::Stored)
    }

    fn write(&mut self, name: &str, part: &[u8], method: CompressionMethod) -> ZipResult<()> {
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        self.0.start_file(name, options)?;
        Ok(self.0.write_all(part)?)
    }

    /// Adds a part of another package as it is packed there.
    pub fn copy<R: Read + Seek>(&mut self, entry: ZipFile<'_, R>) -> ZipResult<()> {
        self.0.raw_copy_file(entry)
    }

    /// The package.
    pub fn finish(self) -> ZipResult<Vec<u8>> {
        Ok(self.0.finish()?.into_inner())
    }
}
