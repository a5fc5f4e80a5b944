//! What divergences share: quotients of probabilities, the divergence from a mixture, and bases.

use crate::real::{LIFT, Real, SMALL};

rule! {
    /// `-t/q`, 0 where `t` is 0.
    pub(super) MinusQuotient<1>(q, t) = R::pick(t.same(t.lift(0.0)), q * 0.0, -(t / q)),
    derivative {
        // The order of products in which nothing between is subnormal.
        let bent = R::pick(q.lt(q.lift(SMALL)), t / q / q, t * LIFT / q / q / LIFT);
        R::pick(t.same(t.lift(0.0)), q * 0.0, bent)
    }
}

rule! {
    /// `t ln(t/m) b + q ln(q/m) (1 - b)` for the mixture `m = b t + (1 - b) q`, as a sum of two numbers that
    /// are not negative: what each I-divergence adds to its logarithm cancels in the sum.
    pub(super) FromMixture<2>(q, t, b) = {
        let (q, t, rest) = (q * LIFT, t * LIFT, b.rsub(1.0));
        let (gap, m) = (t - q, b * t + rest * q);
        (b * t.i_divergence(m, -rest * gap) + rest * q.i_divergence(m, b * gap)) / LIFT
    },
    derivative q.rule(Surplus, [t, b])
}
rule! {
    /// `(1 - b) ln(q/m)`.
    Surplus<2>(q, t, b) = {
        let rest = b.rsub(1.0);
        // Without a target the mixture is a multiple of the prediction, also where that is 0.
        let alone = q * 0.0 - (-b).ln_1p();
        let (q, t) = (q * LIFT, t * LIFT);
        let both = q.ln_quotient(b * t + rest * q, b * (t - q));
        rest * R::pick(t.same(t.lift(0.0)), alone, both)
    },
    derivative {
        let rest = b.rsub(1.0);
        let (part, m) = (rest * b * (t * LIFT), b * (t * LIFT) + rest * (q * LIFT));
        // The order of the quotients in which nothing between is subnormal.
        let bent = R::pick(q.lt(q.lift(SMALL)), part / m / q, part / q / m);
        R::pick(t.same(t.lift(0.0)), q * 0.0, bent)
    }
}

/// The bases of logarithms that information is measured by.
pub(super) const BASES: &[&str] = &["e", "2", "10"];

/// Nats in the units of one of [`BASES`].
#[inline(always)]
pub(super) fn in_base<R: Real>(nats: R, base: usize) -> R {
    nats * [1.0, core::f64::consts::LOG2_E, core::f64::consts::LOG10_E][base]
}

rule! {
    /// `(t - 1 - ln t)/2` of the ratio `t` of the variance `v` to another `w`.
    pub(super) Spread<1>(v, w) = spread(v, w),
    derivative v.rule(SpreadSlope, [w])
}
rule! {
    /// Its derivative, half of `1/w - 1/v`.
    SpreadSlope<1>(v, w) = R::pick(v.lt(w), (v - w) / w / v, (v - w) / v / w) * 0.5,
    derivative v.lift(0.5) / v / v
}
#[inline(always)]
fn spread<R: Real>(v: R, w: R) -> R {
    let (ratio, gap) = (v / w, (v - w) / w);
    let near = ratio.lift(1.0).i_divergence(ratio, gap);
    // Far from 1 nothing cancels, and the ratio may leave the range where its logarithm does not.
    let far = gap + w.ln_ratio(v);
    let below = R::pick(ratio.lt(ratio.lift(0.5)), far, near);
    R::pick(ratio.lift(2.0).lt(ratio), far, below) * 0.5
}
