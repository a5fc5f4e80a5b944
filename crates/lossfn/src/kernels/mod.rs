//! How a formula meets slices: one block kernel per loss, float type and instruction set. It turns a
//! block of items into values and the derivatives that were asked, in the first cache. Weights,
//! masks, reductions and threads are written once, elsewhere, and know no loss.

mod block;
mod boxes;
pub(crate) mod contrast;
mod cosine;
mod isa;
pub(crate) mod matmul;
pub(crate) mod order;
pub(crate) mod regions;
mod rows;
pub(crate) mod shares;
pub(crate) mod short;
pub(crate) mod softmax;
pub(crate) mod sum;
pub(crate) mod taught;
pub(crate) mod tile;
mod vectors;
mod whiten;

pub use boxes::{BoxNumber, Boxes, Overlap};
pub use cosine::Cosine;
pub use isa::{Detected, Isa};
pub(crate) use isa::{leaves, prefetch};
pub use rows::{Column, Outcome, ROWS, RowBlock, STATISTICS};
pub use sum::Pair;
pub use vectors::{Coordinate, Pull, Sums, Taken, Units, VectorBlock, Vectors};
pub use whiten::Whitened;

use core::marker::PhantomData;
use std::sync::Arc;

use crate::{
    formula::Loss,
    real::{Differentiable, Dual, Precise, Scalar},
    stages::{Reads, Statistic},
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
pub type Check = <<Precise as Differentiable>::Dual as Differentiable>::Dual;

/// A number with one derivative, to some thirty digits.
pub type Once = <Precise as Differentiable>::Dual;

/// A number with two derivatives.
pub type Twice = Dual<Dual<Scalar<f64>>>;

/// What is taken of the sum over a row: its root, for a distance.
pub trait Outer: Send + Sync {
    /// Of a number.
    fn f64(&self, total: Twice) -> Twice;
    /// Of one row, for checks.
    fn reference(&self, total: Check) -> Check;
}

/// The kernel of a loss of `K` inputs.
pub trait Block<const K: usize>: Send + Sync {
    /// One item, for checks.
    fn reference(&self, x: [Check; K]) -> Check;
    /// On f32.
    fn f32(&self, work: Work<'_, f32, K>);
    /// On f64.
    fn f64(&self, work: Work<'_, f64, K>);
    /// The values and both derivatives in another input than the first.
    fn along(&self, input: usize, work: Work<'_, f64, K>);
    /// The sum of the values on f32, and gradients, in one pass: where there is such a pass.
    fn sum_f32(&self, work: &mut Work<'_, f32, K>) -> Option<Pair>;
    /// The sum of the values on f64, and gradients, in one pass: where there is such a pass.
    fn sum_f64(&self, work: &mut Work<'_, f64, K>) -> Option<Pair>;
}

/// The kernel of a loss whose type is forgotten.
#[derive(Clone)]
pub enum Kernel {
    /// Of one input.
    One(Arc<dyn Block<1>>),
    /// Of two inputs.
    Two(Arc<dyn Block<2>>),
    /// Of three inputs.
    Three(Arc<dyn Block<3>>),
    /// Of four inputs.
    Four(Arc<dyn Block<4>>),
    /// Of statistics of rows.
    Rows(Arc<dyn RowBlock>),
}

impl Kernel {
    /// Of a loss over `K` statistics.
    pub fn rows<L: Loss<K> + Reads, const K: usize>(loss: Arc<L>) -> Self {
        const {
            let (all, mut ranked, mut free) = (L::STATISTICS, 0, 0);
            let mut i = 0;
            while i < all.len() {
                ranked += all[i].ranked() as usize;
                free += matches!(all[i], Statistic::Weight) as usize;
                i += 1;
            }
            // Scores that are compared are never turned into probabilities.
            let alone = ranked == 0 || ranked + free == all.len();
            assert!(alone, "`own`, `rival` and `violation` stand beside no other statistic but `weight`");
            assert!(ranked == 0 || L::LABELS_ONLY, "`own`, `rival` and `violation` need `labels only;`");
        }
        Self::Rows(Arc::new(rows::Statistical::<L, K>(loss, PhantomData)))
    }
}
