//! `nianbao read-workbook KIND`: not for people; the child process in which risky workbooks are
//! read (`confine`).

use clap::Args;

use super::Exit;
use crate::confine;

#[derive(Args)]
pub(super) struct ReadWorkbook {
    kind: String,
}

pub(super) fn run(verb: &ReadWorkbook) -> Exit {
    if confine::child(&verb.kind) { Exit::Sound } else { Exit::Cannot }
}
