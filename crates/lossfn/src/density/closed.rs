//! Closed forms of the divergences, as sums of terms that are not negative wherever there are such: nothing
//! cancels in a sum of them, and what cancels in a term is in [`Real::i_divergence`] already.

use crate::real::{Real, math::BERNOULLI};

/// A power of two that lifts small numbers out of where quotients lose bits, and what is small.
const LIFT: f64 = f64::from_bits((1023 + 256) << 52);
const SMALL: f64 = f64::from_bits((1023 - 700) << 52);
/// A number whose reciprocal is nothing beside 1, in double-double.
const VAST: f64 = f64::from_bits((1023 + 128) << 52);
/// Arguments are moved by so much, to where Stirling's series is good.
const STEPS: usize = 16;

/// How often numbers have to be moved by 1.
fn steps(x: f64, y: f64) -> usize {
    if x.min(y) < STEPS as f64 { STEPS } else { 0 }
}

/// `x / y` for `y > 0`, also of subnormal numbers.
fn over<R: Real>(x: R, y: R) -> R {
    let lift = R::pick(y.lt(y.lift(SMALL)), y.lift(LIFT), y.lift(1.0));
    (x * lift) / (y * lift)
}
/// `x ln(x/y) - x + y` by `gap = y - x`, which counts where they are near, and `log = ln(x/y)`, where `y`
/// may underflow.
fn information<R: Real>(x: R, y: R, gap: R, log: R) -> R {
    let apart = y - x;
    let gap = R::pick(apart.abs().lt(x * 0.5), gap, apart);
    let lift = R::pick(x.lt(x.lift(SMALL)), x.lift(LIFT), x.lift(1.0));
    let near = (x * lift).i_divergence(y * lift, gap * lift) / lift;
    R::pick((y * VAST).lt(x), x * (log - 1.0) + y, near)
}
/// `y/x - 1 - ln(y/x)`, the divergence between two exponential distributions, by `gap = y - x`.
fn excess<R: Real>(x: R, y: R, gap: R) -> R {
    information(x.lift(1.0), over(y, x), over(gap, x), x.ln_ratio(y))
}

/// The Bregman divergence from `x` to `y = x + gap` of Binet's function, `ln Γ(a) - (a - 1/2) ln a + a - ln(2π)/2`,
/// for numbers of at least [`STEPS`].
///
/// That of `a^-n` is `(gap/x)^2 P/y`, `P` the sum of `(j + 1) x^-j y^(j + 1 - n)` for `j` from 0 to `n - 1`.
fn binet<R: Real>(x: R, y: R, gap: R) -> R {
    let (u, v) = (y.recip(), x.recip());
    let (mut p, mut power) = (x.lift(1.0), v);
    let mut sum = x.lift(0.0);
    for (k, (b, by)) in BERNOULLI.iter().enumerate() {
        let n = (2 * k + 1) as f64;
        sum = sum + p * x.lift(*b) / (by * (n + 1.0) * n);
        for n in [n, n + 1.0] {
            p = u * p + power * (n + 1.0);
            power = power * v;
        }
    }
    let share = gap / x;
    share * (share / y) * sum
}

/// Binet's function, for numbers of at least [`STEPS`].
pub(super) fn stirling<R: Real>(x: R) -> R {
    let (inverse, mut sum) = (x.recip(), x.lift(0.0));
    for (k, (b, by)) in BERNOULLI.iter().enumerate().rev() {
        let n = (2 * k + 1) as f64;
        sum = sum * inverse.square() + x.lift(*b) / (by * (n + 1.0) * n);
    }
    sum * inverse
}

/// The divergence from a gamma distribution of shape `x` to one of shape `y` and of the same mean: the Bregman
/// divergence of `ln Γ(a) - a ln a + a`. Each step from `a` to `a + 1` gives it an I-divergence.
fn shapes<R: Real>(x: R, y: R, steps: usize) -> R {
    let gap = y - x;
    let mut sum = x.lift(0.0);
    for i in 0..steps {
        let (x, y) = (x + i as f64, y + i as f64);
        sum = sum + (y + 1.0).i_divergence(y + over(y, x), over(gap, x));
    }
    let (x, y) = (x + steps as f64, y + steps as f64);
    sum + excess(x, y, gap) * 0.5 + binet(x, y, gap)
}

