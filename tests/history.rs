//! The law of the build: after any history of edits, renames, damage and killed builds, a build
//! leaves exactly what a clean build would make, and what others put into `out/`.
//!
//! The only thing that a history may leave behind: a report that has errors keeps the outputs that
//! it had.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::support::{GOOD, Tree, is_of_several};

/// Steps of a history.
const STEPS: usize = 200;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).expect("31 bits") % sides
    }

    fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        if things.is_empty() { None } else { things.get(self.roll(things.len())) }
    }
}

/// A project with what is known of it.
struct History {
    tree: Tree,
    dice: Dice,
    formats: &'static str,
    /// Years and units.
    units: BTreeSet<(u16, String)>,
    /// Those whose data has errors.
    wrong: BTreeSet<(u16, String)>,
    /// Files of others below `out/`.
    foreign: BTreeMap<String, Vec<u8>>,
    /// Outputs that somebody damaged.
    damaged: BTreeSet<String>,
    /// Outputs that no record may know any more.
    unknown: BTreeSet<String>,
    /// What the last build of any kind left.
    left: BTreeMap<String, Vec<u8>>,
    told: Vec<String>,
}

fn data_path(unit: &(u16, String)) -> String {
    format!("data/{}/{}.yaml", unit.0, unit.1)
}

fn is_of(path: &str, unit: &(u16, String)) -> bool {
    path.strip_prefix(&format!("{}/{}.", unit.0, unit.1)).is_some_and(|ending| !ending.contains('/'))
}

impl History {
    fn new(seed: u64, formats: &'static str) -> Self {
        let mut history = Self {
            tree: Tree::new(),
            dice: Dice(seed),
            formats,
            units: BTreeSet::new(),
            wrong: BTreeSet::new(),
            foreign: BTreeMap::new(),
            damaged: BTreeSet::new(),
            unknown: BTreeSet::new(),
            left: BTreeMap::new(),
            told: Vec::new(),
        };
        for unit in ["甲局", "乙局", "丙局"] {
            history.add(2024, unit);
        }
        history.add(2023, "甲局");
        history
    }

    fn tell(&mut self, what: String) {
        self.told.push(what);
    }

    fn add(&mut self, year: u16, name: &str) {
        let unit = (year, name.to_owned());
        let text = GOOD.replace("甲局", name).replace("2024", &year.to_string());
        self.tree.write(&data_path(&unit), text);
        self.tell(format!("add {}", data_path(&unit)));
        self.units.insert(unit);
    }

    fn some_unit(&mut self) -> Option<(u16, String)> {
        let units: Vec<_> = self.units.iter().cloned().collect();
        self.dice.pick(&units).cloned()
    }

    fn some_output(&mut self) -> Option<String> {
        let outputs: Vec<String> = self.tree.files("out").into_iter().map(|(name, _)| name).collect();
        let outputs: Vec<String> = outputs
            .into_iter()
            .filter(|name| !self.foreign.contains_key(name) && !name.contains("/.nianbao-"))
            .collect();
        self.dice.pick(&outputs).cloned()
    }

    /// Writes a file of the project anew with the times that it had.
    fn rewrite_in_secret(&self, below: &str, bytes: &[u8]) {
        let path = self.tree.path(below);
        let time = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
        fs::write(&path, bytes).expect("written");
        let file = fs::File::options().write(true).open(&path).expect("a file");
        file.set_modified(time).expect("a time that can be set");
    }

    /// Something happens to the data.
    fn change_data(&mut self) {
        let Some(unit) = self.some_unit() else { return self.add(2024, "甲局") };
        let path = data_path(&unit);
        match self.dice.roll(7) {
            0 | 1 => {
                let text = self.tree.text(&path);
                let at = text.find("行政许可: ").expect("a figure") + "行政许可: ".len();
                // Two digits stay two: neither size nor time tells.
                let number = 10 + self.dice.roll(90);
                let text = format!("{}{number}{}", &text[..at], &text[at + 2..]);
                self.tell(format!("{path}: 行政许可 {number}"));
                self.rewrite_in_secret(&path, text.as_bytes());
            }
            2 => {
                let text = self.tree.text(&path);
                let (old, new) = if self.wrong.remove(&unit) {
                    ("本年新收: { 自然人: 6 }", "本年新收: { 自然人: 5 }")
                } else {
                    self.wrong.insert(unit.clone());
                    ("本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }")
                };
                self.tell(format!("{path}: {new}"));
                self.tree.write(&path, text.replace(old, new));
            }
            3 => {
                fs::remove_file(self.tree.path(&path)).expect("removed");
                self.tell(format!("remove {path}"));
                self.units.remove(&unit);
                self.wrong.remove(&unit);
            }
            4 => {
                // Another unit of the same figures takes its place.
                let name = format!("{}局", ["丁", "戊", "己", "庚"][self.dice.roll(4)]);
                let new = (unit.0, name.clone());
                if self.units.contains(&new) {
                    return;
                }
                let text = self.tree.text(&path).replace(&unit.1, &name);
                fs::remove_file(self.tree.path(&path)).expect("removed");
                self.tree.write(&data_path(&new), text);
                self.tell(format!("{path} becomes {}", data_path(&new)));
                self.units.remove(&unit);
                self.units.insert(new.clone());
                if self.wrong.remove(&unit) {
                    self.wrong.insert(new);
                }
            }
            5 => {
                let name = ["甲局", "乙局", "丙局", "丁局"][self.dice.roll(4)];
                let year = 2023 + u16::try_from(self.dice.roll(2)).expect("a digit");
                if !self.units.contains(&(year, name.to_owned())) {
                    self.add(year, name);
                }
            }
            _ => {
                let new = SystemTime::now() - Duration::from_secs(self.dice.roll(100_000) as u64);
                let file = fs::File::options().write(true).open(self.tree.path(&path)).expect("a file");
                file.set_modified(new).expect("a time that can be set");
                self.tell(format!("touch {path}"));
            }
        }
    }

