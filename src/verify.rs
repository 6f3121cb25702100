//! Outputs read back: what a file says, against what the data say.
//!
//! A report leaves this program in many formats, and may be edited, damaged or made by a template that leaves
//! something out. Here each file of `out/` is read again, figures by the labels that stand beside them and texts in their
//! order, and compared with the model. The reading has nothing in common with the rendering but the form. How a document
//! looks is not judged, and nothing is ever repaired.

mod compare;
mod copy;
mod open_data;
mod page;
mod pdf;
mod plain;
mod word;
mod workbook;

use std::borrow::Cow;
use std::path::Path;

use crate::finding::{Finding, Subject};
use crate::form::{Form, Forms};
use crate::fs;
use crate::lang::Words;
use crate::make::Project;
use crate::model::{FigureId, Report};
use crate::place::{Places, Source};
use crate::render::{Document, Format, View};
use crate::rule::{About, Level};
use copy::Copy;

/// 与数据不一致: a file says something else than the data.
pub static OUTPUT_DIFFERS: About = About {
    id: Cow::Borrowed("output-differs"),
    level: Level::Error,
    basis: Cow::Borrowed(""),
    title: Words::fixed("生成的文件与数据不一致", "an output says something else than the data"),
    explain: Words::fixed(
        "nianbao verify 把 out/ 里的文件读回来，与数据逐格、逐段比对。不一致的，或是文件生成后被改过、损坏，或是数据改了还没有重新生成，或是自己的模板漏了、写错了内容。数据改过的，先运行 nianbao build；文件被改过的，build 会重新生成；模板有错的，改模板。",
        "nianbao verify reads the files of out/ back and compares every figure and every paragraph with the data. A difference means that a file was edited or damaged, that the data changed since the last build, or that a template of your own leaves something out. Run nianbao build, or mend the template.",
    ),
};

/// 没有生成: a file that ought to be there is not.
pub static OUTPUT_MISSING: About = About {
    id: Cow::Borrowed("output-missing"),
    level: Level::Error,
    basis: Cow::Borrowed(""),
    title: Words::fixed("应有的文件没有生成", "an output is not there"),
    explain: Words::fixed(
        "每份没有错误的报告都应有单位设定的各种格式。缺少的，运行 nianbao build 生成。",
        "Every sound report has the formats that its unit asks for. Run nianbao build.",
    ),
};

/// 多出文字: a file says more than the data.
pub static OUTPUT_ADDS: About = About {
    id: Cow::Borrowed("output-adds"),
    level: Level::Warning,
    basis: Cow::Borrowed(""),
    title: Words::fixed("生成的文件里多出数据里没有的文字", "an output has words that the data have not"),
    explain: Words::fixed(
        "自己的模板可以加上网站名称、说明等文字；这里列出来供核对，其中不应有数据里没有的数字。",
        "A template of your own may add words; they are listed to be looked at. No figure should be among them.",
    ),
};

/// Rules about outputs that are read back.
pub static FAULTS: &[&About] = &[&OUTPUT_DIFFERS, &OUTPUT_MISSING, &OUTPUT_ADDS];

/// The largest output that is read back.
const MOST_BYTES: usize = 4 << 20;

/// What a file is to say.
struct Original<'a> {
    forms: &'a Forms,
    form: &'a Form,
    report: &'a Report,
    view: &'a View,
    /// Whether the title is in its text.
    titled: bool,
}

impl Original<'_> {
    /// A figure by the address that stands in a file, spelled as this program spells it.
    fn figure(&self, address: &str) -> Option<FigureId> {
        let figure = self.form.resolve(address).ok()?;
        (self.form.spec(figure).address == address).then_some(figure)
    }
}

/// The text of a file.
fn utf8(bytes: &[u8]) -> Result<&str, Words> {
    std::str::from_utf8(bytes).map_err(|_| Words::fixed("不是 UTF-8 文字", "it is not UTF-8"))
}

/// What a library says of a file that it cannot read.
fn refused(error: impl std::fmt::Display) -> Words {
    Words::new(error.to_string(), error.to_string())
}

/// Reads an output back: its path for people, its bytes, what it is to say.
type ReadBack = fn(&str, &[u8], &Original) -> Result<Copy, Words>;

/// How each format is read back, by its name.
static READERS: &[(&str, ReadBack)] = &[
    ("txt", plain::text),
    ("html", page::read),
    ("fragment", page::read),
    ("body", page::read),
    ("pdf", pdf::read),
    ("md", plain::markdown),
    ("docx", word::read),
    ("xlsx", workbook::read),
    ("json", open_data::json),
    ("csv", open_data::csv),
];

/// A file that was read back.
#[derive(Debug)]
pub struct Verified {
    /// Where things stand in it.
    pub places: Places,
    /// What differs.
    pub findings: Vec<Finding>,
}

/// Compares the output of a report in a format with the report; one that is not there is a finding where it is wanted.
///
/// `None` where there is nothing to compare: the file is neither there nor wanted.
#[must_use]
pub fn verify(
    project: &Project,
    document: &Document,
    path: &Path,
    format: &Format,
    wanted: bool,
) -> Option<Verified> {
    let shown = project.shown(path);
    let at_file = |about, words| {
        let places = Places { source: Source::unread(shown.clone()), ..Places::default() };
        Some(Verified { places, findings: vec![Finding::new(about, Subject::File, words)] })
    };
    if !fs::exists(path) {
        let words = Words::fixed("没有这个文件，请先运行 nianbao build", "not there: run nianbao build");
        return if wanted { at_file(&OUTPUT_MISSING, words) } else { None };
    }
    let original = Original {
        forms: &project.forms,
        form: document.form,
        report: document.report,
        view: &document.view,
        titled: format.name != "body",
    };
    let reader = READERS.iter().find(|(name, _)| *name == format.name).map(|(_, reader)| reader)?;
    let copy = match fs::read(path, MOST_BYTES) {
        Ok(bytes) => reader(&shown, &bytes, &original),
        Err(trouble) => Err(trouble.words()),
    };
    match copy {
        Ok(copy) => Some(compare::compare(copy, &original)),
        Err(why) => {
            let words = words!("读不回来：{}", why.zh; "cannot be read back: {}", why.en);
            at_file(&OUTPUT_DIFFERS, words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::READERS;
    use crate::render::FORMATS;

    #[test]
    fn every_format_is_read_back() {
        let known: Vec<&str> = READERS.iter().map(|(name, _)| *name).collect();
        let all: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        assert!(all.iter().all(|name| known.contains(name)) && known.len() == all.len());
    }
}
