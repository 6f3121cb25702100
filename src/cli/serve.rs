//! `nianbao serve`: a preview in the browser that follows every change, and the build beside it.

use clap::Args;

use super::build::{self, Build, Outputs};
use super::help::{lang, say};
use super::watch::{say_unwatched, wait};
use super::{CANNOT, Global, INTERRUPTED, Output};
use crate::serve::{Changes, Server, Snapshot};

#[derive(Args)]
pub(super) struct Serve {
    #[arg(long, default_value_t = 8420, hide_default_value = true, value_name = say("端口", "PORT"),
        help = say("端口，默认 8420；被占用时另选一个", "the port; default: 8420; another where it is taken"))]
    port: u16,
    #[arg(long, help = say("在浏览器里打开", "open it in the browser"))]
    open: bool,
    #[command(flatten)]
    outputs: Outputs,
}

pub(super) fn run(verb: &Serve, global: &Global, output: &mut Output) -> u8 {
    let mut changes = match Changes::watch(&global.root) {
        Ok(changes) => changes,
        Err(unwatched) => return say_unwatched(&unwatched, output),
    };
    let snapshot = || Snapshot::of(global.project(), global.jobs(), lang());
    let server = match Server::bind(verb.port, snapshot()) {
        Ok(server) => server,
        Err(unserved) => {
            output.error(&unserved.to_string());
            return CANNOT;
        }
    };
    if verb.port != 0 && server.port() != verb.port {
        output.chat(&say(
            &format!("端口 {} 已被占用，改用 {}\n", verb.port, server.port()),
            &format!("port {} is taken: {} instead\n", verb.port, server.port()),
        ));
    }
    let address = format!("http://127.0.0.1:{}/", server.port());
    let show = server.show();
    let started = std::thread::Builder::new().spawn(move || server.run());
    if let Err(cause) = started {
        output.error(&cause.to_string());
        return CANNOT;
    }
    output.result(&say(&format!("预览：{address}\n"), &format!("preview: {address}\n")));
    if verb.open && opener::open(&address).is_err() {
        output.chat(&say(
            "浏览器没有打开，请自行访问上面的地址\n",
            "no browser was opened: go to the address above\n",
        ));
    }
    let build = Build::of(&verb.outputs);
    loop {
        if build::run(&build, global, output) == INTERRUPTED {
            return INTERRUPTED;
        }
        if let Err(unwatched) = wait(&mut changes, output) {
            return say_unwatched(&unwatched, output);
        }
        show.show(snapshot()); // before the build: whoever looks does not wait for the disk
    }
}
