//! What is written for people is true: tables are those of the program, links lead somewhere,
//! commands exist, both languages show the same.
//!
//! The console blocks of all pages are run in `cli`. `just accept` writes the generated tables
//! anew.

mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use nianbao::lang::Lang;
use nianbao::render::{Document, EMBEDDED, FORMATS, PageView, Templates};
use nianbao::roster::Publishing;

use crate::support::{Tree, checked, forms, full_report, read_text, repository};

/// The page of each language.
fn twice(page: &str) -> [(String, Lang); 2] {
    match page {
        "README" => [("README.zh-CN.md".to_owned(), Lang::Zh), ("README.md".to_owned(), Lang::En)],
        _ => [(format!("docs/zh/{page}.md"), Lang::Zh), (format!("docs/en/{page}.md"), Lang::En)],
    }
}

/// The names of the pages of `docs/`, in one language.
fn pages_in(language: &str) -> BTreeSet<String> {
    let files = fs::read_dir(repository(&format!("docs/{language}"))).expect("the pages");
    files.map(|file| file.expect("a page").file_name().to_string_lossy().replace(".md", "")).collect()
}

fn text(file: &str) -> String {
    fs::read_to_string(repository(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Where in a page the part between `<!-- name -->` and `<!-- /name -->` is.
fn marked(file: &str, text: &str, name: &str) -> std::ops::Range<usize> {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let start = text.find(&open).unwrap_or_else(|| panic!("{file} has no {open}")) + open.len();
    let end = start + text[start..].find(&close).unwrap_or_else(|| panic!("{file} has no {close}"));
    start..end
}

/// Replaces or compares a marked part of a page.
fn generated(file: &str, name: &str, expected: &str) {
    let old = text(file);
    let part = marked(file, &old, name);
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        let new = format!("{}{expected}{}", &old[..part.start], &old[part.end..]);
        fs::write(repository(file), new).expect("the page");
    } else {
        assert_eq!(&old[part], expected, "{file}: `just accept` writes this part anew");
    }
}

/// A page by its lines outside of code, and its code blocks with their language.
fn parts_of(text: &str) -> (Vec<&str>, Vec<(&str, String)>) {
    let (mut lines, mut blocks) = (Vec::new(), Vec::new());
    let mut open = false;
    for line in text.lines() {
        match (line.strip_prefix("```"), open) {
            (Some(language), false) => {
                blocks.push((language, String::new()));
                open = true;
            }
            (Some(_), true) => open = false,
            (None, true) => {
                let block = blocks.last_mut().expect("a block");
                block.1.push_str(line);
                block.1.push('\n');
            }
            (None, false) => lines.push(line),
        }
    }
    assert!(!open, "a code block has no end");
    (lines, blocks)
}

#[test]
fn the_list_of_formats_is_that_of_the_program() {
    for (file, lang) in twice("README").into_iter().chain(twice("publishing")) {
        let (name, what) = lang.pick(("格式", "说明"), ("format", "what"));
        let mut table = format!("| {name} | {what} |\n| --- | --- |\n");
        for format in FORMATS {
            table.push_str(&format!("| `{}` | {} |\n", format.name, format.about.in_lang(lang)));
        }
        generated(&file, "formats", &table);
    }
}

#[test]
fn the_rule_book_is_what_the_program_says() {
    let tree = Tree::new();
    for (file, lang) in twice("rules") {
        let language = lang.pick("zh", "en");
        let book = tree.run_in(language, &["rules", "--format", "md"]);
        assert_eq!(book.code, 0, "{}", book.err);
        generated(&file, "rules", &book.out);
        let (wrong, right) = lang.pick(("错误：", "正确："), ("Wrong:", "Right:"));
        for chapter in book.out.split("\n### ").skip(1) {
            assert!(chapter.contains(wrong) && chapter.contains(right), "{file}: no example in\n{chapter}");
        }
    }
}

/// The fields of the view as JSON paths, lists marked with `[]`.
fn fields(value: &serde_json::Value, path: &str, all: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                all.insert(path.clone());
                fields(value, &path, all);
            }
        }
        serde_json::Value::Array(items) => {
            for item in items {
                fields(item, &format!("{path}[]"), all);
            }
        }
        _ => {}
    }
}

