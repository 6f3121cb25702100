//! The language of help texts and of errors in the arguments.
//!
//! clap's texts are made when the command is built, so the language is found out first, from the raw
//! arguments and the locale, and kept for the process.

use std::ffi::OsString;
use std::io::Write;
use std::sync::OnceLock;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::{CANNOT, OK};
use crate::lang::Lang;

static LANG: OnceLock<Lang> = OnceLock::new();

/// The language in use.
pub(super) fn lang() -> Lang {
    LANG.get().copied().unwrap_or_default()
}

/// A text in the language in use.
pub(super) fn say(zh: &str, en: &str) -> String {
    lang().pick(zh, en).to_owned()
}

/// Finds out the language: `--lang`, else the locale.
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
    let (template, options, commands, help, version) = lang.pick(
        (TEMPLATE_ZH, "选项", "命令", "显示帮助", "显示版本"),
        (TEMPLATE_EN, "Options", "Commands", "print help", "print the version"),
    );
    let is_root = command.get_name() == "nianbao";
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut command = command
        .help_template(template)
        .next_help_heading(options)
        .subcommand_help_heading(commands)
        .subcommand_value_name(lang.pick("命令", "COMMAND"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { lang.pick("参数", "Arguments") } else { options };
            arg.help_heading(heading)
        })
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::HelpShort)
                .help(help)
                .help_heading(options)
                .display_order(998),
        );
    if is_root {
        command = command.arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help(version)
                .help_heading(options)
                .display_order(999),
        );
    }
    for name in names {
        command = command.mut_subcommand(name, |sub| localized(sub, lang));
    }
    command
}

/// Prints help, the version, or what is wrong with the arguments; the exit code.
pub(super) fn refuse(error: &clap::Error, lang: Lang) -> u8 {
    let kind = error.kind();
    if !error.use_stderr() || lang == Lang::En || kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    {
        let _ = error.print(); // nobody is there to be told that nobody reads
        return if error.use_stderr() { CANNOT } else { OK };
    }
    let of = |kind| error.get(kind).map(value_text).unwrap_or_default();
    let invalid = of(ContextKind::InvalidArg);
    let reason = match kind {
        ErrorKind::UnknownArgument => format!("不认识的参数“{invalid}”"),
        ErrorKind::InvalidSubcommand => format!("没有命令“{}”", of(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {invalid}"),
        ErrorKind::InvalidValue if of(ContextKind::InvalidValue).is_empty() => {
            format!("{invalid} 需要一个值")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{invalid} 不能是“{}”", of(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("{invalid} 不能与 {} 同时使用", of(ContextKind::PriorArg)),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::TooManyValues => format!("{invalid} 的值太多"),
        _ => "参数有误".to_owned(),
    };
    let mut message = format!("错误：{reason}\n");
    let valid = [of(ContextKind::ValidValue), of(ContextKind::ValidSubcommand)].concat();
    let near = [
        of(ContextKind::SuggestedArg),
        of(ContextKind::SuggestedSubcommand),
        of(ContextKind::SuggestedValue),
    ]
    .concat();
    if !near.is_empty() {
        message.push_str(&format!("是否想写“{near}”？\n"));
    } else if !valid.is_empty() {
        message.push_str(&format!("可用的有：{valid}\n"));
    }
    message.push_str("\n用 nianbao --help 查看用法\n");
    let _ = anstream::stderr().write_all(message.as_bytes()); // nowhere to say that it cannot be said
    CANNOT
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
