//! Stdout and stderr: colours as asked, a reader that went away is no fault.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::{CANNOT, When};
use crate::diagnose::Reporter;
use crate::fs::Trouble;
use crate::lang::{Lang, Words};

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
        Self {
            out: AutoStream::new(io::stdout(), choice),
            err: AutoStream::new(io::stderr(), choice),
            quiet,
            lang,
            color: when != When::Never,
            failed: false,
        }
    }

    /// How findings are written here; colours that a stream does not want are taken off by the stream.
    pub(super) fn reporter(&self) -> Reporter {
        Reporter { lang: self.lang, color: self.color }
    }

    /// A result, to stdout.
    pub(super) fn result(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        self.note(&written);
    }

    /// A message that even `--quiet` shows, to stderr.
    pub(super) fn message(&mut self, text: &str) {
        let written = self.err.write_all(text.as_bytes());
        self.note(&written);
    }

    /// A sentence in the language of the run.
    pub(super) fn words(&self, words: &Words) -> String {
        words.in_lang(self.lang).to_owned()
    }

    /// An error that ends the run, to stderr.
    pub(super) fn error(&mut self, text: &str) {
        let word = self.lang.pick("错误：", "error: ");
        self.message(&format!("{word}{}\n", text.trim_end()));
    }

    /// What the disk refused, which ends the run, to stderr.
    pub(super) fn disk(&mut self, trouble: &Trouble) {
        let words = trouble.words();
        self.error(&format!("{}: {}", trouble.path.display(), words.in_lang(self.lang)));
    }

    /// A message that `--quiet` leaves out, to stderr.
    pub(super) fn chat(&mut self, text: &str) {
        if !self.quiet {
            self.message(text);
        }
    }

    /// Whether a progress bar can be shown.
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

    /// The exit code, which is no success when a result could not be written.
    pub(super) fn finish(self, code: u8) -> u8 {
        if self.failed { code.max(CANNOT) } else { code }
    }
}
