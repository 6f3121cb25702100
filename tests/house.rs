//! Rules of the house: what the code promises of itself, so that a promise that is broken fails here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use nianbao::check::{self, RULES};
use nianbao::make;
use nianbao::read;
use nianbao::render::{self, Document, EMBEDDED, EMBEDDED_FONTS, FORMATS, PageView, Templates};
use nianbao::roster::Publishing;
use nianbao::rule::About;
use nianbao::verify;

use crate::support::{Tree, checked, forms, full_report, read_text, repository};

/// The modules of `lib.rs` in their order: each uses only those before it.
const ORDER: &[&str] = &[
    "lang",
    "rule",
    "model",
    "yaml",
    "form",
    "fingerprint",
    "roster",
    "finding",
    "place",
    "read",
    "check",
    "render",
    "diagnose",
    "fs",
    "confine",
    "make",
    "verify",
    "serve",
    "cli",
];

/// The acts, which never use one another.
const ACTS: &[&str] = &["read", "check", "render"];

fn sources() -> Vec<(PathBuf, String)> {
    let mut all: Vec<_> = walkdir::WalkDir::new(repository("src"))
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"))
        .map(|entry| (entry.path().to_owned(), fs::read_to_string(entry.path()).expect("a source file")))
        .collect();
    all.sort();
    assert!(all.len() > 30, "the sources are gone");
    all
}

/// The top module that a file belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(repository("src")).expect("below src");
    let first = below.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn every_rule() -> Vec<&'static About> {
    let mut all = check::rules(forms());
    all.extend(read::FAULTS.iter().chain(render::FAULTS).chain(make::FAULTS).chain(verify::FAULTS).copied());
    all
}

