//! How a formula meets slices: one block kernel per loss, float type and instruction set. It turns a
//! block of items into values and the derivatives that were asked, in the first cache. Weights,
//! masks, reductions and threads are written once, elsewhere, and know no loss.

mod block;
mod isa;
pub(crate) mod softmax;
pub(crate) mod sum;

pub use isa::{Detected, Isa};
pub(crate) use isa::{leaves, prefetch};
pub use sum::Pair;

use std::sync::Arc;

use crate::{
    real::{Dual, Precise},
    stages::Statistic,
};

/// The most items in one block.
pub const BLOCK: usize = 4096;

/// The derivatives that are asked of a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Values only.
    Value,
    /// And gradients.
    Gradient,
    /// And hessians.
    Hessian,
}

/// A block of items for a kernel: `K` inputs, and where the results go. The derivatives are
/// multiplied by `scale`; their slices are empty when they are not asked for.
pub struct Work<'a, T, const K: usize> {
    /// For which instruction set.
    pub isa: Detected,
    /// What is asked.
    pub order: Order,
    /// The inputs.
    pub x: [&'a [T]; K],
    /// The values.
    pub v: &'a mut [T],
    /// The gradients.
    pub g: &'a mut [T],
    /// The hessians.
    pub h: &'a mut [T],
    /// What the derivatives are multiplied by.
    pub scale: f64,
}

/// A number with two derivatives, to some thirty digits.
pub type Check = Dual<Dual<Precise>>;

/// The kernel of a loss of `K` inputs.
pub trait Block<const K: usize>: Send + Sync {
    /// One item, for checks.
    fn reference(&self, x: [Check; K]) -> Check;
    /// On f32.
    fn f32(&self, work: Work<'_, f32, K>);
    /// On f64.
    fn f64(&self, work: Work<'_, f64, K>);
    /// The sum of the values on f32, and gradients, in one pass: where there is such a pass.
    fn sum_f32(&self, work: &mut Work<'_, f32, K>) -> Option<Pair>;
    /// The sum of the values on f64, and gradients, in one pass: where there is such a pass.
    fn sum_f64(&self, work: &mut Work<'_, f64, K>) -> Option<Pair>;
}

/// The kernel of a loss over statistics of rows: the numbers are f64, whatever the rows hold.
pub trait RowBlock: Send + Sync {
    /// What the formula reads.
    fn statistics(&self) -> &'static [Statistic];
    /// Whether it reads labels only, no target distributions.
    fn labels_only(&self) -> bool;
    /// One row, for checks.
    fn reference(&self, x: [Check; 3]) -> Check;
    /// Values, and derivatives along the sum of the statistics in `seed`, bit k for the k-th.
    fn run(&self, seed: usize, work: Work<'_, f64, 3>);
}

/// The kernel of a loss whose type is forgotten.
#[derive(Clone)]
pub enum Kernel {
    /// Of one input.
    One(Arc<dyn Block<1>>),
    /// Of two inputs.
    Two(Arc<dyn Block<2>>),
    /// Of statistics of rows.
    Rows(Arc<dyn RowBlock>),
}
