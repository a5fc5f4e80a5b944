//! Bars on standard error, for what takes a while.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::read::Source;

/// Nothing is shown of what takes less.
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) struct Progress {
    start: Instant,
    bar: Option<ProgressBar>,
    /// Bytes in the files before the current one.
    before: u64,
    shown: bool,
}

impl Progress {
    pub(crate) fn new(sources: &[Source]) -> Self {
        let total: Option<u64> = sources.iter().map(Source::len).sum();
        let bar = std::io::stderr().is_terminal().then(|| {
            let (bar, template) = match total {
                Some(total) => (ProgressBar::new(total), "{bar:40} {bytes} of {total_bytes}, {eta} left"),
                None => (ProgressBar::no_length(), "{spinner} {bytes}, {elapsed}"),
            };
            bar.set_draw_target(ProgressDrawTarget::hidden());
            styled(bar, template)
        });
        Self { start: Instant::now(), bar, before: 0, shown: false }
    }
    /// So much of the current file has been read.
    pub(crate) fn at(&mut self, bytes: u64) {
        let Some(bar) = &self.bar else { return };
        if !self.shown && self.start.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
        bar.set_position(self.before + bytes);
    }
    /// The current file is done.
    pub(crate) fn next_file(&mut self, bytes: u64) {
        self.before += bytes;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A line that counts, for what takes a while.
pub(crate) fn counter() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let terminal = std::io::stderr().is_terminal();
    bar.set_draw_target(if terminal {
        ProgressDrawTarget::stderr_with_hz(8)
    } else {
        ProgressDrawTarget::hidden()
    });
    styled(bar, "{spinner} {msg}: {pos} {elapsed}")
}

/// A template that is not understood leaves the standard one.
fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
