//! `nianbao help [TOPIC]`: the pages of `docs/`, without the network and without a browser.
//!
//! The pages are built in as they are; marks that only a browser shows (pictures, links, comments)
//! are left out. The name of a command without a page gives its help.

use clap::Args;

use super::help::{command, say};
use super::{Cli, Exit, Output, Ran};
use crate::form::nearest;
use crate::lang::Lang;

#[derive(Args)]
pub(super) struct Help {
    #[arg(value_name = say("名称", "TOPIC"), help = say("哪一页，如 data；不写则列出全部", "a page, such as data; without one, all are listed"))]
    topic: Option<String>,
}

/// A page of `docs/`.
struct Page {
    name: &'static str,
    zh: &'static str,
    en: &'static str,
}

macro_rules! pages {
    ($($name:literal)*) => {
        &[$(Page {
            name: $name,
            zh: include_str!(concat!("../../docs/zh/", $name, ".md")),
            en: include_str!(concat!("../../docs/en/", $name, ".md")),
        }),*]
    };
}

/// Every page, in the order of `docs/README.md`.
static PAGES: &[Page] = pages!(
    "data" "office" "workbooks" "import" "checks" "rules" "publishing" "rollup" "build" "forms" "templates"
    "json" "commands"
);

impl Page {
    fn text(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }

    /// Its first heading.
    fn title(&self, lang: Lang) -> &'static str {
        self.text(lang).lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }
}

pub(super) fn run(verb: &Help, output: &mut Output) -> Ran {
    let lang = output.lang();
    let Some(topic) = verb.topic.as_deref() else {
        output.result(&contents(lang));
        return Ok(Exit::Sound);
    };
    let is_it =
        |page: &&Page| page.name == topic || [page.title(Lang::Zh), page.title(Lang::En)].contains(&topic);
    if let Some(page) = PAGES.iter().find(is_it) {
        output.result(&plain(page.text(lang)));
        return Ok(Exit::Sound);
    }
    let mut commands = command::<Cli>(lang);
    let names: Vec<String> = commands.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    if let Some(sub) = commands.find_subcommand_mut(topic) {
        output.result(&sub.render_help().to_string());
        return Ok(Exit::Sound);
    }
    let known = PAGES.iter().map(|page| page.name).chain(names.iter().map(String::as_str));
    Err(match nearest(topic, known).first() {
        Some(near) => words!(
            "没有“{topic}”这一页，是不是“{near}”？",
            "there is no page `{topic}`; did you mean `{near}`?"
        ),
        None => words!(
            "没有“{topic}”这一页：nianbao help 列出全部",
            "there is no page `{topic}`: nianbao help lists all"
        ),
    }
    .into())
}

fn contents(lang: Lang) -> String {
    let width = PAGES.iter().map(|page| page.name.len()).max().unwrap_or(0);
    let line = |page: &Page| format!("  {:width$}  {}\n", page.name, page.title(lang));
    let (head, foot) = lang.pick(
        (
            "说明（nianbao help 名称，如 nianbao help data）：\n",
            "\n每个命令的用法：nianbao 命令 --help；全部命令：nianbao --help；一条规则：nianbao explain 规则名\n",
        ),
        (
            "Pages (nianbao help TOPIC, such as nianbao help data):\n",
            "\nUsage of a command: nianbao COMMAND --help; all commands: nianbao --help; a rule: nianbao explain RULE\n",
        ),
    );
    format!("{head}{}{foot}", PAGES.iter().map(line).collect::<String>())
}

/// A page for a terminal: without the line that leads to other pages, pictures, comments and the
/// targets of links.
fn plain(page: &str) -> String {
    let (mut text, mut code) = (String::new(), false);
    // A table of pictures has no rows left.
    let shown: Vec<&str> = page.split("\n\n").filter(|part| !part.contains("![")).collect();
    for (number, line) in shown.join("\n\n").lines().enumerate() {
        code ^= line.starts_with("```");
        let hidden = !code && (number == 2 || line.starts_with("<!--"));
        // Two empty lines would be left around what is hidden.
        if hidden || line.is_empty() && text.ends_with("\n\n") {
            continue;
        }
        text.push_str(&if code { line.to_owned() } else { without_links(line) });
        text.push('\n');
    }
    text
}

/// `[words](target)` → `words`, outside of code.
fn without_links(line: &str) -> String {
    let part = |(index, part): (usize, &str)| {
        let mut text = part.replace("&lt;", "<").replace("\\*", "*").replace("\\_", "_").replace("\\[", "[");
        if index % 2 == 1 {
            part.clone_into(&mut text);
        }
        text
    };
    let whole: String = line.split('`').enumerate().map(part).collect::<Vec<_>>().join("`");
    let mut rest = whole.as_str();
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once("](") {
        let (Some(open), Some(close)) = (opening(before), after.find(')')) else { break };
        text.push_str(&before[..open]);
        text.push_str(&before[open + 1..]);
        rest = &after[close + 1..];
    }
    text + rest
}

/// Where the words of a link begin that ends with the text; there may be brackets in them.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0;
    let brackets = text.char_indices().rev().filter(|(_, c)| ['[', ']'].contains(c));
    for (at, c) in brackets {
        match (c, depth) {
            ('[', 0) => return Some(at),
            ('[', _) => depth -= 1,
            _ => depth += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{PAGES, plain, without_links};
    use crate::lang::Lang;

    #[test]
    fn links_are_their_words() {
        assert_eq!(without_links("见[术语表](../glossary.md)和 [`a[]`](b.yaml)。"), "见术语表和 `a[]`。");
        assert_eq!(without_links("`figures[]`：`address`"), "`figures[]`：`address`");
        assert_eq!(without_links("`a <b>` &lt;年度>"), "`a <b>` <年度>");
    }

    #[test]
    fn pages_have_a_title_and_no_marks_for_browsers() {
        for page in PAGES {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!page.title(lang).is_empty());
                let text = plain(page.text(lang));
                assert!(
                    !text.contains("<!--") && !text.contains(".md)") && !text.contains("\n\n\n"),
                    "{}",
                    page.name
                );
            }
        }
    }
}
