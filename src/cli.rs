//! The command line: one file per command, the options that they share, and how a run ends.
//!
//! Results go to stdout, messages and progress to stderr. Help, errors and messages are Chinese
//! unless `--lang en` or an English locale asks for English. A command parses its options, asks
//! [`crate::make`], [`crate::render`] or [`crate::verify`] for what it needs, and prints; `form`,
//! `return` and `templates` write what they were given. No command reads a file or judges a report
//! by itself.

mod arrivals;
mod book;
mod build;
mod check;
mod collect;
mod completions;
mod diff;
mod doctor;
mod dropped;
mod examples;
mod explain;
mod form;
mod help;
mod import;
mod index;
mod init;
mod interrupt;
mod man;
mod options;
mod output;
mod progress;
mod read_workbook;
mod report;
mod return_;
mod rollup;
mod roster;
mod rules;
mod schema;
mod serve;
mod show;
mod status;
mod templates;
mod topics;
mod verify;
mod verify_published;
mod watch;
mod window;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{FromArgMatches, Parser, Subcommand};

use crate::confine;
use crate::fs::Trouble;
use crate::lang::{Lang, Words};
use crate::make::Broken;
use crate::render::Unrendered;
use help::say;
use options::{Global, When};
use output::Output;

/// How a run ends: its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Nothing blocking.
    Sound = 0,
    /// Findings at level error.
    Findings = 1,
    /// Wrong use, unreadable input, could not run.
    Cannot = 2,
    /// A defect of the program itself.
    Defect = 3,
    /// Ended by Ctrl-C, as shells count signals.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command cannot go on.
enum Stop {
    /// What the command says.
    Words(Words),
    /// What the project says, with its places.
    Broken(Broken),
}

/// What a command comes to. Only [`run`] prints why one stopped.
type Ran = Result<Exit, Stop>;

impl From<Words> for Stop {
    fn from(words: Words) -> Self {
        Self::Words(words)
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Broken(trouble.into())
    }
}

impl From<Unrendered> for Stop {
    fn from(unrendered: Unrendered) -> Self {
        Self::Broken(unrendered.into())
    }
}

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

#[derive(Subcommand)]
enum Verb {
    #[command(about = say("新建一个项目：名录、编辑器设置、说明", "a new project: roster, settings for editors, how to go on"))]
    Init(init::Init),
    #[command(about = say("按新的单位名单更新名录", "bring the roster up to date by a newer list of units"))]
    Roster(roster::RosterVerb),
    #[command(about = say("把收到的文件按单位归集到 data/", "copy what departments sent into data/, by unit"))]
    Collect(collect::Collect),
    #[command(about = say("谁没有报送，谁的有问题，按单位列出", "who has submitted, who is missing, what is wrong, by unit"))]
    Status(status::StatusVerb),
    #[command(about = say("检查这台电脑和这个项目", "what this machine and project lack"))]
    Doctor(doctor::Doctor),
    #[command(about = say("校验全部数据并生成报告", "check all data and make the reports"))]
    Build(build::Build),
    #[command(about = say("有改动就重新生成", "build whenever something changes"))]
    Watch(watch::Watch),
    #[command(about = say("在浏览器里预览，随改随看", "a preview in the browser that follows every change"))]
    Serve(serve::Serve),
    #[command(about = say("合并各分片，生成一个首页和一份校验码", "join the shards of a build: one index, one list of checksums"))]
    Index(index::Index),
    #[command(about = say("只校验，不生成", "check only"))]
    Check(check::Check),
    #[command(about = say("显示从数据文件读到的内容", "show what was read from a data file"))]
    Show(show::Show),
    #[command(about = say("生成发给部门填写的 Excel 填报表", "make workbooks for departments to fill in"))]
    Form(form::FormVerb),
    #[command(about = say("在部门报送的工作簿副本上标出问题，供退回", "mark the findings in a copy of a department's workbook, to be returned"))]
    Return(return_::Return),
    #[command(about = say("汇总下属单位的数，附各单位的数和出处", "add up the figures of the units below one, with what was added"))]
    Rollup(rollup::RollupVerb),
    #[command(about = say("比较两份报告、两个年度或两个文件夹的数和文字", "compare figures and texts of two reports, years or folders"))]
    Diff(diff::DiffVerb),
    #[command(about = say("核对已生成的文件与数据是否一致", "compare the generated files with the data"))]
    Verify(verify::Verify),
    #[command(about = say("把网页、Word、PDF 等读成数据文件", "make data files from pages, Word files, PDFs and the like"))]
    Import(import::Import),
    #[command(about = say("各页说明：数据怎样写、汇总单位的一年、规则手册……", "the pages of the documentation: data, the office's year, the rule book …"))]
    Help(topics::Help),
    #[command(about = say("列出全部规则", "list all rules"))]
    Rules(rules::Rules),
    #[command(about = say("解释一条规则，或列出汇总数的来源", "explain a rule, or what a sum was added from"))]
    Explain(explain::Explain),
    #[command(about = say("数据文件的 JSON Schema，供编辑器提示", "a JSON Schema of the data files, for editors"))]
    Schema(schema::Schema),
    #[command(about = say("导出内置模板，供修改", "export the built-in templates for editing"))]
    Templates(templates::Templates),
    #[command(about = say("生成命令补全脚本（bash、zsh、fish、PowerShell）", "shell completions (bash, zsh, fish, PowerShell)"))]
    Completions(completions::Completions),
    #[command(about = say("把各命令的说明写成手册页（man）", "the manual: a page for each command"))]
    Man(man::Man),
    #[command(hide = true, name = dropped::VERB)]
    Dropped(dropped::Dropped),
    #[command(hide = true, name = confine::VERB)]
    ReadWorkbook(read_workbook::ReadWorkbook),
}

