//! `cargo xtask generate [--check]`: the pages of the losses, their pictures, the index, and the tables
//! inside `docs/choosing.md`, all from the catalogue.
//!
//! What is written is the same on every machine: numbers are rounded before they are printed or drawn.

mod example;
mod latex;
mod numbers;
mod page;
mod picture;
mod properties;
#[path = "../../../crates/lossfn/tests/support/sympy.rs"]
mod sympy;
mod tables;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use lossfn::{AnyLoss, Entry, catalogue, spec::Param};

/// The folder that holds nothing but what is generated.
const PAGES: &str = "docs/losses";
const CHOOSING: &str = "docs/choosing.md";
/// A picture is no larger, in bytes.
const LARGEST: usize = 15_000;

/// The files by their names under the root.
type Files = BTreeMap<PathBuf, String>;

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    match args {
        [] => write(&root, &generate(&root)?),
        [only] if only == "--check" => check(&root, &generate(&root)?),
        _ => Err("the only option is --check".into()),
    }
}

/// Writes what differs and removes what should not be there.
fn write(root: &Path, files: &Files) -> Result<(), String> {
    fs::create_dir_all(root.join(PAGES)).map_err(|e| format!("{PAGES}: {e}"))?;
    for (path, text) in files {
        if different(root, path, text)? {
            replace(&root.join(path), text).map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    for path in strangers(root, files)? {
        fs::remove_file(root.join(&path)).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

/// Fails where a file differs from what would be written, is missing, or should not be there.
fn check(root: &Path, files: &Files) -> Result<(), String> {
    let mut wrong = vec![];
    for (path, text) in files {
        if different(root, path, text)? {
            let how = if root.join(path).exists() { "differs" } else { "is missing" };
            wrong.push(format!("  {} {how}", path.display()));
        }
    }
    let strangers = strangers(root, files)?;
    wrong.extend(strangers.iter().map(|path| format!("  {} should not be there", path.display())));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("these are not what `cargo xtask generate` writes:\n{}", wrong.join("\n")))
}

fn generate(root: &Path) -> Result<Files, String> {
    let entries = catalogue();
    let mut files = Files::new();
    for entry in &entries {
        let name = entry.spec.name;
        let told = |e: String| format!("{name}: {e}");
        let picture =
            picture::figure(entry).and_then(|f| f.svg().map_err(|e| e.to_string())).map_err(told)?;
        if picture.len() > LARGEST {
            return Err(format!("the picture of {name} has {} bytes, more than {LARGEST}", picture.len()));
        }
        files.insert(Path::new(PAGES).join(format!("{name}.svg")), picture);
        let page = page::page(entry, &entries).map_err(told)?;
        files.insert(Path::new(PAGES).join(format!("{name}.md")), page);
    }
    files.insert(Path::new(PAGES).join("README.md"), page::index(&entries)?);
    let choosing = fs::read_to_string(root.join(CHOOSING)).map_err(|e| format!("{CHOOSING}: {e}"))?;
    files.insert(CHOOSING.into(), tables::fill(&choosing, &entries)?);
    Ok(files)
}

/// The loss with its defaults.
fn default(entry: &Entry) -> Result<AnyLoss, String> {
    let values: Vec<_> = entry.spec.params.iter().map(Param::default).collect();
    entry.build(&values).map(AnyLoss::of).map_err(|e| e.to_string())
}

fn different(root: &Path, path: &Path, text: &str) -> Result<bool, String> {
    match fs::read(root.join(path)) {
        Ok(bytes) => Ok(bytes != text.as_bytes()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(e) => Err(format!("{}: {e}", path.display())),
    }
}

/// What is in the folder of the pages and is none of these files.
fn strangers(root: &Path, files: &Files) -> Result<Vec<PathBuf>, String> {
    let entries = match fs::read_dir(root.join(PAGES)) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        Err(e) => return Err(format!("{PAGES}: {e}")),
    };
    let mut strangers = vec![];
    for entry in entries {
        let path = Path::new(PAGES).join(entry.map_err(|e| format!("{PAGES}: {e}"))?.file_name());
        if !files.contains_key(&path) {
            strangers.push(path);
        }
    }
    strangers.sort();
    Ok(strangers)
}

/// A file appears whole or not at all.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
    fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path)).inspect_err(|_| {
        // It may not exist; the first error is the one to tell.
        let _ = fs::remove_file(&temporary);
    })
}
