//! The command line: one file per command, the options they share, and exit codes.
//!
//! Results go to stdout, messages and progress to stderr. Help, errors and messages are Chinese unless
//! `--lang en` or an English locale asks for English. No command does work of its own: they call
//! [`crate::make`] and print.

mod build;
mod check;
mod completions;
mod examples;
mod explain;
mod form;
mod help;
mod index;
mod interrupt;
mod output;
mod progress;
mod read_workbook;
mod report;
mod return_;
mod rules;
mod schema;
mod serve;
mod show;
mod templates;
mod verify;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Args, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::confine;
use crate::make::{Broken, Item, Project};
use help::say;
use output::Output;

/// Exit code: nothing blocking.
pub const OK: u8 = 0;
/// Exit code: findings at level error.
pub const FINDINGS: u8 = 1;
/// Exit code: wrong use, unreadable input, could not run.
pub const CANNOT: u8 = 2;
/// Exit code: ended by Ctrl-C, as shells count signals.
pub const INTERRUPTED: u8 = 130;

#[derive(Parser)]
#[command(
    name = "nianbao",
    version,
    propagate_version = false,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(about = say("政府信息公开工作年度报告：校验数据，生成文本、网页和 PDF", "Annual reports on government-information disclosure: checks the data, makes text, HTML and PDF"))]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Args, Clone)]
struct Global {
    #[arg(short = 'C', long, global = true, default_value = ".", hide_default_value = true,
        value_name = say("文件夹", "DIR"),
        help = say("项目所在文件夹，其中有 data/；默认为当前文件夹", "the project's folder, with data/ in it; default: the current one"))]
    root: PathBuf,
    #[arg(long, global = true, action = ArgAction::Append, value_parser = clap::value_parser!(u16),
        value_name = say("年度", "YEAR"),
        help = say("只处理这一年度，可多次给出", "only this year; repeatable"))]
    year: Vec<u16>,
    #[arg(long, global = true, action = ArgAction::Append,
        value_name = say("单位", "NAME"),
        help = say("只处理全称、简称或文件名相符的单位，可用 * 和 ?，可多次给出", "only units whose name, short name or file name fits; * and ? allowed; repeatable"))]
    unit: Vec<String>,
    #[arg(short, long, global = true,
        value_name = say("文件夹", "DIR"),
        help = say("输出文件夹，默认为项目下的 out/", "output folder; default: out/ in the project"))]
    out: Option<PathBuf>,
    #[arg(long, global = true, env = "NIANBAO_FONTS", hide_env = true,
        value_name = say("文件夹", "DIR"),
        help = say("自备字体所在的文件夹（也可用环境变量 NIANBAO_FONTS），如方正小标宋、仿宋_GB2312", "a folder with fonts of your own (or the variable NIANBAO_FONTS)"))]
    fonts: Option<PathBuf>,
    #[arg(short, long, global = true,
        value_name = say("数", "N"),
        help = say("同时处理几份报告，默认按处理器核数", "reports to work on at a time; default: the number of processors"))]
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
        help = say("只显示错误", "errors only"))]
    quiet: bool,
    #[arg(short, long, global = true,
        help = say("多说一些：逐份列出，每类问题全部列出", "say more: every report, every finding"))]
    verbose: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = say("校验全部数据并生成报告", "check all data and make the reports"))]
    Build(build::Build),
    #[command(about = say("有改动就重新生成", "build whenever something changes"))]
    Watch(watch::Watch),
    #[command(about = say("在浏览器里预览，随改随看", "a preview in the browser that follows every change"))]
    Serve(serve::Serve),
    #[command(about = say("把分片生成的结果合成一个首页和一份校验和", "join the shards of a build: one index, one list of hashes"))]
    Index(index::Index),
    #[command(about = say("只校验，不生成", "check only"))]
    Check(check::Check),
    #[command(about = say("显示从一个文件里读到的内容", "show what was read from a file"))]
    Show(show::Show),
    #[command(about = say("生成发给部门填写的 Excel 填报表", "make workbooks for departments to fill in"))]
    Form(form::FormVerb),
    #[command(about = say("把问题标在部门交来的工作簿副本里，供退回", "mark the findings in a copy of a department's workbook, to be returned"))]
    Return(return_::Return),
    #[command(about = say("把生成的文件读回来，与数据逐格比对", "read the outputs back and compare them with the data"))]
    Verify(verify::Verify),
    #[command(about = say("列出全部规则", "list all rules"))]
    Rules(rules::Rules),
    #[command(about = say("解释一条规则", "explain a rule"))]
    Explain(explain::Explain),
    #[command(about = say("数据文件的 JSON Schema，供编辑器提示", "a JSON Schema of the data files, for editors"))]
    Schema(schema::Schema),
    #[command(about = say("写出内置的模板，供修改", "write out the built-in templates, to be changed"))]
    Templates(templates::Templates),
    #[command(about = say("生成命令补全脚本（bash、zsh、fish、PowerShell）", "shell completions (bash, zsh, fish, PowerShell)"))]
    Completions(completions::Completions),
    #[command(hide = true, name = confine::VERB)]
    ReadWorkbook(read_workbook::ReadWorkbook),
}

