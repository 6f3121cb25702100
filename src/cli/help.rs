//! The language of help texts and of errors in the arguments.
//!
//! clap's texts are made when the command is built, so the language is found first, from the raw
//! arguments and the locale, and kept for the process. Everything else takes the language from its
//! [`Output`].
//!
//! [`Output`]: super::Output

use std::error::Error;
use std::ffi::OsString;
use std::io::Write;
use std::sync::OnceLock;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::Exit;
use crate::diagnose::drawn;
use crate::lang::Lang;

static LANG: OnceLock<Lang> = OnceLock::new();

/// The language in use.
pub(super) fn lang() -> Lang {
    LANG.get().copied().unwrap_or_default()
}

/// A help text in the language in use.
pub(super) fn say(zh: &str, en: &str) -> String {
    lang().pick(zh, en).to_owned()
}

/// Finds the language: `--lang`, else the locale.
pub(super) fn choose_lang(args: &[OsString]) -> Lang {
    let words: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let asked = words.iter().enumerate().find_map(|(index, word)| match *word {
        "--lang" => words.get(index + 1).copied(),
        word => word.strip_prefix("--lang="),
    });
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    *LANG.get_or_init(|| Lang::choose(asked, locale.as_deref()))
}

const TEMPLATE_ZH: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}";
const TEMPLATE_EN: &str = "{about-with-newline}\nUsage: {usage}\n\n{all-args}";

/// The headings of a help text.
struct Headings {
    commands: &'static str,
    arguments: &'static str,
    options: &'static str,
    general: &'static str,
}

const HEADINGS_ZH: Headings =
    Headings { commands: "命令", arguments: "参数", options: "选项", general: "通用选项" };
const HEADINGS_EN: Headings =
    Headings { commands: "Commands", arguments: "Arguments", options: "Options", general: "General options" };

/// The command with clap's own words in the language.
pub(super) fn command<C: CommandFactory>(lang: Lang) -> Command {
    let command = localized(C::command(), lang);
    let mut built = command.clone();
    built.build();
    with_usage(command, &mut built, lang)
}

/// clap writes `[OPTIONS]` into its usage lines: they are written once more in the language.
fn with_usage(mut command: Command, built: &mut Command, lang: Lang) -> Command {
    let usage = built.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace("[OPTIONS]", lang.pick("[选项]", "[OPTIONS]"));
    for sub in built.get_subcommands_mut() {
        let name = sub.get_name().to_owned();
        command = command.mut_subcommand(&name, |own| with_usage(own, sub, lang));
    }
    command.override_usage(usage)
}

fn localized(command: Command, lang: Lang) -> Command {
    let headings = lang.pick(HEADINGS_ZH, HEADINGS_EN);
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let flag = |name: &'static str, short: char, action, help: &'static str, order: usize| {
        let flag = clap::Arg::new(name).short(short).long(name).action(action).help(help);
        flag.help_heading(headings.general).display_order(order)
    };
    let help = flag("help", 'h', clap::ArgAction::HelpShort, lang.pick("显示帮助", "print help"), 998);
    let version =
        flag("version", 'V', clap::ArgAction::Version, lang.pick("显示版本", "print the version"), 999);
    let is_root = command.get_name() == "nianbao";
    let mut command = command
        .help_template(lang.pick(TEMPLATE_ZH, TEMPLATE_EN))
        .subcommand_help_heading(headings.commands)
        .subcommand_value_name(lang.pick("命令", "COMMAND"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|arg| {
            let heading = match (arg.is_positional(), arg.is_global_set()) {
                (true, _) => headings.arguments,
                (_, true) => headings.general,
                _ => headings.options,
            };
            arg.help_heading(heading)
        })
        .arg(help);
    if is_root {
        command = command.arg(version);
    }
    for name in names {
        command = command.mut_subcommand(name, |sub| localized(sub, lang));
    }
    command
}

/// Prints help, the version, or what is wrong with the arguments; returns how the run ends.
pub(super) fn refuse(error: &clap::Error, lang: Lang) -> Exit {
    let exit = if error.use_stderr() { Exit::Cannot } else { Exit::Sound };
    let text = match (lang, error.kind()) {
        (Lang::En, _) | (_, ErrorKind::DisplayVersion) => error.render().ansi().to_string(),
        (Lang::Zh, ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) => {
            with_full_width_colons(error.render().ansi().to_string())
        }
        (Lang::Zh, _) => in_chinese(error),
    };
    let text = drawn(&text);
    // There is nowhere else to report it.
    let _ = if error.use_stderr() {
        anstream::stderr().write_all(text.as_bytes())
    } else {
        anstream::stdout().write_all(text.as_bytes())
    };
    exit
}

/// clap ends a heading with a half-width colon, whatever the language.
fn with_full_width_colons(mut help: String) -> String {
    let Headings { commands, arguments, options, general } = HEADINGS_ZH;
    for heading in [commands, arguments, general, options] {
        help = help.replace(&format!("{heading}:"), &format!("{heading}："));
    }
    help
}

/// What is wrong with the arguments, and what to write instead.
fn in_chinese(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(value_text).unwrap_or_default();
    let invalid = context(ContextKind::InvalidArg);
    // `--jobs <数>`
    let (option, name) = invalid.split_once(" <").unwrap_or((&invalid, ""));
    let value = context(ContextKind::InvalidValue);
    let reason = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{invalid}”这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有命令“{}”", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {invalid}"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{option} 后面请写{}", name.trim_end_matches('>'))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match error.source() {
            Some(advice) => format!("{option} 写的是“{value}”：{advice}"),
            None => format!("{option} 写的是“{value}”"),
        },
        ErrorKind::ArgumentConflict => {
            format!("{invalid} 不能与 {} 同时使用", context(ContextKind::PriorArg))
        }
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::TooManyValues => format!("{option} 只能写一个"),
        _ => "参数有误".to_owned(),
    };
    let valid = [context(ContextKind::ValidValue), context(ContextKind::ValidSubcommand)].concat();
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near = near.map(context).concat();
    let advice = match (near.as_str(), valid.as_str()) {
        ("", "") => String::new(),
        ("", valid) => format!("可用的有：{valid}\n"),
        (near, _) => format!("是不是“{near}”？\n"),
    };
    format!("错误：{reason}\n{advice}\n用 nianbao --help 查看用法\n")
}

fn value_text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(_) | ContextValue::None => String::new(),
        other => other.to_string(),
    }
}
