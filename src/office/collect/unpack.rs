//! Archives and mails → the files in them.
//!
//! One archive deep: an archive in an archive is refused, and a mail may hold one. Sizes and counts
//! are limited before anything is unpacked: a small file can claim to hold gigabytes. Names in
//! archives are UTF-8 or GBK, as the programs that made them wrote.

use std::io::{Cursor, Read};

use mailparse::{MailHeaderMap, ParsedMail};
use zip::ZipArchive;

use super::decide::Time;
use crate::document::{Kind, Other, Refusal};
use crate::fs;
use crate::lang::Words;

/// The most files in an archive or a mail.
const MOST_FILES: usize = 2_000;
/// The most bytes that an archive unpacks to.
const MOST_UNPACKED: u64 = 256 << 20;
/// The most parts within parts of a mail: its library goes down into them.
const MOST_PARTS: usize = 500;
/// How many containers may be in one another.
const DEEPEST: usize = 3;
/// Archives keep the time of a clock, and not of which zone.
const DAY: i64 = 86_400;
/// The offset of the clocks in China.
const CHINA: i64 = 8 * 3600;

/// A file as it came in, or out of an archive or a mail.
pub(super) struct Piece {
    /// Its path below the folder.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) time: Option<Time>,
    /// Whether it is in an archive or a mail.
    pub(super) is_inner: bool,
}

/// What is found of a file.
pub(super) enum Found {
    /// A file to look at.
    Piece(Piece),
    /// Something that cannot be taken out.
    Refused {
        /// Its path below the folder.
        name: String,
        /// Why.
        why: Words,
    },
    /// Something with no file in it.
    Stranger {
        /// Its path below the folder.
        name: String,
        /// Why.
        why: Words,
    },
}

/// The files in a file; itself where it is no archive and no mail.
pub(super) fn pieces(name: &str, bytes: Vec<u8>, modified: Option<i64>) -> Vec<Found> {
    let time = modified.map(|seconds| Time { seconds, slack: 0 });
    let mut found = Vec::new();
    Unpacker { found: &mut found }.add(Piece { name: name.to_owned(), bytes, time, is_inner: false }, 0, 0);
    found
}

struct Unpacker<'f> {
    found: &'f mut Vec<Found>,
}

impl Unpacker<'_> {
    fn add(&mut self, piece: Piece, depth: usize, archives: usize) {
        let is_archive = is_archive(&piece.bytes);
        if !is_archive && !is_mail(&piece) {
            self.found.push(Found::Piece(piece));
            return;
        }
        if is_archive && archives > 0 || depth >= DEEPEST {
            self.refuse(
                &piece.name,
                Words::fixed(
                    "压缩包里还有压缩包（或邮件套邮件过多），没有解开：请解压后再放进来",
                    "an archive within an archive (or too many mails in one another) is not unpacked: unpack it first",
                ),
            );
            return;
        }
        let inner = if is_archive { archive(&piece) } else { mail(&piece) };
        match inner {
            Err(why) => self.refuse(&piece.name, why),
            Ok(inner) => {
                for one in inner {
                    match one {
                        Found::Piece(one) => self.add(one, depth + 1, archives + usize::from(is_archive)),
                        other => self.found.push(other),
                    }
                }
            }
        }
    }

    fn refuse(&mut self, name: &str, why: Words) {
        self.found.push(Found::Refused { name: name.to_owned(), why });
    }
}

/// Whether bytes are a zip archive that is no document.
fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && matches!(Kind::of(bytes), Err(Refusal::Other(Other::Archive)))
        && memchr::memmem::find(bytes, b"OFD.xml").is_none()
}

/// Whether a file is a mail: by its name, or by how it begins.
fn is_mail(piece: &Piece) -> bool {
    let head = &piece.bytes[..piece.bytes.len().min(4096)];
    let has =
        |word: &[u8]| head.starts_with(word) || memchr::memmem::find(head, &[b"\n", word].concat()).is_some();
    let begins = [
        "Received:",
        "Return-Path:",
        "From:",
        "Date:",
        "Message-ID:",
        "X-",
        "MIME-Version:",
        "Subject:",
        "Delivered-To:",
    ]
    .iter()
    .any(|word| head.starts_with(word.as_bytes()));
    let looks = begins && has(b"From:") && (has(b"To:") || has(b"Date:") || has(b"Received:"));
    // Pages saved as one file look like mails and have no sender but a program.
    let is_page = has(b"From: <Saved by") || has(b"From: \"Saved by");
    looks && !is_page
}

