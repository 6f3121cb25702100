//! `nianbao index`: joins the shards of a build.

use clap::Args;

use super::options::{Global, Waiting, shown_folder};
use super::progress::Teller;
use super::{Exit, Output, Ran};
use crate::lang::{Words, counted};
use crate::make::{self, Progress};

#[derive(Args)]
pub(super) struct Index {
    #[command(flatten)]
    waiting: Waiting,
}

pub(super) fn run(verb: &Index, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let renderer = project.renderer()?;
    let (out, teller) = (global.out(), Teller::new(output));
    let waiting = || teller.tell(Progress::Waiting);
    let joined = make::join(&project, &renderer, &out, global.jobs(), verb.waiting.time(), &waiting)?;
    if !joined.missing.is_empty() {
        let names: Vec<String> = joined.missing.iter().take(10).map(ToString::to_string).collect();
        let count = joined.missing.len();
        return Err(words!(
            "还缺 {count} 个分片，没有合并：{}", names.join("、");
            "nothing was joined, {} missing: {}", counted(count, "shard"), names.join(", ")
        )
        .into());
    }
    for (path, finding) in &joined.twins {
        let Words { zh, en } = &finding.clause;
        output.error(&words!("{path}：{zh}", "{path}: {en}"));
    }
    if !joined.twins.is_empty() {
        return Ok(Exit::Findings);
    }
    let (reports, refused, parts) = (joined.reports, joined.refused, joined.parts);
    output.chat(&if parts == 0 {
        Words::fixed("没有分片，不需要合并", "there are no shards to join")
    } else {
        let (parts_en, reports_en) = (counted(parts, "shard"), counted(reports, "report"));
        let out = shown_folder(&project, &out);
        words!(
            "合并 {parts} 个分片，共 {reports} 份报告（{refused} 份有强制性问题），在 {out}",
            "{parts_en} joined in {out}: {reports_en}, {refused} with errors"
        )
    });
    Ok(if refused > 0 { Exit::Findings } else { Exit::Sound })
}
