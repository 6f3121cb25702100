//! What is below `data/`: data files, and everything else, which is reported by name with what to
//! do about it.
//!
//! Nothing that a person put there is passed over: a document that cannot be read is a report that
//! has not arrived yet. Only litter is ([`fs::walk`]). A folder that the disk refuses stops no
//! other.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{Project, UNREADABLE};
use crate::diagnose::Judged;
use crate::finding::{Finding, Subject};
use crate::fs;
use crate::lang::Words;
use crate::place::{Places, Source};
use crate::read;
use crate::rule::{About, Basis, Level};

/// The register of what came in, in the folder of a year: no data.
pub const REGISTER: &str = "received.csv";

/// A file that no reader knows.
pub static UNREAD_FILE: About = About::new(
    "unread-file",
    Level::Error,
    Basis::None,
    Words::fixed("data/ 里有没有读的文件", "a file in data/ that was not read"),
    Words::fixed(
        "data/<年度>/ 里的每个文件都应是一份报告的数据：YAML、工作簿、CSV、网页、Word（.docx）、PDF、文本都可以。旧版 Word（.doc、.wps）、图片、压缩包、邮件等不能直接读取，按文件列出，请另存或改成填报表；与报告无关的文件请移出 data/。只有系统和编辑软件自动产生的文件（Thumbs.db、desktop.ini、~$ 开头的等）不列。",
        "Every file in data/<year>/ is to be the data of a report: YAML, a workbook, CSV, a web page, Word (.docx), PDF or text. Old Word files (.doc, .wps), pictures, archives and mails cannot be read: each is listed, and has to be saved in another way or turned into a form workbook; move what is no report out of data/. Only what systems and editors leave behind (Thumbs.db, desktop.ini, ~$…) is not listed.",
    ),
);

/// A file or folder below `data/` that was not read.
#[derive(Debug, Clone)]
pub struct Unread {
    /// Where it is.
    pub path: PathBuf,
    /// The unit of the roster, else the name of the file.
    pub unit: String,
    /// The year of its folder; 0 where there is none.
    pub year: u16,
    /// The file, as messages write it.
    pub places: Places,
    /// Why, and what to do.
    pub finding: Finding,
}

impl Unread {
    fn new(project: &Project, path: &Path, finding: Finding) -> Self {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let places = Places { source: Source::unread(project.shown(path)), ..Places::default() };
        Self {
            path: path.to_owned(),
            unit: project.listed_unit(&stem).unwrap_or(&stem).to_owned(),
            year: project.folder_year(path).unwrap_or_default(),
            places,
            finding,
        }
    }

    /// The file, as messages write it.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.places.source.path
    }

    /// Returns whether the disk refused it: whatever else is there is not known.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.finding.rule == UNREADABLE.id
    }

    /// As a report with one finding.
    #[must_use]
    pub fn judged(&self) -> Judged<'_> {
        Judged::of_file(&self.unit, self.year, &self.places, &self.finding)
    }
}

/// The files below `data/`.
#[derive(Debug, Clone, Default)]
pub struct DataFiles {
    /// Those that some reader knows.
    pub readable: Vec<PathBuf>,
    /// Everything else.
    pub unread: Vec<Unread>,
}

impl DataFiles {
    /// Those below a folder of a project.
    pub(super) fn below(project: &Project, folder: &Path) -> Self {
        let mut files = Self::default();
        let (entries, troubles) = fs::walk(folder);
        let pages = pages(&entries);
        for file in entries {
            let is_of_ours = project.is_roster(&file.path) || project.is_register(&file.path);
            if is_of_ours || belongs_to_page(&file.path, &pages) {
                continue;
            }
            let name = file.path.file_name().unwrap_or_default().to_string_lossy();
            let ending = file.path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            let reader = read::reader_for(&ending).filter(|_| !name.starts_with('.'));
            let is_beside = project.is_top(&file.path) && reader.is_some_and(read::Reader::is_document);
            let is_known = reader.is_some() && !is_beside;
            let other_roster = ["units.yml", "units.xlsx", "units.csv"].contains(&name.as_ref())
                && project.is_top(&file.path);
            // A folder or a link to nowhere with the name of a data file is reported as one that
            // cannot be read.
            if is_known && !other_roster {
                files.readable.push(file.path);
            } else if !file.is_folder {
                let words = if project.is_top(&file.path) {
                    top(other_roster)
                } else {
                    advice(&name, &ending, &file)
                };
                let finding = Finding::new(&UNREAD_FILE, Subject::File, words);
                files.unread.push(Unread::new(project, &file.path, finding));
            }
        }
        for trouble in troubles {
            let why = trouble.words();
            let words = words!("无法读取：{}", why.zh; "cannot be read: {}", why.en);
            let finding = Finding::new(&UNREADABLE, Subject::File, words);
            files.unread.push(Unread::new(project, &trouble.path, finding));
        }
        files.unread.sort_by(|a, b| a.shown().cmp(b.shown()));
        files
    }
}

/// The web pages among some files, without their endings.
fn pages(entries: &[fs::Entry]) -> HashSet<PathBuf> {
    let is_page = |path: &&PathBuf| {
        path.extension()
            .is_some_and(|ending| ["html", "htm"].iter().any(|page| ending.eq_ignore_ascii_case(page)))
    };
    entries.iter().map(|entry| &entry.path).filter(is_page).map(|path| path.with_extension("")).collect()
}