/// The files of an archive.
fn archive(piece: &Piece) -> Result<Vec<Found>, Words> {
    let broken = |why: &dyn std::fmt::Display| {
        words!("压缩包已损坏，无法解开", "the archive is damaged and cannot be unpacked ({why})")
    };
    let mut archive = ZipArchive::new(Cursor::new(piece.bytes.as_slice())).map_err(|why| broken(&why))?;
    if archive.len() > MOST_FILES {
        return Err(words!(
            "压缩包里超过 {MOST_FILES} 个文件，没有解开",
            "the archive has more than {MOST_FILES} files and was not unpacked"
        ));
    }
    let mut found = Vec::new();
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let raw = archive.by_index_raw(index).map_err(|why| broken(&why))?;
        let below = decoded(raw.name_raw());
        let parts: Vec<&str> = below.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        let is_folder = raw.is_dir();
        let skipped = parts.iter().enumerate().any(|(at, part)| fs::is_skipped(part, at + 1 < parts.len()));
        if is_folder || skipped || parts.is_empty() {
            continue;
        }
        let name = format!("{}/{}", piece.name, parts.join("/"));
        let (locked, time) = (raw.encrypted(), raw.last_modified().and_then(of_clock));
        drop(raw);
        if locked {
            let why = Words::fixed(
                "压缩包有密码，无法解开：请解压后再放进来",
                "the archive has a password: unpack it first",
            );
            found.push(Found::Refused { name, why });
            continue;
        }
        let mut bytes = Vec::new();
        let read = archive
            .by_index(index)
            .map_err(|why| why.to_string())
            .and_then(|entry| entry.take(left + 1).read_to_end(&mut bytes).map_err(|why| why.to_string()));
        if let Err(why) = read {
            found.push(Found::Refused { name, why: broken(&why) });
            continue;
        }
        left = left.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)).ok_or_else(|| {
            let most = MOST_UNPACKED >> 20;
            words!(
                "压缩包解开超过 {most} MiB，没有解开",
                "the archive unpacks to more than {most} MiB and was not unpacked"
            )
        })?;
        found.push(Found::Piece(Piece { name, bytes, time, is_inner: true }));
    }
    if found.is_empty() {
        let why = Words::fixed("压缩包里没有文件", "the archive holds no file");
        found.push(Found::Stranger { name: piece.name.clone(), why });
    }
    Ok(found)
}

/// A name as the program that wrote it meant it.
fn decoded(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(name).0.into_owned(),
    }
}

/// The time of an entry of an archive.
fn of_clock(time: zip::DateTime) -> Option<Time> {
    let (month, day) = (i8::try_from(time.month()).ok()?, i8::try_from(time.day()).ok()?);
    let date = jiff::civil::Date::new(i16::try_from(time.year()).ok()?, month, day).ok()?;
    // What no clock was asked for has this time.
    if date.year() <= 1980 {
        return None;
    }
    let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
    let seconds = midnight + i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60;
    Some(Time { seconds: seconds - CHINA, slack: DAY })
}

/// The attachments of a mail.
fn mail(piece: &Piece) -> Result<Vec<Found>, Words> {
    let damaged = || Words::fixed("邮件已损坏，无法读取", "the mail is damaged and cannot be read");
    let parts = memchr::memmem::find_iter(&piece.bytes.to_ascii_lowercase(), b"multipart/").count();
    if parts > MOST_PARTS {
        return Err(damaged());
    }
    let mail = mailparse::parse_mail(&piece.bytes).map_err(|_| damaged())?;
    let date = mail.headers.get_first_value("Date").and_then(|date| mailparse::dateparse(&date).ok());
    let time = date.map(|seconds| Time { seconds, slack: 0 }).or(piece.time);
    let mut found = Vec::new();
    let mut left = MOST_UNPACKED;
    for part in mail.parts() {
        let Some(name) = attachment(part) else { continue };
        if found.len() >= MOST_FILES {
            return Err(damaged());
        }
        let name = format!("{}/{}", piece.name, name.replace(['/', '\\'], "_"));
        match part.get_body_raw() {
            Ok(bytes) => {
                left =
                    left.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)).ok_or_else(damaged)?;
                found.push(Found::Piece(Piece { name, bytes, time, is_inner: true }));
            }
            Err(_) => found.push(Found::Refused { name, why: damaged() }),
        }
    }
    if found.is_empty() {
        let why = Words::fixed("邮件里没有附件：请打开看看", "the mail has no attachment: open it and look");
        found.push(Found::Stranger { name: piece.name.clone(), why });
    }
    Ok(found)
}

/// The name of an attachment; `None` for the text of a mail.
fn attachment(part: &ParsedMail) -> Option<String> {
    if !part.subparts.is_empty() {
        return None;
    }
    let disposition = part.get_content_disposition();
    let named = disposition.params.get("filename").or_else(|| part.ctype.params.get("name"));
    if let Some(name) = named.filter(|name| !name.trim().is_empty()) {
        return Some(mended(name));
    }
    match part.ctype.mimetype.as_str() {
        "message/rfc822" => Some("转发的邮件.eml".to_owned()),
        kind if kind.starts_with("text/") || kind.starts_with("multipart/") => None,
        _ => Some("附件".to_owned()),
    }
}

/// A name whose bytes were taken for Latin letters.
fn mended(name: &str) -> String {
    let bytes: Option<Vec<u8>> = name.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match bytes.filter(|bytes| !bytes.is_ascii()) {
        Some(bytes) => decoded(&bytes),
        None => name.to_owned(),
    }
}