fn view_fields() -> BTreeSet<String> {
    let read = read_text(forms(), full_report().as_bytes());
    let report = read.report.expect("a report");
    let form = forms().edition(report.edition).expect("a form");
    let document = Document::new(form, &report, &Publishing::default(), false);
    let mut all = BTreeSet::new();
    fields(&serde_json::to_value(&document.view).expect("a view"), "", &mut all);
    fields(&serde_json::to_value(PageView::new(&document)).expect("a view"), "", &mut all);
    all
}

/// The words between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the tables of a text, each by its cells.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

#[test]
fn templates_ask_only_for_fields_that_exist() {
    let known = view_fields();
    let mut tera = tera::Tera::new();
    tera.register_filter("links", |text: &str, _: tera::Kwargs, _: &tera::State| text.to_owned());
    let templates = Templates::default();
    let ours = ["html", "txt", "md", "css"].into_iter().flat_map(|ending| templates.with_ending(ending));
    tera.add_raw_templates(ours).expect("sound templates");
    for template in ["report.txt", "report.html", "fragment.html", "report.md"] {
        let asked = tera.get_template_variables(template).expect("the variables");
        assert!(asked.iter().all(|name| known.contains(*name)), "{template} asks for {asked:?}");
    }
    let typst = EMBEDDED.iter().find(|(path, _)| *path == "report.typ").expect("the template").1;
    for asked in typst.split("data.").skip(1) {
        let name: String = asked.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
        assert!(known.contains(&name), "report.typ asks for {name}");
    }
    for (template, known) in views::page_fields() {
        let asked = tera.get_template_variables(template).expect("the variables");
        // A chart is named by the page that includes it.
        let is_known = |name: &&str| *name == "chart" || known.contains(*name);
        assert!(asked.iter().all(|name| is_known(&&**name)), "{template} asks for {asked:?}");
        let names = |field: &String| {
            field.split('.').map(|part| part.trim_end_matches("[]").to_owned()).collect::<Vec<_>>()
        };
        let known: BTreeSet<String> = known.iter().flat_map(names).collect();
        for (file, _) in twice("templates") {
            let page = text(&file);
            let all = rows(&page);
            let row = all.iter().find(|row| row[0] == format!("`{template}`"));
            let row = row.unwrap_or_else(|| panic!("{file} says nothing of {template}"));
            let listed = quoted(row[2]).map(|name| name.trim_end_matches("[]").to_owned());
            let listed: BTreeSet<String> = listed.collect();
            assert_eq!(listed, known, "{file}: the fields of {template}");
        }
    }
}

#[test]
fn every_class_of_words_is_explained() {
    let mut known = BTreeSet::new();
    for (_, text) in EMBEDDED.iter().filter(|(path, _)| path.starts_with("forms/")) {
        let form: serde_yaml::Value = serde_yaml::from_str(text).expect("a form");
        let classes = form["texts"]["words"].as_mapping();
        known.extend(classes.into_iter().flatten().filter_map(|(class, _)| Some(class.as_str()?.to_owned())));
    }
    for (file, _) in twice("forms") {
        let page = text(&file);
        let rows = rows(&page[marked(&file, &page, "classes")]);
        let listed: BTreeSet<String> =
            rows.iter().skip(1).flat_map(|row| quoted(row[0])).map(str::to_owned).collect();
        assert_eq!(listed, known, "{file}: the classes of words");
    }
}

