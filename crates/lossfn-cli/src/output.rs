//! Where results go: standard output, and files that appear whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// Writes a text to standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Failure::output(&e))
}

/// Writes a text to a file, or to standard output without one.
pub(crate) fn deliver(text: &str, path: Option<&Path>) -> Result<()> {
    let Some(path) = path else { return print(text) };
    let mut file = Draft::new(path)?;
    file.write(text.as_bytes())?;
    file.finish()
}

/// A file under a temporary name, which takes its place when it is finished and vanishes otherwise.
pub(crate) struct Draft {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Draft {
    pub(crate) fn new(path: &Path) -> Result<Self> {
        let name = path
            .file_name()
            .ok_or_else(|| Failure::usage(format_args!("{} is no name for a file", path.display())))?;
        if path.is_dir() {
            return Err(Failure::usage(format_args!("{} is a folder, not a file", path.display())));
        }
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.tmp", std::process::id()));
        // A rename is atomic only within a folder's file system.
        let temporary = path.with_file_name(hidden);
        let file = File::create(&temporary).map_err(|e| Failure::file("write", path.display(), &e))?;
        Ok(Self { path: path.into(), temporary, file: Some(BufWriter::with_capacity(1 << 16, file)) })
    }
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.with(|file| file.write_all(bytes))
    }
    /// Writes at the beginning again.
    pub(crate) fn write_first(&mut self, bytes: &[u8]) -> Result<()> {
        self.with(|file| file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(bytes)))
    }
    pub(crate) fn finish(mut self) -> Result<()> {
        self.with(|file| file.flush().and_then(|()| file.get_ref().sync_all()))?;
        // The file is closed first; on some systems an open one cannot be renamed.
        self.file = None;
        std::fs::rename(&self.temporary, &self.path)
            .map_err(|e| Failure::file("write", self.path.display(), &e))
    }
    fn with(&mut self, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<()> {
        let path = &self.path;
        self.file.as_mut().map_or(Ok(()), write).map_err(|e| Failure::file("write", path.display(), &e))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After a rename there is nothing to remove, and without one nothing better to do.
        let _ = std::fs::remove_file(&self.temporary);
    }
}

/// A number with all its digits, as short as it can be.
pub(crate) fn exact(x: f64) -> String {
    match x.abs() {
        _ if x.is_nan() => "nan".into(),
        // No sign for a zero: it says nothing to people, and equals the other to programs.
        0.0 => "0".into(),
        a if (1e-5..1e16).contains(&a) || a.is_infinite() => format!("{x}"),
        _ => format!("{x:e}"),
    }
}

/// A number for people: six digits.
pub(crate) fn brief(x: f64) -> String {
    digits(x, 6)
}

/// A number with so many digits, without an exponent where that is short.
pub(crate) fn digits(x: f64, count: usize) -> String {
    if !x.is_finite() || x == 0.0 {
        return exact(x);
    }
    // The exponent after rounding: 999999.7 has seven digits before the point when it is left with six.
    let scientific = format!("{x:.*e}", count - 1);
    let exponent: i32 = scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or_default();
    if (-3..=count as i32 + 2).contains(&exponent) {
        format!("{x:.*}", (count as i32 - 1 - exponent).max(0) as usize)
    } else {
        scientific
    }
}

/// A part of a whole, for people.
pub(crate) fn percent(share: Option<f64>) -> String {
    match share {
        Some(share) if share.is_finite() => format!("{:.1} %", 100.0 * share),
        _ => "–".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{brief, exact};

    #[test]
    fn numbers() {
        for (x, short, long) in [
            (0.0, "0", "0"),
            (2_986.539_871, "2986.54", "2986.539871"),
            (0.1 + 0.2, "0.300000", "0.30000000000000004"),
            (999_999.7, "1000000", "999999.7"),
            (1.5e-9, "1.50000e-9", "1.5e-9"),
            (0.000_5, "5.00000e-4", "0.0005"),
            (0.999_999_999, "1.00000", "0.999999999"),
            (1e300, "1.00000e300", "1e300"),
            (-12.25, "-12.2500", "-12.25"),
            (f64::NEG_INFINITY, "-inf", "-inf"),
            (f64::NAN, "nan", "nan"),
        ] {
            assert_eq!((brief(x).as_str(), exact(x).as_str()), (short, long));
        }
    }
}
