//! `nianbao index`: joins the shards of a build.

use std::time::Duration;

use clap::Args;

use super::help::say;
use super::progress::Teller;
use super::{CANNOT, FINDINGS, Global, OK, Output};
use crate::make::{self, Progress};

#[derive(Args)]
pub(super) struct Index {
    #[command(flatten)]
    waiting: Waiting,
}

/// Seconds for which another process is waited for.
const WAIT: u64 = 300;

/// How long to wait for another process, an option of all that write outputs.
#[derive(Args)]
pub(super) struct Waiting {
    #[arg(long, default_value_t = WAIT, hide_default_value = true, value_name = say("秒", "SECONDS"),
        help = say("输出文件夹正被占用时最多等多久，默认 300 秒", "how long to wait while another process works in the output folder; default: 300"))]
    wait: u64,
}

impl Default for Waiting {
    fn default() -> Self {
        Self { wait: WAIT }
    }
}

impl Waiting {
    pub(super) fn time(&self) -> Duration {
        Duration::from_secs(self.wait)
    }
}

pub(super) fn run(verb: &Index, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let renderer = match project.renderer() {
        Ok(renderer) => renderer,
        Err(broken) => return Global::say_broken(&broken, output),
    };
    let (out, teller) = (global.out(), Teller::new(output));
    let waiting = || teller.tell(Progress::Waiting);
    let joined = match make::join(&project, &renderer, &out, verb.waiting.time(), &waiting) {
        Ok(joined) => joined,
        Err(broken) => return Global::say_broken(&broken, output),
    };
    if !joined.missing.is_empty() {
        let names: Vec<String> = joined.missing.iter().take(10).map(ToString::to_string).collect();
        let (count, names) = (joined.missing.len(), names.join("、"));
        output.error(&say(
            &format!("还缺 {count} 个分片没有生成，没有合并：{names}"),
            &format!("{count} shards are missing, nothing joined: {names}"),
        ));
        return CANNOT;
    }
    for (path, finding) in &joined.twins {
        let clause = output.words(&finding.clause);
        output.error(&format!("{path}: {clause}"));
    }
    if !joined.twins.is_empty() {
        return FINDINGS;
    }
    let (reports, refused, parts) = (joined.reports, joined.refused, joined.parts);
    output.chat(&say(
        &format!("合并 {parts} 个分片，共 {reports} 份报告（{refused} 份有强制性问题）→ {}\n", out.display()),
        &format!("{parts} shards joined: {reports} reports, {refused} with errors → {}\n", out.display()),
    ));
    if refused > 0 { FINDINGS } else { OK }
}
