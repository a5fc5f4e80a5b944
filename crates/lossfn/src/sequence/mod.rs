//! Losses of sequences that are not aligned with their targets.
//!
//! [`Ctc`] sums over all alignments. It is no loss of the catalogue: it reads three axes and two lengths for each
//! sequence, and an item of it is a whole sequence.

mod ctc;
mod emissions;
mod inputs;
mod mass;
mod on;
mod trellis;

pub use ctc::Ctc;
pub use inputs::{Steps, Targets};
pub use on::{Average, OnSequences};
