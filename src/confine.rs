//! Reading a risky document in a child process: the same program once more, with little memory and
//! time.
//!
//! The libraries that read old workbooks and web pages trust what a file claims; a small file can
//! make them ask for all memory, which ends their process. So they get a process of their own. The
//! file goes in by standard input, the cells come back by standard output, and whatever ends the
//! child is a refusal of that file. Memory is limited on Unix; elsewhere only time is.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::document::{Book, Damage, Kind, Limit, Refusal};

/// The hidden command of the program that does the child's work; the name of a kind follows.
pub const VERB: &str = "read-workbook";

/// The most that a child may answer, in bytes.
const MOST_ANSWER: u64 = 128 << 20;

/// Reads a document: in this process where that is safe, else in a child process.
///
/// # Errors
/// Why it is refused.
pub fn read(kind: &Kind, bytes: &[u8]) -> Result<Book, Refusal> {
    if !kind.risky {
        return kind.read(bytes);
    }
    Limit::PlainBytes.check(bytes.len())?;
    let failed = |error: std::io::Error| Refusal::Damaged(Damage::Library(error.to_string()));
    let mut child = std::env::current_exe()
        .and_then(|program| {
            Command::new(program)
                .args([VERB, kind.name])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
        })
        .map_err(failed)?;
    let answer = exchange(&mut child, bytes);
    if answer.is_none() {
        let _ = child.kill(); // it may have ended just now
    }
    let status = child.wait().map_err(failed)?;
    let answer = answer.ok_or(Refusal::Limit(Limit::Seconds))?;
    match serde_json::from_slice::<Result<Book, Refusal>>(&answer) {
        Ok(result) if status.success() => result,
        _ => Err(ended(status)),
    }
}

/// Gives the file to a child and takes its answer; `None` where it takes too long.
fn exchange(child: &mut Child, bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut input, output) = (child.stdin.take(), child.stdout.take());
    let (send, receive) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A child that has ended reads no more: its status says how it ended.
            let _ = input.as_mut().map(|input| input.write_all(bytes));
        });
        // It ends with the child, which is killed when its time is over.
        std::thread::spawn(move || {
            let mut answer = Vec::new();
            let read = output.map(|output| output.take(MOST_ANSWER).read_to_end(&mut answer));
            let _ = send.send(read.map(|_| answer).unwrap_or_default()); // nobody may be waiting any more
        });
        let answer = receive.recv_timeout(Duration::from_secs(number(Limit::Seconds))).ok();
        if answer.is_none() {
            let _ = child.kill(); // so that nobody waits for it to read its input
        }
        answer
    })
}

/// What the end of a child says about the file.
fn ended(status: ExitStatus) -> Refusal {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        const ABORTED: i32 = 6;
        const TIME_IS_OVER: i32 = 24;
        return match signal {
            ABORTED => Refusal::Limit(Limit::Memory),
            TIME_IS_OVER => Refusal::Limit(Limit::Seconds),
            other => Refusal::Damaged(Damage::Library(format!("signal {other}"))),
        };
    }
    Refusal::Damaged(Damage::Library(status.to_string()))
}

/// The child's work: reads a document of a kind from standard input and answers on standard output.
/// Returns whether it could.
#[must_use]
pub fn child(kind: &str) -> bool {
    limit();
    let mut bytes = Vec::new();
    let Some(kind) = Kind::named(kind) else { return false };
    if std::io::stdin().lock().take(number(Limit::PlainBytes)).read_to_end(&mut bytes).is_err() {
        return false;
    }
    let result = kind.read(&bytes);
    drop(bytes);
    serde_json::to_writer(std::io::stdout().lock(), &result).is_ok()
}

fn number(limit: Limit) -> u64 {
    u64::try_from(limit.most()).unwrap_or(u64::MAX)
}

/// Takes no more memory and processor time than reading may: a parent that was killed no longer
/// watches.
fn limit() {
    #[cfg(unix)]
    {
        use rlimit::Resource;
        for (resource, limit) in [(Resource::DATA, Limit::Memory), (Resource::CPU, Limit::Seconds)] {
            let most = number(limit);
            let _ = resource.set(most, most); // a system that has no such limit is left without
        }
    }
}
