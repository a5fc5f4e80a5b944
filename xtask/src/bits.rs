//! `cargo xtask bits [NAME...]`: what the library answers to the reference vectors, to the last bit, as a line
//! for each block: its loss, its place in the file, and a sum of the bits of values, gradients and hessians.
//! Bindings compare theirs with it.

use lossfn::{catalogue, data::Storage as _};

use crate::accuracy_losses::vectors::{AnyBlock, blocks};

/// Prints them.
pub(crate) fn run(names: &[String]) -> Result<(), String> {
    for entry in catalogue().iter().filter(|e| names.is_empty() || names.iter().any(|n| n == e.spec.name)) {
        for (place, block) in blocks(entry.spec.name)?.iter().enumerate() {
            let sums = match block {
                AnyBlock::Single(block) => block.whole()?.map(|x| sum(x.iter().map(|x| x.to_f64()))),
                AnyBlock::Double(block) => block.whole()?.map(|x| sum(x.into_iter())),
            };
            #[allow(clippy::print_stdout)]
            {
                println!("{} {place} {:x} {:x} {:x}", entry.spec.name, sums[0], sums[1], sums[2]);
            }
        }
    }
    Ok(())
}

/// The bits as f64, each times an odd number of its own: any other bit, and any other order, has another sum.
fn sum(x: impl Iterator<Item = f64>) -> u64 {
    let bits = x.map(|x| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() });
    let places = (1u64..).step_by(2);
    bits.zip(places).fold(0, |sum, (bits, odd)| sum.wrapping_add(bits.wrapping_mul(odd)))
}
