//! Blocks of work on several threads. Results go to places that depend on the block alone, so no bit
//! depends on how many threads there are.

use core::ops::Range;

use crate::Error;

/// Splits a place for results before a block.
type Split<'a, O> = &'a (dyn Fn(O, usize) -> (O, O) + Sync);
/// Does some blocks.
type Job<'a, O> = &'a (dyn Fn(Range<usize>, O) + Sync);

/// More threads than any machine of today has cores: no call may ask for more.
pub const MOST_THREADS: usize = 4096;

/// Does all blocks, in tasks of at most `per_task`, on `threads` threads; 0 leaves the number to the
/// library.
#[cfg_attr(not(feature = "rayon"), allow(clippy::unnecessary_wraps, reason = "one thread cannot fail"))]
pub(crate) fn run<O: Send>(
    threads: usize,
    blocks: usize,
    per_task: usize,
    out: O,
    split: Split<'_, O>,
    job: Job<'_, O>,
) -> Result<(), Error> {
    #[cfg(feature = "rayon")]
    if threads != 1 && blocks > per_task {
        return parallel(threads, blocks, per_task, out, split, job);
    }
    #[cfg(not(feature = "rayon"))]
    let _ = (threads, per_task, split);
    job(0..blocks, out);
    Ok(())
}

#[cfg(feature = "rayon")]
fn parallel<O: Send>(
    threads: usize,
    blocks: usize,
    per_task: usize,
    out: O,
    split: Split<'_, O>,
    job: Job<'_, O>,
) -> Result<(), Error> {
    fn halves<O: Send>(range: Range<usize>, per_task: usize, out: O, split: Split<'_, O>, job: Job<'_, O>) {
        if range.len() <= per_task {
            return job(range, out);
        }
        let half = range.len() / 2;
        let middle = range.start + half;
        let (left, right) = split(out, half);
        rayon::join(
            || halves(range.start..middle, per_task, left, split, job),
            || halves(middle..range.end, per_task, right, split, job),
        );
    }
    let work = move || halves(0..blocks, per_task, out, split, job);
    if threads == 0 {
        work();
    } else {
        pool(threads)?.install(work);
    }
    Ok(())
}

/// A pool of so many threads, kept for the next call.
#[cfg(feature = "rayon")]
fn pool(threads: usize) -> Result<std::sync::Arc<rayon::ThreadPool>, Error> {
    use std::{
        collections::BTreeMap,
        sync::{Arc, Mutex, PoisonError},
    };
    static POOLS: Mutex<BTreeMap<usize, Arc<rayon::ThreadPool>>> = Mutex::new(BTreeMap::new());
    if threads > MOST_THREADS {
        return Err(Error::Threads(format!("{threads} were asked for, at most {MOST_THREADS} are allowed")));
    }
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = pools.get(&threads) {
        return Ok(pool.clone());
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Error::Threads(e.to_string()))?;
    Ok(pools.entry(threads).or_insert_with(|| Arc::new(pool)).clone())
}