#[test]
fn every_field_of_the_view_is_explained() {
    let known: Vec<String> = view_fields().into_iter().map(|field| format!("`{field}`")).collect();
    for (file, _) in twice("templates") {
        let page = text(&file);
        let table = &page[marked(&file, &page, "view")];
        let listed: Vec<String> = rows(table).into_iter().skip(1).map(|row| row[0].to_owned()).collect();
        assert_eq!(listed, known, "{file}: the table of fields");
    }
}

#[test]
fn every_json_is_explained() {
    let tree = Tree::copy_of(&repository("tests/cli/check.in"));
    tree.write("收件/乙局.yaml", "单位: 乙局\n年度: 2024\n");
    tree.write(
        "data/units.yaml",
        "- { 名称: 甲局, 上级: 丙县 }\n- { 名称: 乙局, 上级: 丙县 }\n- { 名称: 丙县 }\n",
    );
    tree.write("名单.csv", "单位\n甲局\n");
    tree.run(&["build", "--format", "json,html", "--draft"]);
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let (drafts, file) = (tree.files("drafts"), "data/2024/甲局.yaml");
    let find = |ending: &str| drafts.iter().find(|(name, _)| name.ends_with(ending)).expect("a draft");
    let page = format!("drafts/{}", find(".html").0);
    let printed: BTreeMap<&str, serde_json::Value> = [
        ("check", vec!["check"]),
        ("show", vec!["show", file]),
        ("status", vec!["status"]),
        ("collect", vec!["collect", "收件", "--year", "2024", "--dry-run"]),
        ("roster", vec!["roster", "名单.csv", "--dry-run"]),
        ("import", vec!["import", file, "--dry-run"]),
        ("verify", vec!["verify", "--published", &page]),
        ("rollup", vec!["rollup", "丙县", "--year", "2024"]),
        ("diff", vec!["diff", "data/2023/乙局.yaml", "data/2024/乙局.yaml"]),
        ("doctor", vec!["doctor"]),
    ]
    .into_iter()
    .map(|(verb, args)| {
        let done = tree.run(&[args.as_slice(), &["--format", "json"]].concat());
        (
            verb,
            serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{verb}: {error}: {}", done.err)),
        )
    })
    .chain([("build", json(&String::from_utf8_lossy(&find(".json").1)))])
    .collect();
    for (file, _) in twice("json") {
        let page = text(&file);
        let mut left: BTreeSet<&str> = printed.keys().copied().collect();
        for row in rows(&page[marked(&file, &page, "json")]).into_iter().skip(1) {
            let verb = row[0].split_whitespace().nth(1).expect("a command");
            left.remove(verb);
            let value = &printed[verb];
            let said: BTreeSet<&str> = quoted(row[1]).map(|name| name.trim_end_matches("[]")).collect();
            assert_eq!(value["version"], 1, "{verb}");
            for key in value.as_object().expect("an object").keys().filter(|key| *key != "version") {
                assert!(said.contains(key.as_str()), "{file}: {verb} has `{key}` too");
            }
            let mut all = BTreeSet::new();
            fields(value, "", &mut all);
            let names: BTreeSet<&str> = all.iter().filter_map(|path| path.rsplit('.').next()).collect();
            let empty =
                |name: &str| value.get(name).is_some_and(|list| list.as_array().is_some_and(Vec::is_empty));
            let of_folders = ["reports", "only"];
            for name in said.iter().filter(|name| !(verb == "diff" && of_folders.contains(name))) {
                assert!(names.contains(name) || empty(name), "{file}: {verb} has no `{name}`: {value:#}");
            }
        }
        assert!(left.is_empty(), "{file} says nothing of {left:?}");
    }
}

