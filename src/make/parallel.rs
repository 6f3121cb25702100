//! Work on many things with a few threads.
//!
//! Plain threads, not rayon: Typst uses rayon inside, and a worker of its pool that waits could
//! take up another report. Results come back in the order of the input, whatever the number of
//! threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Stack of a thread that renders: layout of deeply nested content needs more than the usual 2 MiB.
pub const STACK: usize = 16 << 20;

/// Applies `work` to everything, on up to `jobs` threads; `done` is called after each.
///
/// # Panics
/// Where `work` does: a result is never left out, since the next would take its place.
pub fn map<T: Sync, R: Send>(
    jobs: usize,
    things: &[T],
    work: impl Fn(&T) -> R + Sync,
    done: impl Fn(&T) + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<R>>> = Mutex::new(things.iter().map(|_| None).collect());
    let run = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(index) else { return };
            let result = work(thing);
            done(thing);
            results.lock().expect(NOT_POISONED)[index] = Some(result);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, things.len().max(1)) {
            let spawned = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
            if spawned.is_err() {
                run(); // there are no more threads: this one does the work
            }
        }
    });
    let results = results.into_inner().expect(NOT_POISONED);
    results.into_iter().map(|result| result.expect("every thing was worked on")).collect()
}

/// Nothing that can panic is done while the results are locked.
const NOT_POISONED: &str = "the lock of the results is not poisoned";

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_come_in_the_order_of_the_input() {
        let things: Vec<usize> = (0..500).collect();
        for jobs in [1, 3, 600] {
            assert_eq!(
                map(jobs, &things, |thing| thing * 2, |_| {}),
                things.iter().map(|n| n * 2).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn work_that_panics_is_not_left_out() {
        let work = |&thing: &usize| assert!(thing != 7, "a bug");
        let things: Vec<usize> = (0..20).collect();
        let result = std::panic::catch_unwind(|| map(2, &things, work, |_| {}));
        assert!(result.is_err(), "a result is missing and nobody knows");
    }
}