/// Whether a file is in the folder that a browser saved with a page: pictures, scripts, frames.
fn belongs_to_page(path: &Path, pages: &HashSet<PathBuf>) -> bool {
    !pages.is_empty()
        && path.ancestors().any(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let page = ["_files", ".files", "_文件"].iter().find_map(|end| name.strip_suffix(end));
            page.is_some_and(|page| pages.contains(&folder.with_file_name(page)))
        })
}

/// What to do about a file next to the folders of the years.
fn top(is_roster: bool) -> Words {
    if is_roster {
        return Words::fixed(
            "单位名录的文件名是 data/units.yaml：请改成 YAML 并用这个名称",
            "the roster is data/units.yaml: write it as YAML under this name",
        );
    }
    Words::fixed(
        "data/ 里直接放的只有单位名录 units.yaml 和各年度的文件夹：报告请放进 data/<年度>/，其他文件请移出 data/",
        "data/ itself holds only the roster units.yaml and a folder for each year: put reports into data/<year>/, and move other files out of data/",
    )
}

/// Kinds of files that cannot be read, by their endings, and what to do about each.
static ADVICE: &[(&[&str], Words)] = &[
    (
        &["doc", "dotx", "dot", "wps", "wpt", "rtf", "odt"],
        Words::fixed(
            "这种文字文档不能直接读取：请用 Word 或 WPS 打开，另存为 .docx",
            "this kind of text document cannot be read: open it in Word or WPS and save it as .docx",
        ),
    ),
    (
        &["ofd", "ceb", "xps"],
        Words::fixed(
            "这种版式文件不能直接读取：请用阅读软件打开，另存为 PDF 或 .docx，或请该单位改用填报表（nianbao form 生成）报送",
            "this kind of document cannot be read: save it as PDF or .docx in its reader, or ask the unit for the form workbook (made by nianbao form)",
        ),
    ),
    (
        &["zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"],
        Words::fixed(
            "这是压缩包：请解压，把里面的工作簿放到这里，再移走压缩包",
            "an archive: unpack it, put the workbooks in it here, and move the archive away",
        ),
    ),
    (
        &["eml", "msg", "mbox"],
        Words::fixed(
            "这是邮件：请打开邮件，把附件里的工作簿另存到这里，再移走邮件",
            "a mail: open it, save the attached workbook here, and move the mail away",
        ),
    ),
    (
        &["jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "svg"],
        Words::fixed(
            "这是图片（扫描件、照片、截图），图片里的数不读：请该单位改用填报表报送，或把数据录入工作簿",
            "a picture: figures in pictures are not read; ask the unit for the form workbook, or enter the data in a workbook",
        ),
    ),
    (
        &["ppt", "pptx", "dps"],
        Words::fixed(
            "这是演示文稿，不是报告的数据：请该单位改用填报表报送",
            "slides are not the data of a report: ask the unit for the form workbook",
        ),
    ),
    (
        &["xlsb", "xltx", "xlt", "numbers", "ett", "fods"],
        Words::fixed(
            "这种工作簿不能读取：请用 Excel 或 WPS 打开，另存为 .xlsx",
            "this kind of workbook cannot be read: open it in Excel or WPS and save it as .xlsx",
        ),
    ),
    (
        &["lnk", "url", "webloc"],
        Words::fixed(
            "这是快捷方式，不是文件本身：请放文件本身",
            "a shortcut, not the file itself: put the file itself here",
        ),
    ),
    (
        &["tmp", "part", "crdownload", "download", "partial"],
        Words::fixed(
            "这个文件没有下载或保存完：请重新下载、另存",
            "this file was not downloaded or saved to the end: do it again",
        ),
    ),
    (
        &[""],
        Words::fixed(
            "文件名没有扩展名，不知道是哪种文件：工作簿请加上 .xlsx 等扩展名，不是报告的请移出 data/",
            "the name has no ending, so the kind of file is unknown: add .xlsx or another one if it is a workbook, else move it out of data/",
        ),
    ),
];

/// Why a file whose ending no reader knows is not read, and what to do.
#[must_use]
pub fn unread_words(path: &Path) -> Words {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    by_ending(&ending)
        .unwrap_or_else(|| words!("不能读取这种文件：{name}", "files of this kind cannot be read: {name}"))
}

fn by_ending(ending: &str) -> Option<Words> {
    ADVICE.iter().find(|(endings, _)| endings.contains(&ending)).map(|(_, words)| words.clone())
}

/// What to do about a file that no reader knows, by its ending.
fn advice(name: &str, ending: &str, file: &fs::Entry) -> Words {
    if name.starts_with('.') {
        return Words::fixed(
            "隐藏文件没有读：是报告的请改名（去掉开头的句点），不是的请移出 data/",
            "a hidden file is not read: rename it without the dot if it is a report, else move it out of data/",
        );
    }
    if !file.is_file {
        return Words::fixed(
            "这不是普通文件（多半是指向文件夹的链接）：请放文件本身",
            "not a regular file (most likely a link to a folder): put the file itself here",
        );
    }
    by_ending(ending).unwrap_or_else(|| {
        words!(
            "不能读取 .{ending} 文件：请该单位改用填报表（nianbao form 生成）报送；不是报告的请移出 data/",
            "cannot read .{ending} files: ask the unit for the form workbook (made by nianbao form); move what is no report out of data/"
        )
    })
}
