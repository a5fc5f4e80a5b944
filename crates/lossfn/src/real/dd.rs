//! A number as the sum of two floats: some 105 bits from the arithmetic, 75 and more from the
//! functions.
//!
//! Nothing branches and nothing looks up a table, so a loop over double-doubles becomes vectors like
//! a loop over floats. Where a result is infinite, NaN or too small for a second part, it is what
//! the plain float would be.

#![allow(
    clippy::eq_op,
    clippy::needless_bitwise_bool,
    reason = "`&&` of two comparisons is a branch, and stops a loop from becoming vectors"
)]

mod entropy;
#[rustfmt::skip]
#[allow(clippy::approx_constant, reason = "the first coefficient of a generated table is what it is")]
mod coefficients;
mod digamma;
mod error_function;
mod functions;
mod gamma;

use core::ops::{Add, Div, Mul, Neg, Sub};

use super::math::two_sum;
use super::{Float, Real};

/// The unevaluated sum of two floats.
///
/// `hi` is the float nearest to the sum. `lo` is 0 where `hi` is infinite, and anything where it is
/// NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dd<F> {
    hi: F,
    lo: F,
}

impl<F: Float> Dd<F> {
    /// The float `x`, exactly.
    #[inline(always)]
    pub fn new(x: F) -> Self {
        Self { hi: x, lo: F::ZERO }
    }
    /// `hi + lo`, whatever their sizes.
    #[inline(always)]
    pub fn from_parts(hi: F, lo: F) -> Self {
        let (s, e) = two_sum(hi, lo);
        finish(s, s, e)
    }
    /// From the words of another number.
    #[inline(always)]
    pub(crate) fn from_words(hi: F, lo: F) -> Self {
        Self { hi, lo }
    }
    /// The sum, for a running one that is [tidied](Self::tidy) in the end, of terms that do not cancel.
    #[inline(always)]
    pub(crate) fn plus_loose(self, o: Self) -> Self {
        let (hi, e) = two_sum(self.hi, o.hi);
        Self { hi, lo: self.lo + (e + o.lo) }
    }
    /// The same number, its parts made neighbours.
    #[inline(always)]
    pub(crate) fn tidy(self) -> Self {
        finish(self.hi, self.hi, self.lo)
    }
    /// [`Dd::LIFT`] times `e^x`, for `x` that is not positive.
    #[inline(always)]
    pub(crate) fn exp_lifted(self) -> Self {
        functions::exp_lifted(self)
    }
    /// A power of two that lifts the subnormal numbers far above the smallest normal one.
    pub(crate) const LIFT: f64 = f64::from_bits((1023 + functions::LIFT as u64) << 52);
    /// The nearest float.
    #[inline(always)]
    pub fn hi(self) -> F {
        self.hi
    }
    /// What [`Dd::hi`] leaves out.
    #[inline(always)]
    pub fn lo(self) -> F {
        self.lo
    }
    /// The nearest `f64`.
    #[inline(always)]
    pub fn to_f64(self) -> f64 {
        self.hi.to_f64()
    }
    /// `x + c`.
    #[inline(always)]
    fn add_float(self, c: F) -> Self {
        let (s, e) = two_sum(self.hi, c);
        finish(s, s, e + self.lo)
    }
    /// `x 2^n`, which both parts have to survive.
    #[inline(always)]
    fn scale(self, power_of_two: F) -> Self {
        Self { hi: self.hi * power_of_two, lo: self.lo * power_of_two }
    }
}

/// [`two_sum`] for `a` that is 0 or not smaller than `b`.
#[inline(always)]
fn fast_two_sum<F: Float>(a: F, b: F) -> (F, F) {
    let s = a + b;
    (s, b - (s - a))
}
/// Whether [`Float::fma`] rounds once, which the compiler finds out.
#[inline(always)]
fn fused<F: Float>() -> bool {
    let x = F::c(1.000001);
    x.fma(x, -(x * x)) != F::ZERO
}
/// `a b` and what rounding took from it; nothing where that would be too small to be a float.
#[inline(always)]
fn two_prod<F: Float>(a: F, b: F) -> (F, F) {
    let (p, e) = a.two_prod(b);
    // Without FMA the error is a sum of products, garbage when they underflow.
    let sound = fused::<F>() || p.abs() > F::c(1e-300);
    (p, if sound { e } else { F::ZERO })
}
/// `a - q b`, exact where `q` is about `a / b`.
#[inline(always)]
fn residual<F: Float>(a: F, q: F, b: F) -> F {
    if fused::<F>() {
        (-q).fma(b, a)
    } else {
        let (p, e) = two_prod(q, b);
        (a - p) - e
    }
}
/// `hi + lo` with its parts made neighbours, or `plain` where that is not finite: there the
/// corrections are NaN, and the plain result is right.
#[inline(always)]
fn finish<F: Float>(plain: F, hi: F, lo: F) -> Dd<F> {
    let (hi, lo) = fast_two_sum(hi, lo);
    let finite = hi.abs() < F::INFINITY;
    Dd { hi: if finite { hi } else { plain }, lo: if finite { lo } else { F::ZERO } }
}

