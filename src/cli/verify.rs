//! `nianbao verify`: the outputs read back and compared with the data.

use std::path::PathBuf;

use clap::Args;

use super::build::Formats;
use super::help::say;
use super::report::{nothing, print_findings};
use super::{CANNOT, FINDINGS, Global, OK, Output};
use crate::diagnose::{Judged, Shown};
use crate::make::{self, Item};
use crate::render::{FORMATS, Format};
use crate::rule::Level;
use crate::verify::{self, Verified};

#[derive(Args)]
pub(super) struct Verify {
    #[arg(value_name = say("文件夹", "DIR"), help = say("输出文件夹，默认为项目下的 out/", "the output folder; default: out/ in the project"))]
    folder: Option<PathBuf>,
    #[command(flatten)]
    formats: Formats,
}

pub(super) fn run(verb: &Verify, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let mut items = match make::gather(&project, &[], global.jobs()) {
        Ok(items) => items,
        Err(trouble) => {
            output.disk(&trouble);
            return CANNOT;
        }
    };
    let chosen = match global.chosen(&project, &items, output) {
        Ok(chosen) => chosen,
        Err(code) => return code,
    };
    if chosen.is_empty() {
        output.error(&nothing(global, items.len()));
        return CANNOT;
    }
    make::check(&project, &mut items, &chosen, global.jobs());
    let out = verb.folder.clone().unwrap_or_else(|| global.out());
    let (sound, wrong): (Vec<usize>, Vec<usize>) =
        chosen.iter().partition(|&&index| items[index].count(Level::Error) == 0);
    let named = verb.formats.named();
    // Files of formats that nobody asks for now may be there all the same.
    let verify_item = |&index: &usize| {
        let item = &items[index];
        let Some(document) = item.shown(&project) else { return Vec::new() };
        let wanted = project.formats(item.unit(), &named);
        let look = |format: &Format| {
            let is_wanted = wanted.iter().any(|one| one.name == format.name);
            let path = out.join(item.output(format));
            (named.is_empty() || is_wanted)
                .then(|| verify::verify(&project, &document, &path, format, is_wanted))?
        };
        FORMATS.iter().filter_map(look).collect::<Vec<Verified>>()
    };
    let verified = make::in_parallel(global.jobs(), &sound, verify_item, |_| {});
    let mut judged: Vec<Judged> = Vec::new();
    for (&index, files) in sound.iter().zip(&verified) {
        judged.extend(files.iter().map(|file| of_file(&project, &items[index], file)));
    }
    let mut text = String::new();
    print_findings(&judged, global.verbose, output, &mut text);
    let count = |level| judged.iter().map(|one| one.count(level)).sum::<usize>();
    let (errors, added) = (count(Level::Error), count(Level::Warning));
    let files = judged.len();
    let same = judged.iter().filter(|one| one.count(Level::Error) == 0).count();
    if !output.quiet() {
        let (added_zh, added_en) = match added {
            0 => (String::new(), String::new()),
            count => (format!("，多出文字 {count} 处"), format!(", {count} additions")),
        };
        text.push_str(&say(
            &format!("核对 {} 份报告、{files} 个文件：{same} 个与数据一致，不一致 {errors} 处{added_zh}\n", sound.len()),
            &format!("{} reports, {files} files read back: {same} agree with the data, {errors} differences{added_en}\n", sound.len()),
        ));
    }
    if !wrong.is_empty() {
        let count = wrong.len();
        text.push_str(&say(
            &format!("另有 {count} 份报告的数据有错误，没有核对；out/ 里若有它们的文件，是以前生成的\n"),
            &format!("{count} more reports have errors and were not compared; their files in out/, if any, are old\n"),
        ));
    }
    output.result(&text);
    if errors > 0 || !wrong.is_empty() { FINDINGS } else { OK }
}

fn of_file<'a>(project: &'a make::Project, item: &'a Item, file: &'a Verified) -> Judged<'a> {
    Judged {
        unit: item.unit(),
        year: item.year,
        shown: Shown { form: item.form(project), places: &file.places, last: None },
        findings: file.findings.iter().collect(),
    }
}
