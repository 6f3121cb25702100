//! Stdout and stderr, in the language and colours asked for. A closed pipe is not an error.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use anstream::adapter::strip_str;
use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};

use super::options::When;
use super::{Exit, Stop};
use crate::diagnose::{Reporter, visible};
use crate::fs;
use crate::lang::{Lang, Words};

/// Whether a stream wants colours.
fn is_colored<S: RawStream>(stream: &AutoStream<S>) -> bool {
    stream.current_choice() != ColorChoice::Never
}

/// Writes a text, without colours where the stream wants none: in one piece, while the stream
/// itself would write what is between two colours piece by piece.
fn put<S>(stream: &mut AutoStream<S>, text: &str) -> io::Result<()>
where
    S: RawStream + AsLockedWrite,
    for<'s> &'s S: Write,
{
    if is_colored(stream) {
        return stream.write_all(text.as_bytes());
    }
    let plain =
        if text.contains('\u{1b}') { Cow::Owned(strip_str(text).to_string()) } else { Cow::Borrowed(text) };
    let mut raw = stream.as_inner();
    raw.write_all(plain.as_bytes())
}

/// Where results and messages go.
pub(super) struct Output {
    out: AutoStream<io::Stdout>,
    err: AutoStream<io::Stderr>,
    quiet: bool,
    lang: Lang,
    color: bool,
    failed: bool,
}

impl Output {
    pub(super) fn new(when: When, quiet: bool, lang: Lang) -> Self {
        let choice = match when {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        let (out, err) = (AutoStream::new(io::stdout(), choice), AutoStream::new(io::stderr(), choice));
        let color = is_colored(&out) || is_colored(&err);
        Self { out, err, quiet, lang, color, failed: false }
    }

    /// The language of the run.
    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// How findings are written here, with colours if one of the streams wants them.
    pub(super) fn reporter(&self) -> Reporter {
        Reporter { lang: self.lang, color: self.color }
    }

    /// A result, to stdout.
    pub(super) fn result(&mut self, text: &str) {
        let written = put(&mut self.out, text).and_then(|()| self.out.flush());
        self.note(&written);
    }

    /// A result that is written as it is made, to stdout; no colours are in it.
    pub(super) fn result_by(&mut self, write: fs::WriteBy) {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let written = write(&mut out).and_then(|()| out.flush());
        self.note(&written);
    }

    /// A text that even `--quiet` shows, to stderr.
    pub(super) fn message(&mut self, text: &str) {
        let written = put(&mut self.err, text);
        self.note(&written);
    }

    /// A sentence that even `--quiet` shows, to stderr.
    pub(super) fn say(&mut self, words: &Words) {
        self.message(&format!("{}\n", visible(words.in_lang(self.lang))));
    }

    /// A sentence that `--quiet` leaves out, to stderr.
    pub(super) fn chat(&mut self, words: &Words) {
        if !self.quiet {
            self.say(words);
        }
    }

    /// What is wrong, to stderr.
    pub(super) fn error(&mut self, words: &Words) {
        self.say(&words!("错误：{}", words.zh; "error: {}", words.en));
    }

    /// Why a command stopped, to stderr; returns how the run ends.
    pub(super) fn stop(&mut self, stop: &Stop) -> Exit {
        match stop {
            Stop::Words(words) => self.error(words),
            Stop::Broken(broken) => self.message(&broken.message(self.reporter())),
        }
        Exit::Cannot
    }

    /// Returns whether a progress bar can be shown.
    pub(super) fn has_bar(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    pub(super) fn quiet(&self) -> bool {
        self.quiet
    }

    fn note(&mut self, written: &io::Result<()>) {
        // A pipe that closed early (`| head`) is the reader's choice.
        if let Err(error) = written {
            self.failed |= error.kind() != io::ErrorKind::BrokenPipe;
        }
    }

    /// How the run ends: not well if a result could not be written.
    pub(super) fn finish(&self, exit: Exit) -> Exit {
        if self.failed { exit.max(Exit::Cannot) } else { exit }
    }
}
