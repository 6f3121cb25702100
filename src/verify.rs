//! Outputs read back: what a file says, against what the data say.
//!
//! A report leaves this program in many formats, and may be edited, damaged or made by a template
//! that leaves something out. Here each file of `out/` is read again, figures by the labels next to
//! them and texts in their order, and compared with the model. The reading has nothing in common
//! with the rendering but the form. How a document looks is not judged, and nothing is ever
//! repaired.

mod against;
mod brief;
mod compare;
mod copy;
mod difference;
mod open_data;
mod plain;
mod published;
mod site;
mod workbook;

use std::path::Path;

use crate::finding::{Finding, Subject};
use crate::form::{Filled, Form, Forms};
use crate::fs;
use crate::lang::Words;
use crate::make::Project;
use crate::model::{FigureId, Report};
use crate::place::{Places, Source};
use crate::render::{Document, Format, Media, View};
use crate::rule::{About, Basis, Level};
use copy::Copy;

pub use against::{Against, Side, against};
pub use site::same_file;

/// 与数据不一致: a file says something else than the data.
pub static OUTPUT_DIFFERS: About = About::new(
    "output-differs",
    Level::Error,
    Basis::None,
    Words::fixed("生成的文件与数据不一致", "output differs from the data"),
    Words::fixed(
        "nianbao verify 核对 out/ 里的文件与数据是否一致。不一致的原因：文件生成后被改过或损坏；数据改了还没有重新生成；自己的模板漏了、写错了内容。数据或文件改过的，请运行 nianbao build 重新生成；模板有错的，请改模板。",
        "nianbao verify compares every figure and paragraph of the generated files with the data. A difference means that a file was edited or damaged, that the data changed since the last build, or that a template of your own leaves something out. Run nianbao build, or fix the template.",
    ),
);

/// 没有生成: a file that ought to be there is not.
pub static OUTPUT_MISSING: About = About::new(
    "output-missing",
    Level::Error,
    Basis::None,
    Words::fixed("应有的文件没有生成", "output is missing"),
    Words::fixed(
        "没有强制性问题的报告，都应有单位设定的各种格式。缺少的，请运行 nianbao build 生成。",
        "Every report without errors has the formats that its unit asks for. Run nianbao build.",
    ),
);

/// 多出文字: a file says more than the data.
pub static OUTPUT_ADDS: About = About::new(
    "output-adds",
    Level::Warning,
    Basis::None,
    Words::fixed("生成的文件里有数据以外的文字", "text not in the data"),
    Words::fixed(
        "自己的模板可以加上网站名称、说明等文字；这里列出供核对，其中不应有数据里没有的数字。",
        "A template of your own may add text; it is listed here for checking. No figure should be in it.",
    ),
);

/// 公布的与数据不一致: a published document says something else than the data.
pub static PUBLISHED_DIFFERS: About = About::new(
    "published-differs",
    Level::Error,
    Basis::None,
    Words::fixed("公布的内容与数据不一致", "what was published differs from the data"),
    Words::fixed(
        "nianbao verify --published 把保存下来的网页、PDF、Word 文件与数据逐格、逐段核对。不一致的，要么是公布时改动或粘贴错了，要么是数据后来改了：请查明以哪一个为准。公布的文件里没有显示的不算不一致。",
        "nianbao verify --published compares saved pages, PDFs and Word files with the data, figure by figure and paragraph by paragraph. A difference means that something was changed or pasted wrongly when it was published, or that the data changed since. What the document does not show is no difference.",
    ),
);

/// 数据里没有: a published document is of a unit or year that the data do not have.
pub static PUBLISHED_UNKNOWN: About = About::new(
    "published-unknown",
    Level::Error,
    Basis::None,
    Words::fixed("公布的报告在数据里没有", "a published report is not in the data"),
    Words::fixed(
        "公布的文件是某个单位某个年度的报告，数据里却没有：多半是单位用了别的名称（可在名录里写曾用名），或者数据放错了年度。",
        "The document is the report of a unit or year that the data do not have: most likely the unit has another name there (the roster can give former names), or the data are in the folder of another year.",
    ),
);

/// 没有读取: a published document in which no report can be read.
pub static PUBLISHED_UNREAD: About = About::new(
    "published-unread",
    Level::Error,
    Basis::None,
    Words::fixed("公布的文件里读不出报告", "no report can be read in a published document"),
    Words::fixed(
        "目录页、脚本加载的空壳、扫描件、图片里没有可以核对的文字和数：请另存有正文的页面，或下载附件再核对。",
        "Lists, shells that scripts fill, scans and pictures hold nothing to compare: save the page with the text, or download the attachment.",
    ),
);

/// Rules about outputs that are read back, and about what was published.
pub static FAULTS: &[&About] = &[
    &OUTPUT_DIFFERS,
    &OUTPUT_MISSING,
    &OUTPUT_ADDS,
    &PUBLISHED_DIFFERS,
    &PUBLISHED_UNKNOWN,
    &PUBLISHED_UNREAD,
];

/// The largest output that is read back.
const MOST_BYTES: usize = 4 << 20;

/// What a file is to say.
struct Original<'a> {
    forms: &'a Forms,
    form: &'a Form,
    report: &'a Report,
    /// The earlier reports of the unit, of which some formats show figures.
    earlier: &'a [Filled<'a>],
    view: &'a View,
    /// Whether the title is in its text.
    titled: bool,
}

impl Original<'_> {
    /// A figure by the address in a file, spelled as this program spells it.
    fn figure(&self, address: &str) -> Option<FigureId> {
        let figure = self.form.resolve(address).ok()?;
        (self.form.spec(figure).address == address).then_some(figure)
    }
}

/// The text of a file.
fn utf8(bytes: &[u8]) -> Result<&str, Words> {
    std::str::from_utf8(bytes).map_err(|_| Words::fixed("不是 UTF-8 文字", "it is not UTF-8"))
}

/// Reads an output back: its path for people, its bytes, what it is to say.
type ReadBack = fn(&str, &[u8], &Original) -> Result<Copy, Words>;

/// How each kind of file is read back.
fn reader(media: Media) -> ReadBack {
    match media {
        Media::Text => plain::text,
        Media::Page => published::page,
        Media::Pdf => published::pdf,
        Media::Markdown => plain::markdown,
        Media::Word => published::word,
        Media::Workbook => workbook::read,
        Media::Json => open_data::json,
        Media::Csv => open_data::csv,
        Media::BriefPage => brief::page,
        Media::BriefPdf => brief::pdf,
    }
}

/// A file that was read back.
#[derive(Debug)]
pub struct Verified {
    /// Where things are in it.
    pub places: Places,
    /// What differs.
    pub findings: Vec<Finding>,
}

/// Compares the output of a report in a format with the report; one that is not there is a finding
/// where it is wanted.
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
        let words = Words::fixed("没有这个文件：请先运行 nianbao build", "missing: run nianbao build");
        return if wanted { at_file(&OUTPUT_MISSING, words) } else { None };
    }
    let original = Original {
        forms: &project.forms,
        form: document.form,
        report: document.report,
        earlier: &document.earlier,
        view: &document.view,
        titled: format.name != "body",
    };
    let copy = match fs::read(path, MOST_BYTES) {
        Ok(bytes) => reader(format.media)(&shown, &bytes, &original),
        Err(trouble) => Err(trouble.words()),
    };
    match copy {
        Ok(copy) => Some(compare::compare(copy, &original)),
        Err(why) => {
            let words = words!("文件无法读取：{}", why.zh; "cannot be read: {}", why.en);
            at_file(&OUTPUT_DIFFERS, words)
        }
    }
}
