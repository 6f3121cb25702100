//! `nianbao verify`: the outputs read back and compared with the data.

use std::path::{Path, PathBuf};

use clap::Args;

use super::help::say;
use super::options::{Formats, Global};
use super::report::print_findings;
use super::verify_published;
use super::{Exit, Output, Ran, Stop};
use crate::diagnose::{Judged, Shown};
use crate::fs::{self, Trouble};
use crate::lang::{Words, counted};
use crate::make::{self, Item, Project, Survey};
use crate::render::{FORMATS, Format};
use crate::rule::Level;
use crate::verify::{self, Verified};

#[derive(Args)]
pub(super) struct Verify {
    #[arg(value_name = say("文件夹", "DIR"), help = say("输出文件夹，默认为项目下的 out/", "the output folder; default: out/ in the project"))]
    folder: Option<PathBuf>,
    #[arg(long, num_args = 1.., value_name = say("文件", "FILES"), conflicts_with = "folder",
        help = say("核对已经公布的网页、PDF、Word 文件与数据是否一致；--format json 供程序读取", "compare published pages, PDFs and Word files with the data; --format json for programs"))]
    published: Vec<PathBuf>,
    #[command(flatten)]
    formats: Formats,
}

pub(super) fn run(verb: &Verify, global: &Global, output: &mut Output) -> Ran {
    if !verb.published.is_empty() {
        let as_json = verb.formats.named().iter().any(|format| format.name == "json");
        return verify_published::run(&verb.published, as_json, global, output);
    }
    let project = global.open()?;
    let survey = Survey::of(&project, &[], global.jobs());
    let items = survey.check(&global.chosen(&project, &survey, &[])?, global.jobs())?;
    let out = verb.folder.clone().unwrap_or_else(|| global.out());
    let (sound, wrong): (Vec<&Item>, Vec<&Item>) =
        items.iter().partition(|item| item.count(Level::Error) == 0);
    let named = verb.formats.named();
    let verified =
        make::in_parallel(global.jobs(), &sound, |item| verify_item(&survey, item, &out, &named), |_| {});
    let verified = verified.into_iter().collect::<Result<Vec<Vec<Verified>>, Trouble>>()?;
    // Pages about several reports are made of all of them.
    let is_whole = named.is_empty() && global.unit.is_empty() && global.year.is_empty() && wrong.is_empty();
    let (pages, site) =
        if is_whole { verify_site(&project, &sound, &out, global.jobs())? } else { (0, Vec::new()) };
    let mut judged: Vec<Judged> = Vec::new();
    for (item, files) in sound.iter().zip(&verified) {
        judged.extend(files.iter().map(|file| of_file(&project, item, file)));
    }
    judged.extend(site.iter().map(|file| Judged {
        unit: "",
        year: 0,
        shown: Shown { form: None, places: &file.places, last: None },
        findings: file.findings.iter().collect(),
    }));
    let files = judged.len() - site.len() + pages;
    let mut text = String::new();
    print_findings(&judged, global.verbose, output, &mut text);
    if !output.quiet() {
        text.push_str(&format!("{}\n", summary(&judged, sound.len(), files).in_lang(output.lang())));
    }
    if !wrong.is_empty() {
        let (count, reports) = (wrong.len(), counted(wrong.len(), "report"));
        let words = words!(
            "另有 {count} 份有强制性问题，没有核对；out/ 里若有这些单位的文件，是以前生成的\n",
            "{reports} with errors not compared; files of these units in out/, if any, are from earlier builds\n"
        );
        text.push_str(words.in_lang(output.lang()));
    }
    output.result(&text);
    let differs = judged.iter().any(|one| one.count(Level::Error) > 0);
    Ok(if differs || !wrong.is_empty() { Exit::Findings } else { Exit::Sound })
}

/// Compares the outputs of a report: those of the formats that are wanted, and others that exist
/// all the same.
fn verify_item(
    survey: &Survey,
    item: &Item,
    out: &Path,
    named: &[&'static Format],
) -> Result<Vec<Verified>, Trouble> {
    let project = survey.project();
    let Some(mut document) = item.shown(project) else { return Ok(Vec::new()) };
    let wanted = project.formats(item.unit(), named);
    let is_wanted = |format: &Format| wanted.iter().any(|one| one.name == format.name);
    let compared = FORMATS.iter().filter(|format| named.is_empty() || is_wanted(format));
    let mut there = compared.clone().filter(|format| fs::exists(&out.join(item.output(format))));
    let shows_years = there.any(Format::shows_years);
    let earlier = if shows_years { survey.earlier(&item.identity)? } else { Vec::new() };
    document.earlier = earlier.iter().filter_map(|item| item.filled(project)).collect();
    let look = |format: &Format| {
        let path = out.join(item.output(format));
        verify::verify(project, &document, &path, format, is_wanted(format))
    };
    Ok(compared.filter_map(look).collect())
}

/// Compares the pages about several reports: how many there are, and those that differ.
fn verify_site(
    project: &Project,
    items: &[&Item],
    out: &Path,
    jobs: usize,
) -> Result<(usize, Vec<Verified>), Stop> {
    let renderer = project.renderer()?;
    let mut wrong = Vec::new();
    let is_there = |item: &Item, format: &Format| fs::exists(&out.join(item.output(format)));
    let mut each = |path: &str, bytes: &[u8]| {
        let path = out.join(path);
        wrong.extend(verify::same_file(&project.shown(&path), &path, bytes));
    };
    let count = make::site_files(project, &renderer, items, jobs, &is_there, &mut each)?;
    Ok((count, wrong))
}

fn summary(judged: &[Judged], reports: usize, files: usize) -> Words {
    let count = |level| judged.iter().map(|one| one.count(level)).sum::<usize>();
    let (errors, added) = (count(Level::Error), count(Level::Warning));
    let same = files - judged.iter().filter(|one| one.count(Level::Error) > 0).count();
    let (reports_en, files_en) = (counted(reports, "report"), counted(files, "file"));
    let added = match added {
        0 => Words::fixed("", ""),
        count => words!("，多出文字 {count} 处"; ", {}", counted(count, "addition")),
    };
    if errors == 0 {
        words!(
            "核对 {reports} 份报告、{files} 个文件，全部与数据一致{}", added.zh;
            "{reports_en}, {files_en} compared: all agree with the data{}", added.en
        )
    } else {
        words!(
            "核对 {reports} 份报告、{files} 个文件：{same} 个与数据一致，不一致 {errors} 处{}", added.zh;
            "{reports_en}, {files_en} compared: {same} agree with the data, {}{}", counted(errors, "difference"), added.en
        )
    }
}

fn of_file<'a>(project: &'a Project, item: &'a Item, file: &'a Verified) -> Judged<'a> {
    Judged {
        unit: item.unit(),
        year: item.identity.year,
        shown: Shown { form: item.form(project), places: &file.places, last: None },
        findings: file.findings.iter().collect(),
    }
}
