//! The error function and the normal distribution.

use super::coefficients::{ERF, ERF_REST, ERFC, ERFC_REST};
use super::functions::{constant, exp, exp_m1, ln, ln_1p, polynomial};
use super::{Dd, Float, Real};
use crate::real::math;

/// `e^(k x²)`.
#[inline(always)]
pub(super) fn exp_square<F: Float>(x: Dd<F>, k: f64) -> Dd<F> {
    exp(x.square() * k)
}

/// `ln(1 - e^x)`.
#[inline(always)]
pub(super) fn ln_1m_exp<F: Float>(x: Dd<F>) -> Dd<F> {
    Dd::pick(x.hi > F::c(-0.5), ln(-exp_m1(x)), ln_1p(-exp(x)))
}

/// `erf x` for `|x| <= 1/2`.
#[inline(always)]
fn near<F: Float>(x: Dd<F>) -> Dd<F> {
    x * polynomial(x.square(), ERF, ERF_REST)
}
/// `erfc x` for `x >= 1/2`.
#[inline(always)]
fn far<F: Float>(x: Dd<F>) -> Dd<F> {
    // Beyond, it is 0; NaN stays.
    let x = Dd::pick(x.hi > F::c(28.0), x.lift(28.0), x);
    let t = (x - 3.75) / (x + 3.75);
    // The coefficients do not fall from one to the next, as a quick sum would want it.
    let mut sum = polynomial(t, [], ERFC_REST);
    for &c in ERFC.iter().rev() {
        sum = sum * t + constant(c);
    }
    exp_square(x, -1.0) * sum / (x * 2.0 + 1.0)
}

#[inline(always)]
pub(super) fn erf<F: Float>(x: Dd<F>) -> Dd<F> {
    let a = x.abs();
    let y = far(a).rsub(1.0);
    let y = Dd::pick(x.hi < F::ZERO, -y, y);
    Dd::pick(a.hi < F::c(0.5), near(x), y)
}
#[inline(always)]
pub(super) fn erfc<F: Float>(x: Dd<F>) -> Dd<F> {
    let a = x.abs();
    let y = far(a);
    let y = Dd::pick(x.hi < F::ZERO, y.rsub(2.0), y);
    Dd::pick(a.hi < F::c(0.5), near(x).rsub(1.0), y)
}
#[inline(always)]
fn over_root_2<F: Float>(x: Dd<F>) -> Dd<F> {
    x * constant((core::f64::consts::FRAC_1_SQRT_2, -4.833646656726457e-17))
}
#[inline(always)]
pub(super) fn normal_cdf<F: Float>(x: Dd<F>) -> Dd<F> {
    erfc(over_root_2(-x)) * 0.5
}
#[inline(always)]
pub(super) fn normal_quantile<F: Float>(p: Dd<F>) -> Dd<F> {
    // One step of Newton's iteration from the float doubles its digits.
    let upper = p.hi > F::c(0.5);
    let m = Dd::pick(upper, p.rsub(1.0), p);
    let x = Dd::new(math::normal_quantile(m.hi));
    let u = over_root_2(x);
    // Near the middle too: erf(-u) is all but the float 1 - 2 m, and nothing is lost of 1 less it.
    let off = erfc(-u) * 0.5 - m;
    let density = exp_square(x, -0.5) * constant((0.3989422804014327, -2.49232720227773e-17));
    // Where the density is hardly a number the float has to do.
    let sound = m.hi > F::c(1e-290);
    let x = Dd::pick(sound, x - off / density, x);
    Dd::pick(upper, -x, x)
}
