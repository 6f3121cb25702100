//! Rules of the house: what the code promises of itself, so that a broken promise fails here.

mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use nianbao::check::{self, OF_FIGURES, OF_TEXTS};
use nianbao::form::Form;
use nianbao::render::{EMBEDDED, EMBEDDED_FONTS};
use nianbao::rule::About;
use nianbao::rulebook;

use sources::{File, sources};

use crate::support::{Tree, forms, repository};

/// The modules of `lib.rs` in their order: each uses only those before it.
const ORDER: &[&str] = &[
    "lang",
    "pattern",
    "rule",
    "model",
    "yaml",
    "form",
    "fingerprint",
    "roster",
    "finding",
    "rollup",
    "diff",
    "document",
    "place",
    "faults",
    "figure",
    "matcher",
    "read",
    "check",
    "render",
    "diagnose",
    "fs",
    "confine",
    "make",
    "verify",
    "rulebook",
    "office",
    "serve",
    "cli",
];

/// The acts, which never use one another.
const ACTS: &[&str] = &["read", "check", "render"];

fn every_rule() -> Vec<&'static About> {
    rulebook::all(forms())
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
    for file in sources() {
        let Some(rank) = ORDER.iter().position(|name| file.module.first().is_some_and(|first| first == name))
        else {
            continue;
        };
        let owner = ORDER[rank];
        for used in file.uses().iter().filter_map(|path| path.first()) {
            let Some(other) = ORDER.iter().position(|name| name == used) else { continue };
            let acts = ACTS.contains(&owner) && ACTS.contains(&ORDER[other]) && other != rank;
            if other > rank || acts {
                wrong.push(format!("{}: {owner} uses {used}", file.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_files_need_each_other() {
    let files = sources();
    let index_of = |path: &[String]| files.iter().position(|file| !path.is_empty() && file.module == path);
    let uses = |own: usize| -> BTreeSet<usize> {
        let file_of =
            |path: &Vec<String>| (1..=path.len()).rev().find_map(|length| index_of(&path[..length]));
        let is_related = |other: &usize| {
            // A file and the folder beside it are one module, of which the file is the front.
            let (own, other) = (&files[own].module, &files[*other].module);
            own.starts_with(other) || other.starts_with(own)
        };
        files[own].uses().iter().filter_map(file_of).filter(|other| !is_related(other)).collect()
    };
    let mut needs: Vec<BTreeSet<usize>> = (0..files.len()).map(uses).collect();
    assert!(needs.iter().map(BTreeSet::len).sum::<usize>() > 300, "nothing is seen to use anything");
    loop {
        let further: Vec<BTreeSet<usize>> = needs
            .iter()
            .map(|all| all.iter().flat_map(|&other| needs[other].iter().copied()).collect())
            .collect();
        let before: usize = needs.iter().map(BTreeSet::len).sum();
        needs.iter_mut().zip(further).for_each(|(all, more)| all.extend(more));
        if needs.iter().map(BTreeSet::len).sum::<usize>() == before {
            break;
        }
    }
    let name = |index: usize| files[index].module.join("/");
    let circles = (0..files.len()).flat_map(|a| needs[a].iter().map(move |&b| (a, b)));
    let circles: Vec<String> = circles
        .filter(|&(a, b)| a < b && needs[b].contains(&a))
        .map(|(a, b)| format!("{} and {}", name(a), name(b)))
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn no_module_is_over_15_percent_of_the_code() {
    let mut lines = BTreeMap::<String, usize>::new();
    for file in sources() {
        let count = fs::read_to_string(&file.path).expect("a source file").lines().count();
        *lines.entry(file.module.first().cloned().unwrap_or_default()).or_default() += count;
    }
    let all: usize = lines.values().sum();
    let large: Vec<_> = lines.iter().filter(|&(_, &count)| count * 100 > all * 15).collect();
    assert!(large.is_empty(), "of {all} lines: {large:?}");
}

#[test]
fn a_failure_of_ours_is_not_an_empty_result() {
    let mut wrong = Vec::new();
    for file in sources() {
        let code: String = file.code().split_whitespace().collect();
        for call in ["serde_json::to_", "serde_yaml::to_", "Regex::new("] {
            for (at, _) in code.match_indices(call) {
                let statement = code[at..].split(';').next().unwrap_or_default();
                if statement.contains(".unwrap_or_default()") || statement.contains(".ok()") {
                    wrong.push(format!("{}: {statement}", file.path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn comments_are_at_most_100_wide() {
    let mut wrong = Vec::new();
    for file in sources() {
        for (index, line) in file.text.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            let is_row = line.starts_with("//! |");
            if is_comment && !is_row && line.chars().count() > 100 && !line.contains("http") {
                wrong.push(format!("{}:{}", file.path.display(), index + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_say_what_they_are_and_stay_small() {
    let mut wrong = Vec::new();
    for File { path, text, .. } in sources() {
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

/// A function fits a screen, or says in a comment why it does not.
#[test]
fn long_functions_say_why() {
    let mut wrong = Vec::new();
    for File { path, text, .. } in sources() {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            let is_function = code.starts_with("fn ") || code.starts_with("pub") && code.contains(" fn ");
            let end = format!("{}}}", &line[..line.len() - code.len()]);
            let last = lines[at..].iter().position(|other| *other == end).unwrap_or_default();
            let body = &lines[at..=at + last];
            if is_function && body.len() > 61 && !body.iter().any(|line| line.contains("// Long: ")) {
                wrong.push(format!("{}:{}: {} lines", path.display(), at + 1, body.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "split them, or say why not (`// Long: …`):\n{}", wrong.join("\n"));
}

#[test]
fn no_label_of_the_form_stands_in_the_code() {
    let mut labels = BTreeSet::new();
    for node in forms().all().flat_map(|form| &form.nodes) {
        labels.extend(
            [&node.label, &node.name].into_iter().filter(|label| label.chars().count() >= 3).cloned(),
        );
    }
    assert!(labels.len() > 60);
    let mut wrong = Vec::new();
    for file in sources() {
        let path = &file.path;
        for (index, code) in file.code().lines().enumerate() {
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
    let registered: BTreeSet<String> =
        OF_FIGURES.iter().chain(OF_TEXTS).map(|rule| file_of(&rule.about)).collect();
    let files: BTreeSet<String> = fs::read_dir(repository("src/check/rules"))
        .expect("the rules")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, registered, "add `&<file>::RULE` to a list in src/check/rules.rs");

    let fixtures: BTreeSet<String> = fs::read_dir(repository("tests/rules"))
        .expect("the fixtures")
        .map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned())
        .collect();
    let all = every_rule();
    let ids: BTreeSet<String> = all.iter().map(|about| about.id.to_string()).collect();
    assert_eq!(ids.len(), all.len(), "two rules have one id");
    assert!(
        fixtures.is_subset(&ids),
        "folders of tests/rules that are not rules: {:?}",
        fixtures.difference(&ids)
    );

    // What a check finds has a fixture, except what only a project's own form makes it find.
    let unshown = |id: &&String| !fixtures.contains(*id) && *id != "text-long";
    let of_reports = check::rules_of_figures(forms()).into_iter().chain(check::rules_of_texts());
    let checked: Vec<String> = of_reports.map(|about| about.id.to_string()).collect();
    let lacking: Vec<&String> = checked.iter().filter(unshown).collect();
    assert!(lacking.is_empty(), "add tests/rules/<id>/good.yaml and bad.yaml for {lacking:?}");

    // A text cannot have the other faults: each is expected by a test, by its id in a string.
    let tests = strings_of_tests();
    let expected = |id: &&String| {
        let starts = [format!("{id} › "), format!("{id}: ")];
        let is_expectation = |text: &&String| {
            *text == *id
                || text.contains(&format!("[{id}]"))
                || starts.iter().any(|start| text.starts_with(start.as_str()))
        };
        tests.iter().any(|text| is_expectation(&text))
    };
    let unexpected: Vec<&String> = ids.difference(&fixtures).filter(|id| !expected(id)).collect();
    assert!(unexpected.is_empty(), "no test expects {unexpected:?}");
}

/// The string literals of all tests but this file: a comment that names a rule expects nothing.
fn strings_of_tests() -> Vec<String> {
    let mut strings = Vec::new();
    for entry in fs::read_dir(repository("tests")).expect("the tests") {
        let path = entry.expect("a file").path();
        if path.extension().is_none_or(|ending| ending != "rs") || path.ends_with("house.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a test");
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        // What is between two quotes may be code as well; it then looks like no id.
        strings.extend(code.split('"').map(str::to_owned));
    }
    strings
}

#[test]
fn keys_that_rules_ask_for_are_in_every_form_of_their_years() {
    let keys_of = |form: &Form| -> BTreeSet<String> {
        let figures = form.ids().map(|id| form.spec(id).key.clone());
        figures.chain(form.sections.iter().map(|section| section.key.clone())).collect()
    };
    let mut asked = 0;
    for rule in OF_FIGURES.iter().chain(OF_TEXTS) {
        for form in forms().all() {
            if rule.years.start() > form.years.end() || rule.years.end() < form.years.start() {
                continue;
            }
            let keys = keys_of(form);
            for key in rule.asks {
                asked += 1;
                assert!(keys.contains(*key), "{}: the form of {} has no {key}", rule.about.id, form.edition);
            }
        }
    }
    assert!(asked > 5, "rules declare what they ask for");

    // A key that is not declared is found in the rule's own file.
    let known: BTreeSet<String> = forms().all().flat_map(keys_of).collect();
    for rule in OF_FIGURES.iter().chain(OF_TEXTS) {
        let file = format!("src/check/rules/{}.rs", rule.about.id.replace('-', "_"));
        let text = fs::read_to_string(repository(&file)).expect("the rule's file");
        for part in text.split('"') {
            assert!(!known.contains(part) || rule.asks.contains(&part), "{file} asks for {part}: declare it");
        }
    }
}

#[test]
fn every_rule_is_explained_in_both_languages() {
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
    let help = tree.run_in("en", &["--help"]);
    let listed = help.out.split_once("Commands:\n").expect("the commands").1.lines();
    let verbs: Vec<&str> = listed.map_while(|line| line.split_whitespace().next()).collect();
    assert!(verbs.len() > 10, "{verbs:?}");
    let mut all: Vec<Vec<&str>> = verbs.into_iter().map(|verb| vec![verb]).collect();
    all.extend([vec![], vec!["templates", "eject"]]);
    for verb in all {
        let args: Vec<&str> = verb.iter().copied().chain(["--help"]).collect();
        let english = tree.run_in("en", &args);
        assert_eq!(english.code, 0, "{args:?}: {}", english.err);
        assert!(!english.out.chars().any(is_chinese), "{}", english.out);
        let chinese = tree.run(&args);
        assert!(chinese.out.contains("通用选项：\n"), "{args:?}: {}", chinese.out);
        for line in chinese.out.lines().filter(|line| line.trim_start().starts_with('-')) {
            assert!(line.chars().any(is_chinese), "{args:?}: {line}");
        }
    }
}

#[test]
fn everything_in_templates_is_built_in_or_a_note() {
    let root = repository("templates");
    let files = walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    for entry in files {
        let below = entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned();
        let is_template = EMBEDDED.iter().any(|(path, _)| *path == below);
        let name = below.strip_prefix("fonts/");
        let is_font = name.is_some_and(|name| EMBEDDED_FONTS.iter().any(|(known, _)| *known == name));
        let is_note = name.is_some() && !is_font;
        assert!(is_template || is_font || is_note, "nothing is made with templates/{below}");
    }
    assert!(EMBEDDED_FONTS.len() > 3 && EMBEDDED.iter().any(|(path, _)| *path == "forms/2021.yaml"));
}
