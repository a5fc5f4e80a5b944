//! Probabilities of any size: a mantissa and an exponent, each for itself.
//!
//! The probability of a path is a product of as many factors as there are steps, and paths of very different
//! probability meet. One scale for all states of a step would lose those that are far below the others, and these
//! may be the only ones that reach the end. A logarithm would take an exponential for each sum, and digits with each product.

use crate::real::{Dual, Float, Parts, Real};

/// The exponent of 0, and of what is too small to matter: smaller than any product of exponentials of f32.
pub(super) const NOTHING: f64 = -1e300;

/// ln 2 in three parts, of which the first has so few bits that its product with an exponent is exact.
const LN_2: [f64; 3] = [6.93147180369123816490e-1, 1.90821492927058770002e-10, 1.1612227229362532e-26];

/// Below this the exponential of a score takes an exponent of its own; above it the second word of a pair is a normal number.
pub(super) const FAR: f64 = -500.0;

/// A number that sums over paths are computed in.
pub(super) trait Mantissa: Real {
    /// A score that changes at some rate along a direction.
    fn read(score: f64, rate: f64) -> Self;
    /// A constant.
    fn constant(c: f64) -> Self;
    /// The number, rounded.
    fn lead(self) -> f64;
    /// What is asked for: the number, or the rate at which it changes.
    fn result(self) -> f64;
}

impl<R: Parts> Mantissa for R {
    #[inline(always)]
    fn read(score: f64, _: f64) -> Self {
        Self::join(score, 0.0)
    }
    #[inline(always)]
    fn constant(c: f64) -> Self {
        Self::join(c, 0.0)
    }
    #[inline(always)]
    fn lead(self) -> f64 {
        self.parts()[0]
    }
    #[inline(always)]
    fn result(self) -> f64 {
        self.lead()
    }
}

impl<R: Parts> Mantissa for Dual<R> {
    #[inline(always)]
    fn read(score: f64, rate: f64) -> Self {
        Self { v: R::join(score, 0.0), d: Some(R::join(rate, 0.0)) }
    }
    #[inline(always)]
    fn constant(c: f64) -> Self {
        Self { v: R::join(c, 0.0), d: Some(R::join(0.0, 0.0)) }
    }
    #[inline(always)]
    fn lead(self) -> f64 {
        self.v.lead()
    }
    #[inline(always)]
    fn result(self) -> f64 {
        self.derivative().lead()
    }
}

/// `mantissa 2^exponent`; 0 has the exponent [`NOTHING`]. An exponent is a whole number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mass<R> {
    pub(super) mantissa: R,
    pub(super) exponent: f64,
}

/// `2^d` for a whole number that is not above 0; what is far below 1 comes as `2^-1022`.
#[inline(always)]
fn power_of_two(d: f64) -> f64 {
    const MAGIC: f64 = 6755399441055744.0 + 1023.0;
    f64::from_bits((d.at_least(-1022.0) + MAGIC).to_bits() << 52)
}
/// `2^-k` and `k` of a number from `2^k` to `2^(k + 1)`, which is positive and not subnormal.
#[inline(always)]
fn unscale(x: f64) -> (f64, f64) {
    const MAGIC: f64 = 6755399441055744.0;
    let exponent = x.to_bits() >> 52;
    (
        f64::from_bits(2046u64.wrapping_sub(exponent) << 52),
        f64::from_bits(MAGIC.to_bits() + exponent) - (MAGIC + 1023.0),
    )
}

impl<R: Mantissa> Mass<R> {
    #[inline(always)]
    pub(super) fn new(mantissa: R, exponent: f64) -> Self {
        Self { mantissa, exponent }
    }
    #[inline(always)]
    pub(super) fn zero() -> Self {
        Self::new(R::constant(0.0), NOTHING)
    }
    #[inline(always)]
    pub(super) fn one() -> Self {
        Self::new(R::constant(1.0), 0.0)
    }
    /// The number itself.
    #[inline(always)]
    pub(super) fn whole(self) -> R {
        self.mantissa * (self.exponent.at_least(-1100.0) + f64::MAGIC).power_of_two()
    }
    /// The mantissa beside an exponent that is not smaller.
    #[inline(always)]
    fn beside(self, exponent: f64) -> R {
        self.mantissa * power_of_two(self.exponent - exponent)
    }
    #[inline(always)]
    pub(super) fn plus(self, o: Self) -> Self {
        let e = self.exponent.at_least(o.exponent);
        Self::new(self.beside(e) + o.beside(e), e)
    }
    /// The sum of three.
    #[inline(always)]
    pub(super) fn plus_both(self, a: Self, b: Self) -> Self {
        let e = self.exponent.at_least(a.exponent).at_least(b.exponent);
        Self::new((self.beside(e) + a.beside(e)) + b.beside(e), e)
    }
    /// The same with more or less in the exponent.
    #[inline(always)]
    pub(super) fn shifted(self, by: f64) -> Self {
        Self::new(self.mantissa, self.exponent + by)
    }
    /// The product in units of `2^exponent`, which is about as large or larger.
    #[inline(always)]
    pub(super) fn meeting(self, o: Self, exponent: f64) -> R {
        Self::new(self.mantissa * o.mantissa, self.exponent + o.exponent - exponent).whole()
    }
    /// The product, its mantissa from 1 to 2.
    #[inline(always)]
    pub(super) fn times(self, o: Self) -> Self {
        let m = self.mantissa * o.mantissa;
        let (scale, k) = unscale(m.lead().abs());
        let e = (self.exponent + o.exponent + k).at_least(NOTHING);
        // Nothing times the largest scale is nothing.
        Self::new(m * scale, if m.lead() == 0.0 { NOTHING } else { e })
    }
    /// `e^x`.
    #[inline(always)]
    pub(super) fn exp(x: R) -> Self {
        let lead = x.lead();
        if lead == f64::NEG_INFINITY {
            return Self::zero();
        }
        // So far away a float has no fraction.
        if lead.abs() > 4503599627370496.0 {
            let exponent = (lead / core::f64::consts::LN_2).at_least(NOTHING);
            return Self::new((x - R::constant(lead)).exp(), exponent);
        }
        let n = (lead / core::f64::consts::LN_2).round();
        Self::new((x - ln_2::<R>(n)).exp(), n)
    }
    /// The logarithm.
    #[inline(always)]
    pub(super) fn ln(self) -> R {
        if self.exponent <= NOTHING && self.mantissa.lead() == self.mantissa.lead() {
            return R::constant(f64::NEG_INFINITY);
        }
        self.mantissa.ln() + ln_2::<R>(self.exponent)
    }
}

/// `n ln 2`.
#[inline(always)]
fn ln_2<R: Mantissa>(n: f64) -> R {
    let rest = R::constant(LN_2[1]) + LN_2[2];
    R::constant(LN_2[0]) * n + rest * n
}

/// Sums that run side by side.
pub(super) const LANES: usize = 8;

/// Their sum.
#[inline(always)]
pub(super) fn fold<R: Mantissa>(mut sums: [R; LANES]) -> R {
    let mut width = LANES / 2;
    while width > 0 {
        for j in 0..width {
            sums[j] = sums[j] + sums[j + width];
        }
        width /= 2;
    }
    sums[0]
}
