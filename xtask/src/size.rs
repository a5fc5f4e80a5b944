//! `cargo xtask size`: the machine code of each loss.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

/// The most that a loss should take, in KB, with all its kernels.
const LIMIT: f64 = 40.0;

pub(crate) fn run() -> Result<(), String> {
    // Only these symbols name the types that a function was compiled for.
    let target = Path::new("target/size");
    let built = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--package", "lossfn", "--target-dir"])
        .arg(target)
        .env("RUSTFLAGS", "-C symbol-mangling-version=v0 -A warnings")
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if !built.success() {
        return Err("the library does not build".into());
    }
    let library = target.join("release/liblossfn.rlib");
    let listed = Command::new("nm")
        .args(["--print-size", "--demangle", "--radix=d", "--quiet"])
        .arg(&library)
        .output()
        .map_err(|e| format!("nm (from binutils): {e}"))?;
    let mut sizes: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    for line in String::from_utf8_lossy(&listed.stdout).lines() {
        let mut parts = line.splitn(4, ' ');
        let (_, size, kind, name) = (parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(size), Some("t" | "T" | "w" | "W"), Some(name)) =
            (size.and_then(|s| s.parse::<u64>().ok()), kind, name)
        else {
            continue;
        };
        if let Some(loss) = loss(name) {
            let entry = sizes.entry(loss.into()).or_default();
            entry[0] += size;
            entry[1] += 1;
        }
    }
    if sizes.is_empty() {
        return Err(format!("{} has no symbols of losses", library.display()));
    }
    let whole = fs::metadata(&library).map_or(0, |m| m.len());
    print(&sizes, whole);
    Ok(())
}

/// The loss that a function was compiled for: the module under `losses` that its name holds.
fn loss(symbol: &str) -> Option<&str> {
    let (_, path) = symbol.split_once("losses::")?;
    path.split("::").nth(1).filter(|name| name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_'))
}

#[allow(clippy::print_stdout, reason = "a task reports")]
fn print(sizes: &BTreeMap<String, [u64; 2]>, whole: u64) {
    println!("| loss | KB | functions | |\n|---|---|---|---|");
    for (loss, [size, functions]) in sizes {
        let kb = *size as f64 / 1024.0;
        println!("| {loss} | {kb:.1} | {functions} | {} |", if kb > LIMIT { "over the limit" } else { "" });
    }
    let all: u64 = sizes.values().map(|s| s[0]).sum();
    println!(
        "\n{:.0} KB of code for {} losses, limit {LIMIT} each; the library file has {:.0} KB.",
        all as f64 / 1024.0,
        sizes.len(),
        whole as f64 / 1024.0
    );
}
