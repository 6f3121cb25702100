//! A build and the disk: two at once, Ctrl-C, names that would meet, what is asked for by options,
//! parts that are joined. What a disk refuses in the middle of a write is tried by `.ci/disk.py`.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{GOOD, Tree, two_units};

/// A project of reports that are alike.
fn many(count: usize) -> Tree {
    let tree = Tree::new();
    for number in 0..count {
        let unit = format!("第{number}局");
        tree.write(&format!("data/2024/{unit}.yaml"), GOOD.replace("甲局", &unit));
    }
    tree
}

fn program(tree: &Tree, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.args(args).args(["--lang", "zh", "--color", "never"]).current_dir(tree.path("."));
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn litter(tree: &Tree) -> usize {
    tree.files("out").iter().filter(|(name, _)| name.contains(".nianbao-")).count()
}

#[test]
fn of_two_builds_the_second_waits_or_gives_up() {
    let tree = two_units();
    tree.run(&["build", "--format", "txt"]);
    let lock = fs::File::options().write(true).open(tree.path(".nianbao/out/lock")).expect("the lock");
    lock.lock().expect("locked");
    let done = tree.run(&["build", "--wait", "0"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains(".nianbao/out：另一个 nianbao 正在使用这个文件夹"), "{}", done.err);

    let mut child = program(&tree, &["build", "--wait", "60"]).spawn().expect("the program starts");
    let mut stderr = child.stderr.take().expect("its messages");
    let mut told = Vec::new();
    let mut byte = [0];
    while !told.ends_with("等它结束".as_bytes()) && stderr.read(&mut byte).expect("its messages") == 1 {
        told.push(byte[0]);
    }
    assert!(!tree.path("out/2024/甲局.pdf").exists(), "it did not wait");
    drop(lock);
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{}", String::from_utf8_lossy(&told));
    assert!(tree.path("out/2024/甲局.pdf").exists());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_build_and_the_next_goes_on() {
    let tree = many(40);
    let mut child = program(&tree, &["build", "-v"]).spawn().expect("the program starts");
    let first = Instant::now();
    // Names alone: a temporary file may be gone before it is read.
    let made = || {
        fs::read_dir(tree.path("out/2024")).map_or(0, |entries| {
            entries.flatten().filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')).count()
        })
    };
    while made() < 6 {
        assert!(first.elapsed() < Duration::from_mins(1), "nothing is made");
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    let start = Instant::now();
    assert!(Command::new("kill").args(["-INT", &pid]).status().is_ok_and(|status| status.success()));
    let code = child.wait().expect("it ends").code();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(code, Some(130));
    assert_eq!(litter(&tree), 0);
    let made = tree.files("out/2024").len();
    assert!((6..120).contains(&made), "{made}");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let rest = format!("（更新 {} 个）", 122 - made);
    assert!(done.err.contains(&rest), "what was made is made again: {made} {}", done.err);
}

#[test]
fn why_a_report_is_made_is_said() {
    let tree = two_units();
    let reasons = |args: &[&str]| {
        let done = tree.run(args);
        assert_eq!(done.code, 0, "{}", done.err);
        done.err
    };
    let build = ["build", "--format", "txt", "-v"];
    tree.write("data/units.yaml", "- { 名称: 甲局 }\n- { 名称: 乙局 }\n");
    assert!(reasons(&build).contains("    生成 2024/甲局.txt：新增"));
    assert!(!reasons(&build).contains("    生成"));
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
    let told = reasons(&build);
    assert!(told.contains("    生成 2024/甲局.txt：数据有变化") && !told.contains("乙局.txt"), "{told}");
    tree.write("out/2024/甲局.txt", "x");
    assert!(reasons(&build).contains("    生成 2024/甲局.txt：输出文件缺失或被改动"));
    tree.write("templates/report.txt", "{{ title }}");
    assert!(reasons(&build).contains("    生成 2024/乙局.txt：模板有变化"));
    tree.write("data/units.yaml", "- { 名称: 甲局, 简称: 甲 }\n- { 名称: 乙局 }\n");
    let told = reasons(&build);
    assert!(told.contains("甲局.txt：名录或文件夹有变化") && !told.contains("乙局.txt"), "{told}");
    let last = GOOD.replace("2024", "2023");
    tree.write("data/2023/甲局.yaml", &last);
    let told = reasons(&build);
    assert!(told.contains("    生成 2024/甲局.txt：上一年度的数据有变化"), "{told}");
    assert!(told.contains("    生成 2023/甲局.txt：新增") && !told.contains("乙局.txt"), "{told}");
    assert!(reasons(&["build", "--format", "txt", "-v", "--force"]).contains("乙局.txt：要求全部重新生成"));
    tree.replace(".nianbao/out/manifest.json", "\"version\":1", "\"version\":9");
    assert!(reasons(&build).contains("    生成 2024/乙局.txt：没有可用的生成记录"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let tree = two_units();
    let done = tree.run(&["build", "--dry-run"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("将生成 2024/甲局.pdf：新增\n"), "{}", done.err);
    assert!(done.err.contains("将生成 6 个文件，没有写文件"), "{}", done.err);
    assert!(!tree.path("out").exists());
    tree.run(&["build", "--format", "txt"]);
    let before = tree.files("out");
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
    fs::remove_file(tree.path("data/2024/乙局.yaml")).expect("removed");
    let done = tree.run(&["build", "--dry-run", "--format", "txt"]);
    assert!(done.err.contains("将生成 2024/甲局.txt：数据有变化\n"), "{}", done.err);
    assert!(done.err.contains("将清除 2024/乙局.txt：数据已删除\n"), "{}", done.err);
    assert_eq!(tree.files("out"), before);
}

#[test]
fn outputs_go_with_their_data_and_nothing_else_does() {
    let tree = two_units();
    tree.write("data/2023/丙局.yaml", GOOD.replace("甲局", "丙局").replace("2024", "2023"));
    tree.run(&["build", "--format", "txt"]);
    tree.write("out/2024/乙局.docx", "somebody's").write("out/2024/丁局.txt", "somebody's");
    fs::remove_file(tree.path("data/2024/乙局.yaml")).expect("removed");
    fs::remove_file(tree.path("data/2023/丙局.yaml")).expect("removed");
    let done = tree.run(&["build", "--format", "txt"]);
    assert!(done.err.contains("清除 2 个数据已删除的文件"), "{}", done.err);
    let names: Vec<String> = tree.files("out").into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["2024/丁局.txt", "2024/乙局.docx", "2024/甲局.txt", "SHA256SUMS", "index.html", "lists/2024.html"]
    );
    assert!(!tree.path("out/2023").exists(), "an empty folder is left");
    // A folder of data that is empty for a moment is no order to remove everything.
    fs::remove_file(tree.path("data/2024/甲局.yaml")).expect("removed");
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 2);
    assert!(tree.path("out/2024/甲局.txt").exists());
}

#[test]
fn names_that_would_meet_are_told() {
    // A space, case, width or sign makes no other unit.
    for other in ["甲 局B", "甲局b", "甲局．B", "甲局.Ｂ", "甲／局B"] {
        let tree = Tree::new();
        tree.write("data/2024/一.yaml", GOOD.replace("甲局", "甲局B"));
        tree.write("data/2024/二.yaml", GOOD.replace("甲局", other));
        let done = tree.run(&["build", "--format", "txt"]);
        assert_eq!(done.code, 1, "{other}");
        assert_eq!(done.err.matches("2024 年度有 2 份数据").count(), 2, "{other}: {}", done.err);
        assert!(!tree.path("out/2024").exists(), "{other}: written");
    }
    // The page of one unit would be the fragment of another.
    let tree = Tree::new();
    tree.write("data/2024/一.yaml", GOOD).write("data/2024/二.yaml", GOOD.replace("甲局", "甲局.fragment"));
    let done = tree.run(&["build", "--format", "html"]);
    assert_eq!(done.err.matches("生成的文件名相同，会互相覆盖").count(), 2, "{}", done.err);
    // So would those of a unit and of another one's address.
    let tree = Tree::new();
    tree.write("data/units.yaml", "- { 名称: abc }\n- { 名称: 乙局, 网址名: abc }\n");
    tree.write("data/2024/一.yaml", GOOD.replace("甲局", "abc"));
    tree.write("data/2024/二.yaml", GOOD.replace("甲局", "乙局"));
    let done = tree.run(&["check"]);
    assert_eq!(done.out.matches("生成的文件名相同").count(), 2, "{}", done.out);
}

#[cfg(unix)]
#[test]
fn names_that_no_output_can_have_are_told() {
    use std::os::unix::ffi::OsStrExt;
    let tree = two_units();
    // What a file is called is in no output.
    let names: [&[u8]; 4] = [b"\xb9\xab\xb0\xb2.yaml", b"a\nb.yaml", b"a\\b.yaml", b"nul.yaml"];
    for (number, name) in names.into_iter().enumerate() {
        let text = GOOD.replace("甲局", &format!("第{number}局"));
        fs::write(tree.path("data/2024").join(std::ffi::OsStr::from_bytes(name)), text).expect("written");
    }
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(tree.files("out/2024").len(), 6);
    // Signs of a unit that no file name may have are written otherwise.
    for (number, unit) in ["天/局", "地:局?", "玄<b>局.", "nul", ".."].into_iter().enumerate() {
        let text = GOOD.replace("单位: 甲局", &format!("单位: \"{unit}\""));
        tree.write(&format!("data/2024/{number}.yaml"), text);
    }
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert_eq!(done.err.matches("强制性[file-name] 名称不能用作生成的文件名").count(), 2, "{}", done.err);
    for name in ["天_局", "地_局_", "玄_b_局"] {
        assert!(tree.path(&format!("out/2024/{name}.txt")).exists(), "{name}");
    }
    assert_eq!(tree.files("out/2024").len(), 9);
}

#[cfg(unix)]
#[test]
fn a_folder_where_a_file_is_expected_and_links_that_lead_away_are_told() {
    use std::os::unix::fs::symlink;
    let tree = two_units();
    tree.write("data/2024/丙局.yaml/丁局.txt", "").write("else/戊局.yaml", GOOD);
    symlink("己局.yaml", tree.path("data/2024/己局.yaml")).expect("a link");
    symlink(tree.path("else/戊局.yaml"), tree.path("data/2024/戊局.yaml")).expect("a link");
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 2, "{}", done.err);
    for told in [
        "文件无法读取：这是文件夹，不是文件\n  --> data/2024/丙局.yaml",
        "这是指向文件夹之外的链接\n  --> data/2024/戊局.yaml",
        "\n  --> data/2024/己局.yaml",
    ] {
        assert!(done.err.contains(told), "{told}: {}", done.err);
    }
    // Nor do outputs leave the output folder.
    let tree = two_units();
    tree.write("else/x", "").write("out/x", "");
    symlink(tree.path("else"), tree.path("out/2024")).expect("a link");
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("out/2024：这是指向文件夹之外的链接"), "{}", done.err);
    assert_eq!(tree.files("else").len(), 1);
    // Nor is anything removed by such a link when its data is gone.
    let tree = two_units();
    tree.write("data/2023/丙局.yaml", GOOD.replace("甲局", "丙局").replace("2024", "2023"));
    tree.run(&["build", "--format", "txt"]);
    fs::rename(tree.path("out/2023"), tree.path("else")).expect("moved");
    symlink(tree.path("else"), tree.path("out/2023")).expect("a link");
    fs::remove_file(tree.path("data/2023/丙局.yaml")).expect("removed");
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("out/2023：这是指向文件夹之外的链接"), "{}", done.err);
    assert_eq!(tree.files("else").len(), 1);
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let tree = two_units();
    tree.write("file", "");
    let done = tree.run(&["build", "-o", "file/out"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("file/out"), "{}", done.err);
}

#[cfg(unix)]
#[test]
fn outputs_have_the_modes_that_the_user_wants() {
    use std::os::unix::fs::PermissionsExt;
    let tree = two_units();
    let line = format!("umask 027; {} build --format txt", env!("CARGO_BIN_EXE_nianbao"));
    assert!(
        Command::new("sh")
            .args(["-c", &line])
            .current_dir(tree.path("."))
            .status()
            .is_ok_and(|s| s.success())
    );
    for path in ["out/2024/甲局.txt", "out/index.html", "out/SHA256SUMS"] {
        let mode = fs::metadata(tree.path(path)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o640, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_stdout_and_no_home_are_no_trouble() {
    let tree = two_units();
    let line = format!(
        "{} check | true; {} build --format txt >&-",
        env!("CARGO_BIN_EXE_nianbao"),
        env!("CARGO_BIN_EXE_nianbao")
    );
    let done = Command::new("sh").args(["-c", &line]).current_dir(tree.path(".")).env_clear().output();
    let done = done.expect("a shell");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(tree.path("out/2024/甲局.txt").exists());
}

#[cfg(unix)]
#[test]
fn the_same_bytes_anywhere_at_any_time_and_sums_that_sha256sum_checks() {
    let (a, b) = (two_units(), two_units());
    assert_eq!(a.run(&["build", "-j", "1"]).code, 0);
    // Another second, clock, language and number of threads.
    let clock = fs::metadata(a.path("out/index.html")).and_then(|data| data.modified()).expect("a time");
    while clock.elapsed().is_ok_and(|age| age < Duration::from_millis(1100)) {
        std::thread::yield_now();
    }
    let done = program(&b, &["build", "-j", "2"])
        .env("TZ", "Pacific/Kiritimati")
        .env("LC_ALL", "tr_TR.UTF-8")
        .output()
        .expect("it ran");
    assert!(done.status.success());
    let (left, right) = (a.files("out"), b.files("out"));
    assert_eq!(left.len(), 9);
    assert!(left == right, "two builds differ");
    assert_eq!(a.read(".nianbao/out/manifest.json"), b.read(".nianbao/out/manifest.json"));
    let sums =
        Command::new("sha256sum").args(["-c", "--strict", "SHA256SUMS"]).current_dir(a.path("out")).output();
    let sums = sums.expect("sha256sum");
    assert!(sums.status.success(), "{}", String::from_utf8_lossy(&sums.stdout));
    assert_eq!(String::from_utf8_lossy(&sums.stdout).lines().count(), 8);
}

#[test]
fn parts_joined_are_one_build() {
    let (whole, parts) = (many(12), many(12));
    for tree in [&whole, &parts] {
        // Last year's report under another file name, so in another part.
        let last =
            GOOD.replace("甲局", "第3局").replace("2024", "2023").replace("行政许可: 12", "行政许可: 1");
        tree.write("data/2023/third.yaml", last);
    }
    let done = whole.run(&["build", "--format", "txt"]);
    let told = done.err.contains("text-copied");
    assert!(told, "the two years are compared: {}", done.err);
    let mut children: Vec<_> = (1..=4)
        .map(|part| {
            let shard = format!("{part}/4");
            program(&parts, &["build", "--format", "txt", "--shard", &shard]).spawn().expect("it starts")
        })
        .collect();
    for child in &mut children {
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
    assert!(!parts.path("out/index.html").exists());
    let done = parts.run(&["index"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("合并 4 个分片，共 13 份报告"), "{}", done.err);
    let (one, other) = (whole.files("out"), parts.files("out"));
    assert!(one == other, "{:?}", parts.files("out").iter().map(|file| &file.0).collect::<Vec<_>>());
    assert_eq!(whole.text(".nianbao/out/manifest.json"), parts.text(".nianbao/out/manifest.json"));
    let done = parts.run(&["build", "--format", "txt", "-v"]);
    assert!(done.err.contains("（更新 0 个）") && !done.err.contains("    生成"), "{}", done.err);
    // A part goes on from what was joined.
    parts.replace("data/2024/第5局.yaml", "行政许可: 12", "行政许可: 13");
    for part in 1..=4 {
        parts.run(&["build", "--format", "txt", "--shard", &format!("{part}/4")]);
    }
    assert_eq!(parts.run(&["index"]).code, 0);
    let changed = parts.files("out").iter().zip(&one).filter(|(new, old)| new != old).count();
    assert_eq!(changed, 2, "the report and SHA256SUMS");
}

#[test]
fn parts_that_are_missing_or_meet_are_told() {
    let tree = many(6);
    tree.run(&["build", "--format", "txt", "--shard", "1/3"]);
    tree.run(&["build", "--format", "txt", "--shard", "3/3"]);
    let done = tree.run(&["index"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("还缺 1 个分片，没有合并：2/3"), "{}", done.err);
    // One unit in two files, which two parts have.
    tree.write("data/2024/twin.yaml", GOOD.replace("甲局", "第0局"));
    for part in 1..=3 {
        tree.run(&["build", "--format", "txt", "--shard", &format!("{part}/3")]);
    }
    let done = tree.run(&["index"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let told = "data/2024/twin.yaml：“第0局”2024 年度有 2 份数据：data/2024/";
    assert!(done.err.contains(told) && done.err.contains("data/2024/第0局.yaml"), "{}", done.err);
    assert!(!tree.path("out/index.html").exists());
}