    /// Something happens to what all reports share.
    fn change_project(&mut self) {
        let roster = [
            "- { 名称: 乙局, 简称: 乙 }\n",
            "- { 名称: 乙局, 网站: 某网, 版式: 简版 }\n- { 名称: 甲局, 简称: 甲, 上级: 乙局 }\n",
            "",
        ];
        // The roster knows every unit.
        let others = "- { 名称: 丙局, 曾用名: 旧丙局 }\n- { 名称: 丁局 }\n- { 名称: 戊局 }\n- { 名称: 己局 }\n- { 名称: 庚局 }\n";
        let roster = [
            format!("{}- {{ 名称: 甲局 }}\n{others}", roster[0]),
            format!("{}{others}", roster[1]),
            roster[2].to_owned(),
        ];
        let css = "body { color: black }\n";
        let text = "{{ title }}\n{{ unit }} {{ year }}\n";
        let own = [
            "templates/units/甲局/report.txt",
            "templates/units/乙/report.txt",
            "templates/editions/2021/report.txt",
        ];
        let (path, bytes) = match self.dice.roll(4) {
            0 => ("data/units.yaml", roster[self.dice.roll(3)].as_str()),
            1 => ("templates/report.txt", if self.dice.roll(2) == 0 { text } else { "" }),
            2 => (
                own[self.dice.roll(3)],
                if self.dice.roll(2) == 0 { "{{ title }} {{ edition }}\n" } else { "" },
            ),
            _ => ("templates/report.css", if self.dice.roll(2) == 0 { css } else { "" }),
        };
        self.tell(format!("{path}: {bytes:?}"));
        if bytes.is_empty() {
            let _ = fs::remove_file(self.tree.path(path));
        } else {
            self.tree.write(path, bytes);
        }
    }

