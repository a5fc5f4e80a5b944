//! Functions whose derivative is better stated than derived, because the derived one would cancel,
//! have a wrong kink, or do idle work.

use super::Real;

/// A power of two that lifts subnormal numbers out of where a sum or a product would round.
pub(crate) const LIFT: f64 = f64::from_bits((1023 + 512) << 52);
/// The inverse root of it.
pub(crate) const SMALL: f64 = f64::from_bits((1023 - 256) << 52);

/// A function of one number and `P` constants, with its derivative stated.
///
/// Both are formulas over any [`Real`], so the derivative of the derivative comes by itself; the
/// tests hold each stated derivative against the plain dual reading of the value.
pub trait Rule<const P: usize = 0> {
    /// The function.
    fn value<R: Real>(x: R, p: [R; P]) -> R;
    /// Its derivative in `x`.
    fn derivative<R: Real>(x: R, p: [R; P]) -> R;
}

/// `atan(x)` for `x` from -1 to 1, to some thirty digits.
#[inline(always)]
pub(crate) fn arctangent<R: Real>(x: R) -> R {
    let mut t = x;
    // Each step halves the angle: below 0.05 the series has its digits.
    for _ in 0..4 {
        t = t / ((t.square() + 1.0).sqrt() + 1.0);
    }
    let (square, one) = (-t.square(), x.lift(1.0));
    let mut sum = x.lift(0.0);
    for k in (0..14).rev() {
        sum = sum * square + one / f64::from(2 * k + 1);
    }
    t * sum * 16.0
}

/// `x²/2`. Halved first: the square may overflow where half of it does not. The derivative of the
/// halves would lose the last bit of a subnormal `x`.
pub(super) struct HalfSquare;
impl Rule for HalfSquare {
    #[inline(always)]
    fn value<R: Real>(x: R, []: [R; 0]) -> R {
        x * 0.5 * x
    }
    #[inline(always)]
    fn derivative<R: Real>(x: R, []: [R; 0]) -> R {
        x
    }
}

/// `x²/(2 s)`.
pub(crate) struct HalfQuotient;
impl Rule<1> for HalfQuotient {
    #[inline(always)]
    fn value<R: Real>(x: R, [s]: [R; 1]) -> R {
        x * (x / s) * 0.5
    }
    #[inline(always)]
    fn derivative<R: Real>(x: R, [s]: [R; 1]) -> R {
        x / s
    }
}

/// `ln(1 + (x/s)²)`, where the square may overflow.
pub(crate) struct LnOnePlusSquare;
impl Rule<1> for LnOnePlusSquare {
    #[inline(always)]
    fn value<R: Real>(x: R, [s]: [R; 1]) -> R {
        let size = x.abs();
        let near = size.lt(s);
        let ratio = R::pick(near, size, s) / R::pick(near, s, size);
        R::pick(near, x.lift(0.0), size.ln_ratio(s) * 2.0) + ratio.square().ln_1p()
    }
    #[inline(always)]
    fn derivative<R: Real>(x: R, [s]: [R; 1]) -> R {
        let near = x.abs().lt(s);
        let ratio = R::pick(near, x, s) / R::pick(near, s, x);
        let (top, below) = (R::pick(near, ratio, x.lift(1.0)), R::pick(near, s, x));
        top * 2.0 / (ratio.square() + 1.0) / below
    }
}
