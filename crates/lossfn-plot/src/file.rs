//! Files that appear whole or not at all.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io, process};

use crate::PlotError;

/// The kinds of file a picture can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Svg,
    Png,
}

impl Ending {
    pub(crate) fn of(path: &Path) -> Result<Self, PlotError> {
        match path.extension() {
            Some(end) if end.eq_ignore_ascii_case("svg") => Ok(Self::Svg),
            Some(end) if end.eq_ignore_ascii_case("png") => Ok(Self::Png),
            _ => Err(PlotError::Ending { path: path.to_owned() }),
        }
    }
}

/// Writes under a temporary name in the same folder, then renames.
///
/// The folder is the same because a rename is atomic only within a file system.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), PlotError> {
    // Two savings at once, by threads or processes, must not share a name.
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{count}.tmp", process::id()));
    let temporary = path.with_file_name(name);
    let written = create(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    written.map_err(|source| {
        // It may not exist; the first error is the one to tell.
        let _ = fs::remove_file(&temporary);
        PlotError::Write { path: path.to_owned(), source }
    })
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