#[test]
fn the_glossary_has_every_name_of_the_form() {
    let form = forms().newest().expect("a form");
    let mut rows: Vec<String> = Vec::new();
    let mut add = |label: &str, name: &str, key: &str| {
        let row = format!("| {label} | {name} | `{key}` |\n");
        if !key.is_empty() && !rows.contains(&row) {
            rows.push(row);
        }
    };
    for section in &form.sections {
        add(&section.heading, &section.name, &section.key);
        for block in section.table.iter().flat_map(|table| &table.blocks) {
            let mut nodes = vec![block.rows, block.columns];
            while let Some(id) = nodes.pop() {
                let node = form.node(id);
                add(&node.label, &node.name, &node.key);
                nodes.extend(node.children.iter().rev());
            }
        }
    }
    let head = "| 官方名称 | 简称 | key |\n| --- | --- | --- |\n";
    generated("docs/glossary.md", "form", &format!("{head}{}", rows.concat()));
}

#[test]
fn the_complete_examples_are_sound() {
    for (file, _) in twice("data") {
        let page = text(&file);
        let (_, blocks) = parts_of(&page);
        let (_, block) = blocks.iter().find(|(language, _)| *language == "yaml").expect("an example");
        let (report, _, findings) = checked(forms(), block.as_bytes(), None);
        assert!(findings.is_empty(), "{file}: {findings:?}");
        assert_eq!(report.expect("a report").unit, "示例县文化和旅游局");
    }
}

#[test]
fn the_first_page_is_short() {
    for (file, _) in twice("README") {
        let lines = text(&file).lines().count();
        assert!(lines <= 150, "{file} has {lines} lines: the rest belongs to docs/");
    }
}

/// The headings of a page by their level, and its blocks by their language and commands.
fn outline(file: &str) -> (Vec<usize>, Vec<(String, Vec<String>)>) {
    let page = text(file);
    let (lines, blocks) = parts_of(&page);
    let headings = lines.iter().filter(|line| line.starts_with('#'));
    let level = |line: &&str| line.chars().take_while(|c| *c == '#').count();
    let command = |line: &str| line.split(" #").next().unwrap_or_default().trim().to_owned();
    let commands = |(language, block): &(&str, String)| {
        let shown = block.lines().filter(|line| *language == "sh" || line.starts_with("$ ")).map(command);
        (language.to_string(), shown.filter(|line| !line.is_empty() && !line.starts_with('#')).collect())
    };
    (headings.map(level).collect(), blocks.iter().map(commands).collect())
}

#[test]
fn both_languages_show_the_same() {
    assert_eq!(pages_in("zh"), pages_in("en"));
    assert!(pages_in("zh").len() > 10);
    for page in pages_in("zh").iter().map(String::as_str).chain(["README"]) {
        let [(chinese, _), (english, _)] = twice(page);
        assert_eq!(outline(&chinese), outline(&english), "{chinese} and {english}");
        let [tables, others] = [&chinese, &english].map(|file| rows(&text(file)).len());
        assert_eq!(tables, others, "rows of the tables of {chinese} and {english}");
    }
    let index = text("docs/README.md");
    let tree = Tree::new();
    let help = tree.run(&["help"]).out;
    for page in pages_in("zh") {
        assert!(help.contains(&format!("  {page} ")), "`nianbao help` does not list {page}");
        assert!(tree.run(&["help", &page]).out.starts_with("# "), "`nianbao help {page}`");
        assert!(index.contains(&format!("(zh/{page}.md)")) && index.contains(&format!("(en/{page}.md)")));
    }
}