/// Runs the program with its arguments and tells its exit code.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = help::choose_lang(&args);
    let parsed = help::command::<Cli>(lang)
        .try_get_matches_from(&args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(help::refuse(&error, lang)),
    };
    let mut output = Output::new(cli.global.color, cli.global.quiet, lang);
    let code = match cli.verb {
        Verb::Build(verb) => build::run(&verb, &cli.global, &mut output),
        Verb::Watch(verb) => watch::run(&verb, &cli.global, &mut output),
        Verb::Serve(verb) => serve::run(&verb, &cli.global, &mut output),
        Verb::Index(verb) => index::run(&verb, &cli.global, &mut output),
        Verb::Check(verb) => check::run(&verb, &cli.global, &mut output),
        Verb::Show(verb) => show::run(&verb, &cli.global, &mut output),
        Verb::Form(verb) => form::run(&verb, &cli.global, &mut output),
        Verb::Return(verb) => return_::run(&verb, &cli.global, &mut output),
        Verb::Verify(verb) => verify::run(&verb, &cli.global, &mut output),
        Verb::Rules(_) => rules::run(&cli.global, &mut output),
        Verb::Explain(verb) => explain::run(&verb, &cli.global, &mut output),
        Verb::Schema(verb) => schema::run(&verb, &cli.global, &mut output),
        Verb::Templates(verb) => templates::run(&verb, &cli.global, &mut output),
        Verb::Completions(verb) => completions::run(&verb, lang, &mut output),
        Verb::ReadWorkbook(verb) => read_workbook::run(&verb),
    };
    ExitCode::from(output.finish(code))
}

impl Global {
    fn jobs(&self) -> usize {
        self.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
    }

    fn out(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| self.root.join("out"))
    }

    /// Opens the project; what is wrong with it is said and ends the run.
    fn open(&self, output: &mut Output) -> Result<Project, u8> {
        self.project().map_err(|broken| Self::say_broken(&broken, output))
    }

    fn project(&self) -> Result<Project, Broken> {
        Project::open(&self.root, self.fonts.as_deref())
    }

    fn say_broken(broken: &Broken, output: &mut Output) -> u8 {
        let message = broken.message(output.reporter());
        output.message(&message);
        CANNOT
    }

    /// Says which files below `data/` are not read: nothing there is left out silently.
    fn say_unread(project: &Project, output: &mut Output) {
        let Ok(files) = project.data_files() else { return };
        if files.others.is_empty() {
            return;
        }
        let names: Vec<String> = files.others.iter().take(5).map(|path| project.shown(path)).collect();
        let (count, names) = (files.others.len(), names.join("、"));
        let more = if count > 5 { "……" } else { "" };
        output.chat(&say(
            &format!("data/ 里有 {count} 个文件没有读（不是数据文件）：{names}{more}\n"),
            &format!("{count} files in data/ are not read (no data files): {names}{more}\n"),
        ));
    }

    /// The items that `--year` and `--unit` choose.
    fn chosen(&self, project: &Project, items: &[Item], output: &mut Output) -> Result<Vec<usize>, u8> {
        let fits = self.chooses(project, output)?;
        Ok((0..items.len())
            .filter(|&index| fits(items[index].unit(), &items[index].stem, items[index].year))
            .collect())
    }

    /// Whether `--year` and `--unit` choose a report, by its unit, file name and year.
    fn chooses<'a>(
        &'a self,
        project: &'a Project,
        output: &mut Output,
    ) -> Result<impl Fn(&str, &str, u16) -> bool + use<'a>, u8> {
        let mut patterns = Vec::new();
        for text in &self.unit {
            if let Ok(pattern) = glob::Pattern::new(text) {
                patterns.push(pattern);
            } else {
                output.error(&say(
                    &format!("--unit 的写法有误：{text}"),
                    &format!("--unit is not a pattern: {text}"),
                ));
                return Err(CANNOT);
            }
        }
        Ok(move |unit: &str, stem: &str, year: u16| {
            let names = [Some(unit), Some(stem), project.roster.short(unit)];
            let fits = patterns.is_empty()
                || patterns.iter().any(|pattern| names.iter().flatten().any(|name| pattern.matches(name)));
            fits && (self.year.is_empty() || self.year.contains(&year))
        })
    }
}
