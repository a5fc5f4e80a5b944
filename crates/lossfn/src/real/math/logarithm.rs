//! `ln x` and its relatives.

use super::exponential::{exp_twin, fast_two_sum};
use super::{Float, poly};

/// `y` for a positive finite `x`, else the limit of the logarithm at 0 and infinity, or NaN.
#[inline(always)]
fn limits<F: Float>(x: F, y: F) -> F {
    let end = if x == F::ZERO { -F::INFINITY } else { F::NAN };
    let y = if x > F::MAX { x } else { y };
    if x > F::ZERO { y } else { end }
}

/// `k ln 2 + ln(1 + f) + c / (1 + f)` for a small `c`.
#[inline(always)]
fn sum<F: Float>(k: F, f: F, c: Option<F>) -> F {
    let s = f / (F::c(2.0) + f);
    let u = s * s;
    // ln(1 + f) = 2 atanh(s) = f - h + s (h + r), where f is exact and h small.
    let r = u * poly(u, F::LN);
    let h = F::c(0.5) * f * f;
    let low = s.fma(h + r, -h);
    let low = match c {
        Some(c) if F::SPARE => low + c,
        // 1 / (1 + f) = (1 - s) / (1 + s), to ten bits.
        Some(c) => {
            let slope = (F::ONE - s).fma(s, -F::ONE).fma(s + s, F::ONE);
            c.fma(slope, low)
        }
        None => low,
    };
    k.fma(F::LN2_HIGH, f + k.fma(F::LN2_LOW, low))
}

/// `ln x`.
#[inline(always)]
pub fn ln<F: Float>(x: F) -> F {
    let (k, m) = x.split();
    limits(x, sum(k, m - F::ONE, None))
}

/// `ln(1 + x)`.
#[inline(always)]
pub fn ln_1p<F: Float>(x: F) -> F {
    let y = F::ONE + x;
    let lost = if F::SPARE {
        x - (y - F::ONE)
    } else {
        let other = y - x;
        (x - (y - other)) + (F::ONE - other)
    };
    let (k, m) = y.split();
    let lost = lost * (F::MAGIC - k).power_of_two();
    let l = sum(k, m - F::ONE, Some(lost));
    limits(y, l)
}

/// `x + ln(1 + y)` for `y >= 0`, rounded about once.
#[inline(always)]
pub fn plus_ln_1p<F: Float>(x: F, y: F) -> F {
    if F::SPARE {
        return x + ln_1p(y);
    }
    let s = F::ONE + y;
    let back = s - F::ONE;
    let lost = (F::ONE - (s - back)) + (y - back);
    let (l, l_low) = ln_far(s);
    let sum = x + l;
    let back = sum - x;
    let rest = (x - (sum - back)) + (l - back);
    let near = sum + (rest + (l_low + lost / s));
    // Infinite, or NaN: what was lost means nothing.
    if s + x <= F::MAX { near } else { s + x }
}
/// `1 - e^x` of a sum, as a sum of which the second word may be the larger part of what is not 1.
#[inline(always)]
fn one_minus_exp<F: Float>(x: (F, F)) -> (F, F) {
    let [(e, e_low), (m, m_low)] = exp_twin(x);
    let (y, lost) = fast_two_sum(F::ONE, -e);
    let near = x.0 > F::c(-0.5);
    (if near { -m } else { y }, if near { -m_low } else { lost - e_low })
}
/// `ln(1 - e^x)` for `x <= 0`; NaN above.
#[inline(always)]
pub fn ln_1m_exp<F: Float>(x: F) -> F {
    let (y, lost) = one_minus_exp((x, F::ZERO));
    let (k, m) = y.split();
    limits(y, sum(k, m - F::ONE, Some(m * (lost / y))))
}
/// `ln(1 - e^x)` of a sum, as a sum.
#[inline(always)]
pub fn ln_1m_exp_pair<F: Float>(x: (F, F)) -> (F, F) {
    let (y, lost) = one_minus_exp(x);
    let (k, m) = y.split();
    let (f, f_low) = fast_two_sum(m - F::ONE, m * (lost / y));
    limits_pair(y, sum_pair(k, f, Some(f_low)))
}

/// `ln(1 + e)` for `e` from 0 to 1.
#[inline(always)]
pub fn ln_1p_unit<F: Float>(e: F) -> F {
    if F::LN_1P_DIRECT {
        (e * e).fma(poly(e, F::LN_1P), e)
    } else {
        // ln(1 + e) = 2 atanh(t), and 2 t = e - e t.
        let t = e / (F::c(2.0) + e);
        let u = t * t;
        t.fma(u.fma(poly(u, F::LN_1P), -e), e)
    }
}