    /// Something happens to the outputs.
    fn damage(&mut self) {
        let kind = self.dice.roll(9);
        if kind == 0 {
            let path = ".nianbao/out/manifest.json";
            let Ok(mut bytes) = fs::read(self.tree.path(path)) else { return };
            let at = self.dice.roll(bytes.len().max(1));
            let how = self.dice.roll(3);
            self.tell(format!("damage the manifest: {how} at {at}"));
            match how {
                0 => bytes.truncate(at),
                1 => bytes[at] = b'x',
                _ => bytes = String::from_utf8_lossy(&bytes).replacen("0.1.0", "0.0.9", 1).into_bytes(),
            }
            self.tree.write(path, bytes);
            if how < 2 {
                // Lines that cannot be read named outputs.
                self.unknown.extend(self.tree.files("out").into_iter().map(|(name, _)| name));
            }
            return;
        }
        if kind == 1 {
            let name = format!("2024/别人的{}.txt", self.dice.roll(3));
            self.tell(format!("foreign {name}"));
            self.tree.write(&format!("out/{name}"), "别人的");
            self.foreign.insert(name, "别人的".into());
            return;
        }
        if kind == 2 {
            self.tell("litter".to_owned());
            self.tree.write("out/2024/.nianbao-1-1.tmp", "half");
            return;
        }
        let Some(name) = self.some_output() else { return };
        let (below, path) = (format!("out/{name}"), self.tree.path(&format!("out/{name}")));
        self.tell(format!("damage {name}: {kind}"));
        self.damaged.insert(name);
        let mut bytes = self.tree.read(&below);
        match kind {
            3 => fs::remove_file(path).expect("removed"),
            4 => {
                fs::remove_file(&path).expect("removed");
                fs::create_dir(path).expect("a folder");
            }
            5 => {
                self.tree.write("elsewhere.txt", &bytes);
                fs::remove_file(&path).expect("removed");
                #[cfg(unix)]
                std::os::unix::fs::symlink(self.tree.path("elsewhere.txt"), path).expect("a link");
            }
            6 => {
                bytes.push(b'\n');
                self.tree.write(&below, bytes);
            }
            _ => {
                let at = self.dice.roll(bytes.len().max(1));
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1;
                }
                self.rewrite_in_secret(&below, &bytes);
            }
        }
    }

    /// A build that is killed, or of a part.
    fn build_in_part(&mut self) {
        let unit = self.some_unit().map(|unit| unit.1).unwrap_or_default();
        let args: Vec<&str> = match self.dice.roll(4) {
            0 => vec!["build", "--unit", &unit, "--format", self.formats],
            1 => vec!["build", "--format", "txt"],
            2 => vec!["build", "--draft", "--format", self.formats],
            _ => {
                let milliseconds = self.dice.roll(250) as u64;
                self.tell(format!("build, killed after {milliseconds} ms"));
                let mut child = Command::new(env!("CARGO_BIN_EXE_nianbao"))
                    .args(["build", "--format", self.formats])
                    .current_dir(self.tree.path("."))
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .expect("the program starts");
                std::thread::sleep(Duration::from_millis(milliseconds));
                let _ = child.kill();
                child.wait().expect("it ends");
                return;
            }
        };
        self.told.push(args.join(" "));
        let done = self.tree.run(&args);
        assert!(done.code < 2 || unit.is_empty(), "{}\n{}", done.err, self.told.join("\n"));
    }

    /// Builds, and compares with a clean build.
    fn compare(&mut self) {
        self.told.push("build".to_owned());
        let _ = fs::remove_dir_all(self.tree.path("clean"));
        let done = self.tree.run(&["build", "--format", self.formats]);
        let clean = self.tree.run(&["build", "--format", self.formats, "-o", "clean"]);
        let story = || self.told.join("\n");
        assert_eq!(done.code, clean.code, "{}\n{}", done.err, story());
        if self.units.is_empty() {
            return; // nothing is built, and nothing touched
        }
        let (now, clean) = (files(&self.tree, "out"), files(&self.tree, "clean"));
        let of_wrong = |name: &str| self.wrong.iter().any(|unit| is_of(name, unit));
        for (name, bytes) in &clean {
            // The index links what is there of a report that has errors by now.
            let lists_old = is_of_several(name) && !self.wrong.is_empty();
            if name != "SHA256SUMS" && !lists_old {
                assert!(now.get(name) == Some(bytes), "{name} is not what a clean build makes\n{}", story());
            }
        }
        for (name, bytes) in now.iter().filter(|(name, _)| !clean.contains_key(*name)) {
            if is_of_several(name) && !self.wrong.is_empty() {
                continue;
            }
            if let Some(foreign) = self.foreign.get(name) {
                assert_eq!(bytes, foreign, "{name}\n{}", story());
                continue;
            }
            if self.unknown.contains(name) {
                continue;
            }
            assert!(of_wrong(name), "{name} should not be there\n{}", story());
            let is_draft = name.contains(".draft.");
            assert!(
                is_draft || self.damaged.contains(name) || self.left.get(name) == Some(bytes),
                "{name} changed, though its report has errors\n{}",
                story()
            );
        }
        for name in self.foreign.keys() {
            assert!(now.contains_key(name), "{name} is gone\n{}", story());
        }
        let lines = |files: &BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
            String::from_utf8_lossy(&files["SHA256SUMS"])
                .lines()
                .filter(|line| {
                    self.wrong.is_empty()
                        || !line.split_once("  ").is_some_and(|(_, name)| is_of_several(name))
                })
                .map(str::to_owned)
                .collect()
        };
        let (sums, wanted) = (lines(&now), lines(&clean));
        assert!(sums.is_superset(&wanted), "{}", story());
        for more in sums.difference(&wanted) {
            let (_, name) = more.split_once("  ").expect("a hash and a name");
            assert!(of_wrong(name), "{name} is in SHA256SUMS\n{}", story());
        }
        let sound: Vec<String> = now.keys().filter(|name| !of_wrong(name)).cloned().collect();
        self.damaged.retain(|name| !sound.contains(name));
        self.left = now;
        // Doing it again touches nothing.
        if self.wrong.is_empty() {
            let again = self.tree.run(&["build", "--format", self.formats]);
            assert!(again.err.contains("（更新 0 个）"), "{}\n{}", again.err, self.told.join("\n"));
        }
    }

    fn run(&mut self, steps: usize) {
        for step in 0..steps {
            match self.dice.roll(8) {
                0..=2 => self.change_data(),
                3 => self.change_project(),
                4 | 5 => self.damage(),
                6 => {
                    self.build_in_part();
                    self.left = self.tree.files("out").into_iter().collect();
                }
                _ => self.compare(),
            }
            if step + 1 == steps {
                self.compare();
            }
        }
    }
}

/// Every file by its name; a link is none.
fn files(tree: &Tree, below: &str) -> BTreeMap<String, Vec<u8>> {
    tree.files(below).into_iter().collect()
}

#[test]
fn after_any_history_a_build_leaves_what_a_clean_one_makes() {
    let more = std::env::var("NIANBAO_STEPS").ok().and_then(|steps| steps.parse().ok());
    History::new(0x9E37_79B9_7F4A_7C15, "txt,html").run(more.unwrap_or(STEPS));
}

#[test]
fn after_another_history_too() {
    History::new(0xD1B5_4A32_D192_ED03, "txt,html").run(STEPS);
}

#[test]
fn after_a_history_with_pdf_too() {
    History::new(0x8CB9_2BA7_2F3D_8DD7, "txt,pdf").run(STEPS / 4);
}
