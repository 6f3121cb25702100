//! The package of `.xlsx`, `.xlsm` and `.ods`, a zip archive, checked before any library reads workbooks from it.
//!
//! Departments' files come from outside. Archives can be bombs, hold two parts of one name, or have been damaged on the
//! way; libraries read on. So the parts that matter are unpacked here, once, with limits and checksums, looked at one
//! by one, and handed on in a package of our own: what is read is what was checked. Pictures, macros, comments and
//! whatever else holds no figure are left out, unlooked at.

use std::collections::HashSet;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::refusal::{Damage, Limit, Other, Refusal};

/// The most parts of a package.
pub(super) const MOST_PARTS: usize = 4_096;
/// The most bytes of a part when unpacked.
pub(super) const MOST_PART_BYTES: usize = 32 << 20;
/// The most bytes of all parts when unpacked.
pub(super) const MOST_UNPACKED: usize = 64 << 20;
/// The most styles, shared strings and the like in a part.
pub(super) const MOST_ELEMENTS: usize = 200_000;

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

fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    // Its directory takes memory for every entry.
    if memchr::memmem::find_iter(bytes, CENTRAL).count() > 4 * MOST_PARTS {
        return Err(Refusal::Limit(Limit::Parts));
    }
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| Refusal::Damaged(Damage::Package(error.to_string())))
}

/// The names of the parts in lower case; none where it is no package.
fn names(bytes: &[u8]) -> Vec<String> {
    if !bytes.starts_with(LOCAL) {
        return Vec::new();
    }
    let archive = open(bytes).ok();
    let names = archive.as_ref().map(ZipArchive::file_names_raw);
    names.into_iter().flatten().map(|name| String::from_utf8_lossy(name).to_lowercase()).collect()
}

/// Whether bytes are a workbook of Excel since 2007.
pub(super) fn is_xlsx(bytes: &[u8]) -> bool {
    let workbook = |name: &String| name.strip_prefix("xl/workbook").is_some_and(|rest| rest.contains(".xml"));
    names(bytes).iter().any(workbook)
}

/// Whether bytes are a workbook of `LibreOffice` and the like.
pub(super) fn is_ods(bytes: &[u8]) -> bool {
    let spreadsheet = b"application/vnd.oasis.opendocument.spreadsheet";
    names(bytes).iter().any(|name| name == "content.xml")
        // The kind is the first part, unpacked, so that it stands near the beginning.
        && bytes.windows(spreadsheet.len()).take(256).any(|window| window == spreadsheet)
}

/// What a package is that is no workbook; `None` for what is no package.
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

/// Unpacks the parts that matter, has each looked at, and packs them again without compression.
///
/// # Errors
/// What is wrong with the package, or with a part.
pub(super) fn repack(
    bytes: &[u8],
    mut look: impl FnMut(&str, &[u8]) -> Result<(), Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let mut archive = open(bytes)?;
    let broken = |error: zip::result::ZipError| Refusal::Damaged(Damage::Package(error.to_string()));
    if archive.len() > MOST_PARTS {
        return Err(Refusal::Limit(Limit::Parts));
    }
    if archive.has_duplicate_names() {
        return Err(Refusal::Damaged(Damage::TwoParts("xml".to_owned())));
    }
    if archive.has_overlapping_files().map_err(broken)? {
        return Err(Refusal::Damaged(Damage::Package("overlapping parts".to_owned())));
    }
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut seen = HashSet::new(); // looked up, never walked
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
        let most = MOST_PART_BYTES.min(MOST_UNPACKED - unpacked);
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        // The reader compares size and checksum at the end of the part.
        let mut entry = archive.by_index(index).map_err(broken)?.take(limit);
        entry.read_to_end(&mut part).map_err(|error| {
            let checksum = error.to_string().to_lowercase().contains("checksum");
            let damage = if checksum {
                Damage::Checksum(name.clone())
            } else {
                Damage::Package(format!("{name}: {error}"))
            };
            Refusal::Damaged(damage)
        })?;
        if part.len() > most {
            let limit = if most == MOST_PART_BYTES { Limit::PartBytes } else { Limit::Unpacked };
            return Err(Refusal::Limit(limit));
        }
        unpacked += part.len();
        look(&name, &part)?;
        packed.start_file(&name, stored).map_err(broken)?;
        packed.write_all(&part).map_err(|error| Refusal::Damaged(Damage::Package(error.to_string())))?;
    }
    Ok(packed.finish().map_err(broken)?.into_inner())
}

fn matters(lower: &str) -> bool {
    let text = [".xml", ".rels"].iter().any(|ending| lower.ends_with(ending)) || lower == "mimetype";
    let unread = |name: &str| UNREAD.iter().any(|part| name.starts_with(part));
    text && !lower.split_inclusive('/').any(unread)
}
