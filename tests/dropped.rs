//! Files alone as arguments, as when they are dropped on the program's icon: checked, and marked in
//! copies that lie where nobody takes them for data.

use crate::support::{GOOD, Tree, repository};

/// A form with empty cells, as a department may submit it.
fn empty_form(tree: &Tree) -> Vec<u8> {
    tree.run(&["form", "--unit", "甲局", "--year", "2024", "-o", "发放"]);
    tree.read("发放/甲局.xlsx")
}

#[test]
fn a_dropped_workbook_gets_a_copy_beside_it() {
    let tree = Tree::new();
    let form = empty_form(&tree);
    tree.write("下载/甲局.xlsx", &form).write("下载/乙局.yaml", GOOD.replace("甲局", "乙局"));
    let done = tree.run(&["下载/甲局.xlsx", "下载/乙局.yaml"]);
    assert_eq!(done.code, 1, "{}{}", done.out, done.err);
    assert!(done.out.contains("[figure-blank]"), "{}", done.out);
    assert!(done.out.contains("校验 2 份报告"), "{}", done.out);
    assert!(done.err.contains("甲局（退回副本）.xlsx"), "{}", done.err);
    assert_eq!(tree.read("下载/甲局.xlsx"), form, "the original stays");
    let names: Vec<String> = tree.files("下载").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    // Dropped once more, the copy is made once more.
    let again = tree.run(&["下载/甲局.xlsx"]);
    assert_eq!((again.code, tree.files("下载").len()), (1, 3), "{}", again.err);
    // A sound file has nothing to be marked.
    let sound = tree.run(&["下载/乙局.yaml"]);
    assert_eq!((sound.code, tree.files("下载").len()), (0, 3), "{}{}", sound.out, sound.err);
}

#[test]
fn a_workbook_of_a_project_is_returned_where_copies_are() {
    let tree = Tree::new();
    let form = empty_form(&tree);
    tree.write("项目/data/2024/甲局.xlsx", &form);
    let done = tree.run(&["项目/data/2024/甲局.xlsx"]);
    assert_eq!(done.code, 1, "{}{}", done.out, done.err);
    assert!(tree.path("项目/returned/2024/甲局.xlsx").is_file(), "{}", done.err);
    assert_eq!(tree.files("项目/data").len(), 1, "beside it a copy would be data");
}

#[test]
fn words_that_are_no_files_are_commands() {
    let tree = Tree::new();
    tree.write("check", GOOD).write("甲局.yaml", GOOD);
    // The command, although a file is called so.
    assert!(tree.run(&["check"]).err.contains("data"));
    let typo = tree.run(&["chekc"]);
    assert_eq!(typo.code, 2);
    assert!(typo.err.contains("没有命令“chekc”"), "{}", typo.err);
    let half = tree.run(&["甲局.yaml", "丙局.yaml"]);
    assert_eq!(half.code, 2);
    assert!(half.err.contains("没有命令“甲局.yaml”"), "{}", half.err);
    let option = tree.run(&["甲局.yaml", "--format", "json"]);
    assert_eq!(option.code, 2, "options of a command need the command");
    let folder = repository("data").to_string_lossy().into_owned();
    assert_eq!(tree.run(&[&folder]).code, 2);
}