/// `2 atanh(s + s_low)` for `|s| <= 3 - 2 sqrt(2)`.
#[inline(always)]
pub(super) fn atanh_twice<F: Float>(s: F, s_low: F) -> F {
    let u = s * s;
    (s + s) + (s * u).fma(poly(u, F::LN), s_low + s_low)
}

/// `a / b = 2^k ma / mb` for positive finite `a`, `b`, the mantissas within sqrt(2) of each other, so that
/// `k` is 0 wherever `a` is near `b`.
#[inline(always)]
pub(super) fn mantissas<F: Float>(a: F, b: F) -> (F, F, F) {
    let ((ka, ma), (kb, mb)) = (a.split(), b.split());
    let root = F::c(core::f64::consts::SQRT_2);
    let (up, down) = (mb * root < ma, ma * root < mb);
    let one = |yes: bool| if yes { F::ONE } else { F::ZERO };
    let k = ((ka - kb) + one(up)) - one(down);
    let ma = if up { ma * F::c(0.5) } else { ma };
    let mb = if down { mb * F::c(0.5) } else { mb };
    (k, ma, mb)
}

/// `l` where `a` and `b` are positive and finite, else the limit of `ln(a / b)`, or NaN.
#[inline(always)]
pub(super) fn ratio_limits<F: Float>(a: F, b: F, l: F) -> F {
    // At an end of the range the difference has the sign of the limit.
    let end = (a - b) * F::INFINITY;
    let end = if a >= F::ZERO && b >= F::ZERO { end } else { F::NAN };
    if inside(a, b) { l } else { end }
}
/// Whether both are positive and finite.
#[inline(always)]
pub(super) fn inside<F: Float>(a: F, b: F) -> bool {
    a > F::ZERO && b > F::ZERO && a <= F::MAX && b <= F::MAX
}

/// `ln(a / b)` for `a`, `b` from 0 to infinity: the quotient neither rounds nor leaves the range.
#[inline(always)]
pub fn ln_ratio<F: Float>(a: F, b: F) -> F {
    let (k, ma, mb) = mantissas(a, b);
    let difference = ma - mb;
    let total = ma + mb;
    let reciprocal = F::ONE / total;
    let s = difference * reciprocal;
    let s_low = if F::SPARE {
        F::ZERO
    } else {
        let back = total - ma;
        let total_low = (ma - (total - back)) + (mb - back);
        (-s).fma(total_low, (-s).exact_fma(total, difference)) * reciprocal
    };
    let u = s * s;
    let tail = (s * u).fma(poly(u, F::LN), s_low + s_low);
    let l = k.fma(F::LN2_HIGH, (s + s) + k.fma(F::LN2_LOW, tail));
    ratio_limits(a, b, l)
}

/// `x ln y`, and 0 where `x` is 0 and `y` a number.
#[inline(always)]
pub fn x_ln_y<F: Float>(x: F, y: F) -> F {
    let zero = if y >= F::ZERO { F::ZERO } else { F::NAN };
    if x == F::ZERO { zero } else { x * ln(y) }
}

/// `ln x` for a positive finite `x` as a sum, to a relative 2^-64 where `F` has a table for it.
#[inline(always)]
pub(super) fn ln_far<F: Float>(x: F) -> (F, F) {
    let (k, m) = x.split();
    let f = m - F::ONE;
    if F::LN_FAR.is_empty() { (sum(k, f, None), F::ZERO) } else { sum_pair(k, f, None) }
}

