//! A folder of its own for each test, and the program run in it as users run it.

pub(crate) mod sheets;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use nianbao::check::{self, Checked};
use nianbao::document;
use nianbao::finding::Finding;
use nianbao::form::{Filled, Form, Forms};
use nianbao::model::Report;
use nianbao::place::Places;
use nianbao::read::{self, Expected, Read};

/// A sound report.
pub(crate) const GOOD: &str = "\
单位: 甲局
年度: 2024
表二: { 行政许可: 12, 其余: 0 }
表三: { 本年新收: { 自然人: 5 }, 予以公开: { 自然人: 5 }, 其余: 0 }
表四: { 其余: 0 }
总体情况: 全年许可 {{ 表二.行政许可 }} 件，收到申请 {{ 表三.本年新收.总计 }} 件。主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障工作平稳。
存在的主要问题及改进情况: 部分栏目更新不够及时，政策解读偏少，群众查找不够方便。今后按月核对栏目，补齐解读材料和办事指南，每季度通报一次。
其他需要报告的事项: 全年未收取信息处理费。
";

/// A project of two sound reports.
pub(crate) fn two_units() -> Tree {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD).write("data/2024/乙局.yaml", GOOD.replace("甲局", "乙局"));
    tree
}

/// A project in a temporary folder.
pub(crate) struct Tree {
    folder: tempfile::TempDir,
}

/// What a run of the program left behind.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Tree {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A copy of a folder of the repository.
    pub(crate) fn copy_of(source: &Path) -> Self {
        let tree = Self::new();
        for entry in walkdir::WalkDir::new(source) {
            let entry = entry.expect("a readable folder");
            if entry.file_type().is_file() {
                let below = entry.path().strip_prefix(source).expect("below the folder");
                let bytes = fs::read(entry.path()).expect("a readable file");
                tree.write(&below.to_string_lossy(), bytes);
            }
        }
        tree
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub(crate) fn write(&self, below: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(below);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a written file");
        self
    }

    pub(crate) fn read(&self, below: &str) -> Vec<u8> {
        fs::read(self.path(below)).unwrap_or_else(|error| panic!("{below}: {error}"))
    }

    pub(crate) fn text(&self, below: &str) -> String {
        String::from_utf8(self.read(below)).expect("UTF-8")
    }

    /// Puts one text in the place of another that must be there.
    pub(crate) fn replace(&self, below: &str, old: &str, new: &str) -> &Self {
        let text = self.text(below);
        assert!(text.contains(old), "{below} does not hold {old}");
        self.write(below, text.replacen(old, new, 1))
    }

    /// Every file below a folder with its bytes, but for what a build keeps for itself.
    pub(crate) fn files(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path(below);
        let walk = walkdir::WalkDir::new(&root).sort_by_file_name();
        walk.into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter(|entry| !entry.path().iter().any(|part| part == ".nianbao"))
            .map(|entry| {
                let name = entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned();
                (name, fs::read(entry.path()).expect("a readable file"))
            })
            .collect()
    }

    /// Runs the program in this folder, in Chinese.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        self.run_in("zh", args)
    }

    pub(crate) fn run_in(&self, lang: &str, args: &[&str]) -> Done {
        let output = Command::new(env!("CARGO_BIN_EXE_nianbao"))
            .args(args)
            .args(["--lang", lang, "--color", "never"])
            .current_dir(self.folder.path())
            .output()
            .expect("the program starts");
        Done {
            code: output.status.code().expect("no signal"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

/// A file or folder of the repository.
pub(crate) fn repository(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// The forms that are built in.
pub(crate) fn forms() -> &'static Forms {
    static FORMS: LazyLock<Forms> = LazyLock::new(Forms::built_in);
    &FORMS
}

/// Reads a text as a data file.
pub(crate) fn read_text(forms: &Forms, bytes: &[u8]) -> Read {
    read_as(forms, "test.yaml", bytes)
}

/// Reads bytes as the data file of a name.
pub(crate) fn read_as(forms: &Forms, path: &str, bytes: &[u8]) -> Read {
    let file = read::File::named(path, bytes).expect("a reader for the file");
    read::read(&[file], &Expected::default(), forms, document::in_this_process)
}

/// Reads and checks a data file: the report, places, and all findings in the order of the file.
pub(crate) fn checked(
    forms: &Forms,
    bytes: &[u8],
    last: Option<&Report>,
) -> (Option<Report>, Places, Vec<Finding>) {
    let Read { mut report, places, mut findings } = read_text(forms, bytes);
    if let Some(report) = &mut report {
        let form_of = |report: &Report| -> &Form { forms.edition(report.edition).expect("a known form") };
        let last = last.map(|last| (form_of(last), last));
        form_of(report).compute_all(report, last);
        let this = Filled::new(form_of(report), report);
        let last = last.map(|(form, report)| Filled { form, report });
        findings.extend(check::check(&Checked { this, last }));
    }
    (report, places, findings)
}

/// A sound report with every total written down: the repository's own sample.
pub(crate) fn full_report() -> String {
    fs::read_to_string(repository("data/2024/示例县公安局.yaml")).expect("the sample data")
}

/// Whether a file is a page or data about several reports.
pub(crate) fn is_of_several(name: &str) -> bool {
    ["index.html", "feed.xml", "sitemap.xml"].contains(&name)
        || ["lists/", "units/"].iter().any(|folder| name.starts_with(folder))
        || ["/index.html", "/data.csv", "/data.json"].iter().any(|end| name.ends_with(end))
}