#[test]
fn modules_use_only_those_before_them() {
    let listed: Vec<String> = fs::read_to_string(repository("src/lib.rs"))
        .expect("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned))
        .collect();
    assert_eq!(listed, ORDER, "lib.rs lists the modules in their order");
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let owner = module(&path);
        let Some(rank) = ORDER.iter().position(|name| *name == owner) else { continue };
        for used in text.split("crate::").skip(1) {
            let used: String = used.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            let Some(other) = ORDER.iter().position(|name| *name == used) else { continue };
            let acts = ACTS.contains(&owner.as_str()) && ACTS.contains(&used.as_str()) && owner != used;
            if other > rank || acts {
                wrong.push(format!("{}: {owner} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_say_what_they_are_and_stay_small() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if !text.starts_with("//! ") {
            wrong.push(format!("{} does not open with //!", path.display()));
        }
        if lines > 600 {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_label_of_the_form_stands_in_the_code() {
    let mut labels = BTreeSet::new();
    for node in forms().all.iter().flat_map(|form| &form.nodes) {
        labels.extend(
            [&node.label, &node.name].into_iter().filter(|label| label.chars().count() >= 3).cloned(),
        );
    }
    assert!(labels.len() > 60);
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            wrong.extend(
                labels
                    .iter()
                    .filter(|label| code.contains(label.as_str()))
                    .map(|label| format!("{}:{}: {label}", path.display(), index + 1)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_has_one_name_everywhere() {
    let file_of = |about: &About| format!("{}.rs", about.id.replace('-', "_"));
    let registered: BTreeSet<String> = RULES.iter().map(|rule| file_of(&rule.about)).collect();
    let files: BTreeSet<String> = fs::read_dir(repository("src/check/rules"))
        .expect("the rules")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, registered, "add `&<file>::RULE` to RULES in src/check/rules.rs");

    // Shown elsewhere, since a text cannot be so wrong: each is named by a test.
    let elsewhere = [
        "text-long",
        "file-too-large",
        "glyph-missing",
        "unreadable",
        "duplicate-report",
        "file-name",
        "name-of-file",
        "unit-conflict",
        "not-a-workbook",
        "workbook-locked",
        "workbook-damaged",
        "workbook-outdated",
        "no-table",
        "label-missing",
        "label-twice",
        "label-unknown",
        "label-ambiguous",
        "table-twice",
        "table-of-other-form",
        "figure-ambiguous",
        "figure-as-shown",
        "blanks-as-zero",
        "output-differs",
        "output-missing",
        "output-adds",
    ];
    let tests: String =
        ["attacks", "books", "disk", "forms", "make", "read", "rules", "verify", "workbooks", "hostile"]
            .iter()
            .map(|name| fs::read_to_string(repository(&format!("tests/{name}.rs"))).unwrap_or_default())
            .collect();
    for rule in elsewhere {
        assert!(tests.contains(rule), "no test names {rule}");
    }
    let fixtures: BTreeSet<String> = fs::read_dir(repository("tests/rules"))
        .expect("the fixtures")
        .map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned())
        .collect();
    let all = every_rule();
    let ids: BTreeSet<String> = all.iter().map(|about| about.id.to_string()).collect();
    assert_eq!(ids.len(), all.len(), "two rules have one id");
    let wanted: BTreeSet<String> =
        ids.iter().filter(|id| !elsewhere.contains(&id.as_str())).cloned().collect();
    assert_eq!(fixtures, wanted, "each rule has a folder tests/rules/<id> with good.yaml and bad.yaml");
}

#[test]
fn every_rule_is_told_in_both_languages() {
    for about in every_rule() {
        let id = &about.id;
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()), "{id}");
        for words in [&about.title, &about.explain] {
            assert!(words.zh.chars().any(is_chinese), "{id} lacks Chinese");
            assert!(words.en.chars().filter(char::is_ascii_alphabetic).count() > 5, "{id} lacks English");
        }
    }
}

fn is_chinese(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

#[test]
fn help_is_complete_in_both_languages() {
    let tree = Tree::new();
    for verb in
        [&[][..], &["build"], &["check"], &["show"], &["form"], &["return"], &["explain"], &["completions"]]
    {
        let args: Vec<&str> = verb.iter().copied().chain(["--help"]).collect();
        let english = tree.run_in("en", &args);
        assert_eq!(english.code, 0);
        assert!(!english.out.chars().any(is_chinese), "{}", english.out);
        let chinese = tree.run(&args);
        for line in chinese.out.lines().filter(|line| line.trim_start().starts_with('-')) {
            assert!(line.chars().any(is_chinese), "{args:?}: {line}");
        }
    }
}

#[test]
fn everything_in_templates_is_built_in() {
    let in_folder = |endings: &[&str], folder: &str| -> BTreeSet<String> {
        let root = repository(folder);
        walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| {
                entry.path().extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
            })
            .map(|entry| entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned())
            .collect()
    };
    let embedded: BTreeSet<String> = EMBEDDED.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(
        in_folder(&["yaml", "html", "css", "typ"], "templates").len() + ["report.txt", "report.md"].len(),
        embedded.len()
    );
    assert!(in_folder(&["yaml", "html", "css", "typ"], "templates").is_subset(&embedded));
    let fonts: BTreeSet<String> = EMBEDDED_FONTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(in_folder(&["ttf", "otf", "ttc"], "templates/fonts"), fonts);
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
    let view = serde_json::to_value(PageView::new(&document)).expect("a view");
    let mut all = BTreeSet::new();
    fields(&view, "", &mut all);
    all
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
}

/// Replaces or compares what stands between `<!-- name -->` and `<!-- /name -->` in a README.
fn generated(file: &str, name: &str, expected: &str) {
    let path = repository(file);
    let text = fs::read_to_string(&path).expect("the README");
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let start = text.find(&open).unwrap_or_else(|| panic!("{file} has no {open}")) + open.len();
    let end = start + text[start..].find(&close).unwrap_or_else(|| panic!("{file} has no {close}"));
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&path, format!("{}{expected}{}", &text[..start], &text[end..])).expect("the README");
    } else {
        assert_eq!(&text[start..end], expected, "{file}: `just accept` writes this table anew");
    }
}

#[test]
fn the_tables_of_the_readmes_are_those_of_the_program() {
    for (file, lang, heads) in [
        ("README.zh-CN.md", nianbao::lang::Lang::Zh, ["规则", "级别", "查什么", "格式", "说明", "字段"]),
        ("README.md", nianbao::lang::Lang::En, ["rule", "level", "finds", "format", "what", "field"]),
    ] {
        let row = |cells: &[&str]| format!("| {} |\n", cells.join(" | "));
        let mut rules = row(&heads[..3]) + &row(&["---"; 3]);
        for about in every_rule() {
            rules.push_str(&row(&[
                &format!("`{}`", about.id),
                about.level.term(lang),
                about.title.in_lang(lang),
            ]));
        }
        generated(file, "rules", &rules);
        let mut formats = row(&heads[3..5]) + &row(&["---"; 2]);
        for format in FORMATS {
            formats.push_str(&row(&[&format!("`{}`", format.name), format.about.in_lang(lang)]));
        }
        generated(file, "formats", &formats);
        let names: Vec<String> = view_fields().iter().map(|field| format!("`{field}`")).collect();
        generated(file, "view", &format!("{}\n", names.join(" · ")));
    }
}

#[test]
fn the_examples_of_the_readmes_are_sound() {
    for file in ["README.zh-CN.md", "README.md"] {
        let text = fs::read_to_string(repository(file)).expect("the README");
        let block =
            text.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        let (report, _, findings) = checked(forms(), block.as_bytes(), None);
        assert!(findings.is_empty(), "{file}: {findings:?}");
        assert_eq!(report.expect("a report").unit, "示例县文化和旅游局");
    }
}
