//! `cargo xtask layers`: who may see whom, read from the sources.
//!
//! * `losses` use numbers, formulas and pieces of specs, and what their family shares; another loss only
//!   where a parameter makes them that loss (`limit`).
//! * Nothing that is written once for all losses or all metrics, and no program, names one of them.
//! * `real` sees nothing above it, and `density` numbers, domains and errors alone.

use std::{
    fs,
    path::{Path, PathBuf},
};

const LIBRARY: &str = "crates/lossfn/src";
/// What a loss may use of the crate.
const FOR_LOSSES: &[&str] = &["formula", "spec", "real", "stages"];
/// What densities may use of it.
const FOR_DENSITIES: &[&str] = &["real", "spec", "Error"];
/// The file of what a family shares, beside those of its losses.
const SHARED: &str = "shared";
/// What knows no loss.
const NAMELESS: &[&str] = &[
    "crates/lossfn/src/kernels",
    "crates/lossfn/src/stages",
    "crates/lossfn/src/reduce",
    "crates/lossfn/src/evaluate",
    "crates/lossfn/src/data",
    "crates/lossfn/src/data.rs",
    "crates/lossfn/src/spec.rs",
    "crates/lossfn/src/spec",
    "crates/lossfn/src/dialect.rs",
    "crates/lossfn/src/formula.rs",
    "crates/lossfn/src/catalogue.rs",
    "crates/lossfn/src/constant.rs",
    "crates/lossfn/src/penalty",
    "crates/lossfn/src/multitask",
    "crates/lossfn/src/sequence",
    "crates/lossfn/src/image",
    "crates/lossfn/src/expression.rs",
    "crates/lossfn/src/curve.rs",
    "crates/lossfn/src/surface.rs",
    "crates/lossfn/src/json.rs",
    "crates/lossfn/src/threads.rs",
    "crates/lossfn/src/metric/catalogue.rs",
    "crates/lossfn/src/metric/on.rs",
    "crates/lossfn/src/metric/partial.rs",
    "crates/lossfn/src/metric/spec.rs",
    "crates/lossfn/src/metric/tally.rs",
    "crates/lossfn/src/error.rs",
    "crates/lossfn-cli/src",
    "crates/lossfn-plot/src",
    "crates/lossfn-py/src",
    "xtask/src",
];

