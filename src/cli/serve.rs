//! `nianbao serve`: a preview in the browser that follows every change, and a build of the outputs.

use clap::Args;

use super::build::Build;
use super::help::say;
use super::options::{Global, Outputs, port};
use super::watch::{build_once, wait};
use super::{Exit, Output, Ran};
use crate::lang::Words;
use crate::serve::{Changes, Server, Snapshot};

#[derive(Args)]
pub(super) struct Serve {
    #[arg(long, default_value_t = 8420, hide_default_value = true, value_parser = port, value_name = say("端口", "PORT"),
        help = say("端口，默认 8420；被占用时另选一个", "the port; default: 8420; another one if it is taken"))]
    port: u16,
    #[arg(long, help = say("在浏览器里打开", "open it in the browser"))]
    open: bool,
    #[command(flatten)]
    outputs: Outputs,
}

pub(super) fn run(verb: &Serve, global: &Global, output: &mut Output) -> Ran {
    let mut changes = Changes::watch(&global.root)?;
    let lang = output.lang();
    let snapshot = Snapshot::of(global.open(), global.jobs(), lang);
    let failed =
        |cause: &dyn std::fmt::Display| words!("预览无法启动：{cause}", "the preview cannot start: {cause}");
    let server = Server::bind(verb.port, snapshot).map_err(|unserved| failed(&unserved))?;
    let (asked, port) = (verb.port, server.port());
    if asked != 0 && port != asked {
        output.chat(&words!(
            "端口 {asked} 已被占用，改用 {port}",
            "port {asked} is taken, using {port} instead"
        ));
    }
    let address = format!("http://127.0.0.1:{port}/");
    let show = server.show();
    std::thread::Builder::new().spawn(move || server.run()).map_err(|cause| failed(&cause))?;
    output.result(words!("预览：{address}\n", "preview: {address}\n").in_lang(lang));
    if verb.open && opener::open(&address).is_err() {
        output.chat(&Words::fixed(
            "没有打开浏览器，请自行打开上面的网址",
            "no browser was opened: please go to the address above",
        ));
    }
    let build = Build::of(&verb.outputs);
    loop {
        show.prepare(); // before the build, which would slow down those who wait for a page
        if build_once(&build, global, output) == Exit::Interrupted {
            return Ok(Exit::Interrupted);
        }
        wait(&mut changes, output)?;
        show.show(global.open());
    }
}
