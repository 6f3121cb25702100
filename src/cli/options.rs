//! Options that several commands share: the global ones, what is made in which formats, how long to
//! wait.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};

use super::help::{lang, say};
use super::{Output, Stop};
use crate::fs::{self, Trouble};
use crate::lang::{Lang, Words};
use crate::make::{Broken, Entry, Identity, Project, Survey};
use crate::render::{FORMATS, Format};
use crate::roster::Agency;

/// The options of every command.
#[derive(Args, Clone)]
pub(super) struct Global {
    #[arg(short = 'C', long, global = true, default_value = ".", hide_default_value = true,
        value_name = say("文件夹", "DIR"),
        help = say("项目所在文件夹，其中有 data/；默认为当前文件夹", "the project's folder, with data/ in it; default: the current one"))]
    pub(super) root: PathBuf,
    #[arg(long, global = true, action = ArgAction::Append, value_parser = year,
        value_name = say("年度", "YEAR"),
        help = say("只处理这一年度，可多次给出", "only this year; repeatable"))]
    pub(super) year: Vec<u16>,
    #[arg(long, global = true, action = ArgAction::Append, value_parser = pattern,
        value_name = say("单位", "NAME"),
        help = say("只处理全称、简称或文件名相符的单位，可用 * 和 ?，可多次给出", "only units whose name, short name or file name matches; * and ? allowed; repeatable"))]
    pub(super) unit: Vec<glob::Pattern>,
    #[arg(short, long, global = true,
        value_name = say("文件夹", "DIR"),
        help = say("输出文件夹，默认为项目下的 out/", "output folder; default: out/ in the project"))]
    pub(super) out: Option<PathBuf>,
    #[arg(long, global = true, env = "NIANBAO_FONTS", hide_env = true,
        value_name = say("文件夹", "DIR"),
        help = say("自备字体所在的文件夹（也可用环境变量 NIANBAO_FONTS），如方正小标宋、仿宋_GB2312", "a folder with fonts of your own (or the variable NIANBAO_FONTS)"))]
    fonts: Option<PathBuf>,
    #[arg(short, long, global = true, value_parser = number,
        value_name = say("数", "N"),
        help = say("同时处理几份报告，默认按处理器核数，build 多一份", "reports at a time; default: the number of processors, one more for build"))]
    jobs: Option<usize>,
    #[arg(long, global = true, value_parser = ["zh", "en"], hide_possible_values = true,
        value_name = say("语言", "LANG"),
        help = say("界面语言：zh 或 en，默认中文（英文系统为英文）", "language of messages: zh or en; default: that of the locale"))]
    lang: Option<String>,
    #[arg(long, global = true, value_enum, default_value = "auto", hide_default_value = true, hide_possible_values = true,
        value_name = say("时机", "WHEN"),
        help = say("颜色：auto（默认，输出到终端时）、always、never", "colours: auto (default, on a terminal), always, never"))]
    color: When,
    #[arg(short, long, global = true, conflicts_with = "verbose",
        help = say("只显示强制性问题", "errors only"))]
    quiet: bool,
    #[arg(short, long, global = true,
        help = say("显示详情：逐份列出报告，同类问题全部列出", "verbose: list every report and every finding"))]
    pub(super) verbose: bool,
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

/// What is made, options of all that build.
#[derive(Args, Clone)]
pub(super) struct Outputs {
    #[command(flatten)]
    pub(super) formats: Formats,
    #[arg(long, help = say("有强制性问题的报告生成草稿，另存到 drafts/", "make drafts of reports with errors too, in drafts/"))]
    pub(super) draft: bool,
    #[arg(long, help = say("有核实性问题没有说明的报告也不生成", "make no report with warnings that are not explained"))]
    pub(super) deny_warnings: bool,
}

/// Formats that are named; without any, those of each unit.
#[derive(Args, Clone)]
pub(super) struct Formats {
    #[arg(long, value_delimiter = ',', value_parser = format_names(), hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = formats_help())]
    format: Vec<String>,
    #[arg(long, help = say("只要网页正文片段，供粘贴到网站后台，同 --format fragment", "only the fragment of a page, to paste into a site's editor, as --format fragment"))]
    fragment: bool,
}

/// The name that stands for all formats.
const ALL: &str = "all";

fn format_names() -> clap::builder::PossibleValuesParser {
    FORMATS.iter().map(|format| format.name).chain([ALL]).collect::<Vec<_>>().into()
}

fn formats_help() -> String {
    let names = FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(",");
    let words = words!(
        "只要这些格式，用逗号分开：{names}；{ALL} 为全部",
        "only these formats, separated by commas: {names}; {ALL} for all of them"
    );
    words.in_lang(lang()).to_owned()
}

impl Formats {
    /// The formats that were named.
    pub(super) fn named(&self) -> Vec<&'static Format> {
        let named = |format: &&Format| {
            self.format.iter().any(|name| name == format.name || name == ALL)
                || self.fragment && format.name == "fragment"
        };
        FORMATS.iter().filter(named).collect()
    }
}

/// How long to wait for another process, an option of all that write outputs.
#[derive(Args)]
pub(super) struct Waiting {
    #[arg(long, default_value_t = WAIT, hide_default_value = true, value_parser = seconds, value_name = say("秒", "SECONDS"),
        help = say("输出文件夹正被占用时最多等多久，默认 300 秒", "how long to wait while another process works in the output folder; default: 300"))]
    wait: u64,
}

/// Seconds for which another process is waited for.
const WAIT: u64 = 300;

impl Default for Waiting {
    fn default() -> Self {
        Self { wait: WAIT }
    }
}

