//! What this machine and project lack: a line for each thing that the work depends on, and what to
//! do about it.
//!
//! Looks and tries; the only thing that it writes is a file that it removes again.

use std::path::Path;

use serde::Serialize;

use super::init::{SCHEMA, schema};
use crate::diagnose::Reporter;
use crate::form::Form;
use crate::fs;
use crate::lang::{Lang, Words, counted};
use crate::make::{Broken, Project, Survey};

/// How it is with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// As it should be.
    Good,
    /// The work goes on, and something is to be known.
    Notice,
    /// The work cannot be done.
    Bad,
}

impl Health {
    /// In a word.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Good => Words::fixed("好", "good"),
            Self::Notice => Words::fixed("注意", "notice"),
            Self::Bad => Words::fixed("不行", "bad"),
        }
    }
}

/// One thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub what: Words,
    /// How it is with it.
    pub health: Health,
    /// What there is, and what to do.
    pub says: Words,
}

/// Bytes that are written to see whether there is room: the outputs of some hundred reports.
const ROOM: usize = 32 << 20;
/// More names are not listed.
const MOST: usize = 10;

/// Looks at a project that was opened, or could not be; `locale` is what the system says of the
/// terminal.
#[must_use]
pub fn examine(
    root: &Path,
    opened: &Result<Project, Broken>,
    out: &Path,
    locale: Option<&str>,
    jobs: usize,
) -> Vec<Line> {
    let mut lines = vec![line(
        ("程序", "program"),
        Health::Good,
        words!("nianbao {}，{jobs} 个处理器", version(); "nianbao {}, {}", version(), counted(jobs, "processor")),
    )];
    match opened {
        Ok(project) => {
            lines.push(forms(project));
            lines.push(fonts(project));
            lines.extend(roster(project, jobs));
            lines.push(schema_line(root, project));
        }
        Err(broken) => {
            let said = |lang| broken.message(Reporter { lang, color: false }).trim_end().to_owned();
            let says = Words::new(said(Lang::Zh), said(Lang::En));
            lines.push(line(("项目", "project"), Health::Bad, says));
        }
    }
    lines.extend(folders(root, out));
    lines.push(terminal(locale));
    lines
}

fn line((zh, en): (&'static str, &'static str), health: Health, says: Words) -> Line {
    Line { what: Words::fixed(zh, en), health, says }
}

fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

fn forms(project: &Project) -> Line {
    let years = |form: &Form| match (form.years.start(), form.years.end()) {
        (from, &u16::MAX) => {
            words!("{} 年表样（{from} 年度起）", form.edition; "{} (from {from} on)", form.edition)
        }
        (from, to) => {
            words!("{} 年表样（{from} 至 {to} 年度）", form.edition; "{} ({from} to {to})", form.edition)
        }
    };
    let all: Vec<Words> = project.forms.all().map(years).collect();
    let zh: Vec<&str> = all.iter().map(|words| words.zh.as_ref()).collect();
    let en: Vec<&str> = all.iter().map(|words| words.en.as_ref()).collect();
    line(("表样", "forms"), Health::Good, Words::new(zh.join("、"), en.join(", ")))
}

fn fonts(project: &Project) -> Line {
    let names: String = project.roster.agencies.iter().map(|agency| agency.name.as_str()).collect();
    let lacking = project.fonts.lacking(&names);
    let own = project.fonts.own_families();
    let own = if own.is_empty() {
        Words::fixed("内置字体", "the built-in fonts")
    } else {
        words!("自备 {} 和内置字体", own.join("、"); "{} and the built-in fonts", own.join(", "))
    };
    if lacking.is_empty() {
        let says = words!("{}，名录里的字都有", own.zh; "{}, with every character of the roster", own.en);
        return line(("字体", "fonts"), Health::Good, says);
    }
    let characters: String = lacking.iter().collect();
    let says = words!(
        "{}里没有名录里的“{characters}”：请把有这些字的字体放进 templates/fonts/", own.zh;
        "{} lack `{characters}` of the roster: put a font that has them into templates/fonts/", own.en
    );
    line(("字体", "fonts"), Health::Notice, says)
}