/// Runs the program with its arguments and returns its exit code.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = help::choose_lang(&args);
    let is_own = window::is_own();
    if is_own && args.len() < 2 {
        return double_clicked(lang).into();
    }
    let cli = match parsed(&args, lang) {
        Ok(cli) => cli,
        Err(error) => return help::refuse(&error, lang).into(),
    };
    let (exit, mut output) = cli.run(lang);
    if is_own && matches!(cli.verb, Verb::Dropped(_)) {
        window::wait(&mut output);
    }
    exit.into()
}

/// The command that arguments name; files alone are one as well.
fn parsed(args: &[OsString], lang: Lang) -> Result<Cli, clap::Error> {
    let parse = |args: &[OsString]| {
        let matches = help::command::<Cli>(lang).try_get_matches_from(args)?;
        Cli::from_arg_matches(&matches)
    };
    parse(args).or_else(|error| {
        let files = dropped::with_command(args).filter(|_| error.kind() == ErrorKind::InvalidSubcommand);
        match files.map(|args| parse(&args)) {
            Some(Ok(cli)) if matches!(&cli.verb, Verb::Dropped(files) if files.is_files()) => Ok(cli),
            _ => Err(error),
        }
    })
}

/// A run without arguments in a window of its own.
fn double_clicked(lang: Lang) -> Exit {
    let mut output = Output::new(When::Auto, false, lang);
    let exit = match window::meant(Path::new(".")).map(|args| parsed(&args.map(OsString::from), lang)) {
        Some(Ok(cli)) => cli.run(lang).0,
        Some(Err(error)) => help::refuse(&error, lang),
        None => {
            output.result(window::guide(lang));
            Exit::Sound
        }
    };
    window::wait(&mut output);
    exit
}

impl Cli {
    /// Runs the command; returns how it ended, and the output for what is to be said after it.
    fn run(&self, lang: Lang) -> (Exit, Output) {
        let mut output = self.global.output(lang);
        let ran = self.verb.run(&self.global, &mut output);
        let exit = ran.unwrap_or_else(|stop| output.stop(&stop));
        (output.finish(exit), output)
    }
}

/// What is said where the program itself has a defect, in the language of the run.
#[must_use]
pub fn defect() -> &'static str {
    help::lang().pick(
        "程序出错了，不是数据的问题。请把以上内容和有关数据文件发给维护人员。\n",
        "This is a defect of nianbao, not of the data: please report it with the text above and the data file.\n",
    )
}

impl Verb {
    fn run(&self, global: &Global, output: &mut Output) -> Ran {
        match self {
            Self::Init(verb) => init::run(verb, global, output),
            Self::Roster(verb) => roster::run(verb, global, output),
            Self::Collect(verb) => collect::run(verb, global, output),
            Self::Status(verb) => status::run(verb, global, output),
            Self::Doctor(verb) => Ok(doctor::run(verb, global, output)),
            Self::Build(verb) => build::run(verb, global, output),
            Self::Watch(verb) => watch::run(verb, global, output),
            Self::Serve(verb) => serve::run(verb, global, output),
            Self::Index(verb) => index::run(verb, global, output),
            Self::Check(verb) => check::run(verb, global, output),
            Self::Show(verb) => show::run(verb, global, output),
            Self::Form(verb) => form::run(verb, global, output),
            Self::Return(verb) => return_::run(verb, global, output),
            Self::Rollup(verb) => rollup::run(verb, global, output),
            Self::Diff(verb) => diff::run(verb, global, output),
            Self::Verify(verb) => verify::run(verb, global, output),
            Self::Import(verb) => import::run(verb, global, output),
            Self::Help(verb) => topics::run(verb, output),
            Self::Rules(verb) => rules::run(verb, global, output),
            Self::Explain(verb) => explain::run(verb, global, output),
            Self::Schema(verb) => schema::run(verb, global, output),
            Self::Templates(verb) => templates::run(verb, global, output),
            Self::Completions(verb) => Ok(completions::run(verb, output)),
            Self::Man(verb) => man::run(verb, output),
            Self::Dropped(verb) => dropped::run(verb, global, output),
            Self::ReadWorkbook(verb) => Ok(read_workbook::run(verb)),
        }
    }
}
