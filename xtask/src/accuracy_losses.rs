//! `cargo xtask accuracy --losses [--write] [NAME..]`: the largest errors of every loss against the
//! reference vectors, on every instruction set of this machine.

// The tests also name places and inputs.
#[allow(dead_code)]
#[path = "../../crates/lossfn/tests/golden/vectors.rs"]
pub(crate) mod vectors;

use lossfn::{catalogue, kernels::Detected};
use vectors::{AnyBlock, Block, Golden, OUTPUTS, blocks, root};

const BEGIN: &str = "<!-- losses -->\n";
const END: &str = "<!-- /losses -->";

/// What was found of one output of a loss, in one type.
#[derive(Clone, Copy, Default)]
struct Found {
    /// Comparable outputs, each counted once.
    points: usize,
    /// Outputs that the condition rule drops.
    dropped: usize,
    /// The largest error, in ULP.
    error: f64,
    /// The largest error in parts of its bound.
    share: f64,
}

/// Measures, prints the table, and writes it to `docs/accuracy.md` when asked to.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let names: Vec<&String> = args.iter().filter(|a| !a.starts_with('-')).collect();
    let head = "| loss | type | value: max ULP | of its bound | gradient: max ULP | of its bound | hessian: max ULP | of its bound | points | dropped |\n\
         |------|------|---------------:|-------------:|------------------:|-------------:|-----------------:|-------------:|-------:|--------:|\n";
    let mut lines = vec![head.to_owned()];
    for entry in catalogue().iter().filter(|e| names.is_empty() || names.iter().any(|n| *n == e.spec.name)) {
        let mut found = [[Found::default(); 3]; 2];
        for block in blocks(entry.spec.name)? {
            match block {
                AnyBlock::Single(block) => measure(&block, &mut found[0])?,
                AnyBlock::Double(block) => measure(&block, &mut found[1])?,
            }
        }
        for (kind, outputs) in ["f32", "f64"].iter().zip(found) {
            let errors = outputs.map(|f| format!("| {} | {} ", show(f.error), show(f.share))).concat();
            let [points, dropped]: [usize; 2] =
                [|f: &Found| f.points, |f: &Found| f.dropped].map(|part| outputs.iter().map(part).sum());
            lines.push(format!("| {} | {kind} {errors}| {points} | {dropped} |\n", entry.spec.name));
        }
    }
    let table = lines.concat();
    #[allow(clippy::print_stdout)]
    {
        print!("{table}");
    }
    if args.iter().any(|a| a == "--write") { write(&table) } else { Ok(()) }
}

/// Three digits, however large.
fn show(x: f64) -> String {
    if x < 1e4 { format!("{x:.3}") } else { format!("{x:.2e}") }
}

fn measure<T: Golden>(block: &Block<T>, found: &mut [Found; 3]) -> Result<(), String> {
    for (f, want) in found.iter_mut().zip(&block.want) {
        f.dropped += want.iter().filter(|w| !w.defined()).count();
        f.points += want.iter().filter(|w| w.defined()).count();
    }
    for isa in Detected::all() {
        for c in block.compare(isa, 3)?.iter().filter(|c| c.want.defined()) {
            let f = &mut found[c.output];
            f.error = f.error.max(c.error());
            f.share = f.share.max(c.error() / c.bound());
        }
    }
    debug_assert_eq!(found.len(), OUTPUTS.len());
    Ok(())
}

/// Puts the table between the markers of `docs/accuracy.md`.
fn write(table: &str) -> Result<(), String> {
    let path = root().join("docs/accuracy.md");
    let fail = |e: std::io::Error| format!("{}: {e}", path.display());
    let old = std::fs::read_to_string(&path).map_err(fail)?;
    let (before, rest) = old.split_once(BEGIN).ok_or("docs/accuracy.md has no opening marker of losses")?;
    let (_, after) = rest.split_once(END).ok_or("docs/accuracy.md has no closing marker of losses")?;
    std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).map_err(fail)
}
