//! Pages about several reports: the bytes on the disk against those that the data give.
//!
//! These pages are made of figures that other checks have compared, and the same data always give
//! the same bytes: whatever else is in such a file, somebody or something changed it.

use std::path::Path;

use super::{MOST_BYTES, OUTPUT_DIFFERS, OUTPUT_MISSING, Verified};
use crate::finding::{Finding, Subject};
use crate::fs;
use crate::lang::Words;
use crate::place::{Places, Source};

/// Compares a file with what it is to hold; `None` where it is the same.
#[must_use]
pub fn same_file(shown: &str, path: &Path, wanted: &[u8]) -> Option<Verified> {
    let (about, words) = if fs::exists(path) {
        match fs::read(path, MOST_BYTES.max(wanted.len())) {
            Ok(bytes) if bytes == wanted => return None,
            Ok(_) => (
                &OUTPUT_DIFFERS,
                Words::fixed(
                    "与数据不一致：请运行 nianbao build 重新生成",
                    "it differs from the data: run nianbao build",
                ),
            ),
            Err(trouble) => {
                let why = trouble.words();
                (&OUTPUT_DIFFERS, words!("文件无法读取：{}", why.zh; "cannot be read: {}", why.en))
            }
        }
    } else {
        (&OUTPUT_MISSING, Words::fixed("没有这个文件：请先运行 nianbao build", "missing: run nianbao build"))
    };
    let places = Places { source: Source::unread(shown.to_owned()), ..Places::default() };
    Some(Verified { places, findings: vec![Finding::new(about, Subject::File, words)] })
}
