//! Every loss of the catalogue against 50-digit values and derivatives of its printed formula, on
//! every instruction set of this machine.
#![allow(clippy::print_stdout, reason = "the table of errors")]

pub(crate) mod exceptions;
pub(crate) mod vectors;

use std::collections::BTreeMap;

use exceptions::Exceptions;
use lossfn::{catalogue, kernels::Detected};
use vectors::{AnyBlock, Block, Golden, OUTPUTS, blocks};

/// How many of the worst points of an output are shown.
const SHOWN: usize = 5;

/// What was found of one output of one type.
#[derive(Default)]
struct Found {
    points: usize,
    dropped: usize,
    failed: usize,
    error: f64,
    /// The worst, by how many times the error exceeds the bound.
    worst: Vec<(f64, String)>,
}

/// How a block is answered: by what was asked, or its hessian by products with unit vectors.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Asked,
    Products,
}

fn compare<T: Golden>(
    block: &Block<T>,
    exceptions: &Exceptions,
    way: Way,
    found: &mut BTreeMap<(usize, &'static str), Found>,
) {
    for isa in Detected::all() {
        let compared = if way == Way::Asked { block.compare(isa, 3) } else { block.diagonal(isa) };
        let compared = compared.unwrap_or_else(|e| panic!("{}: {e}", block.expression));
        for c in compared {
            let entry = found.entry((c.output, T::NAME)).or_default();
            entry.points += 1;
            let largest = block.largest(c.output, c.place);
            if !c.want.defined() || exceptions.beyond(T::NAME, &block.expression, largest) {
                entry.dropped += 1;
                continue;
            }
            let error = c.error();
            let bound = exceptions.bound(T::NAME, &block.expression, c.output, c.bound(), c.want.k / 2.0);
            entry.error = entry.error.max(error);
            if error > bound {
                entry.failed += 1;
                let place = block.inputs(c.output, c.place);
                let (expression, near) = (&block.expression, c.want.near);
                let start = format!("{expression} [{place}]");
                if !entry.worst.iter().any(|(_, line)| line.starts_with(&start)) {
                    let (got, isa) = (c.got, isa.isa());
                    let line =
                        format!("{start}: got {got:?}, want {near:?}, {error:.2} ULP of {bound:.2}, {isa:?}");
                    entry.worst.push((error / bound, line));
                }
            }
        }
    }
}

#[test]
fn every_input_that_varies_has_vectors() {
    let mut missing = vec![];
    for entry in catalogue() {
        let loss = entry.spec.name;
        let blocks = blocks(loss).unwrap_or_else(|e| panic!("{loss}: {e}"));
        let has = |input: &str| blocks.iter().any(|block| block.wrt() == Some(input));
        let others = entry.spec.varying().skip(1).map(|input| input.name);
        missing.extend(others.filter(|input| !has(input)).map(|input| format!("{loss} wrt {input}")));
    }
    assert!(missing.is_empty(), "no vectors: {missing:?}");
}

#[test]
fn every_loss_is_as_accurate_as_promised() {
    every_loss(Way::Asked);
}

#[test]
fn so_are_products_with_unit_vectors() {
    every_loss(Way::Products);
}

fn every_loss(way: Way) {
    let sets: Vec<_> = Detected::all().iter().map(|d| format!("{:?}", d.isa())).collect();
    println!("instruction sets: {}", sets.join(", "));
    let exceptions = Exceptions::read();
    let mut failures = 0;
    // Where there is no hessian element by element, `product.rs` knows what a product is.
    let asked = |e: &lossfn::Entry| way == Way::Asked || e.spec.stage.has_hessian();
    for entry in catalogue().into_iter().filter(asked) {
        let loss = entry.spec.name;
        let mut found = BTreeMap::new();
        for block in blocks(loss).unwrap_or_else(|e| panic!("{loss}: {e}")) {
            match block {
                AnyBlock::Single(block) => compare(&block, &exceptions, way, &mut found),
                AnyBlock::Double(block) => compare(&block, &exceptions, way, &mut found),
            }
        }
        for ((output, kind), mut f) in found {
            assert!(f.points > f.dropped, "{loss}: nothing of the {} was compared", OUTPUTS[output]);
            let Found { points, dropped, failed, error, .. } = f;
            println!(
                "{loss:16} {:8} {kind}: {points:6} points, {dropped:5} dropped, {failed:5} failed, max {error:.3e} ULP",
                OUTPUTS[output]
            );
            failures += failed;
            f.worst.sort_by(|a, b| b.0.total_cmp(&a.0));
            for (_, line) in f.worst.iter().take(SHOWN) {
                println!("    {line}");
            }
        }
    }
    assert_eq!(failures, 0, "outputs beyond their bound");
}