pub(crate) fn run() -> Result<(), String> {
    let losses = format!("{LIBRARY}/losses");
    let names = [names(&losses)?, names(&format!("{LIBRARY}/metric"))?].concat();
    let mut wrong = vec![];
    for file in sources(Path::new(&losses))? {
        let code = code(&file)?;
        for (at, head) in heads(&code, "crate::") {
            // The list of losses makes the lines of the catalogue.
            let list = file.parent().is_some_and(|p| p.ends_with("losses")) && head == "catalogue";
            if !list && !FOR_LOSSES.contains(&head) {
                wrong.push(fault(&file, &code, at, &format!("a loss uses `crate::{head}`")));
            }
        }
        if file.file_stem().is_some_and(|name| name == SHARED) {
            wrong.extend(
                code.find("loss! {").map(|at| fault(&file, &code, at, "a loss has a file of its own")),
            );
        }
        for (at, head) in heads(&code, "super::").into_iter().filter(|&(at, _)| !in_limit(&code, at)) {
            if head != SHARED {
                wrong.push(fault(&file, &code, at, "a loss uses another outside `limit`"));
            }
        }
    }
    for (folder, what, may) in [("real", "a number", &["real"][..]), ("density", "a density", FOR_DENSITIES)]
    {
        for file in sources(Path::new(&format!("{LIBRARY}/{folder}")))? {
            let code = code(&file)?;
            for (at, head) in heads(&code, "crate::").into_iter().filter(|(_, head)| !may.contains(head)) {
                wrong.push(fault(&file, &code, at, &format!("{what} uses `crate::{head}`")));
            }
        }
    }
    for file in NAMELESS.iter().map(|f| sources(Path::new(f))).collect::<Result<Vec<_>, _>>()?.concat() {
        let code = code(&file)?;
        let mut named: Vec<(usize, &str)> = [heads(&code, "crate::"), heads(&code, "lossfn::")].concat();
        // The catalogue alone knows where the list is.
        named.retain(|(_, head)| {
            names.iter().any(|n| n == head) || *head == "losses" && !file.ends_with("catalogue.rs")
        });
        named.extend(literals(&code).into_iter().filter(|(_, text)| {
            let (name, _) = text.split_once('(').unwrap_or((text, ""));
            names.iter().any(|n| n == name.trim())
        }));
        for (at, name) in named {
            wrong.push(fault(
                &file,
                &code,
                at,
                &format!("`{name}` is named outside of `losses` and `metric`"),
            ));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{} lines see too much\n{}", wrong.len(), wrong.join("\n")))
    }
}

/// The Rust files of a folder, or the file itself.
fn sources(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = vec![];
    let entries = fs::read_dir(path).map_err(|e| format!("{}: {e}", path.display()))?;
    for entry in entries {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file without comments and tests; every place keeps its line. Documentation may name
/// what it likes.
fn code(file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = text.lines().map(|line| match line.find("//") {
        Some(at) if !line[..at].contains('"') => &line[..at],
        _ => line,
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// The names of the losses, or of the metrics, and of their structs.
fn names(losses: &str) -> Result<Vec<String>, String> {
    let mut names = vec![];
    for file in sources(Path::new(losses))? {
        for line in code(&file)?.lines() {
            if let Some((left, right)) = line.split_once(" = \"")
                && let Some((_, name)) = left.split_once("struct ")
            {
                names.push(name.trim().to_string());
                names.extend(right.split('"').next().map(str::to_string));
            }
        }
    }
    Ok(names)
}

/// The strings in a text, with their places.
fn literals(code: &str) -> Vec<(usize, &str)> {
    let (mut found, mut at) = (vec![], 0);
    while let Some(start) = code[at..].find('"').map(|i| at + i) {
        let inside = start + 1;
        if code[..start].ends_with('\'') {
            at = inside;
            continue;
        }
        let mut end = inside;
        while let Some(i) = code[end..].find(['"', '\\']) {
            end += i;
            if code[end..].starts_with('"') {
                break;
            }
            end = code.len().min(end + 2);
        }
        found.push((start, &code[inside..end.min(code.len())]));
        at = code.len().min(end + 1);
    }
    found
}

/// What is used from under a path, and where.
fn heads<'a>(code: &'a str, prefix: &str) -> Vec<(usize, &'a str)> {
    let mut heads = vec![];
    for (at, path) in code.match_indices(prefix) {
        let from = at + path.len();
        let rest = &code[from..];
        if !rest.starts_with('{') {
            heads.extend(words(rest).next().map(|(_, word)| (at, word)));
            continue;
        }
        // A group: the word after its brace, and after each comma in it.
        let (mut depth, mut wanted) = (0, false);
        for (i, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            wanted |= depth == 1 && (c == '{' || c == ',');
            if wanted && (c.is_alphanumeric() || c == '_') {
                heads.extend(words(&rest[i..]).next().map(|(_, word)| (from + i, word)));
                wanted = false;
            }
            if depth == 0 {
                break;
            }
        }
    }
    heads
}

fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let starts = code.char_indices().filter(move |&(i, c)| part(c) && !code[..i].ends_with(part));
    starts.map(move |(i, _)| (i, &code[i..i + code[i..].find(|c| !part(c)).unwrap_or(code.len() - i)]))
}

/// Whether a place is inside of `limit |loss| ..;`.
fn in_limit(code: &str, at: usize) -> bool {
    let Some(start) = code[..at].rfind("limit |") else { return false };
    let mut depth = 0;
    for c in code[start..at].chars() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            ';' if depth == 0 => return false,
            _ => {}
        }
    }
    true
}

fn fault(file: &Path, code: &str, at: usize, what: &str) -> String {
    let line = code[..at].matches('\n').count();
    let text = code.lines().nth(line).unwrap_or_default().trim();
    format!("  {}:{}: {what}: {text}", file.display(), line + 1)
}