/// Between normal distributions, of a mean and a standard deviation each.
pub(super) fn normal<R: Real>([m, s]: [R; 2], [n, t]: [R; 2], _: [[f64; 2]; 2]) -> R {
    let gap = s - t;
    excess(t, s, gap) + (gap / t).half_square() + ((m - n) / t).half_square()
}

/// Between exponential distributions, of a rate each.
pub(super) fn exponential<R: Real>([s]: [R; 1], [t]: [R; 1], _: [[f64; 1]; 2]) -> R {
    excess(s, t, t - s)
}

/// Between gamma distributions, of a shape and a rate each: of their means, and of their shapes.
pub(super) fn gamma<R: Real>([a, s]: [R; 2], [b, t]: [R; 2], at: [[f64; 2]; 2]) -> R {
    let lift = R::pick(a.max(b).lt(a.lift(SMALL)), a.lift(LIFT), a.lift(1.0));
    let (x, y) = (a * lift, b * lift);
    let means = information(y, x / s * t, (x * t - y * s) / s, b.ln_ratio(a) + s.ln_ratio(t));
    means / lift + shapes(a, b, steps(at[0][0], at[1][0]))
}

/// Between beta distributions, of two shapes each: as that of their smaller shapes alone, as that of the two
/// shares of each shape in the sum, and of what the sum has less than the larger shape.
pub(super) fn beta<R: Real>(p: [R; 2], q: [R; 2], at: [[f64; 2]; 2]) -> R {
    let first = at[0][0].min(at[1][0]) >= at[0][1].min(at[1][1]);
    let (l, s) = if first { (0, 1) } else { (1, 0) };
    let moved = steps(at[0][l], at[1][l]);
    let ([x, a], [y, b]) = ([p[l], p[s]], [q[l], q[s]]);
    let (gap, less) = (y - x, b - a);
    let mut sum = shapes(a, b, steps(at[0][s], at[1][s]));
    for i in 0..moved {
        sum = sum + surplus([x + i as f64, a], [y + i as f64, b], gap, less);
    }
    let (x, y) = (x + moved as f64, y + moved as f64);
    let (s, t) = (x + a, y + b);
    let shift = cross([a / s, x / s], [y, b], gap, less);
    let shares = information(b, a / s * t, shift, b.ln_ratio(a) + s.ln_ratio(t))
        + information(y, x / s * t, -shift, y.ln_ratio(x) + s.ln_ratio(t));
    sum + shares + surplus([x, a], [y, b], gap, less) * 0.5 + (binet(x, y, gap) - binet(s, t, gap + less))
}
/// `i y - j b` for numbers of which `i x = j a`, by `gap = y - x` and `less = b - a` where they are near.
fn cross<R: Real>([i, j]: [R; 2], [y, b]: [R; 2], gap: R, less: R) -> R {
    R::pick(gap.abs().lt(y * 0.5), i * gap - j * less, i * y - j * b)
}
/// What `excess(x, y)` has more than `excess(x + a, y + b)`, by `gap = y - x` and `less = b - a`.
fn surplus<R: Real>([x, a]: [R; 2], [y, b]: [R; 2], gap: R, less: R) -> R {
    let (s, t) = (x + a, y + b);
    let (i, j) = (over(a, x), over(b, y));
    let plain = excess(x, y, gap) - excess(s, t, gap + less);
    // Beside small a and b the two are nearly one: it is the excess of a quotient, and what has a product.
    let shift = cross([i, i.lift(1.0)], [y, b], gap, less) / t;
    let fine = x.lift(1.0).i_divergence((i + 1.0) / (j + 1.0), shift) + shift * over(gap + less, s);
    R::pick(i.max(j).lt(x.lift(1.0)), fine, plain)
}
