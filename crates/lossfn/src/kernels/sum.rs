//! Sums in a fixed order: the same bits for any number of threads and every instruction set with a
//! fused multiply-add. f32 adds up in f64, and everything in double-double from the first few terms
//! on, so that a sum is as good as exact.

use super::leaves;
use crate::{
    data::Storage,
    real::{Float, Unfused},
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

#[inline(always)]
fn two_sum<F: Float>(a: F, b: F) -> (F, F) {
    let s = a + b;
    let t = s - a;
    (s, (a - (s - t)) + (b - t))
}

/// 256 bytes of f64.
const LANES: usize = 32;

/// A running sum in each lane.
#[derive(Clone, Copy)]
struct Lanes<F> {
    hi: [F; LANES],
    lo: [F; LANES],
}

impl<F: Float> Lanes<F> {
    #[inline(always)]
    fn new() -> Self {
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
    fn total(mut self) -> Pair {
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

/// Four f32 are added plainly in f64 before they meet the running sum: each of these additions errs
/// by half a unit in the last place of f64 at most, and this is what makes the sum as fast as memory.
#[inline(always)]
fn plain<T: Storage, F: Float>(x: &[T]) -> Pair {
    const FOUR: usize = 4 * LANES;
    let mut lanes = Lanes::<F>::new();
    let read = |x: T| F::c(x.to_f64());
    let mut four = |x: &[T; FOUR]| {
        for j in 0..LANES {
            let (a, b) = (read(x[j]), read(x[j + LANES]));
            let (c, d) = (read(x[j + 2 * LANES]), read(x[j + 3 * LANES]));
            if T::NARROW {
                lanes.add(j, (a + b) + (c + d));
            } else {
                lanes.add(j, a);
                lanes.add(j, b);
                lanes.add(j, c);
                lanes.add(j, d);
            }
        }
    };
    let (chunks, rest) = x.as_chunks::<FOUR>();
    for chunk in chunks {
        four(chunk);
    }
    if !rest.is_empty() {
        let mut end = [T::default(); FOUR];
        end[..rest.len()].copy_from_slice(rest);
        four(&end);
    }
    lanes.total()
}

/// The sum of exact products.
#[inline(always)]
fn products<T: Storage, F: Float>(x: &[T], w: &[T]) -> Pair {
    let mut lanes = Lanes::<F>::new();
    let mut row = |x: &[T; LANES], w: &[T; LANES]| {
        for j in 0..LANES {
            let (p, e) = F::c(x[j].to_f64()).two_prod(F::c(w[j].to_f64()));
            lanes.add(j, p);
            // The product of two f32 is exact.
            if !T::NARROW {
                lanes.add_low(j, e);
            }
        }
    };
    let w = &w[..x.len()];
    let (xs, x_end) = x.as_chunks::<LANES>();
    let (ws, w_end) = w.as_chunks::<LANES>();
    for i in 0..xs.len().min(ws.len()) {
        row(&xs[i], &ws[i]);
    }
    if !x_end.is_empty() {
        let (mut x, mut w) = ([T::default(); LANES], [T::default(); LANES]);
        x[..x_end.len()].copy_from_slice(x_end);
        w[..w_end.len()].copy_from_slice(w_end);
        row(&x, &w);
    }
    lanes.total()
}

leaves! {
    /// The sum of a block.
    pub(crate) fn sum[T: Storage][T](x: &[T]) -> Pair {
        fused: plain::<T, f64>, unfused: plain::<T, Unfused<f64>>,
    }
}
leaves! {
    /// The sum of the products of two blocks.
    pub(crate) fn dot[T: Storage][T](x: &[T], w: &[T]) -> Pair {
        fused: products::<T, f64>, unfused: products::<T, Unfused<f64>>,
    }
}