fn roster(project: &Project, jobs: usize) -> Vec<Line> {
    let what = ("名录", "roster");
    let agencies = &project.roster.agencies;
    if agencies.is_empty() {
        let says = Words::fixed(
            "没有 data/units.yaml，不知道谁没有报送：请用 nianbao roster 名单.xlsx 建立",
            "there is no data/units.yaml, so nobody can be missed: make it with nianbao roster FILE",
        );
        return vec![line(what, Health::Notice, says)];
    }
    let count = agencies.len();
    let silent = agencies.iter().filter(|agency| agency.contact.is_none()).count();
    let says = words!("{count} 个单位"; "{}", counted(count, "unit"));
    let (health, says) = if silent == 0 {
        (Health::Good, says)
    } else {
        let more = words!("，{silent} 个没有写联系人"; ", {silent} without a contact");
        (Health::Notice, says.and(&more))
    };
    let mut lines = vec![line(what, health, says)];
    let survey = Survey::of(project, &[], jobs);
    let strange: Vec<&str> = survey
        .entries()
        .iter()
        .filter(|entry| project.position_of(&entry.identity).is_none())
        .map(|entry| entry.identity.shown.as_str())
        .collect();
    let unread: Vec<&str> = survey.unread().iter().map(crate::make::Unread::shown).collect();
    let list = |names: &[&str]| names.iter().take(MOST).copied().collect::<Vec<_>>().join("、");
    let mut found = Vec::new();
    if !strange.is_empty() {
        found.push(words!(
            "{} 份数据的单位不在名录里：{}", strange.len(), list(&strange);
            "{} of units that are not in the roster: {}", counted(strange.len(), "file"), list(&strange)
        ));
    }
    if !unread.is_empty() {
        found.push(words!(
            "{} 个文件没有读：{}", unread.len(), list(&unread);
            "{} not read: {}", counted(unread.len(), "file"), list(&unread)
        ));
    }
    let what = ("数据", "data");
    if found.is_empty() {
        let reports = survey.entries().len();
        let says = words!("{reports} 份，都与名录对得上"; "{}, all of units of the roster", counted(reports, "report"));
        lines.push(line(what, Health::Good, says));
    } else {
        let zh: Vec<&str> = found.iter().map(|words| words.zh.as_ref()).collect();
        let en: Vec<&str> = found.iter().map(|words| words.en.as_ref()).collect();
        lines.push(line(what, Health::Notice, Words::new(zh.join("；"), en.join("; "))));
    }
    lines
}

fn schema_line(root: &Path, project: &Project) -> Line {
    let path = root.join(SCHEMA);
    let what = ("编辑器提示", "schema for editors");
    if !fs::exists(&path) {
        let says = Words::fixed(
            "没有 schema.json，编辑器里没有键名提示：nianbao schema > schema.json",
            "there is no schema.json, so editors complete no keys: nianbao schema > schema.json",
        );
        return line(what, Health::Notice, says);
    }
    let current = schema(&project.forms);
    if fs::read(&path, current.len()).is_ok_and(|bytes| bytes == current.as_bytes()) {
        return line(what, Health::Good, Words::fixed("schema.json 是最新的", "schema.json is up to date"));
    }
    let says = Words::fixed(
        "schema.json 不是这一版程序和表样的：nianbao schema > schema.json",
        "schema.json is not of this program and its forms: nianbao schema > schema.json",
    );
    line(what, Health::Notice, says)
}

fn folders(root: &Path, out: &Path) -> Vec<Line> {
    let data = root.join("data");
    let mut lines = Vec::new();
    if !fs::exists(&data) {
        let says = Words::fixed(
            "没有 data/：请用 nianbao init 新建项目，或用 -C 指明项目文件夹",
            "there is no data/: make a project with nianbao init, or name its folder with -C",
        );
        lines.push(line(("文件夹", "folder"), Health::Notice, says));
    }
    let denied = [data.as_path(), out].into_iter().find_map(|folder| fs::probe(folder, 1).err());
    lines.push(match denied {
        None => line(
            ("写入", "writing"),
            Health::Good,
            Words::fixed("data/ 和输出文件夹都能写", "data/ and the output folder can be written to"),
        ),
        Some(trouble) => {
            let why = trouble.with_path();
            let says = words!("不能写 {}", why.zh; "cannot write {}", why.en);
            line(("写入", "writing"), Health::Bad, says)
        }
    });
    lines.push(match fs::probe(out, ROOM) {
        Ok(()) => {
            let size = ROOM >> 20;
            line(
                ("磁盘", "disk"),
                Health::Good,
                words!("至少还有 {size} MiB", "there is room for {size} MiB at least"),
            )
        }
        Err(trouble) => {
            let why = trouble.words();
            let says = words!("写不下：{}，请清理磁盘", why.zh; "no room: {}; make some", why.en);
            line(("磁盘", "disk"), Health::Bad, says)
        }
    });
    lines
}

fn terminal(locale: Option<&str>) -> Line {
    let what = ("终端编码", "terminal");
    let is_utf8 = |locale: &str| {
        let plain = locale.to_lowercase().replace('-', "");
        plain.contains("utf8")
    };
    match locale {
        Some(locale) if is_utf8(locale) => line(what, Health::Good, words!("{locale}", "{locale}")),
        Some(locale) => line(
            what,
            Health::Notice,
            words!(
                "{locale} 不是 UTF-8，汉字可能显示不出：请设为 UTF-8（如 export LC_ALL=C.UTF-8）",
                "{locale} is not UTF-8, and Chinese may not be shown: set one, such as export LC_ALL=C.UTF-8"
            ),
        ),
        None => line(
            what,
            Health::Notice,
            Words::fixed(
                "系统没有说明编码；汉字显示不出的，Windows 请先运行 chcp 65001，其他系统请设 LC_ALL=C.UTF-8",
                "the system does not say; if Chinese is not shown, run chcp 65001 on Windows, or set LC_ALL=C.UTF-8",
            ),
        ),
    }
}
