//! How far a build is: a bar on a terminal, else a line every few seconds.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::Output;
use crate::diagnose::visible;
use crate::lang::{Lang, Words};
use crate::make::Progress;

/// The time between two lines.
const EVERY: Duration = Duration::from_secs(5);

/// Shows how far a build is.
pub(super) struct Teller {
    bar: Option<ProgressBar>,
    quiet: bool,
    lang: Lang,
    planned: AtomicUsize,
    done: AtomicUsize,
    start: Instant,
    last: Mutex<Instant>,
}

impl Teller {
    pub(super) fn new(output: &Output) -> Self {
        let now = Instant::now();
        let bar = output.has_bar().then(ProgressBar::hidden);
        Self {
            bar,
            quiet: output.quiet(),
            lang: output.lang(),
            planned: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            start: now,
            last: Mutex::new(now),
        }
    }

    pub(super) fn tell(&self, progress: Progress) {
        match progress {
            Progress::Waiting => self.say(&Words::fixed(
                "另一个 nianbao 正在使用输出文件夹，等它结束……",
                "another nianbao is at work in the output folder: waiting for it",
            )),
            Progress::Planned(count) => {
                self.planned.store(count, Ordering::Relaxed);
                if let Some(bar) = self.bar.as_ref().filter(|_| count > 1) {
                    bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
                    if let Ok(style) =
                        ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta} {msg}")
                    {
                        bar.set_style(style);
                    }
                    bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
                }
            }
            Progress::Done(unit) => {
                let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                if let Some(bar) = &self.bar {
                    bar.set_message(visible(unit).into_owned());
                    bar.inc(1);
                } else if !self.quiet {
                    self.say_now_and_then(done);
                }
            }
        }
    }

    fn say_now_and_then(&self, done: usize) {
        let Ok(mut last) = self.last.try_lock() else { return };
        if last.elapsed() < EVERY {
            return;
        }
        *last = Instant::now();
        let planned = self.planned.load(Ordering::Relaxed);
        let milliseconds = self.start.elapsed().as_millis().max(1);
        let (now, all) = (u128::try_from(done).unwrap_or(1), u128::try_from(planned).unwrap_or(1));
        let rate = now * 1000 / milliseconds;
        let left = all.saturating_sub(now) * milliseconds / now.max(1) / 1000;
        self.say(&words!(
            "已处理 {done}/{planned} 份，每秒 {rate} 份，约剩 {left} 秒",
            "{done}/{planned} reports, {rate} a second, about {left} s left"
        ));
    }

    fn say(&self, words: &Words) {
        // Whoever closed stderr does not want to know.
        let _ = writeln!(io::stderr(), "{}", words.in_lang(self.lang));
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
