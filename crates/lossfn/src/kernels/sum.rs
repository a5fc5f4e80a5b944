//! Sums in a fixed order: the same bits for any number of threads and every instruction set with a
//! fused multiply-add. f32 adds up in f64, and everything in double-double from the first few terms
//! on, so that a sum is as good as exact.

use super::{Detected, leaves};
use crate::{
    data::Storage,
    real::{Float, Unfused, math::two_sum},
};

/// A sum in double-double.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pair {
    /// The sum, rounded.
    pub hi: f64,
    /// What the rounding left.
    pub lo: f64,
}

impl Pair {
    /// Adds another sum.
    #[must_use]
    pub fn plus(self, o: Self) -> Self {
        let (hi, lo) = two_sum(self.hi, o.hi);
        if !hi.is_finite() {
            return Self { hi, lo: 0.0 };
        }
        let (hi, lo) = two_sum(hi, lo + (self.lo + o.lo));
        Self { hi, lo }
    }
    /// The nearest f64. An infinite or NaN sum has no remainder.
    pub fn round(self) -> f64 {
        if self.hi.is_finite() { self.hi + self.lo } else { self.hi }
    }
    /// The nearest f64 to the quotient of two sums.
    pub fn over(self, weight: Self) -> f64 {
        let quotient = self.hi / weight.hi;
        let rest = (-quotient).mul_add(weight.hi, self.hi) + (self.lo - quotient * weight.lo);
        let better = quotient + rest / weight.hi;
        // Where the quotient overflows, or is so small that its remainder has no digits.
        if better.is_finite() { better } else { quotient }
    }
}

/// 256 bytes of f64.
const LANES: usize = 32;

/// A running sum in each lane.
#[derive(Clone, Copy)]
pub(super) struct Lanes<F> {
    hi: [F; LANES],
    lo: [F; LANES],
}

impl<F: Float> Lanes<F> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { hi: [F::ZERO; LANES], lo: [F::ZERO; LANES] }
    }
    /// Adds a term to lane `j`.
    #[inline(always)]
    fn add(&mut self, j: usize, x: F) {
        let (hi, lo) = two_sum(self.hi[j], x);
        self.hi[j] = hi;
        self.lo[j] = self.lo[j] + lo;
    }
    #[inline(always)]
    fn add_low(&mut self, j: usize, x: F) {
        self.lo[j] = self.lo[j] + x;
    }
    /// Folds the lanes in a fixed tree.
    #[inline(always)]
    pub(super) fn total(mut self) -> Pair {
        let mut width = LANES / 2;
        while width > 0 {
            for j in 0..width {
                let (hi, lo) = two_sum(self.hi[j], self.hi[j + width]);
                self.hi[j] = hi;
                self.lo[j] = lo + (self.lo[j] + self.lo[j + width]);
            }
            width /= 2;
        }
        let (hi, lo) = (self.hi[0].to_f64(), self.lo[0].to_f64());
        if hi.is_finite() {
            let (hi, lo) = two_sum(hi, lo);
            Pair { hi, lo }
        } else {
            Pair { hi, lo: 0.0 }
        }
    }
}

/// What one step takes.
pub(super) const STEP: usize = 4 * LANES;

impl<F: Float> Lanes<F> {
    /// Adds a step. Four f32 are added plainly in f64 before they meet the running sum: each of these
    /// additions errs by half a unit in the last place of f64 at most, and this is what makes the sum as
    /// fast as memory.
    #[inline(always)]
    pub(super) fn step<T: Storage>(&mut self, x: &[T; STEP]) {
        let read = |x: T| F::c(x.to_f64());
        for j in 0..LANES {
            let (a, b) = (read(x[j]), read(x[j + LANES]));
            let (c, d) = (read(x[j + 2 * LANES]), read(x[j + 3 * LANES]));
            if T::NARROW {
                self.add(j, (a + b) + (c + d));
            } else {
                self.add(j, a);
                self.add(j, b);
                self.add(j, c);
                self.add(j, d);
            }
        }
    }
}

/// Whole steps.
#[inline(always)]
fn plain<T: Storage, F: Float>(x: &[T]) -> Pair {
    let mut lanes = Lanes::<F>::new();
    for x in x.as_chunks::<STEP>().0 {
        lanes.step(x);
    }
    lanes.total()
}

/// Whole steps of exact products; that of two f32 has no error.
#[inline(always)]
fn products<T: Storage, F: Float>(x: &[T], w: &[T]) -> Pair {
    let mut lanes = Lanes::<F>::new();
    let (x, w) = (x.as_chunks::<LANES>().0, w.as_chunks::<LANES>().0);
    for i in 0..x.len().min(w.len()) {
        for j in 0..LANES {
            let (p, e) = F::c(x[i][j].to_f64()).two_prod(F::c(w[i][j].to_f64()));
            lanes.add(j, p);
            if !T::NARROW {
                lanes.add_low(j, e);
            }
        }
    }
    lanes.total()
}

leaves! {
    fn sum_steps[T: Storage][T](x: &[T]) -> Pair {
        fused: plain::<T, f64>, unfused: plain::<T, Unfused<f64>>,
    }
}
leaves! {
    fn dot_steps[T: Storage][T](x: &[T], w: &[T]) -> Pair {
        fused: products::<T, f64>, unfused: products::<T, Unfused<f64>>,
    }
}

/// The part that is no whole step, padded.
fn pad<T: Storage>(x: &[T]) -> [T; STEP] {
    let mut step = [T::default(); STEP];
    step[..x.len()].copy_from_slice(x);
    step
}

/// The sum of a block.
pub(crate) fn sum<T: Storage>(isa: Detected, x: &[T]) -> Pair {
    let (steps, rest) = x.split_at(x.len() - x.len() % STEP);
    let mut total = Pair::default();
    if !steps.is_empty() {
        total = sum_steps(isa, steps);
    }
    if !rest.is_empty() {
        total = total.plus(sum_steps(isa, &pad(rest)));
    }
    total
}

/// The sum of the products of two blocks of equal length.
pub(crate) fn dot<T: Storage>(isa: Detected, x: &[T], w: &[T]) -> Pair {
    let at = x.len() - x.len() % STEP;
    let mut total = dot_steps(isa, &x[..at], &w[..at]);
    if at < x.len() {
        total = total.plus(dot_steps(isa, &pad(&x[at..]), &pad(&w[at..])));
    }
    total
}
