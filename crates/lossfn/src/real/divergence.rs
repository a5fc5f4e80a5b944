//! Rules of the divergences and likelihoods: functions of a prediction `q` whose derivatives, term by
//! term, would cancel, overflow early, or miss the limit where the other number is 0.

use super::Real;

/// A power of two that lifts subnormal probabilities out of where a mixture would round.
const LIFT: f64 = f64::from_bits((1023 + 512) << 52);
/// The inverse root of it.
const SMALL: f64 = f64::from_bits((1023 - 256) << 52);

/// The number nearest to 1/e, and 1 and its logarithm.
const INVERSE_E: f64 = 0.36787944117144233;
const INVERSE_E_LOW: f64 = 3.3784855259134224e-17;

rule! {
    /// `t ln(t/q)`, 0 where `t` is 0; its derivatives by quotients, which do not overflow before they do.
    pub(crate) Excess<1>(q, t) = R::pick(t.same(t.lift(0.0)), q * 0.0, t * t.ln_ratio(q)),
    derivative q.rule(Share, [t])
}
rule! {
    /// `-t ln q`, 0 where `t` is 0.
    pub(crate) Surprisal<1>(q, t) = R::pick(t.same(t.lift(0.0)), q * 0.0, -(t * q.ln())),
    derivative q.rule(Share, [t])
}
rule! {
    /// `-t/q`, 0 where `t` is 0.
    Share<1>(q, t) = R::pick(t.same(t.lift(0.0)), q * 0.0, -(t / q)),
    derivative {
        // The order of products in which nothing between is subnormal.
        let bent = R::pick(q.lt(q.lift(SMALL)), t / q / q, t * LIFT / q / q / LIFT);
        R::pick(t.same(t.lift(0.0)), q * 0.0, bent)
    }
}