/// `k ln 2 + ln(1 + f + f_low)` as a sum: to 2^-64 where `F` has a table for it, else to some three bits
/// beyond it.
#[inline(always)]
fn sum_pair<F: Float>(k: F, f: F, f_low: Option<F>) -> (F, F) {
    if F::LN_FAR.is_empty() {
        // As in `sum`: f is exact, and all else small.
        let s = f / (F::c(2.0) + f);
        let u = s * s;
        let h = F::c(0.5) * f * f;
        let low = s.fma(u.fma(poly(u, F::LN), h), -h);
        let low = match f_low {
            Some(c) => c.fma((F::ONE - s).fma(s, -F::ONE).fma(s + s, F::ONE), low),
            None => low,
        };
        let (y, y_low) = fast_two_sum(k * F::LN2_HIGH, f);
        return fast_two_sum(y, y_low + k.fma(F::LN2_LOW, low));
    }
    let (d, d_low) = fast_two_sum(F::c(2.0), f);
    let p = F::ONE / d;
    let s = f * p;
    let rest = (-s).exact_fma(d, f);
    let s_low = match f_low {
        Some(c) => ((-s).fma(d_low + c, rest) + c) * p,
        None => (-s).fma(d_low, rest) * p,
    };
    let (u, u_low) = s.two_prod(s);
    let u_low = (s + s).fma(s_low, u_low);
    // 2 atanh(s) = 2 s + s u v, v = 2/3 + u q(u).
    let third = F::c(2.0 / 3.0);
    let third_low = F::c(2.0 / 3.0 - third.to_f64() + TWO_THIRDS_LOW);
    let (v, v_low) = fast_two_sum(third, u * poly(u, F::LN_FAR));
    let v_low = v_low + third_low;
    let (w, w_low) = u.two_prod(v);
    let w_low = w_low + u.fma(v_low, u_low * v);
    let (z, z_low) = s.two_prod(w);
    let z_low = z_low + s.fma(w_low, s_low * w);
    let (l, l_low) = fast_two_sum(s + s, z);
    let l_low = l_low + (z_low + (s_low + s_low));
    let (y, y_low) = fast_two_sum(k * F::LN2_HIGH, l);
    fast_two_sum(y, y_low + k.fma(F::LN2_LOW, l_low))
}
/// What 2/3 has beyond the nearest `f64`.
const TWO_THIRDS_LOW: f64 = 3.700743415417188e-17;

/// A sum that is `y` for a positive finite `x`, and else the limit of the logarithm, or NaN.
#[inline(always)]
fn limits_pair<F: Float>(x: F, (y, y_low): (F, F)) -> (F, F) {
    let inside = x > F::ZERO && x <= F::MAX;
    (limits(x, y), if inside { y_low } else { F::ZERO })
}

/// `ln x` of a sum, as a sum.
#[inline(always)]
pub fn ln_pair<F: Float>((x, x_low): (F, F)) -> (F, F) {
    let (k, m) = x.split();
    limits_pair(x, sum_pair(k, m - F::ONE, Some(m * (x_low / x))))
}

/// `ln(1 + x)` of a sum, as a sum.
#[inline(always)]
pub fn ln_1p_pair<F: Float>((x, x_low): (F, F)) -> (F, F) {
    let y = F::ONE + x;
    let other = y - x;
    let lost = (x - (y - other)) + (F::ONE - other);
    let (k, m) = y.split();
    let lost = (lost + x_low) * (F::MAGIC - k).power_of_two();
    let (f, f_low) = fast_two_sum(m - F::ONE, lost);
    // Where y rounds to an infinity so does x.
    limits_pair(y, sum_pair(k, f, Some(f_low)))
}

/// `a / b - 1` by their difference, as a sum.
#[inline(always)]
fn excess<F: Float>((gap, gap_low): (F, F), (b, b_low): (F, F)) -> (F, F) {
    let f = gap / b;
    (f, (-f).fma(b_low, (-f).exact_fma(b, gap) + gap_low) / b)
}
/// `ln(a / b)` of sums from 0 to infinity, as a sum; by `gap = a - b`, where it is given, near each other.
#[inline(always)]
fn ln_quotient_of<F: Float>((a, a_low): (F, F), (b, b_low): (F, F), gap: Option<(F, F)>) -> (F, F) {
    let (k, ma, mb) = mantissas(a, b);
    let (ma_low, mb_low) = (ma * (a_low / a), mb * (b_low / b));
    let (f, f_low) = excess((ma - mb, ma_low - mb_low), (mb, mb_low));
    let (k, f, f_low) = match gap {
        Some(gap) => {
            let near = gap.0.abs() <= F::c(0.25) * b;
            let (e, e_low) = excess(gap, (b, b_low));
            (if near { F::ZERO } else { k }, if near { e } else { f }, if near { e_low } else { f_low })
        }
        None => (k, f, f_low),
    };
    let (l, l_low) = sum_pair(k, f, Some(f_low));
    let limited = ratio_limits(a, b, l);
    (limited, if inside(a, b) { l_low } else { F::ZERO })
}
/// `ln(a / b)` of sums from 0 to infinity, as a sum.
#[inline(always)]
pub fn ln_ratio_pair<F: Float>(a: (F, F), b: (F, F)) -> (F, F) {
    ln_quotient_of(a, b, None)
}
/// `ln(x / y)` of sums from 0 to infinity, as a sum, by `gap = y - x`.
#[inline(always)]
pub fn ln_quotient_pair<F: Float>(x: (F, F), y: (F, F), (gap, gap_low): (F, F)) -> (F, F) {
    ln_quotient_of(x, y, Some((-gap, -gap_low)))
}