impl Waiting {
    pub(super) fn time(&self) -> Duration {
        Duration::from_secs(self.wait)
    }
}

/// Reads a value, or says what to write instead.
fn value<T: FromStr>(text: &str, advice: &Words) -> Result<T, String> {
    text.parse().map_err(|_| advice.in_lang(lang()).to_owned())
}

/// Reads a year.
pub(super) fn year(text: &str) -> Result<u16, String> {
    // A folder of another name is not that of a year.
    match text.parse() {
        Ok(year) if (1000..10_000).contains(&year) => Ok(year),
        _ => Err(say("请写四位年份，如 2024", "write a year of four digits, such as 2024")),
    }
}

/// Reads a port.
pub(super) fn port(text: &str) -> Result<u16, String> {
    value(text, &Words::fixed("请写 1 至 65535", "write a number from 1 to 65535"))
}

fn number(text: &str) -> Result<usize, String> {
    value(text, &Words::fixed("请写整数，如 4", "write a whole number, such as 4"))
}

fn seconds(text: &str) -> Result<u64, String> {
    value(text, &Words::fixed("请写秒数，如 300", "write a number of seconds, such as 300"))
}

fn pattern(text: &str) -> Result<glob::Pattern, String> {
    value(text, &Words::fixed("请写单位名称，可用 * 和 ?", "write a unit's name; * and ? are allowed"))
}

/// A folder as people read it: `out/`.
pub(super) fn shown_folder(project: &Project, folder: &Path) -> String {
    format!("{}/", project.shown(folder).trim_end_matches('/'))
}

/// Writes a result to the file that `-o` names.
pub(super) fn save(path: &Path, bytes: Vec<u8>, project: &Project, output: &mut Output) -> Result<(), Stop> {
    let write = || fs::write_changed(&[fs::Output { path: path.to_owned(), bytes }]).map(|count| count > 0);
    saved(path, write, project, output)
}

/// Writes a file as it is made, and says so.
pub(super) fn save_by(
    path: &Path,
    write: fs::WriteBy,
    project: &Project,
    output: &mut Output,
) -> Result<(), Stop> {
    saved(path, || fs::write_by(path, write), project, output)
}

fn saved(
    path: &Path,
    write: impl FnOnce() -> Result<bool, Trouble>,
    project: &Project,
    output: &mut Output,
) -> Result<(), Stop> {
    let shown = project.shown(path);
    if fs::is_folder(path) {
        return Err(words!(
            "{shown} 是文件夹：-o 后面请写文件名，如 汇总.xlsx",
            "{shown} is a folder: name a file after -o"
        )
        .into());
    }
    output.chat(&if write()? {
        words!("已写入 {shown}", "written: {shown}")
    } else {
        words!("{shown} 没有变化", "{shown} is unchanged")
    });
    Ok(())
}

impl Global {
    /// Where results and messages go, as these options say.
    pub(super) fn output(&self, lang: Lang) -> Output {
        Output::new(self.color, self.quiet, lang)
    }

    pub(super) fn jobs(&self) -> usize {
        self.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
    }

    /// For work that waits now and then, on the threads of Typst and on the disk: one more than
    /// there are processors keeps them busy.
    pub(super) fn jobs_that_wait(&self) -> usize {
        self.jobs.unwrap_or_else(|| self.jobs() + 1)
    }

    pub(super) fn out(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| self.root.join("out"))
    }

    /// Opens the project.
    pub(super) fn open(&self) -> Result<Project, Broken> {
        Project::open(&self.root, self.fonts.as_deref())
    }

    /// The reports that `--year` and `--unit` choose, in the files that are named, if any.
    pub(super) fn chosen<'s>(
        &self,
        project: &Project,
        survey: &'s Survey,
        files: &[PathBuf],
    ) -> Result<Vec<&'s Entry>, Stop> {
        let is_named = |entry: &&Entry| {
            let lies_there =
                |path: &PathBuf| files.iter().any(|file| fs::lies_at(path, &project.named(file)));
            files.is_empty() || entry.paths.iter().any(lies_there)
        };
        let chosen = survey.entries().iter().filter(|entry| self.chooses(project, &entry.identity));
        let chosen: Vec<&Entry> = chosen.filter(is_named).collect();
        if chosen.is_empty() { Err(self.nothing(!survey.entries().is_empty()).into()) } else { Ok(chosen) }
    }

    /// Returns whether `--year` and `--unit` choose a report.
    pub(super) fn chooses(&self, project: &Project, identity: &Identity) -> bool {
        self.wants(project, identity.year, identity.unit(), &identity.stem)
    }

    /// Returns whether `--year` and `--unit` choose a unit, by any of its names or its file's.
    pub(super) fn wants(&self, project: &Project, year: u16, unit: &str, stem: &str) -> bool {
        let known = project.roster.agency(unit);
        let is_named = |pattern: &glob::Pattern| {
            let of_roster = |agency: &Agency| agency.names().any(|name| pattern.matches(name));
            pattern.matches(unit) || pattern.matches(stem) || known.is_some_and(of_roster)
        };
        (self.unit.is_empty() || self.unit.iter().any(is_named))
            && (self.year.is_empty() || self.year.contains(&year))
    }

    /// Why there is nothing to do.
    pub(super) fn nothing(&self, has_reports: bool) -> Words {
        let data = self.root.join("data");
        let data = data.display();
        if has_reports {
            Words::fixed("没有与 --year、--unit 相符的报告", "no report matches --year and --unit")
        } else {
            words!(
                "{data} 里没有数据：请把数据文件放进 data/<年度>/，如 data/2025/某局.xlsx",
                "no data in {data}: put data files into data/<year>/, such as data/2025/unit.xlsx"
            )
        }
    }
}
