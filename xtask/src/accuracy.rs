//! `cargo xtask accuracy [--step N] [--vectors DIRECTORY] [--write] [NAME..]`: the largest errors of
//! the special functions, by default over all bit patterns of `f32`.
//!
//! Use a release build: `--step 1` takes a quarter of an hour on two cores.

#[path = "../../crates/lossfn/tests/special/functions.rs"]
mod functions;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use functions::{Double, Single, doubles, singles};
use indicatif::{ProgressBar, ProgressStyle};

const BEGIN: &str = "<!-- unary: cargo xtask accuracy --write -->\n";
const END: &str = "<!-- /unary -->";
/// Inputs per piece of work, and per call.
const PIECE: u64 = 1 << 20;
const CALL: usize = 4096;

/// What is asked for.
struct Options {
    step: u64,
    vectors: PathBuf,
    write: bool,
    names: Vec<String>,
}

impl Options {
    fn new(args: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let root = root();
        let vectors = root.join("crates/lossfn/testdata/special");
        let mut options = Options { step: 1, vectors, write: false, names: Vec::new() };
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let mut next = || args.next().ok_or_else(|| format!("{arg} wants a value"));
            match arg.as_str() {
                "--step" => options.step = next()?.parse().map_err(|e| format!("--step: {e}"))?,
                "--vectors" => options.vectors = next()?.into(),
                "--write" => options.write = true,
                name if name.starts_with('-') => return Err(format!("no option {name}")),
                _ => options.names.push(arg),
            }
        }
        if options.step == 0 { Err("--step must be at least 1".into()) } else { Ok(options) }
    }
    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|n| name.contains(n.as_str()))
    }
}

/// The largest error of one function.
struct Row {
    function: String,
    kind: &'static str,
    error: f64,
    at: String,
    count: u64,
    how: &'static str,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Measures, prints the table, and writes it to `docs/accuracy.md` when asked to.
pub(crate) fn run(args: impl IntoIterator<Item = String>) -> Result<(), String> {
    let options = Options::new(args)?;
    let mut rows = Vec::new();
    for f in singles().iter().filter(|f| options.wants(f.name)) {
        rows.push(single(f, "f32", f.ours, options.step));
        rows.push(single(f, "f32, no FMA", f.unfused, options.step.max(101)));
    }
    for f in doubles().iter().filter(|f| options.wants(f.name)) {
        rows.push(double(f, "f64", f.ours, &options.vectors));
        rows.push(double(f, "f64, no FMA", f.unfused, &options.vectors));
    }
    let table = table(&rows);
    #[allow(clippy::print_stdout)]
    {
        print!("{table}");
    }
    if options.write { write(&table) } else { Ok(()) }
}

fn single(f: &Single, kind: &'static str, run: fn(&[f32], &mut [f32]), step: u64) -> Row {
    let total = (1u64 << 32).div_ceil(step);
    let bar = ProgressBar::new(total).with_message(format!("{} {kind}", f.name));
    if let Ok(style) = ProgressStyle::with_template("{msg:40} {wide_bar} {percent:>3} % {eta}") {
        bar.set_style(style);
    }
    let next = AtomicU64::new(0);
    let work = || {
        let (mut worst, mut count) = ((0.0, 0.0f32), 0);
        let (mut x, mut y) = (Vec::with_capacity(CALL), [0.0f32; CALL]);
        loop {
            let start = next.fetch_add(PIECE, Ordering::Relaxed);
            if start >= total {
                return (worst, count);
            }
            let end = total.min(start + PIECE);
            for first in (start..end).step_by(CALL) {
                let patterns = first..end.min(first + CALL as u64);
                x.clear();
                x.extend(
                    patterns.map(|i| f32::from_bits((i * step) as u32)).filter(|x| f.domain.contains(x)),
                );
                let y = &mut y[..x.len()];
                run(&x, y);
                count += x.len() as u64;
                for (x, y) in x.iter().zip(y) {
                    let error = f.error(*x, *y);
                    if error > worst.0 {
                        worst = (error, *x);
                    }
                }
            }
            bar.inc(end - start);
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let found: Vec<_> = thread::scope(|s| {
        let threads: Vec<_> = (0..cores).map(|_| s.spawn(work)).collect();
        threads.into_iter().filter_map(|t| t.join().ok()).collect()
    });
    bar.finish_and_clear();
    let worst = found.iter().map(|f| f.0).fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a });
    Row {
        function: f.name.into(),
        kind,
        error: worst.0,
        at: format!("{:e}", worst.1),
        count: found.iter().map(|f| f.1).sum(),
        how: if step == 1 { "exhaustive" } else { "search" },
    }
}

fn double(f: &Double, kind: &'static str, run: fn(&[f64]) -> f64, directory: &Path) -> Row {
    let vectors = f.vectors(directory);
    let errors = vectors.iter().map(|v| (f.error(v, run(&v.inputs)), v));
    let worst = errors.fold((0.0, None), |a, (e, v)| if e > a.0 { (e, Some(v)) } else { a });
    let at = worst
        .1
        .map_or(String::new(), |v| v.inputs.iter().map(|x| format!("{x:e}")).collect::<Vec<_>>().join(", "));
    let function = f.name.into();
    Row { function, kind, error: worst.0, at, count: vectors.len() as u64, how: "search" }
}

/// A Markdown table that also reads well as text.
fn table(rows: &[Row]) -> String {
    let head = ["function", "type", "max ULP", "at", "inputs", "kind"].map(String::from);
    let cells = rows.iter().map(|r| {
        let error = format!("{:.3}", r.error);
        [r.function.clone(), r.kind.into(), error, r.at.clone(), r.count.to_string(), r.how.into()]
    });
    let lines: Vec<[String; 6]> = [head].into_iter().chain(cells).collect();
    let width = |i: usize| lines.iter().map(|l| l[i].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let right = [false, false, true, false, true, false];
    let mut text = String::new();
    for (n, line) in lines.iter().enumerate() {
        for ((cell, &width), right) in line.iter().zip(&widths).zip(right) {
            let cell = if right { format!("{cell:>width$}") } else { format!("{cell:<width$}") };
            text.extend(["| ", &cell, " "]);
        }
        text += "|\n";
        if n == 0 {
            for (&width, right) in widths.iter().zip(right) {
                let dashes = "-".repeat(width + 1);
                text.extend(["|", &dashes, if right { ":" } else { "-" }]);
            }
            text += "|\n";
        }
    }
    text
}

/// Puts the table between the markers of `docs/accuracy.md`.
fn write(table: &str) -> Result<(), String> {
    let path = root().join("docs/accuracy.md");
    let fail = |e: std::io::Error| format!("{}: {e}", path.display());
    let old = std::fs::read_to_string(&path).map_err(fail)?;
    let (before, rest) = old.split_once(BEGIN).ok_or("docs/accuracy.md has no opening marker")?;
    let (_, after) = rest.split_once(END).ok_or("docs/accuracy.md has no closing marker")?;
    std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).map_err(fail)
}