#[test]
fn every_command_is_in_the_list() {
    let help = Tree::new().run_in("en", &["--help"]).out;
    let listed = help.split_once("Commands:\n").expect("the commands").1.lines();
    let verbs: Vec<&str> = listed.map_while(|line| line.split_whitespace().next()).collect();
    assert!(verbs.len() > 20, "{verbs:?}");
    for (file, _) in twice("commands") {
        let page = text(&file);
        for verb in &verbs {
            assert!(page.contains(&format!("| `nianbao {verb}")), "{file} has no row for `nianbao {verb}`");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let tree = Tree::new();
    for (language, root) in [("zh", "通用选项"), ("en", "General options")] {
        let done = tree.run_in(language, &["man", language]);
        assert_eq!(done.code, 0, "{}", done.err);
        let pages = tree.files(language);
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        for name in ["nianbao.1", "nianbao-form.1", "nianbao-help.1", "nianbao-rules.1"] {
            assert!(names.contains(&name), "{names:?}");
        }
        assert!(!names.iter().any(|name| name.contains("dropped") || name.contains("read")), "{names:?}");
        for (name, page) in &pages {
            let page = String::from_utf8_lossy(page);
            assert!(
                page.to_uppercase().contains(&root.to_uppercase()),
                "{name} has not the options of all commands"
            );
        }
    }
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let plain: String = heading.trim_start_matches('#').trim().replace('`', "").to_lowercase();
    let kept = plain.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_lead_somewhere() {
    let root = repository("");
    let mut count = 0;
    let files = walkdir::WalkDir::new(&root).into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let built = entry.depth() == 1 && ["target", "out", ".git", "dist", "node_modules"].contains(&&*name);
        !built && name != "fuzz"
    });
    for entry in
        files.filter_map(Result::ok).filter(|one| one.path().extension().is_some_and(|it| it == "md"))
    {
        let file = entry.path();
        let page = fs::read_to_string(file).expect("a page");
        let (lines, _) = parts_of(&page);
        for line in lines {
            // What is between backticks is no link.
            let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("x");
            for target in plain.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                if target.starts_with("https://") {
                    continue;
                }
                count += 1;
                let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
                let to =
                    if path.is_empty() { file.to_owned() } else { file.parent().unwrap_or(&root).join(path) };
                assert!(to.exists(), "{}: {target} leads nowhere", file.display());
                if !fragment.is_empty() {
                    assert!(has_anchor(&to, fragment), "{}: {target}: no such heading", file.display());
                }
            }
        }
    }
    assert!(count > 150, "{count} links");
}

fn has_anchor(page: &Path, fragment: &str) -> bool {
    let page = fs::read_to_string(page).expect("a page");
    parts_of(&page).0.iter().any(|line| line.starts_with('#') && anchor(line) == fragment)
}

#[test]
fn commands_of_the_pages_exist() {
    let tree = Tree::new();
    let mut helps: BTreeMap<String, String> = BTreeMap::new();
    let files = ["zh", "en"].into_iter().flat_map(|language| {
        pages_in(language).into_iter().map(move |page| format!("docs/{language}/{page}.md"))
    });
    let mut count = 0;
    for file in files.chain(["README.md", "README.zh-CN.md", "CONTRIBUTING.md"].map(str::to_owned)) {
        let page = text(&file);
        let (lines, blocks) = parts_of(&page);
        let inline = lines.iter().flat_map(|line| quoted(line));
        let shown = blocks.iter().flat_map(|(_, block)| block.lines());
        for command in
            inline.chain(shown).filter_map(|line| line.trim_start_matches("$ ").strip_prefix("nianbao "))
        {
            let command = command.split(" #").next().unwrap_or_default();
            let words: Vec<&str> =
                command.split_whitespace().take_while(|word| !word.starts_with(['|', '>'])).collect();
            let verb = words.iter().find(|word| word.chars().all(|c| c.is_ascii_lowercase()));
            // `nianbao 命令 --help`, and globs of the arguments.
            let Some(verb) = verb.filter(|verb| words.first() == Some(verb) || words[0] == "-C") else {
                continue;
            };
            count += 1;
            let help = helps.entry((*verb).to_owned()).or_insert_with(|| {
                let done = tree.run_in("en", &[verb, "--help"]);
                assert_eq!(done.code, 0, "{file}: there is no `nianbao {verb}`");
                done.out
            });
            for option in words.iter().filter_map(|word| word.strip_prefix("--")) {
                let option = option.trim_end_matches(|c: char| !c.is_ascii_lowercase() && c != '-');
                assert!(help.contains(&format!("--{option}")), "{file}: `nianbao {verb}` has no --{option}");
            }
        }
    }
    assert!(count > 150, "{count} commands");
}
