//! The same PDF with its objects in one compressed stream.
//!
//! The tags of a report's tables are a third of what Typst writes, and Typst leaves them as they
//! are. What it writes is of one shape (a plain table of offsets, objects one after another), so
//! its objects are moved as they stand and nothing in them is read: reading the document again
//! costs a tenth of making it. A file of another shape is refused, never half understood.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::{Compress, Compression, FlushCompress, Status};

/// How hard streams are compressed: 6 takes half as much time again for a hundredth less.
const LEVEL: u32 = 3;

/// An object of the file: its number, and what stands between `obj` and `endobj`.
type Object<'a> = (usize, &'a [u8]);

/// Where an object is in the packed file.
#[derive(Clone, Copy)]
enum Place {
    /// It is not there.
    Free,
    /// It begins at this byte.
    Byte(usize),
    /// It is in the stream of objects, after so many others.
    Packed(usize),
}

/// The packed file; nothing if `pdf` is not of the shape that Typst writes.
pub(super) fn packed(pdf: &[u8]) -> Option<Vec<u8>> {
    let (table, trailer) = ends(pdf)?;
    let (objects, size) = objects(pdf, table)?;
    // The version, and a comment of bytes that say that the file is not text.
    let mut lines = pdf.split_inclusive(|&byte| byte == b'\n');
    let (version, binary) = (lines.next()?, lines.next().filter(|line| line.starts_with(b"%"))?);

    let mut places = vec![Place::Free; size + 2];
    let mut out = Vec::with_capacity(pdf.len() * 3 / 4);
    out.extend_from_slice(version);
    out.extend_from_slice(binary);
    let (mut numbers, mut bodies, mut count) = (String::new(), Vec::new(), 0);
    for (number, body) in objects {
        if body.ends_with(b"endstream") {
            places[number] = Place::Byte(out.len());
            object(&mut out, number, &[body]);
        } else {
            places[number] = Place::Packed(count);
            let _ = write!(numbers, "{number} {} ", bodies.len());
            bodies.extend_from_slice(body);
            bodies.push(b'\n');
            count += 1;
        }
    }
    places[size] = Place::Byte(out.len());
    let packed = deflated(&[numbers.as_bytes(), &bodies].concat());
    let keys = format!("/Type/ObjStm/N {count}/First {}", numbers.len());
    stream(&mut out, size, &keys, &packed);

    let start = out.len();
    places[size + 1] = Place::Byte(start);
    let rows: Option<Vec<_>> = places.iter().map(|&place| row(place, size)).collect();
    let keys = format!("/Type/XRef/Size {}/W[1 4 4]{trailer}", places.len());
    stream(&mut out, size + 1, &keys, &deflated(rows?.as_flattened()));
    let _ = writeln!(out, "startxref\n{start}\n%%EOF");
    Some(out)
}

/// Where the table of offsets begins, and the keys of the trailer without the number of objects.
fn ends(pdf: &[u8]) -> Option<(usize, String)> {
    let tail = pdf.len().checked_sub(64)?;
    let after = |text: &[u8], mark: &str| text.windows(mark.len()).rposition(|at| at == mark.as_bytes());
    let start = tail + after(&pdf[tail..], "startxref")?;
    let table = std::str::from_utf8(&pdf[start..]).ok()?.split_ascii_whitespace().nth(1)?.parse().ok()?;
    let trailer = pdf.get(table..start)?;
    let trailer = std::str::from_utf8(&trailer[after(trailer, "trailer")?..]).ok()?;
    let keys = trailer.strip_prefix("trailer")?.trim().strip_prefix("<<")?.strip_suffix(">>")?;
    let (before, rest) = keys.split_once("/Size")?;
    let rest = rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    Some((table, format!("{before}{rest}").trim().to_owned()))
}

/// The objects in the order of the file, by its table of offsets, and the number after the last.
fn objects(pdf: &[u8], table: usize) -> Option<(Vec<Object<'_>>, usize)> {
    let mut lines = pdf.get(table..)?.split(|&byte| byte == b'\n').map(|line| std::str::from_utf8(line).ok());
    let mut line = || lines.next()?;
    (line()?.trim() == "xref").then_some(())?;
    let size: usize = line()?.trim().strip_prefix("0 ")?.parse().ok()?;
    let mut starts = Vec::new();
    for number in 0..size {
        let entry = line()?;
        let mut parts = entry.split_ascii_whitespace();
        let (offset, _, kind) = (parts.next()?.parse::<usize>().ok()?, parts.next()?, parts.next()?);
        if kind == "n" {
            starts.push((offset, number));
        }
    }
    starts.sort_unstable();
    let ends = starts.iter().skip(1).map(|&(start, _)| start).chain([table]).collect::<Vec<_>>();
    let object = |(&(start, number), end): (&(usize, usize), usize)| {
        let text = pdf.get(start..end)?.trim_ascii_end();
        let body = text.strip_prefix(format!("{number} 0 obj").as_bytes())?.strip_suffix(b"endobj")?;
        Some((number, body.trim_ascii()))
    };
    let objects: Option<Vec<_>> = starts.iter().zip(ends).map(object).collect();
    Some((objects?, size))
}

/// An object's row in the table of offsets: its kind, and two numbers of four bytes.
fn row(place: Place, packed_in: usize) -> Option<[u8; 9]> {
    let (kind, first, second) = match place {
        Place::Free => (0, 0, usize::from(u16::MAX)),
        Place::Byte(at) => (1, at, 0),
        Place::Packed(after) => (2, packed_in, after),
    };
    let mut row = [kind; 9];
    row[1..5].copy_from_slice(&u32::try_from(first).ok()?.to_be_bytes());
    row[5..].copy_from_slice(&u32::try_from(second).ok()?.to_be_bytes());
    Some(row)
}

thread_local! {
    /// The state of a compressor is half a megabyte, which is cleared where one is made.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(LEVEL), true));
}

fn deflated(data: &[u8]) -> Vec<u8> {
    // What cannot be compressed takes five bytes more in every 16 KiB.
    let mut out = Vec::with_capacity(data.len() + data.len() / 1024 + 64);
    let status = COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        compressor.compress_vec(data, &mut out, FlushCompress::Finish)
    });
    assert_eq!(status.ok(), Some(Status::StreamEnd), "there is room for all of it");
    out
}

fn stream(out: &mut Vec<u8>, number: usize, keys: &str, data: &[u8]) {
    let dictionary = format!("<<{keys}/Filter/FlateDecode/Length {}>>\nstream\n", data.len());
    object(out, number, &[dictionary.as_bytes(), data, b"\nendstream"]);
}

fn object(out: &mut Vec<u8>, number: usize, parts: &[&[u8]]) {
    let _ = writeln!(out, "{number} 0 obj");
    for part in parts {
        out.extend_from_slice(part);
    }
    out.extend_from_slice(b"\nendobj\n");
}
