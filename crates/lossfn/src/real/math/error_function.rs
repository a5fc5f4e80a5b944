//! The error function, the normal distribution, and `e^(k x²)`.
//!
//! Everything comes as a sum, of relative errors of some 2^-56 in `f64`: near 0 from a polynomial of
//! `erf`, farther out from `e^-x²` and a factor that hardly bends. Functions of one number inlined
//! together share the exponential.

use super::coefficients as table;
use super::exponential::{exp, exp_twin, fast_two_sum};
use super::logarithm::ln_pair;
use super::{Float, poly};

/// `2 / sqrt(pi)`.
const ERF_SLOPE: (f64, f64) = (core::f64::consts::FRAC_2_SQRT_PI, 1.533545961316588e-17);
/// `sqrt(1/2)`.
const ROOT_HALF: (f64, f64) = (core::f64::consts::FRAC_1_SQRT_2, -4.833646656726457e-17);
/// `sqrt(pi / 2)`.
const ROOT_HALF_PI: f64 = 1.2533141373155003;
/// From here on `erfc` is a multiple of `e^-x²`.
const NEAR: f64 = 0.5;
/// Beyond it `erfc` is 0.
const FAR: f64 = 28.0;

/// A table of the type: the short one where results are rounded to 24 bits.
macro_rules! table {
    ($lite:ident, $full:ident) => {
        const { if F::LN_FAR.is_empty() { &table::$lite as &'static [f64] } else { &table::$full } }
    };
}

/// The product of two sums.
#[inline(always)]
fn times<F: Float>((a, a_low): (F, F), (b, b_low): (F, F)) -> (F, F) {
    let (p, low) = a.two_prod(b);
    fast_two_sum(p, a.fma(b_low, a_low.fma(b, low)))
}
#[inline(always)]
fn scale<F: Float>((x, low): (F, F), k: F) -> (F, F) {
    (x * k, low * k)
}
#[inline(always)]
fn pick<T>(yes: bool, a: (T, T), b: (T, T)) -> (T, T) {
    (if yes { a.0 } else { b.0 }, if yes { a.1 } else { b.1 })
}
#[inline(always)]
fn minus<F: Float>((x, low): (F, F)) -> (F, F) {
    (-x, -low)
}
/// `c + x` for a sum `x` no larger than `c`.
#[inline(always)]
fn plus<F: Float>(c: F, (x, low): (F, F)) -> (F, F) {
    let (y, rest) = fast_two_sum(c, x);
    fast_two_sum(y, rest + low)
}
/// The sum, rounded. Where the first word is not finite the second means nothing.
#[inline(always)]
fn round<F: Float>((x, low): (F, F)) -> F {
    if x.abs() <= F::MAX { x + low } else { x }
}

/// `e^(k x²)` of a sum for a power of two `k`, as a sum: the square is not rounded.
#[inline(always)]
pub fn exp_square_pair<F: Float>((x, x_low): (F, F), k: F) -> (F, F) {
    let (square, low) = x.two_prod(x);
    if F::SPARE {
        return (exp(k * square), F::ZERO);
    }
    let [e, _] = exp_twin((k * square, k * (x + x).fma(x_low, low)));
    e
}
/// `e^(k x²)` for a power of two `k`: the square is not rounded.
#[inline(always)]
pub fn exp_square<F: Float>(x: F, k: F) -> F {
    round(exp_square_pair((x, F::ZERO), k))
}

/// `erf x` for `x` from 0 to 1/2, and `e` its `e^-x²`.
#[inline(always)]
fn near<F: Float>((x, x_low): (F, F), e: F) -> (F, F) {
    let w = x * x;
    let (slope, slope_low) = (F::c(ERF_SLOPE.0), F::c(ERF_SLOPE.1));
    let (y, low) = x.two_prod(slope);
    let bend = x * (w * poly(w, table!(ERF_LITE, ERF_F64)));
    fast_two_sum(y, x.fma(slope_low, (x_low * slope).fma(e, low)) + bend)
}
/// `e^(x²) erfc x` for `x >= 1/2`.
#[inline(always)]
fn far<F: Float>((x, x_low): (F, F)) -> (F, F) {
    let x_low = if x < F::c(FAR) { x_low } else { F::ZERO };
    let x = x.at_most(F::c(FAR));
    let centre = F::c(3.75);
    let t = (x - centre) / (x + centre);
    let c = table!(ERFC_LITE, ERFC_F64);
    let n = c.len() - 2;
    let (p, p_low) = fast_two_sum(F::c(c[n]), t * poly(t, &c[..n]));
    if F::SPARE {
        return (p / (F::ONE + (x + x)), F::ZERO);
    }
    let p_low = p_low + F::c(c[n + 1]);
    let (d, d_low) = fast_two_sum(x + x, F::ONE);
    let q = p / d;
    let rest = (-q).fma(d_low, (-q).exact_fma(d, p) + p_low) / d;
    // The derivative is 2 x y - 2 / sqrt(pi).
    let slope = (x + x).fma(q, -F::c(ERF_SLOPE.0));
    (q, x_low.fma(slope, rest))
}

/// `(erf |x|, k erfc x)` for a `k` that is 1 or a power of two below it, and `e` its `e^-x²`.
#[inline(always)]
fn both<F: Float>((x, x_low): (F, F), e: (F, F), k: F) -> ((F, F), (F, F)) {
    let a = (x.abs(), x_low.flip(x));
    let close = a.0 < F::c(NEAR);
    let small = near(a, e.0);
    let tail = times(scale(e, k), far(a));
    let erf = pick(close, small, plus(F::ONE, scale(tail, -F::ONE / k)));
    let signed = scale(small, -k);
    let beside = plus(k, (signed.0.flip(x), signed.1.flip(x)));
    let beyond = pick(x.negative(), plus(k + k, minus(tail)), tail);
    (erf, pick(close, beside, beyond))
}

/// The error function of a sum, as a sum.
#[inline(always)]
pub fn erf_pair<F: Float>(x: (F, F)) -> (F, F) {
    let ((y, low), _) = both(x, exp_square_pair(x, -F::ONE), F::ONE);
    (y.flip(x.0), low.flip(x.0))
}
/// `1 - erf x` of a sum, as a sum.
#[inline(always)]
pub fn erfc_pair<F: Float>(x: (F, F)) -> (F, F) {
    both(x, exp_square_pair(x, -F::ONE), F::ONE).1
}
/// `x sqrt(1/2)`.
#[inline(always)]
fn over_root_2<F: Float>((x, x_low): (F, F)) -> (F, F) {
    let (root, root_low) = (F::c(ROOT_HALF.0), F::c(ROOT_HALF.1));
    let (u, low) = x.two_prod(root);
    (u, x.fma(root_low, x_low.fma(root, low)))
}
/// The probability that a standard normal variable is at most a sum, as a sum.
#[inline(always)]
pub fn normal_cdf_pair<F: Float>(x: (F, F)) -> (F, F) {
    let half = F::c(0.5);
    let (u, low) = over_root_2(x);
    both(minus((u, low)), exp_square_pair(x, -half), half).1
}

/// The error function.
#[inline(always)]
pub fn erf<F: Float>(x: F) -> F {
    round(erf_pair((x, F::ZERO)))
}
/// `1 - erf x`.
#[inline(always)]
pub fn erfc<F: Float>(x: F) -> F {
    round(erfc_pair((x, F::ZERO)))
}
/// The probability that a standard normal variable is at most `x`.
#[inline(always)]
pub fn normal_cdf<F: Float>(x: F) -> F {
    round(normal_cdf_pair((x, F::ZERO)))
}

/// `ln(1 + z)` for `|z|` below 1/100, to some forty bits.
#[inline(always)]
fn ln_1p_small<F: Float>(z: F) -> F {
    let t = z / (F::c(2.0) + z);
    let u = t * t;
    (t + t) * u.fma(u.fma(F::c(0.2), F::c(1.0 / 3.0)), F::ONE)
}
/// The `x` for which [`normal_cdf`] is a sum from 0 to 1, as a sum.
#[inline(always)]
pub fn normal_quantile_pair<F: Float>((p, p_low): (F, F)) -> (F, F) {
    let half = F::c(0.5);
    // The quantile of the smaller one of p and 1 - p is negative.
    let upper = p > half;
    let (m, m_low) = pick(upper, plus(F::ONE, (-p, -p_low)), (p, p_low));
    let (d, d_low) = fast_two_sum(-half, m);
    let d_low = d_low + m_low;
    let (l, l_low) = ln_pair((m, m_low));
    let s = (F::c(-2.0) * l).sqrt();
    let middle = m > F::c(0.125);
    // Good to 18 bits; one step of Halley's iteration does the rest.
    let x =
        if middle { d * poly(d * d, &table::QUANTILE) } else { -s * poly(F::ONE / s, &table::QUANTILE_FAR) };
    let (u, u_low) = over_root_2((-x, F::ZERO));
    let e = exp_square_pair((x, F::ZERO), -half);
    // In the middle of Phi(x) - p, in the tails of ln Phi(x) - ln p, which is nearly a parabola there.
    let (y, y_low) = both((u, u_low), e, half).0;
    let off = (-half).fma(y, -d) + (-half).fma(y_low, -d_low);
    let k = scale(far((u, u_low)), half);
    let (square, square_low) = x.two_prod(x);
    let (gap, rest) = fast_two_sum(-l, -half * square);
    let [more, _] = exp_twin((gap, (-half).fma(square_low, rest - l_low)));
    let (ratio, ratio_low) = times(k, more);
    let excess = (ratio - F::ONE) + ratio_low;
    let mills = (k.0 + k.0) * F::c(ROOT_HALF_PI);
    let step = if middle { off * F::c(2.0 * ROOT_HALF_PI) / e.0 } else { ln_1p_small(excess) * mills };
    let bend = if middle { x } else { x + F::ONE / mills };
    let step = step / (step * half).fma(bend, F::ONE);
    let (x, x_low) = fast_two_sum(x, -step);
    let end = if m == F::ZERO { -F::INFINITY } else { F::NAN };
    let inside = m > F::ZERO;
    let (x, x_low) = if inside { (x, x_low) } else { (end, F::ZERO) };
    if upper { (-x, -x_low) } else { (x, x_low) }
}
/// The `x` for which [`normal_cdf`] is `p`; NaN outside of 0 to 1.
#[inline(always)]
pub fn normal_quantile<F: Float>(p: F) -> F {
    round(normal_quantile_pair((p, F::ZERO)))
}