rule! {
    /// `t ln(t/m) b + q ln(q/m) (1 - b)` for the mixture `m = b t + (1 - b) q`, as a sum of two numbers that
    /// are not negative: what each I-divergence adds to its logarithm cancels in the sum.
    pub(crate) JensenShannon<2>(q, t, b) = {
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

rule! {
    /// `y ln(y/q) - y + q`, half the deviance of a count `y` whose mean `q` is predicted.
    pub(crate) CountDeviance<1>(q, y) = y.i_divergence(q, q - y),
    derivative q.rule(Shortfall, [y])
}
rule! {
    /// `1 - y/q` as one fraction.
    pub(crate) Shortfall<1>(q, y) = R::pick(y.same(y.lift(0.0)), R::pick(q.same(q), q.lift(1.0), q), (q - y) / q),
    derivative R::pick(y.same(y.lift(0.0)), q.lift(0.0), y / q / q)
}
rule! {
    /// `y/q - 1 - ln(y/q)`, half the deviance of a positive number `y` whose mean `q` is predicted.
    pub(crate) SizeDeviance<1>(q, y) = {
        // By the quotient, as q ln q may overflow; and where the quotient may underflow, without it.
        let tiny = (y * 2f64.powi(60)).lt(q);
        R::pick(tiny, q.ln_ratio(y) - 1.0, q.lift(1.0).i_divergence(y / q, (y - q) / q))
    },
    derivative q.rule(Shortfall, [y]) / q
}

rule! {
    /// `q ln(q/t)`, 0 where `q` is 0.
    pub(crate) ReverseExcess<1>(q, t) = R::pick(q.same(q.lift(0.0)), t * 0.0, q * q.ln_ratio(t)),
    derivative q.rule(LogExcess, [t])
}
rule! {
    /// `ln(q/t) + 1`, infinite where `t` is 0.
    LogExcess<1>(q, t) = R::pick(t.same(t.lift(0.0)), q + f64::INFINITY, q.ln_ratio(t) + 1.0),
    derivative q.recip()
}
rule! {
    /// `-q ln q`, 0 where `q` is 0.
    pub(crate) Entropy<0>(q) = -q.x_ln_y(q),
    derivative -q.rule(AboveInverseE, [])
}
rule! {
    /// `ln q + 1`, as the logarithm of a quotient: the sum would keep the rounding of the logarithm.
    AboveInverseE<0>(q) = q.ln_ratio(q.lift(INVERSE_E)) + INVERSE_E_LOW,
    derivative q.recip()
}
rule! {
    /// `|q - t|/2` of probabilities. Where both are at one end of their domain, the slope is that from inside.
    pub(crate) HalfGap<1>(q, t) = (q - t).abs() * 0.5,
    derivative {
        let end = R::pick(q.same(q.lift(0.0)), q.lift(0.5), R::pick(q.same(q.lift(1.0)), q.lift(-0.5), q.lift(0.0)));
        R::pick(q.same(t), end, (q - t).sign() * 0.5)
    }
}

rule! {
    /// `e^(b z)/b - y e^(a z)/a` with `a = 1 - p`, `b = 2 - p`: the likelihood of Tweedie's distribution, the logarithm
    /// `z` of the mean being given, where `p` is neither 1 nor 2.
    pub(crate) Tweedie<2>(z, y, p) = powers(z, y, (p.rsub(2.0).recip(), p.rsub(1.0).recip()), p),
    derivative z.rule(TweedieSlope, [y, p])
}
rule! {
    /// `e^(a z) (e^z - y)`.
    TweedieSlope<2>(z, y, p) = {
        let (one, power) = (z.lift(1.0), p.rsub(1.0) * z);
        // Where one of the factors leaves the range, the terms do not cancel.
        let near = z.abs().max(power.abs()).lt(z.lift(700.0));
        R::pick(near, power.exp() * z.exp_sub(one, y), powers(z, y, (one, one), p))
    },
    derivative powers(z, y, (p.rsub(2.0), p.rsub(1.0)), p)
}
/// `b' e^(b z) - a' y e^(a z)`.
#[inline(always)]
fn powers<R: Real>(z: R, y: R, (by_b, by_a): (R, R), p: R) -> R {
    // By its root, which leaves the range after its product with y.
    let root = (p.rsub(1.0) * z * 0.5).exp();
    // A subnormal y first meets the larger one of its factors, so that no digit is lost between.
    let less = by_a.abs().lt(root);
    let (before, after) = (R::pick(less, y, by_a * y), R::pick(less, by_a, by_a.lift(1.0)));
    let terms = by_b * (p.rsub(2.0) * z).exp() - after * before.weigh(root).weigh(root);
    // Where both are infinite, their common factor has the size and the rest the sign.
    R::pick(terms.same(terms), terms, root * root * (by_b * z.exp() - by_a * y))
}

rule! {
    /// [`Tweedie`] for `p = 3/2`, whose exponents are exact halves and whose terms have one sign.
    pub(crate) Compound<1>(z, y) = ((z * 0.5).exp() + y.weigh((z * -0.5).exp())) * 2.0,
    derivative z.rule(CompoundSlope, [y])
}
rule! {
    /// `e^(-z/2) (e^z - y)`, and its terms where they do not cancel.
    CompoundSlope<1>(z, y) = {
        let (up, down) = ((z * 0.5).exp(), (z * -0.5).exp());
        R::pick(z.abs().lt(z.lift(700.0)), down * z.exp_sub(z.lift(1.0), y), up - y.weigh(down))
    },
    derivative ((z * 0.5).exp() + y.weigh((z * -0.5).exp())) * 0.5
}

rule! {
    /// Half the deviance of Tweedie's distribution, `q^(2 - p) h(y/q)`, where `p` is none of 0, 1 and 2.
    pub(crate) TweedieDeviance<2>(q, y, p) = {
        let (a, l, power) = (p.rsub(2.0), y.ln_ratio(q), q.powf(p.rsub(2.0)));
        // h = (X(a l)/a - X(l))/(a - 1), a = 2 - p, l = ln(y/q), X(x) = e^x - 1 - x: each X is exact, and
        // all but 1/(p - 1) of what cancels is gone.
        let rest = |x: R| x.lift(1.0).i_divergence(x.exp(), x.exp_m1());
        let near = power.weigh((rest(a * l) / a - rest(l)) / (a - 1.0));
        // Its three terms, of which none leaves the range before it has to.
        let mixed = R::pick(p.lt(p.lift(2.0)), y.weigh(q.powf(a - 1.0)), (y / q).weigh(power));
        let far = y.relu().powf(a) / (a * (a - 1.0)) + power / a - mixed / (a - 1.0);
        let far = R::pick(far.same(far), far, (q + y) * f64::INFINITY);
        R::pick(l.abs().lt(l.lift(0.5)), near, far)
    },
    derivative q.rule(TweedieShortfall, [y, p])
}
rule! {
    /// `(1 - y/q) q^(1 - p)`, by the factors of which neither leaves the range before the product.
    TweedieShortfall<2>(q, y, p) = {
        let flat = p.lt(p.lift(1.0));
        let power = R::pick(flat, -p, p.rsub(1.0));
        R::pick(flat, q - y, q.rule(Shortfall, [y])) * q.powf(power)
    },
    derivative {
        let flat = p.lt(p.lift(-0.05));
        let power = R::pick(flat, -p - 1.0, -p);
        // Lifted, where a multiple of a subnormal would be rounded.
        let by = R::pick(flat, q.lift(1.0), R::pick(q.lt(q.lift(SMALL)), q.lift(LIFT), q.lift(1.0)));
        let sum = p.mul_add(y * by, p.rsub(1.0) * (q * by));
        R::pick(flat, sum, sum / (q * by)) * q.powf(power)
    }
}
rule! {
    /// Half the deviance for `p = 3/2`, `2 (sqrt y - sqrt q)^2 / sqrt q`.
    pub(crate) CompoundDeviance<1>(q, y) = {
        let (root, other) = (q.sqrt(), y.sqrt());
        // The difference of the roots by that of their squares.
        let gap = (q - y) / (root + other);
        gap / root * gap * 2.0
    },
    derivative q.rule(TweedieShortfall, [y, q.lift(1.5)])
}

rule! {
    /// `(sqrt q - sqrt t)^2/2`.
    pub(crate) Hellinger<1>(q, t) = {
        // The difference of the roots by that of their squares.
        let gap = (q - t) / (q.sqrt() + t.sqrt());
        R::pick(q.same(t), q * 0.0, gap.half_square())
    },
    derivative q.rule(HellingerSlope, [t])
}
rule! {
    /// `(1 - sqrt(t/q))/2` as one fraction.
    HellingerSlope<1>(q, t) = {
        let slope = (q - t) / (q.sqrt() + t.sqrt()) / q.sqrt() * 0.5;
        R::pick(t.same(t.lift(0.0)), q * 0.0 + 0.5, slope)
    },
    derivative R::pick(t.same(t.lift(0.0)), q * 0.0, t.sqrt() / q.sqrt() / q * 0.25)
}

/// The bases of logarithms that information is measured by.
pub(crate) const BASES: &[&str] = &["e", "2", "10"];

/// Nats in the units of one of [`BASES`].
#[inline(always)]
pub(crate) fn in_base<R: Real>(nats: R, base: usize) -> R {
    nats * [1.0, core::f64::consts::LOG2_E, core::f64::consts::LOG10_E][base]
}
