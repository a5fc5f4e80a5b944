//! How a formula meets slices: one block kernel per loss, float type and instruction set. It turns a
//! block of items into values and the derivatives that were asked, in the first cache. Weights,
//! masks, reductions and threads are written once, elsewhere, and know no loss.

mod block;
mod isa;
mod rows;
pub(crate) mod short;
pub(crate) mod softmax;
pub(crate) mod sum;
pub(crate) mod tile;

pub use isa::{Detected, Isa};
pub(crate) use isa::{leaves, prefetch};
pub use rows::{Column, Outcome, ROWS, RowBlock, STATISTICS};
pub use sum::Pair;

use core::marker::PhantomData;
use std::sync::Arc;

use crate::{
    formula::Loss,
    real::{Dd, Dual, Float, Lite, Precise, Real, Scalar, Unfused, math},
    stages::Reads,
};

/// The most items in one block.
pub const BLOCK: usize = 4096;

/// A number that slices of `T` are read as and written from.
pub trait Number<T>: Score {
    /// Reads one.
    fn read(x: T) -> Self;
    /// Rounds it to `T`.
    fn write(self) -> T;
}
macro_rules! number { ($($t:ident: $($n:ty),*;)*) => {$($(
    impl Number<$t> for $n {
        #[inline(always)]
        fn read(x: $t) -> Self {
            Self::from_f64(x as f64)
        }
        #[inline(always)]
        fn write(self) -> $t {
            self.to_f64() as $t
        }
    }
)*)*}}
number! {
    f32: Scalar<Lite>, Scalar<Unfused<Lite>>, Scalar<f64>, Scalar<Unfused<f64>>;
    f64: Dd<f64>, Dd<Unfused<f64>>;
}
// These stay in their own type, so that the vector width does too.
impl Number<f32> for Scalar<f32> {
    #[inline(always)]
    fn read(x: f32) -> Self {
        Scalar(x)
    }
    #[inline(always)]
    fn write(self) -> f32 {
        self.0
    }
}
impl Number<f64> for Scalar<f64> {
    #[inline(always)]
    fn read(x: f64) -> Self {
        Scalar(x)
    }
    #[inline(always)]
    fn write(self) -> f64 {
        self.0
    }
}
impl Number<f32> for Scalar<Unfused<f32>> {
    #[inline(always)]
    fn read(x: f32) -> Self {
        Scalar(Unfused(x))
    }
    #[inline(always)]
    fn write(self) -> f32 {
        self.0.0
    }
}
impl Number<f64> for Scalar<Unfused<f64>> {
    #[inline(always)]
    fn read(x: f64) -> Self {
        Scalar(Unfused(x))
    }
    #[inline(always)]
    fn write(self) -> f64 {
        self.0.0
    }
}
impl<F: Float> Scalar<F> {
    #[inline(always)]
    fn from_f64(x: f64) -> Self {
        Scalar(F::c(x))
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.0.to_f64()
    }
}
impl<F: Float> Dd<F> {
    #[inline(always)]
    fn from_f64(x: f64) -> Self {
        Self::new(F::c(x))
    }
}

/// A number that rows of scores are computed in, and that f64 keep in two parts.
pub trait Score: Real {
    /// Whether it has a second part.
    const DOUBLE: bool;
    /// Whether it is rounded to a shorter type in the end, and short itself.
    const SPARE: bool;
    /// What small numbers are multiplied by while they are computed with, a power of two: then results
    /// that are subnormal are rounded once.
    const LIFT: f64;
    /// From its parts.
    fn join(hi: f64, lo: f64) -> Self;
    /// Its parts.
    fn parts(self) -> [f64; 2];
    /// The sum, for a running one that is tidied in the end, of terms that do not cancel.
    fn plus_loose(self, x: Self) -> Self;
    /// The same number, its parts made neighbours.
    fn tidy(self) -> Self;
    /// `(top - x) / temperature` by `LIFT`, and `LIFT` times `e` to minus that quotient, for `x` that is
    /// not above `top`. What is not `TEMPERED` has the temperature 1.
    fn below<const TEMPERED: bool>(top: f64, x: f64, temperature: f64) -> (Self, Self);
}
impl<F: Float> Score for Scalar<F> {
    const DOUBLE: bool = false;
    const SPARE: bool = F::SPARE;
    const LIFT: f64 = 1.0;
    #[inline(always)]
    fn join(hi: f64, _: f64) -> Self {
        Self::from_f64(hi)
    }
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        [self.to_f64(), 0.0]
    }
    #[inline(always)]
    fn plus_loose(self, x: Self) -> Self {
        self + x
    }
    #[inline(always)]
    fn tidy(self) -> Self {
        self
    }
    #[inline(always)]
    fn below<const TEMPERED: bool>(top: f64, x: f64, temperature: f64) -> (Self, Self) {
        let (top, x, t) = (F::c(top), F::c(x), F::c(temperature));
        let d = top - x;
        let gap = if TEMPERED { d / t } else { d };
        // Where it is 0 this exponential is only nearly so.
        let e = if gap > -F::EXP_LOWEST { F::ZERO } else { math::exp_neg(gap) };
        (Scalar(gap), Scalar(e))
    }
}
impl<F: Float> Score for Dd<F> {
    const DOUBLE: bool = true;
    const SPARE: bool = false;
    const LIFT: f64 = Self::LIFT;
    #[inline(always)]
    fn join(hi: f64, lo: f64) -> Self {
        Self::from_words(F::c(hi), F::c(lo))
    }
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        [self.hi().to_f64(), self.lo().to_f64()]
    }
    #[inline(always)]
    fn plus_loose(self, x: Self) -> Self {
        self.plus_loose(x)
    }
    #[inline(always)]
    fn tidy(self) -> Self {
        self.tidy()
    }
    #[inline(always)]
    fn below<const TEMPERED: bool>(top: f64, x: f64, temperature: f64) -> (Self, Self) {
        let lower = 1.0 / Self::LIFT;
        let mut gap = Self::from_f64(top * lower) - x * lower;
        if TEMPERED {
            gap = gap / temperature;
        }
        (gap, (gap * -Self::LIFT).exp_lifted())
    }
}

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

impl Kernel {
    /// Of a loss over `K` statistics.
    pub fn rows<L: Loss<K> + Reads, const K: usize>(loss: Arc<L>) -> Self {
        Self::Rows(Arc::new(rows::Statistical::<L, K>(loss, PhantomData)))
    }
}