impl<F: Float> Neg for Dd<F> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { hi: -self.hi, lo: -self.lo }
    }
}
impl<F: Float> Add for Dd<F> {
    type Output = Self;
    /// Relative error 2^-104 of the result, however much cancels.
    #[inline(always)]
    fn add(self, o: Self) -> Self {
        let (plain, e) = two_sum(self.hi, o.hi);
        let (t, f) = two_sum(self.lo, o.lo);
        let (s, e) = fast_two_sum(plain, e + t);
        finish(plain, s, e + f)
    }
}
impl<F: Float> Sub for Dd<F> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, o: Self) -> Self {
        self + -o
    }
}
impl<F: Float> Mul for Dd<F> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, o: Self) -> Self {
        let (p, e) = two_prod(self.hi, o.hi);
        finish(p, p, self.hi.fma(o.lo, self.lo.fma(o.hi, e)))
    }
}
impl<F: Float> Div for Dd<F> {
    type Output = Self;
    #[inline(always)]
    fn div(self, o: Self) -> Self {
        let q = self.hi / o.hi;
        let r = residual(self.hi, q, o.hi) + (-q).fma(o.lo, self.lo);
        finish(q, q, r / o.hi)
    }
}
impl<F: Float> Add<f64> for Dd<F> {
    type Output = Self;
    #[inline(always)]
    fn add(self, c: f64) -> Self {
        self.add_float(F::c(c))
    }
}
impl<F: Float> Sub<f64> for Dd<F> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, c: f64) -> Self {
        self + -c
    }
}
impl<F: Float> Mul<f64> for Dd<F> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, c: f64) -> Self {
        let (p, e) = two_prod(self.hi, F::c(c));
        finish(p, p, self.lo.fma(F::c(c), e))
    }
}
impl<F: Float> Div<f64> for Dd<F> {
    type Output = Self;
    #[inline(always)]
    fn div(self, c: f64) -> Self {
        let c = F::c(c);
        let q = self.hi / c;
        finish(q, q, (residual(self.hi, q, c) + self.lo) / c)
    }
}

macro_rules! functions { ($($f:ident($($a:ident),*) = $g:path;)*) => {$(
    #[inline(always)]
    fn $f(self, $($a: Self),*) -> Self {
        $g(self, $($a),*)
    }
)*}}

impl<F: Float> Real for Dd<F> {
    type Mask = bool;

    #[inline(always)]
    fn lift(self, c: f64) -> Self {
        Self::new(F::c(c))
    }
    #[inline(always)]
    fn lt(self, o: Self) -> bool {
        (self.hi < o.hi) | ((self.hi == o.hi) & (self.lo < o.lo))
    }
    #[inline(always)]
    fn same(self, o: Self) -> bool {
        (self.hi == o.hi) & (self.lo == o.lo)
    }
    #[inline(always)]
    fn pick(mask: bool, yes: Self, no: Self) -> Self {
        Self { hi: if mask { yes.hi } else { no.hi }, lo: if mask { yes.lo } else { no.lo } }
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        self * a + b
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self { hi: self.hi.abs(), lo: if self.hi < F::ZERO { -self.lo } else { self.lo } }
    }
    // The sign of the sum is the sign of `hi`. NaN fails every comparison and comes through.
    #[inline(always)]
    fn sign(self) -> Self {
        let (zero, one) = (F::ZERO, F::ONE);
        Self::new(if self.hi > zero {
            one
        } else if self.hi < zero {
            -one
        } else {
            self.hi
        })
    }
    #[inline(always)]
    fn step(self) -> Self {
        let (zero, one) = (F::ZERO, F::ONE);
        Self::new(if self.hi > zero {
            one
        } else if self.hi <= zero {
            zero
        } else {
            self.hi
        })
    }
    #[inline(always)]
    fn relu(self) -> Self {
        Self::pick(self.hi <= F::ZERO, Self::new(F::ZERO), self)
    }
    #[inline(always)]
    fn max(self, o: Self) -> Self {
        let larger = Self::pick(self.lt(o), o, self);
        Self::pick(o.same(o), larger, o)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let y = self.hi.sqrt();
        let r = residual(self.hi, y, y) + self.lo;
        // At 0 the correction is 0 / 0, and `finish` drops it.
        finish(y, y, r / (y + y))
    }
    #[inline(always)]
    fn silence(self, x: Self) -> Self {
        Self::pick(self.hi == F::ZERO, Self::new(F::ZERO), self * x)
    }
    #[inline(always)]
    fn weigh(self, x: Self) -> Self {
        let product = self * x;
        let silent = (product.hi != product.hi) & (self.hi == self.hi) & (x.hi == x.hi);
        Self::pick(silent, Self::new(F::ZERO), product)
    }
    #[inline(always)]
    fn rsub(self, c: f64) -> Self {
        -self + c
    }
    #[inline(always)]
    fn exp_square(self, k: f64) -> Self {
        error_function::exp_square(self, k)
    }
    #[inline(always)]
    fn polygamma(self, n: u32) -> Self {
        digamma::polygamma(self, n)
    }
    functions! {
        exp() = functions::exp;
        exp_sub(k, y) = functions::exp_sub;
        exp_m1() = functions::exp_m1;
        ln() = functions::ln;
        ln_1p() = functions::ln_1p;
        ln_ratio(y) = functions::ln_ratio;
        ln_quotient(y, gap) = entropy::ln_quotient;
        i_divergence(y, gap) = entropy::i_divergence;
        powf(p) = functions::powf;
        tanh() = functions::tanh;
        sech_squared() = functions::sech_squared;
        log_cosh() = functions::log_cosh;
        ln_factorial() = gamma::ln_factorial;
        ln_gamma() = gamma::ln_gamma;
        digamma() = digamma::digamma;
        ln_1m_exp() = error_function::ln_1m_exp;
        erf() = error_function::erf;
        erfc() = error_function::erfc;
        normal_cdf() = error_function::normal_cdf;
        normal_quantile() = error_function::normal_quantile;
        cross_entropy(off, on) = functions::cross_entropy;
        surprise(off, on) = functions::surprise;
        sigmoid_slope() = functions::sigmoid_slope;
        softplus() = functions::softplus;
        sigmoid() = functions::sigmoid;
    }
}
