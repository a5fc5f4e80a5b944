//! How many threads work.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use pyo3::prelude::*;

use crate::error;

static THREADS: AtomicUsize = AtomicUsize::new(0);
/// A child process has none of the threads of its parent, whose pools would wait for them for ever.
static FORKED: AtomicBool = AtomicBool::new(false);

/// How many threads a call may use.
pub(crate) fn current() -> usize {
    if FORKED.load(Ordering::Relaxed) { 1 } else { THREADS.load(Ordering::Relaxed) }
}

/// Lets each call use so many threads; 0, the default, is one for each core. No bit of any result depends
/// on it. A process that was forked uses one.
#[pyfunction]
#[pyo3(signature = (threads, /))]
pub(crate) fn set_num_threads(threads: i128) -> PyResult<()> {
    let allowed = usize::try_from(threads).ok().filter(|&n| n <= lossfn::MOST_THREADS);
    let Some(threads) = allowed else {
        let most = lossfn::MOST_THREADS;
        return Err(error::value_error(format!("`threads` is {threads}, allowed is 0 to {most}.")));
    };
    THREADS.store(threads, Ordering::Relaxed);
    Ok(())
}

/// How many threads a call may use; 0 is one for each core.
#[pyfunction]
pub(crate) fn num_threads() -> usize {
    current()
}

/// Says that this is a child process.
#[pyfunction]
pub(crate) fn forked() {
    FORKED.store(true, Ordering::Relaxed);
}
